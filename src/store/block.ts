import type { Level } from "../domain/level.ts";
import { LineFlag, type LineBlock } from "../domain/line.ts";
import { continuationMark } from "../text/continuation.ts";
import { foldLevel, folds, foldStart, foldStep, type FoldState } from "../text/traces.ts";

/** What a row of the list is; the numbers are those of the protocol's `RowKind`. */
export const StoredKind = { line: 0, marker: 1, divider: 2 } as const;
export type StoredKind = (typeof StoredKind)[keyof typeof StoredKind];

/** Bits about a stored row; the numbers are those of the protocol's `RowFlag`. */
export const StoredFlag = {
  continuation: 1,
  unterminated: 2,
  cut: 4,
  noTime: 8,
  late: 16,
  partial: 32,
} as const;

/** The size of an ordinary block in bytes, records included. */
export const defaultBlockBytes = 128 * 1024;

/** Two words, both moved by `Atomics`: the number of finished rows, and the generation. The text begins behind them. */
const headerBytes = 8;
const recordBytes = 16;
const recordWords = recordBytes / 4;

/** Bytes of a block that holds `rows` rows with `text` bytes of text, and no more. */
export const exactBytes = (text: number, rows: number): number =>
  headerBytes + ((text + rows + 3) & ~3) + rows * recordBytes;

const asBuffer = (bytes: Uint8Array): Buffer =>
  Buffer.isBuffer(bytes) ? bytes : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);

/** Row flags of a line, by its `LineFlag` bits. */
const flagsOf = (line: number): number =>
  ((line & LineFlag.noTime) !== 0 ? StoredFlag.noTime : 0) |
  ((line & LineFlag.unterminated) !== 0 ? StoredFlag.unterminated : 0) |
  ((line & LineFlag.cut) !== 0 ? StoredFlag.cut : 0) |
  ((line & LineFlag.late) !== 0 ? StoredFlag.late : 0);

/**
 * Rows in one shared buffer, which a worker can read while the main thread appends: the texts grow from the front
 * (UTF-8, as received, a line feed behind each, so that a search can run over all of them at once), a record of 16
 * bytes per row grows from the back, and the block is full when they meet, so nothing has to be guessed about the
 * length of lines. A record's four words, from the last row's up:
 *
 *     where its text ends · Unix seconds · nanoseconds | kind << 30
 *     source << 16 | fold level << 12 | level << 8 | flags
 *
 * What stands in the finished rows never changes as long as the generation stays: at the limit a buffer is used again,
 * since fresh memory costs more than the copying into it (110 µs for 128 KiB), and then its generation is another.
 */
export class Block {
  readonly buffer: SharedArrayBuffer;
  /** The number of the first row; lower ones were prepended before it. */
  first: number;
  /** Rows written so far, published or not. */
  rows: number;
  /** Bytes dropped from over-long rows, by the row's index in this block. */
  readonly cut = new Map<number, number>();

  /** Where the fold of the source stands whose lines were added last. */
  fold: FoldState = foldStart;

  private readonly bytes: Buffer;
  private readonly words8: DataView;
  private readonly words: Uint32Array;
  private readonly header: Int32Array;
  private textEnd: number;
  /** The word index of the next record. */
  private record: number;

  /** The first `rows` rows of a buffer, of which the first has the number `first`. */
  constructor(first: number, buffer: SharedArrayBuffer, rows: number) {
    this.first = first;
    this.buffer = buffer;
    this.rows = rows;
    this.bytes = Buffer.from(buffer);
    this.words8 = new DataView(buffer);
    this.words = new Uint32Array(buffer);
    this.header = new Int32Array(buffer, 0, 2);
    this.record = this.words.length - (rows + 1) * recordWords;
    this.textEnd = this.start(rows);
  }

  /** An empty block in a buffer that may have held another: its readers see a new generation first. */
  static empty(first: number, buffer: SharedArrayBuffer): Block {
    const block = new Block(first, buffer, 0);
    Atomics.add(block.header, 1, 1);
    Atomics.store(block.header, 0, 0);
    return block;
  }

  /** Another number than before means that the rows read in between may be those of another block. */
  get generation(): number {
    return Atomics.load(this.header, 1);
  }

  /** Whether a row of `length` bytes still fits. */
  fits(length: number): boolean {
    return this.textEnd + length + 1 <= this.record * 4;
  }

