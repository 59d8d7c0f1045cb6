/** Which of a process's two outputs an entry was written to. */
export type LogStream = "stdout" | "stderr";

/** One line of a container's log file as the runtime (CRI) writes it. */
export interface LogEntry {
  /** Nanoseconds since the epoch. */
  readonly ts: bigint;
  readonly stream: LogStream;
  /** CRI tag `P`: the entry does not end its line. */
  readonly partial: boolean;
  /** Without the line's newline. */
  readonly text: Uint8Array;
  /** The node's offset from UTC in minutes, as the runtime wrote it. */
  readonly zone?: number;
}

const FIRST_BYTES = 8 * 1024;
const MOST_BYTES = 256 * 1024;
const NEWLINE = 10;
const ZERO = 48;

/**
 * A run of entries, each stored as the kubelet prints it with `timestamps=true` at the start of a line,
 * so that a run of whole lines is served as one slice.
 */
export class Segment {
  readonly bytes: Buffer;
  used = 0;
  count = 0;
  /** No entry here is a part: prefixes stand exactly where a reader with timestamps wants them. */
  whole = true;
  readonly starts: Uint32Array;
  readonly stamps: BigInt64Array;
  /** Length of each entry's time prefix, its blank included. */
  readonly prefixes: Uint8Array;
  readonly partials: Uint8Array;

  constructor(capacity: number, entries: number) {
    this.bytes = Buffer.allocUnsafeSlow(capacity);
    this.starts = new Uint32Array(entries);
    this.stamps = new BigInt64Array(entries);
    this.prefixes = new Uint8Array(entries);
    this.partials = new Uint8Array(entries);
  }

  start(index: number): number {
    return index < this.count ? (this.starts[index] ?? this.used) : this.used;
  }

  end(index: number): number {
    return this.start(index + 1);
  }

  stamp(index: number): bigint {
    return this.stamps[index] ?? 0n;
  }
}

/** A container's log file: an append-only list of entries. */
export class LogFile {
  readonly segments: Segment[] = [];
  count = 0;
  /** Size, time prefixes included. */
  bytes = 0;

  append(entry: LogEntry): void {
    const text = Buffer.from(entry.text.buffer, entry.text.byteOffset, entry.text.length);
    this.appendFrom(text, 0, text.length, entry.ts, entry.partial, entry.zone ?? 0);
  }

  /** Appends the bytes from `from` to `to` as one entry, without a slice in between: a flood's way in. */
  appendFrom(
    source: Buffer,
    from: number,
    to: number,
    ts: bigint,
    partial: boolean,
    zone: number,
  ): void {
    const prefix = zone === 0 ? 31 : 36;
    const size = prefix + (to - from) + (partial ? 0 : 1);
    const segment = this.#room(size);
    const index = segment.count;
    let at = segment.used;
    segment.starts[index] = at;
    segment.stamps[index] = ts;
    segment.prefixes[index] = prefix;
    if (partial) {
      segment.partials[index] = 1;
      segment.whole = false;
    }
    writeStamp(segment.bytes, at, ts, zone);
    at += prefix;
    source.copy(segment.bytes, at, from, to);
    at += to - from;
    if (!partial) segment.bytes[at++] = NEWLINE;
    segment.used = at;
    segment.count = index + 1;
    this.count += 1;
    this.bytes += size;
  }

  /** Segment and index of the entry that `entries` entries stand behind it; the start of the file if there are fewer. */
  fromEnd(entries: number): { readonly segment: number; readonly index: number } {
    let left = entries;
    for (let at = this.segments.length - 1; at >= 0; at -= 1) {
      const count = this.segments[at]?.count ?? 0;
      if (left <= count) return { segment: at, index: count - left };
      left -= count;
    }
    return { segment: 0, index: 0 };
  }

  #room(size: number): Segment {
    const last = this.segments.at(-1);
    if (
      last !== undefined &&
      last.bytes.length - last.used >= size &&
      last.count < last.starts.length
    ) {
      return last;
    }
    const wanted = Math.min(MOST_BYTES, Math.max(FIRST_BYTES, (last?.bytes.length ?? 0) * 4));
    const segment = new Segment(Math.max(wanted, size), Math.max(64, wanted >> 6));
    this.segments.push(segment);
    return segment;
  }
}

const SECOND = 1_000_000_000n;
/** The last second that was printed: lines of one second share all but nine digits. */
const cache = { from: 1n, zone: 0, bytes: Buffer.alloc(36) };

/** Writes `2006-01-02T15:04:05.000000000Z07:00 ` (fixed width since Kubernetes 1.19, #91207). */
const writeStamp = (into: Buffer, at: number, ts: bigint, zone: number): void => {
  let nanos = Number(ts - cache.from);
  if (nanos < 0 || nanos >= 1e9 || zone !== cache.zone) {
    const second = ts / SECOND;
    cache.from = second * SECOND;
    cache.zone = zone;
    nanos = Number(ts - cache.from);
    const time = new Date((Number(second) + zone * 60) * 1000).toISOString().slice(0, 19);
    cache.bytes.write(`${time}.000000000${zone === 0 ? "Z" : offset(zone)} `, "latin1");
  }
  cache.bytes.copy(into, at, 0, zone === 0 ? 31 : 36);
  for (let digit = at + 28; nanos > 0; digit -= 1) {
    const rest = Math.trunc(nanos / 10);
    into[digit] = ZERO + nanos - rest * 10;
    nanos = rest;
  }
};

const offset = (minutes: number): string => {
  const size = Math.abs(minutes);
  const hours = String(Math.trunc(size / 60)).padStart(2, "0");
  return `${minutes < 0 ? "-" : "+"}${hours}:${String(size % 60).padStart(2, "0")}`;
};
