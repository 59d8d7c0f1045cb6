import * as Clock from "effect/Clock";
import * as Effect from "effect/Effect";
import * as Queue from "effect/Queue";
import * as Random from "effect/Random";
import * as Stream from "effect/Stream";
import { ContainerUnknown, nextStep, PodGone, type KubeError } from "../domain/errors.ts";
import type { PodView } from "../domain/pod.ts";
import type { PodTarget, Target } from "../domain/target.ts";
import { fitting } from "../domain/wildcard.ts";
import { Kube, type ListEvent } from "../kubernetes/kube.ts";
import { watchPodsOf } from "./workload.ts";

/** What is seen of a target's pods. */
export type Sight =
  /** A pod as it is now, and the containers of it that are wanted; `watched` when every change will be seen. */
  | {
      readonly _tag: "Pod";
      readonly pod: PodView;
      readonly wanted: ReadonlyArray<string>;
      readonly watched: boolean;
    }
  /** The user may not read pods: these containers of it are to be tried (K4). */
  | { readonly _tag: "Unseen"; readonly pod: string; readonly wanted: ReadonlyArray<string> }
  | { readonly _tag: "Gone"; readonly pod: string }
  /**
   * Of a target with many pods: those that are new or changed, and those that are no longer there. `first`: they were
   * there when the target was opened.
   */
  | {
      readonly _tag: "Pods";
      readonly pods: ReadonlyArray<PodView>;
      readonly removed: ReadonlyArray<PodView>;
      readonly first: boolean;
      readonly watched: boolean;
    }
  /** Out of touch; the `attempt`-th try in a row comes at `at` (Unix ms). */
  | {
      readonly _tag: "Lost";
      readonly attempt: number;
      readonly at: number;
      readonly error: KubeError;
    };

/** How often (ms) a pod is asked for where it may not be watched. */
const pollMs = 10_000;

/**
 * The containers of a pod that are wanted: all, or those whose names fit the target's, which may be a pattern where
 * it has many pods. Of the previous instances, those that there are.
 */
export const containersOf = (
  pod: PodView,
  target: Target,
  previous: boolean,
): ReadonlyArray<string> => {
  const { container } = target;
  const named =
    container === undefined
      ? () => true
      : target._tag === "Pod"
        ? (name: string) => name === container
        : fitting(container);
  const always = target._tag === "Pod" && container !== undefined;
  return pod.containers
    .filter(
      ({ lastTermination, name }) =>
        named(name) && (always || !previous || lastTermination !== undefined),
    )
    .map(({ name }) => name);
};

/** A pod by its watch; fails where it is missing from the first list, or with what trying again can't help. */
const watched = (
  kube: Kube["Service"],
  target: PodTarget,
  previous: boolean,
): Stream.Stream<Sight, KubeError> => {
  let seen = false;
  let attempt = 0;
  const read = (event: ListEvent<PodView>): Effect.Effect<ReadonlyArray<Sight>, KubeError> => {
    switch (event._tag) {
      case "Listed":
      case "Changed": {
        attempt = 0;
        const pod =
          event._tag === "Changed"
            ? event.item
            : event.items.find(({ name }) => name === target.pod);
        if (pod === undefined)
          return seen
            ? Effect.succeed([{ _tag: "Gone", pod: target.pod }])
            : Effect.fail(new PodGone({ namespace: target.namespace, pod: target.pod }));
        if (pod.name !== target.pod) return Effect.succeed([]);
        seen = true;
        return sightOf(pod, target, previous, true);
      }
      case "Removed":
        return Effect.succeed(
          event.item.name === target.pod ? [{ _tag: "Gone", pod: target.pod }] : [],
        );
      case "Lost":
        attempt++;
        return Effect.succeed([{ _tag: "Lost", attempt, at: event.retryAt, error: event.error }]);
    }
  };
  return kube
    .watchPod(target.context, target.namespace, target.pod)
    .pipe(Stream.mapEffect(read), Stream.flattenIterable);
};

const sightOf = (
  pod: PodView,
  target: PodTarget,
  previous: boolean,
  watched: boolean,
): Effect.Effect<ReadonlyArray<Sight>, ContainerUnknown> => {
  const wanted = containersOf(pod, target, previous);
  return target.container !== undefined && wanted.length === 0
    ? Effect.fail(new ContainerUnknown({ pod: pod.name, container: target.container }))
    : Effect.succeed([{ _tag: "Pod", pod, wanted, watched }]);
};

/** A pod by asking for it again and again, where it may be read but not watched. */
const polled = (
  kube: Kube["Service"],
  target: PodTarget,
  previous: boolean,
): Stream.Stream<Sight, KubeError> =>
  Stream.callback<Sight, KubeError>((queue) =>
    Effect.gen(function* () {
      let seen = false;
      let attempt = 0;
      while (true) {
        const answer = yield* Effect.result(kube.pod(target.context, target.namespace, target.pod));
        let wait = pollMs;
        if (answer._tag === "Success") {
          seen = true;
          attempt = 0;
          Queue.offerAllUnsafe(queue, yield* sightOf(answer.success, target, previous, false));
        } else if (answer.failure._tag === "PodGone" && seen) {
          attempt = 0;
          Queue.offerUnsafe(queue, { _tag: "Gone", pod: target.pod });
        } else if (nextStep(answer.failure) === "stop") {
          return yield* Effect.fail(answer.failure);
        } else {
          attempt++;
          const now = yield* Clock.currentTimeMillis;
          wait = (yield* Random.next) * Math.min(30_000, 500 * 2 ** Math.min(attempt, 10));
          Queue.offerUnsafe(queue, {
            _tag: "Lost",
            attempt,
            at: now + wait,
            error: answer.failure,
          });
        }
        yield* Effect.sleep(wait);
      }
    }),
  );

/** The containers that a pod turns out to have, from what its log says to one who names none; pods can't be read. */
const guessed = (kube: Kube["Service"], target: PodTarget): Stream.Stream<Sight, KubeError> =>
  Stream.fromEffect(
    (target.container === undefined
      ? Effect.scoped(
          kube.log(target.context, target.namespace, target.pod, { container: "", limitBytes: 1 }),
        ).pipe(
          Effect.as<ReadonlyArray<string>>([""]),
          Effect.catchTag("ContainerRequired", ({ choices }) => Effect.succeed(choices)),
        )
      : Effect.succeed([target.container])
    ).pipe(Effect.map((wanted): Sight => ({ _tag: "Unseen", pod: target.pod, wanted }))),
  );

/**
 * What there is of a target's pods and what becomes of them, for ever: by a watch, else by asking every 10 s, else
 * (K4) by the name alone. Fails with what only the user can help, and with PodGone where the pod is not there at the
 * start.
 */
export const watchTarget = (
  target: Target,
  previous: boolean,
): Stream.Stream<Sight, KubeError, Kube> =>
  Stream.unwrap(
    Effect.map(Kube, (kube) =>
      target._tag === "Pod"
        ? watched(kube, target, previous).pipe(
            Stream.catchTag("Forbidden", () => polled(kube, target, previous)),
            Stream.catchTag("Forbidden", () => guessed(kube, target)),
          )
        : watchPodsOf(kube, target),
    ),
  );
