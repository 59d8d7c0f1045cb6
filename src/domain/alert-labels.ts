import { isNamespaceName, isObjectName } from "./object-name.ts";
import type { WorkloadKind } from "./target.ts";

/** What an alert says by its labels, as far as it does. */
export interface AlertLabels {
  readonly namespace?: string;
  readonly pod?: string;
  readonly container?: string;
  readonly workload?: { readonly kind: WorkloadKind; readonly name: string };
}

/** The labels of kube-state-metrics that name a workload; `job` and `service` are Prometheus' own. */
const workloads: ReadonlyMap<string, WorkloadKind> = new Map([
  ["deployment", "Deployment"],
  ["statefulset", "StatefulSet"],
  ["daemonset", "DaemonSet"],
  ["replicaset", "ReplicaSet"],
  ["job_name", "Job"],
  ["cronjob", "CronJob"],
]);

/** `pod="web"`, `pod = web`, `pod: web`, `"pod":"web"`, `var-pod=web`, `\"pod\": \"web\"`. */
const label =
  /(?<![a-z0-9_])(exported_)?(pod|namespace|container|deployment|statefulset|daemonset|replicaset|job_name|cronjob)\\?["']?\s*[=:]\s*\\?["']?([a-z0-9][-a-z0-9.]*)/gu;

/**
 * Reads the labels of a text, in the forms of PromQL, Alertmanager, Grafana, YAML and JSON. Where Prometheus scraped them
 * from another pod (`exported_pod`), that one is not meant.
 */
export const readAlertLabels = (text: string): AlertLabels => {
  const found = new Map<string, string>();
  for (const [, exported, key = "", given = ""] of text.matchAll(label)) {
    const value = given.replace(/[-.]+$/u, "");
    if (exported !== undefined || !found.has(key)) found.set(key, value);
  }
  const namespace = found.get("namespace");
  const pod = found.get("pod");
  const container = found.get("container");
  const workload = [...workloads].find(([key]) => found.has(key));
  return {
    ...(namespace !== undefined && isNamespaceName(namespace) ? { namespace } : {}),
    ...(pod !== undefined && isObjectName(pod) ? { pod } : {}),
    ...(container !== undefined && isNamespaceName(container) ? { container } : {}),
    ...(workload === undefined
      ? {}
      : { workload: { kind: workload[1], name: found.get(workload[0]) ?? "" } }),
  };
};
