import {
  CertificateRejected,
  ConnectionCut,
  ConnectionRefused,
  HostNotFound,
  HostUnreachable,
  KubeconfigBroken,
  NotKubernetes,
  type ProxyFailed,
  TimedOut,
} from "../domain/errors.ts";
import { member, text } from "./json.ts";

/** What a connection can fail with before and below HTTP. */
export type ConnectionError =
  | CertificateRejected
  | ConnectionCut
  | ConnectionRefused
  | HostNotFound
  | HostUnreachable
  | KubeconfigBroken
  | NotKubernetes
  | ProxyFailed
  | TimedOut;

/** What Node's names for a certificate that it does not accept mean, as the end of a sentence. */
export const certificateReasons: ReadonlyMap<string, string> = new Map([
  [
    "DEPTH_ZERO_SELF_SIGNED_CERT",
    "its certificate is signed by itself and not by an authority the kubeconfig names",
  ],
  [
    "SELF_SIGNED_CERT_IN_CHAIN",
    "its certificate is signed by an authority that the kubeconfig does not name",
  ],
  [
    "UNABLE_TO_GET_ISSUER_CERT",
    "its certificate is signed by an authority that the kubeconfig does not name",
  ],
  [
    "UNABLE_TO_GET_ISSUER_CERT_LOCALLY",
    "its certificate is signed by an authority that the kubeconfig does not name",
  ],
  [
    "UNABLE_TO_VERIFY_LEAF_SIGNATURE",
    "its certificate is signed by an authority that the kubeconfig does not name",
  ],
  [
    "CERT_SIGNATURE_FAILURE",
    "its certificate is signed by another authority than the one the kubeconfig names",
  ],
  ["CERT_HAS_EXPIRED", "its certificate has expired"],
  ["CERT_NOT_YET_VALID", "its certificate is not valid yet; a clock may be wrong"],
  ["CERT_REVOKED", "its certificate was revoked"],
  ["CERT_UNTRUSTED", "its certificate is not trusted"],
  ["CERT_REJECTED", "its certificate is not trusted"],
  ["INVALID_CA", "the authority that signed its certificate may not sign"],
  ["INVALID_PURPOSE", "its certificate is not one for servers"],
  ["ERR_TLS_CERT_ALTNAME_INVALID", "its certificate belongs to another name than the address has"],
]);

/** Node's name for what went wrong, of the error itself or of the first of several attempts. */
export const errorCode = (error: unknown): string =>
  text(member(error, "code")) ??
  (error instanceof AggregateError ? errorCode(error.errors[0]) : "");

/** What Node says of an error, or of the first of several attempts. */
export const messageOf = (error: unknown): string =>
  error instanceof AggregateError && error.message === ""
    ? messageOf(error.errors[0])
    : error instanceof Error
      ? error.message
      : String(error);

/** Where a connection was going to. */
export interface Destination {
  readonly server: string;
  readonly kubeconfig: string;
}

/** The tagged error for what Node says about a connection (`ECONNREFUSED`, `CERT_HAS_EXPIRED`, …). */
export const connectionError = (cause: unknown, to: Destination): ConnectionError => {
  const code = errorCode(cause);
  const { server } = to;
  const told = { server, details: `${messageOf(cause)}${code === "" ? "" : ` (${code})`}`, cause };
  const reason = certificateReasons.get(code);
  if (reason !== undefined) return new CertificateRejected({ ...told, reason });
  // OpenSSL's reason is in the code, or, for a handshake that broke off while writing (EPROTO), in the message.
  const tls = code === "EPROTO" ? messageOf(cause) : /^ERR_(?:SSL|TLS)_/u.test(code) ? code : "";
  if (/wrong.version.number|packet.length.too.long|record.layer.failure/iu.test(tls))
    return new NotKubernetes({ ...told, what: "something that does not speak TLS" });
  if (/certificate|unknown.ca/iu.test(tls))
    return new CertificateRejected({
      ...told,
      reason: "it does not accept the client certificate of the kubeconfig",
    });
  if (/^ERR_(?:OSSL|CRYPTO)/u.test(code) || code === "ERR_SSL_KEY_VALUES_MISMATCH")
    return new KubeconfigBroken({
      path: to.kubeconfig,
      reason: "its certificates or keys can't be read",
      details: told.details,
      cause,
    });
  if (code === "ERR_INVALID_CHAR")
    return new KubeconfigBroken({
      path: to.kubeconfig,
      reason: "its credentials have characters that no request can carry, such as line breaks",
      details: told.details,
      cause,
    });
  if (code.startsWith("HPE_"))
    return new NotKubernetes({
      ...told,
      what:
        code === "HPE_HEADER_OVERFLOW"
          ? "headers that are too long"
          : "something that does not speak HTTP",
    });
  switch (code) {
    case "ECONNREFUSED":
      return new ConnectionRefused(told);
    case "ENOTFOUND":
    case "EAI_AGAIN":
    case "EAI_FAIL":
      return new HostNotFound(told);
    case "EHOSTUNREACH":
    case "EHOSTDOWN":
    case "ENETUNREACH":
    case "ENETDOWN":
    case "EADDRNOTAVAIL":
    case "EACCES":
      return new HostUnreachable(told);
    case "ETIMEDOUT":
    case "ERR_SOCKET_CONNECTION_TIMEOUT":
      return new TimedOut({ ...told, afterMs: 0 });
    default:
      return new ConnectionCut(told);
  }
};
