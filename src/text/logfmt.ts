import { kindOfWord, type Token } from "./token.ts";

/** One `key=value` of a line; the value's range has its quotes, if it has any. */
export interface Pair {
  readonly keyFrom: number;
  readonly keyTo: number;
  readonly valueFrom: number;
  readonly valueTo: number;
}

const QUOTE = 0x22;
const EQUALS = 0x3d;

const isSpace = (c: number): boolean => c === 0x20 || c === 0x09;

/** Letters, digits and `_ - . / @ :`, any script; what stands in a key of logfmt. */
const isKeyPart = (c: number): boolean =>
  (c >= 0x2d && c <= 0x3a) ||
  (c >= 0x40 && c <= 0x5a) ||
  c === 0x5f ||
  (c >= 0x61 && c <= 0x7a) ||
  c > 0xa0;

/** Whether a key may begin with it: `-x=1` and `./a=b` are options and paths. */
const isKeyStart = (c: number): boolean =>
  (c >= 0x40 && c <= 0x5a) || c === 0x5f || (c >= 0x61 && c <= 0x7a) || c > 0xa0;

/** The index after a quoted value that opens at `from`; the end of the text where it is never closed. */
const afterQuoted = (text: string, from: number): number => {
  let i = from + 1;
  while (i < text.length) {
    const c = text.charCodeAt(i);
    if (c === QUOTE) return i + 1;
    i += c === 0x5c ? 2 : 1;
  }
  return text.length;
};

/**
 * The `key=value` pairs of a line in their order, wherever they stand between other words. A value
 * in quotes may hold anything, one without ends at a space, and a comma or semicolon at its end is
 * not part of it.
 */
export const pairsOf = (text: string): ReadonlyArray<Pair> => {
  const pairs: Array<Pair> = [];
  let i = 0;
  while (i < text.length) {
    while (i < text.length && isSpace(text.charCodeAt(i))) i++;
    const keyFrom = i;
    if (text.charCodeAt(i) === QUOTE) {
      i = afterQuoted(text, i);
      continue;
    }
    if (isKeyStart(text.charCodeAt(i))) while (isKeyPart(text.charCodeAt(i))) i++;
    if (i === keyFrom || text.charCodeAt(i) !== EQUALS) {
      while (i < text.length && !isSpace(text.charCodeAt(i))) i++;
      continue;
    }
    const keyTo = i;
    const valueFrom = ++i;
    let valueTo: number;
    if (text.charCodeAt(i) === QUOTE) valueTo = i = afterQuoted(text, i);
    else {
      while (i < text.length && !isSpace(text.charCodeAt(i))) i++;
      const last = text.charCodeAt(i - 1);
      valueTo = i > valueFrom && (last === 0x2c || last === 0x3b) ? i - 1 : i;
    }
    pairs.push({ keyFrom, keyTo, valueFrom, valueTo });
  }
  return pairs;
};

/**
 * The pieces of a line of logfmt: put together they are the line. `undefined` for a line with fewer
 * than two pairs, which is a sentence that happens to hold one.
 */
export const tokenizeLogfmt = (text: string): ReadonlyArray<Token> | undefined => {
  const pairs = pairsOf(text);
  if (pairs.length < 2) return undefined;
  const tokens: Array<Token> = [];
  let from = 0;
  for (const pair of pairs) {
    if (pair.keyFrom > from) tokens.push({ kind: "text", text: text.slice(from, pair.keyFrom) });
    tokens.push({ kind: "key", text: text.slice(pair.keyFrom, pair.keyTo) });
    tokens.push({ kind: "punctuation", text: "=" });
    const value = text.slice(pair.valueFrom, pair.valueTo);
    if (value !== "") tokens.push({ kind: kindOfWord(value) ?? "string", text: value });
    from = pair.valueTo;
  }
  if (from < text.length) tokens.push({ kind: "text", text: text.slice(from) });
  return tokens;
};

/** The lines of a laid-out line of logfmt, each as pieces: one pair a line, other words on theirs. */
export const prettyLogfmt = (tokens: ReadonlyArray<Token>): ReadonlyArray<ReadonlyArray<Token>> => {
  const lines: Array<ReadonlyArray<Token>> = [];
  let line: Array<Token> = [];
  const turn = (): void => {
    if (line.length > 0) lines.push(line);
    line = [];
  };
  for (const token of tokens) {
    if (token.kind === "key") turn();
    if (token.kind !== "text") line.push(token);
    else if (/[^\s,;]/.test(token.text)) {
      turn();
      line.push({ kind: "text", text: token.text.trim() });
    }
  }
  turn();
  return lines;
};
