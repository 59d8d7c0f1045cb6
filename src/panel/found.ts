import type { FindQuery, ScanProblem } from "../protocol/find.ts";
import { Matches } from "../search/matches.ts";
import type { Found, Span } from "../search/messages.ts";
import type { RowList } from "./row-list.ts";

/** The match that the user is at: the `match`-th (from 0) of a row. */
export interface At {
  readonly row: number;
  readonly match: number;
}

/** The matches among `matches` whose rows pass in a list. */
const passing = (matches: Matches, list: RowList): Matches => {
  if (list.whole) return matches;
  const view = list.base;
  const rows: Array<number> = [];
  const counts: Array<number> = [];
  let position = view.first;
  for (let i = matches.rows.first; i < matches.rows.end && position < view.end; i++) {
    const row = matches.rows.at(i);
    // Where the view has few rows between two matches, or many.
    for (let step = 0; step < 8 && (view.rowAt(position) ?? row) < row; step++) position++;
    if ((view.rowAt(position) ?? row) < row) position = view.nearest(row) ?? view.end;
    if (view.rowAt(position) !== row) continue;
    rows.push(row);
    counts.push(matches.countIn(row));
  }
  const here = new Matches();
  here.add({
    from: matches.rows.at(matches.rows.first) || 0,
    to: matches.rows.at(matches.rows.end - 1) + 1 || 0,
    rows: Float64Array.from(rows),
    counts: Uint32Array.from(counts),
  });
  return here;
};

/**
 * What a find has found, and where among it the user is. It takes in the answers of the search as they come; what it
 * tells is about the rows of the list of the moment: a match that is filtered out is none.
 */
export class FindState {
  readonly find: number;
  readonly query: FindQuery;
  /** The row where the user was when they asked. */
  readonly near: number;
  whole = false;
  problem: ScanProblem | undefined;
  /** The match that the user is at; before one is chosen, none is. */
  at: At | undefined;

  private readonly all = new Matches();
  private seen: Span | undefined;
  /** The rows that there are. */
  private loaded: Span = { from: 0, to: 0 };
  private here: Matches = this.all;

  constructor(find: number, query: FindQuery, near: number) {
    this.find = find;
    this.query = query;
    this.near = near;
  }

  take(found: Found): void {
    this.all.add(found);
    this.seen = {
      from: Math.min(this.seen?.from ?? found.from, found.from),
      to: Math.max(this.seen?.to ?? found.to, found.to),
    };
    this.whole ||= found.whole;
  }

  /** Has all that follows be about the rows of a list as they are now. */
  lookAt(list: RowList): void {
    const { end, first } = list.store;
    this.loaded = { from: first, to: end };
    this.all.evictBefore(first);
    this.here = passing(this.all, list);
    const { at, here } = this;
    if (at === undefined) return;
    const count = here.countIn(at.row);
    if (at.match < count) return;
    const row = here.nearest(at.row);
    this.at = row === undefined ? undefined : { row, match: 0 };
  }

  /** How many matches there are. */
  get total(): number {
    return this.here.total;
  }

  /** The rows with a match. */
  get rows(): Matches["rows"] {
    return this.here.rows;
  }

  /** Which of all matches the user is at, from 0. */
  get index(): number {
    return this.at === undefined ? 0 : this.here.countBefore(this.at.row) + this.at.match;
  }

  /** Goes to the match that is nearest to where the user was, once it is known to be (F3); false before. */
  settle(): boolean {
    const row = this.here.nearest(this.near);
    if (row === undefined || this.at !== undefined) return false;
    const distance = Math.abs(row - this.near);
    const { from = Infinity, to = -Infinity } = this.seen ?? {};
    const certain =
      from <= Math.max(this.near - distance, this.loaded.from) &&
      to > Math.min(this.near + distance, this.loaded.to - 1);
    if (!this.whole && !certain) return false;
    this.at = { row, match: 0 };
    return true;
  }

  /** Goes to the next match or the one before, round the end: from where the user is, or from row `from`. */
  step(step: 1 | -1, from: number | undefined): void {
    const { at, here } = this;
    if (here.total === 0) return;
    const last = (row: number): At => ({ row, match: here.countIn(row) - 1 });
    if (at === undefined || (from !== undefined && from !== at.row)) {
      const start = from ?? this.near;
      if (step > 0) this.at = { row: here.next(start - 1) ?? start, match: 0 };
      else this.at = last(here.previous(start) ?? start);
      return;
    }
    const match = at.match + step;
    if (match >= 0 && match < here.countIn(at.row)) this.at = { row: at.row, match };
    else if (step > 0) this.at = { row: here.next(at.row) ?? at.row, match: 0 };
    else this.at = last(here.previous(at.row) ?? at.row);
  }
}
