import type { PodView } from "./pod.ts";
import { WorkloadKind } from "./target.ts";

/** A workload as its pods tell of it. */
export interface Heir {
  readonly kind: WorkloadKind;
  readonly namespace: string;
  readonly name: string;
}

/** Whose a pod is: its controller, or the Deployment of that (see `workloadsOfPod`). */
const workloadOf = ({ labels, namespace, owner }: PodView): Heir | undefined => {
  const kind = WorkloadKind.literals.find((one) => one === owner?.kind);
  if (owner === undefined || kind === undefined) return undefined;
  const end = `-${labels["pod-template-hash"] ?? ""}`;
  return kind === "ReplicaSet" && end !== "-" && owner.name.endsWith(end)
    ? { kind: "Deployment", namespace, name: owner.name.slice(0, -end.length) }
    : { kind, namespace, name: owner.name };
};

/** The letters that Kubernetes makes names of (`apimachinery/pkg/util/rand`). */
const made = "[bcdfghjklmnpqrstvwxz2456789]";

/** How the pods of each kind are named behind the name of their workload; a Deployment's have its hash before that. */
const endings: Readonly<Record<WorkloadKind, RegExp>> = {
  Deployment: new RegExp(`^-${made}{1,10}-${made}{5}$`, "u"),
  StatefulSet: /^-\d+$/u,
  DaemonSet: new RegExp(`^-${made}{5}$`, "u"),
  ReplicaSet: new RegExp(`^-${made}{5}$`, "u"),
  Job: new RegExp(`^(?:-\\d+)?-${made}{5}$`, "u"),
  CronJob: /^$/u,
  Service: /^$/u,
};

/**
 * The workloads, by the pods that they have now, whose pod had a name that no pod has any more, or that have a name
 * themselves; each once.
 */
export const heirsOf = (
  names: ReadonlySet<string>,
  pods: ReadonlyArray<PodView>,
): ReadonlyArray<Heir> => {
  const found = new Map<string, Heir>();
  for (const pod of pods) {
    const workload = workloadOf(pod);
    if (workload === undefined) continue;
    const { kind, name, namespace } = workload;
    const key = `${namespace}/${kind}/${name}`;
    if (found.has(key)) continue;
    for (const gone of names)
      if (gone === name || (gone.startsWith(name) && endings[kind].test(gone.slice(name.length))))
        found.set(key, workload);
  }
  return [...found.values()];
};
