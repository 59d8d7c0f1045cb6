import { describe, expect, it } from "@effect/vitest";
import * as Schema from "effect/Schema";
import { foldsOf, noFolds, withFold } from "../../src/panel/folds.ts";
import { readSpan } from "../../src/panel/read-rows.ts";
import { RowList } from "../../src/panel/row-list.ts";
import { StoredRow } from "../../src/panel/stored-row.ts";
import { makeStore, type Store } from "../../src/store/store.ts";
import { FilteredView } from "../../src/store/views.ts";
import { block, filteredList, listOf, storeOf } from "./rows.ts";

const trace = ["ERROR boom", "    at a.b(C.java:1)", "    at a.c(C.java:2)", "INFO on"];

const numbers = (list: RowList): ReadonlyArray<number | undefined> =>
  Array.from({ length: list.end - list.first }, (_, i) => list.rowAt(list.first + i));

describe("a list of rows", () => {
  it("has row numbers for positions as long as nothing is hidden", () => {
    const list = listOf(storeOf("a", "b", "c"));
    expect(list.plain).toBe(true);
    expect(numbers(list)).toEqual([0, 1, 2]);
    expect(list.nearest(99)).toBe(2);
  });

  it("folds a trace under its first row, and says how much is under it", () => {
    const list = new RowList(storeOf(...trace), undefined, withFold(noFolds, 0, true));
    expect(numbers(list)).toEqual([0, 3]);
    expect(list.foldedUnder(list.first)).toBe(2);
    expect(list.foldedUnder(list.first + 1)).toBe(0);
    expect(list.nearest(2)).toBe(list.positionOf(0));
    expect(readSpan(list, { first: list.first, count: 9 }, 1000)).toMatchObject({
      numbers: [0, 3],
      folded: [[0, 2]],
    });
  });

  it("folds all, but for what is unfolded by itself", () => {
    const store = storeOf(...trace, ...trace);
    expect(numbers(new RowList(store, undefined, foldsOf(true)))).toEqual([0, 3, 4, 7]);
    const but = withFold(foldsOf(true), 4, false);
    expect(numbers(new RowList(store, undefined, but))).toEqual([0, 3, 4, 5, 6, 7]);
  });

  it("lets a folded trace grow while it still comes", () => {
    const store = storeOf("ERROR boom", "    at a.b(C.java:1)");
    const list = new RowList(store, undefined, foldsOf(true));
    store.append(0, block(["    at a.c(C.java:2)", "INFO on"]));
    list.grow();
    expect(numbers(list)).toEqual([0, 3]);
    expect(list.foldedUnder(list.first)).toBe(2);
  });

  it("ends a trace where another source speaks", () => {
    const store = storeOf("ERROR boom", "    at a.b(C.java:1)");
    store.append(1, block(["INFO other"]));
    store.append(0, block(["    at a.c(C.java:2)"]));
    expect(numbers(new RowList(store, undefined, foldsOf(true)))).toEqual([0, 2, 3]);
  });

  it("finds the first row of a trace from any row of it", () => {
    const list = listOf(storeOf(...trace));
    expect([0, 1, 2, 3].map((row) => list.headOf(row))).toEqual([0, 0, 0, 3]);
  });

  it("keeps positions as rows come before the first and go", () => {
    const store = makeStore({ maxBytes: 60_000, blockBytes: 4096 });
    store.append(0, block(trace));
    const list = new RowList(store, undefined, foldsOf(true));
    const at = list.positionOf(3);
    store.prepend(0, block(["INFO older", ...trace]));
    list.grow();
    expect(numbers(list)).toEqual([-5, -4, -1, 0, 3]);
    expect(list.positionOf(3)).toBe(at);
    for (let i = 0; i < 30; i++)
      store.append(0, block(Array.from({ length: 90 }, () => "x".repeat(30))));
    list.grow();
    expect(store.first).toBeGreaterThan(3);
    expect(list.rowAt(list.first)).toBe(store.first);
    expect(list.nearest(3)).toBe(list.first);
  });

  it("shows what passes a filter, and folds within it", () => {
    const store = storeOf("INFO a", ...trace, "INFO b");
    const list = filteredList(store, [1, 2, 3]);
    expect(numbers(list)).toEqual([1, 2, 3]);
    const folded = new RowList(store, list.filtered, foldsOf(true));
    expect(numbers(folded)).toEqual([1]);
    expect(folded.passes(2)).toBe(true);
    expect(folded.passes(4)).toBe(false);
    expect(folded.foldedUnder(folded.first)).toBe(2);
  });
});

