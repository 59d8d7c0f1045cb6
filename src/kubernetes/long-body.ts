import type { IncomingMessage } from "node:http";
import type { OnReadOpts, Socket } from "node:net";
import { framingOf, type Framing } from "./framing.ts";

/** Memory that is filled from the front; the pieces of a body lie in it side by side. */
const slabBytes = 64 * 1024;
/** With less room than this, the next slab begins. */
const leastRoom = 4 * 1024;

const carriageReturn = 0x0d;
const lineFeed = 0x0a;

/** Who reads a body: each piece in order, never to change afterwards, and its end, with what is wrong if anything is. */
export interface BodyReader {
  readonly piece: (bytes: Uint8Array) => void;
  readonly end: (cause?: unknown) => void;
}

/**
 * The body of one long answer, read past Node's HTTP parser: that one copies each piece twice into memory of its own,
 * which costs more than all else together, decrypting included. The socket reads into memory of ours (`onread`), and
 * Node's parser gets the head from it, byte for byte, and nothing behind it: what it says of heads and ends stands.
 *
 * TLS over a socket that was made before (a proxy's) does not heed `onread`; then the body comes from Node's parser.
 */
export class LongBody {
  /** To be given to the request with its other options. */
  readonly onread: OnReadOpts;

  private slab = Buffer.allocUnsafeSlow(slabBytes);
  /** Up to where bytes came, and up to where they are dealt with. */
  private end = 0;
  private taken = 0;
  /** What comes next: a head, what Node makes of it, the body, or nothing that is of interest. */
  private stage: "head" | "judgement" | "body" | "over" = "head";
  /** The head's line so far. */
  private line: "none yet" | "empty" | "text" = "none yet";
  private busy = false;
  private socket: Socket | undefined;
  private framing: Framing | undefined;
  private reader: BodyReader | undefined;
  /** What came before there was a reader. */
  private readonly early: Array<(reader: BodyReader) => void> = [];

  constructor() {
    this.onread = {
      buffer: () => this.room(),
      callback: (bytes) => {
        this.end += bytes;
        this.proceed();
        return true;
      },
    };
  }

  /** The socket of the request, through which Node's parser is given the head. */
  attach(socket: Socket): void {
    this.socket = socket;
  }

  /** The head was an interim answer's (1xx): another one follows. */
  interim(): void {
    if (this.stage !== "judgement") return;
    this.stage = "head";
    this.line = "none yet";
    this.proceed();
  }

  /** The head was this answer's. */
  answered(answer: IncomingMessage): void {
    if (this.stage !== "judgement") {
      // Node's parser has it all.
      this.stage = "over";
      answer.on("data", (piece: Uint8Array) => this.copy(piece));
      return;
    }
    this.stage = "body";
    this.framing = framingOf(answer);
    this.look(this.framing);
    this.proceed();
    // Its own end comes only where somebody reads it.
    answer.resume();
  }

  /** Gives the body to its reader, what came of it until now at once. */
  read(reader: BodyReader): void {
    this.reader = reader;
    for (const tell of this.early.splice(0)) tell(reader);
  }

  private tell(what: (reader: BodyReader) => void): void {
    if (this.reader === undefined) this.early.push(what);
    else what(this.reader);
  }

  /** Where the next bytes go. */
  private room(): Buffer {
    if (this.slab.length - this.end < leastRoom) {
      const open = this.slab.subarray(this.taken, this.end);
      this.slab = Buffer.allocUnsafeSlow(slabBytes + open.length);
      this.slab.set(open);
      this.taken = 0;
      this.end = open.length;
    }
    return this.slab.subarray(this.end);
  }

  /** Gives a piece that lies elsewhere, put beside what came before. */
  private copy(piece: Uint8Array): void {
    for (let from = 0; from < piece.length;) {
      const room = this.room();
      const copied = room.subarray(0, Math.min(room.length, piece.length - from));
      copied.set(piece.subarray(from, from + copied.length));
      from += copied.length;
      this.end += copied.length;
      this.taken = this.end;
      this.tell((reader) => reader.piece(copied));
    }
  }

  /** Deals with what came, as far as it can be. */
  private proceed(): void {
    // Node's parser tells what it makes of a head while it is given it, and must not be given more until it is done.
    if (this.busy) return;
    this.busy = true;
    while (this.stage === "head" && this.taken < this.end) this.takeHead();
    if (this.stage === "body" && this.taken < this.end) this.takeBody();
    if (this.stage === "over") this.end = this.taken;
    this.busy = false;
  }

  private takeHead(): void {
    const from = this.taken;
    while (this.stage === "head" && this.taken < this.end) {
      const c = this.slab[this.taken++];
      if (c === lineFeed) {
        if (this.line === "empty") this.stage = "judgement";
        else if (this.line === "text") this.line = "empty";
      } else if (c !== carriageReturn) this.line = "text";
    }
    // A copy, since nobody knows how long it is kept.
    this.socket?.push(Buffer.from(this.slab.subarray(from, this.taken)));
  }

  private takeBody(): void {
    if (this.framing === undefined) return;
    const from = this.taken;
    this.end = this.framing.take(this.slab, from, this.end);
    this.taken = this.end;
    const piece = this.slab.subarray(from, this.end);
    if (piece.length > 0) this.tell((reader) => reader.piece(piece));
    this.look(this.framing);
  }

  /** Ends the body where its framing does. */
  private look({ state }: Framing): void {
    if (state === "open") return;
    this.stage = "over";
    const cause = state === "broken" ? new Error("The chunks of the body are none.") : undefined;
    this.tell((reader) => reader.end(cause));
  }
}
