import { describe, expect, it } from "@effect/vitest";
import * as Arbitrary from "effect/Arbitrary";
import * as Schema from "effect/Schema";
import { Matches } from "../../src/search/matches.ts";

const Int = (minimum: number, maximum: number) =>
  Schema.Number.check(Schema.isInt(), Schema.isBetween({ minimum, maximum }));

const doing = Arbitrary.schema(
  Schema.Struct({
    what: Schema.Literals(["above", "below", "below", "evict"]),
    /** Matches in each of the rows that are searched. */
    counts: Schema.Array(Int(0, 3)),
    evicted: Int(0, 12),
  }),
);

describe("matches", () => {
  it.prop(
    "are counted and gone through as in a plain list of them",
    { doings: Arbitrary.array(doing, { maxLength: 30 }), near: Arbitrary.schema(Int(-60, 120)) },
    ({ doings, near }) => {
      const matches = new Matches();
      let model = new Map<number, number>();
      let from = 10;
      let to = 10;
      let evicted = false;
      for (const { what, counts, evicted: gone } of doings) {
        if (what === "evict") {
          from = Math.min(from + gone, to);
          evicted = true;
          matches.evictBefore(from);
          model = new Map([...model].filter(([row]) => row >= from));
          continue;
        }
        if (what === "above" && (evicted || to === 10)) continue;
        const start = what === "above" ? from - counts.length : to;
        const found = counts
          .map((count, i) => [start + i, count] as const)
          .filter(([, n]) => n > 0);
        matches.add({
          from: start,
          to: start + counts.length,
          rows: Float64Array.from(found, ([row]) => row),
          counts: Uint32Array.from(found, ([, count]) => count),
        });
        for (const [row, count] of found) model.set(row, count);
        if (what === "above") from = start;
        else to = start + counts.length;
      }
      const rows = [...model.keys()].toSorted((a, b) => a - b);
      const sum = (some: ReadonlyArray<number>): number =>
        some.reduce((all, row) => all + (model.get(row) ?? 0), 0);
      expect(matches.total).toBe(sum(rows));
      expect(matches.countIn(near)).toBe(model.get(near) ?? 0);
      expect(matches.countBefore(near)).toBe(sum(rows.filter((row) => row < near)));
      expect(matches.next(near)).toBe(rows.find((row) => row > near) ?? rows[0]);
      expect(matches.previous(near)).toBe(rows.findLast((row) => row < near) ?? rows.at(-1));
      expect(matches.nearest(near)).toBe(
        rows.toSorted((a, b) => Math.abs(a - near) - Math.abs(b - near) || b - a)[0],
      );
    },
    { arbitrary: { runs: 500, seed: "matches" } },
  );
});
