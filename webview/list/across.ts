import { createEffect, createSignal, on, untrack, type Accessor } from "solid-js";
import type { Panel } from "../panel.ts";
import type { Pool } from "./pool.ts";

/** Px that the texts are scrolled to the left, the widest text seen, and the width it is seen through. */
export interface AcrossState {
  readonly at: number;
  readonly width: number;
  readonly view: number;
}

/** Scrolling sideways, for lines that do not wrap; times and labels stay, as an editor's margin does. */
export interface Across {
  readonly state: Accessor<AcrossState>;
  readonly scrollBy: (px: number) => void;
  /** Measures the rows that are shown; the width only grows, so that the bar does not tremble. */
  readonly draw: () => void;
  readonly reset: () => void;
}

const start: AcrossState = { at: 0, width: 0, view: 0 };

/** The sideways place of a list; starts anew when wrapping changes. */
export const createAcross = <Look>(panel: Panel, pool: Pool<Look>): Across => {
  const [state, setState] = createSignal(start);
  const reset = () => setState(start);
  createEffect(on(panel.wrap, reset, { defer: true }));
  const put = (at: number, width: number, view: number) => {
    const before = untrack(state);
    const within = Math.max(0, Math.min(at, width - view));
    if (within !== before.at || width !== before.width || view !== before.view)
      setState({ at: within, width, view });
  };
  return {
    state,
    reset,
    scrollBy: (px) => {
      const { at, width, view } = untrack(state);
      put(at + px, width, view);
    },
    draw: () => {
      if (untrack(panel.wrap)) return;
      let { at, width, view } = untrack(state);
      for (const slot of pool.shown()) {
        const words = slot.element?.querySelector(".words");
        if (!(words instanceof HTMLElement) || words.parentElement === null) continue;
        view = words.parentElement.clientWidth;
        width = Math.max(width, words.offsetWidth);
      }
      put(at, width, view);
    },
  };
};
