import { LineFlag, type LineBlock } from "../../src/domain/line.ts";

/** Bytes before each line's text that say which line it is; no reader of a block looks at them. */
const headerBytes = 8;

/** Which line of which instance a shown row is, read from the bytes before its text. */
export interface Provenance {
  readonly instance: number;
  readonly line: number;
  /** The row is the rest of a long line. */
  readonly fragment: boolean;
}

/** Reads the provenance of line `i` of a block that a `LogFile` printed. */
export const provenanceOf = (block: LineBlock, i: number): Provenance => {
  const at = (block.start[i] ?? 0) - headerBytes;
  const byte = (k: number): number => block.bytes[at + k] ?? 0;
  return {
    instance: byte(0) | (byte(1) << 8),
    line: byte(2) | (byte(3) << 8) | (byte(4) << 16) | (byte(5) << 24),
    fragment: byte(6) === 1,
  };
};

/** What a log request or a follow read: whole lines, and what stands after the last line break. */
export interface Printed {
  readonly blocks: ReadonlyArray<LineBlock>;
  readonly rest?: LineBlock;
  /** The entry after the last one read. */
  readonly end: number;
}

const grown = <A extends Uint8Array | Uint32Array>(array: A, make: (n: number) => A): A => {
  const next = make(array.length * 2);
  next.set(array);
  return next;
};

const latin1 = (text: string, into: Uint8Array, at: number): void => {
  for (let i = 0; i < text.length; i++) into[at + i] = text.charCodeAt(i);
};

/** One file of a container's log as the runtime writes it: entries, of which some are parts of a line. */
export class LogFile {
  count = 0;
  /** The entry ends its line (tag F). */
  ends = new Uint8Array(64);
  hasParts = false;
  readonly instance: number;
  private bytes = new Uint8Array(4096);
  private used = 0;
  private start = new Uint32Array(64);
  private end = new Uint32Array(64);
  private seconds = new Uint32Array(64);
  private nanos = new Uint32Array(64);
  private line = new Uint32Array(64);
  private flags = new Uint8Array(64);

  constructor(instance: number) {
    this.instance = instance;
  }

  /** Appends an entry that belongs to this line of the instance. */
  append(text: string, seconds: number, nanos: number, ends: boolean, line: number): void {
    const n = this.count;
    if (n === this.start.length) {
      this.start = grown(this.start, (k) => new Uint32Array(k));
      this.end = grown(this.end, (k) => new Uint32Array(k));
      this.seconds = grown(this.seconds, (k) => new Uint32Array(k));
      this.nanos = grown(this.nanos, (k) => new Uint32Array(k));
      this.line = grown(this.line, (k) => new Uint32Array(k));
      this.flags = grown(this.flags, (k) => new Uint8Array(k));
      this.ends = grown(this.ends, (k) => new Uint8Array(k));
    }
    while (this.used + headerBytes + text.length > this.bytes.length)
      this.bytes = grown(this.bytes, (k) => new Uint8Array(k));
    this.header(this.bytes, this.used, line, n > 0 && this.ends[n - 1] === 0);
    const start = this.used + headerBytes;
    latin1(text, this.bytes, start);
    this.used = start + text.length;
    this.start[n] = start;
    this.end[n] = this.used;
    this.seconds[n] = seconds;
    this.nanos[n] = nanos;
    this.line[n] = line;
    this.ends[n] = ends ? 1 : 0;
    if (!ends) this.hasParts = true;
    this.count = n + 1;
  }

  private header(bytes: Uint8Array, at: number, line: number, fragment: boolean): void {
    bytes[at] = this.instance & 255;
    bytes[at + 1] = this.instance >> 8;
    bytes[at + 2] = line & 255;
    bytes[at + 3] = (line >> 8) & 255;
    bytes[at + 4] = (line >> 16) & 255;
    bytes[at + 5] = line >>> 24;
    bytes[at + 6] = fragment ? 1 : 0;
    bytes[at + 7] = 0;
  }

  /** The first entry of a tail of so many entries. */
  fromEnd(tail: number | undefined): number {
    return tail === undefined ? 0 : Math.max(0, this.count - tail);
  }

