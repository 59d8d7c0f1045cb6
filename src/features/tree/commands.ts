import * as Effect from "effect/Effect";
import { Commands } from "../../vscode/commands.ts";
import { Dialogs } from "../../vscode/dialogs.ts";
import type { Node } from "./nodes.ts";
import type { Clusters } from "./tree.ts";

/** What `podlog.openLogs` is told to open; undefined for nodes that have no logs. */
export const openArgument = (
  node: Node,
):
  | {
      readonly context: string;
      readonly namespace: string;
      readonly pod: string;
      readonly container?: string;
    }
  | undefined => {
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

/** The name of what a node stands for; undefined for rows that only say something. */
export const nameOf = (node: Node): string | undefined => {
  switch (node._tag) {
    case "Context":
      return node.info.name;
    case "Namespace":
    case "Pod":
    case "Container":
      return node.name;
    case "Problem":
    case "Retry":
    case "Note":
      return undefined;
  }
};

/** A command on the nodes of the tree, by its id; `package.json` has the same, as a test holds. */
export type TreeCommand =
  | "podlog.tree.openLogs"
  | "podlog.tree.openLogsInNewPanel"
  | "podlog.tree.copyName"
  | "podlog.tree.retry"
  | "podlog.tree.refresh";

export const treeCommandIds: ReadonlyArray<TreeCommand> = [
  "podlog.tree.openLogs",
  "podlog.tree.openLogsInNewPanel",
  "podlog.tree.copyName",
  "podlog.tree.retry",
  "podlog.tree.refresh",
];

/** Carries out a command of the tree on the node that it was called for. */
export const onNode = Effect.fnUntraced(function* (
  id: TreeCommand,
  clusters: Clusters,
  argument: unknown,
) {
  const node = clusters.asNode(argument);
  if (id === "podlog.tree.refresh") return yield* clusters.askAgain(undefined);
  if (node === undefined) return;
  switch (id) {
    case "podlog.tree.retry":
      return yield* clusters.askAgain(node);
    case "podlog.tree.copyName": {
      const name = nameOf(node);
      return name === undefined ? undefined : yield* (yield* Dialogs).copy(name);
    }
    case "podlog.tree.openLogs":
    case "podlog.tree.openLogsInNewPanel": {
      const what = openArgument(node);
      if (what === undefined) return;
      const newPanel = id === "podlog.tree.openLogsInNewPanel";
      return yield* (yield* Commands).execute("podlog.openLogs", { ...what, newPanel });
    }
  }
});
