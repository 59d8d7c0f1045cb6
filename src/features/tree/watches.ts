import * as Deferred from "effect/Deferred";
import * as Effect from "effect/Effect";
import * as FiberMap from "effect/FiberMap";
import type { Kube } from "../../kubernetes/kube.ts";
import { type ContextWatch, keepNamespaces, makeContextWatch } from "./context-watch.ts";
import { keepTrue, makeNamespaceWatch, type NamespaceWatch } from "./namespace-watch.ts";
import type { ContextNode, NamespaceNode, Node } from "./nodes.ts";

type WatchedNode = ContextNode | NamespaceNode;

/** What is watched: the contexts that are open, and the namespaces that are open under them, while the view can be seen. */
export interface Watches {
  readonly ofContext: (node: ContextNode) => ContextWatch;
  readonly ofNamespace: (node: NamespaceNode) => NamespaceWatch;
  readonly isOpen: (node: Node) => boolean;
  readonly opened: (node: Node) => Effect.Effect<void>;
  readonly closed: (node: Node) => Effect.Effect<void>;
  /** Forgets nodes that are in the tree no longer, with all that was under them. */
  readonly gone: (nodes: ReadonlyArray<Node>) => Effect.Effect<void>;
  readonly seen: (now: boolean) => Effect.Effect<void>;
  /** Asks anew for what is under a node, for everything without one. */
  readonly askAgain: (parent: Node | undefined) => Effect.Effect<void>;
}

/** Watches nothing yet; `redraw` is called with what must be drawn again. All ends with the scope. */
export const makeWatches = Effect.fnUntraced(function* (
  kube: Pick<Kube["Service"], "watchNamespaces" | "watchPods" | "workloads">,
  redraw: (nodes: ReadonlyArray<Node>) => Effect.Effect<void>,
) {
  const watching = yield* FiberMap.make<string>();
  const contexts = new Map<string, ContextWatch>();
  const namespaces = new Map<string, NamespaceWatch>();
  const open = new Set<Node>();
  let visible = true;

  /** Starts a watch that is wanted and stops one that is not; one that ended by itself waits for its user. */
  const settleOne = (
    { id }: WatchedNode,
    wanted: boolean,
    watch: Effect.Effect<void>,
  ): Effect.Effect<void> => {
    if (!wanted) return FiberMap.remove(watching, id);
    return FiberMap.hasUnsafe(watching, id)
      ? Effect.void
      : Effect.asVoid(FiberMap.run(watching, id, watch));
  };

  const settle = Effect.suspend(() =>
    Effect.all(
      [
        ...[...contexts.values()].map((watch) =>
          settleOne(
            watch.node,
            visible && open.has(watch.node) && !watch.ended,
            keepNamespaces(kube, watch, redraw([watch.node])),
          ),
        ),
        ...[...namespaces.values()].map((watch) => {
          const { ended, node } = watch.state;
          return settleOne(
            node,
            visible && open.has(node) && open.has(node.context) && !ended,
            keepTrue(kube, watch, redraw),
          );
        }),
      ],
      { discard: true },
    ),
  );
  const settling = (change: () => void): Effect.Effect<void> =>
    Effect.andThen(Effect.sync(change), settle);

  /**
   * Has what went wrong at nodes forgotten, so that it is asked about afresh; what is known besides stays until there is
   * more. Who still waits for an answer gets the problem. Gives the nodes.
   */
  const forgetProblems = (isMeant: (node: Node) => boolean): ReadonlyArray<WatchedNode> => {
    const forgotten: Array<WatchedNode> = [];
    const forget = (node: WatchedNode, ...waited: ReadonlyArray<Deferred.Deferred<void>>): void => {
      forgotten.push(node);
      delete node.lost;
      for (const one of waited) Deferred.doneUnsafe(one, Effect.void);
    };
    for (const { known, node, problem } of contexts.values()) {
      if (!isMeant(node) || (problem ?? node.lost) === undefined) continue;
      if (problem !== undefined) contexts.delete(node.id);
      forget(node, known);
    }
    for (const { podsKnown, state, workloadsKnown } of namespaces.values()) {
      const { node, problem } = state;
      if (!isMeant(node) || (problem ?? node.lost) === undefined) continue;
      if (problem !== undefined) namespaces.delete(node.id);
      forget(node, podsKnown, workloadsKnown);
    }
    return forgotten;
  };

  return {
    ofContext: (node) => {
      const found = contexts.get(node.id) ?? makeContextWatch(node);
      contexts.set(node.id, found);
      return found;
    },
    ofNamespace: (node) => {
      const found = namespaces.get(node.id) ?? makeNamespaceWatch(node);
      namespaces.set(node.id, found);
      return found;
    },
    isOpen: (node) => open.has(node),
    opened: (node) => settling(() => void open.add(node)),
    closed: (node) =>
      Effect.suspend(() => {
        open.delete(node);
        // Who opens it again wants to know what is so then.
        const forgotten = forgetProblems(
          (one) => one === node || (one._tag === "Namespace" && one.context === node),
        );
        return Effect.forEach(forgotten, ({ id }) => FiberMap.remove(watching, id), {
          discard: true,
        }).pipe(Effect.andThen(settle), Effect.andThen(redraw(forgotten)));
      }),
    gone: (nodes) =>
      settling(() => {
        for (const node of nodes) open.delete(node);
      }).pipe(
        Effect.andThen(
          Effect.sync(() => {
            const forget = (node: WatchedNode, known: Map<string, unknown>): void => {
              const context = node._tag === "Namespace" ? node.context : node;
              if (!nodes.includes(node) && !nodes.includes(context)) return;
              known.delete(node.id);
              delete node.lost;
            };
            for (const { node } of contexts.values()) forget(node, contexts);
            for (const { state } of namespaces.values()) forget(state.node, namespaces);
          }),
        ),
      ),
    seen: (now) =>
      settling(() => {
        visible = now;
      }),
    askAgain: (parent) =>
      Effect.suspend(() => {
        const isMeant = (node: Node): boolean => parent === undefined || parent === node;
        const asked = [...contexts.values(), ...[...namespaces.values()].map(({ state }) => state)]
          .map(({ node }) => node)
          .filter(isMeant);
        forgetProblems(isMeant);
        return Effect.andThen(
          Effect.forEach(asked, ({ id }) => FiberMap.remove(watching, id), { discard: true }),
          settle,
        );
      }),
  } satisfies Watches;
});
