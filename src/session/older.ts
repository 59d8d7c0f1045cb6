import { sliceBlock, type LineBlock } from "../domain/line.ts";
import type { SourceElement, SourceId } from "../domain/source.ts";
import { above, always, flagged, keyOfLine, never } from "./keys.ts";
import type { Merged } from "./merge.ts";

/** What waits above the first row: the rows before `to` of a block, or one marker or divider. */
interface Held {
  readonly element: SourceElement;
  /** By row; of a block that they ascend in, upwards from the earliest time below. */
  readonly keys: Float64Array;
  to: number;
}

/** A source as it is read upwards. */
interface Upwards {
  readonly source: SourceId;
  /** From the lowest up. */
  held: Array<Held>;
  asked: boolean;
  /** It may have older lines than those that are held. */
  more: boolean;
  /** The earliest time so far: what is older is not later, by definition. */
  low: number;
  /** It has times; one without is wherever it is read, and keeps nobody back. */
  timed: boolean;
  /** Lines of it stand above those that it began with. */
  grown: boolean;
}

/** Bytes of its own, so that what waits does not keep the whole answer in memory. */
const apart = (block: LineBlock): LineBlock => {
  const from = block.start[0] ?? 0;
  const shift = (at: number): number => at - from;
  return {
    ...block,
    bytes: block.bytes.slice(from, block.end[block.count - 1] ?? from),
    start: block.start.subarray(0, block.count).map(shift),
    end: block.end.subarray(0, block.count).map(shift),
  };
};

const next = ({ held: [first] }: Upwards): number => first?.keys[first.to - 1] ?? never;
const top = ({ held }: Upwards): number => held.at(-1)?.keys[0] ?? always;

/** Whether the lower of two rows is `a`'s; of equal times that of the source with the higher number is. */
const isLower = (a: Upwards, b: Upwards | undefined): boolean =>
  b === undefined || next(a) > next(b) || (next(a) === next(b) && a.source > b.source);

/**
 * Puts the lines that sources have above the first row into one order (S11): each wish brings one piece, by time, down
 * to where the lines of all are known that may have more. What is beyond waits for the next wish, so that pieces follow
 * each other in order whatever sources write how much. Lines that are later than rows already below them, since their
 * source began later in the list than others, are flagged.
 */
export class Older {
  private readonly base: number;
  private readonly sources = new Map<SourceId, Upwards>();
  /** The earliest time of all rows that are given. */
  private shown = always;

  /** `base`: about the present, in Unix s. */
  constructor(base: number) {
    this.base = base;
  }

  /** Whether a source has still to answer. */
  get waits(): boolean {
    for (const { asked } of this.sources.values()) if (asked) return true;
    return false;
  }

  /** A source begins to be read; `more`: it may have older lines than it begins with. */
  begins(source: SourceId, more: boolean): void {
    const nothing = { held: [], asked: false, low: always, timed: false, grown: false };
    this.sources.set(source, { source, more, ...nothing });
  }

  /** Lines of a source in the list: of the first ones the time counts. */
  takeFirst(source: SourceId, block: LineBlock): void {
    const one = this.sources.get(source);
    if (one === undefined || one.timed) return;
    for (let i = 0; i < block.count && !one.timed; i++) this.lower(one, block, i);
    this.shown = Math.min(this.shown, one.low);
  }

  /** The user wants older lines: these sources are to be asked. None while an earlier wish is under way. */
  ask(): ReadonlyArray<SourceId> {
    if (this.waits) return [];
    const asked = [...this.sources.values()].filter(({ held, more }) => more && held.length === 0);
    for (const one of asked) one.asked = true;
    return asked.map(({ source }) => source);
  }

  /** What a source has above all that it gave so far. */
  take(source: SourceId, element: SourceElement): void {
    const one = this.sources.get(source);
    if (one === undefined || element._tag === "State") return;
    if (element._tag === "Lines") {
      const block = apart(element.block);
      const keys = new Float64Array(block.count);
      if (!one.timed) one.low = this.shown;
      for (let i = block.count - 1; i >= 0; i--) keys[i] = this.lower(one, block, i);
      one.held.push({ element: { ...element, block }, keys, to: block.count });
      one.grown = true;
      return;
    }
    // Nobody looks for the start of a log above the rows of others that begin before it.
    const inside = !one.grown && one.low > this.shown;
    if (inside && element._tag === "Divider" && element.divider._tag === "StartOfLog") return;
    one.held.push({ element, keys: Float64Array.of(one.low), to: 1 });
  }

  /** A source has given all for a wish; `more`: there may be more. */
  answers(source: SourceId, more: boolean): void {
    const one = this.sources.get(source);
    if (one === undefined) return;
    one.asked = false;
    one.more = more;
  }

  /** Those that have not answered are not waited for any more; what they bring goes above what is there by then. */
  givesUp(): void {
    for (const one of this.sources.values()) one.asked = false;
  }

  /** A source has ended: what it has given for a wish is all. */
  leaves(source: SourceId): void {
    this.answers(source, false);
  }

  /** What can be put above the first row now, from the lowest up. */
  release(): ReadonlyArray<Merged> {
    let bound = never;
    for (const one of this.sources.values())
      if (one.more && one.timed && one.held.length > 0) bound = Math.max(bound, top(one));
    const out: Array<Merged> = [];
    for (;;) {
      const [first, second] = this.lowestTwo();
      const [held] = first?.held ?? [];
      if (first === undefined || held === undefined || next(first) < bound) return out;
      let from = above(held.keys, 0, bound, false);
      if (second !== undefined)
        from = Math.max(from, above(held.keys, 0, next(second), first.source < second.source));
      this.give(first.source, held, from, out);
      held.to = from;
      if (from === 0) first.held.shift();
    }
  }

  /** Takes a line into the earliest time of its source, and gives that. */
  private lower(one: Upwards, block: LineBlock, i: number): number {
    const key = keyOfLine(block, i, this.base);
    if (key === undefined) return one.low;
    one.timed = true;
    one.low = Math.min(key, one.low);
    return one.low;
  }

  /** Whose row is the lowest of all that wait, and whose would be without that source. */
  private lowestTwo(): readonly [Upwards | undefined, Upwards | undefined] {
    let first: Upwards | undefined;
    let second: Upwards | undefined;
    for (const one of this.sources.values()) {
      if (one.held.length === 0) continue;
      if (isLower(one, first)) {
        second = first;
        first = one;
      } else if (isLower(one, second)) second = one;
    }
    return [first, second];
  }

  private give(source: SourceId, { element, keys, to }: Held, from: number, out: Array<Merged>) {
    if (element._tag !== "Lines") {
      out.push({ source, element });
      return;
    }
    const late = Math.max(from, Math.min(to, above(keys, 0, this.shown, true)));
    if (late < to)
      out.push({
        source,
        element: { ...element, block: flagged(sliceBlock(element.block, late, to)) },
      });
    if (late > from)
      out.push({ source, element: { ...element, block: sliceBlock(element.block, from, late) } });
    this.shown = Math.min(this.shown, keys[from] ?? always);
  }
}
