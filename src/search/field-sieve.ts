import { fieldHolds, fieldTest } from "../text/filter-match.ts";
import type { Term } from "../text/filter.ts";
import { escapeExpression, type FindQuery } from "../text/search.ts";
import { finderOfQuery, findIn } from "./finder.ts";
import type { PieceRow } from "./piece-row.ts";
import type { Piece } from "./piece.ts";

/** Leaves in `passed` those rows of a piece whose field is as a term wants it; `line` looks at rows of the piece. */
export type FieldSieve = (piece: Piece, passed: Uint8Array, line: PieceRow) => void;

/** What is known of a row that has not been taken apart; the greater holds against the lesser. */
const Verdict = { fails: 0, open: 1, passes: 2 } as const;
type Verdict = (typeof Verdict)[keyof typeof Verdict];

const QUOTE = 0x22;
const DOT = 0x2e;
const COLON = 0x3a;
const EQUALS = 0x3d;

/** So many values are remembered with what they come to: logs repeat themselves. */
const mostKnown = 4_096;
/** Longer ones are not: the engine would keep the text alive that they are cut out of. */
const longestKnown = 12;

/** Longer rows are taken apart, in characters: an expression may use up its memory on megabytes. */
const plainReach = 16_384;

const isBlank = (c: number): boolean => c === 0x20 || c === 0x09;
/** A space of JSON, but no line feed: that ends the row. */
const isSpace = (c: number): boolean => isBlank(c) || (c > 0x0a && c <= 0x0d);
const endsValue = (c: number): boolean => c === 0x2c || c === 0x7d || c === 0x5d || isSpace(c);

const string = String.raw`"[^"\\\n]*"`;
const word = String.raw`[^"{}[\],\s\\]+`;
/** Objects and arrays with none in them. */
const flatObject = String.raw`\{[^{}[\]"\n]*(?:${string}[^{}[\]"\n]*)*\}`;
const flatArray = String.raw`\[[^{}[\]"\n]*(?:${string}[^{}[\]"\n]*)*\]`;
const member = `${string}: ?(?:${string}|${word}|${flatObject}|${flatArray}), ?`;

/**
 * From a row's beginning up to the value of the first field of a path, over members that are nested no deeper than once
 * and have no escapes.
 */
const plainObject = (path: string): RegExp => {
  const keys = path.split(".");
  const levels = keys.map((key, i) => {
    // A key with dots may be several parts of the path, or all of it.
    const others = keys
      .slice(i)
      .map((_, j) => escapeExpression(keys.slice(i, i + j + 1).join(".")));
    return String.raw`\{(?:(?!"(?:${others.join("|")})":)${member})*"${escapeExpression(key)}": ?`;
  });
  return new RegExp(levels.join(""), "y");
};

/** The same over the pairs and words of logfmt, of a row without a brace. */
const plainPairs = (key: string): RegExp =>
  new RegExp(
    String.raw`[ \t]*(?:(?!${key}=)(?:[A-Za-z_@][\w.@/:-]*(?:="[^"\\\n]*"|[^ \t"\n]*)|[^ \t"\nA-Za-z_@][^ \t"\n]*)[ \t]+)*${key}=`,
    "y",
  );

/**
 * A field's condition made ready for pieces of rows. To take each row apart would cost a million rows a second or two,
 * so the key is sought in all of them at once. Where no value behind it is as wanted, the row fails; where one is and
 * it is plain to see that it is the field's, as in most logs, the row passes; what is left is taken apart.
 */
