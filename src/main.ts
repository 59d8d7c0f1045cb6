import * as Context from "effect/Context";
import * as Effect from "effect/Effect";
import * as Fiber from "effect/Fiber";
import * as Layer from "effect/Layer";
import * as ManagedRuntime from "effect/ManagedRuntime";
import { makeApi } from "./features/api/api.ts";
import type { PodlogApi } from "./features/api/types.ts";
import type { Node } from "./features/tree/nodes.ts";
import type { Clusters } from "./features/tree/tree.ts";
import { Commands } from "./vscode/commands.ts";
import { withDebugSessions } from "./vscode/debug-sessions.ts";
import { Extension, type Host } from "./vscode/extension-context.ts";
import * as Log from "./vscode/log.ts";
import { RestoredPanels } from "./vscode/restored-panels.ts";
import { Trees, type TreeView } from "./vscode/trees.ts";
import { withUris } from "./vscode/uris.ts";

export type { PodlogApi } from "./features/api/types.ts";
export type { Host } from "./vscode/extension-context.ts";

/** What other extensions get of this one (O7). */
class Api extends Context.Service<Api, PodlogApi>()("podlog/Api") {}

/** What is made at its first use, and stays until the extension goes. */
const onFirstUse = Effect.fnUntraced(function* <A, R>(make: Effect.Effect<A, never, R>) {
  const scope = yield* Effect.scope;
  const services = yield* Effect.context<R>();
  const started = yield* Effect.cached(
    make.pipe(
      Effect.provideContext(services),
      // On its own: the first to ask may be interrupted, and the next one still wants it.
      Effect.forkIn(scope),
    ),
  );
  return Effect.flatMap(started, Fiber.join);
});

/** Everything Podlog does, until the scope closes; gives its API. What is heavy comes on first use (D4). */
const extension = Effect.gen(function* () {
  const commands = yield* Commands;
  const trees = yield* Trees;

  const clusters = yield* onFirstUse(
    Effect.gen(function* () {
      const [{ Kube }, { workbench }] = yield* Effect.promise(() =>
        Promise.all([import("./kubernetes/kube.ts"), import("./vscode/workbench.ts")]),
      );
      return yield* Layer.build(Kube.layer.pipe(Layer.provideMerge(workbench)));
    }),
  );
  const panels = yield* onFirstUse(
    Effect.gen(function* () {
      const { Panels } = yield* Effect.promise(() => import("./panel/panels.ts"));
      return yield* Layer.build(
        Panels.layer.pipe(Layer.provideMerge(Layer.effectContext(clusters))),
      );
    }),
  );
  const autoOpen = yield* onFirstUse(
    Effect.gen(function* () {
      const { makeAutoOpen } = yield* Effect.promise(() => import("./features/debug/auto-open.ts"));
      return yield* Effect.provideContext(makeAutoOpen, yield* panels);
    }),
  );
  yield* withDebugSessions((session) => Effect.flatMap(autoOpen, (run) => run(session)));
  yield* withUris((uri) =>
    Effect.gen(function* () {
      const { openLink } = yield* Effect.promise(() => import("./features/link/open-link.ts"));
      yield* Effect.provideContext(openLink(uri), yield* panels);
    }),
  );

  const restored = yield* RestoredPanels;
  yield* restored.fill("podlog.logs", (panel, state) =>
    Effect.gen(function* () {
      const { restorePanel } = yield* Effect.promise(() => import("./features/restore.ts"));
      yield* Effect.provideContext(restorePanel(panel, state), yield* panels);
    }),
  );

  let tree: Clusters | undefined;
  yield* trees.show("podlog.clusters", (view: TreeView<Node>) =>
    Effect.gen(function* () {
      const { makeClusters } = yield* Effect.promise(() => import("./features/tree/tree.ts"));
      tree = yield* Effect.provideContext(makeClusters(view), yield* clusters);
      return tree;
    }),
  );
  for (const { command } of (yield* Extension).extension.packageJSON.contributes.commands)
    yield* commands.register(command, (argument) =>
      Effect.gen(function* () {
        const { carryOut } = yield* Effect.promise(() => import("./commands.ts"));
        yield* carryOut(command, argument, { clusters, panels, tree });
      }),
    );
  yield* Effect.logDebug("Podlog is active");
  return yield* makeApi({ clusters, panels });
});

/** The extension at work. */
export interface Running {
  readonly api: PodlogApi;
  /** Ends everything: panels, connections, watches. */
  readonly stop: () => Promise<void>;
}

/** Starts the extension; resolves when its commands and its view are registered. */
export const start = async (host: Host): Promise<Running> => {
  const runtime = ManagedRuntime.make(
    Layer.effect(Api, extension).pipe(
      Layer.provide(Layer.mergeAll(Commands.layer, RestoredPanels.layer, Trees.layer)),
      Layer.provide(Log.layer),
      Layer.provide(Layer.succeed(Extension, Extension.of(host))),
    ),
  );
  const services = await runtime.context();
  return { api: Context.get(services, Api), stop: () => runtime.dispose() };
};
