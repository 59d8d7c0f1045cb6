import * as Effect from "effect/Effect";
import { nextStep } from "../domain/errors.ts";
import type { PodView } from "../domain/pod.ts";
import type { Target, WorkloadKind } from "../domain/target.ts";
import type { WorkloadView } from "../domain/workload.ts";
import type { Kube } from "../kubernetes/kube.ts";
import { retryPause } from "../kubernetes/watch.ts";

/** What stands between a workload and its pods. */
const between: Partial<Record<WorkloadKind, WorkloadKind>> = {
  Deployment: "ReplicaSet",
  CronJob: "Job",
};

/** Whether the name alone says that an owner belongs to a workload, for one who may not read the owners. */
const namedAfter = (workload: WorkloadView, pod: PodView): boolean => {
  const owner = pod.owner?.name ?? "";
  return workload.kind === "Deployment"
    ? owner === `${workload.name}-${pod.labels["pod-template-hash"] ?? ""}`
    : owner.startsWith(`${workload.name}-`) && /^\d+$/u.test(owner.slice(workload.name.length + 1));
};

/**
 * Tells a workload's own pods from others that its selector matches: by the uid of their controller, or, of a
 * Deployment and a CronJob, by that of their controller's controller. A Service has no pods but those it selects.
 */
export const ownership = (
  kube: Kube["Service"],
  { context, namespace }: Target,
  workload: WorkloadView,
): ((pod: PodView) => Effect.Effect<boolean>) => {
  const middle = between[workload.kind];
  /** What is known of the ReplicaSets or Jobs, by uid. */
  const known = new Map<string, boolean>();
  let mayRead = true;

  const learn: Effect.Effect<void> = Effect.gen(function* () {
    if (middle === undefined) return;
    const selector = workload.kind === "CronJob" ? undefined : workload.selector;
    for (let attempt = 0; mayRead; attempt++) {
      const answer = yield* Effect.result(
        kube.workloadsOfKind(context, namespace, middle, selector),
      );
      if (answer._tag === "Success") {
        for (const { owner, uid } of answer.success) known.set(uid, owner?.uid === workload.uid);
        return;
      }
      if (nextStep(answer.failure) === "stop") mayRead = false;
      else yield* Effect.sleep(yield* retryPause(attempt, answer.failure));
    }
  });

  return (pod) =>
    Effect.gen(function* () {
      if (workload.kind === "Service") return true;
      const { owner } = pod;
      if (owner === undefined) return false;
      if (middle === undefined) return owner.uid === workload.uid;
      if (owner.kind !== middle) return false;
      // It was made before its pods: a list that does not hold it now is later than its end.
      if (!known.has(owner.uid)) yield* learn;
      const found = known.get(owner.uid) ?? (!mayRead && namedAfter(workload, pod));
      known.set(owner.uid, found);
      return found;
    });
};
