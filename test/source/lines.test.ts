import { describe, expect, it } from "@effect/vitest";
import * as Arbitrary from "effect/Arbitrary";
import * as Schema from "effect/Schema";
import { LineFlag, type LineBlock } from "../../src/domain/line.ts";
import { defaultMaxLineBytes, makeLineReader } from "../../src/source/lines.ts";
import { TimestampReader } from "../../src/source/timestamp.ts";

/** A line in comparable form; text as latin1, so that every byte shows. */
interface PlainLine {
  readonly text: string;
  readonly seconds: number;
  readonly nanos: number;
  readonly flags: number;
  readonly cut: number;
}

const plain = (blocks: ReadonlyArray<LineBlock>): ReadonlyArray<PlainLine> =>
  blocks.flatMap((block) =>
    Array.from({ length: block.count }, (_, i) => ({
      text: Buffer.from(block.bytes.subarray(block.start[i], block.end[i])).toString("latin1"),
      seconds: block.seconds[i] ?? -1,
      nanos: block.nanos[i] ?? -1,
      flags: block.flags[i] ?? -1,
      cut: block.cut?.get(i) ?? 0,
    })),
  );

/** The same by strings, a regular expression and `Date`: slow and plain. */
const model = (input: Buffer, maxLineBytes: number) => {
  const pieces = input.toString("latin1").split("\n");
  const rest = pieces.pop() ?? "";
  const line = (raw: string, terminated: boolean): PlainLine => {
    const crlf = terminated && raw.endsWith("\r");
    const body = crlf ? raw.slice(0, -1) : raw;
    const stamp =
      /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(?:\.(\d{1,9}))?(Z|[+-]([01]\d|2[0-3]):[0-5]\d) /.exec(
        body,
      );
    const millis = stamp === null ? Number.NaN : Date.parse(`${stamp[1]}${stamp[3]}`);
    const local = stamp?.[1] ?? "";
    // Date takes the 29th of February of any year for the 1st of March.
    const exists = (): boolean => new Date(`${local}Z`).toISOString().startsWith(local);
    const timed = stamp !== null && !Number.isNaN(millis) && millis >= 0 && exists();
    const text = timed ? body.slice(stamp[0].length) : body;
    let end = Math.min(text.length, maxLineBytes);
    if (end < text.length) {
      const continues = (at: number): boolean => (text.charCodeAt(at) & 0xc0) === 0x80;
      const back = [0, 1, 2, 3].find((n) => end - n >= 0 && !continues(end - n)) ?? 0;
      end -= back;
    }
    return {
      text: text.slice(0, end),
      seconds: timed ? millis / 1000 : 0,
      nanos: timed ? Number((stamp[2] ?? "").padEnd(9, "0")) : 0,
      flags:
        (timed ? 0 : LineFlag.noTime) |
        (terminated ? 0 : LineFlag.unterminated) |
        (end < text.length ? LineFlag.cut : 0) |
        (crlf ? LineFlag.crlf : 0),
      cut: text.length - end,
    };
  };
  return {
    lines: pieces.map((raw) => line(raw, true)),
    rest: rest === "" ? [] : [line(rest, false)],
  };
};

/**
 * Reads an input in chunks of these sizes, those of one array given together; what is left over is the last chunk.
 * Chunks stand side by side in memory but for each one that follows `apart` bytes or more of them.
 */
const read = (
  input: Buffer,
  sizes: ReadonlyArray<ReadonlyArray<number>>,
  maxLineBytes?: number,
  apart = 0,
) => {
  const reader = makeLineReader(maxLineBytes);
  const lines: Array<PlainLine> = [];
  let at = 0;
  let slab = new Uint8Array(0);
  let filled = 0;
  for (const together of [...sizes, [input.length]]) {
    const chunks = together.map((size) => {
      const piece = input.subarray(at, at + size);
      at += size;
      if (filled >= apart || filled + piece.length > slab.length) {
        // No larger than it must be, so that a reader that reads outside its chunks is found out.
        slab = new Uint8Array(Math.max(piece.length, Math.min(apart, input.length - at)));
        filled = 0;
      }
      slab.set(piece, filled);
      filled += piece.length;
      return slab.subarray(filled - piece.length, filled);
    });
    lines.push(...plain(reader.push(chunks)));
  }
  return { lines, rest: plain([reader.rest()]) };
};

