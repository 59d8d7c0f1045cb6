import { kindOfWord, type Token, type TokenKind } from "./token.ts";

const QUOTE = 0x22;
const BACKSLASH = 0x5c;

/** Deeper than this, a pretty-printed value is no longer indented further, so that its size stays in proportion. */
const MAX_INDENT = 40;

const isSpace = (c: number): boolean => c === 0x20 || (c >= 0x09 && c <= 0x0d);

const isPunctuation = (c: number): boolean =>
  c === 0x7b || c === 0x7d || c === 0x5b || c === 0x5d || c === 0x3a || c === 0x2c;

const afterSpace = (text: string, from: number): number => {
  let i = from;
  while (i < text.length && isSpace(text.charCodeAt(i))) i++;
  return i;
};

/** The index after the string that opens at `from`; the end of the text where it is never closed. */
export const afterJsonString = (text: string, from: number): number => {
  for (let at = text.indexOf('"', from + 1); at >= 0; at = text.indexOf('"', at + 1)) {
    let before = at - 1;
    while (text.charCodeAt(before) === BACKSLASH) before--;
    // An even number of backslashes are escaped themselves.
    if ((at - before) % 2 === 1) return at + 1;
  }
  return text.length;
};

/**
 * Where JSON begins in a line: an object whose first key or end stands right behind its brace, or
 * an array of objects or strings at the line's start; anything may stand before an object. -1 for
 * a line that has none.
 */
export const jsonStart = (text: string): number => {
  const first = afterSpace(text, 0);
  if (text.charCodeAt(first) === 0x5b) {
    const next = text.charCodeAt(afterSpace(text, first + 1));
    if (next === 0x7b || next === QUOTE) return first;
  }
  for (let i = text.indexOf("{", first); i >= 0; i = text.indexOf("{", i + 1)) {
    const next = afterSpace(text, i + 1);
    const c = text.charCodeAt(next);
    if (c === 0x7d && i === first) return i;
    if (c !== QUOTE) continue;
    // A brace and a quote alone may be anything; a key has its colon, or the line was cut.
    const after = afterSpace(text, afterJsonString(text, next));
    if (after >= text.length || text.charCodeAt(after) === 0x3a) return i;
  }
  return -1;
};

/**
 * The pieces of a line that holds JSON: put together they are the line, and every character is in
 * one. It takes linear time and never fails: what is broken is coloured as far as it goes. `undefined`
 * for a line without JSON.
 */
export const tokenizeJson = (text: string): ReadonlyArray<Token> | undefined => {
  const start = jsonStart(text);
  if (start < 0) return undefined;
  const tokens: Array<Token> = [];
  if (start > 0) tokens.push({ kind: "text", text: text.slice(0, start) });
  let depth = 0;
  let i = start;
  while (i < text.length) {
    const from = i;
    const c = text.charCodeAt(i);
    let kind: TokenKind;
    if (c === QUOTE) {
      i = afterJsonString(text, i);
      kind = text.charCodeAt(afterSpace(text, i)) === 0x3a ? "key" : "string";
    } else if (isPunctuation(c)) {
      i++;
      kind = "punctuation";
      if (c === 0x7b || c === 0x5b) depth++;
      if (c === 0x7d || c === 0x5d) depth--;
    } else if (isSpace(c)) {
      i = afterSpace(text, i);
      kind = "text";
    } else {
      do i++;
      while (i < text.length && !endsWord(text.charCodeAt(i)));
      kind = kindOfWord(text.slice(from, i)) ?? "text";
    }
    tokens.push({ kind, text: text.slice(from, i) });
    if (depth <= 0) break;
  }
  if (i < text.length) tokens.push({ kind: "text", text: text.slice(i) });
  return tokens;
};

const endsWord = (c: number): boolean => c === QUOTE || isPunctuation(c) || isSpace(c);

/**
 * The lines of a pretty-printed value, each as pieces, from the pieces of its line: two spaces a
 * level, one member a line, empty objects and arrays closed. Numbers, escapes and the order of keys
 * stay as they came, since nothing is parsed. What stands before and after the value has a line of
 * its own.
 */
export const prettyJson = (tokens: ReadonlyArray<Token>): ReadonlyArray<ReadonlyArray<Token>> => {
  const lines: Array<ReadonlyArray<Token>> = [];
  let line: Array<Token> = [];
  let depth = 0;
  const turn = (): void => {
    lines.push(line);
    const indent = 2 * Math.min(Math.max(depth, 0), MAX_INDENT);
    line = indent > 0 ? [{ kind: "text", text: " ".repeat(indent) }] : [];
  };
  const pieces = tokens.filter((token) => token.kind !== "text" || token.text.trim() !== "");
  for (const [index, token] of pieces.entries()) {
    const mark = token.kind === "punctuation" ? token.text : "";
    const previous = pieces[index - 1];
    if (mark === "}" || mark === "]") {
      depth--;
      if (previous?.text !== (mark === "}" ? "{" : "[")) turn();
    } else if (previous?.kind === "punctuation" && opens(previous.text)) turn();
    const outside = token.kind === "text" && depth <= 0;
    if (outside && line.length > 0) turn();
    line.push(outside ? { kind: "text", text: token.text.trim() } : token);
    if (outside && index < pieces.length - 1) turn();
    if (mark === "{" || mark === "[") depth++;
    else if (mark === ",") turn();
    else if (mark === ":") line.push({ kind: "text", text: " " });
  }
  lines.push(line);
  return lines;
};

const opens = (mark: string): boolean => mark === "{" || mark === "[";
