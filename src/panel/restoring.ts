import * as Effect from "effect/Effect";
import type * as Scope from "effect/Scope";
import { compareInstants, type Instant } from "../domain/instant.ts";
import { type Anchor, decodeSaved, hashOfText, type Saved } from "../protocol/saved.ts";
import type { SourceInfo } from "../protocol/sources.ts";
import { StoredKind } from "../store/block.ts";
import type { Store } from "../store/store.ts";
import { type LastDeath, rowOfDeath, rowSince } from "./beginning.ts";
import { StoredRow } from "./stored-row.ts";
import { placeIn, type Viewing } from "./viewing.ts";

/** Reads what a panel kept of itself over a reload; undefined for anything else. */
export const readSaved = (state: unknown): Saved | undefined => decodeSaved(state);

/** The row among `from … to` that an anchor means: of its source and its time, with its text. */
const rowOfAnchor = (
  store: Store,
  sources: ReadonlyArray<SourceInfo>,
  anchor: Anchor,
  from: number,
  to: number,
): number | undefined => {
  const ids = new Set(
    sources
      .filter(({ container, pod }) => pod === anchor.pod && container === anchor.container)
      .map(({ id }) => id),
  );
  const stored = new StoredRow(store, from);
  for (let row = Math.max(from, store.first); row < Math.min(to, store.end); row++) {
    if (!stored.seek(row) || stored.kind !== StoredKind.line) continue;
    const { time } = stored;
    if (time === undefined || compareInstants(time, anchor) !== 0 || !ids.has(stored.source))
      continue;
    if (hashOfText(stored.bytes) === anchor.hash) return row;
  }
  return undefined;
};

/** The time of the first row that has one. */
const timeOfFirst = (store: Store): Instant | undefined => {
  const stored = new StoredRow(store);
  for (let row = store.first; stored.seek(row); row++)
    if (stored.time !== undefined) return stored.time;
  return undefined;
};

/** What is looked for: the row at which a panel stood, so many px of it above the top edge; or a death. */
type Sought =
  | { readonly _tag: "Row"; readonly anchor: Anchor; readonly offset: number }
  | LastDeath;

const momentOf = (sought: Sought): Instant => (sought._tag === "Row" ? sought.anchor : sought.at);

/** Brings the user to the row where they were before the window was reloaded, or where they want to begin. */
export interface Restoring {
  /** To be run after each change of the rows, and when a view has come. */
  readonly look: Effect.Effect<void>;
  /** Other rows begin: nothing is looked for among them but this. */
  readonly begin: (death: LastDeath | undefined) => Effect.Effect<void>;
  /** The user goes elsewhere. */
  readonly leave: () => void;
}

/** How far the looking has come among the rows of one run. */
interface Progress {
  readonly run: number;
  found: number | undefined;
  /** The rows that have been looked at. */
  seen: { readonly from: number; readonly to: number } | undefined;
  /** How often older lines were asked for, and where the first row was when they were asked for last. */
  asked: number;
  askedAt: number;
}

const noProgress = (run: number): Progress => ({
  run,
  found: undefined,
  seen: undefined,
  asked: 0,
  askedAt: Number.POSITIVE_INFINITY,
});

/** So long is the row looked for, in ms; then the nearest by its time must do. */
const patienceMs = 10_000;
/** So often older lines are asked for, where the row is above them all. */
const mostOlder = 20;

/** Brings a panel to the place that was saved of it, or to a death; `older` asks for older lines. */
export const makeRestoring = (
  viewing: Viewing,
  saved: Saved | undefined,
  older: Effect.Effect<void>,
): Effect.Effect<Restoring, never, Scope.Scope> =>
  Effect.gen(function* () {
    const scope = yield* Effect.scope;
    let sought: Sought | undefined;
    let progress = noProgress(viewing.reading.run);

    /** What has been found of it, by looking at the rows that have come since. */
    const search = (wanted: Anchor): number | undefined => {
      const { run, shown, store } = viewing.reading;
      if (progress.run !== run) progress = noProgress(run);
      const { end, first } = store;
      const known = progress.seen ?? { from: first, to: first };
      progress.found ??=
        rowOfAnchor(store, shown.sources, wanted, known.to, end) ??
        rowOfAnchor(store, shown.sources, wanted, first, known.from);
      progress.seen = { from: first, to: end };
      return progress.found;
    };

    /** Whether all rows are younger than the anchor, and older ones may still be had. */
    const isAbove = (wanted: Anchor): boolean => {
      const { refused, store } = viewing.reading;
      if (store.first >= progress.askedAt || progress.asked === mostOlder || refused.length > 0)
        return false;
      const oldest = timeOfFirst(store);
      return oldest !== undefined && compareInstants(oldest, wanted) > 0;
    };

    /** False where the view, or the filter, is not there yet. */
    const go = (row: number, offset: number | undefined): boolean => {
      const { epoch, filter, filtered, list } = viewing.reading;
      const place = placeIn(list, row);
      if (!viewing.link.live() || place === undefined) return false;
      // Another row stands nearest as long as the filter has not come to this one.
      if (place.row !== row && filter.text !== "" && !filtered) return false;
      sought = undefined;
      const within = place.row === row ? offset : 0;
      viewing.send({
        _tag: "Go",
        epoch,
        ...place,
        ...(within === undefined ? { hold: true } : { offset: within }),
      });
      return true;
    };

    const lookForRow = ({ anchor, offset }: Extract<Sought, { readonly _tag: "Row" }>) => {
      const found = search(anchor);
      if (found !== undefined) {
        go(found, offset);
        return Effect.void;
      }
      if (!isAbove(anchor)) return Effect.void;
      progress.asked++;
      progress.askedAt = viewing.reading.store.first;
      return older;
    };

    const lookForDeath = (death: LastDeath) => {
      const { shown, store } = viewing.reading;
      const tells = rowOfDeath(store, shown.sources, death);
      const there = tells !== undefined && go(tells.row, undefined);
      // One that was silent before it died has its last words further up.
      return there && !tells.hasLines ? older : Effect.void;
    };

    const look = Effect.suspend(() => {
      if (sought === undefined) return Effect.void;
      return sought._tag === "Row" ? lookForRow(sought) : lookForDeath(sought);
    });

    const seek = (wanted: Sought): Effect.Effect<void> =>
      Effect.suspend(() => {
        sought = wanted;
        return Effect.sleep(patienceMs).pipe(
          Effect.andThen(
            Effect.sync(() => {
              if (sought !== wanted) return;
              const { store } = viewing.reading;
              const found =
                (wanted._tag === "Row" ? search(wanted.anchor) : undefined) ??
                rowSince(store, momentOf(wanted));
              if (found !== undefined) go(found, wanted._tag === "Row" ? wanted.offset : undefined);
            }),
          ),
          Effect.forkIn(scope),
          Effect.asVoid,
        );
      });

    if (saved?.follow === false && saved.anchor !== undefined)
      yield* seek({ _tag: "Row", anchor: saved.anchor, offset: saved.offset });

    return {
      look,
      begin: (death) =>
        Effect.suspend(() => {
          sought = undefined;
          return death === undefined ? Effect.void : seek(death);
        }),
      leave: () => {
        sought = undefined;
      },
    };
  });
