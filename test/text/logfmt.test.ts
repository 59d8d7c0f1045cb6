import * as Schema from "effect/Schema";
import { describe, expect, it } from "@effect/vitest";
import { pairsOf, prettyLogfmt, tokenizeLogfmt } from "../../src/text/logfmt.ts";
import type { Token } from "../../src/text/token.ts";

const joined = (tokens: ReadonlyArray<Token>): string => tokens.map((token) => token.text).join("");

const kinds = (text: string): ReadonlyArray<string> | undefined =>
  tokenizeLogfmt(text)
    ?.filter((token) => token.text.trim() !== "")
    .map((token) => `${token.kind} ${token.text}`);

describe("tokenizeLogfmt", () => {
  it("tells keys, and values by what they are", () => {
    expect(kinds('level=info took=1.5 ok=true err=null msg="a b=c \\" d" id=5f2c')).toEqual([
      "key level",
      "punctuation =",
      "string info",
      "key took",
      "punctuation =",
      "number 1.5",
      "key ok",
      "punctuation =",
      "boolean true",
      "key err",
      "punctuation =",
      "null null",
      "key msg",
      "punctuation =",
      'string "a b=c \\" d"',
      "key id",
      "punctuation =",
      "string 5f2c",
    ]);
  });

  it("finds pairs between other words, without the comma behind them", () => {
    expect(kinds("10:30 INFO cart: user=anna, items=3; done")).toEqual([
      "text 10:30 INFO cart: ",
      "key user",
      "punctuation =",
      "string anna",
      "text , ",
      "key items",
      "punctuation =",
      "number 3",
      "text ; done",
    ]);
  });

  it("goes as far as a cut line does", () => {
    expect(kinds('a=1 msg="never closed')).toEqual([
      "key a",
      "punctuation =",
      "number 1",
      "key msg",
      "punctuation =",
      'string "never closed',
    ]);
    expect(kinds("a=1 b=")).toEqual([
      "key a",
      "punctuation =",
      "number 1",
      "key b",
      "punctuation =",
    ]);
  });

  it.each([
    "",
    "a sentence",
    "one pair=1 only",
    "a == b",
    "x -flag=1 --other=2",
    '"a=1 b=2"',
    "=1 =2",
  ])("sees none in: %s", (text) => {
    expect(tokenizeLogfmt(text)).toBeUndefined();
  });

  it.prop(
    "loses no character of any line",
    [
      Schema.Array(
        Schema.Literals(["a", "é", "=", '"', "\\", " ", ",", "1", "true", "\t", "-", "{"]),
      ),
    ],
    ([parts]) => {
      const text = parts.join("");
      const tokens = tokenizeLogfmt(text);
      if (tokens !== undefined) expect(joined(tokens)).toBe(text);
      for (const pair of pairsOf(text)) expect(text[pair.keyTo]).toBe("=");
    },
    { arbitrary: { runs: 2000, seed: "logfmt" } },
  );
});

describe("prettyLogfmt", () => {
  it("gives each pair a line, and other words theirs", () => {
    const tokens = tokenizeLogfmt('10:30 INFO user=anna, msg="a b" done') ?? [];
    expect(prettyLogfmt(tokens).map(joined)).toEqual([
      "10:30 INFO",
      "user=anna",
      'msg="a b"',
      "done",
    ]);
  });
});
