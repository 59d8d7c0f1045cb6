import * as Clock from "effect/Clock";
import * as Effect from "effect/Effect";
import { instantFromMillis } from "../../domain/instant.ts";
import type { TreeRow } from "../../vscode/trees.ts";
import type { Node, PodNode } from "./nodes.ts";
import { tellsAge } from "./pod-rows.ts";
import { nodeRow } from "./rows.ts";

/** How often (ms) rows that say how long ago something was are looked at. */
const agesMs = 30_000;

/** How nodes look now, also by time alone. */
export interface RowsNow {
  readonly row: (node: Node) => TreeRow;
  /** Draws again, for ever, which of the pods and their containers say what is no longer so: how long ago they ended. */
  readonly keepTrue: (
    pods: () => Iterable<PodNode>,
    redraw: (nodes: ReadonlyArray<Node>) => Effect.Effect<void>,
  ) => Effect.Effect<never>;
}

/** Makes the rows of a tree, by the clock. */
export const makeRowsNow = Effect.map(Clock.Clock, (clock): RowsNow => {
  const rowNow = (node: Node): TreeRow =>
    nodeRow(node, instantFromMillis(clock.currentTimeMillisUnsafe()));
  /** What was last said beside the names of those that tell an age. */
  const said = new WeakMap<Node, string | undefined>();
  const aged = (pods: Iterable<PodNode>): ReadonlyArray<Node> =>
    [...pods]
      .flatMap((pod): ReadonlyArray<Node> => [pod, ...pod.containers.values()])
      .filter((node) => said.has(node) && said.get(node) !== rowNow(node).description);
  return {
    row: (node) => {
      const row = rowNow(node);
      if (tellsAge(node)) said.set(node, row.description);
      else said.delete(node);
      return row;
    },
    keepTrue: (pods, redraw) =>
      Effect.suspend(() => {
        const nodes = aged(pods());
        return nodes.length === 0 ? Effect.void : redraw(nodes);
      }).pipe(Effect.delay(agesMs), Effect.forever),
  };
});
