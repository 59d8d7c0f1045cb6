import { LineFlag, sliceBlock, type LineBlock } from "../domain/line.ts";
import type { SourceElement, SourceId } from "../domain/source.ts";
import { inTurn, secondOf, sink, type Turn } from "./turns.ts";

/** A row, or rows, of one source in the order of all. */
export interface Merged {
  readonly source: SourceId;
  readonly element: SourceElement;
}

/** The rules of the order; times in ms. */
export interface MergeRules {
  /** Rows wait for those of other sources at most so long (S2). */
  readonly hold: number;
  /** First backlogs are waited for while one of them moved on within this time … */
  readonly stalled: number;
  /** … and in all at most so long, that a dead node doesn't keep the others' lines back. */
  readonly gather: number;
  /** Bytes of text that may wait; beyond them nothing does. */
  readonly heldBytes: number;
  /** A clock that is so far ahead is told. */
  readonly ahead: number;
}

/** 500 ms for live lines; 1.5 s of standstill, 10 s at most for what is there at the start. */
export const mergeRules: MergeRules = {
  hold: 500,
  stalled: 1_500,
  gather: 10_000,
  heldBytes: 64 << 20,
  ahead: 5_000,
};

/** What waits: a block's rows from `from` on, or one marker or divider. */
interface Held {
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
}

/** A source in the merge. */
interface Lane {
  readonly source: SourceId;
  held: Array<Held>;
  /** It gives nothing any more. */
  left: boolean;
  /** Its lines come as they are written. */
  live: boolean;
  /** Its first backlog is in. */
  settled: boolean;
  /** The backlog comes with the stream and has no known end: it is in when it reaches the present, or rests. */
  readonly whole: boolean;
  /** The latest time so far: what it will give next is not earlier, by definition. */
  latest: number;
  /** When something last came (ms). */
  heard: number;
  /** How far its stamps are before the clock of this machine, at most (ms); undefined before its first live line. */
  ahead: number | undefined;
  aheadTold: boolean;
}

/** A source as rows are given: where it stands, and how far it may go. */
interface Going extends Turn {
  readonly lane: Lane;
  readonly limit: number;
  /** How many of its pieces are given. */
  at: number;
}

const billion = 1e9;
const never = Number.NEGATIVE_INFINITY;
const always = Number.POSITIVE_INFINITY;

const bytesOf = (block: LineBlock): number =>
  block.count === 0 ? 0 : (block.end[block.count - 1] ?? 0) - (block.start[0] ?? 0);

/** The first of the keys `from …` that is above `key`, or not below it where `orEqual` is false. */
const above = (keys: Float64Array, from: number, key: number, orEqual: boolean): number => {
  let low = from;
  let high = keys.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    const found = keys[middle] ?? 0;
    if (found < key || (orEqual && found === key)) low = middle + 1;
    else high = middle;
  }
  return low;
};

/** Whether others wait for its rows, or its rows for theirs. */
const isBusy = (lane: Lane): boolean => lane.live || !lane.settled || lane.held.length > 0;

const flagged = (block: LineBlock): LineBlock => {
  // A copy: the flags of the block as it came belong to its source.
  const flags = block.flags.slice(0, block.count);
  for (let i = 0; i < flags.length; i++) flags[i] = (flags[i] ?? 0) | LineFlag.late;
  return { ...block, flags };
};

/**
 * Puts rows of many sources into one order: by the latest time that each source had reached with a row, so that
 * within a source the order of arrival stands. Live rows wait for those of other sources until all live sources have
 * shown a later time, 500 ms at most; what is there at the start waits until it is there of all. What was given never
 * moves; a row that came too late for its place is flagged. Time is the caller's, in Unix ms.
 */
export class Merge {
  private readonly rules: MergeRules;
  /** Keys are nanoseconds since then (s): exact for a hundred days around it, and never out of order beyond. */
  private readonly base: number;
  private readonly lanes = new Map<SourceId, Lane>();
  /** The latest key that was given. */
  private shown = never;
  private gathering = false;
  private moved: number;
  private firstHeld: number | undefined;
  private bytes = 0;
  private waiting = 0;

  constructor(now: number, rules: MergeRules = mergeRules) {
    this.rules = rules;
    this.base = Math.floor(now / 1000);
    this.moved = now;
  }

  /** Whether rows wait. */
  get holds(): boolean {
    return this.waiting > 0;
  }

  /** Whether there is nobody to wait for. */
  get alone(): boolean {
    let busy = 0;
    for (const lane of this.lanes.values()) if (isBusy(lane)) busy++;
    return busy <= 1;
  }

