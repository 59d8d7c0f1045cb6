import { Level } from "../domain/level.ts";
import { letterLevel } from "./level-words.ts";
import { afterEscape, Ascii, byteAt, isDigit, isLetter, isUpper, stands } from "./line-bytes.ts";

/** The shortest stamp that a level may follow without any sign between: `10:30:45`. */
const STAMP = 8;

/**
 * Whether `[from, to)` is a key whose value is a level, `before` being the byte in front of it and
 * `line` where the line begins.
 */
export const isLevelKey = (
  bytes: Uint8Array,
  line: number,
  from: number,
  to: number,
  before: number,
): boolean => {
  const start = to - from === 8 && stands(bytes, from, to, "log") ? from + 3 : from;
  const named =
    to - start === 5
      ? stands(bytes, start, to, "level") ||
        stands(bytes, start, to, "Level") ||
        stands(bytes, start, to, "LEVEL")
      : to - from === 3
        ? stands(bytes, from, to, "lvl") || stands(bytes, from, to, "LVL")
        : to - from === 8 && stands(bytes, from, to, "severity");
  if (!named) return false;
  switch (before) {
    case Ascii.dot:
    case Ascii.underscore:
      return from - 4 >= line && stands(bytes, from - 4, from, "log");
    case Ascii.space:
    case Ascii.tab:
    case Ascii.comma:
    case Ascii.open:
    case Ascii.openParen:
    case Ascii.openBrace:
    case Ascii.bar:
      return true;
    default:
      return false;
  }
};

/** Whether a word makes the one behind it part of a sentence: "no ERROR", "the ERROR", "level: DEBUG". */
const bindsNext = (bytes: Uint8Array, from: number, to: number): boolean => {
  const a = byteAt(bytes, from, to) | 0x20;
  const b = byteAt(bytes, from + 1, to) | 0x20;
  const last = byteAt(bytes, to - 1, to) | 0x20;
  switch (to - from) {
    case 2:
      // no, to, so, in, an, on, is, as, us, of, if, or, at, it, by, my
      return (
        b === 0x6f ||
        b === 0x6e ||
        b === 0x73 ||
        b === 0x66 ||
        b === 0x72 ||
        b === 0x74 ||
        b === 0x79
      );
    case 3:
      return (
        (a === 0x74 && b === 0x68) || // the
        (a === 0x61 && b === 0x6e) || // any, and
        (a === 0x6e && b === 0x6f) || // not
        (a === 0x66 && b === 0x6f) || // for
        (a === 0x68 && b === 0x61) || // has, had
        (a === 0x73 && b === 0x65) // set
      );
    case 5:
      return a === 0x6c && b === 0x65 && last === 0x6c; // level
    case 7:
      return a === 0x77 && b === 0x69 && last === 0x74; // without
    default:
      return false;
  }
};

/** Whether the word in `[from, to)` is the name of an exception's class: `IOException`, `TypeError`. */
const namesException = (bytes: Uint8Array, from: number, to: number): boolean =>
  (to - from > 5 && stands(bytes, to - 5, to, "Error")) ||
  (to - from >= 9 && stands(bytes, to - 9, to, "Exception"));

/** Whether a word stands in a pair of signs, `then` being the first byte behind it and its padding. */
const isEnclosed = (
  before: number,
  after: number,
  then: number,
  upper: boolean,
  bracket: boolean,
): boolean =>
  (before === Ascii.open && then === Ascii.close) ||
  (before === Ascii.less && then === Ascii.greater) ||
  (before === Ascii.bar && then === Ascii.bar) ||
  (before === Ascii.openParen && then === Ascii.closeParen && upper) ||
  // Apache 2.4: "[core:error]"
  (before === Ascii.colon && bracket && after === Ascii.close) ||
  (before === Ascii.tab && after === Ascii.tab);

/** Whether a word in capitals may be a level behind the byte `before`. */
const opensCapitals = (before: number, after: number): boolean => {
  switch (before) {
    case Ascii.space:
    case Ascii.tab:
    case Ascii.bar:
    case Ascii.open:
    case Ascii.close:
    case Ascii.closeParen:
    case Ascii.closeBrace:
    case Ascii.greater:
      return true;
    case Ascii.comma:
      return after === Ascii.comma;
    case Ascii.colon:
    case Ascii.dot: // Monolog: "app.WARNING: msg"
      return after === Ascii.colon;
    default:
      return false;
  }
};

/** Whether a word in capitals may be a level before the byte `after`. */
const closesCapitals = (after: number, beyond: number, csv: boolean, bracket: boolean): boolean => {
  switch (after) {
    case 0:
    case Ascii.space:
    case Ascii.tab:
    case Ascii.bar:
    case Ascii.open:
    case Ascii.close:
    case Ascii.bang:
      return true;
    case Ascii.colon:
      return beyond !== Ascii.colon;
    case Ascii.comma:
      return csv;
    case Ascii.slash: // Celery: "WARNING/MainProcess]"
      return bracket;
    default:
      return false;
  }
};

/** .NET's console logger has abbreviations of its own, at the start of the line only: `fail: `. */
const dotnetLevel = (bytes: Uint8Array, from: number, to: number): Level => {
  if (stands(bytes, from, to, "fail")) return Level.error;
  if (stands(bytes, from, to, "dbug")) return Level.debug;
  return stands(bytes, from, to, "trce") ? Level.trace : Level.none;
};

/** The index of the first byte from `from` on that is neither a space nor part of a colour. */
const beyondPadding = (bytes: Uint8Array, from: number, to: number): number => {
  let i = from;
  while (i < to && (bytes[i] === Ascii.space || bytes[i] === Ascii.escape)) {
    i = bytes[i] === Ascii.space ? i + 1 : afterEscape(bytes, i, to);
  }
  return i;
};

