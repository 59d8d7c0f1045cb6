import * as Deferred from "effect/Deferred";
import * as Effect from "effect/Effect";
import * as Stream from "effect/Stream";
import { explain } from "../../domain/explain.ts";
import type { Explanation } from "../../domain/explanation.ts";
import type { Kube, ListEvent } from "../../kubernetes/kube.ts";
import type { ContextNode } from "./nodes.ts";

/** What is known of a context's namespaces. */
export interface ContextWatch {
  readonly node: ContextNode;
  /** Sorted; undefined while nothing is known. */
  names: ReadonlyArray<string> | undefined;
  /** Why nothing is known, or nothing new will be. */
  problem: Explanation | undefined;
  /** Nothing more will be told until somebody asks again. */
  ended: boolean;
  /** The names may not be listed; who knows one may still look into it (K4). */
  forbidden: boolean;
  /** Something was told, or why nothing can be. */
  readonly known: Deferred.Deferred<void>;
}

/** A context whose namespaces have not been asked for. */
export const makeContextWatch = (node: ContextNode): ContextWatch => ({
  node,
  names: undefined,
  problem: undefined,
  ended: false,
  forbidden: false,
  known: Deferred.makeUnsafe<void>(),
});

/** Takes in what was told; tells whether the context's row or what stands under it is another now. */
const takeIn = (watch: ContextWatch, event: ListEvent<string>): boolean => {
  const { names: before, node } = watch;
  const wasLost = node.lost !== undefined;
  if (event._tag === "Lost") {
    node.lost = explain(event.error);
    // With nothing known there is nothing to stay; what is known stays, and heals.
    if (before === undefined) watch.problem = node.lost;
    return !wasLost;
  }
  delete node.lost;
  watch.problem = undefined;
  const known = new Set(before);
  switch (event._tag) {
    case "Listed":
      watch.names = [...event.items].sort();
      return (
        wasLost || watch.names.length !== known.size || watch.names.some((name) => !known.has(name))
      );
    case "Changed":
      if (known.has(event.item)) return wasLost;
      watch.names = [...known, event.item].sort();
      return true;
    case "Removed":
      known.delete(event.item);
      watch.names = [...known];
      return true;
  }
};

/** Keeps the namespaces of a context true until it is interrupted; calls `redraw` where the tree must change. */
export const keepNamespaces = (
  kube: Pick<Kube["Service"], "watchNamespaces">,
  watch: ContextWatch,
  redraw: Effect.Effect<void>,
): Effect.Effect<void> => {
  // Whoever waits for the first answer takes the children from it, but not the context's own row.
  const told = (news: boolean): Effect.Effect<void> =>
    Effect.flatMap(Deferred.succeed(watch.known, undefined), (first) =>
      news && (!first || watch.node.lost !== undefined) ? redraw : Effect.void,
    );
  return kube.watchNamespaces(watch.node.info.name).pipe(
    Stream.runForEach((event) => told(takeIn(watch, event))),
    Effect.catch((error) => {
      watch.problem = explain(error);
      watch.ended = true;
      watch.forbidden = error._tag === "Forbidden";
      delete watch.node.lost;
      return told(true);
    }),
  );
};
