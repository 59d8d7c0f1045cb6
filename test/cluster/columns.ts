import { instant } from "./clock.ts";
import { ageColumn, ago, column, nameColumn } from "./column.ts";
import type { Column } from "./column.ts";
import { field, listAt, numberAt, textAt } from "./fields.ts";
import { humanDuration } from "./human-time.ts";
import type { Kind } from "./kinds.ts";
import type { KubeObject } from "./objects.ts";
import { podColumns } from "./pod-columns.ts";

const wide = { priority: 1 };
const whole = { type: "integer" } as const;

const count = (name: string, ...path: readonly string[]): Column =>
  column(name, (object) => numberAt(object, ...path), whole);

const containers = (object: KubeObject): readonly unknown[] =>
  listAt(object, "spec", "template", "spec", "containers");

const names = (list: readonly unknown[], key: string): string =>
  list.map((item) => textAt(item, key) ?? "").join(",");

const templateColumns: readonly Column[] = [
  column("Containers", (object) => names(containers(object), "name"), wide),
  column("Images", (object) => names(containers(object), "image"), wide),
];

const pairs = (map: unknown): string =>
  typeof map === "object" && map !== null
    ? Object.entries(map)
        .map(([key, value]) => `${key}=${String(value)}`)
        .join(",") || "<none>"
    : "<none>";

const selectorColumn = column(
  "Selector",
  (object) => pairs(field(object, "spec", "selector", "matchLabels")),
  wide,
);

const jobStatus = (object: KubeObject): string => {
  const met = listAt(object, "status", "conditions").map((condition) => textAt(condition, "type"));
  if (met.includes("Complete")) return "Complete";
  return met.includes("Failed") ? "Failed" : "Running";
};

const tables: Readonly<Record<string, readonly Column[]>> = {
  pods: podColumns,
  namespaces: [
    nameColumn,
    column("Status", (object) => textAt(object, "status", "phase") ?? ""),
    ageColumn,
  ],
  nodes: [
    nameColumn,
    column("Status", (object) =>
      listAt(object, "status", "conditions").some(
        (condition) =>
          textAt(condition, "type") === "Ready" && textAt(condition, "status") === "True",
      )
        ? "Ready"
        : "NotReady",
    ),
    column("Roles", () => "<none>"),
    ageColumn,
    column("Version", (object) => textAt(object, "status", "nodeInfo", "kubeletVersion") ?? ""),
  ],
  services: [
    nameColumn,
    column("Type", (object) => textAt(object, "spec", "type") ?? ""),
    column("Cluster-IP", (object) => textAt(object, "spec", "clusterIP") ?? "None"),
    column("External-IP", () => "<none>"),
    column("Port(s)", (object) =>
      listAt(object, "spec", "ports")
        .map((port) => `${String(numberAt(port, "port"))}/${textAt(port, "protocol") ?? ""}`)
        .join(","),
    ),
    ageColumn,
    column("Selector", (object) => pairs(field(object, "spec", "selector")), wide),
  ],
  events: [
    column("Last Seen", (object, now) =>
      ago(
        textAt(object, "lastTimestamp") ??
          textAt(object, "eventTime") ??
          object.metadata.creationTimestamp,
        now,
      ),
    ),
    column("Type", (object) => textAt(object, "type") ?? ""),
    column("Reason", (object) => textAt(object, "reason") ?? ""),
    column(
      "Object",
      (object) =>
        `${(textAt(object, "involvedObject", "kind") ?? "").toLowerCase()}/${textAt(object, "involvedObject", "name") ?? ""}`,
    ),
    column("Subobject", (object) => textAt(object, "involvedObject", "fieldPath") ?? "", wide),
    column(
      "Source",
      (object) =>
        textAt(object, "source", "component") ?? textAt(object, "reportingComponent") ?? "",
      wide,
    ),
    column("Message", (object) => (textAt(object, "message") ?? "").trim()),
    column(
      "First Seen",
      (object, now) =>
        ago(textAt(object, "firstTimestamp") ?? object.metadata.creationTimestamp, now),
      wide,
    ),
    column("Count", (object) => numberAt(object, "count") || 1, { ...wide, ...whole }),
    { ...nameColumn, ...wide },
  ],
  deployments: [
    nameColumn,
    column(
      "Ready",
      (object) =>
        `${String(numberAt(object, "status", "readyReplicas"))}/${String(numberAt(object, "spec", "replicas"))}`,
    ),
    count("Up-to-date", "status", "updatedReplicas"),
    count("Available", "status", "availableReplicas"),
    ageColumn,
    ...templateColumns,
    selectorColumn,
  ],
  replicasets: [
    nameColumn,
    count("Desired", "spec", "replicas"),
    count("Current", "status", "replicas"),
    count("Ready", "status", "readyReplicas"),
    ageColumn,
    ...templateColumns,
    selectorColumn,
  ],
  statefulsets: [
    nameColumn,
    column(
      "Ready",
      (object) =>
        `${String(numberAt(object, "status", "readyReplicas"))}/${String(numberAt(object, "spec", "replicas"))}`,
    ),
    ageColumn,
    ...templateColumns,
  ],
  daemonsets: [
    nameColumn,
    count("Desired", "status", "desiredNumberScheduled"),
    count("Current", "status", "currentNumberScheduled"),
    count("Ready", "status", "numberReady"),
    count("Up-to-date", "status", "updatedNumberScheduled"),
    count("Available", "status", "numberAvailable"),
    column("Node Selector", () => "<none>"),
    ageColumn,
    ...templateColumns,
    selectorColumn,
  ],
  jobs: [
    nameColumn,
    column("Status", (object) => jobStatus(object)),
    column(
      "Completions",
      (object) =>
        `${String(numberAt(object, "status", "succeeded"))}/${String(numberAt(object, "spec", "completions"))}`,
    ),
    column("Duration", (object, now) => {
      const start = textAt(object, "status", "startTime");
      const end = textAt(object, "status", "completionTime");
      if (start === undefined) return "";
      return humanDuration((end === undefined ? now : instant(end)) - instant(start));
    }),
    ageColumn,
    ...templateColumns,
    selectorColumn,
  ],
  cronjobs: [
    nameColumn,
    column("Schedule", (object) => textAt(object, "spec", "schedule") ?? ""),
    column("Timezone", () => "<none>"),
    column("Suspend", (object) => (field(object, "spec", "suspend") === true ? "True" : "False")),
    column("Active", (object) => listAt(object, "status", "active").length, whole),
    column("Last Schedule", (object, now) => {
      const last = textAt(object, "status", "lastScheduleTime");
      return last === undefined ? "<none>" : ago(last, now);
    }),
    ageColumn,
  ],
};

/** The columns of a kind; those without a printer of their own have name and age. */
export const columnsOf = (kind: Kind): readonly Column[] =>
  tables[kind.plural] ?? [nameColumn, ageColumn];
