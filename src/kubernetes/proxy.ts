import { isIP } from "node:net";
import { ProxyFailed } from "../domain/errors.ts";
import type { ClientOptions } from "./client-options.ts";
import { optional } from "./json.ts";
import { login, Refusal } from "./proxy-refusal.ts";
import { certificateReasons, errorCode, messageOf } from "./transport.ts";

/** A proxy on the way to a server. Secret: its address may hold a password. */
export interface Proxy {
  readonly url: URL;
  /** The environment variable that names it; absent: the kubeconfig does. */
  readonly variable?: string;
  /** What an https proxy's certificate is verified by: what the server's is, as kubectl does (Go, net/http: addTLS). */
  readonly tls: Verification;
}

/** What a certificate is verified by, and what is shown to who asks for one. Secret. */
export type Verification = Pick<
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

/** Whether what is escaped in a name and a password can be read; Node's URL takes anything, Go's does not. */
const hasReadableLogin = (url: URL): boolean => {
  try {
    login(url);
    return true;
  } catch {
    return false;
  }
};

/** The address of a proxy that can be used; else what it is instead, in a few words without its password. */
export const proxyAddress = (text: string): URL | string => {
  const url = URL.parse(text);
  if (url === null || url.hostname === "" || !hasReadableLogin(url)) return "that is no address";
  return usualPorts.has(url.protocol) ? url : url.protocol;
};

/** Where to find a server or a proxy, as Node takes it: an IPv6 address without brackets. */
export const placeOf = (at: URL): { readonly host: string; readonly port: number } => ({
  host: at.hostname.replace(/^\[|\]$/gu, ""),
  port: at.port === "" ? (usualPorts.get(at.protocol) ?? 0) : Number(at.port),
});

/** The name that TLS asks for: none for an address (RFC 6066). */
export const tlsName = (host: string): string => (isIP(host) === 0 ? host : "");

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
export const proxyFailed = ({ url, variable }: Proxy, cause: unknown): ProxyFailed =>
  new ProxyFailed({
    proxy: url.host,
    reason: reasonOf(cause),
    ...optional("variable", variable),
    login: cause instanceof Refusal && cause.login,
    details: (cause instanceof Refusal ? cause.details : undefined) ?? messageOf(cause),
    cause,
  });
