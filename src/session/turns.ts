import type { SourceId } from "../domain/source.ts";

/** Where a source stands as rows are given by turns: by the key of its next row. */
export interface Turn {
  readonly source: SourceId;
  key: number;
}

/** Negative where `a` has its turn before `b`; of equal keys the source with the lower number comes first. */
export const inTurn = (a: Turn, b: Turn): number =>
  a.key === b.key ? a.source - b.source : a.key - b.key;

/** Brings the first of a binary heap, whose key has grown, to its place. */
export const sink = (heap: Array<Turn>): void => {
  const moved = heap[0];
  if (moved === undefined) return;
  let at = 0;
  for (let child = 1; child < heap.length; child = 2 * at + 1) {
    const left = heap[child];
    const right = heap[child + 1];
    const less = left !== undefined && right !== undefined && inTurn(right, left) < 0;
    const one = less ? right : left;
    if (one === undefined || inTurn(moved, one) <= 0) break;
    heap[at] = one;
    at = less ? child + 1 : child;
  }
  heap[at] = moved;
};

/** Whose turn comes after that of the first of a binary heap. */
export const secondOf = <T extends Turn>(heap: ReadonlyArray<T>): T | undefined => {
  const [, left, right] = heap;
  return left === undefined || (right !== undefined && inTurn(right, left) < 0) ? right : left;
};