  /**
   * A source that begins to be read: `whole` from the first line of its log. Where `opening`, its first backlog is
   * waited for; one that joins later is live from its first line.
   */
  join(source: SourceId, now: number, how: { readonly whole: boolean; readonly opening: boolean }) {
    this.lanes.set(source, {
      source,
      held: [],
      left: false,
      live: false,
      settled: !how.opening,
      whole: how.whole,
      latest: never,
      heard: now,
      ahead: undefined,
      aheadTold: false,
    });
    if (how.opening) {
      this.gathering = true;
      this.moved = now;
    }
  }

  /** A source that gives nothing any more; what waits of it still comes. */
  leave(source: SourceId, now: number): void {
    const lane = this.lanes.get(source);
    if (lane === undefined) return;
    lane.live = false;
    lane.left = true;
    this.settle(lane, now);
    if (lane.held.length === 0) this.lanes.delete(source);
  }

  /** The source's next rows; of its states only whether it is live is heeded. False for a source that is not there. */
  take(source: SourceId, element: SourceElement, now: number): boolean {
    const lane = this.lanes.get(source);
    if (lane === undefined) return false;
    if (element._tag === "State") {
      lane.live = element.state._tag === "Streaming";
      if (element.state._tag !== "Connecting" && !(lane.whole && lane.live)) this.settle(lane, now);
      return true;
    }
    if (element._tag === "Lines") {
      if (element.block.count === 0) return true;
      const before = lane.latest;
      const next = this.reach(lane, element.block, now);
      // What stood above the first line has no time of its own: it goes with it.
      if (before === never) for (const lead of lane.held) lead.next = lead.last = next;
      this.measure(lane, next, now);
      this.bytes += bytesOf(element.block);
      const last = lane.latest;
      this.hold(lane, { element, keys: undefined, before, arrived: now, from: 0, next, last });
    } else {
      const key = lane.latest === never ? this.keyOf(now) : lane.latest;
      this.hold(lane, {
        element,
        keys: undefined,
        before: key,
        arrived: now,
        from: 0,
        next: key,
        last: key,
      });
    }
    lane.heard = now;
    if (!lane.settled) this.moved = now;
    if (element._tag === "Lines" && !lane.whole) this.settle(lane, now);
    return true;
  }

  /** All that need not wait beyond `now`, in order. */
  release(now: number): ReadonlyArray<Merged> {
    if (this.waiting === 0) return [];
    const full = this.bytes > this.rules.heldBytes;
    // Once all backlogs are in, nothing of them has to wait.
    const complete = this.gathering && this.gathered(now);
    if (complete) this.gathering = false;
    const forced = complete || full ? always : this.gathering ? never : now - this.rules.hold;
    return this.give(this.limits(forced));
  }

  /** All that waits, in order. */
  flush(): ReadonlyArray<Merged> {
    return this.give(() => always);
  }

  private keyOf(ms: number): number {
    return (ms - this.base * 1000) * 1e6;
  }

  /** The key of line `i`, where `latest` is that of the line before. */
  private keyAt({ flags, nanos, seconds }: LineBlock, i: number, latest: number, now: number) {
    if (((flags[i] ?? 0) & LineFlag.noTime) !== 0)
      return latest === never ? this.keyOf(now) : latest;
    const key = ((seconds[i] ?? 0) - this.base) * billion + (nanos[i] ?? 0);
    return key > latest ? key : latest;
  }

  /** Takes a block into the latest time of its source, and gives the key of its first line. */
  private reach(lane: Lane, block: LineBlock, now: number): number {
    const first = this.keyAt(block, 0, lane.latest, now);
    let latest = first;
    for (let i = 1; i < block.count; i++) latest = this.keyAt(block, i, latest, now);
    lane.latest = latest;
    return first;
  }

  /** The keys of a block's lines. Most blocks go out whole and never need them, which spares an array for each. */
  private keysOf(held: Held, block: LineBlock): Float64Array {
    if (held.keys !== undefined) return held.keys;
    const keys = new Float64Array(block.count);
    let latest = held.before;
    for (let i = 0; i < block.count; i++)
      keys[i] = latest = this.keyAt(block, i, latest, held.arrived);
    held.keys = keys;
    return keys;
  }

  private hold(lane: Lane, held: Held): void {
    lane.held.push(held);
    this.waiting++;
    this.firstHeld ??= held.arrived;
  }

  private settle(lane: Lane, now: number): void {
    if (lane.settled) return;
    lane.settled = true;
    this.moved = now;
  }

  /**
   * Tells a clock that is ahead, once. Both of this machine's and of another live source's: either alone may be the
   * one that is wrong.
   */
  private measure(lane: Lane, key: number, now: number): void {
    if (!lane.live || lane.aheadTold) return;
    const ahead = (lane.latest - this.keyOf(now)) / 1e6;
    if (lane.ahead === undefined || ahead > lane.ahead) lane.ahead = ahead;
    let others = always;
    for (const other of this.lanes.values())
      if (other !== lane && other.live && other.settled && other.ahead !== undefined)
        others = Math.min(others, other.ahead);
    const millis = Math.min(lane.ahead, lane.ahead - others);
    if (millis <= this.rules.ahead) return;
    lane.aheadTold = true;
    this.hold(lane, {
      element: { _tag: "Marker", marker: { _tag: "ClockAhead", millis }, older: false },
      keys: undefined,
      before: key,
      arrived: now,
      from: 0,
      next: key,
      last: key,
    });
  }

