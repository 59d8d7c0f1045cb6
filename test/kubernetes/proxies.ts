import { createServer as createHttpServer } from "node:http";
import { createServer as createHttpsServer } from "node:https";
import { connect, createServer, type AddressInfo, type Server, type Socket } from "node:net";
import type { Duplex } from "node:stream";
import * as Effect from "effect/Effect";
import type * as Scope from "effect/Scope";
import type { KeyPair } from "../cluster/certificates.ts";

/** A proxy that a test has started. Every name behind it is this machine's: what is there is its own affair. */
export interface TestProxy {
  /** Its host and port. */
  readonly address: string;
  /** Where it was asked to lead, each as `host:port`. */
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

/** An HTTP proxy, over TLS where it has a certificate: asked to CONNECT, it leads there, or answers with `refusal`. */
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
    server.on("connect", (message, socket) => {
      socket.on("error", () => undefined);
      const to = message.url ?? "";
      if (login !== undefined && message.headers["proxy-authorization"] !== login)
        socket.end(
          'HTTP/1.1 407 Proxy Authentication Required\r\nProxy-Authenticate: Basic realm="office"\r\n\r\n',
        );
      else if (refusal !== undefined) socket.end(`HTTP/1.1 ${refusal}\r\n\r\n`);
      else {
        asked.push(to);
        lead(socket, Number(/:(\d+)$/u.exec(to)?.[1]), () =>
          socket.write("HTTP/1.1 200 Connection established\r\n\r\n"),
        );
      }
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