/** Whether the word right before `start` makes this one part of its sentence. */
const isBound = (bytes: Uint8Array, line: number, start: number): boolean => {
  let end = start - 1;
  if (end <= line || bytes[end] !== Ascii.space) return false;
  if (bytes[end - 1] === Ascii.colon) end--;
  let from = end;
  while (from > line && isLetter(bytes[from - 1] ?? 0)) from--;
  return from < end && bindsNext(bytes, from, end);
};

/** Whether the line at `line` begins with what may be a stamp, and `start` stands right behind one. */
const followsStamp = (bytes: Uint8Array, line: number, start: number): boolean => {
  if (start - line < STAMP || !(isDigit(bytes[line] ?? 0) || bytes[line] === Ascii.open)) {
    return false;
  }
  let i = start - 1;
  while (i > line && bytes[i] === Ascii.space) i--;
  if (bytes[i] === Ascii.close) i--;
  return isDigit(bytes[i] ?? 0) || bytes[i] === Ascii.upperZ;
};

/**
 * Whether a word that spells a level is one where it stands: `[start, stop)` in the line
 * `[line, to)`, behind the visible byte `before`, inside a bracket or not, with `prose` ordinary
 * words before it.
 */
export const isLevelHere = (
  bytes: Uint8Array,
  line: number,
  start: number,
  stop: number,
  to: number,
  level: Level,
  before: number,
  bracket: boolean,
  prose: number,
): boolean => {
  let next = stop;
  while (next < to && bytes[next] === Ascii.escape) next = afterEscape(bytes, next, to);
  const after = byteAt(bytes, next, to);
  const beyond = byteAt(bytes, next + 1, to);
  const then = byteAt(bytes, beyondPadding(bytes, next, to), to);
  const upper = isUpper(bytes[start + 1] ?? 0);
  if (isEnclosed(before, after, then, upper, bracket)) return true;
  if (upper) {
    // Erlang: "=ERROR REPORT==== …"
    const erlang = before === Ascii.equals && start === line + 1;
    const csv = before === Ascii.comma || start === line;
    return (
      (erlang || opensCapitals(before, after)) &&
      closesCapitals(after, beyond, csv, bracket) &&
      // "TRACE /path" is a request
      !(after === Ascii.space && then === Ascii.slash) &&
      !isBound(bytes, line, start)
    );
  }
  if (before !== Ascii.space && before !== Ascii.tab) return false;
  if (after === Ascii.colon) {
    return (
      beyond !== Ascii.colon &&
      beyond !== Ascii.slash &&
      !bracket &&
      // "rpc error: …" is one, a note behind a word is none
      (prose === 0 || (prose === 1 && level === Level.error)) &&
      !isBound(bytes, line, start)
    );
  }
  if (after !== Ascii.space || prose > 0) return false;
  // "fatal error: all goroutines are asleep", "PHP Fatal error:  Uncaught …"
  if (level === Level.fatal && stands(bytes, next, to, " error:")) return true;
  // A stamp, then the word alone: swift-log, "2024-12-29T10:30:45+0000 warning App : msg"
  return followsStamp(bytes, line, start);
};

/**
 * The level of a capital letter on its own at `start`: in brackets, or behind a stamp as
 * SemanticLogger ("W [1:main] …") and MongoDB before 4.4 ("I  NETWORK  […") write it.
 */
export const loneLetterLevel = (
  bytes: Uint8Array,
  line: number,
  start: number,
  to: number,
  before: number,
): Level => {
  const level = letterLevel(bytes[start] ?? 0);
  if (level === Level.none) return level;
  const after = byteAt(bytes, start + 1, to);
  if (before === Ascii.open && after === Ascii.close) return level;
  if (before !== Ascii.space || after !== Ascii.space || !followsStamp(bytes, line, start)) {
    return Level.none;
  }
  const then = beyondPadding(bytes, start + 1, to);
  return byteAt(bytes, then, to) === Ascii.open ||
    (isUpper(byteAt(bytes, then, to)) && isUpper(byteAt(bytes, then + 1, to)))
    ? level
    : Level.none;
};

/**
 * The level of a word that spells none but says one where it stands: .NET's own abbreviations and
 * an exception's name in the line's first token, PostgreSQL's and NestJS's LOG anywhere.
 */
export const otherLevel = (
  bytes: Uint8Array,
  line: number,
  start: number,
  stop: number,
  to: number,
  before: number,
): Level => {
  let next = stop;
  while (next < to && bytes[next] === Ascii.escape) next = afterEscape(bytes, next, to);
  const after = byteAt(bytes, next, to);
  const open = before === Ascii.space || before === Ascii.tab;
  if (stop - start === 3) {
    // "LOG:  msg", "LOG [Context] msg"
    return open &&
      (after === Ascii.colon || stands(bytes, next, to, " [")) &&
      stands(bytes, start, stop, "LOG")
      ? Level.info
      : Level.none;
  }
  if (
    stop - start === 4 &&
    after === Ascii.colon &&
    (start === line || bytes[line] === Ascii.escape)
  ) {
    return dotnetLevel(bytes, start, stop);
  }
  // "java.lang.IOException: msg", "NoMethodError (msg):"
  return (after === Ascii.colon ||
    after === 0 ||
    (after === Ascii.space && byteAt(bytes, next + 1, to) === Ascii.openParen)) &&
    (open || before === Ascii.dot || before === Ascii.colon || before === Ascii.dollar) &&
    namesException(bytes, start, stop)
    ? Level.error
    : Level.none;
};
