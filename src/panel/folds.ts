import { StoredKind } from "../store/block.ts";
import { RowNumbers } from "../store/row-numbers.ts";
import type { View } from "../store/views.ts";
import type { StoredRow } from "./stored-row.ts";

/** Which traces are folded under their first row: all or none, but for those in `others`, by the number of that row. */
export interface Folds {
  readonly all: boolean;
  readonly others: ReadonlySet<number>;
}

/** Nothing is folded. */
export const noFolds: Folds = { all: false, others: new Set() };

/** Everything is folded, or nothing, without exception. */
export const foldsOf = (all: boolean): Folds => ({ all, others: new Set() });

/** Whether the trace under a row is folded. */
const isFolded = (folds: Folds, head: number): boolean => folds.all !== folds.others.has(head);

/** Whether any trace may be folded. */
export const foldsAny = (folds: Folds): boolean => folds.all || folds.others.size > 0;

/** The folds with the trace under one row folded, or unfolded. */
export const withFold = (folds: Folds, head: number, folded: boolean): Folds => {
  const others = new Set(folds.others);
  if (folds.all === folded) others.delete(head);
  else others.add(head);
  return { all: folds.all, others };
};

/** The row that the next one of a view may belong under. */
interface Head {
  readonly row: number;
  readonly source: number;
}

/** The row under which a row stands: itself, unless it goes on one of the same source directly above. */
const headAt = (row: number, stored: StoredRow, above: Head | undefined): Head | undefined => {
  if (!stored.seek(row) || stored.kind !== StoredKind.line) return undefined;
  const { source } = stored;
  return stored.goesOn && above?.source === source ? above : { row, source };
};

/** The first row of the trace in which a row of a view stands; the row itself where it stands in none. */
export const headOf = (view: View, stored: StoredRow, row: number): number => {
  let position = view.nearest(row);
  if (position === undefined) return row;
  let head = view.rowAt(position) ?? row;
  if (!stored.seek(head) || stored.kind !== StoredKind.line) return head;
  const { source } = stored;
  while (stored.goesOn && position > view.first) {
    const above = view.rowAt(--position);
    if (above === undefined || !stored.seek(above)) break;
    if (stored.kind !== StoredKind.line || stored.source !== source) break;
    head = above;
  }
  return head;
};

/** A view without the rows that are folded away. It takes in what the view under it gains at both ends. */
export class FoldedView implements View {
  private readonly base: View;
  private readonly folds: Folds;
  private readonly shown = new RowNumbers();
  /** The positions of the base that have been taken in. */
  private from: number;
  private to: number;
  /** The head of the last row taken in. */
  private last: Head | undefined;

  constructor(base: View, folds: Folds, stored: StoredRow) {
    this.base = base;
    this.folds = folds;
    this.from = base.first;
    this.to = base.first;
    this.grow(stored);
  }

  get first(): number {
    return this.shown.first;
  }

  get end(): number {
    return this.shown.end;
  }

  rowAt(position: number): number | undefined {
    const row = this.shown.at(position);
    return Number.isNaN(row) ? undefined : row;
  }

  /** As in every view; of a row that is folded away, the row it is folded under. */
  nearest(row: number): number | undefined {
    const { shown } = this;
    if (shown.count === 0) return undefined;
    const at = shown.lowerBound(row);
    if (at < shown.end && shown.at(at) === row) return at;
    if (at === shown.first) return at;
    return at - 1;
  }

  /** Takes in the rows that the base has gained, and lets go of those that it has lost. */
  grow(stored: StoredRow): void {
    const { base, shown } = this;
    if (base.first > this.from) {
      const first = base.rowAt(base.first);
      shown.dropBefore(first === undefined ? shown.end : shown.lowerBound(first));
      this.from = base.first;
      this.to = Math.max(this.to, base.first);
    }
    for (let position = this.to; position < base.end; position++) {
      const row = base.rowAt(position);
      if (row === undefined) continue;
      this.last = headAt(row, stored, this.last);
      if (this.shows(row, this.last)) shown.append(row);
    }
    this.to = base.end;
    const above: Array<number> = [];
    let head: Head | undefined;
    for (let position = base.first; position < this.from; position++) {
      const row = base.rowAt(position);
      if (row === undefined) continue;
      head = headAt(row, stored, head);
      if (this.shows(row, head)) above.push(row);
    }
    for (const row of above.toReversed()) shown.prepend(row);
    this.from = base.first;
  }

  private shows(row: number, head: Head | undefined): boolean {
    return head === undefined || head.row === row || !isFolded(this.folds, head.row);
  }
}