  /** Writes and publishes a row of the engine's own words, for which there must be room; it has no time and no level. */
  addText(text: Buffer, source: number, kind: StoredKind): void {
    text.copy(this.bytes, this.textEnd);
    const end = this.textEnd + text.length;
    this.bytes[end] = 0x0a;
    this.textEnd = end + 1;
    const words = this.words;
    const at = this.record;
    words[at] = end;
    words[at + 1] = 0;
    words[at + 2] = kind << 30;
    words[at + 3] = (source << 16) | StoredFlag.noTime;
    this.record = at - recordWords;
    this.rows++;
    this.publish();
  }

  /**
   * Writes lines `from … to` of a block of lines, as far as they fit, with their levels and folds, and publishes them;
   * gives the next line, and in `fold` where the source's fold stands then. `levels` are those of the whole block. One
   * loop over locals, since every line of every log goes through it.
   */
  addLines(
    source: number,
    lines: LineBlock,
    levels: Uint8Array,
    from: number,
    to: number,
    fold: FoldState,
  ): number {
    const text = asBuffer(lines.bytes);
    const { start, end, seconds, nanos, flags } = lines;
    const text8 = new DataView(text.buffer, text.byteOffset, text.length);
    const words8 = this.words8;
    const bytes = this.bytes;
    const words = this.words;
    let textEnd = this.textEnd;
    let record = this.record;
    let state = fold;
    let i = from;
    for (; i < to; i++) {
      const a = start[i] ?? 0;
      const b = end[i] ?? 0;
      const stop = textEnd + b - a;
      if (stop + 1 > record * 4) break;
      // Eight bytes at a time, up to seven too many, which the row's own record overwrites at the latest: for so short a
      // text a call of `copy` costs three times as much.
      if (b + 7 <= text.length)
        for (let p = a, q = textEnd; p < b; p += 8, q += 8)
          words8.setBigInt64(q, text8.getBigInt64(p, true), true);
      else text.copy(bytes, textEnd, a, b);
      bytes[stop] = 0x0a;
      textEnd = stop + 1;
      const level = (levels[i] ?? 0) as Level;
      state = foldStep(state, level, continuationMark(text, a, b));
      let flag = folds(state) ? StoredFlag.continuation : 0;
      const special = flags[i] ?? 0;
      if (special !== 0) {
        flag |= flagsOf(special);
        if ((special & LineFlag.cut) !== 0)
          this.cut.set(this.rows + i - from, lines.cut?.get(i) ?? 0);
      }
      words[record] = stop;
      words[record + 1] = seconds[i] ?? 0;
      words[record + 2] = (nanos[i] ?? 0) | (StoredKind.line << 30);
      words[record + 3] = (source << 16) | (foldLevel(state) << 12) | (level << 8) | flag;
      record -= recordWords;
    }
    this.textEnd = textEnd;
    this.record = record;
    this.rows += i - from;
    this.fold = state;
    this.publish();
    return i;
  }

  /** Lets readers in other threads see all rows written so far. */
  publish(): void {
    Atomics.store(this.header, 0, this.rows);
  }

  start(row: number): number {
    return row === 0 ? headerBytes : this.end(row - 1) + 1;
  }

  end(row: number): number {
    return this.word(row, 0);
  }

  seconds(row: number): number {
    return this.word(row, 1);
  }

  nanos(row: number): number {
    return this.word(row, 2) & 0x3fff_ffff;
  }

  kind(row: number): number {
    return this.word(row, 2) >>> 30;
  }

  /** The source's number; -1 for rows of the session itself. */
  source(row: number): number {
    const source = this.word(row, 3) >>> 16;
    return source === 0xffff ? -1 : source;
  }

  level(row: number): number {
    return (this.word(row, 3) >>> 8) & 0xf;
  }

  /** The level of the first line of the fold that the row is in, so that a trace passes a filter with its error. */
  foldLevel(row: number): number {
    return (this.word(row, 3) >>> 12) & 0xf;
  }

  flags(row: number): number {
    return this.word(row, 3) & 0xff;
  }

  /** The bytes `from … to` of this block's buffer; a view, not a copy. */
  text(from: number, to: number): Uint8Array {
    return this.bytes.subarray(from, to);
  }

  private word(row: number, field: number): number {
    return this.words[this.words.length - (row + 1) * recordWords + field] ?? 0;
  }
}

/** The index of the block that holds a row, or of the first one after it, among blocks in the order of their rows. */
export const indexOfRow = (
  blocks: ReadonlyArray<{ readonly first: number; readonly rows: number }>,
  row: number,
): number => {
  let low = 0;
  let high = blocks.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    const block = blocks[middle];
    if (block !== undefined && block.first + block.rows <= row) low = middle + 1;
    else high = middle;
  }
  return low;
};
