import type * as Context from "effect/Context";
import * as Effect from "effect/Effect";
import type { ArgumentInvalid } from "./domain/faults.ts";
import type { FailingArgument } from "./features/failing/what-is-failing.ts";
import type { wishes } from "./features/open/open-logs.ts";
import type { PanelCommand } from "./features/panel/commands.ts";
import type { TreeCommand } from "./features/tree/commands.ts";
import type { Clusters } from "./features/tree/tree.ts";
import type { Kube } from "./kubernetes/kube.ts";
import type { Panels } from "./panel/panels.ts";
import type { Commands } from "./vscode/commands.ts";
import type { Workbench } from "./vscode/workbench.ts";

/** What the commands work with, each there at its first use. */
export interface CommandNeeds {
  readonly clusters: Effect.Effect<Context.Context<Kube | Workbench>>;
  readonly panels: Effect.Effect<Context.Context<Kube | Panels | Workbench>>;
  /** The view *Clusters*, once it was looked at. */
  readonly tree: Clusters | undefined;
}

/** What a command does with what its caller passed, which may be anything. */
type Deed = (
  argument: unknown,
  needs: CommandNeeds,
) => Effect.Effect<void, ArgumentInvalid, Commands>;

const onPanel =
  (id: PanelCommand): Deed =>
  (_, { panels }) =>
    Effect.gen(function* () {
      const { onActivePanel } = yield* Effect.promise(() => import("./features/panel/commands.ts"));
      yield* Effect.provideContext(onActivePanel(id), yield* panels);
    });

const onWalk =
  (wish: keyof typeof wishes): Deed =>
  (argument, { panels }) =>
    Effect.gen(function* () {
      const open = yield* Effect.promise(() => import("./features/open/open-logs.ts"));
      yield* Effect.provideContext(open.openLogs(open.wishes[wish], argument), yield* panels);
    });

/** Told by its caller where to look, or else by the command. */
const failing =
  (usual?: FailingArgument): Deed =>
  (argument, { panels }) =>
    Effect.gen(function* () {
      const { whatIsFailing } = yield* Effect.promise(
        () => import("./features/failing/what-is-failing.ts"),
      );
      yield* Effect.provideContext(whatIsFailing(argument ?? usual), yield* panels);
    });

const onTree =
  (id: TreeCommand): Deed =>
  (argument, { clusters, tree }) =>
    Effect.gen(function* () {
      const { onNode } = yield* Effect.promise(() => import("./features/tree/commands.ts"));
      yield* Effect.provideContext(onNode(id, tree, argument), yield* clusters);
    });

