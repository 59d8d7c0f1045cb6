import {
  afterEscape,
  Ascii,
  byteAt,
  digitsAt,
  isDigit,
  isLetter,
  isUpper,
  stands,
} from "./line-bytes.ts";

/** What a line looks like as a part of a trace, by itself; a number of 4 bits for the store. */
export const Mark = {
  /** An ordinary line. */
  none: 0,
  /** A frame, or another line that only stands below a first one: `\tat …`, `  File "…"`, `#0 /…`. */
  frame: 1,
  /** Begins with a space or a tab, and nothing more is known. */
  indented: 2,
  /** Nothing but spaces. */
  blank: 3,
  /** Goes on with a trace at the left margin: `Caused by: …`, `During handling of …`, `note: …`. */
  chain: 4,
  /** `Traceback (most recent call last):` */
  traceback: 5,
  /** `goroutine 1 [running]:` */
  goroutine: 6,
  /** A Go function at the left margin: `main.main()`, `created by main.run in goroutine 1`. */
  function: 7,
  /** An exception's name, with or without its message: `ValueError: …`, `panic: …`. */
  summary: 8,
  /** `thread 'main' panicked at src/main.rs:4:5:`, whose message is the next line. */
  panic: 9,
  /** Only closes what was opened above: `}`, `]`, `"}`. */
  closer: 10,
  /** Node's first line of an uncaught error: `/app/x.js:3`. */
  place: 11,
} as const;

/** One of the numbers of {@link Mark}. */
export type Mark = (typeof Mark)[keyof typeof Mark];

/** How far the first token of a line is read. */
const REACH = 200;

/**
 * What the bytes `[from, to)` of one line look like as a part of a trace. It knows the traces of
 * Java, Python, Go, Node, .NET, Ruby, Rust and PHP, looks through colours at the line's start, and
 * is cheap: an ordinary line is told by its first bytes.
 */
export const continuationMark = (bytes: Uint8Array, from: number, to: number): Mark => {
  let start = from;
  while (start < to && bytes[start] === Ascii.escape) start = afterEscape(bytes, start, to);
  if (start >= to) return Mark.blank;
  const first = byteAt(bytes, start, to);
  if (first === Ascii.space || first === Ascii.tab) return indentedMark(bytes, start, to);
  if (isLetter(first) || first === Ascii.underscore) return wordMark(bytes, start, to, first);
  switch (first) {
    case Ascii.hash: {
      // PHP: "#0 /app/x.php(7): …", "#1 {main}"
      const digits = digitsAt(bytes, start + 1, to);
      const then = byteAt(bytes, start + digits + 2, to);
      return digits > 0 &&
        byteAt(bytes, start + digits + 1, to) === Ascii.space &&
        (then === Ascii.slash || then === Ascii.openBrace || then === Ascii.open || isLetter(then))
        ? Mark.frame
        : Mark.none;
    }
    case Ascii.open:
      // Go: "[signal SIGSEGV: …]"; Laravel: "[stacktrace]"
      if (to - start === 1) return Mark.none;
      return stands(bytes, start, to, "[signal SIG")
        ? Mark.function
        : stands(bytes, start, to, "[stacktrace]")
          ? Mark.chain
          : Mark.none;
    case Ascii.dash:
      return stands(bytes, start, to, "--- End of ") ? Mark.frame : Mark.none;
    case Ascii.slash:
      return isPlace(bytes, start, to) ? Mark.place : rubyMark(bytes, start, to);
    case Ascii.closeBrace:
    case Ascii.close:
    case Ascii.closeParen:
    case Ascii.quote:
      return closes(bytes, start, to) ? Mark.closer : Mark.none;
    case Ascii.dot:
      return stands(bytes, start, to, "... ") && isDigit(byteAt(bytes, start + 4, to))
        ? Mark.frame
        : Mark.none;
    default:
      return Mark.none;
  }
};

