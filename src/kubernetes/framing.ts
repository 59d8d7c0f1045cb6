import type { IncomingMessage } from "node:http";

/** How a body stands in the bytes that bring it (RFC 9112, §6 and §7). */
export interface Framing {
  /** `ended`, `broken`: nothing that comes now belongs to the body; broken, since the bytes are not what the head says. */
  readonly state: "open" | "ended" | "broken";
  /**
   * Moves what of `bytes[from … to)` belongs to the body together to the front, and gives where it ends now. To be
   * called with all bytes in order, in runs of any length.
   */
  readonly take: (bytes: Uint8Array, from: number, to: number) => number;
}

const carriageReturn = 0x0d;
const lineFeed = 0x0a;
const semicolon = 0x3b;

/** More digits are no length of a chunk. */
const mostDigits = 13;
/** Bytes beside the length in a chunk's line, and of a trailer; Node's own parser allows as many. */
const mostBeside = 16 * 1024;

/** The value of a hexadecimal digit, or -1. */
const hexDigit = (c: number): number => {
  if (c >= 0x30 && c <= 0x39) return c - 0x30;
  const letter = (c | 0x20) - 0x61;
  return letter >= 0 && letter < 6 ? letter + 10 : -1;
};

/** `Transfer-Encoding: chunked`. */
class Chunks implements Framing {
  state: Framing["state"] = "open";
  /** What stands next: a chunk's length, the rest of its line, its bytes, the line break behind them, or a trailer. */
  private next: "length" | "extension" | "bytes" | "break" | "trailer" = "length";
  private digits = 0;
  private beside = 0;
  private left = 0;
  private last = 0;

  take(bytes: Uint8Array, from: number, to: number): number {
    let out = from;
    for (let at = from; at < to && this.state === "open";) {
      if (this.next === "bytes") {
        const end = Math.min(to, at + this.left);
        if (out !== at) bytes.copyWithin(out, at, end);
        out += end - at;
        this.left -= end - at;
        if (this.left === 0) this.next = "break";
        at = end;
      } else if (!this.heed(bytes[at++] ?? 0)) this.state = "broken";
    }
    return out;
  }

  /** Takes a byte that is none of the body's; false where it can't stand there. */
  private heed(c: number): boolean {
    const { last } = this;
    this.last = c;
    // Half a line break is none: who reads it as one and who does not see two bodies in the same bytes.
    if ((c === lineFeed) !== (last === carriageReturn)) return false;
    if (c === carriageReturn) return true;
    return c === lineFeed ? this.endLine() : this.heedInLine(c);
  }

  private endLine(): boolean {
    switch (this.next) {
      case "trailer":
        if (this.beside === 0) this.state = "ended";
        break;
      case "break":
        this.next = "length";
        break;
      default:
        if (this.digits === 0) return false;
        this.next = this.left === 0 ? "trailer" : "bytes";
        this.digits = 0;
    }
    this.beside = 0;
    return true;
  }

  private heedInLine(c: number): boolean {
    switch (this.next) {
      case "break":
        return false;
      case "length": {
        if (c === semicolon) {
          this.next = "extension";
          return true;
        }
        const digit = hexDigit(c);
        this.left = this.left * 16 + digit;
        return digit >= 0 && ++this.digits <= mostDigits;
      }
      default:
        return ++this.beside <= mostBeside;
    }
  }
}

/** So many bytes. */
class Counted implements Framing {
  private left: number;

  constructor(length: number) {
    this.left = length;
  }

  get state(): Framing["state"] {
    return this.left === 0 ? "ended" : "open";
  }

  take(_bytes: Uint8Array, from: number, to: number): number {
    const end = Math.min(to, from + this.left);
    this.left -= end - from;
    return end;
  }
}

/** All that comes; where it has none by its status (204, 304), Node's parser tells its end. */
const untilClose: Framing = { state: "open", take: (_bytes, _from, to) => to };

/** How the body of an answer stands behind its head. */
export const framingOf = ({ headers }: IncomingMessage): Framing => {
  const encoding = headers["transfer-encoding"];
  if (encoding !== undefined)
    return /(?:^|,)\s*chunked\s*$/iu.test(encoding) ? new Chunks() : untilClose;
  const length = headers["content-length"];
  return length === undefined ? untilClose : new Counted(Number(length));
};
