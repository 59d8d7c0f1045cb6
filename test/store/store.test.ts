import { describe, expect, it } from "@effect/vitest";
import * as Arbitrary from "effect/Arbitrary";
import * as Schema from "effect/Schema";
import { Level } from "../../src/domain/level.ts";
import { LineFlag, type LineBlock } from "../../src/domain/line.ts";
import { RowFlag, RowKind } from "../../src/protocol/rows.ts";
import { Block, StoredFlag, StoredKind } from "../../src/store/block.ts";
import { makeStore, type Store } from "../../src/store/store.ts";
import type { StoredRows } from "../../src/store/stored-rows.ts";

/** What the tests put in as one line. */
interface Line {
  readonly text: string;
  readonly seconds: number;
  readonly nanos: number;
  readonly flags: number;
  readonly cut: number;
}

const line = (text: string, more: Partial<Line> = {}): Line => ({
  text,
  seconds: 1_735_468_245,
  nanos: 123_456_789,
  flags: 0,
  cut: 0,
  ...more,
});

/** A block as a reader makes it: the texts lie apart from each other in its bytes. */
const blockOf = (lines: ReadonlyArray<Line>): LineBlock => {
  const texts = lines.map(({ text }) => Buffer.from(text, "utf8"));
  const ends = texts.reduce<Array<number>>(
    (all, text) => [...all, (all.at(-1) ?? 0) + 3 + text.length],
    [],
  );
  return {
    bytes: Uint8Array.from(Buffer.concat(texts.flatMap((text) => [Buffer.from("<> "), text]))),
    count: lines.length,
    start: Uint32Array.from(ends, (end, i) => end - (texts[i]?.length ?? 0)),
    end: Uint32Array.from(ends),
    seconds: Uint32Array.from(lines, ({ seconds }) => seconds),
    nanos: Uint32Array.from(lines, ({ nanos }) => nanos),
    flags: Uint8Array.from(lines, ({ flags }) => flags),
    cut: new Map(lines.flatMap(({ cut }, i) => (cut > 0 ? [[i, cut] as const] : []))),
  };
};

/** A row in comparable form. */
interface Row {
  readonly text: string;
  readonly seconds: number;
  readonly nanos: number;
  readonly kind: number;
  readonly source: number;
  readonly flags: number;
  readonly cut: number;
}

const plain = (rows: StoredRows): ReadonlyArray<Row> =>
  Array.from({ length: rows.count }, (_, i) => ({
    text: Buffer.from(rows.text.subarray(i === 0 ? 0 : rows.ends[i - 1], rows.ends[i])).toString(
      "utf8",
    ),
    seconds: rows.seconds[i] ?? -1,
    nanos: rows.nanos[i] ?? -1,
    kind: rows.kinds[i] ?? -1,
    source: rows.sources[i] ?? -2,
    flags: (rows.flags[i] ?? -1) & ~StoredFlag.continuation,
    cut: rows.cut?.find(([at]) => at === i)?.[1] ?? 0,
  }));

const all = (store: Store): StoredRows => store.rows(store.first, store.end - store.first, 1 << 30);

const texts = (store: Store): ReadonlyArray<string> => plain(all(store)).map(({ text }) => text);

const rowOf = (source: number, { text, seconds, nanos, flags, cut }: Line): Row => ({
  text,
  seconds,
  nanos,
  kind: RowKind.line,
  source,
  flags:
    ((flags & LineFlag.noTime) !== 0 ? RowFlag.noTime : 0) |
    ((flags & LineFlag.unterminated) !== 0 ? RowFlag.unterminated : 0) |
    ((flags & LineFlag.cut) !== 0 ? RowFlag.cut : 0),
  cut,
});

const markerRow = (source: number): Row => ({
  text: "Start unknown: earlier lines may have rotated away",
  seconds: 0,
  nanos: 0,
  kind: RowKind.marker,
  source,
  flags: RowFlag.noTime,
  cut: 0,
});

const dividerRow = (source: number): Row => ({
  text: "start of the log",
  seconds: 0,
  nanos: 0,
  kind: RowKind.divider,
  source,
  flags: RowFlag.noTime,
  cut: 0,
});

const Int = (minimum: number, maximum: number) =>
  Schema.Number.check(Schema.isInt(), Schema.isBetween({ minimum, maximum }));

const lineArbitrary = Arbitrary.map(
  Arbitrary.schema(
    Schema.Struct({
      // Short ones, and some that need a block of their own.
      repeat: Schema.Union([Int(0, 6), Int(0, 6), Int(0, 6), Int(100, 400)]),
      piece: Schema.Literals(["a", "é", "日本 ", "😀", "level=info "]),
      seconds: Int(0, 0xffff_ffff),
      nanos: Int(0, 999_999_999),
      flags: Int(0, 15),
      cut: Int(1, 1_000_000),
    }),
  ),
  ({ repeat, piece, seconds, nanos, flags, cut }): Line => ({
    text: piece.repeat(repeat),
    seconds,
    nanos,
    flags,
    cut: (flags & LineFlag.cut) !== 0 ? cut : 0,
  }),
);

