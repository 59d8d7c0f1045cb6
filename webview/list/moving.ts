import { untrack } from "solid-js";
import type { Panel } from "../panel.ts";
import type { ComingBack } from "./coming-back.ts";
import type { Drawing } from "./drawing.ts";
import type { Standing } from "./standing.ts";
import type { Anchor, Extent, Measured } from "./viewport.ts";

/** The ways to move the view over the rows. */
export interface Moving {
  /** Scrolls by px, positive downwards, as a user does: the end begins following, leaving it ends it. */
  readonly scrollBy: (px: number) => void;
  readonly scrollPages: (pages: number) => void;
  /** Puts a row (with fraction) at the top edge. */
  readonly goTo: (place: number | "end") => void;
  readonly toTop: () => void;
  readonly toBottom: () => void;
  /** Scrolls as little as needed to have a row in view as a whole. */
  readonly reveal: (position: number) => void;
  /** Has a row in view: a third from the top, unless it is there already. */
  readonly bringIntoView: (position: number) => void;
  /** Puts a row at the top edge, with px of it above, whatever the end says. */
  readonly standAt: (anchor: Anchor) => void;
  /** Carries out what hands did since the last frame; from the picture that they saw. */
  readonly settle: () => void;
  /** Forgets what hands did: rows have other positions. */
  readonly rest: () => void;
}

/** The moving of a standing; `older` is told when a user pushes against the first row. */
export const makeMoving = (parts: {
  readonly panel: Panel;
  readonly standing: Standing;
  readonly drawing: Drawing;
  readonly comingBack: ComingBack;
  readonly extent: () => Extent;
  readonly older: () => void;
  readonly again: () => void;
}): Moving => {
  const { panel, standing, drawing, comingBack, extent, older, again } = parts;
  /** Px still to be scrolled by, from wheel and keys, at the next frame. */
  let pending = 0;

  const rest = () => {
    pending = 0;
  };

  const place = (to: Anchor): Measured => {
    rest();
    comingBack.leave();
    return standing.landAt(to);
  };

  const leaveEnd = () => {
    if (!standing.atEnd()) panel.setFollowing(false);
    again();
  };

  const scrollBy = (px: number) => {
    pending += px;
    again();
  };

  const toBottom = () => {
    rest();
    comingBack.leave();
    panel.setFollowing(true);
    again();
  };

  return {
    scrollBy,
    scrollPages: (pages) =>
      scrollBy(pages * Math.max(standing.line(), standing.viewHeight() - standing.line())),
    goTo: (to) => {
      if (to === "end") return toBottom();
      const row = Math.floor(to);
      const { first, heights } = place({ row, offset: 0 });
      const height = heights[row - first] ?? standing.line();
      place({ row, offset: Math.round((to - row) * height) });
      if (standing.atEnd()) toBottom();
      else leaveEnd();
    },
    toTop: () => {
      if (extent().end === extent().first) return;
      place({ row: extent().first, offset: 0 });
      leaveEnd();
    },
    toBottom,
    reveal: (row) => {
      const seen = standing.wholeRows();
      if (row >= seen.first && row <= seen.last) return;
      if (row < seen.first) place({ row, offset: 0 });
      else {
        const { first, heights } = standing.measure();
        const height = heights[row - first] ?? standing.line();
        place({ row, offset: Math.min(0, height - standing.viewHeight()) });
      }
      leaveEnd();
    },
    bringIntoView: (row) => {
      panel.setFollowing(false);
      const seen = standing.wholeRows();
      const isSeen = row >= seen.first && row <= seen.last;
      place(isSeen ? standing.drawn() : { row, offset: -Math.floor(standing.viewHeight() / 3) });
      drawing.markSeen();
      again();
    },
    standAt: (anchor) => {
      panel.setFollowing(false);
      place(anchor);
      drawing.markSeen();
      again();
    },
    settle: () => {
      if (pending === 0) return;
      const px = pending;
      rest();
      comingBack.leave();
      const wasFollowing = untrack(panel.following);
      if (wasFollowing && px >= 0) return;
      const from = standing.drawn();
      // Beyond the view nothing is seen twice: rows that nobody would see are counted, not drawn.
      const rowHeight = standing.rowHeight();
      const far = Math.abs(px) > standing.viewHeight() ? Math.trunc(px / rowHeight) : 0;
      standing.landAt({ row: from.row + far, offset: from.offset + px - far * rowHeight });
      const { row, offset } = standing.anchor();
      if (px < 0 && row === extent().first && offset === 0) older();
      const follow = standing.atEnd() && (px > 0 || wasFollowing);
      if (follow !== wasFollowing) panel.setFollowing(follow);
    },
    rest,
  };
};
