import { untrack } from "solid-js";
import type { Place } from "../selection/selecting.ts";
import type { Painting } from "./painting.ts";
import type { Pool } from "./pool.ts";
import type { Standing } from "./standing.ts";
import { topOf } from "./viewport.ts";

/** What is where on the screen, as it was drawn last. */
export interface Sight {
  /** Px of a position's top below the view's top edge. */
  readonly topOfPosition: (position: number) => number;
  /** The position of a row by number, if it is rendered. */
  readonly positionOf: (row: number) => number | undefined;
  /** Whether any part of the row with this number is in view. */
  readonly isInView: (row: number) => boolean;
  /** The place in the rows that is nearest to a point of the window. */
  readonly placeNear: (x: number, y: number) => Place | undefined;
}

/** The sight of a pool of rows; `numberAt` gives the number of the row at a position. */
export const makeSight = <Look>(
  pool: Pool<Look>,
  standing: Standing,
  painting: Painting,
  numberAt: (position: number) => number | undefined,
): Sight => {
  const topOfPosition = (position: number): number => {
    const measured = standing.measure();
    const { row, offset } = standing.drawn();
    return topOf(measured, position) - topOf(measured, row) - offset;
  };
  const positionOf = (row: number): number | undefined =>
    pool
      .shown()
      .map((slot) => untrack(slot.view)?.position)
      .find((position) => position !== undefined && numberAt(position) === row);
  return {
    topOfPosition,
    positionOf,
    isInView: (row) => {
      const position = positionOf(row);
      return (
        position !== undefined &&
        topOfPosition(position) < standing.viewHeight() &&
        topOfPosition(position + 1) > 0
      );
    },
    placeNear: (x, y) => {
      let found: Place | undefined;
      for (const slot of pool.shown()) {
        const view = untrack(slot.view);
        const box = slot.element?.getBoundingClientRect();
        if (view === undefined || box === undefined) continue;
        const text = slot.element?.querySelector(".words, .says");
        const at = text == null ? 0 : painting.offsetInRow(view, text, x, y);
        found = { position: view.position, at };
        if (y < box.bottom) break;
      }
      return found;
    },
  };
};
