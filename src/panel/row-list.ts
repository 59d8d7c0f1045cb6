import type { Store } from "../store/store.ts";
import type { SourcesView } from "../store/sources-view.ts";
import { allRows, type FilteredView, type View } from "../store/views.ts";
import { FoldedView, foldsAny, headOf, type Folds } from "./folds.ts";
import { StoredRow } from "./stored-row.ts";

/**
 * The rows that a panel's list shows of a store: those of the sources that are shown that pass the filter, without
 * those folded away, at positions `first … end`. Another choice of sources, another filter or another fold is another
 * list, whose positions are others.
 */
export class RowList implements View {
  readonly store: Store;
  /** The rows that pass, whether folded away or not: what find, copy and export are about. */
  readonly base: View;
  /** Absent: the rows of all sources are shown. */
  readonly sources: SourcesView | undefined;
  readonly filtered: FilteredView | undefined;
  readonly folds: Folds;
  private readonly folded: FoldedView | undefined;

  /** A list of what is there; `filtered` is laid over `sources` where both are given. */
  constructor(
    store: Store,
    filtered: FilteredView | undefined,
    folds: Folds,
    sources?: SourcesView,
  ) {
    this.store = store;
    this.sources = sources;
    this.filtered = filtered;
    this.folds = folds;
    this.base = filtered ?? sources ?? allRows(store);
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

  /** Whether all rows of the store pass. */
  get whole(): boolean {
    return this.filtered === undefined && this.sources === undefined;
  }

  /** Whether positions are row numbers. */
  get plain(): boolean {
    return this.whole && this.folded === undefined;
  }

  /** The same rows, folded otherwise. */
  withFolds(folds: Folds): RowList {
    return new RowList(this.store, this.filtered, folds, this.sources);
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

  /** Whether the row passes, folded away or not. */
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
    this.sources?.grow();
    this.filtered?.evictBefore(this.store.first);
    this.folded?.grow(new StoredRow(this.store));
  }
}
