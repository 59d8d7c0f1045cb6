import { isAscii } from "node:buffer";
import { Block, StoredFlag, StoredKind } from "../store/block.ts";
import type { SharedBlock } from "../store/store.ts";
import type { Instant } from "../domain/instant.ts";
import type { Level } from "../domain/level.ts";
import { stripAnsi } from "../text/ansi.ts";

/**
 * Bytes that are read at once, if no single row is longer: strings of 64 KiB are made and dropped in young memory;
 * those of a whole block (128 KiB) are not, and cost ten times as much.
 */
export const pieceBytes = 64 * 1024;

/** One more than this share of rows with escapes or other scripts, and all of a piece is decoded at once. */
const fewOdd = 1 / 32;

const ESC = 0x1b;
/** What the UTF-8 of every other control that may start a sequence begins with, and few letters do. */
const BEFORE_CONTROL = 0xc2;
const escape = String.fromCharCode(ESC);
/** Sequences as colours are; what else may start with an escape is left to `stripAnsi`. */
const simpleSequence = new RegExp(String.raw`${escape}\[[ -?]*[@-~]`, "g");
/** Where an escape sequence starts. */
const sequenceStart = new RegExp(`[${escape}\u0080-\u009f]`, "g");

/** A block that a store shares, for a reader of this thread. */
export interface ReadBlock extends SharedBlock {
  readonly block: Block;
  readonly bytes: Buffer;
  /** What is known of each row, by the numbers of `Looks`; rows never change. */
  readonly looks: Uint8Array;
}

const Looks = { unknown: 0, plain: 1, odd: 2 } as const;

/** Makes a shared block readable here; `before` is the same block with fewer rows, if there was one. */
export const readBlock = (shared: SharedBlock, before: ReadBlock | undefined): ReadBlock => {
  const looks = new Uint8Array(shared.rows);
  if (
    before?.first === shared.first &&
    before.generation === shared.generation &&
    before.rows <= shared.rows
  )
    looks.set(before.looks);
  return {
    ...shared,
    block: new Block(shared.first, shared.buffer, shared.rows),
    bytes: Buffer.from(shared.buffer),
    looks,
  };
};

/** The row behind the last one of a piece that begins with row `from` of a block. */
export const pieceEnd = ({ block, rows }: ReadBlock, from: number): number => {
  const limit = block.start(from) + pieceBytes;
  let to = from + 1;
  for (let step = 1 << 16; step > 0; step >>= 1)
    if (to + step <= rows && block.end(to + step - 1) < limit) to += step;
  return to;
};

/** The first row of a piece that ends before row `to` of a block. */
export const pieceStart = ({ block }: ReadBlock, to: number): number => {
  const limit = block.end(to - 1) - pieceBytes;
  let from = to - 1;
  for (let step = 1 << 16; step > 0; step >>= 1)
    if (from - step >= 0 && block.start(from - step) >= limit) from -= step;
  return from;
};

/**
 * Some rows of a block, copied, so that nothing changes while they are searched: one text of all of them for a search
 * over many lines at once, where row `i` stands at `start(i) … end(i)` with a line feed behind it, and the clean text
 * of each one.
 */
export class Piece {
  /** The number of the first row. */
  first = 0;
  rows = 0;
  /** 1 for rows that do not stand in `text` as they are: `rowText` must be asked. After `text` has been read. */
  odd = new Uint8Array(0);
  /** Whether no row has an escape sequence or a character outside ASCII. */
  plain = true;
  /** Whether rows of other scripts stand in `text` as they are, too; else they are all odd. */
  decoded = false;

  private bytes: Buffer = Buffer.alloc(pieceBytes);
  /** The same memory. */
  private words = new Uint32Array(this.bytes.buffer);
  private length = 0;
  private ends = new Uint32Array(0);
  private seconds = new Uint32Array(0);
  private nanos = new Uint32Array(0);
  private kinds = new Uint8Array(0);
  private levels = new Uint8Array(0);
  private timed = new Uint8Array(0);
  private sources = new Int32Array(0);
  /** Ends of the rows in `joined`, where that is not byte for byte. */
  private joinedEnds: Uint32Array | undefined;
  private joined: string | undefined;
  private looks: Uint8Array = new Uint8Array(0);

  /** Reads the rows `from … to` of a block, with what a filter asks for if `details`; false if they have been evicted. */
  load(read: ReadBlock, from: number, to: number, details: boolean): boolean {
    const { block } = read;
    const start = block.start(from);
    const length = block.end(to - 1) + 1 - start;
    // Another block's row ends may stand there already.
    if (!(length > 0 && start + length <= read.bytes.length)) return false;
    this.makeRoom(length);
    read.bytes.copy(this.bytes, 0, start, start + length);
    this.first = read.first + from;
    this.rows = to - from;
    this.length = length;
    this.copyEnds(block, from, start);
    if (details) this.copyDetails(block, from);
    if (block.generation !== read.generation) return false;
    this.joined = undefined;
    this.joinedEnds = undefined;
    this.looks = read.looks.subarray(from, to);
    if (this.looks.includes(Looks.unknown)) this.look();
    this.markOdd();
    return true;
  }

  /** All rows, each with a line feed behind it. */
  get text(): string {
    // Latin-1: a character is a byte, and what is ASCII is right.
    this.joined ??= this.decoded ? this.decode() : this.bytes.toString("latin1", 0, this.length);
    return this.joined;
  }

