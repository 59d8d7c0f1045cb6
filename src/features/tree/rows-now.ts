import * as Clock from "effect/Clock";
import * as Effect from "effect/Effect";
import { instantFromMillis } from "../../domain/instant.ts";
import type { TreeRow } from "../../vscode/trees.ts";
import type { Node, PodNode } from "./nodes.ts";
import { tellsAge } from "./pod-rows.ts";
import { nodeRow } from "./rows.ts";

/** How nodes look now, and which of them look different by time alone. */
export interface RowsNow {
  readonly row: (node: Node) => TreeRow;
  /** The nodes among pods and their containers whose rows say what is no longer so: how long ago they ended. */
  readonly aged: (pods: Iterable<PodNode>) => ReadonlyArray<Node>;
}

/** Makes the rows of a tree, by the clock. */
export const makeRowsNow = Effect.map(Clock.Clock, (clock): RowsNow => {
  const rowNow = (node: Node): TreeRow =>
    nodeRow(node, instantFromMillis(clock.currentTimeMillisUnsafe()));
  /** What was last said beside the names of those that tell an age. */
  const said = new WeakMap<Node, string | undefined>();
  return {
    row: (node) => {
      const row = rowNow(node);
      if (tellsAge(node)) said.set(node, row.description);
      else said.delete(node);
      return row;
    },
    aged: (pods) =>
      [...pods]
        .flatMap((pod): ReadonlyArray<Node> => [pod, ...pod.containers.values()])
        .filter((node) => said.has(node) && said.get(node) !== rowNow(node).description),
  };
});
