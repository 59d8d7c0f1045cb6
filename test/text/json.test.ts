import * as Schema from "effect/Schema";
import { describe, expect, it } from "@effect/vitest";
import { prettyJson, tokenizeJson } from "../../src/text/json.ts";
import type { Token } from "../../src/text/token.ts";

const joined = (tokens: ReadonlyArray<Token>): string => tokens.map((token) => token.text).join("");

const kinds = (text: string): ReadonlyArray<string> | undefined =>
  tokenizeJson(text)
    ?.filter((token) => token.text.trim() !== "")
    .map((token) => `${token.kind} ${token.text}`);

const pretty = (text: string): ReadonlyArray<string> =>
  prettyJson(tokenizeJson(text) ?? []).map(joined);

const value: Schema.Codec<unknown> = Schema.Union([
  Schema.String,
  Schema.Int,
  Schema.Boolean,
  Schema.Null,
  Schema.Array(Schema.Union([Schema.String, Schema.Int])),
  Schema.Record(
    Schema.String,
    Schema.Union([Schema.Int, Schema.Null, Schema.Array(Schema.String)]),
  ),
]);
const record = Schema.Record(Schema.String, value);

describe("tokenizeJson", () => {
  it("tells keys, strings, numbers, booleans and null", () => {
    expect(kinds('{"a": "x:y", "n": -1.5e3, "b": true, "z": null, "l": [1]}')).toEqual([
      "punctuation {",
      'key "a"',
      "punctuation :",
      'string "x:y"',
      "punctuation ,",
      'key "n"',
      "punctuation :",
      "number -1.5e3",
      "punctuation ,",
      'key "b"',
      "punctuation :",
      "boolean true",
      "punctuation ,",
      'key "z"',
      "punctuation :",
      "null null",
      "punctuation ,",
      'key "l"',
      "punctuation :",
      "punctuation [",
      "number 1",
      "punctuation ]",
      "punctuation }",
    ]);
  });

  it("leaves what stands before and after as text", () => {
    expect(kinds('10:30 INFO {"a":1} done')).toEqual([
      "text 10:30 INFO ",
      "punctuation {",
      'key "a"',
      "punctuation :",
      "number 1",
      "punctuation }",
      "text  done",
    ]);
  });

  it.each([
    ['{"a":"x', ["punctuation {", 'key "a"', "punctuation :", 'string "x']],
    ['{"a":tru', ["punctuation {", 'key "a"', "punctuation :", "text tru"]],
    ['{"a', ["punctuation {", 'string "a']],
    ['{"a":"\\', ["punctuation {", 'key "a"', "punctuation :", 'string "\\']],
    ["{}", ["punctuation {", "punctuation }"]],
  ])("goes as far as a broken line does: %s", (text, expected) => {
    expect(kinds(text)).toEqual(expected);
  });

  it.each(["", "plain", "{x}", "use {} here", "[main] INFO started", "{ not }", 'map {"a" 1}'])(
    "sees none in: %s",
    (text) => {
      expect(tokenizeJson(text)).toBeUndefined();
    },
  );

  it.prop(
    "loses no character of any line, cut anywhere",
    [record, Schema.String, Schema.Int],
    ([object, around, at]) => {
      const line = `${around}${JSON.stringify(object)}${around}`;
      const cut = line.slice(0, Math.abs(at) % (line.length + 1));
      for (const text of [line, cut]) {
        const tokens = tokenizeJson(text);
        if (tokens !== undefined) expect(joined(tokens)).toBe(text);
      }
    },
    { arbitrary: { runs: 1000, seed: "json" } },
  );

  it.prop(
    "is coloured whole, with no text left over, for every JSON object",
    [record],
    ([object]) => {
      const tokens = tokenizeJson(JSON.stringify(object));
      expect(tokens?.filter((token) => token.kind === "text")).toEqual([]);
    },
    { arbitrary: { runs: 500, seed: "whole" } },
  );
});

describe("prettyJson", () => {
  it("puts each member on a line, and keeps what stands around", () => {
    expect(pretty('INFO {"a":1,"b":{"c":[],"d":[true,"x"]},"e":{}} end')).toEqual([
      "INFO",
      "{",
      '  "a": 1,',
      '  "b": {',
      '    "c": [],',
      '    "d": [',
      "      true,",
      '      "x"',
      "    ]",
      "  },",
      '  "e": {}',
      "}",
      "end",
    ]);
  });

  it("keeps long numbers, escapes and the order and repetition of keys", () => {
    expect(pretty('{"2":12345678901234567890,"1":1.10,"1":"\\u00e9"}')).toEqual([
      "{",
      '  "2": 12345678901234567890,',
      '  "1": 1.10,',
      '  "1": "\\u00e9"',
      "}",
    ]);
  });

  it("lays out what is broken as far as it goes", () => {
    expect(pretty('{"a":{"b":"x')).toEqual(["{", '  "a": {', '    "b": "x']);
    expect(pretty('{"a":1}}}')).toEqual(["{", '  "a": 1', "}", "}}"]);
  });

  it("stays in proportion however deep a hostile value is", () => {
    const depth = 50_000;
    const lines = pretty(`{"a":${"[".repeat(depth)}`);
    expect(lines.length).toBe(depth + 1);
    expect(Math.max(...lines.map((line) => line.length))).toBeLessThan(120);
  });

  it.prop(
    "means the same as the line it came from",
    [record],
    ([object]) => {
      const text = JSON.stringify(object);
      expect(JSON.parse(pretty(text).join("\n"))).toEqual(JSON.parse(text));
      expect(pretty(text)).toEqual(JSON.stringify(JSON.parse(text), null, 2).split("\n"));
    },
    { arbitrary: { runs: 1000, seed: "pretty" } },
  );
});
