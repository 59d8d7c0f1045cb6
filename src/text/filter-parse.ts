import { levelNames } from "../domain/level.ts";
import type { Comparison, Filter, FilterProblem, Term } from "./filter.ts";
import { levelOfName } from "./level-words.ts";
import { compileExpression } from "./search.ts";
import { isMoment } from "./when.ts";

/** What a typed filter says, and what of it could not be read. */
export interface ParsedFilter {
  readonly filter: Filter;
  readonly problems: ReadonlyArray<FilterProblem>;
}

interface Piece {
  readonly to: number;
  /** Absent where the piece could not be read. */
  readonly term?: Term;
  readonly problem?: FilterProblem;
}

/** A key and how it compares, in front of a value. */
const keyed = /([A-Za-z_@][\w.@/-]*?)(>=|<=|!=|==?|>|<|:)/y;

const isSpace = (c: string | undefined): boolean => c !== undefined && /\s/.test(c);

/** The index of the first space from `from` on. */
const wordEnd = (text: string, from: number): number => {
  let i = from;
  while (i < text.length && !isSpace(text[i])) i++;
  return i;
};

/** The value in quotes that opens at `from`, and the index behind it; `undefined` where it never ends. */
const quotedAt = (text: string, from: number): readonly [value: string, to: number] | undefined => {
  let value = "";
  for (let i = from + 1; i < text.length; i++) {
    const c = text[i] ?? "";
    if (c === '"') return [value, i + 1];
    const next = text[i + 1];
    if (c === "\\" && (next === '"' || next === "\\")) {
      value += next;
      i++;
    } else value += c;
  }
  return undefined;
};

/** The index of the slash that closes the expression that opens at `from`, or -1. */
const closingSlash = (text: string, from: number): number => {
  let inClass = false;
  for (let i = from + 1; i < text.length; i++) {
    const c = text[i];
    if (c === "\\") i++;
    else if (c === "[") inClass = true;
    else if (c === "]") inClass = false;
    else if (c === "/" && !inClass) return i;
  }
  return -1;
};

const unclosed = (from: number, to: number): Piece => ({
  to,
  problem: { from, to, sentence: "The quote that opens here is never closed." },
});

/** An expression, where a slash opens one: `/a/b` is a path, since what follows are no flags. */
const expressionAt = (text: string, from: number, exclude: boolean): Piece | undefined => {
  const close = closingSlash(text, from);
  if (close <= from + 1) return undefined;
  const to = wordEnd(text, close);
  const typed = text.slice(close + 1, to);
  if (!/^[gimsuy]*$/.test(typed)) return undefined;
  const flags = ["i", "m", "s"].filter((flag) => typed.includes(flag)).join("");
  const source = text.slice(from + 1, close);
  const compiled = compileExpression(source, flags, false);
  if (compiled._tag === "Wrong") {
    const sentence = `This expression is not valid: ${compiled.reason}.`;
    return { to, problem: { from, to, sentence } };
  }
  return { to, term: { _tag: "Expression", exclude, source, flags } };
};

const comparisonOf = (sign: string): Comparison =>
  sign === ":" || sign === "==" ? "=" : (sign as Comparison);

/** A keyed term from its parts; `text` where the parts are no such term, so that it is plain text. */
const keyedTerm = (
  key: string,
  sign: string,
  value: string,
  quoted: boolean,
  exclude: boolean,
): Term | string | undefined => {
  const comparison = comparisonOf(sign);
  const equals = comparison === "=";
  switch (key.toLowerCase()) {
    case "level": {
      const level = levelOfName(value);
      return level === undefined
        ? `"${value}" is no level: use trace, debug, info, warn, error or fatal.`
        : { _tag: "Level", exclude, comparison, level: levelNames[level] ?? "none" };
    }
    case "source":
      if (!equals) return undefined;
      return value === ""
        ? 'Name a source after "source:".'
        : { _tag: "Source", exclude, exact: sign !== ":", label: value };
    case "since":
    case "until":
      if (sign !== ":") break;
      return isMoment(value)
        ? {
            _tag: "Time",
            exclude,
            side: key.toLowerCase() === "since" ? "since" : "until",
            when: value,
          }
        : `"${value}" is no time: use 10:30, 5m or 2024-12-29T10:30.`;
    default:
      break;
  }
  if (sign === ":" || (value === "" && !quoted) || /[-./]$/.test(key)) return undefined;
  // "x=>y" and "List<String>" are code, not comparisons.
  if (equals && value.startsWith(">") && !quoted) return undefined;
  if (!equals && comparison !== "!=" && !quoted && !/^-?\d/.test(value)) return undefined;
  return { _tag: "Field", exclude, path: key, comparison, value };
};

