import { afterJsonString, jsonStart } from "./json.ts";
import { pairsOf } from "./logfmt.ts";

/** A field of a line: its path (keys joined by dots) and its value as text, unescaped. */
export type Field = readonly [path: string, value: string];

/** Objects nested deeper than this are not looked into. */
const MAX_DEPTH = 32;

const QUOTE = 0x22;
const DOT = 0x2e;

const isSpace = (c: number): boolean => c === 0x20 || (c >= 0x09 && c <= 0x0d);

const afterSpace = (text: string, from: number): number => {
  let i = from;
  while (i < text.length && isSpace(text.charCodeAt(i))) i++;
  return i;
};

/** What the text in quotes says; as it stands where its escapes are broken. */
const unquoted = (quoted: string): string => {
  const inner = quoted.slice(1, quoted.length > 1 && quoted.endsWith('"') ? -1 : undefined);
  if (!inner.includes("\\")) return inner;
  try {
    const value: unknown = JSON.parse(quoted);
    return typeof value === "string" ? value : inner;
  } catch {
    return inner;
  }
};

/** The index after the value that starts at `from`: a string, a word, or a whole object or array. */
const afterValue = (text: string, from: number): number => {
  const first = text.charCodeAt(from);
  if (first === QUOTE) return afterJsonString(text, from);
  let i = from;
  if (first !== 0x7b && first !== 0x5b) {
    while (i < text.length) {
      const c = text.charCodeAt(i);
      if (c === 0x2c || c === 0x7d || c === 0x5d || isSpace(c)) break;
      i++;
    }
    return i;
  }
  let depth = 0;
  while (i < text.length) {
    const c = text.charCodeAt(i);
    if (c === QUOTE) {
      i = afterJsonString(text, i);
      continue;
    }
    i++;
    if (c === 0x7b || c === 0x5b) depth++;
    else if ((c === 0x7d || c === 0x5d) && --depth === 0) break;
  }
  return i;
};

/** What to do with a key's value: look into the object, take it as it is, or end the walk. */
type Step = "enter" | "pass" | "end";

/**
 * Walks the keys of the object at `start` in their order, into the objects that `at` asks to enter.
 * `at` gets the depth (0 for the outermost), the key's range without quotes and where its value
 * starts; it answers `enter` only for an object.
 */
const walk = (
  text: string,
  start: number,
  at: (depth: number, keyFrom: number, keyTo: number, value: number) => Step,
): void => {
  let depth = 0;
  let i = start + 1;
  while (i < text.length) {
    const c = text.charCodeAt(i);
    if (c === QUOTE) {
      const end = afterJsonString(text, i);
      const colon = afterSpace(text, end);
      if (text.charCodeAt(colon) !== 0x3a) {
        i = end;
        continue;
      }
      const value = afterSpace(text, colon + 1);
      const step = at(depth, i + 1, end - 1, value);
      if (step === "end") return;
      if (step === "enter") {
        depth++;
        i = value + 1;
      } else i = afterValue(text, value);
    } else {
      i++;
      if (c === 0x7d && --depth < 0) return;
    }
  }
};

const valueAt = (text: string, from: number): string => {
  const raw = text.slice(from, afterValue(text, from));
  return raw.startsWith('"') ? unquoted(raw) : raw;
};

/** The JSON object that a line holds begins here; -1 for none, and for an array. */
const objectStart = (text: string): number => {
  const start = jsonStart(text);
  return start >= 0 && text.charCodeAt(start) === 0x7b ? start : -1;
};

const canEnter = (text: string, value: number, depth: number): boolean =>
  text.charCodeAt(value) === 0x7b && depth < MAX_DEPTH;

/**
 * The fields of a line in their order: of its JSON object, with those of nested objects under
 * dotted paths and arrays as they stand; else its pairs of logfmt; else none. Never fails, also
 * where the line was cut.
 */
export const fieldsOf = (text: string): ReadonlyArray<Field> => {
  const start = objectStart(text);
  if (start < 0) {
    return pairsOf(text).map((pair) => [
      text.slice(pair.keyFrom, pair.keyTo),
      pairValue(text, pair.valueFrom, pair.valueTo),
    ]);
  }
  const fields: Array<Field> = [];
  const prefixes: Array<string> = [""];
  walk(text, start, (depth, keyFrom, keyTo, value) => {
    const path = (prefixes[depth] ?? "") + text.slice(keyFrom, keyTo);
    if (canEnter(text, value, depth)) {
      prefixes[depth + 1] = `${path}.`;
      return "enter";
    }
    fields.push([path, valueAt(text, value)]);
    return "pass";
  });
  return fields;
};

const pairValue = (text: string, from: number, to: number): string => {
  const raw = text.slice(from, to);
  return raw.startsWith('"') ? unquoted(raw) : raw;
};

/**
 * The value of one field, as {@link fieldsOf} gives it, without making the others: the first of
 * that path, or `undefined`. Fast where the line has no such key at all.
 */
export const fieldOf = (text: string, path: string): string | undefined => {
  if (!text.includes(path.slice(path.lastIndexOf(".") + 1))) return undefined;
  const start = objectStart(text);
  if (start < 0) {
    for (const pair of pairsOf(text)) {
      if (pair.keyTo - pair.keyFrom === path.length && text.startsWith(path, pair.keyFrom)) {
        return pairValue(text, pair.valueFrom, pair.valueTo);
      }
    }
    return undefined;
  }
  /** How much of the path the objects that are open have used up. */
  const used: Array<number> = [0];
  let found: string | undefined;
  walk(text, start, (depth, keyFrom, keyTo, value) => {
    const offset = used[depth] ?? 0;
    const end = offset + keyTo - keyFrom;
    const fits =
      (end === path.length || path.charCodeAt(end) === DOT) &&
      path.startsWith(text.slice(keyFrom, keyTo), offset);
    if (fits && canEnter(text, value, depth) && end < path.length) {
      used[depth + 1] = end + 1;
      return "enter";
    }
    if (!fits || end < path.length || canEnter(text, value, depth)) return "pass";
    found = valueAt(text, value);
    return "end";
  });
  return found;
};
