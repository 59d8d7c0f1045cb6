/** A resource type the cluster serves. */
export interface Kind {
  /** Empty for the core group. */
  readonly group: string;
  readonly version: string;
  readonly plural: string;
  readonly singular: string;
  readonly kind: string;
  readonly shortNames: readonly string[];
  readonly categories: readonly string[];
  readonly namespaced: boolean;
}

const kind = (
  groupVersion: string,
  name: string,
  plural: string,
  more: {
    readonly short?: readonly string[];
    readonly all?: boolean;
    readonly cluster?: boolean;
  } = {},
): Kind => {
  const [first = "", second] = groupVersion.split("/");
  return {
    group: second === undefined ? "" : first,
    version: second ?? first,
    plural,
    singular: name.toLowerCase(),
    kind: name,
    shortNames: more.short ?? [],
    categories: more.all === true ? ["all"] : [],
    namespaced: more.cluster !== true,
  };
};

export const namespaces = kind("v1", "Namespace", "namespaces", { short: ["ns"], cluster: true });
export const nodes = kind("v1", "Node", "nodes", { short: ["no"], cluster: true });
export const pods = kind("v1", "Pod", "pods", { short: ["po"], all: true });
export const services = kind("v1", "Service", "services", { short: ["svc"], all: true });
export const events = kind("v1", "Event", "events", { short: ["ev"] });
const configMaps = kind("v1", "ConfigMap", "configmaps", { short: ["cm"] });
export const secrets = kind("v1", "Secret", "secrets");
export const deployments = kind("apps/v1", "Deployment", "deployments", {
  short: ["deploy"],
  all: true,
});
export const replicaSets = kind("apps/v1", "ReplicaSet", "replicasets", {
  short: ["rs"],
  all: true,
});
export const statefulSets = kind("apps/v1", "StatefulSet", "statefulsets", {
  short: ["sts"],
  all: true,
});
export const daemonSets = kind("apps/v1", "DaemonSet", "daemonsets", { short: ["ds"], all: true });
export const jobs = kind("batch/v1", "Job", "jobs", { all: true });
export const cronJobs = kind("batch/v1", "CronJob", "cronjobs", { short: ["cj"], all: true });

/** Every resource type the cluster serves. */
export const kinds: readonly Kind[] = [
  namespaces,
  nodes,
  pods,
  services,
  events,
  configMaps,
  secrets,
  deployments,
  replicaSets,
  statefulSets,
  daemonSets,
  jobs,
  cronJobs,
];

/** `v1` or `apps/v1`. */
export const apiVersion = (kind: Kind): string =>
  kind.group === "" ? kind.version : `${kind.group}/${kind.version}`;

/** The kind as error messages and `details.kind` name it: `pods`, `deployments.apps`. */
export const qualified = (kind: Kind): string =>
  kind.group === "" ? kind.plural : `${kind.plural}.${kind.group}`;
