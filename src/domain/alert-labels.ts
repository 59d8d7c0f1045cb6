import { isNamespaceName, isObjectName } from "./object-name.ts";
import type { WorkloadKind } from "./target.ts";

/** What an alert, or a group of them, says by its labels, as far as it does; of several values only pods count. */
export interface AlertLabels {
  readonly pods: ReadonlyArray<string>;
  /** As whoever watches the clusters calls it. */
  readonly cluster?: string;
  readonly namespace?: string;
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

/** `pod="web"`, `pod = web`, `Pod: web`, `*Pod:* web`, `"pod":"web"`, `var-pod=web`, `\\"pod\\": \\"web\\"`. */
const label =
  /(?<![a-z0-9_])(exported_)?(cluster|pod|namespace|container|deployment|statefulset|daemonset|replicaset|job_name|cronjob)[\\"'`*]*\s*[=:][\\"'`*\s]*([a-z0-9][-a-z0-9.]*)/giu;

/** The one value that a text gives a label; undefined where it gives none, or several. */
const onlyOf = (values: ReadonlySet<string> = new Set()): string | undefined => {
  const [only] = values;
  return values.size === 1 ? only : undefined;
};

/**
 * Reads the labels of a text, in the forms of PromQL, Alertmanager, Grafana, YAML and JSON. Where Prometheus scraped them
 * from another pod (`exported_pod`), that one is not meant.
 */
export const readAlertLabels = (text: string): AlertLabels => {
  const own = new Map<string, Set<string>>();
  const exported = new Map<string, Set<string>>();
  for (const [, prefix, key = "", given = ""] of text.matchAll(label)) {
    const found = prefix === undefined ? own : exported;
    const name = key.toLowerCase();
    found.set(name, (found.get(name) ?? new Set()).add(given.replace(/[-.]+$/u, "")));
  }
  const valuesOf = (key: string) => exported.get(key) ?? own.get(key);
  const cluster = onlyOf(valuesOf("cluster"));
  const namespace = onlyOf(valuesOf("namespace"));
  const container = onlyOf(valuesOf("container"));
  const workload = [...workloads].flatMap(([key, kind]) => {
    const name = onlyOf(valuesOf(key));
    return name === undefined || !isObjectName(name) ? [] : [{ kind, name }];
  })[0];
  return {
    pods: [...(valuesOf("pod") ?? [])].filter(isObjectName),
    ...(cluster === undefined ? {} : { cluster }),
    ...(namespace !== undefined && isNamespaceName(namespace) ? { namespace } : {}),
    ...(container !== undefined && isNamespaceName(container) ? { container } : {}),
    ...(workload === undefined ? {} : { workload }),
  };
};
