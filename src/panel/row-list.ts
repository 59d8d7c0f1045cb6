import type { Store } from "../store/store.ts";
import { allRows, type FilteredView, type View } from "../store/views.ts";
import { FoldedView, foldsAny, headOf, type Folds } from "./folds.ts";
import { StoredRow } from "./stored-row.ts";

/**
 * The rows that a panel's list shows of a store: those that pass the filter, without those folded away, at positions
 * `first … end`. Another filter or another fold is another list, whose positions are others.
 */
export class RowList implements View {
  readonly store: Store;
  /** The rows that pass the filter, whether folded away or not: what find, copy and export are about. */
  readonly base: View;
  readonly filtered: FilteredView | undefined;
  readonly folds: Folds;
  private readonly folded: FoldedView | undefined;

  constructor(store: Store, filtered: FilteredView | undefined, folds: Folds) {
    this.store = store;
    this.filtered = filtered;
    this.folds = folds;
    this.base = filtered ?? allRows(store);
    this.folded = foldsAny(folds)
      ? new FoldedView(this.base, folds, new StoredRow(store))
      : undefined;
  }

  get first(): number {
    return (this.folded ?? this.base).first;
  }

  get end(): number {
    return (this.folded ?? this.base).end;
  }

  /** Whether positions are row numbers. */
  get plain(): boolean {
    return this.filtered === undefined && this.folded === undefined;
  }

  /** Whether rows may be folded away. */
  get folding(): boolean {
    return this.folded !== undefined;
  }

  rowAt(position: number): number | undefined {
    return (this.folded ?? this.base).rowAt(position);
  }

  nearest(row: number): number | undefined {
    return (this.folded ?? this.base).nearest(row);
  }

  /** The position at which the row itself stands; undefined where it does not. */
  positionOf(row: number): number | undefined {
    const position = this.nearest(row);
    return position !== undefined && this.rowAt(position) === row ? position : undefined;
  }

  /** Whether the row passes the filter, folded away or not. */
  passes(row: number): boolean {
    const position = this.base.nearest(row);
    return position !== undefined && this.base.rowAt(position) === row;
  }

  /** Whether the line at a position is there for the sake of another one that passes. */
  isContext(position: number): boolean {
    if (this.filtered === undefined) return false;
    const row = this.rowAt(position);
    const at = row === undefined ? undefined : this.filtered.nearest(row);
    return at !== undefined && !this.filtered.isHit(at);
  }

  /** How many rows are folded away under the row at a position. */
  foldedUnder(position: number): number {
    if (this.folded === undefined) return 0;
    const row = this.rowAt(position);
    const at = row === undefined ? undefined : this.base.nearest(row);
    if (at === undefined) return 0;
    const next = this.rowAt(position + 1);
    const end = next === undefined ? this.base.end : (this.base.nearest(next) ?? this.base.end);
    return end - at - 1;
  }

  /** The first row of the trace in which a row stands. */
  headOf(row: number): number {
    return headOf(this.base, new StoredRow(this.store), row);
  }

  /** Takes in what the store and the filter have gained or lost; to be run after each change of either. */
  grow(): void {
    this.filtered?.evictBefore(this.store.first);
    this.folded?.grow(new StoredRow(this.store));
  }
}
