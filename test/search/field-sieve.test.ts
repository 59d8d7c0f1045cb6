import { describe, expect, it } from "@effect/vitest";
import * as Arbitrary from "effect/Arbitrary";
import * as Schema from "effect/Schema";
import { Piece, readBlock } from "../../src/search/piece.ts";
import { makeSift } from "../../src/search/sift.ts";
import { makeStore } from "../../src/store/store.ts";
import { parseFilter } from "../../src/text/filter-parse.ts";
import { blockOf, plainHits, plainRows } from "./rows.ts";

const names = new Map([[0, "web/app"]]);
const clock = { now: { seconds: 0, nanos: 0 }, offsetAt: () => 0 };

/** The lines that pass by the sieve, and by taking each apart. */
const sifted = (lines: ReadonlyArray<string>, text: string) => {
  const { filter } = parseFilter(text);
  const store = makeStore({ maxBytes: 10_000_000 });
  store.append(0, blockOf(lines));
  const sift = makeSift(filter, names);
  const fast = store.blocks().flatMap((shared) => {
    const read = readBlock(shared, undefined);
    const piece = new Piece();
    const passed = new Uint8Array(shared.rows);
    expect(piece.load(read, 0, shared.rows, true)).toBe(true);
    sift(piece, passed);
    return Array.from(passed, (passes, row) => (passes === 1 ? shared.first + row : -1));
  });
  const slow = plainHits(
    plainRows(store, () => "web/app"),
    filter,
    clock,
  );
  return { fast: fast.filter((row) => row >= 0), slow };
};

/** Parts of lines: whole fields, and what can stand in their way. */
const parts = [
  '{"a":"x",',
  '{"status":500}',
  '{"status": 200, "b": 1}',
  '"status":500',
  '"status":"503"',
  '"status":null',
  '"status" : 404',
  '"status":{"code":500}',
  '"status":[500]',
  '"xstatus":500',
  '"req":{"status":500,"x":"y"}',
  '"req.status":500',
  '"req":{"x":[1,2],"status":500}',
  '"x":{"status":200},',
  '"y":[{"status":200}],',
  '"z":["a","b"],',
  '"a":{"b":1,"c":"]"},',
  '"msg":"status=500"',
  String.raw`"msg":"\"status\":500"`,
  String.raw`"status":"5\u00300"`,
  "status=500",
  "status=200,",
  'status="500"',
  'status="a b"',
  "status=",
  "Status=500",
  "xstatus=500",
  "x.status=500",
  "req.status=500",
  '(a="x ',
  'msg="one status=500 two"',
  "?status=500&",
  '"',
  '\\"',
  "{",
  "}",
  "[",
  "]",
  ",",
  ":",
  "=",
  " ",
  " ",
  " ",
  "\t",
  "é ",
  "\u001b[31m",
  "\u001b[0m",
  "status",
  "words ",
];

const Line = Arbitrary.map(
  Arbitrary.array(
    Arbitrary.schema(
      Schema.Number.check(
        Schema.isInt(),
        Schema.isBetween({ minimum: 0, maximum: parts.length - 1 }),
      ),
    ),
    { maxLength: 8 },
  ),
  (indices) => indices.map((i) => parts[i]).join(""),
);

describe("a field's sieve (F4, F5)", () => {
  it.prop(
    "lets through exactly what taking each line apart lets through, also of broken lines",
    {
      lines: Arbitrary.array(Line, { minLength: 1, maxLength: 30 }),
      plain: Arbitrary.schema(Schema.Literals([0, 100])),
      filter: Arbitrary.schema(
        Schema.Literals([
          "status>=500",
          "status=500",
          "status!=500",
          "-status=200",
          "status<=404",
          'status="a b"',
          "req.status>=500",
          "req.status=500",
          "x.status!=200",
          "status.code=500",
          "status>=500 words",
        ]),
      ),
    },
    ({ lines, plain, filter }) => {
      const all = [...lines, ...Array<string>(plain).fill("GET / 200")];
      const { fast, slow } = sifted(all, filter);
      expect(fast).toEqual(slow);
    },
    { arbitrary: { runs: 3_000, seed: "fields" } },
  );

  it.each([
    ["status>=500", '{"level":"info","msg":"a {b} c","status":503,"dur":1}', true],
    ["status>=500", 'ts=1 msg="a status=200 b" status=503 dur=1', true],
    ["status>=500", 'ts=1 msg="a status=503 b" status=200 dur=1', false],
    ["status>=500", '{"req":{"status":503},"status":200}', false],
    ["req.status>=500", '{"req":{"status":503},"status":200}', true],
    ["id=5", "GET /cart?id=5", true],
    ["status!=200", "no such field", false],
  ])("%s of %s: %s", (filter, line, passes) => {
    expect(sifted([line], filter).fast).toEqual(passes ? [0] : []);
  });

  it("takes megabytes of members without a field apart", () => {
    const members = `"k":["a","b"],`.repeat(200_000);
    const line = `{${members}"x":{"status":200},"status":500}`;
    expect(sifted([line], "status>=500").fast).toEqual([0]);
    expect(sifted([line], "status=200").fast).toEqual([]);
  });

  it("remembers only so many values of a field", () => {
    const lines = Array.from({ length: 10_000 }, (_, i) => `n=${i} x=1`);
    expect(sifted(lines.slice(0, 2_000), "n>=1990").fast).toHaveLength(10);
    const { fast, slow } = sifted(lines, "n>=9000");
    expect(fast).toEqual(slow);
  });
});
