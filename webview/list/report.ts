import { untrack } from "solid-js";
import type { FindQuery } from "../../src/protocol/find.ts";
import { RowKind } from "../../src/protocol/rows.ts";
import { hashOfText, type Anchor as SavedAnchor, type Saved } from "../../src/protocol/saved.ts";
import { hidesAny } from "../../src/protocol/sources.ts";
import type { Panel } from "../panel.ts";
import type { Selecting } from "../selection/selecting.ts";
import { isEmpty } from "../selection/selection.ts";
import { makeNeeds } from "./needs.ts";
import type { Pool } from "./pool.ts";
import { bytesOf, numberOf } from "./row-cache.ts";
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
  /** What is looked for, to be kept with the place. */
  readonly find: (query: FindQuery | undefined) => void;
  readonly answered: (request: number, fruitful: boolean) => void;
  /** The host may have what it had not. */
  readonly renew: () => void;
  /** What was asked will not be answered. */
  readonly forget: () => void;
  /** The rows start anew. */
  readonly restart: () => void;
}

/** The reports of a list over its pool. */
export const makeReport = <Look>(
  panel: Panel,
  pool: Pool<Look>,
  extent: () => Extent,
  selecting: Selecting,
): Report => {
  const needs = makeNeeds();
  let lastWindow = "";
  let lastPlace = "";
  let olderAskedAt: number | undefined;
  let query: FindQuery | undefined = panel.restored?.find;
  let wantedRequest = -1;
  let lastWanted = "";

  /** The row at a position as it is known again in another run. */
  const anchorAt = (position: number): SavedAnchor | undefined => {
    const row = panel.rows.get(position);
    if (row === undefined || row.run.kinds[row.index] !== RowKind.line) return undefined;
    const id = row.run.sources[row.index];
    const source = untrack(panel.shown)?.sources.find((known) => known.id === id);
    if (source === undefined) return undefined;
    return {
      pod: source.pod,
      container: source.container,
      seconds: row.run.seconds[row.index] ?? 0,
      nanos: row.run.nanos[row.index] ?? 0,
      hash: hashOfText(bytesOf(row)),
    };
  };

  /** Asks for rows whose numbers the selection wants to know; requests below 0 are these. */
  const askWanted = () => {
    const wanted = selecting.wanted();
    const key = `${panel.epoch()} ${wanted.join()}`;
    if (key === lastWanted) return;
    lastWanted = key;
    for (const first of wanted)
      panel.post({
        _tag: "Need",
        epoch: panel.epoch(),
        request: wantedRequest--,
        first,
        count: 1,
      });
  };
  const following = () => untrack(panel.following);

  return {
    window: () => {
      const follow = following();
      const epoch = panel.epoch();
      const count = pool.size();
      if (epoch < 0 || count === 0) return;
      const key = `${epoch} ${count} ${follow}`;
      if (key === lastWindow) return;
      lastWindow = key;
      panel.post({ _tag: "Window", epoch, count, follow });
    },
    ask: (now) => {
      const follow = following();
      // Rows above the end roll away before anyone could see them.
      const overscan = follow ? 0 : Math.min(200, 2 * pool.size());
      const span = follow ? tailSpan(extent(), pool.size()) : pool.span();
      const need = needs.next(span, extent(), panel.rows.has, overscan, now);
      if (need !== undefined) panel.post({ _tag: "Need", epoch: panel.epoch(), ...need });
      askWanted();
    },
    older: () => {
      const { first, end } = extent();
      if (end === first || olderAskedAt === first) return;
      olderAskedAt = first;
      panel.post({ _tag: "Older", epoch: panel.epoch() });
    },
    place: ({ row: position, offset }) => {
      const shown = untrack(panel.shown);
      if (shown === undefined) return;
      const row = panel.rows.get(position);
      const selection = selecting.get();
      const follow = following();
      const kept = selection === undefined || isEmpty(selection) ? undefined : selection;
      const filter = untrack(panel.filter);
      const key = JSON.stringify([
        panel.run(),
        follow ? "end" : [position, offset, row !== undefined],
        kept,
        query,
        [filter.text, filter.context],
        shown.previous,
        shown.own,
        shown.group,
        shown.choice,
        untrack(panel.sourcesOpen),
        untrack(panel.labels),
        untrack(panel.timestamps),
        untrack(panel.wrap),
      ]);
      if (key === lastPlace) return;
      lastPlace = key;
      const anchor = anchorAt(position);
      const state: Saved = {
        target: shown.target,
        cluster: shown.cluster,
        options: shown.options,
        previous: shown.previous,
        own: shown.own,
        ...(shown.ofDebug === undefined ? {} : { ofDebug: shown.ofDebug }),
        ...(shown.group ? { group: shown.group } : {}),
        ...(hidesAny(shown.choice) ? { choice: shown.choice } : {}),
        sources: untrack(panel.sourcesOpen),
        filter: { text: filter.text, context: filter.context },
        ...(query === undefined ? {} : { find: query }),
        run: panel.run(),
        row: row === undefined ? position : numberOf(row),
        offset,
        follow,
        ...(anchor === undefined ? {} : { anchor }),
        ...(kept === undefined
          ? {}
          : { selection: { from: kept.anchor, to: kept.focus, whole: kept.whole } }),
      };
      panel.remember(state);
    },
    find: (next) => {
      query = next;
    },
    answered: needs.answered,
    renew: needs.renew,
    forget: () => {
      needs.reset();
      lastWanted = "";
    },
    restart: () => {
      needs.reset();
      olderAskedAt = undefined;
    },
  };
};
