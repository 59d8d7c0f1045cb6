import type { ServerResponse } from "node:http";
import { Signal } from "./signal.ts";

/** What a fault does to the bytes of an answer's body; positions count body bytes, chunk framing aside. */
export interface BodyFault {
  /** Acts when this many bytes are through. */
  readonly at: number;
  /** `cut`: the socket is destroyed; `stall`: nothing more is sent, the socket stays open; `end`: a clean end. */
  readonly act: "cut" | "stall" | "end";
}

/** Headers that every answer of an API server bears, and that the standard library of Go would not write. */
export type Headers = Readonly<Record<string, string>>;

/** Go's `net/http` gathers this many bytes before it decides on `Content-Length` or chunks. */
const GO_BUFFER = 2048;
const CRLF = Buffer.from("\r\n");
const LAST_CHUNK = Buffer.from("0\r\n\r\n");
const PROXIED = 4096;

/**
 * An answer with the framing of Go's `net/http`: up to 2,048 bytes unflushed get a `Content-Length`,
 * the rest goes in chunks as a `bufio.Writer` of that size would cut them.
 */
export class Answer {
  readonly #response: ServerResponse;
  #head: { readonly status: number; readonly headers: Headers } | undefined;
  #started = false;
  #held: Buffer[] = [];
  #heldBytes = 0;
  #sent = 0;
  #outstanding = 0;
  #fault: BodyFault | undefined;
  #stalled = false;
  #slow: { readonly bytes: number; readonly after: (run: () => void) => void } | undefined;
  #queue: Buffer[] = [];
  #behindStall: Buffer[] = [];
  #over = false;
  /** Raised when bytes have left, a stall ends, or the client is gone. */
  readonly moved = new Signal();

  constructor(response: ServerResponse) {
    this.#response = response;
    response.once("close", () => {
      this.#over = true;
      this.moved.raise();
    });
    response.on("error", () => {
      this.#over = true;
      this.moved.raise();
    });
  }

  /** The client is gone, or the answer is through. */
  get over(): boolean {
    return this.#over;
  }

  /** Everything written is with the operating system, and nobody waits to write more. */
  get quiet(): boolean {
    return this.#outstanding === 0 && this.#heldBytes === 0 && this.#queue.length === 0;
  }

  get stalled(): boolean {
    return this.#stalled;
  }

  /** Status and headers; they leave with the first flush, or with the end. */
  head(status: number, headers: Headers): void {
    this.#head = { status, headers };
  }

  set fault(fault: BodyFault | undefined) {
    this.#fault = fault;
  }

  /** Sends no more than `bytes` between two pauses. */
  slowDown(bytes: number, after: (run: () => void) => void): void {
    this.#slow = { bytes, after };
  }

