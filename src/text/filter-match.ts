import { compareInstants, type Instant } from "../domain/instant.ts";
import { Level } from "../domain/level.ts";
import { fieldOf } from "./fields.ts";
import type { Comparison, Filter, Term } from "./filter.ts";
import { compileExpression, compileSearch, escapeExpression } from "./search.ts";
import { instantOf, type Clock } from "./when.ts";

/** What a filter looks at in a row. */
export interface FilterRow {
  /** Without escape sequences. */
  readonly text: string;
  /** Of the line, or of the first line of its fold, so that a trace stays with its error. */
  readonly level: Level;
  /** The source's name: `pod/container`. */
  readonly source: string;
  /** Absent where the line has no timestamp: such a row is in no range of time. */
  readonly time?: Instant | undefined;
}

/** Decides about a row. */
export type RowTest = (row: FilterRow) => boolean;

const never: RowTest = () => false;

const holds = (difference: number, comparison: Comparison): boolean => {
  switch (comparison) {
    case "=":
      return difference === 0;
    case "!=":
      return difference !== 0;
    case ">=":
      return difference >= 0;
    case "<=":
      return difference <= 0;
    case ">":
      return difference > 0;
    case "<":
      return difference < 0;
  }
};

const levelTest =
  (comparison: Comparison, level: Level): RowTest =>
  (row) =>
    // A line that does not say its level is neither above nor below another.
    comparison === "=" || comparison === "!="
      ? holds(row.level - level, comparison)
      : row.level !== Level.none && holds(row.level - level, comparison);

const fold = (text: string): string => text.normalize("NFC").toLowerCase();

const quantity = /^(-?\d+(?:\.\d+)?(?:e[+-]?\d+)?)\s?([a-zµ%]*)$/i;

/**
 * How a field's value stands to the one asked for: as numbers where both are (of one unit, as in
 * `812ms`), as text ignoring case where neither is; `undefined` where they cannot be compared.
 */
const difference = (actual: string, wanted: string): number | undefined => {
  const a = quantity.exec(actual);
  const b = quantity.exec(wanted);
  if (a !== null && b !== null) {
    const unit = (quantity: RegExpExecArray): string => (quantity[2] ?? "").toLowerCase();
    return unit(a) === unit(b) ? Number(a[1]) - Number(b[1]) : undefined;
  }
  if (a !== null || b !== null) return undefined;
  const x = fold(actual);
  const y = fold(wanted);
  return x < y ? -1 : x > y ? 1 : 0;
};

/** Whether a field that has a value is as a comparison with another wants it. */
export const fieldHolds =
  (comparison: Comparison, value: string) =>
  (actual: string): boolean => {
    const distance = difference(actual, value);
    return distance === undefined ? comparison === "!=" : holds(distance, comparison);
  };

/**
 * Decides about a row by a field of it; `fits` about the field's value, where it has one ({@link fieldHolds} unless
 * given).
 */
export const fieldTest = (
  path: string,
  comparison: Comparison,
  value: string,
  fits = fieldHolds(comparison, value),
): RowTest => {
  // In a line without such a field, "id=5" is what was typed: text, as in "GET /cart?id=5".
  const literal = compileExpression(
    String.raw`(?<![\p{L}\p{N}_])${escapeExpression(path)}=${escapeExpression(value)}(?![\p{L}\p{N}_])`,
    "i",
    false,
  );
  return (row) => {
    const actual = fieldOf(row.text, path);
    return actual === undefined
      ? comparison === "=" && literal._tag === "Ready" && literal.matcher.test(row.text)
      : fits(actual);
  };
};

const timeTest = (side: "since" | "until", when: string, clock: Clock): RowTest => {
  const edge = instantOf(when, clock);
  if (edge === undefined) return never;
  return side === "since"
    ? (row) => row.time !== undefined && compareInstants(row.time, edge) >= 0
    : (row) => row.time !== undefined && compareInstants(row.time, edge) <= 0;
};

const sourceTest = (wanted: string, exact: boolean): RowTest => {
  const sought = fold(wanted);
  const fits = (name: string): boolean =>
    exact ? name === sought || name.split("/").includes(sought) : name.includes(sought);
  /** Sources are few, and rows are many. */
  const known = new Map<string, boolean>();
  return ({ source }) => {
    const before = known.get(source);
    if (before !== undefined) return before;
    const found = fits(fold(source));
    known.set(source, found);
    return found;
  };
};

const textTest = (term: Term): RowTest => {
  const compiled =
    term._tag === "Text"
      ? compileSearch({ text: term.text, caseSensitive: false, wholeWord: false, regex: false })
      : term._tag === "Expression"
        ? compileExpression(term.source, term.flags, false)
        : undefined;
  if (compiled === undefined || compiled._tag === "Wrong") return never;
  return (row) => compiled.matcher.test(row.text);
};

const testOf = (term: Term, clock: Clock): RowTest => {
  switch (term._tag) {
    case "Level":
      return levelTest(term.comparison, Level[term.level]);
    case "Source":
      return sourceTest(term.label, term.exact);
    case "Time":
      return timeTest(term.side, term.when, clock);
    case "Field":
      return fieldTest(term.path, term.comparison, term.value);
    default:
      return textTest(term);
  }
};

/** Whether a term looks at a row's text; where none of a filter does, no line need be decoded. */
export const readsText = (term: Term): boolean =>
  term._tag === "Text" || term._tag === "Expression" || term._tag === "Field";

/** Terms of which a row can fulfil only one are alternatives: `source:a source:b`, `level=warn level=error`. */
const isAlternative = (term: Term, tag: "Source" | "Level"): boolean =>
  term._tag === tag && !term.exclude && (term._tag !== "Level" || term.comparison === "=");

/**
 * A filter made ready for many rows. All of its terms must hold, an excluding one by not holding,
 * but for terms that name several sources or several exact levels: one of each kind is enough.
 * Times are resolved once, by the clock given. What is cheap to tell is asked first.
 */
export const compileFilter = (filter: Filter, clock: Clock): RowTest => {
  const alternatives: ReadonlyArray<RowTest> = (["Source", "Level"] as const).flatMap((tag) => {
    const tests = filter.filter((term) => isAlternative(term, tag)).map((t) => testOf(t, clock));
    return tests.length === 0 ? [] : [(row: FilterRow) => tests.some((test) => test(row))];
  });
  const others = filter
    .filter((term) => !isAlternative(term, "Source") && !isAlternative(term, "Level"))
    .toSorted((a, b) => Number(readsText(a)) - Number(readsText(b)))
    .map((term): RowTest => {
      const test = testOf(term, clock);
      return term.exclude ? (row) => !test(row) : test;
    });
  const tests = [...alternatives, ...others];
  return (row) => tests.every((test) => test(row));
};

/** Whether one row passes a filter; for many rows, compile it once. */
export const matches = (filter: Filter, row: FilterRow, clock: Clock): boolean =>
  compileFilter(filter, clock)(row);