/** A term with a key, where one begins at `from`. */
const keyedAt = (
  text: string,
  from: number,
  start: number,
  exclude: boolean,
): Piece | undefined => {
  keyed.lastIndex = from;
  const match = keyed.exec(text);
  if (match === null) return undefined;
  const [whole, key = "", sign = ""] = match;
  const at = from + whole.length;
  let value: string;
  let to: number;
  const quoted = text[at] === '"';
  if (quoted) {
    const inner = quotedAt(text, at);
    if (inner === undefined) return unclosed(at, text.length);
    [value, to] = inner;
    if (to < text.length && !isSpace(text[to])) return undefined;
  } else {
    to = wordEnd(text, at);
    value = text.slice(at, to);
  }
  const term = keyedTerm(key, sign, value, quoted, exclude);
  if (term === undefined) return undefined;
  return typeof term === "string"
    ? { to, problem: { from: start, to, sentence: term } }
    : { to, term };
};

const pieceAt = (text: string, start: number): Piece => {
  const exclude = text[start] === "-" && start + 1 < text.length && !isSpace(text[start + 1]);
  const from = exclude ? start + 1 : start;
  if (text[from] === '"') {
    const inner = quotedAt(text, from);
    return inner === undefined
      ? unclosed(from, text.length)
      : {
          to: inner[1],
          ...(inner[0] === "" ? {} : { term: { _tag: "Text", exclude, text: inner[0] } }),
        };
  }
  const special =
    text[from] === "/" ? expressionAt(text, from, exclude) : keyedAt(text, from, start, exclude);
  if (special !== undefined) return special;
  const to = wordEnd(text, from);
  return { to, term: { _tag: "Text", exclude, text: text.slice(from, to) } };
};

/**
 * Reads a typed filter: words and `"quoted text"` to include, `-` in front to exclude,
 * `/expression/i`, `level>=warn`, `source:app`, `since:10:30`, `until:5m`, and comparisons of
 * fields like `status>=500`. What cannot be read is left out and told with its place; all else holds.
 */
export const parseFilter = (text: string): ParsedFilter => {
  const filter: Array<Term> = [];
  const problems: Array<FilterProblem> = [];
  let i = 0;
  for (;;) {
    while (i < text.length && isSpace(text[i])) i++;
    if (i >= text.length) break;
    const piece = pieceAt(text, i);
    if (piece.term !== undefined) filter.push(piece.term);
    if (piece.problem !== undefined) problems.push(piece.problem);
    i = piece.to;
  }
  return { filter, problems };
};

const quoted = (text: string): string => `"${text.replace(/["\\]/g, "\\$&")}"`;

/** A value behind a key, in quotes where it needs them. */
const valueText = (value: string): string =>
  value === "" || /^[=>]|[\s"]/.test(value) ? quoted(value) : value;

/** Whether a filter of just this text is just this term. */
const readsBack = (text: string, term: Term): boolean => {
  const { filter, problems } = parseFilter(text);
  const only = filter[0];
  return (
    problems.length === 0 &&
    filter.length === 1 &&
    only?._tag === "Text" &&
    term._tag === "Text" &&
    only.text === term.text &&
    only.exclude === term.exclude
  );
};

/** A term as a person would type it, so that reading it gives the same term; the words of its chip. */
export const printTerm = (term: Term): string => {
  const sign = term.exclude ? "-" : "";
  switch (term._tag) {
    case "Text": {
      const bare = sign + term.text;
      return readsBack(bare, term) ? bare : sign + quoted(term.text);
    }
    case "Expression":
      // The engine's own spelling has every slash escaped.
      return `${sign}/${new RegExp(term.source).source}/${term.flags}`;
    case "Level":
      return `${sign}level${term.comparison}${term.level}`;
    case "Source":
      return `${sign}source${term.exact ? "=" : ":"}${valueText(term.label)}`;
    case "Time":
      return `${sign}${term.side}:${valueText(term.when)}`;
    case "Field": {
      // Only what begins like a number can be put in order without quotes: "List<String>" is text.
      const ordered = term.comparison !== "=" && term.comparison !== "!=";
      const value =
        ordered && !/^-?\d/.test(term.value) ? quoted(term.value) : valueText(term.value);
      return `${sign}${term.path}${term.comparison}${value}`;
    }
  }
};

/** A filter as a person would type it; `parseFilter` reads it back. */
export const printFilter = (filter: Filter): string => filter.map(printTerm).join(" ");
