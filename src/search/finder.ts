import { compileExpression, compileSearch, type FindQuery, type Matcher } from "../text/search.ts";
import { acrossLines } from "./across-lines.ts";
import type { Piece } from "./piece.ts";

/** An expression made ready to be sought in many rows. */
export interface Finder {
  readonly matcher: Matcher;
  /** The same for many lines at once; absent where each must be asked for itself. */
  readonly joined?: RegExp;
  /** Whether it is plain text, which never matches emptily. */
  readonly plain: boolean;
  /** Whether no row of ASCII alone can match. */
  readonly beyondAscii: boolean;
}

/** Characters outside ASCII that fold to none in it: all but the Kelvin sign and the long s. */
const alwaysBeyond = /[^\p{ASCII}\u017f\u212a]/u;

const finderOf = (matcher: Matcher, text: string | undefined): Finder => {
  const joined = acrossLines(matcher.expression);
  return {
    matcher,
    ...(joined === undefined ? {} : { joined }),
    plain: text !== undefined,
    // In both spellings that a search accepts; some signs are composed to ASCII.
    beyondAscii:
      text !== undefined &&
      alwaysBeyond.test(text.normalize("NFC")) &&
      alwaysBeyond.test(text.normalize("NFD")),
  };
};

/** A query made ready; `undefined` for a wrong one, which nobody should have sent. */
export const finderOfQuery = (query: FindQuery): Finder | undefined => {
  const compiled = compileSearch(query);
  if (compiled._tag === "Wrong") return undefined;
  return finderOf(compiled.matcher, query.regex || query.text === "" ? undefined : query.text);
};

/** An expression of a filter made ready; `undefined` for a wrong one. */
export const finderOfExpression = (source: string, flags: string): Finder | undefined => {
  const compiled = compileExpression(source, flags, false);
  return compiled._tag === "Wrong" ? undefined : finderOf(compiled.matcher, undefined);
};

/**
 * Counts the matches in each row of a piece into `counts`, which must be 0 before; of a row's matches only the first
 * unless `all`.
 */
export const findIn = (
  piece: Piece,
  finder: Finder,
  counts: Uint32Array,
  options: { readonly all: boolean },
): void => {
  const { all } = options;
  if (finder.beyondAscii && piece.plain) return;
  const { odd } = piece;
  if (finder.joined === undefined) {
    for (let row = 0; row < piece.rows; row++)
      counts[row] = countIn(piece.rowText(row), finder, all);
    return;
  }
  if (!finder.beyondAscii || piece.decoded)
    findAcross(piece, piece.text, finder.joined, finder.plain, counts, all);
  for (let row = odd.indexOf(1); row >= 0; row = odd.indexOf(1, row + 1))
    counts[row] = countIn(piece.rowText(row), finder, all);
};

const countIn = (line: string, { matcher }: Finder, all: boolean): number =>
  all ? matcher.ranges(line).length : Number(matcher.test(line));

const findAcross = (
  piece: Piece,
  text: string,
  joined: RegExp,
  plain: boolean,
  counts: Uint32Array,
  all: boolean,
): void => {
  const { odd, rows } = piece;
  joined.lastIndex = 0;
  for (let row = 0; row < rows;) {
    const before = joined.lastIndex;
    // `test` makes no array of the match, and plain text needs none to be told from an empty one.
    const match = plain ? joined.test(text) : joined.exec(text);
    if (match === null || match === false) return;
    const at = joined.lastIndex;
    if (typeof match !== "boolean" && match[0] === "") {
      joined.lastIndex = Math.max(before, at) + 1;
      if (joined.lastIndex > text.length) return;
      continue;
    }
    while (row < rows && piece.end(row) < at) row++;
    if (odd[row] === 1) {
      joined.lastIndex = piece.end(row) + 1;
      continue;
    }
    counts[row] = (counts[row] ?? 0) + 1;
    if (!all) joined.lastIndex = piece.end(row) + 1;
  }
};
