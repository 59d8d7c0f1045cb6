import type { PodView } from "./pod.ts";
import { isOver, podStatus, type PodSeverity } from "./pod-state.ts";
import type { WorkloadView } from "./workload.ts";

/**
 * Tells which of these workloads a pod belongs to, its controller first, then that one's (a Job, its CronJob). The
 * ReplicaSet of a Deployment is not among them: it has the name of both the Deployment and the label
 * `pod-template-hash` (`pkg/controller/deployment`, since 1.8).
 */
export const workloadsOfPod = (
  workloads: ReadonlyArray<WorkloadView>,
): ((pod: PodView) => ReadonlyArray<WorkloadView>) => {
  const byUid = new Map(workloads.map((workload) => [workload.uid, workload]));
  const deployments = new Map(
    workloads.flatMap((workload) =>
      workload.kind === "Deployment" ? [[workload.name, workload] as const] : [],
    ),
  );
  const controllerOf = ({ labels, owner }: PodView): WorkloadView | undefined => {
    if (owner === undefined) return undefined;
    const found = byUid.get(owner.uid);
    if (found !== undefined || owner.kind !== "ReplicaSet") return found;
    const end = `-${labels["pod-template-hash"] ?? ""}`;
    return owner.name.endsWith(end) ? deployments.get(owner.name.slice(0, -end.length)) : undefined;
  };
  return (pod) => {
    const found: Array<WorkloadView> = [];
    let next = controllerOf(pod);
    while (next !== undefined && !found.includes(next)) {
      found.push(next);
      next = next.owner === undefined ? undefined : byUid.get(next.owner.uid);
    }
    return found;
  };
};

/** A workload's state: how many of its pods are as it wants them, and how bad it is. */
export interface WorkloadStatus {
  readonly severity: PodSeverity;
  /** What is the matter with its worst pod, as kubectl says it; empty where nothing is. */
  readonly reason: string;
  /** `2/3`: pods that are ready (a Job: that succeeded), and how many it wants; absent where it wants no number. */
  readonly counts?: string;
}

const rank: Readonly<Record<PodSeverity, number>> = { ok: 0, done: 1, waiting: 2, failing: 3 };

const newest = (pods: ReadonlyArray<PodView>): ReadonlyArray<PodView> =>
  [...pods].sort((a, b) => (b.createdAt?.seconds ?? 0) - (a.createdAt?.seconds ?? 0)).slice(0, 1);

/** What a workload does, by its own pods as they are now. */
export const workloadStatus = (
  workload: WorkloadView,
  pods: ReadonlyArray<PodView>,
): WorkloadStatus => {
  const { desired, kind } = workload;
  const runs = kind === "Job" || kind === "CronJob";
  const alive = pods.filter((pod) => !isOver(pod) && pod.deletionAt === undefined);
  const reached = runs
    ? // Pods of a Job that is done may have been tidied away.
      Math.max(workload.ready ?? 0, pods.filter(({ phase }) => phase === "Succeeded").length)
    : alive.filter(({ ready }) => ready).length;
  const enough = desired !== undefined && reached >= desired;
  const counts = desired === undefined ? {} : { counts: `${reached}/${desired}` };
  if (kind === "Job" && enough) return { severity: "done", reason: "", ...counts };

  // Pods that are over are a Job's earlier tries, or evicted ones that have been replaced: they tell where none lives.
  const over = runs ? (alive.length > 0 ? [] : newest(pods)) : enough ? [] : pods.filter(isOver);
  const worst = [...alive, ...over]
    .map(podStatus)
    .reduce<ReturnType<typeof podStatus> | undefined>(
      (most, next) =>
        most === undefined || rank[next.severity] > rank[most.severity] ? next : most,
      undefined,
    );
  if (worst?.severity === "failing")
    return { severity: "failing", reason: worst.reason, ...counts };
  if (worst === undefined)
    return {
      severity: desired === undefined || enough ? "done" : "waiting",
      reason: "",
      ...counts,
    };
  const severity = !runs && desired !== undefined && !enough ? "waiting" : worst.severity;
  return { severity, reason: "", ...counts };
};
