import * as Clock from "effect/Clock";
import * as Effect from "effect/Effect";
import * as Queue from "effect/Queue";
import type { Node } from "./nodes.ts";

/** Nodes to draw again; `undefined`: the whole tree. */
export type Redraws = ReadonlyArray<Node> | undefined;

/**
 * Changes within this time (ms) are drawn together. VS Code puts a redraw off until 200 ms have passed without another:
 * redraws that come faster are never drawn.
 */
const together = 250;

/** A redraw of a node fetches all rows under it again: it is due again after so long (ms) for each of them. */
const restPerRow = 0.4;

/** Nodes to draw again, each once; what stands under another of them goes along with it, everything with the whole tree. */
export const mergeRedraws = (redraws: ReadonlyArray<Redraws>): Redraws => {
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

/**
 * Draws changes that come close together as one, for ever. A node with many rows under it is drawn less often, and
 * what changes under it meanwhile by itself: 5,000 pods must not be fetched again for each that comes or goes.
 */
export const keepDrawn = Effect.fnUntraced(function* (
  redraws: Queue.Dequeue<Redraws>,
  rowsUnder: (node: Node) => number,
  draw: (nodes: Redraws) => void,
) {
  const restOf = (nodes: ReadonlyArray<Node>): number =>
    nodes.reduce((sum, node) => sum + rowsUnder(node), 0) * restPerRow;
  let later: ReadonlyArray<Node> = [];
  let due = 0;
  for (;;) {
    const first = later.length === 0 ? [yield* Queue.take(redraws)] : [];
    yield* Effect.sleep(together);
    const asked = [later, ...first, ...(yield* Queue.clear(redraws))];
    const now = yield* Clock.currentTimeMillis;
    const isLater = (node: Node): boolean => now < due && restOf([node]) > together;
    const whole = asked.includes(undefined);
    later = whole ? [] : [...new Set(asked.flatMap((nodes) => nodes ?? []))].filter(isLater);
    const nodes = mergeRedraws(asked.map((some) => some?.filter((node) => !later.includes(node))));
    if (nodes !== undefined && nodes.length === 0) continue;
    draw(nodes);
    const rest = restOf(nodes ?? []);
    if (rest > together) due = now + rest;
  }
});
