import type { Explanation, Remedy } from "../../domain/explanation.ts";
import type { Instant } from "../../domain/instant.ts";
import { severityIcons } from "../../vscode/severity-icons.ts";
import type { TreeRow } from "../../vscode/trees.ts";
import type { ContextNode, NamespaceNode, Node, WorkloadNode } from "./nodes.ts";
import { containerRow, joined, podRow } from "./pod-rows.ts";

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
    info.current ? `${info.name} (the current context)` : info.name,
    `Cluster: ${info.cluster}`,
    `Server: ${info.server}${info.insecure ? " (its certificate is not verified)" : ""}`,
    ...(info.user === undefined ? [] : [`User: ${info.user}`]),
    ...(lost === undefined ? [] : ["Out of touch", wholeExplanation(lost)]),
  ].join("\n"),
  kind: lost === undefined ? "context" : "context.lost",
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
      }),
  // What is seen is heard too: a screen reader reads the hover.
  tooltip: [
    place === "plain" ? `Namespace ${name}` : `Namespace ${name} (${place})`,
    ...(lost === undefined ? [] : ["Out of touch", wholeExplanation(lost)]),
  ].join("\n"),
  kind: ["namespace", place === "plain" ? "" : `.${place}`, lost === undefined ? "" : ".lost"].join(
    "",
  ),
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

const workloadRow = ({ id, name, restarted, status, view }: WorkloadNode): TreeRow => {
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
    kind: restarted ? "workload.restarted" : "workload",
    expandable: true,
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

/** How a node looks at a moment. */
export const nodeRow = (node: Node, now: Instant): TreeRow => {
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
      return podRow(node, now);
    case "Container":
      return containerRow(node, now);
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
    case "ByName":
      return {
        id: node.id,
        label: "Open Logs by Name…",
        icon: "output",
        tooltip: "What may not be listed may still be read: type its name",
        kind: "byName",
        expandable: false,
        command: { id: "podlog.tree.openLogsIn", title: "Open Logs by Name" },
      };
    case "Note":
      return { id: node.id, label: node.text, icon: "info", kind: "note", expandable: false };
  }
};
