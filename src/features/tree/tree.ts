import * as Deferred from "effect/Deferred";
import * as Effect from "effect/Effect";
import * as FiberMap from "effect/FiberMap";
import * as Queue from "effect/Queue";
import * as Stream from "effect/Stream";
import type { ConfigError } from "../../domain/errors.ts";
import { explain, type Explanation } from "../../domain/explain.ts";
import { type ContextInfo, Kube } from "../../kubernetes/kube.ts";
import { Commands } from "../../vscode/commands.ts";
import type { Redraw, TreeContent } from "../../vscode/trees.ts";
import { redrawTogether } from "./redraw.ts";
import { containersOf, podsOf, workloadsAndPods } from "./namespace-pods.ts";
import { keepTrue, makeNamespaceWatch, type NamespaceWatch } from "./namespace-watch.ts";
import { type ContextNode, type NamespaceNode, type Node, nodeId } from "./nodes.ts";
import { nodeRow } from "./rows.ts";

const noPods = ({ id }: Node): ReadonlyArray<Node> => [
  { _tag: "Note", id: nodeId(id, "note"), text: "No pods" },
];

/** Errors that the view meets with a welcome of `package.json`, by the value of `podlog.clusters` that shows it. */
const welcomes: ReadonlyMap<ConfigError["_tag"], string> = new Map([
  ["KubeconfigMissing", "noKubeconfig"],
  ["KubeconfigEmpty", "noContexts"],
]);

/** The tree of the clusters, and what the commands on it need. */
export interface Clusters extends TreeContent<Node> {
  /** The argument of a command as a node of this tree, if it is one. */
  readonly asNode: (argument: unknown) => Node | undefined;
  /** Asks again for what is under a node; for everything without one. */
  readonly askAgain: (node: Node | undefined) => Effect.Effect<void>;
}

/**
 * The content of the view *Clusters*. A context is contacted only when it is expanded (O5); a namespace is
 * watched while it is expanded and the view can be seen.
 */
