import { sameLine, type LineBlock } from "../domain/line.ts";
import { hashLine, lineKey } from "./hash.ts";
import type { Piece } from "./history.ts";

/** A run of lines over several pieces, addressed by one number each. */
export interface Lines {
  readonly count: number;
  readonly pieces: ReadonlyArray<Piece>;
  /** Which piece line `i` stands in, and where in it. */
  readonly piece: Int32Array;
  readonly index: Int32Array;
}

/** The lines of these pieces in order, without the first `skip`. */
export const linesOf = (pieces: ReadonlyArray<Piece>, skip = 0): Lines => {
  let total = 0;
  for (const piece of pieces) total += piece.count;
  const count = Math.max(0, total - skip);
  const piece = new Int32Array(count);
  const index = new Int32Array(count);
  let left = skip;
  let at = 0;
  for (const [p, { count: lines }] of pieces.entries()) {
    const from = Math.min(left, lines);
    left -= from;
    for (let i = from; i < lines; i++, at++) {
      piece[at] = p;
      index[at] = i;
    }
  }
  return { count, pieces, piece, index };
};

const none: Piece = {
  count: 0,
  seconds: new Uint32Array(0),
  nanos: new Uint32Array(0),
  flags: new Uint8Array(0),
  length: new Uint32Array(0),
  hashes: new Float64Array(0),
  keys: new Int32Array(0),
};

const pieceAt = (lines: Lines, i: number): Piece => lines.pieces[lines.piece[i] ?? -1] ?? none;

/** Whole seconds of line `i`; 0 where it has no time. */
export const secondsAt = (lines: Lines, i: number): number =>
  pieceAt(lines, i).seconds[lines.index[i] ?? 0] ?? 0;

/** Nanoseconds in the second of line `i`. */
export const nanosAt = (lines: Lines, i: number): number =>
  pieceAt(lines, i).nanos[lines.index[i] ?? 0] ?? 0;

/** The flags of line `i`. */
export const flagsAt = (lines: Lines, i: number): number =>
  pieceAt(lines, i).flags[lines.index[i] ?? 0] ?? 0;

const lengthOf = (piece: Piece, i: number): number =>
  "bytes" in piece ? (piece.end[i] ?? 0) - (piece.start[i] ?? 0) : (piece.length[i] ?? 0);

const sameText = (a: Piece, i: number, b: Piece, j: number): boolean => {
  if ("bytes" in a && "bytes" in b) return sameBytes(a, i, b, j);
  if (lengthOf(a, i) !== lengthOf(b, j)) return false;
  return hashOf(a, i) === hashOf(b, j);
};

const sameBytes = (a: LineBlock, i: number, b: LineBlock, j: number): boolean => {
  let p = a.start[i] ?? 0;
  let q = b.start[j] ?? 0;
  const stop = a.end[i] ?? 0;
  if ((b.end[j] ?? 0) - q !== stop - p) return false;
  for (; p < stop; p++, q++) if (a.bytes[p] !== b.bytes[q]) return false;
  return true;
};

const hashOf = (piece: Piece, i: number): number =>
  "bytes" in piece ? hashLine(piece, i) : (piece.hashes[i] ?? 0);

const keyOf = (piece: Piece, i: number): number =>
  "bytes" in piece ? lineKey(piece, i) : (piece.keys[i] ?? 0);

const same = (a: Piece, i: number, b: Piece, j: number): boolean => {
  if ("bytes" in a && "bytes" in b) return sameLine(a, i, b, j);
  return a.seconds[i] === b.seconds[j] && a.nanos[i] === b.nanos[j] && sameText(a, i, b, j);
};

/** Numbers for lines: two lines of `h` and `r` have the same number exactly when they are equal. */
export interface Numbered {
  readonly h: Int32Array;
  readonly r: Int32Array;
}

/** Numbers the lines of both runs by text and time, or by text alone. */
export const numbered = (h: Lines, r: Lines, by: "line" | "text" = "line"): Numbered => {
  const equal = by === "line" ? same : sameText;
  const first = new Map<number, number>();
  const total = h.count + r.count;
  // Distinct lines of the same key, chained by their number.
  const chain = new Int32Array(total).fill(-1);
  const source: Lines[] = [];
  const line: number[] = [];
  const numberOf = (lines: Lines, i: number): number => {
    const piece = pieceAt(lines, i);
    const at = lines.index[i] ?? 0;
    const key = by === "line" ? keyOf(piece, at) : hashOf(piece, at);
    let last = -1;
    for (let n = first.get(key) ?? -1; n !== -1; n = chain[n] ?? -1) {
      const other = source[n];
      if (other === undefined) break;
      const k = line[n] ?? 0;
      if (equal(pieceAt(other, k), other.index[k] ?? 0, piece, at)) return n;
      last = n;
    }
    const number = source.length;
    source.push(lines);
    line.push(i);
    if (last === -1) first.set(key, number);
    else chain[last] = number;
    return number;
  };
  const ids = (lines: Lines): Int32Array => {
    const out = new Int32Array(lines.count);
    for (let i = 0; i < lines.count; i++) out[i] = numberOf(lines, i);
    return out;
  };
  return { h: ids(h), r: ids(r) };
};
