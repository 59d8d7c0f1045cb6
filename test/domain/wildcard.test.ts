import { expect, it } from "vitest";
import { fitting } from "../../src/domain/wildcard.ts";

it.each([
  ["web", "web", true],
  ["web", "web-1", false],
  ["web-*", "web-1", true],
  ["*web*", "web", true],
  ["Launch (dev) *", "Launch (dev) api", true],
  ["a.b", "axb", false],
  ["*", "", true],
  ["*", "two\nlines", true],
  ["", "", true],
  ["a?", "ab", false],
])("%j fits %j: %s", (pattern, text, fits) => {
  expect(fitting(pattern)(text)).toBe(fits);
});
