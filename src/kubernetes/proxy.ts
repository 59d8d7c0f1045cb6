import { once } from "node:events";
import * as http from "node:http";
import * as https from "node:https";
import { connect, isIP, type Socket } from "node:net";
import { connect as secure } from "node:tls";
import * as Effect from "effect/Effect";
import type * as Scope from "effect/Scope";
import { ProxyFailed } from "../domain/errors.ts";
import type { ClientOptions } from "./client-options.ts";
import { optional } from "./json.ts";
import { login, Refusal, wantsLogin } from "./proxy-refusal.ts";
import { leadBySocks } from "./socks.ts";
import { certificateReasons, errorCode, messageOf } from "./transport.ts";

/** A proxy on the way to a server. Secret: its address may hold a password. */
export interface Proxy {
  readonly url: URL;
  /** Named by the environment, not by the kubeconfig. */
  readonly environment: boolean;
  /** What an https proxy's certificate is verified by: what the server's is, as kubectl does (Go, net/http: addTLS). */
  readonly tls: Verification;
}

type Verification = Pick<
  ClientOptions,
  "ca" | "cert" | "key" | "rejectUnauthorized" | "secureContext"
>;

/** What of a request's options a certificate is verified by, and what is shown to who asks for one. */
export const verification = (options: ClientOptions): Verification => ({
  ca: options.ca,
  cert: options.cert,
  key: options.key,
  rejectUnauthorized: options.rejectUnauthorized,
  ...optional("secureContext", options.secureContext),
});

/** The schemes of proxies, each with its usual port; kubectl takes no others (client-go, clientcmd: parseProxyURL). */
const usualPorts: ReadonlyMap<string, number> = new Map([
  ["http:", 80],
  ["https:", 443],
  ["socks5:", 1080],
  ["socks5h:", 1080],
]);

/** The address of a proxy that can be used; else what it is instead, in a few words without its password. */
export const proxyAddress = (text: string): URL | string => {
  const url = URL.parse(text);
  if (url === null || url.hostname === "") return "that is no address";
  return usualPorts.has(url.protocol) ? url : url.protocol;
};

/** How long (ms) a proxy may take to lead to the server. */
const proxyMs = 15_000;

const bareHost = (host: string): string => host.replace(/^\[|\]$/gu, "");

/** The name that TLS asks for: none for an address (RFC 6066). */
const tlsName = (host: string): string => (isIP(host) === 0 ? host : "");

/** Where to find a proxy, as Node takes it. */
const placeOf = (proxy: URL): { readonly host: string; readonly port: number } => ({
  host: bareHost(proxy.hostname),
  port: proxy.port === "" ? (usualPorts.get(proxy.protocol) ?? 0) : Number(proxy.port),
});

/** What an HTTP proxy says to a request for a tunnel that it does not make. */
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
    const known = login(url);
    const place = placeOf(url);
    const request = (overTls ? https : http).request({
      ...place,
      ...(overTls ? { ...tls, servername: tlsName(place.host) } : {}),
      agent: false,
      signal,
      method: "CONNECT",
      path: to,
      headers: {
        host: to,
        "user-agent": "podlog",
        ...(known === undefined
          ? {}
          : { "proxy-authorization": `Basic ${Buffer.from(known.join(":")).toString("base64")}` }),
      },
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

const tunnelBySocks = async (
  { url }: Proxy,
  host: string,
  port: number,
  signal: AbortSignal,
): Promise<Socket> => {
  const socket = connect({ ...placeOf(url), signal });
  // Stays for the life of the socket: an error that nobody hears would end the process.
  socket.on("error", () => undefined);
  try {
    await once(socket, "connect", { signal });
    await leadBySocks(url, socket, host, port);
    return socket;
  } catch (cause) {
    socket.destroy();
    throw cause;
  }
};

const reasonOf = (cause: unknown): string => {
  if (cause instanceof Refusal) return cause.message;
  const code = errorCode(cause);
  const certificate = certificateReasons.get(code);
  if (certificate !== undefined) return certificate;
  if (code.startsWith("HPE_")) return "it does not speak HTTP";
  if (/wrong.version.number|packet.length.too.long|record.layer.failure/iu.test(messageOf(cause)))
    return "it does not speak TLS";
  switch (code) {
    case "ECONNREFUSED":
      return "nothing answers there";
    case "ENOTFOUND":
    case "EAI_AGAIN":
      return "its name is not known on this machine";
    case "ECONNRESET":
      return "it closed the connection";
    case "EHOSTUNREACH":
    case "ENETUNREACH":
      return "there is no way to it from this machine";
    case "ABORT_ERR":
    case "ETIMEDOUT":
      return "it does not answer";
    default:
      return messageOf(cause);
  }
};

/** A proxy's failure in its own name; its address is shown as host and port alone. */
export const proxyFailed = ({ environment, url }: Proxy, cause: unknown): ProxyFailed =>
  new ProxyFailed({
    proxy: url.host,
    reason: reasonOf(cause),
    environment,
    login: cause instanceof Refusal && cause.login,
    details: (cause instanceof Refusal ? cause.details : undefined) ?? messageOf(cause),
    cause,
  });

/**
 * Opens a connection through a proxy to a host (an IPv6 address without brackets) and its port: by CONNECT, or by SOCKS
 * 5. What is sent over it is the caller's. Rejects with what `proxyFailed` takes; the signal ends what is not done yet.
 */
export const tunnel = (
  proxy: Proxy,
  host: string,
  port: number,
  signal: AbortSignal,
): Promise<Socket> =>
  (proxy.url.protocol.startsWith("socks5") ? tunnelBySocks : tunnelByConnect)(
    proxy,
    host,
    port,
    signal,
  );

/** The connection through a proxy, where there is one (at most 15 s); the scope ends it. */
export const wayThrough = (
  proxy: Proxy | undefined,
  host: string,
  port: number,
): Effect.Effect<Socket | undefined, ProxyFailed, Scope.Scope> =>
  proxy === undefined
    ? Effect.succeed(undefined)
    : Effect.acquireRelease(
        Effect.tryPromise({
          try: (signal) => tunnel(proxy, host, port, signal),
          catch: (cause) => proxyFailed(proxy, cause),
        }),
        (socket) => Effect.sync(() => socket.destroy()),
        { interruptible: true },
      ).pipe(
        Effect.timeoutOrElse({
          duration: proxyMs,
          orElse: () => Effect.fail(proxyFailed(proxy, new Error("it does not answer"))),
        }),
      );

/** TLS to a host over a connection that leads to it, with the options of a request. */
export const secureOver = (socket: Socket, host: string, options: ClientOptions): Socket =>
  secure({
    ...verification(options),
    host,
    servername: options.servername ?? tlsName(host),
    socket,
  });