  start(row: number): number {
    return row === 0 ? 0 : this.end(row - 1) + 1;
  }

  /** Where a row ends in `text`. */
  end(row: number): number {
    return (this.joinedEnds ?? this.ends)[row] ?? 0;
  }

  /** The row's text without escape sequences. */
  rowText(row: number): string {
    if (this.joined !== undefined && this.odd[row] !== 1)
      return this.joined.slice(this.start(row), this.end(row));
    const from = row === 0 ? 0 : (this.ends[row - 1] ?? 0) + 1;
    return this.plain
      ? this.bytes.toString("latin1", from, this.ends[row])
      : stripAnsi(this.bytes.toString("utf8", from, this.ends[row]));
  }

  isLine(row: number): boolean {
    return this.kinds[row] === StoredKind.line;
  }

  /** The level of the first line of the row's fold. */
  level(row: number): Level {
    return (this.levels[row] ?? 0) as Level;
  }

  source(row: number): number {
    return this.sources[row] ?? -1;
  }

  time(row: number): Instant | undefined {
    return this.timed[row] === 1
      ? { seconds: this.seconds[row] ?? 0, nanos: this.nanos[row] ?? 0 }
      : undefined;
  }

  /** Room for one row that is longer than a piece, and no longer than it is needed. */
  private makeRoom(length: number): void {
    if (length <= this.bytes.length && (length > pieceBytes || this.bytes.length === pieceBytes))
      return;
    this.bytes = Buffer.allocUnsafeSlow(Math.max(pieceBytes, (length + 3) & ~3));
    this.words = new Uint32Array(this.bytes.buffer);
  }

  private copyEnds(block: Block, from: number, start: number): void {
    if (this.ends.length < this.rows) this.ends = new Uint32Array(this.rows);
    for (let i = 0; i < this.rows; i++) this.ends[i] = block.end(from + i) - start;
  }

  private copyDetails(block: Block, from: number): void {
    const rows = this.rows;
    if (this.kinds.length < rows) {
      this.seconds = new Uint32Array(rows);
      this.nanos = new Uint32Array(rows);
      this.kinds = new Uint8Array(rows);
      this.levels = new Uint8Array(rows);
      this.timed = new Uint8Array(rows);
      this.sources = new Int32Array(rows);
    }
    for (let i = 0; i < rows; i++) {
      const row = from + i;
      this.seconds[i] = block.seconds(row);
      this.nanos[i] = block.nanos(row);
      this.kinds[i] = block.kind(row);
      this.levels[i] = block.foldLevel(row);
      this.timed[i] = (block.flags(row) & StoredFlag.noTime) === 0 ? 1 : 0;
      this.sources[i] = block.source(row);
    }
  }

  /** Finds out which rows are odd. */
  private look(): void {
    const { looks, length } = this;
    const bytes = this.bytes.subarray(0, length);
    looks.fill(Looks.plain);
    const few = this.rows * fewOdd;
    let odd = 0;
    let row = 0;
    /** Gives where to go on: behind the row, or nowhere once there are many. */
    const mark = (at: number): number => {
      while ((this.ends[row] ?? length) < at) row++;
      if (looks[row] !== Looks.odd) odd++;
      looks[row] = Looks.odd;
      return odd > few ? length : (this.ends[row] ?? length);
    };
    for (let at = bytes.indexOf(ESC); at >= 0;) at = bytes.indexOf(ESC, mark(at));
    if (odd <= few && !isAscii(bytes)) {
      row = 0;
      // Four bytes at a time where they stand so, and none of an odd row's rest.
      for (let at = 0; at < length;) {
        if ((at & 3) === 0 && ((this.words[at >> 2] ?? 0) & 0x80808080) === 0) at += 4;
        else at = (bytes[at] ?? 0) < 0x80 ? at + 1 : mark(at);
      }
    }
    // So many that all rows are decoded at once: which of the rest are odd need not be known.
    if (odd > few) looks.fill(Looks.odd);
  }

  private markOdd(): void {
    if (this.odd.length < this.rows) this.odd = new Uint8Array(this.rows);
    else this.odd.fill(0);
    let odd = 0;
    for (let row = this.looks.indexOf(Looks.odd); row >= 0; odd++) {
      this.odd[row] = 1;
      row = this.looks.indexOf(Looks.odd, row + 1);
    }
    this.plain = odd === 0;
    this.decoded = odd > this.rows * fewOdd;
  }

  /** All rows as text, without their colours; only rows with other sequences stay odd. */
  private decode(): string {
    const bytes = this.bytes.subarray(0, this.length);
    const whole = bytes.toString("utf8");
    const text = bytes.includes(ESC) ? whole.replaceAll(simpleSequence, "") : whole;
    const ends = new Uint32Array(this.rows);
    for (let row = 0, end = -1; row < this.rows; row++) {
      end = text.indexOf("\n", end + 1);
      ends[row] = end;
    }
    this.odd.fill(0);
    this.joinedEnds = ends;
    if (!text.includes(escape) && !bytes.includes(BEFORE_CONTROL)) return text;
    sequenceStart.lastIndex = 0;
    for (let row = 0; sequenceStart.test(text);) {
      while ((ends[row] ?? 0) < sequenceStart.lastIndex) row++;
      this.odd[row] = 1;
      sequenceStart.lastIndex = ends[row] ?? 0;
    }
    return text;
  }
}
