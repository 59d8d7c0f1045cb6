import { untrack } from "solid-js";
import type { Panel } from "../panel.ts";
import { makeNeeds } from "./needs.ts";
import type { Pool } from "./pool.ts";
import type { SavedPlace } from "./saved-place.ts";
import { tailSpan, type Anchor, type Extent } from "./viewport.ts";

/** What the list tells its host: what it shows, what it lacks, where it stands. Nothing is told twice. */
export interface Report {
  readonly window: () => void;
  /** Asks for rows that are missing in and around the view; `now` in ms. */
  readonly ask: (now: number) => void;
  /** A user who pushes against the first row wants older ones; once for each first row. */
  readonly older: () => void;
  /** Keeps the place for a view that is made anew. */
  readonly place: (anchor: Anchor) => void;
  readonly answered: (request: number, fruitful: boolean) => void;
  /** The host may have what it had not. */
  readonly renew: () => void;
  /** What was asked will not be answered. */
  readonly forget: () => void;
  /** The rows start anew. */
  readonly restart: () => void;
}

/** The reports of a list over its pool. */
export const makeReport = <Look>(panel: Panel, pool: Pool<Look>, extent: () => Extent): Report => {
  const needs = makeNeeds();
  let lastWindow = "";
  let lastPlace = "";
  let olderAskedAt: number | undefined;
  const following = () => untrack(panel.following);

  return {
    window: () => {
      const follow = following();
      const epoch = panel.epoch();
      if (epoch < 0 || pool.size() === 0) return;
      const span = pool.span();
      const first = follow ? Math.max(0, extent().end - pool.size()) : span.first;
      const count = follow ? pool.size() : span.count;
      // While following, the first row changes with each beat, and the host knows.
      const key = follow ? `${epoch} ${count}` : `${epoch} ${count} ${first}`;
      if (key === lastWindow) return;
      lastWindow = key;
      panel.post({ _tag: "Window", epoch, first, count, follow });
    },
    ask: (now) => {
      const follow = following();
      // Rows above the end roll away before anyone could see them.
      const overscan = follow ? 0 : Math.min(200, 2 * pool.size());
      const span = follow ? tailSpan(extent(), pool.size()) : pool.span();
      const need = needs.next(span, extent(), panel.rows.has, overscan, now);
      if (need !== undefined) panel.post({ _tag: "Need", epoch: panel.epoch(), ...need });
    },
    older: () => {
      const { first, end } = extent();
      if (end === first || olderAskedAt === first) return;
      olderAskedAt = first;
      panel.post({ _tag: "Older", epoch: panel.epoch() });
    },
    place: ({ row, offset }) => {
      const state: SavedPlace = { epoch: panel.epoch(), row, offset, follow: following() };
      const key = state.follow ? `${state.epoch}` : `${state.epoch} ${row} ${offset}`;
      if (key === lastPlace) return;
      lastPlace = key;
      panel.remember(state);
    },
    answered: needs.answered,
    renew: needs.renew,
    forget: needs.reset,
    restart: () => {
      needs.reset();
      olderAskedAt = undefined;
    },
  };
};