/** What is done to a store, its filter and its list. */
const Step = Schema.Struct({
  does: Schema.Literals(["append", "prepend", "fold", "unfold", "foldAll", "unfoldAll"]),
  n: Schema.Number.check(Schema.isInt(), Schema.isBetween({ minimum: 0, maximum: 400 })),
});

/** Lines of which some go on what the one before began; others pass the filter. */
const linesFrom = (n: number): ReadonlyArray<string> =>
  Array.from({ length: (n % 7) + 1 }, (_, i) =>
    (n + i) % 3 === 0
      ? `ERROR ${n} ${i}`
      : (n + i) % 5 === 0
        ? `INFO ${n}`
        : `\tat x.y(Z.java:${i})`,
  );

/** What a list must show: computed from nothing but the rows, from the top. */
const shown = (store: Store, list: RowList): ReadonlyArray<number> => {
  const stored = new StoredRow(store);
  const rows: Array<number> = [];
  let head: { row: number; source: number } | undefined;
  for (let position = list.base.first; position < list.base.end; position++) {
    const row = list.base.rowAt(position) ?? 0;
    stored.seek(row);
    if (!stored.goesOn || head?.source !== stored.source) head = { row, source: stored.source };
    if (row === head.row || list.folds.all === list.folds.others.has(head.row)) rows.push(row);
  }
  return rows;
};

describe("a list of rows, whatever is folded and whatever comes", () => {
  it.prop(
    "shows what a plain look from the top shows, as soon as it is made anew",
    [Schema.Array(Step), Schema.Boolean],
    ([steps, isFiltered]) => {
      const store = makeStore({ maxBytes: 1_000_000 });
      const view = isFiltered ? new FilteredView(1) : undefined;
      let folds = noFolds;
      let list = new RowList(store, view, folds);
      const passes = (from: number, to: number): ReadonlyArray<number> =>
        Array.from({ length: to - from }, (_, i) => from + i).filter((row) => row % 4 !== 0);
      for (const { does, n } of steps) {
        const before = { first: store.first, end: store.end };
        switch (does) {
          case "append":
            store.append(n % 2, block(linesFrom(n)));
            view?.extend({
              from: before.end,
              to: store.end,
              hits: passes(before.end, store.end),
              kept: [],
            });
            break;
          case "prepend":
            store.prepend(n % 2, block(linesFrom(n)));
            view?.extend({
              from: store.first,
              to: before.first,
              hits: passes(store.first, before.first),
              kept: [],
            });
            break;
          case "fold":
          case "unfold": {
            if (store.end === store.first) break;
            const head = list.headOf(store.first + (n % (store.end - store.first)));
            folds = withFold(folds, head, does === "fold");
            list = new RowList(store, view, folds);
            break;
          }
          case "foldAll":
          case "unfoldAll":
            folds = foldsOf(does === "foldAll");
            list = new RowList(store, view, folds);
        }
        list.grow();
        const positions = numbers(list);
        expect(positions.every((row, i) => i === 0 || (positions[i - 1] ?? 0) < (row ?? 0))).toBe(
          true,
        );
        for (const [i, row] of positions.entries())
          expect(list.positionOf(row ?? 0)).toBe(list.first + i);
      }
      list = new RowList(store, view, folds);
      expect(numbers(list)).toEqual(shown(store, list));
      const under = numbers(list).reduce<number>(
        (sum, _, i) => sum + list.foldedUnder(list.first + i),
        0,
      );
      expect(under).toBe(list.base.end - list.base.first - (list.end - list.first));
    },
    { arbitrary: { runs: 200, size: 30, seed: "row list" } },
  );
});
