import * as Effect from "effect/Effect";
import * as Random from "effect/Random";
import * as Semaphore from "effect/Semaphore";
import { Kube } from "../kubernetes/kube.ts";

/** An opening that takes longer (ms) hangs, and gives its place to the next: a dead node must not keep all waiting. */
const hangsMs = 1_000;
/** Openings that had to wait for a place are spread by so much (ms) at random. */
const jitterMs = 20;

/**
 * The same clusters, of which at most `most` logs are being opened at a time, reconnects counted (C7): requests for
 * logs are not limited by the API server (`maxinflight.go` leaves long-running ones out), so that we have to.
 */
export const withFewOpenings = (
  kube: Kube["Service"],
  most: number,
): Effect.Effect<Kube["Service"]> =>
  Effect.map(Semaphore.make(most), (places) => {
    let opening = 0;
    const inTurn = <A, E, R>(open: Effect.Effect<A, E, R>): Effect.Effect<A, E, R> =>
      Effect.uninterruptibleMask((restore) =>
        Effect.gen(function* () {
          const crowded = ++opening > most;
          let held = false;
          const giveBack = Effect.suspend(() => {
            if (!held) return Effect.void;
            held = false;
            return Effect.asVoid(places.release(1));
          });
          const leave = Effect.suspend(() => {
            opening--;
            return giveBack;
          });
          yield* Effect.onInterrupt(restore(places.take(1)), () => leave);
          held = true;
          const hanging = Effect.sleep(hangsMs).pipe(
            Effect.andThen(giveBack),
            Effect.andThen(Effect.never),
          );
          const spread = crowded
            ? Effect.flatMap(Random.next, (random) => Effect.sleep(random * jitterMs))
            : Effect.void;
          return yield* restore(Effect.andThen(spread, Effect.raceFirst(open, hanging))).pipe(
            Effect.ensuring(leave),
          );
        }),
      );
    return Kube.of({ ...kube, log: (...asked) => inTurn(kube.log(...asked)) });
  });
