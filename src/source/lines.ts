import { emptyBlock, LineFlag, type LineBlock } from "../domain/line.ts";
import { maxStampBytes, TimestampReader } from "./timestamp.ts";

/** How much of a line's text is kept unless told otherwise: 1 MiB. */
export const defaultMaxLineBytes = 1 << 20;

const lineFeed = 0x0a;
const carriageReturn = 0x0d;
const nothing = Buffer.alloc(0);

const asBuffer = (bytes: Uint8Array): Buffer =>
  Buffer.isBuffer(bytes) ? bytes : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);

/** Joins the chunks of one answer into whole lines; one reader per answer. */
export interface LineReader {
  /**
   * The lines that these chunks completed, in order, in few blocks. They point into the chunks, which must not change
   * afterwards; chunks that stand side by side in memory count as one. A line that began in memory elsewhere is copied
   * together, and is a block of its own.
   */
  push(chunks: ReadonlyArray<Uint8Array>): ReadonlyArray<LineBlock>;
  /** What came after the last line break: a block of one line flagged `unterminated`, or of none. */
  rest(): LineBlock;
}

/** The arrays of a block under construction; they grow and are reused from chunk to chunk. */
class Draft {
  count = 0;
  private start = new Uint32Array(1024);
  private end = new Uint32Array(1024);
  private seconds = new Uint32Array(1024);
  private nanos = new Uint32Array(1024);
  private flags = new Uint8Array(1024);
  private cut: Map<number, number> | undefined;

  add(
    start: number,
    end: number,
    seconds: number,
    nanos: number,
    flags: number,
    cut: number,
  ): void {
    const i = this.count;
    if (i === this.start.length) this.grow();
    this.start[i] = start;
    this.end[i] = end;
    this.seconds[i] = seconds;
    this.nanos[i] = nanos;
    this.flags[i] = flags;
    if (cut > 0) (this.cut ??= new Map()).set(i, cut);
    this.count = i + 1;
  }

  /** The lines so far as a block over `bytes`; the draft is empty again. */
  take(bytes: Uint8Array): LineBlock {
    const n = this.count;
    const cut = this.cut;
    this.count = 0;
    this.cut = undefined;
    // One buffer for all arrays; so few lines that theirs fit on the heap need none.
    if (n <= 4) {
      return {
        bytes,
        count: n,
        start: this.start.slice(0, n),
        end: this.end.slice(0, n),
        seconds: this.seconds.slice(0, n),
        nanos: this.nanos.slice(0, n),
        flags: this.flags.slice(0, n),
        ...(cut === undefined ? {} : { cut }),
      };
    }
    const buffer = new ArrayBuffer(17 * n);
    const start = new Uint32Array(buffer, 0, n);
    const end = new Uint32Array(buffer, 4 * n, n);
    const seconds = new Uint32Array(buffer, 8 * n, n);
    const nanos = new Uint32Array(buffer, 12 * n, n);
    const flags = new Uint8Array(buffer, 16 * n, n);
    start.set(this.start.subarray(0, n));
    end.set(this.end.subarray(0, n));
    seconds.set(this.seconds.subarray(0, n));
    nanos.set(this.nanos.subarray(0, n));
    flags.set(this.flags.subarray(0, n));
    return {
      bytes,
      count: n,
      start,
      end,
      seconds,
      nanos,
      flags,
      ...(cut === undefined ? {} : { cut }),
    };
  }

  private grow(): void {
    const size = this.start.length * 2;
    const grown = (old: Uint32Array): Uint32Array<ArrayBuffer> => {
      const next = new Uint32Array(size);
      next.set(old);
      return next;
    };
    this.start = grown(this.start);
    this.end = grown(this.end);
    this.seconds = grown(this.seconds);
    this.nanos = grown(this.nanos);
    const flags = new Uint8Array(size);
    flags.set(this.flags);
    this.flags = flags;
  }
}

/** A cut must not split a character: steps back before the character that `at` stands inside of. */
const characterStart = (bytes: Uint8Array, at: number, from: number): number => {
  let p = at;
  while (p > from && at - p < 3 && ((bytes[p] ?? 0) & 0xc0) === 0x80) p--;
  return ((bytes[p] ?? 0) & 0xc0) === 0x80 ? at : p;
};

/**
 * Gives a reader of whole lines: split at LF only, a CR before it taken off and flagged, bytes kept as received
 * (invalid UTF-8 too). Of a longer text the first `maxLineBytes` are kept (less where that would split a character)
 * and the rest is counted in `cut`.
 */
