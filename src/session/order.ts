import * as Clock from "effect/Clock";
import * as Effect from "effect/Effect";
import * as FiberHandle from "effect/FiberHandle";
import * as Queue from "effect/Queue";
import type * as Scope from "effect/Scope";
import type { SourceElement, SourceId } from "../domain/source.ts";
import type { Joining } from "./lane.ts";
import { Merge, mergeRules, type Merged } from "./merge.ts";
import { Older } from "./older.ts";

/** How often (ms) it is looked at what waits. */
const lookMs = 20;
/** Older lines wait for those of all sources, but not longer (ms) for those of a node that does not answer. */
const olderMs = 5_000;

/** The order of all sources, driven by the clock. */
export interface Order {
  /** A source begins to be read. */
  readonly join: (source: SourceId, how: Joining) => void;
  /** A source has ended. */
  readonly leave: (source: SourceId) => void;
  /** The next of a source; of its states only whether others wait for its rows. */
  readonly take: (source: SourceId, element: SourceElement) => void;
  /** A source makes progress with what it will show first. */
  readonly works: (source: SourceId) => void;
  /** A row about a source, or `ofAll`, that stands below all that came before it. */
  readonly note: (source: SourceId, element: SourceElement) => void;
  /** What a source has above all that it gave so far, from the lowest up. */
  readonly takeOlder: (source: SourceId, element: SourceElement) => void;
  /** A source has given all for a wish for older lines; `more`: there may be more. */
  readonly olderRead: (source: SourceId, more: boolean) => void;
  /** The user wants older lines (S11): has these sources asked, and gives what they bring as one piece. */
  readonly older: (ask: (sources: ReadonlyArray<SourceId>) => void) => Effect.Effect<void>;
  /** Gives all that waits. */
  readonly flush: () => void;
}

/**
 * Gives to `emit`, in order, what the sources bring: at once while there is only one to wait for, else when their
 * order is known, at most 500 ms later; older lines from the lowest up. The scope ends it.
 */
export const makeOrder = (
  emit: (merged: ReadonlyArray<Merged>) => void,
): Effect.Effect<Order, never, Scope.Scope> =>
  Effect.gen(function* () {
    const clock = yield* Clock.Clock;
    const now = (): number => clock.currentTimeMillisUnsafe();
    // A look that comes after the time of a row would be too late for it: each look gives what is due before the next.
    const merge = new Merge(now(), { ...mergeRules, hold: mergeRules.hold - lookMs });
    const upwards = new Older(Math.floor(now() / 1000));
    const news = yield* Queue.sliding<true>(1);
    const patience = yield* FiberHandle.make<void, never>();

    const release = (): void => {
      const merged = merge.release(now());
      if (merged.length > 0) emit(merged);
    };
    const releaseOlder = (): void => {
      const merged = upwards.release();
      if (merged.length > 0) emit(merged);
    };
    const look = (): void => {
      if (merge.alone) release();
      else if (merge.holds) Queue.offerUnsafe(news, true);
    };

    const note = (source: SourceId, element: SourceElement): void => {
      merge.note(source, element, now());
      look();
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
      join: (source, how) => {
        merge.join(source, now(), how);
        // One that comes later is read from its first line.
        upwards.begins(source, how.opening || !how.whole);
      },
      leave: (source) => {
        merge.leave(source, now());
        look();
        const waited = upwards.waits;
        upwards.leaves(source);
        if (waited && !upwards.waits) releaseOlder();
      },
      takeOlder: (source, element) => upwards.take(source, element),
      olderRead: (source, more) => {
        upwards.answers(source, more);
        if (!upwards.waits) releaseOlder();
      },
      older: (ask) =>
        Effect.suspend(() => {
          if (upwards.waits) return Effect.void;
          ask(upwards.ask());
          if (!upwards.waits) return Effect.sync(releaseOlder);
          const late = Effect.map(Effect.sleep(olderMs), () => {
            upwards.givesUp();
            releaseOlder();
          });
          return Effect.asVoid(FiberHandle.run(patience, late));
        }),
      take: (source, element) => {
        if (element._tag === "Lines") upwards.takeFirst(source, element.block);
        if (merge.take(source, element, now())) look();
        else if (element._tag !== "State") note(source, element);
      },
      works: (source) => merge.works(source, now()),
      note,
      flush: () => {
        const merged = merge.flush();
        if (merged.length > 0) emit(merged);
      },
    };
  });
