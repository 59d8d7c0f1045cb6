import * as Clock from "effect/Clock";
import * as Effect from "effect/Effect";
import * as Queue from "effect/Queue";
import * as Stream from "effect/Stream";
import { nextStep, type KubeError } from "../domain/errors.ts";
import type { ListEvent } from "../kubernetes/kube.ts";
import { retryPause } from "../kubernetes/watch.ts";

/**
 * What there is, kept true by asking every `everyMs`, where it may be read but not watched; fails with what asking
 * again can't help.
 */
export const polled = <A>(
  ask: Effect.Effect<ReadonlyArray<A>, KubeError>,
  everyMs: number,
): Stream.Stream<ListEvent<A>, KubeError> =>
  Stream.callback((queue) =>
    Effect.gen(function* () {
      for (let attempt = 0; ;) {
        const answer = yield* Effect.result(ask);
        let wait = everyMs;
        if (answer._tag === "Success") {
          attempt = 0;
          Queue.offerUnsafe(queue, { _tag: "Listed", items: answer.success });
        } else if (nextStep(answer.failure) === "stop") {
          return yield* Queue.fail(queue, answer.failure);
        } else {
          wait = yield* retryPause(attempt++, answer.failure);
          const retryAt = (yield* Clock.currentTimeMillis) + wait;
          Queue.offerUnsafe(queue, { _tag: "Lost", error: answer.failure, retryAt });
        }
        yield* Effect.sleep(wait);
      }
    }),
  );
