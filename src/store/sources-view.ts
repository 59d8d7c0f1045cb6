import type { SourceId } from "../domain/source.ts";
import { Block, StoredKind } from "./block.ts";
import { RowNumbers } from "./row-numbers.ts";
import type { SharedBlock, Store } from "./store.ts";
import type { BaseView, View } from "./views.ts";

/**
 * The rows of some sources of a store, their markers and dividers too, and those of the session itself (-1): what is
 * left where the user hides the others. It takes in what the store gains at both ends.
 */
export class SourcesView implements View, BaseView {
  private readonly store: Store;
  private readonly shows: (source: SourceId) => boolean;
  private readonly shown = new RowNumbers();
  /** The markers and dividers among them. */
  private readonly others = new RowNumbers();
  /** The rows of the store that have been taken in. */
  private from: number;
  private to: number;

  /** A view of the rows that there are; `shows` is asked for a source when its rows come, and answers always the same. */
  constructor(store: Store, shows: (source: SourceId) => boolean) {
    this.store = store;
    this.shows = shows;
    this.from = store.first;
    this.to = store.first;
    this.grow();
  }

  get first(): number {
    return this.shown.first;
  }

  get end(): number {
    return this.shown.end;
  }

  /** How many lines are shown, markers and dividers not counted. */
  get lines(): number {
    return this.shown.count - this.others.count;
  }

  rowAt(position: number): number | undefined {
    const row = this.shown.at(position);
    return Number.isNaN(row) ? undefined : row;
  }

  nearest(row: number): number | undefined {
    const { shown } = this;
    if (shown.count === 0) return undefined;
    const after = shown.lowerBound(row);
    if (after === shown.end) return after - 1;
    if (after === shown.first) return after;
    return row - shown.at(after - 1) < shown.at(after) - row ? after - 1 : after;
  }

  lowerBound(row: number): number {
    return this.shown.lowerBound(row);
  }

  positionsOf(rows: ArrayLike<number>): ArrayLike<number> {
    const { shown } = this;
    const positions: Array<number> = [];
    let at = rows.length === 0 ? shown.end : shown.lowerBound(rows[0] ?? 0);
    for (let i = 0; i < rows.length && at < shown.end; i++) {
      const row = rows[i] ?? 0;
      while (at < shown.end && shown.at(at) < row) at++;
      if (shown.at(at) === row) positions.push(at);
    }
    return positions;
  }

  /** Takes in the rows that the store has gained, and lets go of those that it has lost. */
  grow(): void {
    const { store } = this;
    if (store.first > this.from) {
      this.shown.dropBefore(this.shown.lowerBound(store.first));
      this.others.dropBefore(this.others.lowerBound(store.first));
      this.from = store.first;
      this.to = Math.max(this.to, store.first);
    }
    if (this.to < store.end) {
      for (const block of store.blocks(this.to)) this.takeBelow(block);
      this.to = store.end;
    }
    if (store.first < this.from) {
      const above = store.blocks().filter(({ first }) => first < this.from);
      for (const block of above.toReversed()) this.takeAbove(block);
      this.from = store.first;
    }
  }

  private takeBelow({ buffer, first, rows }: SharedBlock): void {
    const block = new Block(first, buffer, rows);
    for (let i = Math.max(0, this.to - first); i < rows; i++) {
      if (!this.shows(block.source(i))) continue;
      this.shown.append(first + i);
      if (block.kind(i) !== StoredKind.line) this.others.append(first + i);
    }
  }

  private takeAbove({ buffer, first, rows }: SharedBlock): void {
    const block = new Block(first, buffer, rows);
    for (let i = Math.min(rows, this.from - first) - 1; i >= 0; i--) {
      if (!this.shows(block.source(i))) continue;
      this.shown.prepend(first + i);
      if (block.kind(i) !== StoredKind.line) this.others.prepend(first + i);
    }
  }
}
