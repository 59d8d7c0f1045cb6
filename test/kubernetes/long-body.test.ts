import { get, type IncomingMessage, type RequestOptions } from "node:http";
import { createServer, type AddressInfo, type Server } from "node:net";
import { finished } from "node:stream";
import { afterAll, beforeAll, describe, expect, it } from "@effect/vitest";
import * as Arbitrary from "effect/Arbitrary";
import * as Effect from "effect/Effect";
import * as Schema from "effect/Schema";
import { LongBody } from "../../src/kubernetes/long-body.ts";

/** What a client makes of an answer. */
interface Read {
  readonly status: number | undefined;
  body: string;
  readonly end: "whole" | "cut";
}

/** The answer that the server gives to every request: these bytes, a piece at a time, then the end. */
let answer: ReadonlyArray<Buffer> = [];
let server: Server;
let port = 0;

beforeAll(async () => {
  server = createServer((socket) => {
    socket.setNoDelay(true);
    socket.on("error", () => undefined);
    socket.once("data", () => {
      const rest = [...answer];
      const next = (): void => {
        const piece = rest.shift();
        if (piece === undefined) socket.end();
        else socket.write(piece, () => setImmediate(next));
      };
      next();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  port = (server.address() as AddressInfo).port;
});

afterAll(() => new Promise((resolve) => server.close(resolve)));

const request = (
  options: RequestOptions,
  read: (head: IncomingMessage, tell: Tell) => void,
  prepare?: (sent: ReturnType<typeof get>) => void,
): Promise<Read> =>
  new Promise((resolve) => {
    const pieces: Array<Uint8Array> = [];
    let status: number | undefined;
    const done = (end: "whole" | "cut"): void =>
      resolve({ status, body: Buffer.concat(pieces).toString("latin1"), end });
    const sent = get({ host: "127.0.0.1", port, agent: false, ...options });
    sent.on("error", () => done("cut"));
    sent.on("response", (head) => {
      status = head.statusCode;
      head.on("error", () => done("cut"));
      read(head, {
        piece: (piece) => pieces.push(piece),
        end: (cause) => {
          done(cause === undefined ? "whole" : "cut");
          head.destroy();
        },
      });
    });
    prepare?.(sent);
  });

interface Tell {
  readonly piece: (piece: Uint8Array) => void;
  readonly end: (cause?: unknown) => void;
}

/** Node's own reading. */
const plainly = (): Promise<Read> =>
  request({}, (head, { end, piece }) => {
    head.on("data", piece);
    head.on("end", () => end());
  });

/** The same past Node's parser, where the socket lets it; whoever reads comes at once or later. */
const long = (late: boolean, heeded: boolean): Promise<Read> => {
  const body = new LongBody();
  return request(
    heeded ? ({ onread: body.onread } as RequestOptions) : {},
    (head, tell) => {
      body.answered(head);
      expect(head.listenerCount("data")).toBe(heeded ? 0 : 1);
      const read = (): void => {
        finished(head, { readable: true, writable: false }, (cause) =>
          tell.end(cause ?? undefined),
        );
        body.read(tell);
      };
      if (late) setImmediate(read);
      else read();
    },
    (sent) => {
      sent.on("socket", (socket) => body.attach(socket));
      sent.on("information", () => body.interim());
      sent.on("continue", () => body.interim());
    },
  );
};

const heads = {
  chunked: "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n",
  gzip: "HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip, Chunked \r\n\r\n",
  close: "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nConnection: close\r\n\r\n",
  old: "HTTP/1.0 200 OK\r\n\r\n",
  none: "HTTP/1.1 204 No Content\r\n\r\n",
  refused: "HTTP/1.1 403 Forbidden\r\nTransfer-Encoding: chunked\r\n\r\n",
};
const before = [
  "",
  "",
  "\r\n",
  "HTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\n",
  "HTTP/1.1 100 Continue\r\n\r\n",
];
const Chunk = Schema.Struct({
  text: Schema.Literals([
    "a\n",
    "\r\n",
    "\r\n\r\n0\r\n\r\n",
    "5\r\nabcde\r\n",
    "x".repeat(9000),
    "é",
  ]),
  style: Schema.Literals(["", "", "", ";x", ";name=value", ';q="a b"', "upper", "zeros"]),
});
const broken = [
  "",
  "",
  "",
  "",
  "",
  "zz\r\n",
  "\r\n",
  "5\nabcde\n",
  "2\r\nabc\r\n",
  ";x\r\n",
  "fffffffffffffffff\r\n",
];
const trailers = ["", "", "Checksum: 7\r\nOther: 8\r\n"];
const whole = Schema.Number.check(
  Schema.isInt(),
  Schema.isBetween({ minimum: 0, maximum: 40_000 }),
);

const framed = (body: string, style: string): string => {
  const length = Buffer.byteLength(body).toString(16);
  if (style === "upper") return `${length.toUpperCase()}\r\n${body}\r\n`;
  return style === "zeros" ? `000${length}\r\n${body}\r\n` : `${length}${style}\r\n${body}\r\n`;
};

describe("The body of a long answer", () => {
  it.effect.prop(
    "is what Node's own parser makes of the same bytes, wherever they are parted or cut",
    {
      head: Arbitrary.schema(
        Schema.Literals([
          "chunked",
          "chunked",
          "gzip",
          "close",
          "old",
          "none",
          "refused",
          "length",
        ]),
      ),
      first: Arbitrary.schema(Schema.Literals(before)),
      chunks: Arbitrary.array(Arbitrary.schema(Chunk), { maxLength: 8 }),
      fault: Arbitrary.schema(Schema.Literals(broken)),
      trailer: Arbitrary.schema(Schema.Literals(trailers)),
      parts: Arbitrary.array(Arbitrary.schema(whole), { maxLength: 5 }),
      cut: Arbitrary.schema(Schema.Literals([false, false, true])),
      late: Arbitrary.schema(Schema.Boolean),
      heeded: Arbitrary.schema(Schema.Literals([true, true, true, false])),
    },
    ({ head, first, chunks, fault, trailer, parts, cut, late, heeded }) => {
      const bodies = chunks.map(({ text }) => text).join("");
      const bytes = Buffer.from(
        first +
          (head === "length"
            ? `HTTP/1.1 200 OK\r\nContent-Length: ${Buffer.byteLength(bodies)}\r\n\r\n${bodies}`
            : head === "close" || head === "old"
              ? heads[head] + bodies
              : head === "none"
                ? heads[head]
                : `${heads[head]}${chunks.map(({ style, text }) => framed(text, style)).join("")}${fault}0\r\n${trailer}\r\n`),
      );
      const places = parts.map((at) => at % (bytes.length + 1)).sort((a, b) => a - b);
      const end = cut ? (places.at(-1) ?? bytes.length) : bytes.length;
      const all = [0, ...places.filter((at) => at < end), end];
      answer = all.slice(1).map((at, i) => bytes.subarray(all[i], at));
      return Effect.promise(async () => {
        const ours = await long(late, heeded);
        const theirs = await plainly();
        // Of a body that breaks off, Node may drop what was not read until then.
        if (theirs.end === "cut" && ours.body.startsWith(theirs.body)) ours.body = theirs.body;
        expect(ours).toEqual(theirs);
      });
    },
    { arbitrary: { runs: 300 } },
  );
});
