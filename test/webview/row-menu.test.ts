import { describe, expect, it } from "vitest";
import type { Term } from "../../src/text/filter.ts";
import { filterWith, wordAt } from "../../webview/list/row-menu.ts";

const level: Term = { _tag: "Level", exclude: false, comparison: "=", level: "error" };
const source: Term = { _tag: "Source", exclude: false, exact: true, label: "web app" };

describe("a filter with one more term", () => {
  it.each([
    ["", level, "level=error"],
    ["timeout", level, "timeout level=error"],
    ["level>=warn timeout", level, "timeout level=error"],
    ["-level=debug", level, "-level=debug level=error"],
    ["source=db", source, `source="web app"`],
  ])("%s", (text, term, expected) => {
    expect(filterWith(text, term)).toBe(expected);
  });
});

describe("the word under the pointer", () => {
  it.each([
    ["GET /cart 500", 0, "GET"],
    ["GET /cart 500", 6, "cart"],
    ["took 812.5ms (slow)", 7, "812.5ms"],
    ["id=6d4f9-x2", 4, "6d4f9-x2"],
    ["naïve 日本語 text", 7, "日本語"],
    ["a == b", 3, undefined],
  ])("%s at %d", (text, at, expected) => {
    expect(wordAt(text, at)).toBe(expected);
  });
});
