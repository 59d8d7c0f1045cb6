import { RowNumbers } from "../store/row-numbers.ts";
import type { Found } from "./messages.ts";

/**
 * The matches of a find, as they are found: the rows that have any, in order, and how many there are up to each.
 * About 16 bytes a row.
 */
export class Matches {
  /** The rows with a match, in order. */
  readonly rows = new RowNumbers();
  /** At the same positions: the number of matches up to and with that row, from `before` on. */
  private readonly sums = new RowNumbers();
  /** What `sums` would hold before its first position. */
  private before = 0;
  private to = Number.NEGATIVE_INFINITY;

  /** All matches found so far. */
  get total(): number {
    return this.sums.count === 0 ? 0 : this.sums.at(this.sums.end - 1) - this.before;
  }

  /** Takes in what was found above or below what is here. */
  add({ from, to, rows, counts }: Pick<Found, "from" | "to" | "rows" | "counts">): void {
    if (from >= this.to) {
      let sum = this.before + this.total;
      for (let i = 0; i < rows.length; i++) {
        sum += counts[i] ?? 0;
        this.rows.append(rows[i] ?? 0);
        this.sums.append(sum);
      }
      this.to = to;
      return;
    }
    for (let i = rows.length - 1; i >= 0; i--) {
      this.rows.prepend(rows[i] ?? 0);
      this.sums.prepend(this.before);
      this.before -= counts[i] ?? 0;
    }
  }

  /** Forgets the matches in rows before number `first`. */
  evictBefore(first: number): void {
    const position = this.rows.lowerBound(first);
    if (position === this.rows.first) return;
    this.before = this.sums.at(position - 1);
    this.rows.dropBefore(position);
    this.sums.dropBefore(position);
  }

  /** How many matches a row has. */
  countIn(row: number): number {
    const position = this.rows.lowerBound(row);
    return this.rows.at(position) === row ? this.sums.at(position) - this.sumBefore(position) : 0;
  }

  /** How many matches stand in rows before a row: its own first one is the next, `n of total`. */
  countBefore(row: number): number {
    return this.sumBefore(this.rows.lowerBound(row)) - this.before;
  }

  /** The first row with a match behind a row, and behind the last one the first again; `undefined` where there is none. */
  next(row: number): number | undefined {
    const { rows } = this;
    if (rows.count === 0) return undefined;
    const position = rows.lowerBound(row + 1);
    return rows.at(position === rows.end ? rows.first : position);
  }

  /** The last row with a match before a row, and before the first one the last again. */
  previous(row: number): number | undefined {
    const { rows } = this;
    if (rows.count === 0) return undefined;
    const position = rows.lowerBound(row);
    return rows.at((position === rows.first ? rows.end : position) - 1);
  }

  /** The row with a match that is nearest to a row, itself included; of two the later (F3). */
  nearest(row: number): number | undefined {
    const { rows } = this;
    const after = rows.lowerBound(row);
    const before = after - 1;
    if (rows.count === 0) return undefined;
    if (after === rows.end) return rows.at(before);
    if (after === rows.first) return rows.at(after);
    return rows.at(row - rows.at(before) < rows.at(after) - row ? before : after);
  }

  private sumBefore(position: number): number {
    return position === this.sums.first ? this.before : this.sums.at(position - 1);
  }
}
