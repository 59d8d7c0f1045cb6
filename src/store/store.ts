import type { Instant } from "../domain/instant.ts";
import type { LineBlock } from "../domain/line.ts";
import { dividerText, markerText, type Divider, type Marker } from "../domain/marker.ts";
import type { SourceId } from "../domain/source.ts";
import { detectLevel } from "../text/levels.ts";
import { foldStart, type FoldState } from "../text/traces.ts";
import {
  Block,
  defaultBlockBytes,
  exactBytes,
  indexOfRow,
  StoredFlag,
  StoredKind,
} from "./block.ts";
import { readRows, type StoredRows } from "./stored-rows.ts";

/** What left the store at its limit: how many lines (markers aside), and the time of the first that had one. */
export interface Evicted {
  readonly lines: number;
  readonly since?: Instant;
}

/**
 * A block as a worker reads it, by `new Block(first, buffer, rows)`: the rows `first … first + rows`, as long as the
 * block's `generation` is still the same after reading; another one means that these rows were evicted meanwhile.
 */
export interface SharedBlock {
  readonly buffer: SharedArrayBuffer;
  readonly first: number;
  readonly rows: number;
  readonly generation: number;
}

/**
 * The rows of one panel, as bytes: numbered by signed integers without gaps, `first … end`; older rows count
 * downwards. Whole blocks of the oldest rows go when `maxBytes` is reached.
 */
export interface Store {
  readonly first: number;
  readonly end: number;
  /** Lines ever taken in, evicted and cleared ones included, markers and dividers aside. */
  readonly lines: number;
  /** Memory of all blocks in bytes: text, records and what is still free in them. */
  readonly bytes: number;
  readonly maxBytes: number;
  readonly evicted: Evicted;
  append(source: SourceId, block: LineBlock): void;
  appendMarker(source: SourceId, marker: Marker): void;
  appendDivider(source: SourceId, divider: Divider): void;
  /**
   * Puts rows before the first. False, and nothing is stored, where they would pass the limit (S11) or where the rows
   * that stood there have gone: between the two would be a gap.
   */
  prepend(source: SourceId, block: LineBlock): boolean;
  prependMarker(source: SourceId, marker: Marker): boolean;
  prependDivider(source: SourceId, divider: Divider): boolean;
  /**
   * The rows `first … first + count` as far as they exist; of a longer row the first `maxRowBytes` bytes, flagged
   * `partial` and never ending inside a character.
   */
  rows(first: number, count: number, maxRowBytes: number): StoredRows;
  /** The blocks that hold rows from number `from` on (all, if not given), oldest first, for a reader in another thread. */
  blocks(from?: number): ReadonlyArray<SharedBlock>;
  /** Empties the store; numbers are not used again. */
  clear(): void;
  /** Raises the limit to `maxBytes`; a lower one than before changes nothing. */
  raise(maxBytes: number): void;
}

class BlockStore implements Store {
  maxBytes: number;
  lines = 0;
  bytes = 0;
  end = 0;

  private readonly blockBytes: number;
  private list: Array<Block> = [];
  private readonly folds = new Map<SourceId, FoldState>();
  private levels = new Uint8Array(1024);
  /** Rows were evicted or cleared: nothing can stand before the first any more. */
  private topGone = false;
  private evictedLines = 0;
  private evictedSince: Instant | undefined;

  constructor(maxBytes: number, blockBytes: number) {
    this.maxBytes = maxBytes;
    this.blockBytes = blockBytes;
  }

  get first(): number {
    return this.list[0]?.first ?? this.end;
  }

  get evicted(): Evicted {
    return {
      lines: this.evictedLines,
      ...(this.evictedSince === undefined ? {} : { since: this.evictedSince }),
    };
  }

  append(source: SourceId, lines: LineBlock): void {
    const levels = this.levelsOf(lines);
    let i = 0;
    while (i < lines.count) {
      const into = this.open((lines.end[i] ?? 0) - (lines.start[i] ?? 0));
      const fold = this.folds.get(source) ?? foldStart;
      const next = into.addLines(source, lines, levels, i, lines.count, fold);
      this.folds.set(source, into.fold);
      this.end += next - i;
      i = next;
    }
    this.lines += lines.count;
  }

  appendMarker(source: SourceId, marker: Marker): void {
    this.appendText(source, markerText(marker), StoredKind.marker);
  }

  appendDivider(source: SourceId, divider: Divider): void {
    this.appendText(source, dividerText(divider), StoredKind.divider);
  }

