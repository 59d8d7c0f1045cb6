import { createSignal, untrack, type Accessor } from "solid-js";
import type { Panel } from "../panel.ts";
import type { Selecting } from "../selection/selecting.ts";
import type { Moving } from "./moving.ts";
import type { Sight } from "./sight.ts";
import type { Standing } from "./standing.ts";
import type { Extent, Span } from "./viewport.ts";

/** The row that the keyboard stands on, and the row that the user is at. */
export interface Keyboard {
  /** The position of the keyboard's row, while it is rendered. */
  readonly active: Accessor<number | undefined>;
  /** Puts the keyboard on a row, or on none. */
  readonly focus: (position: number | undefined) => void;
  /** Moves the keyboard's row by rows and keeps it in view; `extend` selects up to it. */
  readonly moveFocus: (rows: number, extend?: boolean) => void;
  /** Puts the keyboard on the first or the last row, and selects up to it. */
  readonly extendToEnd: (end: "first" | "last") => void;
  /** Puts the keyboard on a row and has it in view: in the middle, unless it is there already. */
  readonly goToRow: (position: number) => void;
  /** How many rows fit into the view. */
  readonly pageRows: () => number;
  /** The number of the row that the user is at, or the one given: where it stands it is to stay. */
  readonly near: (row?: number) => number;
  /** Px below the view's top edge of the row that `near` told: where it is to stand in another view of the rows. */
  readonly nearTop: () => number;
  /** Tells what is rendered now. */
  readonly draw: (span: Span) => void;
}

/** The keyboard of a list; `focused` is the row where it stands, rendered or not, shared with what draws the rows. */
export const createKeyboard = (parts: {
  readonly panel: Panel;
  readonly standing: Standing;
  readonly sight: Sight;
  readonly moving: Moving;
  readonly selecting: Selecting;
  readonly extent: () => Extent;
  readonly focused: { position: number | undefined };
  readonly again: () => void;
}): Keyboard => {
  const { panel, standing, sight, moving, selecting, extent, focused, again } = parts;
  const [active, setActive] = createSignal<number>();
  const following = () => untrack(panel.following);
  let nearTop = 0;

  const focus = (position: number | undefined) => {
    focused.position = position;
    again();
  };

  return {
    active,
    focus,
    moveFocus: (rows, extend = false) => {
      const range = extent();
      if (range.end === range.first) return;
      const seen = standing.wholeRows();
      const { position } = focused;
      const lost =
        position === undefined || (!extend && (position < seen.first || position > seen.last));
      // The first key puts it on the row nearest to where the eyes are.
      const start = rows < 0 || following() ? seen.last : seen.first;
      const from = lost ? start : position;
      const next = lost && !extend ? start : from + rows;
      const row = Math.max(range.first, Math.min(range.end - 1, next));
      if (rows < 0 && following() && row < range.end - 1) panel.setFollowing(false);
      if (extend) selecting.extendTo(row, from);
      else selecting.none();
      focus(row);
      moving.reveal(row);
    },
    extendToEnd: (to) => {
      const { first, end } = extent();
      if (end === first) return;
      const row = to === "first" ? first : end - 1;
      const seen = standing.wholeRows();
      selecting.extendTo(row, focused.position ?? (following() ? seen.last : seen.first));
      focus(row);
      if (to === "first") moving.toTop();
      else moving.toBottom();
    },
    goToRow: (position) => {
      focused.position = position;
      moving.bringIntoView(position);
    },
    pageRows: () => {
      const { first, last } = standing.wholeRows();
      return Math.max(1, last - first);
    },
    near: (row) => {
      const { first, last } = standing.wholeRows();
      const held = focused.position;
      const isSeen = held !== undefined && held >= first && held <= last;
      const own = isSeen ? held : following() ? last : first;
      const position = (row === undefined ? undefined : sight.positionOf(row)) ?? own;
      nearTop = sight.topOfPosition(position);
      return row ?? panel.rows.numberAt(position) ?? position;
    },
    nearTop: () => nearTop,
    draw: ({ first, count }) => {
      const { position } = focused;
      const isRendered = position !== undefined && position >= first && position < first + count;
      setActive(isRendered ? position : undefined);
    },
  };
};
