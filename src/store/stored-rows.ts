import { type Block, indexOfRow, StoredFlag } from "./block.ts";

/**
 * A run of rows in the shape of the protocol's `Rows`: row `i` has the number `first + i`, its text ends at `ends[i]`
 * of `text`, whose buffer has exactly its size. Arrays are `count` long.
 */
export interface StoredRows {
  readonly first: number;
  readonly count: number;
  readonly text: Uint8Array<ArrayBuffer>;
  readonly ends: ReadonlyArray<number>;
  readonly seconds: ReadonlyArray<number>;
  readonly nanos: ReadonlyArray<number>;
  readonly levels: ReadonlyArray<number>;
  readonly kinds: ReadonlyArray<number>;
  readonly flags: ReadonlyArray<number>;
  readonly sources: ReadonlyArray<number>;
  /** Bytes dropped from over-long rows when they were read, as [index in this run, bytes]; absent where none was. */
  readonly cut?: ReadonlyArray<readonly [number, number]>;
}

/** Where a text `from … to` is cut to at most `max` bytes without splitting a character. */
const cutAt = (text: Uint8Array, max: number): number => {
  let end = max;
  while (end > 0 && max - end < 3 && ((text[end] ?? 0) & 0xc0) === 0x80) end--;
  return ((text[end] ?? 0) & 0xc0) === 0x80 ? max : end;
};

/** The rows `from … to` of blocks that hold them all; see `Store.rows`. */
export const readRows = (
  blocks: ReadonlyArray<Block>,
  from: number,
  to: number,
  maxRowBytes: number,
): StoredRows => {
  const texts: Array<Uint8Array> = [];
  const ends: Array<number> = [];
  const seconds: Array<number> = [];
  const nanos: Array<number> = [];
  const levels: Array<number> = [];
  const kinds: Array<number> = [];
  const flags: Array<number> = [];
  const sources: Array<number> = [];
  const cut: Array<readonly [number, number]> = [];
  let size = 0;
  for (let at = indexOfRow(blocks, from), row = from; row < to; at++) {
    const block = blocks[at];
    if (block === undefined) break;
    for (let i = row - block.first; i < block.rows && row < to; i++, row++) {
      let text = block.text(block.start(i), block.end(i));
      let flag = block.flags(i);
      if (text.length > maxRowBytes) {
        text = text.subarray(0, cutAt(text, maxRowBytes));
        flag |= StoredFlag.partial;
      }
      size += text.length;
      texts.push(text);
      ends.push(size);
      seconds.push(block.seconds(i));
      nanos.push(block.nanos(i));
      levels.push(block.level(i));
      kinds.push(block.kind(i));
      flags.push(flag);
      sources.push(block.source(i));
      const dropped = block.cut.get(i);
      if (dropped !== undefined) cut.push([row - from, dropped]);
    }
  }
  const text = new Uint8Array(size);
  let at = 0;
  for (const piece of texts) {
    text.set(piece, at);
    at += piece.length;
  }
  return {
    first: from,
    count: to - from,
    text,
    ends,
    seconds,
    nanos,
    levels,
    kinds,
    flags,
    sources,
    ...(cut.length > 0 ? { cut } : {}),
  };
};