  prepend(source: SourceId, lines: LineBlock): boolean {
    // Blocks of exact size: what is prepended comes in few large pieces, and an open block at the top would have to
    // be filled backwards.
    if (this.topGone) return false;
    const levels = this.levelsOf(lines);
    const blocks: Array<Block> = [];
    // What stood above an older piece is not known: its folds begin anew.
    let fold = foldStart;
    let bytes = 0;
    for (let from = 0; from < lines.count;) {
      let text = (lines.end[from] ?? 0) - (lines.start[from] ?? 0);
      let to = from + 1;
      for (; to < lines.count; to++) {
        const longer = text + (lines.end[to] ?? 0) - (lines.start[to] ?? 0);
        if (exactBytes(longer, to + 1 - from) > this.blockBytes) break;
        text = longer;
      }
      const size = exactBytes(text, to - from);
      bytes += size;
      if (this.bytes + bytes > this.maxBytes) return false;
      const block = Block.empty(this.first - lines.count + from, new SharedArrayBuffer(size));
      block.addLines(source, lines, levels, from, to, fold);
      fold = block.fold;
      blocks.push(block);
      from = to;
    }
    this.list = [...blocks, ...this.list];
    this.bytes += bytes;
    this.lines += lines.count;
    return true;
  }

  prependMarker(source: SourceId, marker: Marker): boolean {
    return this.prependText(source, markerText(marker), StoredKind.marker);
  }

  prependDivider(source: SourceId, divider: Divider): boolean {
    return this.prependText(source, dividerText(divider), StoredKind.divider);
  }

  rows(first: number, count: number, maxRowBytes: number): StoredRows {
    const from = Math.min(Math.max(first, this.first), this.end);
    const to = Math.max(from, Math.min(first + count, this.end));
    return readRows(this.list, from, to, maxRowBytes);
  }

  blocks(from = this.first): ReadonlyArray<SharedBlock> {
    return this.list
      .slice(indexOfRow(this.list, from))
      .map(({ buffer, first, rows, generation }) => ({
        buffer,
        first,
        rows,
        generation,
      }));
  }

  clear(): void {
    this.topGone ||= this.list.length > 0;
    this.list = [];
    this.bytes = 0;
    this.evictedLines = 0;
    this.evictedSince = undefined;
  }

  raise(maxBytes: number): void {
    this.maxBytes = Math.max(this.maxBytes, maxBytes);
  }

  /** The levels of a block's lines, until the next call: found in a loop of their own, they cost a third less. */
  private levelsOf({ bytes, count, end, start }: LineBlock): Uint8Array {
    if (this.levels.length < count) this.levels = new Uint8Array(2 * count);
    const { levels } = this;
    for (let i = 0; i < count; i++) levels[i] = detectLevel(bytes, start[i] ?? 0, end[i] ?? 0);
    return levels;
  }

  private appendText(source: SourceId, sentence: string, kind: StoredKind): void {
    const text = Buffer.from(sentence, "utf8");
    const into = this.open(text.length);
    into.addText(text, source, kind);
    this.folds.delete(source);
    this.end++;
  }

  private prependText(source: SourceId, sentence: string, kind: StoredKind): boolean {
    const text = Buffer.from(sentence, "utf8");
    const size = exactBytes(text.length, 1);
    if (this.topGone || this.bytes + size > this.maxBytes) return false;
    const block = Block.empty(this.first - 1, new SharedArrayBuffer(size));
    block.addText(text, source, kind);
    this.list = [block, ...this.list];
    this.bytes += size;
    return true;
  }

  /** The block that takes the next row, which has `length` bytes; makes room for it at the limit. */
  private open(length: number): Block {
    const last = this.list.at(-1);
    if (last !== undefined && last.fits(length)) return last;
    const size = Math.max(this.blockBytes, exactBytes(length, 1));
    let buffer: SharedArrayBuffer | undefined;
    while (this.list.length > 0 && this.bytes + size > this.maxBytes) buffer = this.evict();
    const block = Block.empty(
      this.end,
      buffer?.byteLength === size ? buffer : new SharedArrayBuffer(size),
    );
    this.list.push(block);
    this.bytes += size;
    return block;
  }

  /** Lets the oldest block go and gives its buffer, to be used again. */
  private evict(): SharedArrayBuffer | undefined {
    const block = this.list.shift();
    if (block === undefined) return undefined;
    this.topGone = true;
    this.bytes -= block.buffer.byteLength;
    for (let i = 0; i < block.rows; i++) {
      if (block.kind(i) !== StoredKind.line) continue;
      this.evictedLines++;
      if (this.evictedSince === undefined && (block.flags(i) & StoredFlag.noTime) === 0)
        this.evictedSince = { seconds: block.seconds(i), nanos: block.nanos(i) };
    }
    return block.buffer;
  }
}

/**
 * An empty store whose blocks take at most `maxBytes`; a single longer row is kept nevertheless, alone.
 * `blockBytes` is what goes at once at the limit, 128 KiB unless told otherwise.
 */
export const makeStore = (options: {
  readonly maxBytes: number;
  readonly blockBytes?: number;
}): Store => new BlockStore(options.maxBytes, options.blockBytes ?? defaultBlockBytes);
