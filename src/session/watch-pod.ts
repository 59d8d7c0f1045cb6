import * as Effect from "effect/Effect";
import * as Stream from "effect/Stream";
import { ContainerUnknown, PodGone, type KubeError } from "../domain/errors.ts";
import type { PodView } from "../domain/pod.ts";
import type { PodTarget } from "../domain/target.ts";
import { fitting } from "../domain/wildcard.ts";
import type { Kube, ListEvent } from "../kubernetes/kube.ts";
import { containersOf } from "./containers.ts";
import { polled } from "./polled.ts";
import type { Sight } from "./sight.ts";

/** How often (ms) a pod is asked for where it may not be watched. */
const pollMs = 10_000;

/**
 * A pod by its name alone, where it may not be read (K4): the containers that it turns out to have, from what its log
 * says to one who names none, as far as they fit the target's.
 */
export const guessedPod = (
  kube: Kube["Service"],
  { container, context, namespace, pod }: PodTarget,
): Stream.Stream<Sight, KubeError> =>
  Stream.fromEffect(
    (container === undefined || container.includes("*")
      ? Effect.scoped(kube.log(context, namespace, pod, { container: "", limitBytes: 1 })).pipe(
          Effect.as<ReadonlyArray<string>>([""]),
          Effect.catchTag("ContainerRequired", ({ choices }) =>
            Effect.succeed(choices.filter(fitting(container ?? "*"))),
          ),
        )
      : Effect.succeed([container])
    ).pipe(Effect.map((wanted): Sight => ({ _tag: "Unseen", pod, wanted }))),
  );

/**
 * What there is of a pod and what becomes of it, for ever: by its watch, else by asking every 10 s, else (K4) by the
 * name alone. Fails with what only the user can help, and with PodGone where the pod is not there at the start.
 */
export const watchPod = (
  kube: Kube["Service"],
  target: PodTarget,
  previous: boolean,
): Stream.Stream<Sight, KubeError> => {
  const { context, namespace } = target;
  let seen = false;
  let watched = true;
  let attempt = 0;

  const shown = (pod: PodView): Effect.Effect<ReadonlyArray<Sight>, ContainerUnknown> => {
    seen = true;
    const wanted = containersOf(pod, target, previous);
    return target.container !== undefined && wanted.length === 0
      ? Effect.fail(new ContainerUnknown({ pod: pod.name, container: target.container }))
      : Effect.succeed([{ _tag: "Pod", pod, wanted, watched }]);
  };

  const read = (event: ListEvent<PodView>): Effect.Effect<ReadonlyArray<Sight>, KubeError> => {
    if (event._tag === "Lost")
      return Effect.succeed([
        { _tag: "Lost", attempt: ++attempt, at: event.retryAt, error: event.error },
      ]);
    attempt = 0;
    const [pod] =
      event._tag === "Listed" ? event.items : event._tag === "Changed" ? [event.item] : [];
    if (pod !== undefined) return shown(pod);
    const last = event._tag === "Removed" ? { last: event.item } : {};
    return seen
      ? Effect.succeed([{ _tag: "Gone", pod: target.pod, ...last }])
      : Effect.fail(new PodGone({ namespace, pod: target.pod }));
  };

  const asked = kube.pod(context, namespace, target.pod).pipe(
    Effect.map((pod) => [pod]),
    Effect.catchTag("PodGone", () => Effect.succeed([])),
  );
  return kube.watchPod(context, namespace, target.pod).pipe(
    Stream.catchTag("Forbidden", () => {
      watched = false;
      return polled(asked, pollMs);
    }),
    Stream.mapEffect(read),
    Stream.flattenIterable,
    Stream.catchTag("Forbidden", () => guessedPod(kube, target)),
  );
};
