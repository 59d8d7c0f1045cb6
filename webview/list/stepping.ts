import { untrack } from "solid-js";
import type { Panel } from "../panel.ts";
import type { Moving } from "./moving.ts";
import type { Standing } from "./standing.ts";

/** Scrolling in step with other panels: where hands move the view is told, where the others lead it is not. */
export interface Stepping {
  /** The ways to move, for hands. */
  readonly moving: Moving;
  /** Goes where another panel went: with a position at the top edge, or (undefined) to the end, following. */
  readonly stand: (position: number | undefined) => void;
  /** Tells where the view stands, wherever that was told before. */
  readonly tellPlace: () => void;
  /** Tells what the hands came to; to be run after each drawing. */
  readonly draw: () => void;
}

/** The stepping of a view; `again` asks for a drawing. */
export const makeStepping = (
  panel: Panel,
  moving: Moving,
  standing: Standing,
  again: () => void,
): Stepping => {
  let moved = false;
  let followed = untrack(panel.following);
  let told: string | undefined;

  const byHand =
    <To extends ReadonlyArray<unknown>>(move: (...to: To) => void) =>
    (...to: To) => {
      moved = true;
      move(...to);
    };

  return {
    moving: {
      ...moving,
      scrollBy: byHand(moving.scrollBy),
      scrollPages: byHand(moving.scrollPages),
      goTo: byHand(moving.goTo),
      toTop: byHand(moving.toTop),
      toBottom: byHand(moving.toBottom),
      reveal: byHand(moving.reveal),
      bringIntoView: byHand(moving.bringIntoView),
      standAt: byHand(moving.standAt),
    },
    stand: (position) => {
      moved = false;
      told = undefined;
      followed = position === undefined;
      if (position === undefined) moving.toBottom();
      else moving.standAt({ row: position, offset: 0 });
    },
    tellPlace: () => {
      moved = true;
      told = undefined;
      again();
    },
    draw: () => {
      const follow = untrack(panel.following);
      // The toggle is a hand, too.
      if (follow !== followed) moved = true;
      followed = follow;
      if (!moved) return;
      moved = false;
      if ((untrack(panel.shown)?.inStep ?? 0) === 0) return;
      const place = follow ? {} : { position: standing.anchor().row };
      const key = JSON.stringify([panel.epoch(), place]);
      if (key === told) return;
      told = key;
      panel.post({ _tag: "Stood", epoch: panel.epoch(), ...place });
    },
  };
};