  /** Prints the entries `from … to` as the kubelet does: a time where a line begins, parts joined. */
  print(from: number, to: number): Printed {
    if (from >= to) return { blocks: [], end: to };
    if (!this.hasParts) return { blocks: [this.slice(from, to)], end: to };
    const starts: number[] = [];
    let last = from;
    for (let i = from; i < to; i++) {
      if (i === from || this.ends[i - 1] === 1) starts.push(i);
      if (this.ends[i] === 1) last = i + 1;
    }
    const whole = starts.filter((i) => i < last);
    const block = this.join(whole, last, false);
    const open = starts.find((i) => i >= last);
    return {
      blocks: block.count > 0 ? [block] : [],
      ...(open === undefined ? {} : { rest: this.join([open], to, true) }),
      end: to,
    };
  }

  /**
   * Prints, of the entries before `to`, those of this second or later (`sinceTime`), each where it stands: a line whose
   * first part is left out has no time.
   */
  printSince(since: number, to: number): Printed {
    const blocks: LineBlock[] = [];
    let rest: LineBlock | undefined;
    const kept = (i: number): boolean => (this.seconds[i] ?? 0) >= since;
    for (let i = 0; i < to;) {
      let next = i + 1;
      while (next < to && this.ends[next - 1] === 0) next++;
      let first = i;
      while (first < next && !kept(first)) first++;
      if (first < next) {
        const open = this.ends[next - 1] === 0;
        const line = this.join([first], next, open);
        if (first > i) line.flags[0] = (line.flags[0] ?? 0) | LineFlag.noTime;
        if (open) rest = line;
        else blocks.push(line);
      }
      i = next;
    }
    return { blocks, ...(rest === undefined ? {} : { rest }), end: to };
  }

  /** Cuts the last line of `print(from, to)` after some of its bytes: what a reader has of it. */
  printCut(from: number, to: number, inLine: boolean): Printed {
    const printed = this.print(from, to);
    if (!inLine || to >= this.count || printed.rest !== undefined) return printed;
    // Half of the next entry came too: text without its end.
    const half = this.slice(to, to + 1);
    const start = half.start[0] ?? 0;
    return {
      ...printed,
      rest: {
        ...half,
        end: Uint32Array.of(start + (((half.end[0] ?? start) - start) >> 1)),
        flags: Uint8Array.of(LineFlag.unterminated),
      },
    };
  }

  private slice(from: number, to: number): LineBlock {
    return {
      bytes: this.bytes,
      count: to - from,
      start: this.start.subarray(from, to),
      end: this.end.subarray(from, to),
      seconds: this.seconds.subarray(from, to),
      nanos: this.nanos.subarray(from, to),
      flags: this.flags.subarray(from, to),
    };
  }

  private join(starts: ReadonlyArray<number>, to: number, unterminated: boolean): LineBlock {
    const count = starts.length;
    let size = 0;
    for (let i = starts[0] ?? to; i < to; i++)
      size += (this.end[i] ?? 0) - (this.start[i] ?? 0) + headerBytes;
    const bytes = new Uint8Array(size);
    const start = new Uint32Array(count);
    const end = new Uint32Array(count);
    const seconds = new Uint32Array(count);
    const nanos = new Uint32Array(count);
    const flags = new Uint8Array(count);
    let at = 0;
    for (const [k, first] of starts.entries()) {
      const stop = starts[k + 1] ?? to;
      this.header(bytes, at, this.line[first] ?? 0, first > 0 && this.ends[first - 1] === 0);
      at += headerBytes;
      start[k] = at;
      for (let i = first; i < stop; i++) {
        const text = this.bytes.subarray(this.start[i] ?? 0, this.end[i] ?? 0);
        bytes.set(text, at);
        at += text.length;
      }
      end[k] = at;
      seconds[k] = this.seconds[first] ?? 0;
      nanos[k] = this.nanos[first] ?? 0;
      flags[k] = unterminated ? LineFlag.unterminated : 0;
    }
    return { bytes, count, start, end, seconds, nanos, flags };
  }

  /** The same, up to `bytes` bytes of output, time prefixes included (`limitBytes`). */
  printLimited(limit: number): Printed {
    let left = limit;
    let i = 0;
    for (; i < this.count; i++) {
      const prefix = i === 0 || this.ends[i - 1] === 1 ? 31 : 0;
      const size = prefix + (this.end[i] ?? 0) - (this.start[i] ?? 0) + (this.ends[i] ?? 0);
      if (size > left) break;
      left -= size;
    }
    return this.printCut(0, i, i < this.count && left > 31);
  }
}
