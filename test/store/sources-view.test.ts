import { describe, expect, it } from "@effect/vitest";
import * as Schema from "effect/Schema";
import type { LineBlock } from "../../src/domain/line.ts";
import { Block, StoredKind } from "../../src/store/block.ts";
import { SourcesView } from "../../src/store/sources-view.ts";
import { makeStore, type Store } from "../../src/store/store.ts";
import { FilteredView, type View } from "../../src/store/views.ts";

const lines = (count: number, length = 20): LineBlock => {
  const ends = Array.from({ length: count }, (_, i) => (i + 1) * length);
  return {
    bytes: new Uint8Array(count * length).fill(0x61),
    count,
    start: Uint32Array.from(ends, (end) => end - length),
    end: Uint32Array.from(ends),
    seconds: new Uint32Array(count).fill(1_735_468_245),
    nanos: new Uint32Array(count),
    flags: new Uint8Array(count),
  };
};

interface Plain {
  readonly number: number;
  readonly source: number;
  readonly isLine: boolean;
}

/** All rows of a store, one by one. */
const plainRows = (store: Store): ReadonlyArray<Plain> =>
  store.blocks().flatMap(({ buffer, first, rows }) => {
    const block = new Block(first, buffer, rows);
    return Array.from({ length: rows }, (_, i) => ({
      number: first + i,
      source: block.source(i),
      isLine: block.kind(i) === StoredKind.line,
    }));
  });

const numbers = (view: View): ReadonlyArray<number | undefined> =>
  Array.from({ length: view.end - view.first }, (_, i) => view.rowAt(view.first + i));

/** What comes: lines, markers and dividers, below or above. */
const Step = Schema.Struct({
  does: Schema.Literals(["append", "append", "append", "prepend", "marker", "divider", "above"]),
  source: Schema.Number.check(Schema.isInt(), Schema.isBetween({ minimum: -1, maximum: 3 })),
  count: Schema.Number.check(Schema.isInt(), Schema.isBetween({ minimum: 1, maximum: 30 })),
});
type Step = typeof Step.Type;

const put = (store: Store, { count, does, source }: Step): void => {
  switch (does) {
    case "append":
      return store.append(Math.max(0, source), lines(count));
    case "prepend":
      return void store.prepend(Math.max(0, source), lines(count));
    case "marker":
      return store.appendMarker(source, { _tag: "StartUnknown" });
    case "divider":
      return store.appendDivider(source, { _tag: "StartOfLog" });
    case "above":
      return void store.prependMarker(source, { _tag: "StartUnknown" });
  }
};

const shows = (source: number): boolean => source < 0 || source % 2 === 0;

describe("the view of some sources (C5)", () => {
  it.prop(
    "shows their rows and the session's, as a plain look at all would, each at one position for good",
    [Schema.Array(Step), Schema.Boolean],
    ([steps, isSmall]) => {
      const store = makeStore({ maxBytes: isSmall ? 6_000 : 10_000_000, blockBytes: 1_000 });
      const view = new SourcesView(store, shows);
      const positions = new Map<number, number>();
      for (const step of steps) {
        put(store, step);
        view.grow();
        const rows = plainRows(store).filter(({ source }) => shows(source));
        expect(numbers(view)).toEqual(rows.map(({ number }) => number));
        expect(view.lines).toBe(rows.filter(({ isLine }) => isLine).length);
        for (const [i, { number }] of rows.entries()) {
          expect(positions.get(number) ?? view.first + i).toBe(view.first + i);
          positions.set(number, view.first + i);
          expect(view.nearest(number)).toBe(view.first + i);
          expect(view.lowerBound(number)).toBe(view.first + i);
        }
        const all = plainRows(store).map(({ number }) => number);
        expect(view.positionsOf(all)).toEqual(rows.map((_, i) => view.first + i));
      }
      expect(numbers(new SourcesView(store, shows))).toEqual(numbers(view));
    },
    { arbitrary: { runs: 200, size: 30, seed: "one source" } },
  );

  it.prop(
    "is what a filter is laid over: context is counted in lines that are shown",
    [
      Schema.Array(Step),
      Schema.Number.check(Schema.isInt(), Schema.isBetween({ minimum: 0, maximum: 3 })),
    ],
    ([steps, context]) => {
      const store = makeStore({ maxBytes: 10_000_000 });
      const base = new SourcesView(store, shows);
      const view = new FilteredView(context, base);
      const decide = (from: number, to: number): void => {
        const rows = plainRows(store).filter(({ number }) => number >= from && number < to);
        view.extend({
          from,
          to,
          hits: rows.flatMap(({ isLine, number }) => (isLine && number % 7 === 0 ? [number] : [])),
          kept: rows.flatMap(({ isLine, number }) => (isLine ? [] : [number])),
        });
      };
      for (const step of steps) {
        const { end, first } = store;
        put(store, step);
        base.grow();
        if (store.first < first) decide(store.first, first);
        else decide(end, store.end);
      }
      const rows = plainRows(store).filter(({ source }) => shows(source));
      const isHit = (at: number): boolean => rows[at]?.isLine === true && rows[at].number % 7 === 0;
      const nearHit = (at: number, step: 1 | -1): boolean => {
        for (let i = 1; i <= context && rows[at + i * step]?.isLine === true; i++)
          if (isHit(at + i * step)) return true;
        return false;
      };
      const wanted = rows.filter(
        ({ isLine }, at) => !isLine || isHit(at) || nearHit(at, 1) || nearHit(at, -1),
      );
      expect(numbers(view)).toEqual(wanted.map(({ number }) => number));
      expect(view.hits).toBe(rows.filter((_, at) => isHit(at)).length);
      for (const row of wanted)
        expect(view.rowAt(view.nearest(row.number) ?? NaN)).toBe(row.number);
    },
    { arbitrary: { runs: 300, size: 30, seed: "sources" } },
  );
});
