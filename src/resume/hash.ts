import type { LineBlock } from "../domain/line.ts";

/** Lines of which only what tells them apart is left. */
export interface HashedLines {
  readonly count: number;
  readonly seconds: Uint32Array;
  readonly nanos: Uint32Array;
  readonly flags: Uint8Array;
  /** Bytes of each line's text. */
  readonly length: Uint32Array;
  /** 52 bits over each line's text. */
  readonly hashes: Float64Array;
  /** `lineKey` of each line. */
  readonly keys: Int32Array;
}

/** A cheap number for line `i`, from its time, its length and the end of its text, where lines differ most. */
export const lineKey = (block: LineBlock, i: number): number => {
  const start = block.start[i] ?? 0;
  const end = block.end[i] ?? 0;
  let key =
    Math.imul((block.seconds[i] ?? 0) ^ Math.imul(block.nanos[i] ?? 0, 0x9e3779b1), 31) +
    end -
    start;
  for (let p = Math.max(start, end - 8); p < end; p++)
    key = Math.imul(key, 31) + (block.bytes[p] ?? 0);
  return key | 0;
};

/** 52 bits over the text of line `i`: two multiplicative hashes of 32 and 20 bits (FNV-1a and a variant of it). */
export const hashLine = (block: LineBlock, i: number): number => {
  const { bytes } = block;
  let a = 0x811c9dc5;
  let b = 0x9e3779b9;
  for (let p = block.start[i] ?? 0, stop = block.end[i] ?? 0; p < stop; p++) {
    const byte = bytes[p] ?? 0;
    a = Math.imul(a ^ byte, 0x01000193);
    b = Math.imul(b ^ byte, 0x85ebca6b) ^ (b >>> 15);
  }
  return (a >>> 0) * 0x100000 + (b >>> 12);
};
