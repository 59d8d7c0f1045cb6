import * as http from "node:http";
import * as https from "node:https";
import * as net from "node:net";
import { finished } from "node:stream";
import * as tls from "node:tls";
import { afterAll, beforeAll, describe, expect, it } from "@effect/vitest";
import * as Arbitrary from "effect/Arbitrary";
import * as Effect from "effect/Effect";
import * as Schema from "effect/Schema";
import { LongBody, type BodyReader } from "../../src/kubernetes/long-body.ts";
import { makeAuthority } from "../cluster/certificates.ts";

/** What a client makes of an answer. */
interface Read {
  readonly status: number | undefined;
  body: string;
  readonly end: "whole" | "cut";
}

/** How the server leaves a connection: it ends it, resets it, leaves it open, or sends what is no TLS in it. */
type Leaves = "ends" | "resets" | "stays" | "garbles";
type Wire = "plain" | "tls";

/** What the servers give to every request: these bytes, a piece at a time, and then they leave. */
let answer: { readonly pieces: ReadonlyArray<Buffer>; readonly leaves: Leaves };
let ca = "";
let servers: Readonly<Record<Wire, net.Server>>;

const portOf = (wire: Wire): number => (servers[wire].address() as net.AddressInfo).port;

/** Answers on a connection; `raw` is what lies below its TLS, or itself. */
const serve = (socket: net.Socket, raw: net.Socket): void => {
  raw.setNoDelay(true);
  socket.on("error", () => undefined);
  socket.once("data", () => {
    const { leaves, pieces } = answer;
    const rest = [...pieces];
    const next = (): void => {
      const piece = rest.shift();
      if (piece !== undefined) socket.write(piece, () => setImmediate(next));
      else if (leaves === "ends") socket.end();
      else if (leaves === "resets") raw.resetAndDestroy();
      else if (leaves === "garbles") raw.end("no record of TLS");
    };
    next();
  });
};

beforeAll(async () => {
  const authority = await makeAuthority("long-body");
  const { certificate: cert, key } = await authority.server();
  ca = authority.pem;
  const context = tls.createSecureContext({ cert, key });
  servers = {
    plain: net.createServer((socket) => serve(socket, socket)),
    tls: net.createServer((raw) => {
      raw.on("error", () => undefined);
      serve(new tls.TLSSocket(raw, { isServer: true, secureContext: context }), raw);
    }),
  };
  for (const server of Object.values(servers))
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
});

afterAll(async () => {
  for (const server of Object.values(servers))
    await new Promise((resolve) => server.close(resolve));
});