  private gathered(now: number): boolean {
    const { gather, hold, stalled } = this.rules;
    let open = 0;
    for (const lane of this.lanes.values()) {
      if (!lane.settled && lane.latest >= 0) this.settle(lane, now);
      if (!lane.settled && lane.whole && (lane.live || lane.held.length > 0))
        if (now - lane.heard >= hold) this.settle(lane, now);
      if (!lane.settled) open++;
    }
    return (
      open === 0 ||
      now - this.moved >= stalled ||
      (this.firstHeld !== undefined && now - this.firstHeld >= gather)
    );
  }

  /** Up to which key each source's rows may go, when those that arrived until `forced` have to. */
  private limits(forced: number): (lane: Lane) => number {
    if (this.alone) return () => always;
    let watermark = always;
    let must = never;
    const own = new Map<Lane, number>();
    for (const lane of this.lanes.values()) {
      if (lane.live || !lane.settled) watermark = Math.min(watermark, lane.latest);
      let last = never;
      for (const held of lane.held) {
        if (held.arrived > forced) break;
        last = held.last;
      }
      own.set(lane, last);
      must = Math.max(must, last);
    }
    return (lane) => {
      const limit = Math.max(watermark, own.get(lane) ?? never);
      // What belongs above a row that has to go must go with it; what is late already can still wait for its own.
      return must > limit && this.latestUpTo(lane, must) > this.shown ? must : limit;
    };
  }

  private give(limitOf: (lane: Lane) => number): ReadonlyArray<Merged> {
    const out: Array<Merged> = [];
    const turns: Array<Going> = [];
    for (const lane of this.lanes.values()) {
      const key = lane.held[0]?.next ?? always;
      const turn = { source: lane.source, key, lane, limit: limitOf(lane), at: 0 };
      if (lane.held.length > 0 && turn.key <= turn.limit) turns.push(turn);
    }
    turns.sort(inTurn);
    while (turns.length > 0) {
      const [first] = turns;
      if (first === undefined) break;
      // The first goes on until the turn of the next.
      const second = secondOf(turns);
      const held = first.lane.held[first.at];
      if (held !== undefined && this.giveUntil(first, held, second, out)) first.at++;
      const next = first.lane.held[first.at]?.next;
      if (next === undefined || next > first.limit) {
        this.drop(first);
        const last = turns.pop();
        if (last === undefined || turns.length === 0) break;
        turns[0] = last;
      } else first.key = next;
      sink(turns);
    }
    if (this.waiting === 0) this.firstHeld = undefined;
    return out;
  }

  /** Forgets what was given of a source. */
  private drop({ at, lane }: Going): void {
    this.waiting -= at;
    lane.held = lane.held.slice(at);
    if (lane.left && lane.held.length === 0) this.lanes.delete(lane.source);
  }

  /** Gives the rows of one block up to the limit and before the next source's turn; true if all are given. */
  private giveUntil(
    { limit, source }: Going,
    held: Held,
    second: Turn | undefined,
    out: Array<Merged>,
  ): boolean {
    const { element, from } = held;
    if (element._tag !== "Lines") {
      out.push({ source, element });
      return true;
    }
    const whole = from === 0 && held.last <= limit && held.next >= this.shown;
    if (whole && (second === undefined || held.last < second.key)) {
      out.push({ source, element: { _tag: "Lines", block: element.block, older: false } });
      this.shown = held.last;
      this.bytes -= bytesOf(element.block);
      return true;
    }
    const keys = this.keysOf(held, element.block);
    let to = above(keys, from, limit, true);
    if (second !== undefined)
      to = Math.min(to, above(keys, from, second.key, source < second.source));
    const late = Math.min(to, above(keys, from, this.shown, false));
    const give = (block: LineBlock): void => {
      out.push({ source, element: { _tag: "Lines", block, older: false } });
    };
    if (late > from) give(flagged(sliceBlock(element.block, from, late)));
    if (to > late) give(sliceBlock(element.block, late, to));
    this.shown = Math.max(this.shown, keys[to - 1] ?? never);
    if (to < keys.length) {
      held.from = to;
      held.next = keys[to] ?? always;
      return false;
    }
    this.bytes -= bytesOf(element.block);
    return true;
  }

  /** The latest key of a source's waiting rows that is not above `key`. */
  private latestUpTo(lane: Lane, key: number): number {
    let latest = never;
    for (const held of lane.held) {
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
}