const bytesOf = (text: string): Buffer => Buffer.from(text, "utf8");

const fragments = [
  "2024-12-29T10:30:45.123456789Z ",
  "2024-12-29T10:30:59.000000001Z ",
  "2024-12-29T10:31:00.5Z ",
  "2024-02-29T23:59:59Z ",
  "2024-01-01T02:00:01.500000000+02:00 ",
  "1999-12-31T23:59:59.999999999-03:30 ",
  "2023-02-29T10:00:00Z ",
  "2024-12-29T10:30:45.Z ",
  "2024-12-29T10:30:45.1234567890Z ",
  "2024-12-29T10:30:45.123456789Z",
  "2024-12-29T10:30:4",
  "\n",
  "\n",
  "\n",
  "\r\n",
  "\r",
  " ",
  "a",
  "level=info the quick brown fox",
  "é",
  "日本",
  "😀",
  "\0",
  "\u001B[31mred\u001B[0m",
];
const Fragment = Schema.Literals(["bad byte", "lone continuation", ...fragments]);
const input = Arbitrary.map(
  Arbitrary.array(Arbitrary.schema(Fragment), { maxLength: 60 }),
  (parts) =>
    Buffer.concat(
      parts.map((part) =>
        part === "bad byte"
          ? Buffer.from([0xff])
          : part === "lone continuation"
            ? Buffer.from([0x80, 0x80, 0x80, 0x80])
            : bytesOf(part),
      ),
    ),
);
const sizes = Arbitrary.array(
  Arbitrary.array(
    Arbitrary.schema(
      Schema.Number.check(Schema.isInt(), Schema.isBetween({ minimum: 0, maximum: 40 })),
    ),
    { maxLength: 5 },
  ),
);
/** How often the input is repeated. */
const times = Arbitrary.schema(Schema.Literals([1, 1, 1, 400]));
const apart = Arbitrary.schema(Schema.Literals([0, 30, 200, 1_000_000]));
const cap = Arbitrary.schema(Schema.Literals([1, 2, 3, 5, 8, 40, defaultMaxLineBytes]));

describe("lines", () => {
  it.prop(
    "any chunking of any bytes gives the lines of a plain reading",
    { input, sizes, times, cap, apart },
    ({ input: once, sizes, times, cap, apart }) => {
      const input = Buffer.concat(Array.from({ length: times }, () => once));
      const larger = sizes.map((together) => together.map((size) => size * times));
      expect(read(input, larger, cap, apart)).toEqual(model(input, cap));
    },
    { arbitrary: { runs: 600, seed: "chunks" } },
  );

  it("points into its chunks, and makes one block of what came of a line before", () => {
    const reader = makeLineReader();
    const first = bytesOf(`${"one\n".repeat(3000)}tw`);
    const second = bytesOf(`o\n${"three\n".repeat(3000)}fo`);
    const blocks = reader.push([first, second]);
    expect(blocks.map(({ count }) => count)).toEqual([3000, 1, 3000]);
    expect(blocks[0]?.bytes.buffer).toBe(first.buffer);
    expect(blocks[2]?.bytes.buffer).toBe(second.buffer);
    expect(plain(blocks.slice(1, 2)).map(({ text }) => text)).toEqual(["two"]);
    expect(plain([reader.rest()]).map(({ text }) => text)).toEqual(["fo"]);
  });

  it("takes chunks that stand side by side for one, whether they come together or not", () => {
    const reader = makeLineReader();
    const memory = bytesOf("one\ntwo\nthree\nfour\n");
    const cut = (from: number, to: number) => memory.subarray(from, to);
    const first = reader.push([cut(0, 2), cut(2, 6), cut(6, 10)]);
    const second = reader.push([cut(10, memory.length)]);
    expect([first, second].map((blocks) => plain(blocks).map(({ text }) => text))).toEqual([
      ["one", "two"],
      ["three", "four"],
    ]);
    expect([...first, ...second].map(({ bytes: { buffer } }) => buffer === memory.buffer)).toEqual([
      true,
      true,
    ]);
  });

  it("keeps the first mebibyte of a line of 5 MB and counts the rest", () => {
    const long = Buffer.alloc(5_000_000, 0x78);
    const input = Buffer.concat([bytesOf("2024-12-29T10:30:45.1Z "), long, bytesOf("\r\nnext\n")]);
    const { lines } = read(
      input,
      Array.from({ length: 80 }, () => [65_536]),
    );
    expect(lines.map((line) => line.text.length)).toEqual([defaultMaxLineBytes, 4]);
    expect(lines[0]?.cut).toBe(5_000_000 - defaultMaxLineBytes);
    expect(lines[0]?.flags).toBe(LineFlag.cut | LineFlag.crlf);
  });

  it("does not hold more than the cap of a line that never ends", () => {
    const reader = makeLineReader(1000);
    const chunk = Buffer.alloc(100_000, 0x78);
    for (let i = 0; i < 100; i++) reader.push([chunk]);
    const rest = reader.rest();
    expect(rest.cut?.get(0)).toBe(10_000_000 - 1000);
    expect(rest.bytes.length).toBeLessThan(3000);
  });

  it("never cuts a character in two at the cap", () => {
    expect(read(bytesOf("ab😀cd\n"), [], 4).lines).toEqual([
      { text: "ab", seconds: 0, nanos: 0, flags: LineFlag.cut | LineFlag.noTime, cut: 6 },
    ]);
  });
});