export const makeClusters = Effect.fnUntraced(function* (draw: Redraw<Node>) {
  const kube = yield* Kube;
  const commands = yield* Commands;
  const redraws = yield* Queue.unbounded<ReadonlyArray<Node> | undefined>();
  const redraw = (nodes: ReadonlyArray<Node> | undefined) =>
    Effect.sync(() => {
      if (nodes === undefined || nodes.length > 0) Queue.offerUnsafe(redraws, nodes);
    });

  const made = new WeakSet<object>();
  const contexts = new Map<string, ContextNode>();
  const namespaces = new Map<string, NamespaceNode>();

  const contextNode = (info: ContextInfo): ContextNode => {
    const id = nodeId(info.name, info.server);
    const node = contexts.get(id) ?? { _tag: "Context", id, info };
    node.info = info;
    contexts.set(id, node);
    return node;
  };
  const namespaceNode = (context: ContextNode, name: string): NamespaceNode => {
    const id = nodeId(context.id, name);
    const node = namespaces.get(id) ?? { _tag: "Namespace", id, context, name };
    namespaces.set(id, node);
    return node;
  };
  const problem = (
    under: ContextNode | NamespaceNode | undefined,
    why: Explanation,
  ): ReadonlyArray<Node> => [
    { _tag: "Problem", id: nodeId(under?.id ?? "", "problem"), why },
    { _tag: "Retry", id: nodeId(under?.id ?? "", "retry"), under },
  ];

  // Watched are the namespaces that are open, under contexts that are open, while the view can be seen.
  const watching = yield* FiberMap.make<string>();
  const watches = new Map<string, NamespaceWatch>();
  const open = new Set<NamespaceNode>();
  const closed = new Set<ContextNode>();
  let visible = true;

  const watchOf = (node: NamespaceNode): NamespaceWatch => {
    const found = watches.get(node.id) ?? makeNamespaceWatch(node);
    watches.set(node.id, found);
    return found;
  };

  /** Starts and stops watches by what is open now. */
  const settle = Effect.suspend(() =>
    Effect.forEach(
      namespaces.values(),
      (node) => {
        const wanted = visible && open.has(node) && !closed.has(node.context);
        if (!wanted) return FiberMap.remove(watching, node.id);
        // A watch that has ended on its own waits for its user.
        return FiberMap.hasUnsafe(watching, node.id) || watchOf(node).state.problem !== undefined
          ? Effect.void
          : Effect.asVoid(FiberMap.run(watching, node.id, keepTrue(kube, watchOf(node), redraw)));
      },
      { discard: true },
    ),
  );

  const rootChildren = kube.contexts.pipe(
    Effect.map((infos): ReadonlyArray<Node> => infos.map(contextNode)),
    Effect.tap(() => commands.setContext("podlog.clusters", "ready")),
    Effect.catch((error) => {
      const welcome = welcomes.get(error._tag);
      return welcome === undefined
        ? Effect.as(
            commands.setContext("podlog.clusters", "ready"),
            problem(undefined, explain(error)),
          )
        : Effect.as(commands.setContext("podlog.clusters", welcome), []);
    }),
  );

  const contextChildren = (node: ContextNode) =>
    kube.namespaces(node.info.name).pipe(
      Effect.map((names): ReadonlyArray<Node> => names.map((name) => namespaceNode(node, name))),
      Effect.catch((error) =>
        Effect.succeed([
          // Who may not list namespaces may still read the one that the kubeconfig names (K4).
          ...(error._tag === "Forbidden" ? [namespaceNode(node, node.info.namespace)] : []),
          ...problem(node, explain(error)),
        ]),
      ),
    );

  const namespaceChildren = Effect.fnUntraced(function* (node: NamespaceNode) {
    open.add(node);
    closed.delete(node.context);
    const { podsKnown, state, workloadsKnown } = watchOf(node);
    yield* settle;
    yield* Deferred.await(podsKnown);
    yield* Deferred.await(workloadsKnown);
    state.shown = true;
    const found: ReadonlyArray<Node> = workloadsAndPods(state);
    if (state.problem !== undefined) return [...problem(node, state.problem), ...found];
    return found.length > 0 ? found : noPods(node);
  });

  const children = (node: Node | undefined): Effect.Effect<ReadonlyArray<Node>> => {
    switch (node?._tag) {
      case undefined:
        return rootChildren;
      case "Context":
        return contextChildren(node);
      case "Namespace":
        return namespaceChildren(node);
      case "Workload":
        return Effect.sync(() => (node.pods.size > 0 ? podsOf(node) : noPods(node)));
      case "Pod":
        return Effect.sync(() => containersOf(node));
      default:
        return Effect.succeed([]);
    }
  };

  const askAgain = (node: Node | undefined): Effect.Effect<void> =>
    Effect.suspend(() => {
      const under = node?._tag === "Retry" ? node.under : node;
      const asked = [...watches.values()].filter(
        ({ state }) => under === undefined || (under === state.node && state.problem !== undefined),
      );
      return Effect.forEach(
        asked,
        ({ podsKnown, state, workloadsKnown }) => {
          if (state.problem !== undefined) {
            // What is known stays until there is more; after a problem there is nothing to lose.
            watches.delete(state.node.id);
            // Who still waits for it gets the problem.
            Deferred.doneUnsafe(podsKnown, Effect.void);
            Deferred.doneUnsafe(workloadsKnown, Effect.void);
          }
          return FiberMap.remove(watching, state.node.id);
        },
        { discard: true },
      ).pipe(
        Effect.andThen(settle),
        Effect.andThen(redraw(under === undefined ? undefined : [under])),
      );
    });

  yield* Effect.forkScoped(
    Stream.runForEach(redrawTogether(redraws), (nodes) => Effect.sync(() => draw(nodes))),
  );
  const scope = yield* Effect.scope;
  // From the first answer on: what changes after it is told, what went before is in it.
  const followConfig = yield* Effect.cached(
    Effect.forkIn(
      Stream.runForEach(kube.configChanges, () => redraw(undefined)),
      scope,
      { startImmediately: true },
    ),
  );

  const settling = (change: () => void): Effect.Effect<void> =>
    Effect.andThen(Effect.sync(change), settle);
  return {
    children: (node) =>
      Effect.map(Effect.tap(children(node), followConfig), (found) => {
        for (const child of found) made.add(child);
        return found;
      }),
    row: nodeRow,
    expanded: (node) =>
      settling(() => {
        if (node._tag === "Namespace") open.add(node);
        if (node._tag === "Context") closed.delete(node);
      }),
    collapsed: (node) =>
      settling(() => {
        if (node._tag === "Namespace") open.delete(node);
        if (node._tag === "Context") closed.add(node);
      }),
    visible: (now) =>
      settling(() => {
        visible = now;
      }),
    asNode: (argument) =>
      // SAFETY: only nodes are ever put into `made`.
      typeof argument === "object" && argument !== null && made.has(argument)
        ? (argument as Node)
        : undefined,
    askAgain,
  } satisfies Clusters;
});
