import type { Instant } from "./instant.ts";

/** What is special about a line of a block; bits that may be combined. */
export const LineFlag = {
  /** The answer gave it no timestamp (a fragment of a long line, or a kubelet without timestamps). */
  noTime: 1,
  /** No line break came: the last words of a container that has ended. */
  unterminated: 2,
  /** Longer than the cap: `cut` says how many bytes were dropped. */
  cut: 4,
  /** Ended in CR LF; the CR is not part of the text. */
  crlf: 8,
  /** Came too late for its place: lines of others with later times stand above it, or, of older ones, with earlier below. */
  late: 16,
} as const;

/**
 * Whole lines as they came, without decoding: one piece of bytes and where each line's text stands in it.
 * Line `i` is `bytes[start[i] … end[i])`, stamped `seconds[i]`, `nanos[i]`. The arrays may be longer than `count`.
 */
export interface LineBlock {
  readonly bytes: Uint8Array;
  readonly count: number;
  readonly start: Uint32Array;
  readonly end: Uint32Array;
  readonly seconds: Uint32Array;
  readonly nanos: Uint32Array;
  readonly flags: Uint8Array;
  /** Bytes dropped from over-long lines, by line index; absent where none was. */
  readonly cut?: ReadonlyMap<number, number>;
}

/** A block of no lines. */
export const emptyBlock: LineBlock = {
  bytes: new Uint8Array(0),
  count: 0,
  start: new Uint32Array(0),
  end: new Uint32Array(0),
  seconds: new Uint32Array(0),
  nanos: new Uint32Array(0),
  flags: new Uint8Array(0),
};

/** The time of line `i` of a block, or undefined when it has none. */
export const lineTime = (block: LineBlock, i: number): Instant | undefined =>
  ((block.flags[i] ?? 0) & LineFlag.noTime) !== 0
    ? undefined
    : { seconds: block.seconds[i] ?? 0, nanos: block.nanos[i] ?? 0 };

/** Whether two lines are equal in text and time, byte by byte. */
export const sameLine = (a: LineBlock, i: number, b: LineBlock, j: number): boolean => {
  if (a.seconds[i] !== b.seconds[j] || a.nanos[i] !== b.nanos[j]) return false;
  let p = a.start[i] ?? 0;
  let q = b.start[j] ?? 0;
  const length = (a.end[i] ?? 0) - p;
  if ((b.end[j] ?? 0) - q !== length) return false;
  for (const stop = p + length; p < stop; p++, q++) if (a.bytes[p] !== b.bytes[q]) return false;
  return true;
};

/** The lines `from … to` of a block as a block of their own, sharing its bytes. */
export const sliceBlock = (block: LineBlock, from: number, to: number): LineBlock => {
  if (from === 0 && to === block.count) return block;
  return {
    bytes: block.bytes,
    count: to - from,
    start: block.start.subarray(from, to),
    end: block.end.subarray(from, to),
    seconds: block.seconds.subarray(from, to),
    nanos: block.nanos.subarray(from, to),
    flags: block.flags.subarray(from, to),
    ...(block.cut === undefined ? {} : cutBetween(block.cut, from, to)),
  };
};

const cutBetween = (
  all: ReadonlyMap<number, number>,
  from: number,
  to: number,
): Pick<LineBlock, "cut"> => {
  const cut = new Map<number, number>();
  for (const [i, n] of all) if (i >= from && i < to) cut.set(i - from, n);
  return cut.size > 0 ? { cut } : {};
};
