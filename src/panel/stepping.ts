import * as Effect from "effect/Effect";
import * as Queue from "effect/Queue";
import type * as Scope from "effect/Scope";
import * as Stream from "effect/Stream";
import type { ToHost } from "../protocol/to-host.ts";
import { positionSince, type Stand, type Step, timeFrom } from "./in-step.ts";
import type { Viewing } from "./viewing.ts";

/** A panel's part in scrolling in step with others. */
export interface Stepping {
  /** Where its user goes, and that its view has come. */
  readonly steps: Stream.Stream<Step>;
  /** Its view says where its user went. */
  readonly stood: (message: Extract<ToHost, { readonly _tag: "Stood" }>) => Effect.Effect<void>;
  readonly came: Effect.Effect<void>;
  /** Goes where the user of another panel went, by the rows of this one. */
  readonly stand: (stand: Stand) => Effect.Effect<void>;
}

/** The stepping of a panel; it tells of itself only while it is in step with another. */
export const makeStepping = (viewing: Viewing): Effect.Effect<Stepping, never, Scope.Scope> =>
  Effect.gen(function* () {
    const queue = yield* Effect.acquireRelease(Queue.sliding<Step>(1), Queue.shutdown);
    const tell = (step: Step): Effect.Effect<void> =>
      Effect.suspend(() =>
        (viewing.reading.shown.inStep ?? 0) > 0
          ? Effect.asVoid(Queue.offer(queue, step))
          : Effect.void,
      );
    return {
      steps: Stream.fromQueue(queue),
      came: tell({ _tag: "Came" }),
      stood: ({ epoch, position }) =>
        Effect.suspend(() => {
          const { epoch: now, list } = viewing.reading;
          if (epoch !== now) return Effect.void;
          if (position === undefined) return tell({ _tag: "End" });
          const time = timeFrom(list, position);
          return time === undefined ? Effect.void : tell({ _tag: "At", time });
        }),
      stand: (stand) =>
        Effect.sync(() => {
          const { epoch, list } = viewing.reading;
          const position = stand._tag === "End" ? undefined : positionSince(list, stand.time);
          if (stand._tag === "At" && position === undefined) return;
          viewing.send({
            _tag: "Stand",
            epoch,
            ...(position === undefined ? {} : { position }),
          });
        }),
    };
  });
