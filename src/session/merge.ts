import { sliceBlock, type LineBlock } from "../domain/line.ts";
import type { SourceElement, SourceId } from "../domain/source.ts";
import { clockAhead } from "./clock-ahead.ts";
import { above, always, bytesOf, flagged, never } from "./keys.ts";
import { Lane, type Held, type Joining } from "./lane.ts";
import { inTurn, secondOf, sink, type Turn } from "./turns.ts";

/** A row, or rows, of one source in the order of all. */
export interface Merged {
  readonly source: SourceId;
  readonly element: SourceElement;
}

/** A row that has no place among a source's own: it stands below all that came before it. */
interface Note extends Merged {
  readonly arrived: number;
}

/** The rules of the order; times in ms. */
export interface MergeRules {
  /** Rows wait for those of other sources at most so long (S2). */
  readonly hold: number;
  /** First backlogs are waited for while one of them moved on within this time … */
  readonly stalled: number;
  /** … or within this one, where one has brought the last words of a dead instance and makes sure of the next … */
  readonly proving: number;
  /** … and in all at most so long, that a dead node doesn't keep the others' lines back. */
  readonly gather: number;
  /** Bytes of text that may wait; beyond them nothing does. */
  readonly heldBytes: number;
  /** A clock that is so far ahead is told. */
  readonly ahead: number;
}

/**
 * 500 ms for live lines; 1.5 s of standstill, 10 s at most for what is there at the start. An instance is made sure of
 * by two looks, 3 s apart.
 */
export const mergeRules: MergeRules = {
  hold: 500,
  stalled: 1_500,
  proving: 4_000,
  gather: 10_000,
  heldBytes: 64 << 20,
  ahead: 5_000,
};

/** A source as rows are given: where it stands, and how far it may go. */
interface Going extends Turn {
  readonly lane: Lane;
  readonly limit: number;
  /** How many of its pieces are given. */
  at: number;
}

/**
 * Puts rows of many sources into one order: by the latest time that each source had reached with a row, so that
 * within a source the order of arrival stands. Live rows wait for those of other sources until all live sources have
 * shown a later time, 500 ms at most; what is there at the start waits until all have brought what is older. What was
 * given never moves; a row that came too late for its place is flagged. Time is the caller's, in Unix ms.
 */
export class Merge {
  private readonly rules: MergeRules;
  /** That of the keys. */
  private readonly base: number;
  private readonly lanes = new Map<SourceId, Lane>();
  private notes: Array<Note> = [];
  /** The latest key that was given. */
  private shown = never;
  private gathering = false;
  private moved: number;
  /** The time at which something was told last, and whether it was set back since rows were given. */
  private told: number;
  private setBack = false;
  private firstHeld: number | undefined;
  private bytes = 0;
  private waiting = 0;

  constructor(now: number, rules: MergeRules = mergeRules) {
    this.rules = rules;
    this.base = Math.floor(now / 1000);
    this.moved = this.told = now;
  }

  /** Whether rows wait. */
  get holds(): boolean {
    return this.waiting > 0 || this.notes.length > 0;
  }

  /** Whether there is nobody to wait for. */
  get alone(): boolean {
    let busy = 0;
    for (const lane of this.lanes.values()) if (lane.busy) busy++;
    return busy <= 1;
  }

  /** A source that begins to be read. */
  join(source: SourceId, now: number, how: Joining): void {
    this.pass(now);
    this.lanes.set(source, new Lane(source, this.base, now, how));
    if (how.opening) {
      this.gathering = true;
      this.moved = now;
    }
  }

  /** A source that gives nothing any more; what waits of it still comes. */
  leave(source: SourceId, now: number): void {
    const lane = this.lanes.get(source);
    if (lane === undefined) return;
    lane.live = lane.connecting = false;
    lane.left = true;
    this.settle(lane, now);
    if (lane.held.length === 0) this.lanes.delete(source);
  }

  /** The source's next rows; of its states only whether it is live, or about to be. False for a source that is not there. */
  take(source: SourceId, element: SourceElement, now: number): boolean {
    const lane = this.lanes.get(source);
    if (lane === undefined) return false;
    this.pass(now);
    if (element._tag === "State") {
      lane.live = element.state._tag === "Streaming";
      lane.connecting = element.state._tag === "Connecting";
      if (!lane.connecting && !(lane.whole && lane.live)) this.settle(lane, now);
      // Its backlog comes from now on.
      if (!lane.settled && lane.live) lane.heard = this.moved = now;
      return true;
    }
    if (element._tag === "Lines" && element.block.count === 0) return true;
    if (element._tag === "Lines") this.takeLines(lane, element, now);
    else lane.takeRow(element, now);
    // Its log is being opened, after it could have none.
    if (element._tag === "Divider" && element.divider._tag === "Started" && !lane.live)
      lane.connecting = true;
    this.waiting++;
    this.firstHeld ??= now;
    lane.heard = now;
    if (!lane.settled) this.moved = now;
    if (element._tag === "Lines" && !lane.whole) this.settle(lane, now);
    return true;
  }

  /** The source makes progress with its first backlog, of which nothing may have come: others wait on for that. */
  works(source: SourceId, now: number): void {
    this.pass(now);
    const lane = this.lanes.get(source);
    if (lane?.connecting === true && !lane.settled) this.moved = now;
  }

  /** A row about a source, or all, that is no source's own: it stands below all that came before it. */
  note(source: SourceId, element: SourceElement, now: number): void {
    this.notes.push({ source, element, arrived: now });
  }

