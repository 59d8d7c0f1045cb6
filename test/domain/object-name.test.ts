import { expect, it } from "vitest";
import { isNamespaceName, isObjectName } from "../../src/domain/object-name.ts";

it.each([
  ["web", true, true],
  ["web-6d4f9.v1", true, false],
  ["0", true, true],
  ["a".repeat(63), true, true],
  ["a".repeat(64), true, false],
  ["a".repeat(253), true, false],
  ["a".repeat(254), false, false],
  ["", false, false],
  ["-web", false, false],
  ["web.", false, false],
  ["Web", false, false],
  ["my app", false, false],
  ["../secrets", false, false],
  ["web\n", false, false],
])("%j names an object: %s, a namespace: %s", (text, object, namespace) => {
  expect([isObjectName(text), isNamespaceName(text)]).toEqual([object, namespace]);
});
