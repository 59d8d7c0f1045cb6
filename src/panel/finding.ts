import * as Clock from "effect/Clock";
import * as Effect from "effect/Effect";
import * as FiberHandle from "effect/FiberHandle";
import type * as Scope from "effect/Scope";
import * as Stream from "effect/Stream";
import { findSentence, type SearchProblem } from "../domain/search-problem.ts";
import type { ToHost } from "../protocol/to-host.ts";
import type { Search } from "../search/search.ts";
import { FindState } from "./found.ts";
import { withFold } from "./folds.ts";
import { placeIn, type Viewing } from "./viewing.ts";

type Message<Tag extends ToHost["_tag"]> = Extract<ToHost, { readonly _tag: Tag }>;

/** The find of a panel. */
export interface Finding {
  readonly start: (request: Message<"Find">) => Effect.Effect<void>;
  readonly go: (request: Message<"FindGo">) => Effect.Effect<void>;
  readonly stop: Effect.Effect<void>;
  /** Looks for the same in other rows. */
  readonly renew: Effect.Effect<void>;
  /** To be run after each change of the rows. */
  readonly changed: Effect.Effect<void>;
  /** What has been found, as it stood when it was told last. */
  readonly found: () => FindState | undefined;
}

/** So long from one word about the matches to the next, in ms. */
const beatMs = 100;

/** The find of a panel, by the search of its store. */
export const makeFinding = (
  viewing: Viewing,
  search: Effect.Effect<Search>,
): Effect.Effect<Finding, never, Scope.Scope> =>
  Effect.gen(function* () {
    const running = yield* FiberHandle.make<void>();
    const waiting = yield* FiberHandle.make<void>();
    let state: FindState | undefined;
    let told = Number.NEGATIVE_INFINITY;
    /** What was said last, so that it is not said again. */
    let said = "";

    /** Unfolds the trace that a row is folded away in. */
    const unfold = (row: number): void => {
      const { list } = viewing.reading;
      if (!list.passes(row) || list.positionOf(row) !== undefined) return;
      viewing.show(list.withFolds(withFold(list.folds, list.headOf(row), false)), row);
    };

    const send = (now: FindState, go: boolean): void => {
      if (go && now.at !== undefined) unfold(now.at.row);
      const { epoch, list } = viewing.reading;
      const place = now.at === undefined ? undefined : placeIn(list, now.at.row);
      const finding = {
        _tag: "Finding" as const,
        find: now.find,
        total: now.total,
        whole: now.whole,
        go,
        ...(now.at === undefined || place === undefined
          ? {}
          : { current: { ...now.at, index: now.index, epoch, position: place.position } }),
        ...(now.problem === undefined ? {} : { problem: now.problem }),
      };
      const words = JSON.stringify(finding);
      if (words === said && !go) return;
      said = words;
      viewing.send(finding);
    };

    const tellNow = (at: number): void => {
      if (state === undefined) return;
      told = at;
      state.lookAt(viewing.reading.list);
      send(state, state.settle());
    };

    /** Tells what has been found: at once, or in a while where it was told just now. */
    const tell: Effect.Effect<void> = Effect.gen(function* () {
      const now = yield* Clock.currentTimeMillis;
      const rest = told + beatMs - now;
      if (rest <= 0) return tellNow(now);
      const later = Effect.sleep(rest).pipe(
        Effect.andThen(Clock.currentTimeMillis),
        Effect.map(tellNow),
      );
      yield* FiberHandle.run(waiting, later, { onlyIfMissing: true });
    });

    const fail = (now: FindState, problem: SearchProblem): Effect.Effect<void> => {
      now.problem = { what: problem.what, sentence: findSentence(problem) };
      now.whole = true;
      return tell;
    };

    const scan = Effect.fnUntraced(function* (now: FindState) {
      yield* (yield* search).find(now.query, now.near).pipe(
        Stream.runForEach((found) => {
          now.take(found);
          return tell;
        }),
        Effect.catchTags({
          ExpressionWrong: ({ reason }) => fail(now, { what: "wrong", reason }),
          ExpressionTooSlow: () => fail(now, { what: "slow" }),
          SearchStopped: ({ cause }) =>
            Effect.andThen(
              Effect.logError("A find's search broke off", cause),
              fail(now, { what: "stopped" }),
            ),
        }),
      );
    });

    const run = (next: FindState): Effect.Effect<void> =>
      Effect.suspend(() => {
        state = next;
        said = "";
        told = Number.NEGATIVE_INFINITY;
        return Effect.asVoid(FiberHandle.run(running, scan(next)));
      });

    // The match that the user is at has another position now, or is not shown any more.
    viewing.onShown(() => {
      if (state === undefined) return;
      state.lookAt(viewing.reading.list);
      send(state, false);
    });

    return {
      start: ({ find, near, query }) => run(new FindState(find, query, near)),
      go: ({ find, from, step }) =>
        Effect.sync(() => {
          if (state?.find !== find) return;
          state.lookAt(viewing.reading.list);
          state.step(step, from);
          send(state, state.at !== undefined);
        }),
      stop: Effect.suspend(() => {
        state = undefined;
        return Effect.andThen(FiberHandle.clear(waiting), FiberHandle.clear(running));
      }),
      renew: Effect.suspend(() =>
        state === undefined
          ? Effect.void
          : run(new FindState(state.find, state.query, viewing.reading.store.end)),
      ),
      changed: Effect.suspend(() => (state === undefined ? Effect.void : tell)),
      found: () => state,
    };
  });
