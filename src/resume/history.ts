import type { LineBlock } from "../domain/line.ts";
import { hashLine, lineKey, type HashedLines } from "./hash.ts";

/** Lines that the history remembers: as they came, or, where they are too many bytes to keep, as hashes. */
export type Piece = LineBlock | HashedLines;

/** Pieces from the newest to the oldest. */
interface Chain {
  readonly piece: Piece;
  readonly before: Chain | undefined;
}

/** How many of the last lines are always remembered (up to twice as many are). */
export const historyLines = 1024;

/** Bytes of text that the history keeps alive before it reduces them to hashes; twice this at most. */
const historyBytes = 2 << 20;

/**
 * The last lines committed of an instance: what an answer is matched with. An immutable value to which a block is
 * added in constant time: two generations of blocks, of which the older is dropped when the newer holds K lines.
 */
export interface History {
  readonly recent: Chain | undefined;
  readonly recentLines: number;
  readonly recentBytes: number;
  readonly older: Chain | undefined;
  readonly olderLines: number;
  /** It still holds every line of this instance's file since the first: no answer can begin before it. */
  readonly whole: boolean;
}

/** Nothing read yet. `whole`: what comes next is the first line of the file. */
export const emptyHistory = (whole: boolean): History => ({
  recent: undefined,
  recentLines: 0,
  recentBytes: 0,
  older: undefined,
  olderLines: 0,
  whole,
});

/** How many lines it remembers. */
export const countOf = (history: History): number => history.recentLines + history.olderLines;

/** The history with a block more at its end. */
export const remember = (history: History, block: Piece, keep = historyLines): History => {
  const { older, olderLines, whole } = history;
  const bytes = history.recentBytes + bytesOf(block);
  const lines = history.recentLines + block.count;
  const recent = { piece: block, before: history.recent };
  const kept = bytes > historyBytes ? reduced(recent) : recent;
  if (lines < keep)
    return {
      recent: kept,
      recentLines: lines,
      recentBytes: kept === recent ? bytes : 0,
      older,
      olderLines,
      whole,
    };
  return {
    recent: undefined,
    recentLines: 0,
    recentBytes: 0,
    older: kept,
    olderLines: lines,
    whole: whole && olderLines === 0,
  };
};

const bytesOf = (piece: Piece): number => ("bytes" in piece ? piece.bytes.length : 0);

/** The same chain with every block replaced by the hashes of its lines. */
const reduced = (chain: Chain): Chain => {
  const pieces = piecesOf(chain);
  let out: Chain | undefined;
  for (const piece of pieces) out = { piece: hashed(piece), before: out };
  return out ?? chain;
};

const hashed = (piece: Piece): HashedLines => {
  if (!("bytes" in piece)) return piece;
  const { count } = piece;
  const lines: HashedLines = {
    count,
    seconds: piece.seconds.slice(0, count),
    nanos: piece.nanos.slice(0, count),
    flags: piece.flags.slice(0, count),
    length: new Uint32Array(count),
    hashes: new Float64Array(count),
    keys: new Int32Array(count),
  };
  for (let i = 0; i < count; i++) {
    lines.length[i] = (piece.end[i] ?? 0) - (piece.start[i] ?? 0);
    lines.hashes[i] = hashLine(piece, i);
    lines.keys[i] = lineKey(piece, i);
  }
  return lines;
};

const piecesOf = (chain: Chain | undefined): Piece[] => {
  const pieces: Piece[] = [];
  for (let at = chain; at !== undefined; at = at.before) pieces.push(at.piece);
  return pieces.toReversed();
};

/** All it remembers, oldest first. */
export const remembered = (history: History): ReadonlyArray<Piece> => [
  ...piecesOf(history.older),
  ...piecesOf(history.recent),
];
