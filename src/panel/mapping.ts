import * as Clock from "effect/Clock";
import * as Effect from "effect/Effect";
import * as Queue from "effect/Queue";
import type * as Scope from "effect/Scope";
import type { FindState } from "./found.ts";
import { drawMap, type RowMap, sameMap } from "./map.ts";
import type { Viewing } from "./viewing.ts";

/** The map beside the scroll bar. */
export interface Mapping {
  /** The view has a map of so many stretches; 0: none. */
  readonly want: (buckets: number) => Effect.Effect<void>;
  /** To be run after each change of the rows or of what was found. */
  readonly changed: Effect.Effect<void>;
}

/** So long from one map to the next at least, in ms, and so many times as long as it took to draw. */
const pauseMs = 500;
const easy = 20;

/** Draws the map of a panel's rows whenever they have changed, as long as a view has one. */
export const makeMapping = (
  viewing: Viewing,
  found: () => FindState | undefined,
): Effect.Effect<Mapping, never, Scope.Scope> =>
  Effect.gen(function* () {
    const news = yield* Queue.sliding<void>(1);
    let buckets = 0;
    let told: RowMap | undefined;
    let toldEpoch = -1;

    const draw = Effect.gen(function* () {
      if (buckets === 0 || !viewing.link.live()) return;
      const { epoch, list } = viewing.reading;
      const drawing = drawMap(list, buckets, found()?.rows);
      let step = drawing.next();
      while (step.done !== true) {
        yield* Effect.yieldNow;
        step = drawing.next();
      }
      const map = step.value;
      if (viewing.reading.epoch !== epoch) return;
      if (toldEpoch === epoch && sameMap(told, map)) return;
      told = map;
      toldEpoch = epoch;
      viewing.send({ _tag: "MapIs", epoch, marks: map.marks });
    });

    yield* Effect.forkScoped(
      Effect.gen(function* () {
        yield* Queue.take(news);
        const start = yield* Clock.currentTimeMillis;
        yield* draw;
        const took = (yield* Clock.currentTimeMillis) - start;
        yield* Effect.sleep(Math.max(pauseMs, took * easy));
      }).pipe(Effect.forever),
    );
    const changed = Effect.suspend(() =>
      buckets === 0 ? Effect.void : Effect.asVoid(Queue.offer(news, undefined)),
    );
    viewing.onShown(() => {
      if (buckets > 0) Queue.offerUnsafe(news, undefined);
    });

    return {
      want: (count) =>
        Effect.suspend(() => {
          buckets = count;
          told = undefined;
          return changed;
        }),
      changed,
    };
  });