const indentedMark = (bytes: Uint8Array, start: number, to: number): Mark => {
  let i = start;
  while (i < to && (bytes[i] === Ascii.space || bytes[i] === Ascii.tab)) i++;
  if (i >= to) return Mark.blank;
  const c = bytes[i] ?? 0;
  switch (c) {
    case 0x61: // a: Java, Node, .NET, Rust
      return stands(bytes, i, to, "at ") ? Mark.frame : Mark.indented;
    case 0x66: // f: Ruby
      return stands(bytes, i, to, "from ") ? Mark.frame : Mark.indented;
    case 0x46: // F: Python
      return stands(bytes, i, to, 'File "') ? Mark.frame : Mark.indented;
    case Ascii.dot:
      return stands(bytes, i, to, "... ") ? Mark.frame : Mark.indented;
    case Ascii.dash:
      return stands(bytes, i, to, "--- End of ") || stands(bytes, i, to, "---> ")
        ? Mark.frame
        : Mark.indented;
    default: {
      // Rust: "   0: std::panicking::begin_panic"
      const digits = digitsAt(bytes, i, to);
      return digits > 0 &&
        digits <= 4 &&
        byteAt(bytes, i + digits, to) === Ascii.colon &&
        byteAt(bytes, i + digits + 1, to) === Ascii.space
        ? Mark.frame
        : Mark.indented;
    }
  }
};

const wordMark = (bytes: Uint8Array, start: number, to: number, first: number): Mark => {
  switch (first) {
    case 0x43: // C
      if (stands(bytes, start, to, "Caused by:")) return Mark.chain;
      break;
    case 0x44: // D
      if (stands(bytes, start, to, "During handling of the above")) return Mark.chain;
      break;
    case 0x45: // E
      if (stands(bytes, start, to, "Exception in thread ")) return Mark.summary;
      break;
    case 0x4e: // N
      if (stands(bytes, start, to, "Node.js v")) return Mark.chain;
      break;
    case 0x50: // P
      if (stands(bytes, start, to, "PHP Stack trace:")) return Mark.chain;
      if (stands(bytes, start, to, "PHP Fatal error:")) return Mark.summary;
      if (stands(bytes, start, to, "PHP   ")) return Mark.frame;
      break;
    case 0x53: // S
      if (
        stands(bytes, start, to, "Suppressed: ") ||
        stands(bytes, start, to, "Stack trace:") ||
        stands(bytes, start, to, "Stack backtrace:")
      ) {
        return Mark.chain;
      }
      break;
    case 0x54: // T
      if (stands(bytes, start, to, "Traceback (most recent call last)")) return Mark.traceback;
      if (stands(bytes, start, to, "The above exception was the direct cause")) return Mark.chain;
      break;
    case 0x55: // U
      if (stands(bytes, start, to, "Unhandled exception")) return Mark.summary;
      break;
    case 0x63: // c
      if (stands(bytes, start, to, "created by ")) return Mark.function;
      break;
    case 0x66: // f
      if (stands(bytes, start, to, "fatal error: ")) return Mark.summary;
      break;
    case 0x67: // g
      if (stands(bytes, start, to, "goroutine ") && isDigit(byteAt(bytes, start + 10, to))) {
        return Mark.goroutine;
      }
      break;
    case 0x6e: // n
      if (stands(bytes, start, to, "note: ")) return Mark.chain;
      if (stands(bytes, start, to, "node:internal/")) return Mark.place;
      break;
    case 0x70: // p
      if (stands(bytes, start, to, "panic: ")) return Mark.summary;
      break;
    case 0x72: // r
      if (stands(bytes, start, to, "runtime stack:")) return Mark.goroutine;
      break;
    case 0x73: // s
      if (stands(bytes, start, to, "stack backtrace:")) return Mark.chain;
      break;
    case 0x74: // t
      if (stands(bytes, start, to, "thread '")) return Mark.panic;
      break;
    default:
      break;
  }
  return nameMark(bytes, start, to);
};

/** Whether a byte may stand in a qualified name: `java.lang.Foo$Bar`, `x.io/y.(*T).Run`, `A::B`, `App\\B`. */
const isNamePart = (c: number): boolean =>
  isLetter(c) ||
  isDigit(c) ||
  c === Ascii.dot ||
  c === Ascii.underscore ||
  c === Ascii.dollar ||
  c === Ascii.slash ||
  c === Ascii.backslash ||
  c === Ascii.dash;

