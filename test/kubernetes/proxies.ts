import {
  createServer as createHttpServer,
  request as plainRequest,
  type ClientRequest,
  type IncomingHttpHeaders,
  type IncomingMessage,
  type RequestOptions,
  type ServerResponse,
} from "node:http";
import { createServer as createHttpsServer, request as secureRequest } from "node:https";
import { connect, createServer, type AddressInfo, type Server, type Socket } from "node:net";
import type { Duplex } from "node:stream";
import * as Effect from "effect/Effect";
import type * as Scope from "effect/Scope";
import type { KeyPair } from "../cluster/certificates.ts";

/** A proxy that a test has started. Every name behind it is this machine's: what is there is its own affair. */
export interface TestProxy {
  /** Its host and port. */
  readonly address: string;
  /** Where it was asked to lead, each as `host:port`, and the addresses of requests that it was to pass on. */
  readonly asked: ReadonlyArray<string>;
  /** How many connections to it are open. */
  readonly open: () => number;
}

interface Account {
  readonly user: string;
  readonly password: string;
}

/** Starts a server for one test, which ends with all its connections. */
const started = (
  server: Server,
  asked: ReadonlyArray<string>,
): Effect.Effect<TestProxy, never, Scope.Scope> =>
  Effect.acquireRelease(
    Effect.promise(async () => {
      const sockets = new Set<Socket>();
      server.on("connection", (socket: Socket) => {
        sockets.add(socket);
        socket.on("error", () => undefined);
        socket.on("close", () => sockets.delete(socket));
      });
      await new Promise<void>((resolve) => {
        server.listen(0, "127.0.0.1", resolve);
      });
      const { port } = server.address() as AddressInfo;
      return { address: `127.0.0.1:${port}`, asked, open: () => sockets.size, sockets };
    }),
    ({ sockets }) =>
      Effect.sync(() => {
        server.close();
        for (const socket of sockets) socket.destroy();
      }),
  );

/** Passes bytes between a client and a port of this machine, once that is reached. */
const lead = (client: Duplex, port: number, reached: () => void): void => {
  const through = connect(port, "127.0.0.1", () => {
    reached();
    through.pipe(client).pipe(through);
  });
  for (const end of [through, client])
    end.on("error", () => undefined).on("close", () => (through.destroy(), client.destroy()));
};

/** Passes a request on, and its answer back, as they are but for their hop; either end goes with the other. */
const passOn = (
  message: IncomingMessage,
  answer: ServerResponse,
  send: (how: RequestOptions) => ClientRequest,
): void => {
  const { "proxy-authorization": _, ...headers } = message.headers;
  const further = send({
    method: message.method ?? "",
    headers: { ...headers, connection: "close" },
    agent: false,
  });
  further.on("response", (told) => {
    answer.writeHead(told.statusCode ?? 0, told.headers);
    told.pipe(answer);
    told.on("error", () => answer.destroy());
  });
  further.on("error", () => answer.destroy());
  answer.on("close", () => further.destroy());
  message.pipe(further);
};

/** A server without TLS before one with: it hands all it is asked to that one, with a token, as `kubectl proxy` does. */
export const plainServer = (
  port: number,
  token: string,
  heard: Array<IncomingHttpHeaders>,
): Effect.Effect<TestProxy, never, Scope.Scope> =>
  Effect.suspend(() => {
    const server = createHttpServer((message, answer) => {
      heard.push({ ...message.headers });
      message.headers.authorization = `Bearer ${token}`;
      passOn(message, answer, (how) =>
        secureRequest({
          ...how,
          host: "127.0.0.1",
          port,
          path: message.url ?? "",
          rejectUnauthorized: false,
        }),
      );
    });
    return started(server, []);
  });

/**
 * An HTTP proxy, over TLS where it has a certificate: it leads where it is asked to CONNECT, and passes requests for a
 * whole address on; or it answers with `refusal`.
 */
