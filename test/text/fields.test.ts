import * as Schema from "effect/Schema";
import { describe, expect, it } from "@effect/vitest";
import { fieldOf, fieldsOf } from "../../src/text/fields.ts";

const key = Schema.Literals(["a", "b", "status", "log", "log.level", "é"]);
const leaf = Schema.Union([
  Schema.String,
  Schema.Int,
  Schema.Boolean,
  Schema.Null,
  Schema.Array(Schema.Int),
]);
const inner = Schema.Record(key, leaf);
const object = Schema.Record(
  key,
  Schema.Union([leaf, inner, Schema.Record(key, Schema.Union([leaf, inner]))]),
);

describe("fieldsOf", () => {
  it("gives JSON's fields by dotted paths, in their order", () => {
    expect(
      fieldsOf(
        'INFO {"a":"x\\ty","http":{"status":500,"deep":{"ok":true}},"l":[1,{"n":2}],"z":null} end',
      ),
    ).toEqual([
      ["a", "x\ty"],
      ["http.status", "500"],
      ["http.deep.ok", "true"],
      ["l", '[1,{"n":2}]'],
      ["z", "null"],
    ]);
  });

  it("gives logfmt's pairs, unescaped", () => {
    expect(fieldsOf('level=info msg="a \\"b\\"" empty= id=5')).toEqual([
      ["level", "info"],
      ["msg", 'a "b"'],
      ["empty", ""],
      ["id", "5"],
    ]);
  });

  it("gives long numbers digit by digit", () => {
    expect(fieldOf('{"id":12345678901234567890}', "id")).toBe("12345678901234567890");
  });

  it.each([
    ['{"a":"x', [["a", "x"]]],
    ['{"a":{"b":1', [["a.b", "1"]]],
    ['{"a":', [["a", ""]]],
    [
      '{"a":"\\u12","b":1}',
      [
        ["a", "\\u12"],
        ["b", "1"],
      ],
    ],
    ["plain", []],
    ["[1,2]", []],
  ])("goes as far as a broken line does: %s", (text, fields) => {
    expect(fieldsOf(text)).toEqual(fields);
  });

  it("does not look for ever into what is nested for ever", () => {
    const text = '{"a":'.repeat(20_000);
    expect(fieldsOf(text).length).toBe(1);
    expect(fieldOf(text, `a${".a".repeat(100)}`)).toBeUndefined();
  });
});

describe("fieldOf", () => {
  it.each([
    ['{"http":{"status":500}}', "http.status", "500"],
    ['{"http.status":500}', "http.status", "500"],
    ['{"http":{"status":500}}', "status", undefined],
    ['{"http":{"status":500}}', "http", undefined],
    ['{"msg":"\\"status\\":1","status":2}', "status", "2"],
    ['{"l":[{"status":1}],"status":2}', "status", "2"],
    ["status=500 ok", "status", "500"],
    ['msg="status=1" status=2', "status", "2"],
    ["substatus=1", "status", undefined],
    ["status 500", "status", undefined],
  ])("%s · %s", (text, path, value) => {
    expect(fieldOf(text, path)).toBe(value);
  });

  it.prop(
    "is the first field of that path",
    [object],
    ([value]) => {
      const text = JSON.stringify(value);
      const fields = fieldsOf(text);
      for (const [path] of fields) {
        expect(fieldOf(text, path)).toBe(fields.find(([other]) => other === path)?.[1]);
      }
    },
    { arbitrary: { runs: 500, seed: "fields" } },
  );

  it.prop(
    "finds what JSON itself would, and never fails on a part of it",
    [object, Schema.Int],
    ([value, at]) => {
      const text = JSON.stringify(value);
      for (const [name, member] of Object.entries(value)) {
        if (typeof member === "string" && !name.includes(".") && !("log" in value)) {
          expect(fieldOf(text, name)).toBe(member);
        }
      }
      const cut = text.slice(0, Math.abs(at) % (text.length + 1));
      expect(fieldsOf(cut).every(([path]) => path.length > 0)).toBe(true);
    },
    { arbitrary: { runs: 500, seed: "cut" } },
  );
});