/** A line that is, or begins with, one qualified name: an exception's, a Go function's, a Ruby frame's. */
const nameMark = (bytes: Uint8Array, start: number, to: number): Mark => {
  const end = Math.min(to, start + REACH);
  let i = start;
  let last = start;
  let dotted = false;
  while (i < end) {
    const c = bytes[i] ?? 0;
    if (c === Ascii.colon && bytes[i + 1] === Ascii.colon && i + 1 < end) {
      i += 2;
      last = i;
      continue;
    }
    if (!isNamePart(c)) break;
    if (c === Ascii.dot || c === Ascii.slash || c === Ascii.backslash) {
      if (c === Ascii.dot) dotted = true;
      last = i + 1;
    }
    i++;
  }
  const after = byteAt(bytes, i, to);
  if (after === Ascii.colon && isDigit(byteAt(bytes, i + 1, to))) return rubyMark(bytes, start, to);
  // The last part of an exception's name begins with a capital, and it names what went wrong.
  if (
    isUpper(byteAt(bytes, last, to)) &&
    (after === 0 ||
      (after === Ascii.colon && byteAt(bytes, i + 1, to) === Ascii.space) ||
      (after === Ascii.space && byteAt(bytes, i + 1, to) === Ascii.openParen)) &&
    namesFault(bytes, last, i)
  ) {
    return Mark.summary;
  }
  // "main.main()", "x.io/y.(*T).Run(0xc000…)", and zap's "main.main" alone
  if (!dotted) return Mark.none;
  if (after === Ascii.openParen) {
    const method = byteAt(bytes, i + 1, to) === Ascii.star;
    return method || bytes[to - 1] === Ascii.closeParen ? Mark.function : Mark.none;
  }
  return after === 0 && isLetter(byteAt(bytes, last, to)) ? Mark.function : Mark.none;
};

/** Whether the last part of a name ends as exceptions do. */
const namesFault = (bytes: Uint8Array, from: number, to: number): boolean =>
  endsIn(bytes, from, to, "Error") ||
  endsIn(bytes, from, to, "Exception") ||
  endsIn(bytes, from, to, "Interrupt") ||
  endsIn(bytes, from, to, "Throwable") ||
  endsIn(bytes, from, to, "SystemExit");

const endsIn = (bytes: Uint8Array, from: number, to: number, text: string): boolean =>
  to - from >= text.length && stands(bytes, to - text.length, to, text);

/** Ruby: "app/x.rb:7:in 'add'" is a frame, "app/x.rb:3:in 'add': boom (RuntimeError)" a summary. */
const rubyMark = (bytes: Uint8Array, start: number, to: number): Mark => {
  const end = Math.min(to, start + REACH);
  for (let i = start; i < end; i++) {
    if (bytes[i] !== Ascii.colon) continue;
    if (!endsIn(bytes, start, i, ".rb")) return Mark.none;
    const digits = digitsAt(bytes, i + 1, to);
    if (digits === 0 || !stands(bytes, i + 1 + digits, to, ":in ")) return Mark.none;
    return bytes[to - 1] === Ascii.closeParen ? Mark.summary : Mark.frame;
  }
  return Mark.none;
};

/** Node: the whole line is a path and a line number. */
const isPlace = (bytes: Uint8Array, start: number, to: number): boolean => {
  let i = to;
  while (i > start && isDigit(bytes[i - 1] ?? 0)) i--;
  if (i === to || bytes[i - 1] !== Ascii.colon) return false;
  for (let k = start; k < i - 1; k++) if (bytes[k] === Ascii.space) return false;
  return endsIn(bytes, start, i - 1, "js") || endsIn(bytes, start, i - 1, "ts");
};

const closes = (bytes: Uint8Array, start: number, to: number): boolean => {
  if (to - start > 8) return false;
  let brackets = 0;
  for (let i = start; i < to; i++) {
    const c = bytes[i] ?? 0;
    if (c === Ascii.closeBrace || c === Ascii.close || c === Ascii.closeParen) brackets++;
    else if (c !== Ascii.quote && c !== Ascii.comma && c !== 0x3b && c !== Ascii.space)
      return false;
  }
  return brackets > 0;
};
