import * as Clock from "effect/Clock";
import * as Effect from "effect/Effect";
import * as Queue from "effect/Queue";
import type * as Scope from "effect/Scope";
import type { SourceElement, SourceId } from "../domain/source.ts";
import { Merge, mergeRules, type Merged } from "./merge.ts";

/** How often (ms) it is looked at what waits. */
const lookMs = 20;

/** The order of all sources, driven by the clock. */
export interface Order {
  /** A source begins: `whole` from its first line; `opening`: its backlog is part of what is there at the start. */
  readonly join: (
    source: SourceId,
    how: { readonly whole: boolean; readonly opening: boolean },
  ) => void;
  /** A source has ended. */
  readonly leave: (source: SourceId) => void;
  /** The next of a source; of its states only whether others wait for its rows. */
  readonly take: (source: SourceId, element: SourceElement) => void;
  /** Gives all that waits. */
  readonly flush: () => void;
}

/**
 * Gives to `emit`, in order, what the sources bring: at once while there is only one to wait for, else when their
 * order is known, at most 500 ms later. The scope ends it.
 */
export const makeOrder = (
  emit: (merged: ReadonlyArray<Merged>) => void,
): Effect.Effect<Order, never, Scope.Scope> =>
  Effect.gen(function* () {
    const clock = yield* Clock.Clock;
    const now = (): number => clock.currentTimeMillisUnsafe();
    // A look that comes after the time of a row would be too late for it: each look gives what is due before the next.
    const merge = new Merge(now(), { ...mergeRules, hold: mergeRules.hold - lookMs });
    const news = yield* Queue.sliding<true>(1);

    const release = (): void => {
      const merged = merge.release(now());
      if (merged.length > 0) emit(merged);
    };
    const look = (): void => {
      if (merge.alone) release();
      else if (merge.holds) Queue.offerUnsafe(news, true);
    };

    yield* Effect.forkScoped(
      Effect.gen(function* () {
        while (true) {
          yield* Queue.take(news);
          while (merge.holds) {
            yield* Effect.sleep(lookMs);
            release();
          }
        }
      }),
    );

    return {
      join: (source, how) => merge.join(source, now(), how),
      leave: (source) => {
        merge.leave(source, now());
        look();
      },
      take: (source, element) => {
        if (merge.take(source, element, now())) look();
        else if (element._tag !== "State") emit([{ source, element }]);
      },
      flush: () => {
        const merged = merge.flush();
        if (merged.length > 0) emit(merged);
      },
    };
  });
