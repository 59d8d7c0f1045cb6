import { LineFlag, type LineBlock } from "../domain/line.ts";

// Keys say where rows stand in time: nanoseconds since `base` (s), as numbers. They are exact for a hundred days around
// it, and never out of order beyond.

const billion = 1e9;

/** Before all keys, and after all. */
export const never = Number.NEGATIVE_INFINITY;
export const always = Number.POSITIVE_INFINITY;

/** The key of a moment in Unix ms. */
export const keyOf = (ms: number, base: number): number => (ms - base * 1000) * 1e6;

/** The key of line `i`; undefined where it has no time. */
export const keyOfLine = (
  { flags, nanos, seconds }: LineBlock,
  i: number,
  base: number,
): number | undefined =>
  ((flags[i] ?? 0) & LineFlag.noTime) !== 0
    ? undefined
    : ((seconds[i] ?? 0) - base) * billion + (nanos[i] ?? 0);

/** The first of the ascending keys `from …` that is above `key`, or not below it where `orEqual` is false. */
export const above = (keys: Float64Array, from: number, key: number, orEqual: boolean): number => {
  let low = from;
  let high = keys.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    const found = keys[middle] ?? 0;
    if (found < key || (orEqual && found === key)) low = middle + 1;
    else high = middle;
  }
  return low;
};

/** Bytes that a block's lines take, stamps and line breaks counted. */
export const bytesOf = (block: LineBlock): number =>
  block.count === 0 ? 0 : (block.end[block.count - 1] ?? 0) - (block.start[0] ?? 0);

/** The same lines, which came too late for their place. */
export const flagged = (block: LineBlock): LineBlock => {
  // A copy: the flags of the block as it came belong to its source.
  const flags = block.flags.slice(0, block.count);
  for (let i = 0; i < flags.length; i++) flags[i] = (flags[i] ?? 0) | LineFlag.late;
  return { ...block, flags };
};