  /** Sends the headers now, as a follow and a watch do. */
  flush(): void {
    this.#start(true);
    if (this.#heldBytes > 0) this.#chunk(this.#take());
  }

  /** One write of the server's code, gathered and cut as Go's `bufio.Writer` does. */
  write(bytes: Buffer): void {
    this.#sendAll(this.#gather(bytes));
  }

  #gather(bytes: Buffer): (readonly Buffer[])[] {
    const chunks: (readonly Buffer[])[] = [];
    let rest = bytes;
    while (rest.length > GO_BUFFER - this.#heldBytes) {
      if (this.#heldBytes === 0) {
        chunks.push([rest]);
        return chunks;
      }
      const fits = GO_BUFFER - this.#heldBytes;
      chunks.push([...this.#take(), rest.subarray(0, fits)]);
      rest = rest.subarray(fits);
    }
    if (rest.length > 0) {
      this.#held.push(rest);
      this.#heldBytes += rest.length;
    }
    return chunks;
  }

  #sendAll(chunks: readonly (readonly Buffer[])[]): void {
    if (chunks.length === 0) return;
    this.#start(true);
    this.#send(chunks);
  }

  /**
   * Writes of which each is flushed: a chunk for each piece, or, where there are many at once, chunks
   * of 4 KiB as the API server reads them from the kubelet.
   */
  writeFlushed(pieces: readonly Buffer[]): void {
    this.flush();
    const size = pieces.reduce((sum, piece) => sum + piece.length, 0);
    if (size <= PROXIED) {
      this.#send(pieces.map((piece) => [piece]));
      return;
    }
    this.#send(proxied(pieces));
  }

  /** Pieces of a log that is not followed: small ones are read together, in chunks of up to 4 KiB. */
  writeProxied(pieces: readonly Buffer[]): void {
    const chunks: (readonly Buffer[])[] = [];
    for (const group of proxied(pieces)) {
      const [first] = group;
      chunks.push(
        ...this.#gather(group.length === 1 && first !== undefined ? first : Buffer.concat(group)),
      );
    }
    this.#sendAll(chunks);
  }

  /** Resolves when the client takes more; at once if it does. */
  async ready(): Promise<void> {
    while (
      !this.#over &&
      (this.#stalled || this.#queue.length > 0 || this.#response.writableNeedDrain)
    ) {
      await this.moved.wait();
    }
  }

  /** The clean end: `Content-Length` if all of it fits Go's buffer, else the last chunk. */
  end(): void {
    if (this.#over) return;
    if (!this.#started) {
      this.#start(false);
      const body = Buffer.concat(this.#take());
      if (body.length > 0) this.#send([[body]]);
    } else if (this.#heldBytes > 0) {
      this.#chunk(this.#take());
    }
    if (this.#stalled) return;
    this.#finish();
  }

  /** The clean end of a body whose length was never known: in chunks, however short. */
  endChunked(): void {
    if ((this.#head?.status ?? 200) !== 204) this.#start(true);
    this.end();
  }

  /** Destroys the socket: the client sees an answer without its end. */
  cut(): void {
    this.#over = true;
    this.#response.socket?.destroy();
    this.moved.raise();
  }

  /** From now on nothing leaves, and the socket stays open. */
  stall(): void {
    this.#stalled = true;
    this.moved.raise();
  }

  /** Ends a stall: what was held back leaves now. */
  resume(): void {
    if (!this.#stalled) return;
    this.#stalled = false;
    this.#fault = undefined;
    const held = this.#behindStall;
    this.#behindStall = [];
    for (const bytes of held) this.#raw(bytes);
    this.moved.raise();
  }

  /** A clean end now, whatever was still to come. */
  finishNow(): void {
    if (this.#over) return;
    this.#stalled = false;
    this.#behindStall = [];
    this.flush();
    this.#finish();
    this.#over = true;
    this.moved.raise();
  }

  /** Bytes that are not HTTP as the server would write it: hostile answers. */
  raw(bytes: Buffer): void {
    this.#started = true;
    this.#response.socket?.write(bytes);
  }

  #finish(): void {
    if (this.#chunked) this.#raw(LAST_CHUNK);
    if (this.#queue.length > 0) this.#endAfterQueue = true;
    else this.#response.end();
  }

  #endAfterQueue = false;

  #trickle(): void {
    const slow = this.#slow;
    if (slow === undefined) return;
    const first = this.#queue[0];
    if (first === undefined || this.#response.destroyed) {
      if (this.#endAfterQueue) this.#response.end();
      this.moved.raise();
      return;
    }
    this.#now(first.subarray(0, slow.bytes));
    if (first.length > slow.bytes) this.#queue[0] = first.subarray(slow.bytes);
    else this.#queue.shift();
    slow.after(() => {
      this.#trickle();
    });
  }

  #chunked = false;

  #start(chunked: boolean): void {
    if (this.#started || this.#over) return;
    this.#started = true;
    const { status, headers } = this.#head ?? { status: 200, headers: {} };
    const response = this.#response;
    for (const [name, value] of Object.entries(headers)) response.setHeader(name, value);
    this.#chunked = chunked;
    if (chunked) response.setHeader("Transfer-Encoding", "chunked");
    else if (status !== 204) response.setHeader("Content-Length", String(this.#heldBytes));
    // Go keeps HTTP/1.1 connections open without saying so.
    if (response.shouldKeepAlive) response.removeHeader("Connection");
    response.writeHead(status);
    response.flushHeaders();
    // The chunks are framed here: one socket write for many of them.
    response.chunkedEncoding = false;
  }

  #take(): Buffer[] {
    const held = this.#held;
    this.#held = [];
    this.#heldBytes = 0;
    return held;
  }

  #chunk(pieces: readonly Buffer[]): void {
    this.#send([pieces]);
  }

  #send(chunks: readonly (readonly Buffer[])[]): void {
    if (this.#over) return;
    let limited = chunks;
    const fault = this.#fault;
    const size = total(chunks);
    if (fault !== undefined && this.#sent + size >= fault.at) {
      limited = upTo(chunks, fault.at - this.#sent);
      this.#sent = fault.at;
      this.#fault = undefined;
      this.#raw(this.#chunked ? framed(limited) : Buffer.concat(limited.flat()));
      this.#act(fault, chunks);
      return;
    }
    this.#sent += size;
    this.#raw(this.#chunked ? framed(limited) : Buffer.concat(limited.flat()));
  }

  #act(fault: BodyFault, chunks: readonly (readonly Buffer[])[]): void {
    if (fault.act === "stall") {
      this.#stalled = true;
      const rest = Buffer.concat(chunks.flat()).subarray(total(upTo(chunks, fault.at)));
      if (rest.length > 0) this.#behindStall.push(this.#chunked ? framed([[rest]]) : rest);
      return;
    }
    if (fault.act === "end") {
      this.#finish();
      this.#over = true;
      this.moved.raise();
      return;
    }
    this.#over = true;
    // What was written before the cut reaches the client, as it does from a server that dies.
    const { socket } = this.#response;
    socket?.end(() => {
      socket.destroy();
    });
    this.moved.raise();
  }

  #raw(bytes: Buffer): void {
    if (bytes.length === 0 || this.#response.destroyed) return;
    if (this.#stalled) {
      this.#behindStall.push(bytes);
      return;
    }
    if (this.#slow !== undefined) {
      this.#queue.push(bytes);
      if (this.#queue.length === 1) this.#trickle();
      return;
    }
    this.#now(bytes);
  }

  #now(bytes: Buffer): void {
    this.#outstanding += 1;
    this.#response.write(bytes, () => {
      this.#outstanding -= 1;
      if (this.#outstanding === 0) this.moved.raise();
    });
  }
}

const total = (chunks: readonly (readonly Buffer[])[]): number =>
  chunks.reduce((sum, pieces) => sum + pieces.reduce((inner, piece) => inner + piece.length, 0), 0);

const upTo = (chunks: readonly (readonly Buffer[])[], bytes: number): Buffer[][] => {
  let left = bytes;
  const kept: Buffer[][] = [];
  for (const pieces of chunks) {
    const group: Buffer[] = [];
    for (const piece of pieces) {
      if (left <= 0) break;
      group.push(piece.length > left ? piece.subarray(0, left) : piece);
      left -= piece.length;
    }
    if (group.length > 0) kept.push(group);
  }
  return kept;
};

/** Groups of at most 4 KiB; a piece that is larger alone stays whole, a run of lines that came as one slice is cut. */
const proxied = (pieces: readonly Buffer[]): Buffer[][] => {
  const groups: Buffer[][] = [];
  let group: Buffer[] = [];
  let size = 0;
  const close = () => {
    if (group.length > 0) groups.push(group);
    group = [];
    size = 0;
  };
  for (const piece of pieces) {
    if (piece.length > PROXIED) {
      close();
      if (piece.indexOf(10) === piece.length - 1 || piece.indexOf(10) === -1) groups.push([piece]);
      else {
        for (let at = 0; at < piece.length; at += PROXIED) {
          groups.push([piece.subarray(at, at + PROXIED)]);
        }
      }
      continue;
    }
    if (size + piece.length > PROXIED) close();
    group.push(piece);
    size += piece.length;
  }
  close();
  return groups;
};

/** HTTP chunks, all in one buffer. */
const framed = (chunks: readonly (readonly Buffer[])[]): Buffer => {
  const parts: Buffer[] = [];
  for (const pieces of chunks) {
    const size = pieces.reduce((sum, piece) => sum + piece.length, 0);
    if (size === 0) continue;
    parts.push(Buffer.from(`${size.toString(16)}\r\n`, "latin1"), ...pieces, CRLF);
  }
  return parts.length === 1 && parts[0] !== undefined ? parts[0] : Buffer.concat(parts);
};