const request = (
  wire: Wire,
  options: https.RequestOptions,
  read: (head: http.IncomingMessage, reader: BodyReader) => void,
  prepare?: (sent: http.ClientRequest) => void,
): Promise<Read> =>
  new Promise((resolve) => {
    const pieces: Array<Uint8Array> = [];
    let status: number | undefined;
    const done = (end: "whole" | "cut"): void =>
      resolve({ status, body: Buffer.concat(pieces).toString("latin1"), end });
    const sent = (wire === "tls" ? https : http).get({
      host: "127.0.0.1",
      port: portOf(wire),
      agent: false,
      ca,
      ...options,
    });
    // What goes wrong behind the head is for its reader.
    sent.on("error", () => {
      if (status === undefined) done("cut");
    });
    sent.on("response", (head) => {
      status = head.statusCode;
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

/** Node's own reading. */
const plainly = (wire: Wire): Promise<Read> =>
  request(wire, {}, (head, { end, piece }) => {
    head.on("data", piece);
    head.on("end", () => end());
    head.on("error", end);
  });

interface Way {
  readonly wire: Wire;
  /** Who reads comes later than the head. */
  readonly late?: boolean;
  /** The socket heeds `onread`. */
  readonly heeded?: boolean;
  readonly options?: https.RequestOptions;
}

/** The same past Node's parser, where the socket lets it. */
const long = ({ wire, late = false, heeded = true, options = {} }: Way): Promise<Read> => {
  const body = new LongBody();
  // SAFETY: Node hands a request's options on to its socket.
  const reading = (heeded ? { onread: body.onread } : {}) as https.RequestOptions;
  return request(
    wire,
    { ...options, ...reading },
    (head, reader) => {
      head.on("error", () => undefined);
      body.answered(head);
      expect(head.listenerCount("data")).toBe(heeded ? 0 : 1);
      const read = (): void => {
        finished(head, { readable: true, writable: false }, (cause) =>
          reader.end(cause ?? undefined),
        );
        body.read(reader);
      };
      if (late) setImmediate(read);
      else read();
    },
    (sent) => {
      sent.on("socket", (socket) => body.attach(socket));
      sent.on("information", () => body.interim());
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
  "HTTP/1.1 103 Early Hints\r\n\r\n\r\n",
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
  // More than 2³¹, than 2⁵³ and than 2⁶⁴ bytes.
  "80000001\r\nabc",
  "fffffffffffff\r\nabc",
  "fffffffffffffffff\r\n",
  `1;${"x".repeat(20_000)}\r\na\r\n`,
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

const oneOf = <const A extends ReadonlyArray<string | boolean>>(...values: A) =>
  Arbitrary.schema(Schema.Literals(values));

/** An answer whose body is `bodies`, framed as its head says. */
const answerOf = (
  head: keyof typeof heads | "length" | "old length",
  { bodies, chunked }: { readonly bodies: string; readonly chunked: string },
): string => {
  const length = `Content-Length: ${Buffer.byteLength(bodies)}\r\n\r\n${bodies}`;
  switch (head) {
    case "length":
      return `HTTP/1.1 200 OK\r\n${length}`;
    case "old length":
      return `HTTP/1.0 200 OK\r\n${length}`;
    case "close":
    case "old":
      return heads[head] + bodies;
    case "none":
      return heads[head];
    default:
      return heads[head] + chunked;
  }
};

/** Bytes parted at these places. */
const parted = (bytes: Buffer, places: ReadonlyArray<number>): ReadonlyArray<Buffer> => {
  const all = [0, ...places, bytes.length];
  return all.slice(1).map((at, i) => bytes.subarray(all[i], at));
};

describe("The body of a long answer", () => {
  it.effect.prop(
    "is what Node's own parser makes of the same bytes, wherever they are parted or cut",
    {
      wire: oneOf("plain", "tls"),
      head: oneOf(
        "chunked",
        "chunked",
        "gzip",
        "close",
        "old",
        "none",
        "refused",
        "length",
        "old length",
      ),
      first: Arbitrary.schema(Schema.Literals(before)),
      chunks: Arbitrary.array(Arbitrary.schema(Chunk), { maxLength: 8 }),
      fault: Arbitrary.schema(Schema.Literals(broken)),
      trailer: Arbitrary.schema(Schema.Literals(trailers)),
      parts: Arbitrary.array(Arbitrary.schema(whole), { maxLength: 5 }),
      drips: oneOf(false, false, true),
      cut: oneOf(false, false, true),
      leaves: oneOf("ends", "ends", "stays", "resets", "garbles"),
      late: oneOf(false, true),
      heeded: oneOf(true, true, true, false),
    },
    ({ wire, head, first, chunks, fault, trailer, parts, drips, cut, leaves, late, heeded }) => {
      const bodies = chunks.map(({ text }) => text).join("");
      const chunked = `${chunks.map(({ style, text }) => framed(text, style)).join("")}${fault}0\r\n${trailer}\r\n`;
      const bytes = Buffer.from(first + answerOf(head, { bodies, chunked }));
      const places = parts.map((at) => at % (bytes.length + 1)).sort((a, b) => a - b);
      const end = cut ? (places.at(-1) ?? bytes.length) : bytes.length;
      // Nobody can tell the end of these but by their connection's.
      const endless = cut || fault !== "" || head === "close" || head === "old";
      answer = {
        pieces: parted(
          bytes.subarray(0, end),
          drips && end < 500
            ? Array.from({ length: end }, (_, i) => i)
            : places.filter((at) => at < end),
        ),
        leaves:
          (leaves === "stays" && endless) || (leaves === "garbles" && wire === "plain")
            ? "ends"
            : leaves,
      };
      return Effect.promise(async () => {
        const ours = await long({ wire, late, heeded });
        const theirs = await plainly(wire);
        if (fault === "")
          expect(Buffer.from(bodies).toString("latin1").startsWith(ours.body)).toBe(true);
        // Of a body that breaks off, Node may drop what was not read until then; and a reset what was on its way.
        const [less, more] =
          ours.body.length < theirs.body.length ? [ours, theirs] : [theirs, ours];
        if (theirs.end === "cut" && (more === ours || leaves === "resets")) {
          expect(more.body.startsWith(less.body)).toBe(true);
          less.body = more.body;
        }
        expect(ours).toEqual(theirs);
      });
    },
    { timeout: 60_000, arbitrary: { runs: 300, seed: "long body" } },
  );

  it("comes past Node's parser from the second address of a name as well", async () => {
    answer = { pieces: [Buffer.from(`${heads.chunked}1\r\na\r\n0\r\n\r\n`)], leaves: "ends" };
    const lookup: net.LookupFunction = (_name, _options, found) =>
      found(null, [
        { address: "::1", family: 6 },
        { address: "127.0.0.1", family: 4 },
      ]);
    for (const wire of ["plain", "tls"] as const)
      expect(await long({ wire, options: { host: "localhost", lookup } })).toEqual({
        status: 200,
        body: "a",
        end: "whole",
      });
  });

  it("waits in memory while Node makes up its mind about the head", () => {
    const body = new LongBody();
    const socket = new net.Socket();
    body.attach(socket);
    const { onread } = body;
    const come = (bytes: Buffer): void => {
      for (let from = 0; from < bytes.length;) {
        const room = typeof onread.buffer === "function" ? onread.buffer() : onread.buffer;
        const count = bytes.copy(Buffer.from(room.buffer, room.byteOffset, room.length), 0, from);
        from += count;
        onread.callback(count, room);
      }
    };
    const text = "x".repeat(200_000);
    come(Buffer.from(heads.close + text));
    expect(String(socket.read())).toBe(heads.close);
    const pieces: Array<Uint8Array> = [];
    body.read({ piece: (piece) => pieces.push(piece), end: () => expect.unreachable() });
    expect(pieces).toEqual([]);
    body.answered(new http.IncomingMessage(socket));
    come(Buffer.from("yz"));
    expect(Buffer.concat(pieces).toString()).toBe(`${text}yz`);
  });
});
