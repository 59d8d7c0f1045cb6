import type * as Queue from "effect/Queue";
import * as Stream from "effect/Stream";
import type { Node } from "./nodes.ts";

/** Nodes to draw again, each once; what stands under another of them goes along with it, everything with the whole tree. */
export const mergeRedraws = (
  redraws: ReadonlyArray<ReadonlyArray<Node> | undefined>,
): ReadonlyArray<Node> | undefined => {
  const nodes = new Set<Node>();
  for (const redraw of redraws) {
    if (redraw === undefined) return undefined;
    for (const node of redraw) nodes.add(node);
  }
  return [...nodes].filter((node) => {
    if (node._tag !== "Pod" && node._tag !== "Workload") return true;
    if (nodes.has(node.namespace)) return false;
    return node._tag === "Workload" || node.workload === undefined || !nodes.has(node.workload);
  });
};

/** Changes that come close together as one: 5,000 pods that start must not draw the tree 5,000 times. */
export const redrawTogether = (
  redraws: Queue.Dequeue<ReadonlyArray<Node> | undefined>,
): Stream.Stream<ReadonlyArray<Node> | undefined> =>
  Stream.fromQueue(redraws).pipe(
    Stream.groupedWithin(10_000, "100 millis"),
    Stream.map(mergeRedraws),
  );
