import type { SessionElement } from "../../src/session/session.ts";

/** What a soak counts about the lines of all its sources. */
export interface Counts {
  readonly lines: number;
  /** Numbers that never came, without a marker where they should stand. */
  readonly lost: number;
  readonly doubled: number;
  readonly reordered: number;
  /** Markers in the rows; `covered`: numbers that never came, under one of them. */
  readonly markers: number;
  readonly covered: number;
}

const none: Counts = { lines: 0, lost: 0, doubled: 0, reordered: 0, markers: 0, covered: 0 };

/** The number that a line of the soak begins with, or undefined for a line that is none of its. */
const numberIn = (bytes: Uint8Array, from: number, to: number): number | undefined => {
  let n = 0;
  let at = from;
  for (; at < to; at++) {
    const digit = (bytes[at] ?? 0) - 48;
    if (digit < 0 || digit > 9) break;
    n = n * 10 + digit;
  }
  return at > from && bytes[at] === 0x20 ? n : undefined;
};

/** Checks the rows of one source, whose lines are numbered from 0 without gaps. */
export class Tally {
  private next = 0;
  private marked = false;
  /** Numbers that were skipped; one that comes after all was reordered and not doubled. */
  private readonly missing = new Set<number>();
  private counted: { -readonly [K in keyof Counts]: number } = { ...none };

  get counts(): Counts {
    return { ...this.counted };
  }

  /** The number of the next line that is due. */
  get due(): number {
    return this.next;
  }

  take(element: SessionElement): void {
    if (element._tag !== "Source") return;
    const part = element.element;
    if (part._tag === "Marker") {
      this.marked = true;
      this.counted.markers++;
    }
    if (part._tag !== "Lines") return;
    const { bytes, count, end, start } = part.block;
    for (let i = 0; i < count; i++) {
      const n = numberIn(bytes, start[i] ?? 0, end[i] ?? 0);
      if (n !== undefined) this.line(n);
    }
  }

  private line(n: number): void {
    this.counted.lines++;
    if (n < this.next) {
      if (!this.missing.delete(n)) this.counted.doubled++;
      else {
        this.counted.reordered++;
        this.counted.lost--;
      }
      return;
    }
    const gap = n - this.next;
    if (gap > 0 && this.marked) this.counted.covered += gap;
    else if (gap > 0) {
      this.counted.lost += gap;
      for (let missing = this.next; missing < n; missing++) this.missing.add(missing);
    }
    this.marked = false;
    this.next = n + 1;
  }
}

/** The counts of several sources together. */
export const sum = (counts: Iterable<Counts>): Counts => {
  const total: { -readonly [K in keyof Counts]: number } = { ...none };
  for (const one of counts)
    for (const key of Object.keys(none) as Array<keyof Counts>) total[key] += one[key];
  return total;
};
