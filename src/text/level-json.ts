import { Level } from "../domain/level.ts";
import { byteAt, isDigit, isLetter } from "./line-bytes.ts";
import {
  letterLevel,
  numberLevel,
  otelLevel,
  pythonLevel,
  syslogLevel,
  wordLevel,
} from "./level-words.ts";

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const COLON = 0x3a;

/** How many bytes of a JSON line are looked at: a level behind a longer message is not found. */
const JSON_REACH = 4096;

/** Whether `[from, to)` spells `name` in any case; `name` is in lower case. */
const spells = (bytes: Uint8Array, from: number, to: number, name: string): boolean => {
  if (to - from !== name.length) return false;
  for (let i = 0; i < name.length; i++) {
    const wanted = name.charCodeAt(i);
    const c = bytes[from + i] ?? 0;
    if (c !== wanted && (c < 0x41 || c > 0x5a || (c | 0x20) !== wanted)) return false;
  }
  return true;
};

/** What the value under a key says: a level by word or number, in one of several countings. */
const Key = {
  none: 0,
  level: 1,
  syslog: 2,
  python: 3,
  otel: 4,
  letter: 5,
  serilog: 6,
  log: 7,
} as const;
type Key = (typeof Key)[keyof typeof Key];

const keyAt = (bytes: Uint8Array, from: number, to: number): Key => {
  const length = to - from;
  if (length > 14) return Key.none;
  switch (byteAt(bytes, from, to) | 0x20) {
    case 0x6c: // l
      if (length === 3) {
        if (spells(bytes, from, to, "lvl")) return Key.level;
        return spells(bytes, from, to, "log") ? Key.log : Key.none;
      }
      return spells(bytes, from, to, "level") ||
        spells(bytes, from, to, "loglevel") ||
        spells(bytes, from, to, "log_level") ||
        spells(bytes, from, to, "log.level") ||
        spells(bytes, from, to, "levelname") ||
        spells(bytes, from, to, "level_name") ||
        spells(bytes, from, to, "level_value")
        ? Key.level
        : spells(bytes, from, to, "levelno")
          ? Key.python
          : Key.none;
    case 0x73: // s
      // MongoDB 4.4 and later write the severity as "s":"W".
      if (length === 1) return Key.letter;
      return spells(bytes, from, to, "severity") ||
        spells(bytes, from, to, "severitytext") ||
        spells(bytes, from, to, "severity_text")
        ? Key.level
        : spells(bytes, from, to, "severitynumber")
          ? Key.otel
          : Key.none;
    case 0x70: // p: PRIORITY of the journal's JSON
      return spells(bytes, from, to, "priority") ? Key.syslog : Key.none;
    case 0x60: // @, with the bit of lower case: Serilog's compact format
      if (length !== 2 || byteAt(bytes, from, to) !== 0x40) return Key.none;
      return byteAt(bytes, from + 1, to) === 0x6c
        ? Key.level
        : byteAt(bytes, from + 1, to) === 0x74
          ? Key.serilog
          : Key.none;
    default:
      return Key.none;
  }
};

/**
 * The level that a value says, for a value that starts at `start`: a word, in quotes or not, a
 * number, or one letter. `none` for all else.
 */
export const valueLevel = (bytes: Uint8Array, start: number, to: number): Level =>
  levelUnder(bytes, start, to, Key.level);

const levelUnder = (bytes: Uint8Array, start: number, to: number, key: Key): Level => {
  const from = byteAt(bytes, start, to) === QUOTE ? start + 1 : start;
  let i = from;
  const first = byteAt(bytes, i, to);
  if (isDigit(first)) {
    let value = 0;
    for (; i < to && i - from < 6; i++) {
      const c = byteAt(bytes, i, to);
      if (!isDigit(c)) break;
      value = value * 10 + c - 0x30;
    }
    if (isLetter(byteAt(bytes, i, to))) return Level.none;
    if (key === Key.otel) return otelLevel(value);
    if (key === Key.python) return pythonLevel(value);
    if (key === Key.syslog) return value <= 7 ? syslogLevel(value) : Level.none;
    return key === Key.level ? numberLevel(value) : Level.none;
  }
  while (i < to && isLetter(byteAt(bytes, i, to))) i++;
  if (i - from === 1 && (key === Key.letter || key === Key.level)) {
    // MongoDB's debug levels are D1 to D5.
    return key === Key.letter && from === start ? Level.none : letterLevel(first & 0xdf);
  }
  return key === Key.level || key === Key.syslog ? wordLevel(bytes, from, i) : Level.none;
};

/**
 * The level that a JSON object says by one of its own fields (or by `level` inside its `log`, as
 * ECS nests it), for an object that opens at `from`. It reads on to the first such field and gives
 * `none` where there is none, where the text is no JSON, or after 4,096 bytes.
 */
export const jsonLevel = (bytes: Uint8Array, from: number, to: number): Level => {
  const end = to - from > JSON_REACH ? from + JSON_REACH : to;
  let depth = 0;
  let inLog = false;
  let fallback: Level = Level.none;
  let i = from;
  while (i < end) {
    const c = bytes[i++];
    if (c === QUOTE) {
      const start = i;
      while (i < end) {
        const inner = bytes[i];
        if (inner === QUOTE) break;
        i += inner === BACKSLASH ? 2 : 1;
      }
      const stop = i++;
      if (depth > 2 || (depth === 2 && !inLog)) continue;
      while (byteAt(bytes, i, end) === 0x20 && i < end) i++;
      if (byteAt(bytes, i, end) !== COLON || i >= end) continue;
      const key = keyAt(bytes, start, stop);
      if (depth === 1) inLog = key === Key.log;
      if (key === Key.none || key === Key.log) continue;
      if (key === Key.serilog) {
        // Serilog leaves @l out of what it counts as usual: Information.
        fallback = Level.info;
        continue;
      }
      i++;
      while (byteAt(bytes, i, end) === 0x20 && i < end) i++;
      const level = levelUnder(bytes, i, end, key);
      if (level !== Level.none) return level;
    } else if (c === 0x7b || c === 0x5b) depth++;
    else if (c === 0x7d || c === 0x5d) {
      if (--depth <= 0) return fallback;
    }
  }
  return fallback;
};
