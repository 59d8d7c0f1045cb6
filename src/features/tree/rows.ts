import type { Explanation, Remedy } from "../../domain/explanation.ts";
import { severityIcons } from "../../vscode/severity-icons.ts";
import type { TreeRow } from "../../vscode/trees.ts";
import type {
  ContainerNode,
  ContextNode,
  NamespaceNode,
  Node,
  PodNode,
  WorkloadNode,
} from "./nodes.ts";
import { containerStatus, podStatus } from "../../domain/pod-state.ts";

const restarts = (count: number): string => (count === 1 ? "1 restart" : `${count} restarts`);

const joined = (...parts: ReadonlyArray<string | undefined>): string =>
  parts.filter((part) => part !== undefined && part !== "").join(" · ");

/** All that an explanation says, a sentence a line. */
const wholeExplanation = (why: Explanation): string =>
  [why.sentence, why.why, why.advice, why.details]
    .filter((part) => part !== undefined && part !== "")
    .join("\n");

const contextRow = ({ id, info, lost }: ContextNode): TreeRow => ({
  id,
  label: info.name,
  ...(lost === undefined
    ? { icon: "server-environment" }
    : { icon: "warning", color: "problemsWarningIcon.foreground" }),
  description: joined(
    info.current ? "current" : undefined,
    info.insecure ? "certificate not verified" : undefined,
    lost === undefined ? undefined : "out of touch",
  ),
  tooltip: [
    info.name,
    `Cluster: ${info.cluster}`,
    `Server: ${info.server}${info.insecure ? " (its certificate is not verified)" : ""}`,
    ...(info.user === undefined ? [] : [`User: ${info.user}`]),
    ...(lost === undefined ? [] : [wholeExplanation(lost)]),
  ].join("\n"),
  kind: "context",
  expandable: true,
});

const namespaceRow = ({ id, lost, name, place }: NamespaceNode): TreeRow => ({
  id,
  label: name,
  ...(lost === undefined
    ? { icon: place === "pinned" ? "pinned" : "symbol-namespace" }
    : {
        icon: "warning",
        color: "problemsWarningIcon.foreground",
        description: "out of touch",
        tooltip: wholeExplanation(lost),
      }),
  kind: place === "plain" ? "namespace" : `namespace.${place}`,
  expandable: true,
});

/** An icon for each kind, for as long as there is nothing else to say. */
const kindIcons: Readonly<Record<WorkloadNode["view"]["kind"], string>> = {
  Deployment: "layers",
  StatefulSet: "database",
  DaemonSet: "server",
  ReplicaSet: "copy",
  Job: "checklist",
  CronJob: "watch",
  Service: "plug",
};

const workloadRow = ({ id, name, status, view }: WorkloadNode): TreeRow => {
  const { counts, reason, severity } = status;
  const { color, icon } = severityIcons[severity];
  const calm = severity === "ok" || severity === "done";
  return {
    id,
    label: name,
    icon: calm ? kindIcons[view.kind] : icon,
    color,
    // A narrow side bar cuts off the end.
    description: joined(counts, reason, view.kind),
    tooltip: [
      `${view.kind} ${name}`,
      ...(counts === undefined
        ? []
        : [`${view.kind === "Job" ? "Completed" : "Ready"}: ${counts.replace("/", " of ")}`]),
      ...(reason === "" ? [] : [`Worst pod: ${reason}`]),
    ].join("\n"),
    kind: "workload",
    expandable: true,
  };
};

const podRow = ({ id, name, pod }: PodNode): TreeRow => {
  const status = podStatus(pod);
  const count = pod.containers.reduce((sum, { restartCount }) => sum + restartCount, 0);
  return {
    id,
    label: name,
    ...severityIcons[status.severity],
    description: joined(
      status.reason,
      pod.unschedulable === undefined ? undefined : "unschedulable",
      count === 0 ? undefined : restarts(count),
    ),
    tooltip: [
      name,
      `Status: ${status.reason}`,
      ...(pod.message === undefined ? [] : [pod.message]),
      ...(pod.unschedulable === undefined ? [] : [pod.unschedulable]),
      ...(pod.node === undefined ? [] : [`Node: ${pod.node}`]),
      ...(count === 0 ? [] : [`Restarts: ${count}`]),
    ].join("\n"),
    kind: count === 0 ? "pod" : "pod.restarted",
    expandable: true,
  };
};

const containerRow = ({ container, id, name }: ContainerNode): TreeRow => {
  const status = containerStatus(container);
  return {
    id,
    label: name,
    ...severityIcons[status.severity],
    description: joined(
      container.kind === "container" ? undefined : container.kind,
      status.reason,
      container.restartCount === 0 ? undefined : restarts(container.restartCount),
    ),
    tooltip: [name, `Image: ${container.image}`, `Status: ${status.reason}`].join("\n"),
    kind: container.restartCount === 0 ? "container" : "container.restarted",
    expandable: false,
  };
};

const remedyRow = (
  remedy: Remedy,
): Pick<TreeRow, "label" | "icon" | "description" | "tooltip" | "command"> => {
  switch (remedy._tag) {
    case "Retry":
      return {
        label: "Retry",
        icon: "refresh",
        command: { id: "podlog.tree.retry", title: "Retry" },
      };
    case "OpenKubeconfig":
      return {
        label: "Open Kubeconfig",
        icon: "go-to-file",
        command: { id: "podlog.tree.openKubeconfig", title: "Open Kubeconfig" },
      };
    case "LogIn":
    case "CopyCommand": {
      const [label, icon, id] =
        remedy._tag === "LogIn"
          ? (["Run Login Command", "terminal", "podlog.tree.logIn"] as const)
          : (["Copy Command", "copy", "podlog.tree.copyCommand"] as const);
      const { command } = remedy;
      return { label, icon, description: command, tooltip: command, command: { id, title: label } };
    }
    case "PickContainer":
      return { label: remedy.choices.join(", "), icon: "list-selection" };
  }
};

/** How a node looks. */
export const nodeRow = (node: Node): TreeRow => {
  switch (node._tag) {
    case "Context":
      return contextRow(node);
    case "Hidden":
      return {
        id: node.id,
        label:
          node.names.length === 1 ? "1 hidden namespace" : `${node.names.length} hidden namespaces`,
        icon: "eye-closed",
        kind: "hidden",
        expandable: true,
      };
    case "Namespace":
      return namespaceRow(node);
    case "Workload":
      return workloadRow(node);
    case "Pod":
      return podRow(node);
    case "Container":
      return containerRow(node);
    case "Problem":
      return {
        id: node.id,
        label: node.why.sentence,
        description: node.why.advice,
        tooltip: wholeExplanation(node.why),
        icon: "error",
        color: "problemsErrorIcon.foreground",
        kind: "problem",
        expandable: false,
      };
    case "Remedy":
      return { id: node.id, kind: "remedy", expandable: false, ...remedyRow(node.remedy) };
    case "Note":
      return { id: node.id, label: node.text, icon: "info", kind: "note", expandable: false };
  }
};