  /** All that need not wait beyond `now`, in order. */
  release(now: number): ReadonlyArray<Merged> {
    if (!this.holds) return [];
    this.pass(now);
    const full = this.bytes > this.rules.heldBytes;
    // Once all backlogs are in, nothing of them has to wait; nor does anything by a clock that was set back.
    const complete = this.setBack || (this.gathering && this.gathered(now));
    this.setBack = false;
    if (complete) this.gathering = false;
    return this.give(
      complete || full
        ? () => always
        : this.limits(now - this.rules.hold, this.gathering ? this.reached() : always),
    );
  }

  /** All that waits, in order. */
  flush(): ReadonlyArray<Merged> {
    return this.give(() => always);
  }

  /** Time goes on, or is set back. */
  private pass(now: number): void {
    if (now < this.told) this.setBack = true;
    this.told = now;
  }

  private takeLines(
    lane: Lane,
    element: Extract<SourceElement, { readonly _tag: "Lines" }>,
    now: number,
  ): void {
    const lead = lane.held.length;
    const first = lane.takeLines(element, now);
    this.bytes += bytesOf(element.block);
    if (!lane.live || lane.aheadTold) return;
    const millis = clockAhead(lane, this.lanes.values(), now, this.base);
    if (millis <= this.rules.ahead) return;
    lane.aheadTold = true;
    // Told before the lines that show it.
    const shown = lane.held.splice(lead);
    lane.takeRow(
      { _tag: "Marker", marker: { _tag: "ClockAhead", millis }, older: false },
      now,
      first,
    );
    lane.held.push(...shown);
    this.waiting++;
  }

  private settle(lane: Lane, now: number): void {
    if (lane.settled) return;
    lane.settled = true;
    this.moved = now;
  }

  private gathered(now: number): boolean {
    const { gather, hold, proving, stalled } = this.rules;
    let open = 0;
    let patience = stalled;
    for (const lane of this.lanes.values()) {
      if (!lane.settled && lane.latest >= 0) this.settle(lane, now);
      if (!lane.settled && lane.live && now - lane.heard >= hold) this.settle(lane, now);
      if (lane.settled) continue;
      open++;
      if (lane.connecting && lane.latest !== never) patience = proving;
    }
    return (
      open === 0 ||
      now - this.moved >= patience ||
      (this.firstHeld !== undefined && now - this.firstHeld >= gather)
    );
  }

  /** Up to which key each of the sources has brought its first backlog. */
  private reached(): number {
    let least = always;
    for (const { latest, settled } of this.lanes.values())
      if (!settled) least = Math.min(least, latest);
    return least;
  }

  /** Up to which key each source's rows may go, when those that arrived until `forced` have to, as far as `bound`. */
  private limits(forced: number, bound: number): (lane: Lane) => number {
    if (this.alone) return () => always;
    let watermark = always;
    let must = never;
    const own = new Map<Lane, number>();
    for (const lane of this.lanes.values()) {
      if (lane.awaited) watermark = Math.min(watermark, lane.latest);
      const last = Math.min(lane.latestSince(forced), bound);
      own.set(lane, last);
      must = Math.max(must, last);
    }
    return (lane) => {
      const limit = Math.max(watermark, own.get(lane) ?? never);
      // What belongs above a row that has to go must go with it; what is late already can still wait for its own.
      return must > limit && lane.latestUpTo(must) > this.shown ? must : limit;
    };
  }

  private give(limitOf: (lane: Lane) => number): ReadonlyArray<Merged> {
    const out: Array<Merged> = [];
    if (this.waiting > 0) this.giveByTurns(limitOf, out);
    if (this.notes.length > 0) this.giveNotes(out);
    return out;
  }

  private giveByTurns(limitOf: (lane: Lane) => number, out: Array<Merged>): void {
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
  }

  private giveNotes(out: Array<Merged>): void {
    let first = always;
    for (const { held } of this.lanes.values()) first = Math.min(first, held[0]?.arrived ?? always);
    const due = this.notes.filter(({ arrived }) => arrived < first);
    for (const { element, source } of due) out.push({ source, element });
    this.notes = this.notes.slice(due.length);
  }

  /** Forgets what was given of a source. */
  private drop({ at, lane }: Going): void {
    this.waiting -= at;
    lane.held = lane.held.slice(at);
    if (lane.left && lane.held.length === 0) this.lanes.delete(lane.source);
  }

  /** Gives the rows of one block up to the limit and before the next source's turn; true if all are given. */
  private giveUntil(
    { lane, limit, source }: Going,
    held: Held,
    second: Turn | undefined,
    out: Array<Merged>,
  ): boolean {
    const { element, from } = held;
    if (element._tag !== "Lines") {
      out.push({ source, element });
      return true;
    }
    const give = (block: LineBlock): void => {
      out.push({ source, element: { _tag: "Lines", block, older: false } });
    };
    const whole = from === 0 && held.last <= limit && held.next >= this.shown;
    if (whole && (second === undefined || held.last < second.key)) {
      give(element.block);
      this.shown = held.last;
      this.bytes -= bytesOf(element.block);
      return true;
    }
    const keys = lane.keysOf(held, element.block);
    let to = above(keys, from, limit, true);
    if (second !== undefined)
      to = Math.min(to, above(keys, from, second.key, source < second.source));
    const late = Math.min(to, above(keys, from, this.shown, false));
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
}
