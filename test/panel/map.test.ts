import { describe, expect, it } from "@effect/vitest";
import * as Effect from "effect/Effect";
import * as TestClock from "effect/testing/TestClock";
import { drawMap, type RowMap } from "../../src/panel/map.ts";
import { makeMapping } from "../../src/panel/mapping.ts";
import { errorFrom, textOfStored } from "../../src/panel/moves.ts";
import type { RowList } from "../../src/panel/row-list.ts";
import { MapMark } from "../../src/protocol/rows.ts";
import { RowNumbers } from "../../src/store/row-numbers.ts";
import { makeDesk } from "./desk.ts";
import { block, filteredList, listOf, storeOf } from "./rows.ts";

const drawn = (list: RowList, buckets: number, found?: RowNumbers): RowMap => {
  const drawing = drawMap(list, buckets, found);
  for (;;) {
    const step = drawing.next();
    if (step.done === true) return step.value;
  }
};

const rowsOf = (...rows: ReadonlyArray<number>): RowNumbers => {
  const numbers = new RowNumbers();
  for (const row of rows) numbers.append(row);
  return numbers;
};

const lines = (count: number, errors: ReadonlyArray<number>): ReadonlyArray<string> =>
  Array.from({ length: count }, (_, i) => (errors.includes(i) ? "ERROR boom" : "INFO fine"));

describe("the map of a list", () => {
  it("marks each stretch by what is in it", () => {
    const store = storeOf(...lines(100, [3, 57]));
    store.append(0, block(["WARN careful"]));
    store.appendDivider(0, { _tag: "StartOfLog" });
    store.appendMarker(0, { _tag: "StartUnknown" });
    store.append(0, block(lines(97, [])));
    const { marks } = drawn(listOf(store), 10, rowsOf(57, 199));
    expect([...marks]).toEqual([
      MapMark.error,
      0,
      MapMark.error | MapMark.match,
      0,
      0,
      MapMark.warning | MapMark.divider | MapMark.marker,
      0,
      0,
      0,
      MapMark.match,
    ]);
  });

  it("gives a row several stretches where there are more of them than rows", () => {
    expect([...drawn(listOf(storeOf("INFO a", "ERROR b")), 6).marks]).toEqual([0, 0, 0, 1, 1, 1]);
  });

  it("is about the rows that pass the filter", () => {
    const list = filteredList(storeOf(...lines(100, [3, 57])), [10, 57]);
    expect(drawn(list, 2)).toMatchObject({ first: list.first, end: list.end });
    expect([...drawn(list, 2).marks]).toEqual([0, MapMark.error]);
  });

  it("is empty for an empty list", () => {
    expect([...drawn(listOf(storeOf()), 4).marks]).toEqual([0, 0, 0, 0]);
  });

  it("leaves others their turn while it is drawn, and lives through rows that go meanwhile", () => {
    const store = storeOf(...lines(120_000, [119_999]));
    const drawing = drawMap(listOf(store), 4, undefined);
    expect(drawing.next().done).toBe(false);
    store.clear();
    let step = drawing.next();
    while (step.done !== true) step = drawing.next();
    expect([...step.value.marks]).toEqual([0, 0, 0, 0]);
  });

  it.effect("is told when it is wanted and when it has changed, at most twice a second", () =>
    Effect.gen(function* () {
      const desk = makeDesk(storeOf(...lines(10, [])));
      const mapping = yield* makeMapping(desk.viewing, () => undefined);
      yield* mapping.want(5);
      yield* TestClock.adjust(0);
      expect(desk.all("MapIs")).toHaveLength(1);
      yield* mapping.changed;
      yield* TestClock.adjust(500);
      expect(desk.all("MapIs")).toHaveLength(1);
      desk.reading.store.append(0, block(["ERROR boom"]));
      for (let i = 0; i < 5; i++) yield* mapping.changed;
      expect(desk.all("MapIs")).toHaveLength(1);
      yield* TestClock.adjust(1000);
      expect(desk.all("MapIs")).toHaveLength(2);
      expect(desk.all("MapIs").at(-1)?.marks.at(-1)).toBe(MapMark.error);
    }).pipe(Effect.scoped),
  );
});

describe("the way from error to error", () => {
  const list = listOf(storeOf(...lines(10, [2, 6]), "ERROR boom", "    at a.b(C.java:1)"));

  it("goes on from a row, and round both ends", () => {
    expect([2, 3, 6, 10, 11].map((from) => errorFrom(list, from, 1))).toEqual([6, 6, 10, 2, 2]);
    expect([2, 3, 6, 11].map((from) => errorFrom(list, from, -1))).toEqual([10, 2, 2, 10]);
  });

  it("stays among the rows that are shown, wherever the user was", () => {
    const filtered = filteredList(list.store, [1, 6, 8]);
    expect([0, 4, 7].map((from) => errorFrom(filtered, from, 1))).toEqual([6, 6, 6]);
  });

  it("leads nowhere where there is none", () => {
    expect(errorFrom(listOf(storeOf("INFO a")), 0, 1)).toBeUndefined();
    expect(errorFrom(listOf(storeOf()), 0, -1)).toBeUndefined();
  });
});

describe("the rest of a long row", () => {
  it("comes as far as it is asked for, and says what is left", () => {
    const list = listOf(storeOf("short", "日本語"));
    const { rest, text } = textOfStored(list, 1, 7);
    expect([Buffer.from(text).toString("utf8"), rest]).toEqual(["日本", 3]);
    expect(textOfStored(list, 1, 100)).toMatchObject({ rest: 0 });
    expect(textOfStored(list, 9, 100)).toMatchObject({ rest: 0 });
  });
});
