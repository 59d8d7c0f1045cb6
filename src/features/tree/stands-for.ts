import type { WorkloadKind } from "../../domain/target.ts";
import type { Node } from "./nodes.ts";

/** What `podlog.openLogs` is told to open; undefined for nodes that have no logs. */
export const openArgument = (
  node: Node,
):
  | {
      readonly context: string;
      readonly namespace: string;
      readonly workload?: { readonly kind: WorkloadKind; readonly name: string };
      readonly pod?: string;
      readonly container?: string;
    }
  | undefined => {
  if (node._tag === "Workload")
    return {
      context: node.namespace.context.info.name,
      namespace: node.namespace.name,
      workload: { kind: node.view.kind, name: node.name },
    };
  if (node._tag !== "Pod" && node._tag !== "Container") return undefined;
  const pod = node._tag === "Pod" ? node : node.pod;
  // With one container there is nothing to ask (C1).
  const only = pod.pod.containers.length === 1 ? pod.pod.containers[0]?.name : undefined;
  const container = node._tag === "Container" ? node.name : only;
  return {
    context: pod.namespace.context.info.name,
    namespace: pod.namespace.name,
    pod: pod.name,
    ...(container === undefined ? {} : { container }),
  };
};

/** Where a node leads, for a command that asks for the rest; undefined for nodes that lead to one thing or none. */
export const placeOf = (
  node: Node,
): { readonly context: string; readonly namespace?: string } | undefined => {
  switch (node._tag) {
    case "Context":
      return { context: node.info.name };
    case "Namespace":
      return { context: node.context.info.name, namespace: node.name };
    case "ByName":
      return placeOf(node.under);
    default:
      return undefined;
  }
};

/** The name of what a node stands for; undefined for rows that only say something. */
export const nameOf = (node: Node): string | undefined => {
  switch (node._tag) {
    case "Context":
      return node.info.name;
    case "Namespace":
    case "Workload":
    case "Pod":
    case "Container":
      return node.name;
    case "Hidden":
    case "Problem":
    case "Remedy":
    case "ByName":
    case "Note":
      return undefined;
  }
};
