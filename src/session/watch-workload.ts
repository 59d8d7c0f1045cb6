import * as Effect from "effect/Effect";
import * as Stream from "effect/Stream";
import { NoSelector, ObjectGone, type KubeError } from "../domain/errors.ts";
import type { Target } from "../domain/target.ts";
import type { WorkloadView } from "../domain/workload.ts";
import type { Kube, ListEvent } from "../kubernetes/kube.ts";
import { polled } from "./polled.ts";
import type { Sight } from "./sight.ts";

type WorkloadTarget = Extract<Target, { readonly _tag: "Workload" }>;

/** How often (ms) a workload is asked for where it may not be watched. */
const lookMs = 30_000;

/**
 * What is seen of a workload, for as long as it may be looked at. Fails where it is not there at the start, selects no
 * pods then, or can't be read.
 */
export const watchWorkload = (
  kube: Kube["Service"],
  { context, kind, name, namespace }: WorkloadTarget,
): Stream.Stream<Sight, KubeError> =>
  Stream.suspend(() => {
    let seen = false;
    let attempt = 0;
    const read = (
      event: ListEvent<WorkloadView>,
    ): Effect.Effect<ReadonlyArray<Sight>, KubeError> => {
      if (event._tag === "Lost") {
        const lost: Sight = {
          _tag: "Lost",
          attempt: ++attempt,
          at: event.retryAt,
          error: event.error,
        };
        // Later its pods are what counts.
        return Effect.succeed(seen ? [] : [lost]);
      }
      attempt = 0;
      const [workload] =
        event._tag === "Listed" ? event.items : event._tag === "Changed" ? [event.item] : [];
      if (!seen && workload === undefined)
        return Effect.fail(new ObjectGone({ kind, name, namespace }));
      if (!seen && workload?.selector === undefined)
        return Effect.fail(new NoSelector({ kind, name }));
      seen = true;
      return Effect.succeed([
        workload === undefined ? { _tag: "Workload" } : { _tag: "Workload", workload },
      ]);
    };
    const asked = kube.workload(context, namespace, kind, name).pipe(
      Effect.map((workload) => [workload]),
      Effect.catchTag("ObjectGone", () => Effect.succeed([])),
    );
    return kube.watchWorkload(context, namespace, kind, name).pipe(
      Stream.catchTag("Forbidden", () => polled(asked, lookMs)),
      Stream.mapEffect(read),
      Stream.flattenIterable,
      Stream.catch((error) => (seen ? Stream.empty : Stream.fail(error))),
    );
  });
