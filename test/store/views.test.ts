import { describe, expect, it } from "@effect/vitest";
import * as Arbitrary from "effect/Arbitrary";
import * as Schema from "effect/Schema";
import { allRows, FilteredView } from "../../src/store/views.ts";

const Int = (minimum: number, maximum: number) =>
  Schema.Number.check(Schema.isInt(), Schema.isBetween({ minimum, maximum }));

/** What a row is to a filter. */
const Kind = Schema.Literals(["hit", "miss", "miss", "miss", "miss", "kept"]);
type Kind = typeof Kind.Type;

const doing = Arbitrary.schema(
  Schema.Struct({
    what: Schema.Literals(["above", "below", "below", "evict"]),
    rows: Schema.Array(Kind),
    evicted: Int(0, 12),
  }),
);

const isKept = (rows: ReadonlyMap<number, Kind>, row: number): boolean => rows.get(row) === "kept";

/** Whether the row is shown: it passes, it is kept, or it stands by a hit with no marker or divider between. */
const isShown = (rows: ReadonlyMap<number, Kind>, row: number, context: number): boolean => {
  if (rows.get(row) !== "miss") return rows.has(row);
  for (const step of [-1, 1]) {
    for (let i = 1; i <= context && !isKept(rows, row + step * i); i++)
      if (rows.get(row + step * i) === "hit") return true;
  }
  return false;
};

describe("a filtered view", () => {
  it.prop(
    "shows hits, their context, markers and dividers as a plain list would, each at one position for good",
    {
      doings: Arbitrary.array(doing, { maxLength: 25 }),
      context: Arbitrary.schema(Int(0, 4)),
      near: Arbitrary.schema(Int(-60, 120)),
    },
    ({ doings, context, near }) => {
      const view = new FilteredView(context);
      const model = new Map<number, Kind>();
      const positions = new Map<number, number>();
      let from = 10;
      let to = 10;
      let first = Number.NEGATIVE_INFINITY;
      const shown = (): ReadonlyArray<number> =>
        [...model.keys()]
          .filter((row) => row >= first && isShown(model, row, context))
          .toSorted((a, b) => a - b);
      for (const { what, rows, evicted } of doings) {
        if (what === "evict") {
          from = Math.min(from + evicted, to);
          first = from;
          view.evictBefore(from);
        } else if (what === "below" || (first < from && to > from)) {
          const start = what === "above" ? from - rows.length : to;
          const numbers = (kind: Kind): Float64Array =>
            Float64Array.from(rows.flatMap((each, i) => (each === kind ? [start + i] : [])));
          rows.forEach((kind, i) => model.set(start + i, kind));
          view.extend({
            from: start,
            to: start + rows.length,
            hits: numbers("hit"),
            kept: numbers("kept"),
          });
          if (what === "above") from = start;
          else to = start + rows.length;
        }
        const rowsShown = Array.from({ length: view.end - view.first }, (_, i) =>
          view.rowAt(view.first + i),
        );
        expect(rowsShown).toEqual(shown());
        for (let position = view.first; position < view.end; position++) {
          const row = view.rowAt(position) ?? Number.NaN;
          expect(positions.get(row) ?? position).toBe(position);
          positions.set(row, position);
          expect(view.isHit(position)).toBe(model.get(row) === "hit");
        }
      }
      const left = [...model].filter(([row, kind]) => row >= first && kind === "hit");
      expect(view.hits).toBe(left.length);
      const nearest = shown().toSorted(
        (a, b) => Math.abs(a - near) - Math.abs(b - near) || b - a,
      )[0];
      const position = view.nearest(near);
      expect(position === undefined ? undefined : view.rowAt(position)).toBe(nearest);
    },
    { arbitrary: { runs: 1000, seed: "views" } },
  );

  it("takes a gap for rows that were evicted, and shows no context across it", () => {
    const view = new FilteredView(3);
    view.extend({ from: 0, to: 5, hits: [4], kept: [] });
    view.extend({ from: 6, to: 9, hits: [8], kept: [] });
    expect(
      Array.from({ length: view.end - view.first }, (_, i) => view.rowAt(view.first + i)),
    ).toEqual([6, 7, 8]);
    expect(view.hits).toBe(1);
  });
});

describe("the view of all rows", () => {
  it("has the row numbers for positions, and the ends for what is beyond them", () => {
    const store = { first: -3, end: 5 };
    const view = allRows(store);
    expect([view.rowAt(-3), view.rowAt(4), view.rowAt(5)]).toEqual([-3, 4, undefined]);
    expect([view.nearest(-9), view.nearest(0), view.nearest(9)]).toEqual([-3, 0, 4]);
    store.first = 5;
    expect(view.nearest(0)).toBeUndefined();
  });
});
