import * as Deferred from "effect/Deferred";
import * as Effect from "effect/Effect";
import * as FiberMap from "effect/FiberMap";
import type { Kube } from "../../kubernetes/kube.ts";
import { type ContextWatch, keepNamespaces, makeContextWatch } from "./context-watch.ts";
import { keepTrue, makeNamespaceWatch, type NamespaceWatch } from "./namespace-watch.ts";
import type { ContextNode, NamespaceNode, Node } from "./nodes.ts";

/** What is watched: the contexts that are open, and the namespaces that are open under them, while the view can be seen. */
export interface Watches {
  readonly ofContext: (node: ContextNode) => ContextWatch;
  readonly ofNamespace: (node: NamespaceNode) => NamespaceWatch;
  readonly isOpen: (node: Node) => boolean;
  readonly opened: (node: Node) => Effect.Effect<void>;
  readonly closed: (node: Node) => Effect.Effect<void>;
  readonly seen: (now: boolean) => Effect.Effect<void>;
  /** Asks anew: for what had a problem under a node, for everything without one. */
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
    { id }: ContextNode | NamespaceNode,
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
        ...[...contexts.values()].map((watch) => {
          const { node, problem } = watch;
          const ended = problem !== undefined && node.lost === undefined;
          return settleOne(
            node,
            visible && open.has(node) && !ended,
            keepNamespaces(kube, watch, redraw([node])),
          );
        }),
        ...[...namespaces.values()].map((watch) => {
          const { node, problem } = watch.state;
          return settleOne(
            node,
            visible && open.has(node) && open.has(node.context) && problem === undefined,
            keepTrue(kube, watch, redraw),
          );
        }),
      ],
      { discard: true },
    ),
  );
  const settling = (change: () => void): Effect.Effect<void> =>
    Effect.andThen(Effect.sync(change), settle);

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
    closed: (node) => settling(() => void open.delete(node)),
    seen: (now) =>
      settling(() => {
        visible = now;
      }),
    askAgain: (parent) =>
      Effect.suspend(() => {
        const isAsked = (node: Node, problem: unknown): boolean =>
          parent === undefined || (parent === node && problem !== undefined);
        const asked: Array<ContextNode | NamespaceNode> = [];
        // What is known stays until there is more; after a problem there is nothing to lose.
        // Who still waits for it gets the problem.
        for (const { known, node, problem } of contexts.values()) {
          if (!isAsked(node, problem)) continue;
          asked.push(node);
          if (problem === undefined) continue;
          contexts.set(node.id, makeContextWatch(node));
          delete node.lost;
          Deferred.doneUnsafe(known, Effect.void);
        }
        for (const { podsKnown, state, workloadsKnown } of namespaces.values()) {
          const { node, problem } = state;
          if (!isAsked(node, problem)) continue;
          asked.push(node);
          if (problem === undefined) continue;
          namespaces.set(node.id, makeNamespaceWatch(node));
          Deferred.doneUnsafe(podsKnown, Effect.void);
          Deferred.doneUnsafe(workloadsKnown, Effect.void);
        }
        return Effect.andThen(
          Effect.forEach(asked, ({ id }) => FiberMap.remove(watching, id), { discard: true }),
          settle,
        );
      }),
  } satisfies Watches;
});
