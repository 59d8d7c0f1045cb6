import * as Deferred from "effect/Deferred";
import * as Effect from "effect/Effect";
import * as Queue from "effect/Queue";
import * as Stream from "effect/Stream";
import type { ConfigError } from "../../domain/errors.ts";
import { explain } from "../../domain/explain.ts";
import { clusterOf } from "../../kubernetes/context-named.ts";
import { type ContextInfo, Kube } from "../../kubernetes/kube.ts";
import { Commands } from "../../vscode/commands.ts";
import { NamespaceChoices } from "../../vscode/namespace-choices.ts";
import type { TreeContent, TreeView } from "../../vscode/trees.ts";
import { makeFilter } from "./filter.ts";
import { arranged, placed, type Placing } from "./namespace-order.ts";
import { keepDrawn, type Redraws } from "./redraw.ts";
import { containersOf, podsOf, workloadsAndPods } from "./namespace-pods.ts";
import {
  type ContextNode,
  type HiddenNode,
  type NamespaceNode,
  type Node,
  nodeId,
  type PodNode,
} from "./nodes.ts";
import { problemNodes } from "./problem-nodes.ts";
import { makeRowsNow } from "./rows-now.ts";
import { makeWatches } from "./watches.ts";

const noneLeft = ({ id }: Node): ReadonlyArray<Node> => [
  { _tag: "Note", id: nodeId(id, "note"), text: "Nothing here passes the filter" },
];

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
  /** Shows only the workloads and pods that pass; an empty text shows all. */
  readonly filter: (text: string) => Effect.Effect<void>;
  /** What is filtered by now; empty: by nothing. */
  readonly filtered: () => string;
  /** Puts a namespace first, or away, and remembers it for the cluster. */
  readonly place: (node: NamespaceNode, placing: Placing) => Effect.Effect<void>;
}

/**
 * The content of the view *Clusters*. A context is contacted only when it is expanded (O5); contexts and namespaces
 * are watched while they are expanded and the view can be seen.
 */
