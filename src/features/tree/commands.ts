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
    case "Note":
      return undefined;
  }
};

/** The commands on the nodes of the tree. */
export const treeCommands = Effect.fnUntraced(function* (clusters: Clusters) {
  const commands = yield* Commands;
  const dialogs = yield* Dialogs;

  const open = (newPanel: boolean) => (argument: unknown) => {
    const node = clusters.asNode(argument);
    const what = node === undefined ? undefined : openArgument(node);
    return what === undefined
      ? Effect.void
      : commands.execute("podlog.openLogs", { ...what, newPanel });
  };
  yield* commands.register("podlog.tree.openLogs", open(false));
  yield* commands.register("podlog.tree.openLogsInNewPanel", open(true));
  yield* commands.register("podlog.tree.copyName", (argument) => {
    const node = clusters.asNode(argument);
    const name = node === undefined ? undefined : nameOf(node);
    return name === undefined ? Effect.void : dialogs.copy(name);
  });
  yield* commands.register("podlog.tree.retry", (argument) =>
    clusters.askAgain(clusters.asNode(argument)),
  );
  yield* commands.register("podlog.tree.refresh", () => clusters.askAgain(undefined));
});