export const makeLineReader = (maxLineBytes: number = defaultMaxLineBytes): LineReader => {
  const stamps = new TimestampReader();
  const draft = new Draft();
  // A byte beyond the cap tells where a character would be split.
  const maxCarry = maxStampBytes + maxLineBytes + 1;
  /** The beginning of a line that goes on elsewhere: `carry[0 … carried)`, and how many bytes beyond were dropped. */
  let carry: Buffer = nothing;
  let carried = 0;
  let dropped = 0;
  let lastByte = 0;
  /** What came behind it and is not cut into lines yet; it points into the chunks. */
  let open: Buffer = nothing;

  const keep = (chunk: Uint8Array, from: number, to: number): void => {
    if (to === from) return;
    lastByte = chunk[to - 1] ?? 0;
    const kept = Math.min(to - from, maxCarry - carried);
    if (carried + kept > carry.length) {
      const grown = Buffer.allocUnsafe(Math.min(maxCarry, Math.max(256, 2 * (carried + kept))));
      carry.copy(grown, 0, 0, carried);
      carry = grown;
    }
    carry.set(chunk.subarray(from, from + kept), carried);
    carried += kept;
    dropped += to - from - kept;
  };

  /** Adds the line `bytes[from … to)`, of which `beyond` more bytes came that were not kept. */
  const addLine = (
    bytes: Uint8Array,
    from: number,
    to: number,
    beyond: number,
    terminator: "LF" | "CR LF" | "none",
  ): void => {
    let start = stamps.read(bytes, from, to);
    let flags =
      terminator === "CR LF" ? LineFlag.crlf : terminator === "none" ? LineFlag.unterminated : 0;
    let seconds = stamps.seconds;
    let nanos = stamps.nanos;
    if (start < 0) {
      start = from;
      flags |= LineFlag.noTime;
      seconds = 0;
      nanos = 0;
    }
    const length = to - start + beyond - (terminator === "CR LF" ? 1 : 0);
    if (length <= maxLineBytes) {
      draft.add(start, start + length, seconds, nanos, flags, 0);
    } else {
      const end = characterStart(bytes, start + maxLineBytes, start);
      draft.add(start, end, seconds, nanos, flags | LineFlag.cut, length - (end - start));
    }
  };

  /** The lines of `bytes` up to its last line break, and where the rest begins. */
  const addLines = (bytes: Buffer): number => {
    let from = 0;
    for (let feed = bytes.indexOf(lineFeed); feed >= 0; feed = bytes.indexOf(lineFeed, from)) {
      const crlf = feed > from && bytes[feed - 1] === carriageReturn;
      addLine(bytes, from, feed, 0, crlf ? "CR LF" : "LF");
      from = feed + 1;
    }
    return from;
  };

  const forget = (): void => {
    carry = nothing;
    carried = 0;
    dropped = 0;
  };

  /** Takes the whole lines out of `open`; in a block of its own the one that began in the carry. */
  const cut = (blocks: Array<LineBlock>): void => {
    if (carried > 0) {
      const feed = open.indexOf(lineFeed);
      if (feed < 0) return;
      keep(open, 0, feed);
      addLine(carry, 0, carried, dropped, lastByte === carriageReturn ? "CR LF" : "LF");
      blocks.push(draft.take(carry));
      forget();
      open = open.subarray(feed + 1);
    }
    const rest = addLines(open);
    if (draft.count > 0) blocks.push(draft.take(open));
    open = open.subarray(rest);
  };

  /** Carries what is open, since what follows stands elsewhere. */
  const carryOpen = (): void => {
    keep(open, 0, open.length);
    open = nothing;
  };

  return {
    push: (chunks) => {
      const blocks: Array<LineBlock> = [];
      for (const chunk of chunks) {
        const next = asBuffer(chunk);
        if (open.buffer === next.buffer && open.byteOffset + open.length === next.byteOffset) {
          const length = open.length + next.length;
          open = Buffer.from(next.buffer, open.byteOffset, length);
        } else {
          cut(blocks);
          carryOpen();
          open = next;
        }
      }
      cut(blocks);
      return blocks;
    },
    rest: () => {
      carryOpen();
      if (carried === 0) return emptyBlock;
      addLine(carry, 0, carried, dropped, "none");
      return draft.take(carry);
    },
  };
};
