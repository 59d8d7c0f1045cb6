import * as Effect from "effect/Effect";
import { ArgumentInvalid } from "../../domain/faults.ts";
import { Commands } from "../../vscode/commands.ts";
import { Dialogs } from "../../vscode/dialogs.ts";
import { nameOf, openArgument } from "./stands-for.ts";
import type { Clusters } from "./tree.ts";

/** A command on the nodes of the tree, by its id */
export type TreeCommand =
  | "podlog.tree.openLogs"
  | "podlog.tree.openLogsInNewPanel"
  | "podlog.tree.copyName"
  | "podlog.tree.retry"
  | "podlog.tree.refresh";

/** Carries out a command of the tree, which is there once it was looked at, on the node that it was called for. */
export const onNode = Effect.fnUntraced(function* (
  id: TreeCommand,
  clusters: Clusters | undefined,
  argument: unknown,
) {
  if (id === "podlog.tree.refresh") return yield* clusters?.askAgain(undefined) ?? Effect.void;
  const node = clusters?.asNode(argument);
  if (clusters === undefined || node === undefined)
    return yield* new ArgumentInvalid({
      faults: ["argument: Expected a row of the view Clusters"],
    });
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
