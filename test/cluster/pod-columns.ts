import { ageColumn, ago, column, nameColumn } from "./column.ts";
import type { Column } from "./column.ts";
import { field, listAt, numberAt, textAt } from "./fields.ts";
import type { KubeObject } from "./objects.ts";

const wide = { priority: 1 };

/** What `kubectl get pods` shows (`printPod`, pkg/printers/internalversion/printers.go). */
export const podColumns: readonly Column[] = [
  nameColumn,
  column(
    "Ready",
    (pod) => {
      const main = listAt(pod, "status", "containerStatuses");
      const ready = main.filter(
        (status) =>
          field(status, "ready") === true && field(status, "state", "running") !== undefined,
      ).length;
      const total = listAt(pod, "spec", "containers").length + sidecars(pod).length;
      const readySidecars = sidecarStatuses(pod).filter(
        (status) => field(status, "started") === true && field(status, "ready") === true,
      ).length;
      return `${String(ready + readySidecars)}/${String(total)}`;
    },
    { description: "The aggregate readiness state of this pod for accepting traffic." },
  ),
  column("Status", (pod) => podReason(pod), {
    description: "The aggregate status of the containers in this pod.",
  }),
  column("Restarts", (pod, now) => restarts(pod, now), {
    description:
      "The number of times the containers in this pod have been restarted and when the last container in this pod has restarted.",
  }),
  ageColumn,
  column("IP", (pod) => textAt(pod, "status", "podIP") ?? "<none>", wide),
  column("Node", (pod) => textAt(pod, "spec", "nodeName") ?? "<none>", wide),
  column("Nominated Node", () => "<none>", wide),
  column("Readiness Gates", () => "<none>", wide),
];

const sidecars = (pod: KubeObject): readonly unknown[] =>
  listAt(pod, "spec", "initContainers").filter(
    (container) => textAt(container, "restartPolicy") === "Always",
  );

const sidecarStatuses = (pod: KubeObject): readonly unknown[] => {
  const names = new Set(sidecars(pod).map((container) => textAt(container, "name")));
  return listAt(pod, "status", "initContainerStatuses").filter((status) =>
    names.has(textAt(status, "name")),
  );
};

const restarts = (pod: KubeObject, now: bigint): string => {
  const statuses = [...listAt(pod, "status", "containerStatuses"), ...sidecarStatuses(pod)];
  const total = statuses.reduce<number>((sum, status) => sum + numberAt(status, "restartCount"), 0);
  const last = statuses
    .map((status) => textAt(status, "lastState", "terminated", "finishedAt"))
    .filter((time) => time !== undefined)
    .sort()
    .at(-1);
  return total === 0 || last === undefined
    ? String(total)
    : `${String(total)} (${ago(last, now)} ago)`;
};

/** The STATUS column: the reason of the first thing that is not as it should be, else the phase. */
const podReason = (pod: KubeObject): string => {
  let reason = textAt(pod, "status", "reason") ?? textAt(pod, "status", "phase") ?? "";
  const init = initReason(pod);
  if (init !== undefined) reason = init;
  else {
    let running = false;
    for (const status of listAt(pod, "status", "containerStatuses").toReversed()) {
      const waiting = textAt(status, "state", "waiting", "reason");
      const terminated = field(status, "state", "terminated");
      if (waiting !== undefined) reason = waiting;
      else if (terminated !== undefined) reason = exitReason(terminated);
      else if (field(status, "ready") === true) running = true;
    }
    if (reason === "Completed" && running) reason = "Running";
  }
  return pod.metadata.deletionTimestamp === undefined ? reason : "Terminating";
};

const exitReason = (terminated: unknown): string => {
  const reason = textAt(terminated, "reason");
  if (reason !== undefined) return reason;
  const signal = numberAt(terminated, "signal");
  return signal === 0
    ? `ExitCode:${String(numberAt(terminated, "exitCode"))}`
    : `Signal:${String(signal)}`;
};

const initReason = (pod: KubeObject): string | undefined => {
  const statuses = listAt(pod, "status", "initContainerStatuses");
  const always = new Set(sidecars(pod).map((container) => textAt(container, "name")));
  for (const [at, status] of statuses.entries()) {
    const terminated = field(status, "state", "terminated");
    if (terminated !== undefined && numberAt(terminated, "exitCode") === 0) continue;
    if (always.has(textAt(status, "name")) && field(status, "started") === true) continue;
    if (terminated !== undefined) return `Init:${exitReason(terminated)}`;
    const waiting = textAt(status, "state", "waiting", "reason");
    if (waiting !== undefined && waiting !== "PodInitializing") return `Init:${waiting}`;
    return `Init:${String(at)}/${String(statuses.length)}`;
  }
  return undefined;
};
