import * as Effect from "effect/Effect";
import { ArgumentInvalid } from "../../domain/faults.ts";
import { Commands } from "../../vscode/commands.ts";
import { Dialogs } from "../../vscode/dialogs.ts";
import { nameOf, openArgument, placeOf } from "./stands-for.ts";
import type { Clusters } from "./tree.ts";

/** A command on the nodes of the tree, by its id */
export type TreeCommand =
  | "podlog.tree.openLogs"
  | "podlog.tree.openLogsInNewPanel"
  | "podlog.tree.openPreviousLogs"
  | "podlog.tree.openLogsIn"
  | "podlog.tree.openLogsBySelectorIn"
  | "podlog.tree.whatIsFailing"
  | "podlog.tree.filter"
  | "podlog.tree.clearFilter"
  | "podlog.tree.pinNamespace"
  | "podlog.tree.unpinNamespace"
  | "podlog.tree.hideNamespace"
  | "podlog.tree.showNamespace"
  | "podlog.tree.copyName"
  | "podlog.tree.retry"
  | "podlog.tree.openKubeconfig"
  | "podlog.tree.logIn"
  | "podlog.tree.copyCommand"
  | "podlog.tree.refresh";

const placings = {
  "podlog.tree.pinNamespace": "pin",
  "podlog.tree.unpinNamespace": "unpin",
  "podlog.tree.hideNamespace": "hide",
  "podlog.tree.showNamespace": "show",
} as const;

/** The commands that a walk from a context or a namespace is done by. */
const walks = {
  "podlog.tree.openLogsIn": "podlog.openLogs",
  "podlog.tree.openLogsBySelectorIn": "podlog.openLogsBySelector",
  "podlog.tree.whatIsFailing": "podlog.whatIsFailing",
} as const;

/** Carries out a command of the tree, which is there once it was looked at, on the node that it was called for. */
export const onNode = Effect.fnUntraced(function* (
  id: TreeCommand,
  clusters: Clusters | undefined,
  argument: unknown,
) {
  if (id === "podlog.tree.refresh") return yield* clusters?.askAgain(undefined) ?? Effect.void;
  if (clusters !== undefined && id === "podlog.tree.filter") {
    const before = clusters.filtered();
    const text = yield* (yield* Dialogs).ask(
      "Filter Workloads and Pods",
      "Words of the name, kind or status: web crashloop",
      before,
      clusters.filter,
    );
    return yield* clusters.filter(text ?? before);
  }
  if (clusters !== undefined && id === "podlog.tree.clearFilter") return yield* clusters.filter("");
  const node = clusters?.asNode(argument);
  if (clusters === undefined || node === undefined)
    return yield* new ArgumentInvalid({
      faults: ["argument: Expected a row of the view Clusters"],
    });
  switch (id) {
    case "podlog.tree.retry":
      return yield* clusters.askAgain(node);
    case "podlog.tree.openKubeconfig":
      return node._tag === "Remedy" && node.remedy._tag === "OpenKubeconfig"
        ? yield* (yield* Dialogs).openKubeconfig(node.remedy.path)
        : undefined;
    case "podlog.tree.logIn":
      return node._tag === "Remedy" && node.remedy._tag === "LogIn"
        ? yield* (yield* Dialogs).runInTerminal(node.remedy.command)
        : undefined;
    case "podlog.tree.copyCommand": {
      if (node._tag !== "Remedy" || node.remedy._tag !== "CopyCommand") return;
      const { copy, say } = yield* Dialogs;
      return yield* Effect.andThen(copy(node.remedy.command), say("Command copied"));
    }
    case "podlog.tree.copyName": {
      const name = nameOf(node);
      return name === undefined ? undefined : yield* (yield* Dialogs).copy(name);
    }
    case "podlog.tree.pinNamespace":
    case "podlog.tree.unpinNamespace":
    case "podlog.tree.hideNamespace":
    case "podlog.tree.showNamespace":
      return node._tag === "Namespace" ? yield* clusters.place(node, placings[id]) : undefined;
    case "podlog.tree.openLogsIn":
    case "podlog.tree.openLogsBySelectorIn":
    case "podlog.tree.whatIsFailing": {
      const place = placeOf(node);
      return place === undefined ? undefined : yield* (yield* Commands).execute(walks[id], place);
    }
    case "podlog.tree.openLogs":
    case "podlog.tree.openLogsInNewPanel":
    case "podlog.tree.openPreviousLogs": {
      const what = openArgument(node);
      if (what === undefined) return;
      const how = {
        newPanel: id === "podlog.tree.openLogsInNewPanel",
        ...(id === "podlog.tree.openPreviousLogs" ? { previous: true } : {}),
      };
      return yield* (yield* Commands).execute("podlog.openLogs", { ...what, ...how });
    }
  }
});
