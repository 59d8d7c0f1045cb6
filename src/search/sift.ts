import { instantFromMillis } from "../domain/instant.ts";
import type { Filter } from "../text/filter.ts";
import { compileFilter, readsText } from "../text/filter-match.ts";
import { makeFieldSieve } from "./field-sieve.ts";
import { finderOfExpression, finderOfQuery, findIn, type Finder } from "./finder.ts";
import { PieceRow } from "./piece-row.ts";
import type { Piece } from "./piece.ts";

/** Marks with 1 the lines of a piece that pass; it must have been read with details. */
export type Sift = (piece: Piece, passed: Uint8Array) => void;

interface Sought {
  /** `undefined` for a wrong expression: nothing matches it. */
  readonly finder: Finder | undefined;
  readonly exclude: boolean;
}

/**
 * A filter made ready for pieces of rows. Its texts, expressions and fields, of which each must hold, are sought in all
 * rows at once; the rest is asked of each. The times in it must be absolute; `names` may change later.
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
  const sieves = filter.flatMap((term) => (term._tag === "Field" ? [makeFieldSieve(term)] : []));
  const rest = filter.filter((term) => !readsText(term));
  const clock = { now: instantFromMillis(0), offsetAt: () => 0 };
  const test = rest.length === 0 ? undefined : compileFilter(rest, clock);
  let counts = new Uint32Array(0);
  return (piece, passed) => {
    const line = new PieceRow(piece, names);
    for (let row = 0; row < piece.rows; row++) {
      line.row = row;
      passed[row] = Number(piece.isLine(row) && (test === undefined || test(line)));
    }
    for (const { finder, exclude } of sought) {
      if (counts.length < piece.rows) counts = new Uint32Array(piece.rows);
      else counts.fill(0);
      if (finder !== undefined) findIn(piece, finder, counts, { all: false });
      for (let row = 0; row < piece.rows; row++)
        if ((counts[row] !== 0) === exclude) passed[row] = 0;
    }
    for (const sieve of sieves) sieve(piece, passed, line);
  };
};
