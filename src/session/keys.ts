import type { Instant } from "../domain/instant.ts";
import { LineFlag, type LineBlock } from "../domain/line.ts";
import type { Divider } from "../domain/marker.ts";
import type { SourceElement } from "../domain/source.ts";

// Keys say where rows stand in time: nanoseconds since `base` (s), as numbers. They are exact for a hundred days around
// it, and never out of order beyond.

const billion = 1e9;

/** Before all keys, and after all. */
export const never = Number.NEGATIVE_INFINITY;
export const always = Number.POSITIVE_INFINITY;

/** The key of a moment in Unix ms. */
export const keyOf = (ms: number, base: number): number => (ms - base * 1000) * 1e6;

/** The key of a row that tells when its container began or ended; undefined for others. */
export const keyOfRow = (element: SourceElement, base: number): number | undefined => {
  const at = element._tag === "Divider" ? timeOf(element.divider) : undefined;
  return at === undefined ? undefined : (at.seconds - base) * billion + at.nanos;
};

/** Only the times of a node, whose clock is that of its lines; that of the API server may be another. */
const timeOf = (divider: Divider): Instant | undefined =>
  divider._tag === "Restarted" || divider._tag === "Exited" || divider._tag === "Started"
    ? divider.at
    : undefined;

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
