import * as Effect from "effect/Effect";
import * as Option from "effect/Option";
import * as Stream from "effect/Stream";
import type { KubeError } from "../../domain/errors.ts";
import { Kube, type ListEvent } from "../../kubernetes/kube.ts";
import type { RuleTarget } from "./rules.ts";

type Watched = Stream.Stream<ListEvent<unknown>, KubeError>;

/** What is looked at to tell whether a target is there. */
const watched = (kube: Kube["Service"], target: RuleTarget): Watched => {
  const { context, namespace } = target;
  switch (target._tag) {
    case "Pod":
      return kube.watchPod(context, namespace, target.pod);
    case "Selector":
      return kube.watchPods(context, namespace, target.selector);
    case "Workload":
      return kube.watchWorkload(context, namespace, target.kind, target.name);
  }
};

/**
 * Waits for a target to be there, so many seconds at most; false when it did not come. What waiting can't help ends the
 * wait at once, with true: whoever shows the target tells what stands in the way.
 */
export const waitFor = (
  target: RuleTarget,
  seconds: number,
): Effect.Effect<boolean, never, Kube> =>
  seconds === 0
    ? Effect.succeed(true)
    : Effect.flatMap(Kube, (kube) =>
        watched(kube, target).pipe(
          Stream.takeUntil(
            (event) =>
              event._tag === "Changed" || (event._tag === "Listed" && event.items.length > 0),
          ),
          Stream.runDrain,
          Effect.ignore,
          Effect.timeoutOption(`${seconds} seconds`),
          Effect.map(Option.isSome),
        ),
      );
