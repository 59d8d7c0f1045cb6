import { describe, expect, it } from "@effect/vitest";
import * as Schema from "effect/Schema";
import { MapMark } from "../../src/protocol/rows.ts";
import { mapBars, rowOfMap } from "../../webview/map/marks.ts";

const natural = (maximum: number) => Schema.Int.check(Schema.isBetween({ minimum: 0, maximum }));
const options = { arbitrary: { runs: 300, seed: "map" } };
const marksOf = Schema.Array(natural(31));

describe("the bars of the map", () => {
  it.prop(
    "lie in the map, at least two px high, and leave out no stretch that is marked",
    [marksOf, natural(900).check(Schema.isGreaterThan(2))],
    ([list, height]) => {
      const marks = Uint8Array.from(list);
      const bars = mapBars(marks, height);
      for (const bar of bars) {
        expect(bar.height).toBeGreaterThanOrEqual(2);
        expect(bar.top).toBeGreaterThanOrEqual(0);
        expect(bar.top + bar.height).toBeLessThanOrEqual(height);
      }
      for (const [i, mark] of marks.entries()) {
        const y = Math.min(Math.floor((i * height) / marks.length), height - 2);
        const covered = bars.some(
          ({ lane, top, height: px }) => lane === "error" && top <= y && y < top + px,
        );
        if ((mark & MapMark.error) !== 0) expect(covered).toBe(true);
      }
    },
    options,
  );

  it("join neighbours, and draw errors over warnings", () => {
    const both = MapMark.error | MapMark.warning;
    expect(mapBars(Uint8Array.of(0, both, MapMark.error, 0), 40)).toEqual([
      { lane: "warning", top: 10, height: 10 },
      { lane: "error", top: 10, height: 20 },
    ]);
  });

  it("show one error in a million lines", () => {
    const marks = new Uint8Array(400);
    marks[399] = MapMark.error;
    expect(mapBars(marks, 400)).toEqual([{ lane: "error", top: 398, height: 2 }]);
  });
});

describe("a click on the map", () => {
  it.prop(
    "goes to a row that exists",
    [natural(1_000_000), natural(1_000).check(Schema.isGreaterThan(0)), natural(1_200)],
    ([count, height, y]) => {
      const extent = { first: -20, end: -20 + count + 1 };
      const row = rowOfMap(extent, y, height);
      expect(row).toBeGreaterThanOrEqual(extent.first);
      expect(row).toBeLessThan(extent.end);
    },
    options,
  );

  it("goes to the row whose place it is", () => {
    expect(rowOfMap({ first: 0, end: 1_000 }, 200, 400)).toBe(500);
    expect(rowOfMap({ first: 100, end: 200 }, 0, 400)).toBe(100);
  });
});