export const makeClusters = Effect.fnUntraced(function* (view: TreeView<Node>) {
  const kube = yield* Kube;
  const choices = yield* NamespaceChoices;
  const commands = yield* Commands;
  const redraws = yield* Queue.unbounded<Redraws>();
  const redraw = (nodes: Redraws) =>
    Effect.sync(() => {
      if (nodes === undefined || nodes.length > 0)
        Queue.offerUnsafe(
          redraws,
          filter.text === "" ? nodes : nodes?.flatMap((node) => [node, filteredRoot(node)]),
        );
    });

  /** What a person asked for is not put off. */
  const redrawNow = (nodes: Redraws) => Effect.sync(() => view.redraw(nodes));

  let filter = makeFilter("");
  /** What a change under a filter may bring in or take away: all under the namespace. */
  const filteredRoot = (node: Node): Node =>
    node._tag === "Pod" || node._tag === "Workload" ? node.namespace : node;
  /** Names the machine that is not the window's own, and the filter; where there is nothing, the welcome has the place. */
  const announce = (something: boolean): void =>
    view.announce(
      [
        ...(view.machine === undefined ? [] : [`Kubeconfig of ${view.machine}`]),
        ...(filter.text === "" ? [] : [`Filtered by "${filter.text}"`]),
      ]
        .filter(() => something)
        .join(" · "),
    );

  const made = new WeakSet<object>();
  /** What was last told to stand under a node, or at the top. */
  const told = new WeakMap<object, ReadonlyArray<Node>>();
  const root = {};
  const contexts = new Map<string, ContextNode>();
  const namespaces = new Map<string, NamespaceNode>();

  const contextNode = (info: ContextInfo): ContextNode => {
    const id = nodeId(info.name, info.server);
    const node = contexts.get(id) ?? { _tag: "Context", id, info };
    node.info = info;
    contexts.set(id, node);
    return node;
  };
  const namespaceNode = (
    context: ContextNode,
    name: string,
    place: NamespaceNode["place"] = "plain",
  ): NamespaceNode => {
    const id = nodeId(context.id, name);
    const node = namespaces.get(id) ?? { _tag: "Namespace", id, context, name, place };
    node.place = place;
    namespaces.set(id, node);
    return node;
  };
  const watches = yield* makeWatches(kube, redraw);
  const hiddenNodes = new Map<string, HiddenNode>();

  /** How many rows VS Code asks for when a node is drawn again. */
  const rowsUnder = (node: Node): number =>
    watches.isOpen(node)
      ? (told.get(node) ?? []).reduce((sum, child) => sum + 1 + rowsUnder(child), 0)
      : 0;

  const rootChildren = kube.contexts.pipe(
    Effect.map((infos): ReadonlyArray<Node> => infos.map(contextNode)),
    Effect.tap(() => commands.setContext("podlog.clusters", "ready")),
    Effect.tap(() => Effect.sync(() => announce(true))),
    Effect.catch((error) => {
      const welcome = welcomes.get(error._tag);
      announce(welcome === undefined);
      return welcome === undefined
        ? Effect.as(
            commands.setContext("podlog.clusters", "ready"),
            problemNodes(undefined, explain(error)),
          )
        : Effect.as(commands.setContext("podlog.clusters", welcome), []);
    }),
  );

  const contextChildren = Effect.fnUntraced(function* (node: ContextNode) {
    const watch = watches.ofContext(node);
    yield* watches.opened(node);
    yield* Deferred.await(watch.known);
    const { hidden, others, pinned } = arranged(
      watch.names ?? [],
      choices.of(clusterOf(node.info)),
    );
    const group = hiddenNodes.get(node.id) ?? {
      _tag: "Hidden",
      id: nodeId(node.id, "hidden"),
      context: node,
      names: hidden,
    };
    group.names = hidden;
    hiddenNodes.set(node.id, group);
    return [
      ...pinned.map((name) => namespaceNode(node, name, "pinned")),
      ...others.map((name) => namespaceNode(node, name)),
      ...(hidden.length === 0 ? [] : [group]),
      // Who may not list namespaces may still read the one that the kubeconfig names (K4).
      ...(watch.forbidden ? [namespaceNode(node, node.info.namespace)] : []),
      ...(watch.problem === undefined ? [] : problemNodes(node, watch.problem, watch.forbidden)),
    ];
  });

  const namespaceChildren = Effect.fnUntraced(function* (node: NamespaceNode) {
    const { podsKnown, state, workloadsKnown } = watches.ofNamespace(node);
    yield* watches.opened(node);
    yield* Deferred.await(podsKnown);
    yield* Deferred.await(workloadsKnown);
    state.shown = true;
    const all = workloadsAndPods(state);
    const found: ReadonlyArray<Node> = filter.ofNamespace(all);
    if (state.problem !== undefined)
      return [...problemNodes(node, state.problem, state.forbidden), ...found];
    if (found.length > 0) return found;
    return all.length > 0 ? noneLeft(node) : noPods(node);
  });

  const children = (node: Node | undefined): Effect.Effect<ReadonlyArray<Node>> => {
    switch (node?._tag) {
      case undefined:
        return rootChildren;
      case "Context":
        return contextChildren(node);
      case "Hidden":
        return Effect.sync(() =>
          node.names.map((name) => namespaceNode(node.context, name, "hidden")),
        );
      case "Namespace":
        return namespaceChildren(node);
      case "Workload":
        return Effect.map(watches.opened(node), () => {
          const all: ReadonlyArray<PodNode> = podsOf(node);
          return all.length === 0 ? noPods(node) : filter.ofWorkload(node, all);
        });
      case "Pod":
        return Effect.sync(() => containersOf(node));
      default:
        return Effect.succeed([]);
    }
  };

  const rows = yield* makeRowsNow;
  const openPods = (): ReadonlyArray<PodNode> =>
    [...namespaces.values()]
      .filter(watches.isOpen)
      .flatMap((node) => [...watches.ofNamespace(node).state.pods.values()]);
  yield* Effect.forkScoped(rows.keepTrue(openPods, redraw));
  yield* Effect.forkScoped(keepDrawn(redraws, rowsUnder, (nodes) => view.redraw(nodes)));
  const scope = yield* Effect.scope;
  // From the first answer on: what changes after it is told, what went before is in it.
  const followConfig = yield* Effect.cached(
    Effect.forkIn(
      Stream.runForEach(kube.configChanges, () => redraw(undefined)),
      scope,
      { startImmediately: true },
    ),
  );

  return {
    children: (node) =>
      children(node).pipe(
        Effect.tap(followConfig),
        Effect.tap((found) => {
          for (const child of found) made.add(child);
          const before = told.get(node ?? root) ?? [];
          told.set(node ?? root, found);
          const gone = before.filter((child) => watches.isOpen(child) && !found.includes(child));
          return gone.length === 0 ? Effect.void : watches.gone(gone);
        }),
      ),
    row: rows.row,
    expanded: watches.opened,
    collapsed: watches.closed,
    visible: watches.seen,
    asNode: (argument) =>
      // SAFETY: only nodes are ever put into `made`.
      typeof argument === "object" && argument !== null && made.has(argument)
        ? (argument as Node)
        : undefined,
    askAgain: (node) => {
      const parent = node?._tag === "Remedy" ? node.under : node;
      return Effect.andThen(
        watches.askAgain(parent),
        redrawNow(parent === undefined ? undefined : [parent]),
      );
    },
    filter: (text) =>
      Effect.suspend(() => {
        const next = makeFilter(text);
        if (next.text === filter.text) return Effect.void;
        filter = next;
        announce(true);
        const shown = [...namespaces.values()].filter(watches.isOpen);
        return Effect.andThen(
          commands.setContext("podlog.treeFiltered", filter.text !== ""),
          redrawNow(shown),
        );
      }),
    filtered: () => filter.text,
    place: ({ context, name }, placing) =>
      Effect.suspend(() => {
        const cluster = clusterOf(context.info);
        return choices.choose(cluster, placed(choices.of(cluster), name, placing));
      }).pipe(Effect.andThen(redrawNow([context]))),
  } satisfies Clusters;
});
