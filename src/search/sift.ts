import { instantFromMillis, type Instant } from "../domain/instant.ts";
import type { Filter } from "../text/filter.ts";
import { compileFilter, type FilterRow } from "../text/filter-match.ts";
import { finderOfExpression, finderOfQuery, findIn, type Finder } from "./finder.ts";
import type { Piece } from "./piece.ts";

/** Marks with 1 the lines of a piece that pass; it must have been read with details. */
export type Sift = (piece: Piece, passed: Uint8Array) => void;

interface Sought {
  /** `undefined` for a wrong expression: nothing matches it. */
  readonly finder: Finder | undefined;
  readonly exclude: boolean;
}

/** A row of a piece as a filter sees it: its text is made only if it is asked for. */
class PieceRow implements FilterRow {
  row = 0;
  private readonly piece: Piece;
  private readonly names: ReadonlyMap<number, string>;

  constructor(piece: Piece, names: ReadonlyMap<number, string>) {
    this.piece = piece;
    this.names = names;
  }

  get text(): string {
    return this.piece.rowText(this.row);
  }

  get level(): FilterRow["level"] {
    return this.piece.level(this.row);
  }

  get source(): string {
    return this.names.get(this.piece.source(this.row)) ?? "";
  }

  get time(): Instant | undefined {
    return this.piece.time(this.row);
  }
}

/**
 * A filter made ready for pieces of rows. Its texts and expressions, of which each must hold, are sought in all rows at
 * once; the rest is asked of the rows that are left. The times in it must be absolute; `names` may change later.
 */
export const makeSift = (filter: Filter, names: ReadonlyMap<number, string>): Sift => {
  const sought = filter.flatMap((term): ReadonlyArray<Sought> => {
    const { exclude } = term;
    if (term._tag === "Expression")
      return [{ finder: finderOfExpression(term.source, term.flags), exclude }];
    if (term._tag !== "Text") return [];
    const query = { text: term.text, caseSensitive: false, wholeWord: false, regex: false };
    return [{ finder: finderOfQuery(query), exclude }];
  });
  const rest = filter.filter(({ _tag }) => _tag !== "Text" && _tag !== "Expression");
  const clock = { now: instantFromMillis(0), offsetAt: () => 0 };
  const test = rest.length === 0 ? undefined : compileFilter(rest, clock);
  let counts = new Uint32Array(0);
  return (piece, passed) => {
    for (let row = 0; row < piece.rows; row++) passed[row] = Number(piece.isLine(row));
    for (const { finder, exclude } of sought) {
      if (counts.length < piece.rows) counts = new Uint32Array(piece.rows);
      else counts.fill(0);
      if (finder !== undefined) findIn(piece, finder, counts, { all: false });
      for (let row = 0; row < piece.rows; row++)
        if ((counts[row] !== 0) === exclude) passed[row] = 0;
    }
    if (test === undefined) return;
    const line = new PieceRow(piece, names);
    for (let row = 0; row < piece.rows; row++) {
      if (passed[row] === 0) continue;
      line.row = row;
      if (!test(line)) passed[row] = 0;
    }
  };
};