export const httpProxy = (
  how: {
    readonly tls?: KeyPair;
    readonly account?: Account;
    readonly refusal?: string;
  } = {},
): Effect.Effect<TestProxy, never, Scope.Scope> =>
  Effect.suspend(() => {
    const { account, refusal, tls } = how;
    const asked: Array<string> = [];
    const server =
      tls === undefined
        ? createHttpServer()
        : createHttpsServer({ cert: tls.certificate, key: tls.key });
    const login =
      account && `Basic ${Buffer.from(`${account.user}:${account.password}`).toString("base64")}`;
    /** The head of the answer to what is not let through. */
    const refused = (message: IncomingMessage): string | undefined => {
      if (login !== undefined && message.headers["proxy-authorization"] !== login)
        return 'HTTP/1.1 407 Proxy Authentication Required\r\nProxy-Authenticate: Basic realm="office"\r\n\r\n';
      if (refusal !== undefined) return `HTTP/1.1 ${refusal}\r\n\r\n`;
      asked.push(message.url ?? "");
      return undefined;
    };
    server.on("connect", (message, socket) => {
      socket.on("error", () => undefined);
      const words = refused(message);
      if (words !== undefined) socket.end(words);
      else
        lead(socket, Number(/:(\d+)$/u.exec(message.url ?? "")?.[1]), () =>
          socket.write("HTTP/1.1 200 Connection established\r\n\r\n"),
        );
    });
    server.on("request", (message: IncomingMessage, answer: ServerResponse) => {
      const words = refused(message);
      if (words !== undefined) {
        message.socket.end(words);
        return;
      }
      const { pathname, port, search } = new URL(message.url ?? "");
      passOn(message, answer, (how) =>
        plainRequest({ ...how, host: "127.0.0.1", port, path: `${pathname}${search}` }),
      );
    });
    return started(server, asked);
  });

/** The host of a SOCKS request (RFC 1928, 4), its port behind it. */
const socksTarget = (request: Buffer): readonly [host: string, port: number] => {
  const [length, host] =
    request[3] === 1
      ? [4, request.subarray(4, 8).join(".")]
      : request[3] === 4
        ? [16, request.subarray(4, 20).toString("hex")]
        : [1 + (request[4] ?? 0), request.subarray(5, 5 + (request[4] ?? 0)).toString()];
  return [host, request.readUInt16BE(4 + length)];
};

/** A SOCKS 5 proxy: with an account it wants that one (RFC 1929); it leads where it is asked to, or replies `refusal`. */
export const socksProxy = (
  how: { readonly account?: Account; readonly refusal?: number } = {},
): Effect.Effect<TestProxy, never, Scope.Scope> =>
  Effect.suspend(() => {
    const { account, refusal } = how;
    const asked: Array<string> = [];
    const server = createServer((socket) => {
      const login = (next: Buffer): void => {
        const user = next.subarray(2, 2 + (next[1] ?? 0)).toString();
        const password = next.subarray(3 + user.length).toString();
        const good = user === account?.user && password === account.password;
        socket.write(Buffer.from([1, good ? 0 : 1]));
        if (good) socket.once("data", request);
        else socket.end();
      };
      const request = (next: Buffer): void => {
        const [host, port] = socksTarget(next);
        const reply = (code: number): Buffer => Buffer.from([5, code, 0, 1, 0, 0, 0, 0, 0, 0]);
        if (refusal !== undefined) {
          socket.end(reply(refusal));
          return;
        }
        asked.push(`${host}:${port}`);
        // In two pieces, as a network may cut it.
        lead(socket, port, () => {
          socket.write(reply(0).subarray(0, 3));
          setImmediate(() => socket.write(reply(0).subarray(3)));
        });
      };
      socket.once("data", (greeting) => {
        const way = account === undefined ? 0 : 2;
        const offered = greeting.subarray(2).includes(way);
        socket.write(Buffer.from([5, offered ? way : 0xff]));
        if (offered) socket.once("data", way === 2 ? login : request);
        else socket.end();
      });
    });
    return started(server, asked);
  });

/** Something that is no proxy: says `words` to whoever connects and hangs up; without words it is silent and stays. */
export const noProxy = (words?: string): Effect.Effect<TestProxy, never, Scope.Scope> =>
  Effect.suspend(() =>
    started(
      createServer((socket) => {
        socket.on("data", () => undefined);
        if (words !== undefined) socket.end(words);
      }),
      [],
    ),
  );
