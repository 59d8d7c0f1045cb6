import { describe, expect, it } from "@effect/vitest";
import * as Arbitrary from "effect/Arbitrary";
import * as Schema from "effect/Schema";
import { acrossLines } from "../../src/search/across-lines.ts";
import { compileExpression } from "../../src/text/search.ts";

const atoms = [
  "a",
  "b",
  "é",
  "-",
  ".",
  String.raw`\s`,
  String.raw`\S`,
  String.raw`\W`,
  String.raw`\w`,
  String.raw`\D`,
  String.raw`\d`,
  String.raw`\n`,
  String.raw`\x0a`,
  String.raw`\u000a`,
  String.raw`\cJ`,
  String.raw`\t`,
  String.raw`\b`,
  String.raw`\B`,
  String.raw`\1`,
  String.raw`\p{Cc}`,
  String.raw`\P{L}`,
  "[^a]",
  "[^-b]",
  "[^]",
  "[]",
  String.raw`[\s\S]`,
  String.raw`[^\s]`,
  String.raw`[\t- ]`,
  "(a)",
  "(?:a|b)",
  "(?=b)",
  "(?!b)",
  String.raw`(?!\s)`,
  String.raw`(?<!\W)`,
  "(?<=a)",
  "(?<name>b)",
  "$",
  "^",
  "|",
  "*",
  "+?",
  "{2}",
];

const signs = ["a", "b", "é", " ", "-", "\t", "\r", "1", "😀", "\u2028"];

const texts = (from: ReadonlyArray<string>, maxLength: number) =>
  Arbitrary.map(Arbitrary.array(Arbitrary.schema(Schema.Literals(from)), { maxLength }), (parts) =>
    parts.join(""),
  );

describe("an expression for many lines at once", () => {
  it.prop(
    "matches in each line what it matches in that line alone",
    {
      source: texts(atoms, 5),
      flags: Arbitrary.schema(Schema.Literals(["", "i", "m", "s", "ims"])),
      lines: Arbitrary.array(texts(signs, 6), { minLength: 1, maxLength: 6 }),
    },
    ({ source, flags, lines }) => {
      const compiled = compileExpression(source, flags, false);
      if (compiled._tag === "Wrong") return;
      const across = acrossLines(compiled.matcher.expression);
      if (across === undefined) return;
      const found = [...`${lines.join("\n")}\n`.matchAll(across)]
        .filter(([match]) => match !== "")
        .map(({ index, 0: match }) => [index, match]);
      let start = 0;
      const alone = lines.flatMap((line) => {
        const at = start;
        start += line.length + 1;
        return compiled.matcher.ranges(line).map(([from, to]) => [at + from, line.slice(from, to)]);
      });
      expect(found).toEqual(alone);
    },
    { arbitrary: { runs: 2000, seed: "across lines" }, timeout: 60_000 },
  );

  it.each([
    "timeout",
    String.raw`status=5\d\d`,
    String.raw`\w+@[^ ]+\.com$`,
    String.raw`took \d+(\.\d+)?\s?ms`,
    "(error|warn).*timeout",
  ])("can be had of %s", (source) => {
    expect(acrossLines(new RegExp(source, "gi"))).toBeDefined();
  });

  it.each(["^a", String.raw`\012`, "(?i:a)b"])("is not tried with %s", (source) => {
    expect(acrossLines(new RegExp(source, "g"))).toBeUndefined();
  });
});
