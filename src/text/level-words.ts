import { Level } from "../domain/level.ts";

/** The level that a typed name means (`warning` and `warn` alike), or `undefined`. */
export const levelOfName = (name: string): Level | undefined => {
  const bytes = Uint8Array.from(name, (c) => c.charCodeAt(0) & 0xff);
  if (name === "none") return Level.none;
  const level = wordLevel(bytes, 0, bytes.length);
  return level === Level.none ? undefined : level;
};

/** Three letters as one number (24 bits: a small integer everywhere), so that one comparison tells them. */
const head = (letters: string): number =>
  (letters.charCodeAt(0) << 16) | (letters.charCodeAt(1) << 8) | letters.charCodeAt(2);

const WAR = head("war");
const INF = head("inf");
const ERR = head("err");
const DEB = head("deb");
const TRA = head("tra");
const FAT = head("fat");
const CRI = head("cri");
const NOT = head("not");
const SEV = head("sev");
const VER = head("ver");
const PAN = head("pan");
const DPA = head("dpa");
const EME = head("eme");
const ALE = head("ale");
const FIN = head("fin");
const SIL = head("sil");
const SUC = head("suc");
const ERO = head("ero");
const WRN = head("wrn");
const DBG = head("dbg");
const FTL = head("ftl");
const TRC = head("trc");
const VRB = head("vrb");

const low = (bytes: Uint8Array, index: number): number => (bytes[index] ?? 0) | 0x20;

const spells = (bytes: Uint8Array, from: number, to: number, rest: string): boolean => {
  if (to - from !== rest.length) return false;
  for (let i = 0; i < rest.length; i++) {
    if (low(bytes, from + i) !== rest.charCodeAt(i)) return false;
  }
  return true;
};

/**
 * The level that the letters in `[from, to)` spell in any case, abbreviations to three letters
 * (Serilog, zerolog, NATS) and to four (logrus) included; `none` for every other word.
 */
export const wordLevel = (bytes: Uint8Array, from: number, to: number): Level => {
  const length = to - from;
  if (length < 3 || length > 13) return Level.none;
  const rest = from + 3;
  switch ((low(bytes, from) << 16) | (low(bytes, from + 1) << 8) | low(bytes, from + 2)) {
    case INF:
      return length === 3 ||
        spells(bytes, rest, to, "o") ||
        spells(bytes, rest, to, "ormation") ||
        spells(bytes, rest, to, "ormational")
        ? Level.info
        : Level.none;
    case WAR:
      return spells(bytes, rest, to, "n") || spells(bytes, rest, to, "ning")
        ? Level.warn
        : Level.none;
    case ERR:
      return length === 3 || spells(bytes, rest, to, "or") || spells(bytes, rest, to, "o")
        ? Level.error
        : Level.none;
    case DEB:
      return spells(bytes, rest, to, "ug") || spells(bytes, rest, to, "u")
        ? Level.debug
        : Level.none;
    case TRA:
      return spells(bytes, rest, to, "ce") || spells(bytes, rest, to, "c")
        ? Level.trace
        : Level.none;
    case FAT:
      return spells(bytes, rest, to, "al") || spells(bytes, rest, to, "a")
        ? Level.fatal
        : Level.none;
    case CRI:
      return spells(bytes, rest, to, "t") || spells(bytes, rest, to, "tical")
        ? Level.fatal
        : Level.none;
    case NOT:
      return spells(bytes, rest, to, "ice") || spells(bytes, rest, to, "e")
        ? Level.info
        : Level.none;
    case SEV:
      return spells(bytes, rest, to, "ere") ? Level.error : Level.none;
    case VER:
      return spells(bytes, rest, to, "bose") ? Level.trace : Level.none;
    case PAN:
      return spells(bytes, rest, to, "ic") || spells(bytes, rest, to, "i")
        ? Level.fatal
        : Level.none;
    case DPA:
      return spells(bytes, rest, to, "nic") ? Level.fatal : Level.none;
    case EME:
      return spells(bytes, rest, to, "rg") || spells(bytes, rest, to, "rgency")
        ? Level.fatal
        : Level.none;
    case ALE:
      return spells(bytes, rest, to, "rt") ? Level.fatal : Level.none;
    case FIN:
      if (spells(bytes, rest, to, "e")) return Level.debug;
      return spells(bytes, rest, to, "er") || spells(bytes, rest, to, "est")
        ? Level.trace
        : Level.none;
    case SIL:
      return spells(bytes, rest, to, "ly") ? Level.trace : Level.none;
    case SUC:
      return spells(bytes, rest, to, "cess") ? Level.info : Level.none;
    case ERO:
      // log15's terminal format writes EROR, to keep its column four wide.
      return spells(bytes, rest, to, "r") ? Level.error : Level.none;
    case WRN:
      return length === 3 ? Level.warn : Level.none;
    case DBG:
      return length === 3 ? Level.debug : Level.none;
    case FTL:
      return length === 3 ? Level.fatal : Level.none;
    case TRC:
    case VRB:
      return length === 3 ? Level.trace : Level.none;
    default:
      return Level.none;
  }
};

/** The level of one capital letter, as klog, glog, Ruby's Logger and MongoDB write it. */
export const letterLevel = (letter: number): Level => {
  switch (letter) {
    case 0x49: // I
    case 0x4e: // N, notice
      return Level.info;
    case 0x57: // W
      return Level.warn;
    case 0x45: // E
      return Level.error;
    case 0x46: // F
    case 0x43: // C
      return Level.fatal;
    case 0x44: // D
      return Level.debug;
    case 0x54: // T
    case 0x56: // V
      return Level.trace;
    default:
      return Level.none;
  }
};

/**
 * The level behind a number in a field named level: 0–7 are syslog's (GELF, RFC 5424), 10–99
 * pino's and bunyan's, 100–999 Monolog's, from 5,000 Logback's `level_value`.
 */
export const numberLevel = (value: number): Level => {
  if (value < 0) return Level.none;
  if (value <= 7) return syslogLevel(value);
  if (value < 10) return Level.none;
  if (value < 100) return Math.min(Math.floor(value / 10), Level.fatal) as Level;
  if (value < 200) return Level.debug;
  if (value < 300) return Level.info;
  if (value < 400) return Level.warn;
  if (value < 500) return Level.error;
  if (value < 1000) return Level.fatal;
  if (value < 5000) return Level.none;
  if (value < 10_000) return Level.trace;
  if (value < 20_000) return Level.debug;
  if (value < 30_000) return Level.info;
  if (value < 40_000) return Level.warn;
  return value <= 50_000 ? Level.error : Level.none;
};

/** The level behind a syslog severity, 0 (emergency) to 7 (debug), by RFC 5424. */
export const syslogLevel = (severity: number): Level => {
  if (severity <= 2) return Level.fatal;
  if (severity === 3) return Level.error;
  if (severity === 4) return Level.warn;
  return severity === 7 ? Level.debug : Level.info;
};

/** The level behind Python's `levelno`, where 10 is debug and 30 is a warning. */
export const pythonLevel = (value: number): Level => {
  if (value < 10) return value > 0 ? Level.trace : Level.none;
  return Math.min(Math.floor(value / 10) + 1, Level.fatal) as Level;
};

/** The level behind OpenTelemetry's `severityNumber`, 1–24 in steps of four. */
export const otelLevel = (value: number): Level =>
  value < 1 || value > 24 ? Level.none : ((((value - 1) >> 2) + 1) as Level);