describe("timestamps", () => {
  const readStamp = (text: string) => {
    const reader = new TimestampReader();
    const bytes = bytesOf(text);
    const at = reader.read(bytes, 0, bytes.length);
    return at < 0 ? undefined : { at, seconds: reader.seconds, nanos: reader.nanos };
  };

  it("are the same instant whatever the node's zone", () => {
    const utc = readStamp("2024-01-01T00:00:01.500000000Z x");
    expect(readStamp("2024-01-01T02:00:01.500000000+02:00 x")).toEqual({ ...utc, at: 36 });
    expect(readStamp("2023-12-31T20:30:01.500000000-03:30 x")).toEqual({ ...utc, at: 36 });
    expect(utc).toEqual({ at: 31, seconds: 1_704_067_201, nanos: 500_000_000 });
  });

  it.prop(
    "agree with Date for every second from 1970 to 2106 and any number of digits",
    {
      seconds: Arbitrary.schema(
        Schema.Number.check(Schema.isInt(), Schema.isBetween({ minimum: 0, maximum: 0xffff_ffff })),
      ),
      fraction: Arbitrary.schema(
        Schema.Number.check(Schema.isInt(), Schema.isBetween({ minimum: 0, maximum: 999_999_999 })),
      ),
      digits: Arbitrary.schema(
        Schema.Number.check(Schema.isInt(), Schema.isBetween({ minimum: 1, maximum: 9 })),
      ),
    },
    ({ seconds, fraction, digits }) => {
      const printed = String(fraction).padStart(9, "0").slice(0, digits);
      const text = `${new Date(seconds * 1000).toISOString().slice(0, 19)}.${printed}Z text`;
      expect(readStamp(text)).toEqual({
        at: text.length - 4,
        seconds,
        nanos: Number(printed.padEnd(9, "0")),
      });
    },
    { arbitrary: { runs: 500, seed: "lines" } },
  );

  it.each([
    "1969-12-31T23:59:59Z x",
    "1970-01-01T00:30:00+01:00 x",
    "2106-02-07T06:28:16Z x",
    "2024-13-01T00:00:00Z x",
    "2023-02-29T00:00:00Z x",
    "2024-04-31T00:00:00Z x",
    "2024-01-01T24:00:00Z x",
    "2024-01-01T00:60:00Z x",
    "2024-01-01T00:00:60Z x",
    "2024-01-01T00:00:00 x",
    "2024-01-01T00:00:00Z",
    "2024-01-01 00:00:00Z x",
    "2024-01-01T00:00:00+0200 x",
  ])("%s is no stamp", (text) => {
    expect(readStamp(text)).toBeUndefined();
  });
});
