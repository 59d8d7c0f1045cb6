import * as Effect from "effect/Effect";
import * as Fiber from "effect/Fiber";
import * as Stream from "effect/Stream";
import type { KubeError } from "../../domain/errors.ts";
import { explain } from "../../domain/explain.ts";
import type { PodView } from "../../domain/pod.ts";
import type { WorkloadView } from "../../domain/workload.ts";
import type { Kube } from "../../kubernetes/kube.ts";
import { wholeList } from "../../kubernetes/whole-list.ts";

/** What there is to choose in a namespace at a time. */
export interface NamespaceList {
  readonly workloads: ReadonlyArray<WorkloadView>;
  readonly pods: ReadonlyArray<PodView>;
  /** More is still being read. */
  readonly partial: boolean;
  /** What the user is to know of it, in a sentence. */
  readonly note?: string;
}

/**
 * The workloads and pods of a namespace: what may be listed of it, pods as they come and change. Fails only where
 * nothing may be listed.
 */
export const namespaceLists = (
  kube: Kube["Service"],
  context: string,
  namespace: string,
): Stream.Stream<NamespaceList, KubeError> =>
  Stream.unwrap(
    Effect.gen(function* () {
      const asked = yield* Effect.forkScoped(
        kube.workloads(context, namespace).pipe(
          // Pods alone can be opened too.
          Effect.orElseSucceed((): ReadonlyArray<WorkloadView> => []),
        ),
      );
      const workloads = Fiber.join(asked);
      return wholeList(kube.watchPodsByPage(context, namespace)).pipe(
        Stream.mapEffect(({ items, lost, partial }) =>
          Effect.map(workloads, (found) => ({
            workloads: found,
            pods: items,
            partial,
            ...(lost === undefined ? {} : { note: explain(lost).sentence }),
          })),
        ),
        Stream.catchTag("Forbidden", (error) =>
          Stream.unwrap(
            Effect.map(workloads, (found) =>
              found.length === 0
                ? Stream.fail(error)
                : Stream.succeed({
                    workloads: found,
                    pods: [],
                    partial: false,
                    note: explain(error).sentence,
                  }),
            ),
          ),
        ),
      );
    }),
  );
