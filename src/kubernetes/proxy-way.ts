import { once } from "node:events";
import type * as http from "node:http";
import { connect, isIP, type Socket } from "node:net";
import { connect as secure } from "node:tls";
import * as Effect from "effect/Effect";
import type * as Scope from "effect/Scope";
import type { ProxyFailed } from "../domain/errors.ts";
import type { ClientOptions } from "./client-options.ts";
import { ownRequest, single } from "./own-request.ts";
import {
  placeOf,
  proxyFailed,
  tlsName,
  verification,
  type Proxy,
  type Verification,
} from "./proxy.ts";
import { login, Refusal, wantsLogin } from "./proxy-refusal.ts";
import { leadBySocks } from "./socks.ts";

/** The way of one request through a proxy. */
export interface Way {
  /** The connection through the proxy, or to it; whoever opened the way ends it. */
  readonly socket: Socket;
  /** The connection as the request is to use it: over TLS, where its server speaks that. */
  readonly connection: () => Socket;
  /** What stands before the path of the request. */
  readonly origin: string;
  /** What the proxy is told besides what the server is. */
  readonly headers: http.OutgoingHttpHeaders;
  /** The error of an answer that is the proxy's own; undefined of a server's. */
  readonly refusal: (answer: http.IncomingMessage) => ProxyFailed | undefined;
}

/** How long (ms) a proxy may take to lead to the server. */
const proxyMs = 15_000;

/** The account in a proxy's address, as an HTTP proxy is told of it. */
const account = (proxy: URL): http.OutgoingHttpHeaders => {
  const known = login(proxy);
  return known === undefined
    ? {}
    : { "proxy-authorization": `Basic ${Buffer.from(known.join(":")).toString("base64")}` };
};

/** What an HTTP proxy says to a request that it does not pass on, or for a tunnel that it does not make. */
const httpRefusal = (proxy: URL, answer: http.IncomingMessage): Refusal => {
  const { headers, statusCode: status = 0, statusMessage = "" } = answer;
  const ways = headers["proxy-authenticate"];
  const details = `HTTP ${status} ${statusMessage}${ways === undefined ? "" : `; Proxy-Authenticate: ${ways}`}`;
  if (status === 407) return wantsLogin(proxy, details.slice(0, 1_000));
  const what = status >= 500 ? "it can't reach the server" : "it refuses the connection";
  return new Refusal(`${what} (HTTP ${status})`, { details: details.slice(0, 1_000) });
};

const tunnelByConnect = (
  { tls, url }: Proxy,
  host: string,
  port: number,
  signal: AbortSignal,
): Promise<Socket> =>
  new Promise((resolve, reject) => {
    const overTls = url.protocol === "https:";
    const to = `${isIP(host) === 6 ? `[${host}]` : host}:${port}`;
    const place = placeOf(url);
    const request = ownRequest({
      ...place,
      ...(overTls ? { ...tls, servername: tlsName(place.host) } : {}),
      protocol: url.protocol,
      agent: single(url.protocol),
      signal,
      method: "CONNECT",
      path: to,
      headers: { host: to, "user-agent": "podlog", ...account(url) },
    });
    request.on("error", reject);
    request.on("connect", (answer, socket: Socket) => {
      if (answer.statusCode === 200) {
        resolve(socket);
        return;
      }
      socket.destroy();
      reject(httpRefusal(url, answer));
    });
    request.end();
  });

/** A new connection to a proxy itself, once it stands; the signal ends what is not done yet. */
const reached = async (proxy: URL, signal: AbortSignal, tls?: Verification): Promise<Socket> => {
  const place = placeOf(proxy);
  const socket =
    tls === undefined
      ? connect({ ...place, signal })
      : secure({ ...tls, ...place, servername: tlsName(place.host) });
  // Stays for the life of the socket: an error that nobody hears would end the process.
  socket.on("error", () => undefined);
  try {
    await once(socket, tls === undefined ? "connect" : "secureConnect", { signal });
    return socket;
  } catch (cause) {
    socket.destroy();
    throw cause;
  }
};

const tunnelBySocks = async (
  { url }: Proxy,
  host: string,
  port: number,
  signal: AbortSignal,
): Promise<Socket> => {
  const socket = await reached(url, signal);
  try {
    await leadBySocks(url, socket, host, port);
    return socket;
  } catch (cause) {
    socket.destroy();
    throw cause;
  }
};

const wayBy = async (
  proxy: Proxy,
  server: URL,
  options: ClientOptions,
  signal: AbortSignal,
): Promise<Way> => {
  const { url } = proxy;
  const plain = server.protocol === "http:";
  if (plain && url.protocol.startsWith("http")) {
    const socket = await reached(url, signal, url.protocol === "https:" ? proxy.tls : undefined);
    return {
      socket,
      connection: () => socket,
      origin: server.origin,
      headers: account(url),
      refusal: (answer) =>
        answer.statusCode === 407 ? proxyFailed(proxy, httpRefusal(url, answer)) : undefined,
    };
  }
  const { host, port } = placeOf(server);
  const tunnel = url.protocol.startsWith("socks5") ? tunnelBySocks : tunnelByConnect;
  const socket = await tunnel(proxy, host, port, signal);
  return {
    socket,
    connection: () =>
      plain
        ? socket
        : secure({
            ...verification(options),
            host,
            servername: options.servername ?? tlsName(host),
            socket,
          }),
    origin: "",
    headers: {},
    refusal: () => undefined,
  };
};

/**
 * Opens the way of one request, whose `options` are given, through a proxy to its server, as kubectl goes it (Go,
 * net/http: dialConn): by SOCKS 5; by CONNECT; or, to a plain server through an HTTP proxy, with the whole address in the
 * request, which the proxy passes on. Rejects with ProxyFailed; the signal ends what is not done yet.
 */
export const openWay = (
  proxy: Proxy,
  server: URL,
  options: ClientOptions,
  signal: AbortSignal,
): Promise<Way> =>
  wayBy(proxy, server, options, signal).catch((cause: unknown) => {
    throw proxyFailed(proxy, cause);
  });

/** The same (at most 15 s), as long as its scope is open. */
export const wayThrough = (
  proxy: Proxy,
  server: URL,
  options: ClientOptions,
): Effect.Effect<Way, ProxyFailed, Scope.Scope> =>
  Effect.acquireRelease(
    Effect.tryPromise({
      try: (signal) => wayBy(proxy, server, options, signal),
      catch: (cause) => proxyFailed(proxy, cause),
    }),
    ({ socket }) => Effect.sync(() => socket.destroy()),
    { interruptible: true },
  ).pipe(
    Effect.timeoutOrElse({
      duration: proxyMs,
      orElse: () => Effect.fail(proxyFailed(proxy, new Error("it does not answer"))),
    }),
  );
