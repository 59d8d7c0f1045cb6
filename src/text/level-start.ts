import { Level } from "../domain/level.ts";
import { letterLevel, syslogLevel } from "./level-words.ts";
import { Ascii, byteAt, digitsAt, isDigit, isUpper, numberAt, stands } from "./line-bytes.ts";

/** How far behind "thread '" the name of a Rust thread may end. */
const THREAD_NAME = 100;

/**
 * The level by the forms that only the start of a line can have: klog, glog, Ruby's Logger, syslog
 * priorities, Tornado, Redis, and the first line of a trace. `none` leaves the line to its words.
 */
export const startLevel = (bytes: Uint8Array, from: number, to: number): Level => {
  const first = byteAt(bytes, from, to);
  switch (first) {
    case 0x44: // D
    case 0x45: // E
    case 0x46: // F
    case 0x49: // I
    case 0x57: // W
      return capitalLevel(bytes, from, to, first);
    case 0x54: // T
      return stands(bytes, from, to, "Traceback (most recent call last)")
        ? Level.error
        : Level.none;
    case 0x55: // U
      return stands(bytes, from, to, "Unhandled exception") || stands(bytes, from, to, "Uncaught ")
        ? Level.error
        : Level.none;
    case 0x74: // t
      return panics(bytes, from, to) ? Level.fatal : Level.none;
    case Ascii.less: {
      // A syslog priority, also as systemd reads it from standard output: "<11>msg"
      const digits = digitsAt(bytes, from + 1, to);
      return digits > 0 && digits <= 3 && byteAt(bytes, from + 1 + digits, to) === Ascii.greater
        ? syslogLevel(numberAt(bytes, from + 1, digits) & 7)
        : Level.none;
    }
    case Ascii.open: {
      // Tornado and Jupyter: "[W 2024-12-29 10:30:45.123 ServerApp] msg"
      const second = byteAt(bytes, from + 1, to);
      return isUpper(second) &&
        byteAt(bytes, from + 2, to) === Ascii.space &&
        isDigit(byteAt(bytes, from + 3, to))
        ? letterLevel(second)
        : Level.none;
    }
    default:
      return isDigit(first) ? redisLevel(bytes, from, to) : Level.none;
  }
};

const capitalLevel = (bytes: Uint8Array, from: number, to: number, first: number): Level => {
  const second = byteAt(bytes, from + 1, to);
  if (isDigit(second)) {
    // klog: "E0522 10:30:45.123456       1 file.go:10] msg"; glog since 0.6 has the year before.
    const digits = digitsAt(bytes, from + 1, to);
    const stamp = from + 1 + digits;
    return (digits === 4 || digits === 8) &&
      byteAt(bytes, stamp, to) === Ascii.space &&
      isDigit(byteAt(bytes, stamp + 1, to)) &&
      byteAt(bytes, stamp + 3, to) === Ascii.colon
      ? letterLevel(first)
      : Level.none;
  }
  // Ruby's Logger: "W, [2024-12-29T10:30:45.123456 #1]  WARN -- : msg"
  if (second === Ascii.comma && byteAt(bytes, from + 3, to) === Ascii.open) {
    return letterLevel(first);
  }
  return stands(bytes, from, to, "Exception in thread ") ? Level.error : Level.none;
};

/** Rust: "thread 'main' panicked at …", since 1.91 with its number: "thread 'main' (7) panicked at". */
const panics = (bytes: Uint8Array, from: number, to: number): boolean => {
  if (!stands(bytes, from, to, "thread '")) return false;
  const end = Math.min(to, from + THREAD_NAME);
  let i = from + 8;
  while (i < end && bytes[i] !== Ascii.apostrophe) i++;
  if (byteAt(bytes, i + 2, to) === Ascii.openParen) {
    while (i < end && bytes[i] !== Ascii.closeParen) i++;
  }
  return stands(bytes, i + 1, to, " panicked at");
};

/** Redis and Valkey: "1:M 29 Dec 2024 10:30:45.123 # msg", where one sign is the level. */
const redisLevel = (bytes: Uint8Array, from: number, to: number): Level => {
  const role = from + digitsAt(bytes, from, Math.min(to, from + 8));
  if (
    byteAt(bytes, role, to) !== Ascii.colon ||
    !isUpper(byteAt(bytes, role + 1, to)) ||
    byteAt(bytes, role + 2, to) !== Ascii.space
  ) {
    return Level.none;
  }
  // The stamp is always 24 characters long.
  const sign = role + 3 + 25;
  if (byteAt(bytes, sign - 1, to) !== Ascii.space || byteAt(bytes, sign + 1, to) !== Ascii.space) {
    return Level.none;
  }
  switch (byteAt(bytes, sign, to)) {
    case Ascii.hash:
      return Level.warn;
    case Ascii.star:
      return Level.info;
    case Ascii.dash:
    case Ascii.dot:
      return Level.debug;
    default:
      return Level.none;
  }
};
