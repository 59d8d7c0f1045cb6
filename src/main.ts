import * as Context from "effect/Context";
import * as Effect from "effect/Effect";
import * as Fiber from "effect/Fiber";
import * as Layer from "effect/Layer";
import * as ManagedRuntime from "effect/ManagedRuntime";
import type { ExtensionContext } from "vscode";
import { onActivePanel, panelCommandIds } from "./features/panel-commands.ts";
import { treeCommands } from "./features/tree/commands.ts";
import { showClusters } from "./features/tree/tree.ts";
import { Commands } from "./vscode/commands.ts";
import { Dialogs } from "./vscode/dialogs.ts";
import { Extension } from "./vscode/extension-context.ts";
import { consentToRun, kubeconfigSettings } from "./vscode/kubernetes-ports.ts";
import * as Log from "./vscode/log.ts";
import { Preferences } from "./vscode/preferences.ts";
import { QuickPicks } from "./vscode/quick-picks.ts";
import { Settings } from "./vscode/settings.ts";
import { Trees } from "./vscode/trees.ts";
import { Webviews } from "./vscode/webviews.ts";

/** VS Code as services; all of it light, since it is there from activation on (D4). */
const workbench = (context: Pick<ExtensionContext, "extensionUri" | "globalState">) =>
  Layer.mergeAll(
    Commands.layer,
    Preferences.layer,
    Webviews.layer,
    kubeconfigSettings,
    consentToRun,
  ).pipe(
    Layer.provideMerge(
      Layer.mergeAll(
        Dialogs.layer,
        QuickPicks.layer,
        Settings.layer,
        Trees.layer,
        Log.layer,
        Layer.succeed(Extension, Extension.of(context)),
      ),
    ),
  );

/** Services that come on first use, and stay until the extension goes. */
const onFirstUse = Effect.fnUntraced(function* <A, R>(
  load: () => Promise<Layer.Layer<A, never, R>>,
) {
  const scope = yield* Effect.scope;
  const services = yield* Effect.context<R>();
  const started = yield* Effect.cached(
    Effect.promise(load).pipe(
      Effect.flatMap((layer) => Layer.buildWithScope(layer, scope)),
      Effect.provideContext(services),
      // On its own: the first to ask may be interrupted, and the next one still wants it.
      Effect.forkIn(scope),
    ),
  );
  return Effect.flatMap(started, Fiber.join);
});

/** Everything Podlog does, until the scope closes. */
const extension = Effect.gen(function* () {
  const commands = yield* Commands;

  // The clusters come with the first look at the tree or the first walk, the panels with the first panel.
  const clusters = yield* onFirstUse(async () => {
    const { Kube } = await import("./kubernetes/kube.ts");
    return Kube.layer;
  });
  const panels = yield* onFirstUse(async () => {
    const { Panels } = await import("./panel/panels.ts");
    return Panels.layer.pipe(Layer.provideMerge(Layer.effectContext(clusters)));
  });

  yield* commands.register("podlog.openLogs", (argument) =>
    Effect.gen(function* () {
      const { openLogs } = yield* Effect.promise(() => import("./features/open/open-logs.ts"));
      yield* Effect.provideContext(openLogs(argument), yield* panels);
    }),
  );
  for (const id of panelCommandIds)
    yield* commands.register(id, () =>
      Effect.gen(function* () {
        const { Panels } = yield* Effect.promise(() => import("./panel/panels.ts"));
        yield* onActivePanel(id, Context.get(yield* panels, Panels));
      }),
    );
  const tree = yield* showClusters(
    Effect.promise(() => import("./kubernetes/kube.ts")).pipe(
      Effect.flatMap(({ Kube }) => Effect.map(clusters, (kube) => Context.get(kube, Kube))),
    ),
  );
  yield* treeCommands(tree);
  yield* Effect.logDebug("Podlog is active");
});

/** The extension at work. */
export interface Running {
  /** Ends everything: panels, connections, watches. */
  readonly stop: () => Promise<void>;
}

/** Starts the extension; resolves when its commands and its view are registered. */
export const start = async (
  context: Pick<ExtensionContext, "extensionUri" | "globalState">,
): Promise<Running> => {
  const runtime = ManagedRuntime.make(
    Layer.effectDiscard(extension).pipe(Layer.provideMerge(workbench(context))),
  );
  await runtime.context();
  return { stop: () => runtime.dispose() };
};