const deeds = {
  "podlog.openLogs": onWalk("open"),
  "podlog.openPreviousLogs": onWalk("previous"),
  "podlog.openLogsInNewPanel": onWalk("newPanel"),
  "podlog.whatIsFailing": failing(),
  "podlog.whatIsFailingInAllNamespaces": failing({ allNamespaces: true }),
  "podlog.openLogsBySelector": (argument, { panels }) =>
    Effect.gen(function* () {
      const { openLogsBySelector } = yield* Effect.promise(
        () => import("./features/open/by-selector.ts"),
      );
      yield* Effect.provideContext(openLogsBySelector(argument), yield* panels);
    }),
  "podlog.openKubeconfig": (_, { clusters }) =>
    Effect.gen(function* () {
      const { openKubeconfig } = yield* Effect.promise(
        () => import("./features/open-kubeconfig.ts"),
      );
      yield* Effect.provideContext(openKubeconfig, yield* clusters);
    }),
  "podlog.forgetPermissions": (_, { clusters }) =>
    Effect.gen(function* () {
      const { forgetPermissions } = yield* Effect.promise(
        () => import("./features/forget-permissions.ts"),
      );
      yield* Effect.provideContext(forgetPermissions, yield* clusters);
    }),
  "podlog.kubernetesTools.openLogs": (argument, { panels }) =>
    Effect.gen(function* () {
      const { openResource } = yield* Effect.promise(
        () => import("./features/others/open-resource.ts"),
      );
      yield* Effect.provideContext(openResource(argument), yield* panels);
    }),
  "podlog.panel.refresh": onPanel("podlog.panel.refresh"),
  "podlog.panel.clear": onPanel("podlog.panel.clear"),
  "podlog.panel.retryNow": onPanel("podlog.panel.retryNow"),
  "podlog.panel.toggleFollow": onPanel("podlog.panel.toggleFollow"),
  "podlog.panel.toTop": onPanel("podlog.panel.toTop"),
  "podlog.panel.toBottom": onPanel("podlog.panel.toBottom"),
  "podlog.panel.find": onPanel("podlog.panel.find"),
  "podlog.panel.findNext": onPanel("podlog.panel.findNext"),
  "podlog.panel.findPrevious": onPanel("podlog.panel.findPrevious"),
  "podlog.panel.nextError": onPanel("podlog.panel.nextError"),
  "podlog.panel.previousError": onPanel("podlog.panel.previousError"),
  "podlog.panel.openLink": onPanel("podlog.panel.openLink"),
  "podlog.panel.filter": onPanel("podlog.panel.filter"),
  "podlog.panel.foldAll": onPanel("podlog.panel.foldAll"),
  "podlog.panel.unfoldAll": onPanel("podlog.panel.unfoldAll"),
  "podlog.panel.linkScrolling": onPanel("podlog.panel.linkScrolling"),
  "podlog.panel.unlinkScrolling": onPanel("podlog.panel.unlinkScrolling"),
  "podlog.panel.selectAll": onPanel("podlog.panel.selectAll"),
  "podlog.panel.copySelection": onPanel("podlog.panel.copySelection"),
  "podlog.panel.copyAll": onPanel("podlog.panel.copyAll"),
  "podlog.panel.copyLink": onPanel("podlog.panel.copyLink"),
  "podlog.panel.export": onPanel("podlog.panel.export"),
  "podlog.panel.toggleTimestamps": onPanel("podlog.panel.toggleTimestamps"),
  "podlog.panel.toggleWrap": onPanel("podlog.panel.toggleWrap"),
  "podlog.panel.toggleLabels": onPanel("podlog.panel.toggleLabels"),
  "podlog.panel.sources": onPanel("podlog.panel.sources"),
  "podlog.panel.selectContainer": onPanel("podlog.panel.selectContainer"),
  "podlog.panel.pin": onPanel("podlog.panel.pin"),
  "podlog.panel.unpin": onPanel("podlog.panel.unpin"),
  "podlog.tree.openLogs": onTree("podlog.tree.openLogs"),
  "podlog.tree.openLogsInNewPanel": onTree("podlog.tree.openLogsInNewPanel"),
  "podlog.tree.openPreviousLogs": onTree("podlog.tree.openPreviousLogs"),
  "podlog.tree.openLogsIn": onTree("podlog.tree.openLogsIn"),
  "podlog.tree.openLogsBySelectorIn": onTree("podlog.tree.openLogsBySelectorIn"),
  "podlog.tree.whatIsFailing": onTree("podlog.tree.whatIsFailing"),
  "podlog.tree.filter": onTree("podlog.tree.filter"),
  "podlog.tree.clearFilter": onTree("podlog.tree.clearFilter"),
  "podlog.tree.pinNamespace": onTree("podlog.tree.pinNamespace"),
  "podlog.tree.unpinNamespace": onTree("podlog.tree.unpinNamespace"),
  "podlog.tree.hideNamespace": onTree("podlog.tree.hideNamespace"),
  "podlog.tree.showNamespace": onTree("podlog.tree.showNamespace"),
  "podlog.tree.copyName": onTree("podlog.tree.copyName"),
  "podlog.tree.retry": onTree("podlog.tree.retry"),
  "podlog.tree.openKubeconfig": onTree("podlog.tree.openKubeconfig"),
  "podlog.tree.logIn": onTree("podlog.tree.logIn"),
  "podlog.tree.copyCommand": onTree("podlog.tree.copyCommand"),
  "podlog.tree.refresh": onTree("podlog.tree.refresh"),
} satisfies Record<
  | "podlog.openLogs"
  | "podlog.openPreviousLogs"
  | "podlog.openLogsInNewPanel"
  | "podlog.whatIsFailing"
  | "podlog.whatIsFailingInAllNamespaces"
  | "podlog.openLogsBySelector"
  | "podlog.openKubeconfig"
  | "podlog.forgetPermissions"
  | "podlog.kubernetesTools.openLogs"
  | PanelCommand
  | TreeCommand,
  Deed
>;

const byId: ReadonlyMap<string, Deed> = new Map(Object.entries(deeds));

/** The commands that are carried out here; `package.json` has the same, as a test holds. */
export const commandIds: ReadonlyArray<string> = [...byId.keys()];

/** Carries out a command of `package.json`. Loaded with the first one: a command more costs activation nothing. */
export const carryOut = (
  id: string,
  argument: unknown,
  needs: CommandNeeds,
): Effect.Effect<void, ArgumentInvalid, Commands> =>
  byId.get(id)?.(argument, needs) ?? Effect.die(new Error(`Nobody carries out ${id}`));