const doing = Arbitrary.all({
  what: Arbitrary.schema(
    Schema.Literals([
      "append",
      "append",
      "append",
      "prepend",
      "marker",
      "divider",
      "older marker",
      "clear",
    ]),
  ),
  source: Arbitrary.schema(Int(-1, 3)),
  lines: Arbitrary.array(lineArbitrary, { maxLength: 12 }),
});

describe("the store", () => {
  it.prop(
    "holds the rows of a plain array, from the oldest block that is left, under its own numbers",
    {
      doings: Arbitrary.array(doing, { maxLength: 40 }),
      maxBytes: Arbitrary.schema(Schema.Literals([3_000, 20_000, 1_000_000])),
    },
    ({ doings, maxBytes }) => {
      const blockBytes = 512;
      const store = makeStore({ maxBytes, blockBytes });
      const model = new Map<number, Row>();
      let first = 0;
      let end = 0;
      let gone = false;
      let clearedBefore = Number.NEGATIVE_INFINITY;
      const after = (row: Row): void => void model.set(end++, row);
      for (const { what, source, lines } of doings) {
        switch (what) {
          case "append":
            store.append(source, blockOf(lines));
            for (const one of lines) after(rowOf(source, one));
            break;
          case "prepend":
          case "older marker": {
            const rows =
              what === "prepend" ? lines.map((one) => rowOf(source, one)) : [markerRow(source)];
            const had = store.bytes;
            const taken =
              what === "prepend"
                ? store.prepend(source, blockOf(lines))
                : store.prependMarker(source, { _tag: "StartUnknown" });
            if (taken) for (const row of rows.toReversed()) model.set(--first, row);
            else {
              const needed = rows.reduce((sum, { text }) => sum + Buffer.byteLength(text) + 30, 0);
              expect(gone || had + needed + 16 > maxBytes).toBe(true);
            }
            break;
          }
          case "marker":
            store.appendMarker(source, { _tag: "StartUnknown" });
            after(markerRow(source));
            break;
          case "divider":
            store.appendDivider(source, { _tag: "StartOfLog" });
            after(dividerRow(source));
            break;
          case "clear":
            if (store.end > store.first) {
              gone = true;
              clearedBefore = end;
            }
            store.clear();
            expect(store.first).toBe(end);
            break;
        }
        const longest = Math.max(
          0,
          ...[...model.values()].map(({ text }) => Buffer.byteLength(text)),
        );
        expect(store.bytes).toBeLessThanOrEqual(Math.max(maxBytes, longest + 64));
        expect(store.end).toBe(end);
        if (store.first > Math.max(first, clearedBefore)) {
          gone = true;
          // Nothing goes before it must: another block would not have fitted.
          expect(store.bytes + longest + 64 + 2 * blockBytes).toBeGreaterThan(maxBytes);
        }
        const left = [...model].filter(([n]) => n >= store.first).sort(([a], [b]) => a - b);
        expect(plain(all(store))).toEqual(left.map(([, row]) => row));
        const evicted = [...model].filter(
          ([n, row]) => n < store.first && n >= clearedBefore && row.kind === RowKind.line,
        );
        expect(store.evicted.lines).toBe(evicted.length);
      }
      expect(store.lines).toBe(
        [...model.values()].filter(({ kind }) => kind === RowKind.line).length,
      );
    },
    { arbitrary: { runs: 300, seed: "store" } },
  );

  it.prop(
    "gives any window of its rows, clipped to those that exist",
    {
      lines: Arbitrary.array(lineArbitrary, { maxLength: 40 }),
      first: Arbitrary.schema(Int(-20, 60)),
      count: Arbitrary.schema(Int(0, 60)),
    },
    ({ lines, first, count }) => {
      const store = makeStore({ maxBytes: 1 << 20, blockBytes: 512 });
      store.append(0, blockOf(lines.slice(5)));
      store.prepend(0, blockOf(lines.slice(0, 5)));
      const offset = store.first;
      const rows = store.rows(first, count, 1 << 30);
      expect(rows.count).toBe(rows.ends.length);
      expect(rows.first).toBeGreaterThanOrEqual(offset);
      expect(plain(rows)).toEqual(
        lines
          .map((one) => rowOf(0, one))
          .slice(Math.max(0, first - offset), Math.max(0, first + count - offset)),
      );
      expect(rows.text.byteLength).toBe(rows.text.buffer.byteLength);
    },
    { arbitrary: { seed: "windows" } },
  );

  it("numbers older rows downwards and leaves the others their numbers", () => {
    const store = makeStore({ maxBytes: 1 << 20 });
    store.append(0, blockOf([line("c"), line("d")]));
    expect(store.prepend(0, blockOf([line("a"), line("b")]))).toBe(true);
    expect([store.first, store.end]).toEqual([-2, 2]);
    expect(plain(store.rows(0, 1, 100))[0]?.text).toBe("c");
    expect(plain(store.rows(-2, 1, 100))[0]?.text).toBe("a");
  });

  it("tells how many lines went at the limit and since when, markers not counted", () => {
    const store = makeStore({ maxBytes: 2048, blockBytes: 512 });
    store.appendDivider(0, { _tag: "StartOfLog" });
    store.append(0, blockOf([line("no stamp", { flags: LineFlag.noTime, seconds: 0 })]));
    store.append(0, blockOf([line("first", { seconds: 7, nanos: 8 })]));
    for (let i = 0; i < 200; i++)
      store.append(0, blockOf([line(`line ${i}`, { seconds: 100 + i })]));
    expect(store.evicted).toEqual({
      lines: 202 - (store.end - store.first),
      since: { seconds: 7, nanos: 8 },
    });
    expect(store.lines).toBe(202);
    expect(store.bytes).toBeLessThanOrEqual(2048);
    expect(texts(store).at(-1)).toBe("line 199");
  });

  it("takes no older rows once its own first rows have gone, since a gap would be between them", () => {
    const store = makeStore({ maxBytes: 2048, blockBytes: 512 });
    for (let i = 0; i < 200; i++) store.append(0, blockOf([line(`line ${i}`)]));
    const first = store.first;
    expect(store.prepend(0, blockOf([line("older")]))).toBe(false);
    expect(store.first).toBe(first);
  });

  it("sends the first part of a long row, whole characters only, and says so", () => {
    const store = makeStore({ maxBytes: 1 << 20 });
    store.append(0, blockOf([line("ab😀cd"), line("short")]));
    const rows = store.rows(0, 2, 5);
    expect(plain(rows).map(({ text }) => text)).toEqual(["ab", "short"]);
    expect(rows.flags).toEqual([RowFlag.partial, 0]);
  });

  it("keeps a row longer than a block in a block of its own", () => {
    const store = makeStore({ maxBytes: 1 << 20 });
    const long = "x".repeat(300_000);
    store.append(0, blockOf([line("before"), line(long), line("after")]));
    expect(texts(store)).toEqual(["before", long, "after"]);
    expect(store.blocks().map(({ rows }) => rows)).toEqual([1, 1, 1]);
  });

  it("says each line's level and whether it goes on what the line before began", () => {
    const store = makeStore({ maxBytes: 1 << 20 });
    store.append(
      0,
      blockOf([
        line("ERROR boom"),
        line("\tat com.example.Main.run(Main.java:12)"),
        line("info: ok"),
      ]),
    );
    const rows = all(store);
    expect(rows.levels[0]).toBe(Level.error);
    expect(rows.flags).toEqual([0, RowFlag.continuation, 0]);
    expect(rows.levels[2]).toBe(Level.info);
  });

  it("lets another thread read the rows that were published, from the buffers alone", () => {
    const store = makeStore({ maxBytes: 1 << 20, blockBytes: 512 });
    for (let i = 0; i < 100; i++) store.append(i % 3, blockOf([line(`line ${i}`)]));
    const read = store.blocks().flatMap(({ first, buffer, rows }) => {
      const block = new Block(first, buffer, rows);
      return Array.from({ length: block.rows }, (_, i) => [
        block.first + i,
        Buffer.from(block.text(block.start(i), block.end(i))).toString("utf8"),
        block.source(i),
      ]);
    });
    expect(read).toEqual(Array.from({ length: 100 }, (_, i) => [i, `line ${i}`, i % 3]));
  });

  it("uses the buffers of evicted blocks again, and tells their readers by another generation", () => {
    const store = makeStore({ maxBytes: 2048, blockBytes: 512 });
    const fill = (): void => {
      for (let i = 0; i < 200; i++) store.append(0, blockOf([line(`line ${i}`)]));
    };
    fill();
    const before = store.blocks();
    fill();
    const after = store.blocks();
    expect(new Set(after.map(({ buffer }) => buffer))).toEqual(
      new Set(before.map(({ buffer }) => buffer)),
    );
    for (const { first, buffer, rows, generation } of before)
      expect(new Block(first, buffer, rows).generation).not.toBe(generation);
  });

  it("uses the numbers of the protocol", () => {
    expect(RowKind).toEqual(StoredKind);
    expect(RowFlag).toMatchObject(StoredFlag);
  });
});
