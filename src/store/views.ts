import { RowNumbers } from "./row-numbers.ts";

/**
 * What a list shows of a store: row numbers in order at signed positions `first … end` without gaps. A row keeps its
 * position as long as it is there; older rows come before the first position.
 */
export interface View {
  readonly first: number;
  readonly end: number;
  /** The row number at a position; `undefined` where there is none. */
  rowAt(position: number): number | undefined;
  /** The position of the row, or of the one nearest to it by number, of two the later; `undefined` in an empty view. */
  nearest(row: number): number | undefined;
}

/** What a filter is laid over: the rows of a store, or some of them, at positions of their own. */
export interface BaseView extends Pick<View, "rowAt"> {
  /** The position of the first row that is not below number `row`. */
  lowerBound(row: number): number;
  /** The positions of those of the rows (ascending numbers) that are there. */
  positionsOf(rows: ArrayLike<number>): ArrayLike<number>;
}

/** Every row, where its number says. */
const everyRow: BaseView = {
  rowAt: (position) => position,
  lowerBound: (row) => row,
  positionsOf: (rows) => rows,
};

/** Rows from number `from` to before `to` that a filter has decided about, ascending. */
export interface Decided {
  readonly from: number;
  readonly to: number;
  /** The lines that pass. */
  readonly hits: ArrayLike<number>;
  /** The markers and dividers. */
  readonly kept: ArrayLike<number>;
}

/** All rows of a store, or of whatever has such a range: positions are row numbers. */
export const allRows = (store: { readonly first: number; readonly end: number }): View => ({
  get first() {
    return store.first;
  },
  get end() {
    return store.end;
  },
  rowAt: (position) => (position >= store.first && position < store.end ? position : undefined),
  nearest: (row) =>
    store.first === store.end ? undefined : Math.min(Math.max(row, store.first), store.end - 1),
});

/** One direction in which a view grows. In its own count, `sign × position`, rows ascend away from the others. */
interface Side {
  readonly sign: 1 | -1;
  /** The last row in that count to show as context of a hit. */
  reach: number;
}

/**
 * The rows of a base that pass a filter, `context` lines of the base above and below each (as far as the next marker
 * or divider), and all its markers and dividers. What was shown once stays until it is evicted, context of evicted
 * hits too. Inside, rows are positions of the base.
 */
export class FilteredView implements View {
  private readonly context: number;
  private readonly base: BaseView;
  private readonly shown = new RowNumbers();
  private readonly passed = new RowNumbers();
  private readonly down: Side = { sign: 1, reach: Number.NEGATIVE_INFINITY };
  private readonly up: Side = { sign: -1, reach: Number.NEGATIVE_INFINITY };
  private from = 0;
  private to = 0;

  /** A view that shows nothing yet; the base is all rows, if not given. */
  constructor(context: number, base: BaseView = everyRow) {
    this.context = context;
    this.base = base;
  }

  get first(): number {
    return this.shown.first;
  }

  get end(): number {
    return this.shown.end;
  }

  /** How many lines passed, of those that are left: context, markers and dividers not counted. */
  get hits(): number {
    return this.passed.count;
  }

  rowAt(position: number): number | undefined {
    const at = this.shown.at(position);
    return Number.isNaN(at) ? undefined : this.base.rowAt(at);
  }

  /** Whether the row at a position passed by itself, and is not context, marker or divider. */
  isHit(position: number): boolean {
    const at = this.shown.at(position);
    return this.passed.at(this.passed.lowerBound(at)) === at;
  }

  nearest(row: number): number | undefined {
    const { base, shown } = this;
    if (shown.count === 0) return undefined;
    const after = shown.lowerBound(base.lowerBound(row));
    const before = after - 1;
    if (after === shown.end) return before;
    if (after === shown.first) return after;
    const above = this.rowAt(before) ?? Number.NEGATIVE_INFINITY;
    return row - above < (this.rowAt(after) ?? row) - row ? before : after;
  }

  /**
   * Takes in more rows, which adjoin those decided so far, above or below; a gap below them was evicted. The base must
   * have them.
   */
  extend(decided: Decided): void {
    const { base } = this;
    const from = base.lowerBound(decided.from);
    const to = base.lowerBound(decided.to);
    const hits = base.positionsOf(decided.hits);
    const kept = base.positionsOf(decided.kept);
    if (this.from === this.to && this.shown.count === 0) {
      this.from = from;
      this.to = from;
    }
    if (from >= this.to) {
      if (from > this.to) this.forgetBefore(from);
      this.grow(this.down, this.up, { from, to, hits, kept });
      this.to = to;
    } else {
      this.grow(this.up, this.down, { from, to, hits, kept });
      this.from = from;
    }
  }

  /** Forgets the rows before number `first`. */
  evictBefore(first: number): void {
    this.forgetBefore(this.base.lowerBound(first));
  }

  private forgetBefore(first: number): void {
    // There may have been a marker among rows that nobody decided about.
    if (first > this.to) this.down.reach = Number.NEGATIVE_INFINITY;
    this.shown.dropBefore(this.shown.lowerBound(first));
    this.passed.dropBefore(this.passed.lowerBound(first));
    this.from = Math.max(this.from, first);
    this.to = Math.max(this.to, first);
  }

  private grow(side: Side, other: Side, { from, to, hits, kept }: Decided): void {
    const { context, shown } = this;
    const last = side.sign > 0 ? to - 1 : -from;
    let hit = 0;
    let keep = 0;
    for (;;) {
      const nextHit = along(side, hits, hit);
      const nextKept = along(side, kept, keep);
      const row = Math.min(nextHit, nextKept);
      if (row === Number.POSITIVE_INFINITY) break;
      this.show(side, Math.min(side.reach, row - 1));
      if (nextKept < nextHit) {
        keep++;
        this.put(side, row);
        side.reach = Number.NEGATIVE_INFINITY;
        continue;
      }
      hit++;
      // Where nothing is shown yet, the lines before the first hit may lie in the other direction's rows.
      if (shown.count === 0) other.reach = Math.max(other.reach, context - row);
      this.show(side, row, row - context);
      if (side.sign > 0) this.passed.append(row);
      else this.passed.prepend(0 - row);
      side.reach = row + context;
    }
    this.show(side, Math.min(side.reach, last));
  }

  /** Shows the rows behind the last one shown up to `to`, from `from` on (all in the side's count). */
  private show(side: Side, to: number, from = Number.NEGATIVE_INFINITY): void {
    for (let row = Math.max(from, this.outermost(side) + 1); row <= to; row++) this.put(side, row);
  }

  private put(side: Side, row: number): void {
    if (side.sign > 0) this.shown.append(row);
    else this.shown.prepend(0 - row);
  }

  /** The last row shown on a side, in its count; before any is, the one before all that were decided. */
  private outermost(side: Side): number {
    const { shown } = this;
    if (side.sign > 0) return shown.count === 0 ? this.from - 1 : shown.at(shown.end - 1);
    return shown.count === 0 ? -this.to : -shown.at(shown.first);
  }
}

/** The `i`-th of ascending numbers in a side's order and count; infinity behind the last. */
const along = ({ sign }: Side, numbers: ArrayLike<number>, i: number): number =>
  i < numbers.length
    ? sign * (numbers[sign > 0 ? i : numbers.length - 1 - i] ?? 0)
    : Number.POSITIVE_INFINITY;
