import * as Data from "effect/Data";
import * as Effect from "effect/Effect";
import type { ProxyFailed } from "../domain/errors.ts";
import { clientOptions, type ClientOptions } from "./client-options.ts";
import { member, optional, text } from "./json.ts";
import { proxyFromEnvironment, proxyVariable } from "./proxy-environment.ts";
import { ownRequest, single } from "./own-request.ts";
import { placeOf, proxyAddress, verification } from "./proxy.ts";
import { openWay, type Way } from "./proxy-way.ts";
import { connectionError, type ConnectionError } from "./transport.ts";

/** What an issuer needs to renew a login. Secret. */
export interface Renewable {
  readonly issuer: URL;
  readonly clientId: string;
  readonly clientSecret?: string;
  readonly refreshToken: string;
  /** The certificate authority of the issuer in base64. */
  readonly caData?: string;
  /** The kubeconfig that holds the login, for the errors. */
  readonly kubeconfig: string;
}

/** A renewed login. Secret. */
export interface Renewed {
  readonly idToken: string;
  /** Present where the issuer took the old one back. */
  readonly refreshToken?: string;
}

/** The issuer answered, and gave no login; `reason` has no token in it. */
export class NotRenewed extends Data.TaggedError("NotRenewed")<{
  readonly reason: string;
  readonly cause: unknown;
}> {}

/** Keeps what went wrong on the way to the issuer apart from what the issuer said. */
class OnTheWay extends Data.TaggedError("OnTheWay")<{ readonly error: ConnectionError }> {}

const timeoutMs = 30_000;
const maxBytes = 1024 * 1024;

/** The way to a server through the proxy that the environment names, where it names one. */
const wayTo = (server: URL, options: ClientOptions): Promise<Way | undefined> => {
  const named = proxyFromEnvironment(server, process.env);
  const url = named === undefined ? undefined : proxyAddress(named);
  if (url === undefined) return Promise.resolve(undefined);
  if (typeof url === "string") return Promise.reject(new Error(`${proxyVariable(server)} ${url}`));
  const proxy = { url, variable: proxyVariable(server), tls: verification(options) };
  return openWay(proxy, server, options, AbortSignal.timeout(timeoutMs)).catch(
    (error: ProxyFailed) => {
      throw new OnTheWay({ error });
    },
  );
};

/** `fetch` as far as openid-client uses it, over node:https: with an authority of its own, and through proxies. */
const fetchVia =
  (of: Renewable) =>
  async (
    address: string,
    asked: { readonly method: string; readonly headers: object; readonly body?: unknown },
  ): Promise<Response> => {
    const server = new URL(address);
    const options = await clientOptions(
      { server, insecure: false, ...optional("caData", of.caData) },
      {},
    );
    const way = await wayTo(server, options);
    return new Promise((resolve, reject) => {
      const failed = (cause: unknown): void =>
        reject(
          new OnTheWay({
            error: connectionError(cause, { server: server.origin, kubeconfig: of.kubeconfig }),
          }),
        );
      const request = ownRequest(
        {
          ...options,
          protocol: server.protocol,
          ...placeOf(server),
          method: asked.method,
          path: `${way?.origin ?? ""}${server.pathname}${server.search}`,
          headers: { ...asked.headers, ...way?.headers },
          timeout: timeoutMs,
          agent: single(server.protocol, way?.connection),
        },
        (answer) => {
          const refused = way?.refusal(answer);
          if (refused !== undefined) {
            reject(new OnTheWay({ error: refused }));
            request.destroy();
            return;
          }
          const held: Array<Buffer> = [];
          let bytes = 0;
          answer.on("error", failed);
          answer.on("data", (piece: Buffer) => {
            held.push(piece);
            bytes += piece.length;
            if (bytes > maxBytes) request.destroy(new Error("an answer of more than 1 MB"));
          });
          answer.on("end", () =>
            resolve(
              new Response(Buffer.concat(held), {
                status: answer.statusCode ?? 500,
                headers: { "content-type": answer.headers["content-type"] ?? "" },
              }),
            ),
          );
        },
      );
      request.on("error", failed);
      request.on("timeout", () =>
        request.destroy(Object.assign(new Error("no answer"), { code: "ETIMEDOUT" })),
      );
      const { body } = asked;
      request.end(body instanceof URLSearchParams ? body.toString() : (text(body) ?? ""));
    });
  };

/**
 * Asks the issuer of a login for a new one, as kubectl does when the old one has ended. Fails with NotRenewed where the
 * issuer refuses, with a connection's error where it can't be reached.
 */
export const renewLogin = (of: Renewable): Effect.Effect<Renewed, NotRenewed | ConnectionError> =>
  Effect.tryPromise({
    try: async () => {
      const oidc = await import("openid-client");
      const fetch = fetchVia(of);
      const plain = of.issuer.protocol === "http:" ? [oidc.allowInsecureRequests] : [];
      const found = await oidc.discovery(of.issuer, of.clientId, undefined, oidc.None(), {
        [oidc.customFetch]: fetch,
        execute: plain,
      });
      const metadata = found.serverMetadata();
      // Where an issuer does not say, the standard means the header (OpenID Connect Discovery 1.0, 3).
      const byPost = metadata.token_endpoint_auth_methods_supported?.includes("client_secret_post");
      const secret = of.clientSecret;
      const config =
        secret === undefined
          ? found
          : new oidc.Configuration(
              metadata,
              of.clientId,
              secret,
              byPost === true ? oidc.ClientSecretPost(secret) : oidc.ClientSecretBasic(secret),
            );
      config[oidc.customFetch] = fetch;
      for (const allow of secret === undefined ? [] : plain) allow(config);
      const renewed = await oidc.refreshTokenGrant(config, of.refreshToken);
      if (renewed.id_token === undefined) throw new Error("the answer has no ID token");
      return {
        idToken: renewed.id_token,
        ...optional("refreshToken", renewed.refresh_token),
      };
    },
    catch: (cause) => {
      const way = [cause, member(cause, "cause")].find((error) => error instanceof OnTheWay);
      return way === undefined ? new NotRenewed({ reason: reasonOf(cause), cause }) : way.error;
    },
  });

/** What the issuer said, without the request or its answer, which may hold tokens. */
const reasonOf = (cause: unknown): string => {
  const code = text(member(cause, "error"));
  const words = text(member(cause, "error_description"));
  if (code !== undefined) return words === undefined ? code : `${code}: ${words.slice(0, 300)}`;
  // The library's own message is the same for all; what was wrong stands in its cause.
  const inner = cause instanceof Error && cause.cause instanceof Error ? cause.cause : cause;
  return inner instanceof Error ? inner.message.slice(0, 300) : "no reason given";
};
