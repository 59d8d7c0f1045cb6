import * as Schema from "effect/Schema";
import { describe, expect, it } from "@effect/vitest";
import {
  compileExpression,
  compileSearch,
  type FindQuery,
  type Matcher,
} from "../../src/text/search.ts";

const query = (text: string, options: Partial<FindQuery> = {}): FindQuery => ({
  text,
  caseSensitive: false,
  wholeWord: false,
  regex: false,
  ...options,
});

const ready = (wanted: FindQuery): Matcher => {
  const compiled = compileSearch(wanted);
  if (compiled._tag === "Wrong") throw new Error(compiled.reason);
  return compiled.matcher;
};

const found = (wanted: FindQuery, line: string): ReadonlyArray<string> =>
  ready(wanted)
    .ranges(line)
    .map(([from, to]) => line.slice(from, to));

describe("compileSearch", () => {
  it.each([
    [query("error"), "An Error, an ERROR", ["Error", "ERROR"]],
    [query("error", { caseSensitive: true }), "An Error, an error", ["error"]],
    [query("CAFÉ"), "café Café", ["café", "Café"]],
    [query("café"), "cafe\u0301 is spelled with a mark", ["cafe\u0301"]],
    [query("cafe\u0301"), "café is spelled in one", ["café"]],
    [query("日本"), "東京、日本、日本語", ["日本", "日本"]],
    [query("ΣΊΣΥΦΟΣ"), "σίσυφος", ["σίσυφος"]],
    [query("привет"), "ПРИВЕТ", ["ПРИВЕТ"]],
    [query("a.b*(c)"), "axb a.b*(c)", ["a.b*(c)"]],
    [query("aa"), "aaaa a", ["aa", "aa"]],
    [query(""), "anything", []],
    [query("war", { wholeWord: true }), "war warn wär, a war_ (war)", ["war", "war"]],
    [query("日本", { wholeWord: true }), "日本語 日本", ["日本"]],
    [query("é", { wholeWord: true }), "café é", ["é"]],
    [query("-x", { wholeWord: true }), "a-x -xy -x", ["-x", "-x"]],
    [query("(a)", { wholeWord: true }), "f(a)b", ["(a)"]],
    [query("\\d+", { regex: true }), "a1 22", ["1", "22"]],
    [query("a|b", { regex: true, wholeWord: true }), "a ab b", ["a", "b"]],
    [query("^.", { regex: true }), "😀x", ["😀"]],
    [query("\\p{L}+", { regex: true }), "12 日本 é", ["日本", "é"]],
    [query("a\\-b", { regex: true }), "a-b", ["a-b"]],
    [query("a\\-b", { regex: true, wholeWord: true }), "xa-b a-b a-bé", ["a-b"]],
    [query("x*", { regex: true }), "axxb", ["xx"]],
    [query("É", { regex: true }), "é", ["é"]],
    [query("É", { regex: true, caseSensitive: true }), "é", []],
  ])("%j in %j", (wanted, line, matches) => {
    expect(found(wanted, line)).toEqual(matches);
  });

  it.each([
    ["(", "Unterminated group"],
    ["[a", "Unterminated character class"],
    ["*", "Nothing to repeat"],
    ["a)(b", "Unmatched ')'"],
    ["a\\", "\\ at end of pattern"],
  ])("says why %s is wrong", (text, reason) => {
    for (const wholeWord of [false, true]) {
      expect(compileSearch(query(text, { regex: true, wholeWord }))).toEqual({
        _tag: "Wrong",
        reason,
      });
    }
  });

  it("stops at the limit", () => {
    expect(ready(query("a")).ranges("aaaa", 2)).toEqual([
      [0, 1],
      [1, 2],
    ]);
  });

  it("tells flags apart", () => {
    const compiled = compileExpression("a.b", "s", false);
    expect(compiled._tag === "Ready" && compiled.matcher.test("a\nb")).toBe(true);
    expect(compiled._tag === "Ready" && compiled.matcher.test("A\nb")).toBe(false);
  });

  it.prop(
    "finds every plain text in any line that holds it, each match once and in order",
    [Schema.String, Schema.NonEmptyString, Schema.String, Schema.Boolean],
    ([before, needle, after, caseSensitive]) => {
      const line = before + needle + after;
      const matcher = ready(query(needle, { caseSensitive }));
      const ranges = matcher.ranges(line);
      let at = 0;
      for (const [from, to] of ranges) {
        expect(from).toBeGreaterThanOrEqual(at);
        at = to;
      }
      expect(matcher.test(line)).toBe(ranges.length > 0);
      if (!/\p{Cs}/u.test(needle) && needle === needle.normalize("NFC")) {
        expect(ranges.length).toBeGreaterThan(0);
      }
    },
    { arbitrary: { runs: 1000, seed: "search" } },
  );

  it.prop(
    "agrees with a scan by hand on plain letters",
    [
      Schema.Array(Schema.Literals(["a", "b", "B", " ", "_"])),
      Schema.NonEmptyArray(Schema.Literals(["a", "B", "b"])),
      Schema.Boolean,
      Schema.Boolean,
    ],
    ([line, needle, caseSensitive, wholeWord]) => {
      const text = line.join("");
      const wanted = needle.join("");
      const fold = (s: string): string => (caseSensitive ? s : s.toLowerCase());
      const expected: Array<readonly [number, number]> = [];
      for (let i = 0; i + wanted.length <= text.length;) {
        const end = i + wanted.length;
        const isEdge = (c: string | undefined): boolean => c === undefined || c === " ";
        const edges = !wholeWord || (isEdge(text[i - 1]) && isEdge(text[end]));
        const hit = edges && fold(text.slice(i, end)) === fold(wanted);
        if (hit) expected.push([i, end]);
        i = hit ? end : i + 1;
      }
      expect(ready(query(wanted, { caseSensitive, wholeWord })).ranges(text)).toEqual(expected);
    },
    { arbitrary: { runs: 1000, seed: "by hand" } },
  );
});
