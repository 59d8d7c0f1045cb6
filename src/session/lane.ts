import type { LineBlock } from "../domain/line.ts";
import type { SourceElement, SourceId } from "../domain/source.ts";
import { above, keyOf, keyOfLine, keyOfRow, never } from "./keys.ts";

/** What waits: a block's rows from `from` on, or one marker or divider. */
export interface Held {
  readonly element: SourceElement;
  /** Of a block, by line: the latest time up to and with it. Made when its rows have to be parted: see `keysOf`. */
  keys: Float64Array | undefined;
  /** The latest time of its source before it. */
  readonly before: number;
  readonly arrived: number;
  from: number;
  /** The keys of the next row and of the last. */
  next: number;
  last: number;
  /** It has a time of its own. */
  readonly timed: boolean;
}

/** How a source begins. */
export interface Joining {
  /** Its backlog comes with the stream, from the first line of its log on, and has no known end. */
  readonly whole: boolean;
  /** Its first backlog is waited for; one that joins later is live from its first line. */
  readonly opening: boolean;
}

/**
 * A source in the merge, with its rows that wait. Each row's key is the latest time that the source had reached with
 * it, so that keys never fall within a source.
 */
export class Lane {
  readonly source: SourceId;
  readonly whole: boolean;
  held: Array<Held> = [];
  /** It gives nothing any more. */
  left = false;
  /** Its lines come as they are written. */
  live = false;
  /** It is about to bring its first lines. */
  connecting = true;
  /** Its first backlog is in. */
  settled: boolean;
  /** The latest time so far: what it will give next is not earlier, by definition. */
  latest = never;
  /** When something last came (ms). */
  heard: number;
  /** How far its stamps are before the clock of this machine, at most (ms); undefined before its first live line. */
  ahead: number | undefined;
  aheadTold = false;
  private readonly base: number;
  private begun = false;

  /** `base` is that of its keys; `now` in ms. */
  constructor(source: SourceId, base: number, now: number, { opening, whole }: Joining) {
    this.source = source;
    this.base = base;
    this.whole = whole;
    this.settled = !opening;
    this.heard = now;
  }

  /** Whether others wait for its rows. */
  get awaited(): boolean {
    return this.live || this.connecting;
  }

  /** Whether others wait for its rows, or its rows for theirs. */
  get busy(): boolean {
    return this.awaited || this.held.length > 0;
  }

  /** Holds lines, of which there are some; gives the key of the first. */
  takeLines(element: Extract<SourceElement, { readonly _tag: "Lines" }>, now: number): number {
    const { block } = element;
    const before = this.latest;
    const first = this.keyAt(block, 0, before, now);
    let latest = first;
    for (let i = 1; i < block.count; i++) latest = this.keyAt(block, i, latest, now);
    this.latest = latest;
    if (!this.begun) this.lead(first);
    this.begun = true;
    const rows = { element, before, arrived: now, from: 0, next: first, last: latest };
    this.held.push({ ...rows, keys: undefined, timed: true });
    return first;
  }

  /**
   * Holds a marker or a divider. One that tells when its container began or ended stands there in time, if not above
   * what came before it; any other goes with the row before it, unless its key is given.
   */
  takeRow(element: SourceElement, now: number, given?: number): void {
    const present = keyOf(now, this.base);
    const told = keyOfRow(element, this.base);
    if (told !== undefined) this.latest = Math.max(this.latest, Math.min(told, present));
    const key = given ?? (this.latest === never ? present : this.latest);
    if (told !== undefined && !this.begun) this.lead(key);
    const rows = { element, before: key, arrived: now, from: 0, next: key, last: key };
    const timed = told !== undefined || given !== undefined;
    this.held.push({ ...rows, keys: undefined, timed });
  }

  /** The keys of a block's lines. Most blocks go out whole and never need them, which spares an array for each. */
  keysOf(held: Held, block: LineBlock): Float64Array {
    if (held.keys !== undefined) return held.keys;
    const keys = new Float64Array(block.count);
    let latest = held.before;
    for (let i = 0; i < block.count; i++)
      keys[i] = latest = this.keyAt(block, i, latest, held.arrived);
    held.keys = keys;
    return keys;
  }

  /** The latest key of the rows that wait and arrived until then (ms). */
  latestSince(arrived: number): number {
    let last = never;
    for (const held of this.held) {
      if (held.arrived > arrived) break;
      ({ last } = held);
    }
    return last;
  }

  /** The latest key of the rows that wait which is not above `key`. */
  latestUpTo(key: number): number {
    let latest = never;
    for (const held of this.held) {
      const { element, from, last, next } = held;
      if (next > key) break;
      if (last <= key || element._tag !== "Lines") latest = last;
      else {
        const keys = this.keysOf(held, element.block);
        latest = keys[above(keys, from, key, true) - 1] ?? latest;
      }
    }
    return latest;
  }

  /** What stands above the first line and has no time of its own goes with the row below it, here that of this key. */
  private lead(key: number): void {
    let below = key;
    for (const one of this.held.toReversed()) {
      if (!one.timed) one.next = one.last = below;
      below = one.next;
    }
  }

  /** The key of line `i`, where `latest` is that of the line before. */
  private keyAt(block: LineBlock, i: number, latest: number, now: number): number {
    const key = keyOfLine(block, i, this.base);
    if (key === undefined) return latest === never ? keyOf(now, this.base) : latest;
    return key > latest ? key : latest;
  }
}
