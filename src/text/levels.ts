import { Level } from "../domain/level.ts";
import { isLevelHere, isLevelKey, loneLetterLevel, otherLevel } from "./level-context.ts";
import { jsonLevel, valueLevel } from "./level-json.ts";
import { startLevel } from "./level-start.ts";
import { wordLevel } from "./level-words.ts";
import { afterEscape, byteAt, isDigit, isLetter, stands } from "./line-bytes.ts";

/** How far a plain line is read: levels stand in a line's head, and every line pays for this. */
const REACH = 128;
/** How far a line of `key=value` pairs is read, since its level may stand behind its message. */
const LOGFMT_REACH = 1024;
/** After so many ordinary words a line is in its message, and what it says is no level. */
const PROSE = 3;

const TAB = 0x09;
const ESCAPE = 0x1b;
const SPACE = 0x20;
const QUOTE = 0x22;
const COMMA = 0x2c;
const EQUALS = 0x3d;
const OPEN = 0x5b;
const BACKSLASH = 0x5c;
const CLOSE = 0x5d;
const UNDERSCORE = 0x5f;
const OPEN_BRACE = 0x7b;

/** What the scan does at a byte; the letters of `FIRST` may begin a word that is a level, those behind a digit none. */
const PASS = 0;
const LETTER = 1;
const FIRST = 2;
const STOP = 3;
const DIGIT = 4;

const kinds = new Uint8Array(256);
for (let c = 0x30; c <= 0x39; c++) kinds[c] = DIGIT;
for (let c = 0x41; c <= 0x5a; c++) kinds[c] = kinds[c | 0x20] = LETTER;
for (const c of "INWEDTFCSVPAinwedtfcsvpa") kinds[c.charCodeAt(0)] = FIRST;
for (const c of [ESCAPE, QUOTE, OPEN, CLOSE, OPEN_BRACE, SPACE]) kinds[c] = STOP;

const alphanumeric = new Uint8Array(256);
for (let c = 0; c < 256; c++) alphanumeric[c] = isDigit(c) || isLetter(c) ? 1 : 0;

/**
 * The level that a line says in its own words, for the bytes `[from, to)` of one line without its
 * line break. It knows JSON, logfmt, klog, bracketed and bare forms (the table of its test names
 * the loggers), looks through ANSI colours, and gives `none` rather than guess from a message.
 *
 * It runs on every line at append: it reads at most 128 bytes of a plain line (1,024 of logfmt,
 * 4,096 of JSON), stops at the third ordinary word, and makes no string and no object. Its loop
 * works without calls but for words that may be a level: V8 inlines small functions only up to a
 * limit, and the calls beyond it tripled the time of a line.
 */
export const detectLevel = (bytes: Uint8Array, from: number, to: number): Level => {
  if (to - from < 3) return Level.none;
  const first = bytes[from] ?? 0;
  if (first === OPEN_BRACE) return jsonLevel(bytes, from, to);
  // A line that begins so far in goes on with what was said above: it has no level of its own.
  if (first === TAB) return Level.none;
  if (first === SPACE && stands(bytes, from, to, "    ")) return Level.none;
  const special = startLevel(bytes, from, to);
  if (special !== Level.none) return special;

  let end = to - from > REACH ? from + REACH : to;
  /** The byte before, colours left out; a line starts as after a space. */
  let prev = SPACE;
  let prose = 0;
  let bracket = false;
  let spaced = false;
  let i = from;
  while (i < end) {
    const c = bytes[i] ?? 0;
    const kind = kinds[c] ?? 0;
    if (kind === PASS) {
      prev = c;
      i++;
      continue;
    }
    if (kind === DIGIT) {
      // A number and what hangs on it, like the parts of an identifier in hexadecimal.
      do i++;
      while (i < end && alphanumeric[bytes[i] ?? 0] === 1);
      prev = bytes[i - 1] ?? 0;
      continue;
    }
    if (kind === STOP) {
      if (c === SPACE) spaced = true;
      else if (c === ESCAPE) {
        i = afterEscape(bytes, i, to);
        continue;
      } else if (c === OPEN) bracket = true;
      else if (c === CLOSE) bracket = false;
      else if (c === QUOTE) {
        // What stands in quotes is the text of a message or a request.
        if (prev === SPACE || prev === EQUALS) {
          i++;
          while (i < end && bytes[i] !== QUOTE) i += bytes[i] === BACKSLASH ? 2 : 1;
        }
      } else if (prev === SPACE && byteAt(bytes, i + 1, to) === QUOTE) {
        return jsonLevel(bytes, i, to);
      }
      prev = c;
      i++;
      continue;
    }

    const start = i;
    const before = prev;
    do {
      prev = bytes[i] ?? 0;
      i++;
    } while (i < to && (((bytes[i] ?? 0) | 0x20) - 0x61) >>> 0 < 26);
    const after = i < to ? (bytes[i] ?? 0) : 0;
    if (after === EQUALS) {
      if (start === from) end = to - from > LOGFMT_REACH ? from + LOGFMT_REACH : to;
      if (isLevelKey(bytes, from, start, i, before)) {
        const level = valueLevel(bytes, i + 1, to);
        if (level !== Level.none) return level;
      }
      continue;
    }
    if (before === UNDERSCORE || after === UNDERSCORE) continue;
    const length = i - start;
    const small = ((bytes[start + 1] ?? 0) & 0x20) !== 0;
    if (length === 1) {
      if ((c & 0x20) === 0) {
        const level = loneLetterLevel(bytes, from, start, to, before);
        if (level !== Level.none) return level;
      }
      continue;
    }
    if (kind === FIRST && length >= 3) {
      const level = wordLevel(bytes, start, i);
      if (level !== Level.none) {
        if (isLevelHere(bytes, from, start, i, to, level, before, bracket, prose)) return level;
      }
    }
    if (!spaced || (length === 3 && !small)) {
      const level = otherLevel(bytes, from, start, i, to, before);
      if (level !== Level.none) return level;
    }
    if (
      small &&
      (before === SPACE || before === TAB) &&
      !bracket &&
      (after === SPACE || after === COMMA)
    ) {
      const beyond = byteAt(bytes, i + 1, to);
      // "Jan 01" is a stamp's and not a sentence's
      if ((beyond < 0x30 || beyond > 0x39) && ++prose >= PROSE) return Level.none;
    }
  }
  return Level.none;
};
