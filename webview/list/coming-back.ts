import type { Panel } from "../panel.ts";
import type { Selecting } from "../selection/selecting.ts";
import type { Drawing } from "./drawing.ts";
import type { Standing } from "./standing.ts";
import { keepIn, type Extent } from "./viewport.ts";

/**
 * Brings a view where it is to stand although it can't yet: one that was hidden, to the row and the selection it had
 * (P4); any, to a row with rows below it that are still to come.
 */
export interface ComingBack {
  /** Goes there, once that is possible; to be run before each drawing. */
  readonly draw: () => void;
  /** A row is to stand a third from the top. */
  readonly hold: (position: number) => void;
  /** It is not any more. */
  readonly letGo: () => void;
  /** The rows are those of another view: px of the row above the top edge, if it is still on its way there. */
  readonly viewed: () => number | undefined;
  /** The user goes elsewhere. */
  readonly leave: () => void;
}

/** The way back of a panel's view; nothing where it was never hidden. */
export const makeComingBack = (
  panel: Panel,
  standing: Standing,
  selecting: Selecting,
  drawing: Drawing,
  extent: () => Extent,
): ComingBack => {
  let saved = panel.restored;
  let held: number | undefined;

  const letGo = () => {
    held = undefined;
  };
  const leave = () => {
    saved = undefined;
    letGo();
  };
  const rise = (row: number) => {
    standing.assume({ row, offset: -Math.floor(standing.viewHeight() / 3) });
    // As long as it can't be higher, it is because of the end.
    if (!standing.atEnd()) letGo();
  };

  const restoreSelection = () => {
    const selection = saved?.selection;
    if (selection !== undefined && saved?.run === panel.run() && selecting.get() === undefined)
      selecting.set({ anchor: selection.from, focus: selection.to, whole: selection.whole });
  };

  return {
    leave,
    letGo,
    hold: (position) => {
      held = position;
    },
    draw: () => {
      const range = extent();
      if (held !== undefined) rise(held);
      if (saved === undefined || range.end === range.first) return;
      const { run, row, offset, follow } = saved;
      if (run !== panel.run()) return leave();
      restoreSelection();
      if (follow) return leave();
      // How much of a row can be above the edge is known once its text is here.
      const here = keepIn({ row, offset }, range).row !== row || panel.rows.has(row);
      standing.assume({ row, offset: here ? offset : 0 });
      drawing.markSeen();
      panel.setFollowing(false);
      if (here) leave();
    },
    viewed: () => {
      const offset = saved?.offset;
      restoreSelection();
      leave();
      return offset;
    },
  };
};
