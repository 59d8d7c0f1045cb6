import { expect } from "vitest";
import type { ScriptedRow } from "./scripted-rows.ts";
import type { SeenRow, Stage } from "./stage.ts";

/** A log whose rows wrap to one to four lines. */
export const uneven = (position: number): ScriptedRow => ({
  text: `line ${position} ${"word ".repeat(((((position * 7) % 4) + 4) % 4) * 20)}end`,
});
/** A log of one line a row. */
export const short = (position: number): ScriptedRow => ({ text: `line ${position}` });

/** The lowest row in sight. */
export const last = (rows: ReadonlyArray<SeenRow>): SeenRow => {
  const row = rows.at(-1);
  if (row === undefined) throw new Error("no row is in sight");
  return row;
};
/** The highest row in sight. */
export const first = (rows: ReadonlyArray<SeenRow>): SeenRow => {
  const [row] = rows;
  if (row === undefined) throw new Error("no row is in sight");
  return row;
};

/** The px that rows in both pictures moved down, one number for each. */
const moves = (before: ReadonlyArray<SeenRow>, after: ReadonlyArray<SeenRow>): Array<number> => {
  const tops = new Map(before.map((row) => [row.position, row.top]));
  return after.flatMap((row) => {
    const top = tops.get(row.position);
    return top === undefined ? [] : [row.top - top];
  });
};

/** All rows in both pictures moved down by the same px. */
export const expectMovedBy = (
  before: ReadonlyArray<SeenRow>,
  after: ReadonlyArray<SeenRow>,
  px: number,
) => {
  const moved = moves(before, after);
  expect(moved.length).toBeGreaterThan(0);
  for (const distance of moved) expect(distance).toBeCloseTo(px, 0);
};

/** Rows stand one under the other, without gap or overlap, and cover the view. */
export const expectCovered = (view: Stage) => {
  const rows = view.seen();
  expect(first(rows).top).toBeLessThanOrEqual(0.5);
  expect(last(rows).bottom).toBeGreaterThanOrEqual(view.height() - 0.5);
  for (const [i, row] of rows.entries()) {
    if (i === 0) continue;
    expect(row.top).toBeCloseTo(rows[i - 1]?.bottom ?? 0, 1);
    expect(row.position).toBe((rows[i - 1]?.position ?? 0) + 1);
  }
};