export const makeFieldSieve = (term: Extract<Term, { readonly _tag: "Field" }>): FieldSieve => {
  const { comparison, exclude, path, value } = term;
  const holds = remembering(fieldHolds(comparison, value));
  const precise = fieldTest(path, comparison, value, holds);
  /** The last part of the path, which every form of the field has in front of its value. */
  const name = path.slice(path.lastIndexOf(".") + 1);
  const isNested = name !== path;
  const object = plainObject(path);
  const pairs = plainPairs(escapeExpression(path));
  // Where there is no such field, `id=5` is text: a row with it anywhere is looked at.
  const literal = comparison === "=" ? finderOfQuery(plainText(`${path}=${value}`)) : undefined;
  let verdicts = new Uint8Array(0);
  let counts = new Uint32Array(0);
  /** The first brace of the piece that is not above the row that is looked at. */
  let brace = 0;

  /** Whether a row from `start` on is plainly such that the value at `from` is the field's. */
  const isPlain = (
    text: string,
    plain: RegExp,
    start: number,
    end: number,
    from: number,
  ): boolean => {
    if (end - start > plainReach) return false;
    // JSON anywhere in a row would be its fields, and its pairs none.
    if (plain === pairs) {
      if (brace < start) brace = indexIn(text, "{", start);
      if (brace < end) return false;
    }
    plain.lastIndex = start;
    return plain.test(text) && plain.lastIndex === from;
  };

  /** What the name at `at` says of its row. */
  const verdictAt = (text: string, at: number, start: number, end: number): Verdict => {
    const before = at === start ? 0x20 : text.charCodeAt(at - 1);
    const behind = at + name.length;
    if (text.charCodeAt(behind) === EQUALS) {
      if (isNested ? before !== DOT : !isBlank(before) && before !== QUOTE) return Verdict.fails;
      const from = behind + 1;
      const to = text.charCodeAt(from) === QUOTE ? -1 : afterPair(text, from, end);
      const actual = to < 0 ? quotedAt(text, from, end) : text.slice(from, to);
      return judged(actual, text, pairs, start, end, from);
    }
    if (text.charCodeAt(behind) !== QUOTE) return Verdict.fails;
    if (before !== QUOTE && !(isNested && before === DOT)) return Verdict.fails;
    const colon = afterSpace(text, behind + 1);
    if (text.charCodeAt(colon) !== COLON) return Verdict.fails;
    const from = afterSpace(text, colon + 1);
    const first = text.charCodeAt(from);
    // Objects and arrays are taken apart.
    if (first === 0x7b || first === 0x5b) return Verdict.open;
    const actual =
      first === QUOTE ? quotedAt(text, from, end) : text.slice(from, afterWord(text, from, end));
    return judged(actual, text, object, start, end, from);
  };

  const judged = (
    actual: string | undefined,
    text: string,
    plain: RegExp,
    start: number,
    end: number,
    from: number,
  ): Verdict => {
    if (actual === undefined) return Verdict.open;
    if (!holds(actual)) return Verdict.fails;
    return isPlain(text, plain, start, end, from) ? Verdict.passes : Verdict.open;
  };

  /** Judges the rows that passed so far, by the places where the name stands. */
  const judge = (piece: Piece, passed: Uint8Array): void => {
    const { rows, text } = piece;
    brace = -1;
    for (let row = 0, at = text.indexOf(name); at >= 0;) {
      while (row < rows && piece.end(row) < at) row++;
      if (row === rows) return;
      const end = piece.end(row);
      if (passed[row] === 1) {
        const verdict = verdictAt(text, at, piece.start(row), end);
        if (verdict > (verdicts[row] ?? 0)) verdicts[row] = verdict;
      }
      const isDone = passed[row] !== 1 || verdicts[row] === Verdict.passes;
      at = text.indexOf(name, isDone ? end + 1 : at + 1);
    }
  };

  return (piece, passed, line) => {
    const { odd, rows } = piece;
    if (verdicts.length < rows) {
      verdicts = new Uint8Array(rows);
      counts = new Uint32Array(rows);
    } else {
      verdicts.fill(0, 0, rows);
      counts.fill(0, 0, rows);
    }
    judge(piece, passed);
    if (literal !== undefined) findIn(piece, literal, counts, { all: false });
    for (let row = 0; row < rows; row++) {
      if (passed[row] === 0) continue;
      let passes = verdicts[row] === Verdict.passes;
      if (odd[row] === 1 || verdicts[row] === Verdict.open || (!passes && counts[row] !== 0)) {
        line.row = row;
        passes = precise(line);
      }
      if (passes === exclude) passed[row] = 0;
    }
  };
};

const plainText = (text: string): FindQuery => ({
  text,
  caseSensitive: false,
  wholeWord: false,
  regex: false,
});

const remembering = (holds: (actual: string) => boolean): ((actual: string) => boolean) => {
  const known = new Map<string, boolean>();
  return (actual) => {
    if (actual.length > longestKnown) return holds(actual);
    const before = known.get(actual);
    if (before !== undefined) return before;
    if (known.size === mostKnown) known.clear();
    const result = holds(actual);
    known.set(actual, result);
    return result;
  };
};

const indexIn = (text: string, sign: string, from: number): number => {
  const at = text.indexOf(sign, from);
  return at < 0 ? Number.POSITIVE_INFINITY : at;
};

const afterSpace = (text: string, from: number): number => {
  let i = from;
  while (isSpace(text.charCodeAt(i))) i++;
  return i;
};

/** The index behind a value of logfmt without quotes. */
const afterPair = (text: string, from: number, end: number): number => {
  let i = from;
  while (i < end && !isBlank(text.charCodeAt(i))) i++;
  const last = text.charCodeAt(i - 1);
  return i > from && (last === 0x2c || last === 0x3b) ? i - 1 : i;
};

/** The index behind a number, a boolean or `null` of JSON. */
const afterWord = (text: string, from: number, end: number): number => {
  let i = from;
  while (i < end && !endsValue(text.charCodeAt(i))) i++;
  return i;
};

/** What the quotes that open at `from` hold; `undefined` where they are never closed, or hold escapes. */
const quotedAt = (text: string, from: number, end: number): string | undefined => {
  const close = text.indexOf('"', from + 1);
  if (close < 0 || close >= end) return undefined;
  const inner = text.slice(from + 1, close);
  return inner.includes("\\") ? undefined : inner;
};
