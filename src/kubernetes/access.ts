import type { OutgoingHttpHeaders } from "node:http";
import * as Effect from "effect/Effect";
import {
  ContextUnknown,
  KubeconfigBroken,
  NotSupported,
  type ConfigError,
  type KubectlContext,
  type NotLoggedIn,
} from "../domain/errors.ts";
import { clientOptions, type ClientOptions } from "./client-options.ts";
import { impersonationHeaders } from "./impersonation.ts";
import { fingerprintOf, inline, makeCredentials } from "./credentials.ts";
import { optional } from "./json.ts";
import type { UserEntry } from "./kubeconfig-entries.ts";
import { kubectlContext } from "./kubeconfig.ts";
import type { KubeconfigFiles } from "./kubeconfig-files.ts";
import { proxyAddress, verification, type Proxy } from "./proxy.ts";
import { proxyFromEnvironment, proxyVariable } from "./proxy-environment.ts";
import type { ConnectionError } from "./transport.ts";

/** All that a request to one context's API server needs. Secret: `options` carry the credentials. */
export interface Access {
  readonly context: string;
  readonly user?: string;
  /** The context as kubectl is told of it. */
  readonly kubectl: KubectlContext;
  /** The file that names the context. */
  readonly kubeconfig: string;
  /** The server's address with its base path, as errors may show it: no name, no password, no slash at the end. */
  readonly server: string;
  /** What `options` do not say: where to. */
  readonly url: URL;
  /** TLS and headers as client-node builds them from the kubeconfig. */
  readonly options: ClientOptions;
  /** As whom the request is to be taken, where the user's entry says so. */
  readonly headers: OutgoingHttpHeaders;
  /** The way through the proxy that the kubeconfig or the environment names; absent: straight. */
  readonly proxy?: Proxy;
  /** Differs when the credentials do; tells whether a refresh brought new ones. */
  readonly credentials: string;
}

/** Credentials that the server refused, not to be used again. */
export interface Refused {
  readonly credentials: string;
}

/** What a user's entry asks for and Podlog cannot do, in the kubeconfig's own words; undefined when all can be done. */
const unsupported = (user: UserEntry | undefined): string | undefined => {
  if (user?.refused !== undefined) return user.refused;
  const version = user?.plugin?.apiVersion;
  if (version !== undefined && !/^client\.authentication\.k8s\.io\/v1(beta1)?$/u.test(version))
    return `exec apiVersion ${version === "" ? "(none)" : version}`;
  return undefined;
};

/** Whether what stands in base64 has a certificate in it, as Go looks for one (crypto/x509: AppendCertsFromPEM). */
const isPem = (data: string): boolean =>
  Buffer.from(data, "base64").includes("-----BEGIN CERTIFICATE-----");

/** Gives access to the contexts of a kubeconfig. */
export const makeAccess = (files: KubeconfigFiles) =>
  Effect.gen(function* () {
    const credentials = yield* makeCredentials;

    /** Access to a context by its name; `refused`: credentials not to be given again if others can be had. */
    return (
      name: string,
      refused?: Refused,
    ): Effect.Effect<Access, ConfigError | ConnectionError | NotLoggedIn> =>
      Effect.gen(function* () {
        const config = yield* files.current;
        const context = config.contexts.get(name);
        if (context === undefined)
          return yield* new ContextUnknown({ context: name, known: [...config.contexts.keys()] });
        const broken = (reason: string, cause?: unknown) =>
          new KubeconfigBroken({ path: context.kubeconfig, reason, ...optional("cause", cause) });
        if (context.broken !== undefined)
          return yield* broken(`the context "${name}" ${context.broken}`);
        const cluster = config.clusters.get(context.cluster);
        if (cluster === undefined)
          return yield* broken(
            context.cluster === ""
              ? `context "${name}" names no cluster`
              : `context "${name}" names the cluster "${context.cluster}", whose address it does not hold`,
          );
        const user = context.user === undefined ? undefined : config.users.get(context.user);
        if (user === undefined && context.user !== undefined)
          return yield* broken(
            `context "${name}" names the user "${context.user}", which it does not hold`,
          );
        if (cluster.broken !== undefined)
          return yield* broken(`the cluster "${cluster.name}" ${cluster.broken}`);
        if (user?.broken !== undefined)
          return yield* broken(`the user "${user.name}" ${user.broken}`);
        const what = unsupported(user);
        if (what !== undefined) return yield* new NotSupported({ what, context: name });
        const url = URL.parse(cluster.server);
        if (url === null || (url.protocol !== "https:" && url.protocol !== "http:"))
          return yield* broken(`the server of cluster "${cluster.name}" is no https:// address`);
        if (url.username !== "" || url.password !== "")
          return yield* new NotSupported({
            what: "a user name in the address of the server",
            context: name,
          });
        // To a server without TLS kubectl shows nobody (client-go, clientcmd: ClientConfig), but for whom it acts as.
        const shown = url.protocol === "http:" ? undefined : user;

        const caData = yield* inline(
          context.kubeconfig,
          "certificate authority",
          cluster.caFile,
          cluster.caData,
        );
        if (caData !== undefined && !isPem(caData))
          return yield* broken(
            `the certificate authority of cluster "${cluster.name}" is no certificate in PEM`,
          );
        const secrets =
          shown === undefined
            ? {}
            : yield* credentials({
                config,
                context,
                // A plugin that is told about the cluster gets its authority inline, as kubectl gives it.
                cluster: { ...cluster, ...optional("caData", caData) },
                user: shown,
                ...optional("refused", refused?.credentials),
              });
        const named = cluster.proxyUrl ?? proxyFromEnvironment(url, process.env);
        const variable = cluster.proxyUrl === undefined ? proxyVariable(url) : undefined;
        const proxyUrl = named === undefined ? undefined : proxyAddress(named);
        if (typeof proxyUrl === "string")
          return yield* new NotSupported({
            what: `${variable ?? "proxy-url"} ${proxyUrl}`,
            context: name,
          });
        const options = yield* Effect.tryPromise({
          try: () =>
            clientOptions(
              {
                server: url,
                insecure: cluster.insecure,
                ...optional("caData", caData),
                ...optional("tlsServerName", cluster.tlsServerName),
              },
              {
                ...secrets,
                ...optional("username", shown?.username),
                ...optional("password", shown?.username && (shown.password ?? "")),
              },
            ),
          catch: (cause) => broken("its certificates or keys can't be read", cause),
        });
        return {
          context: name,
          kubectl: kubectlContext(config, name),
          ...optional("user", context.user),
          kubeconfig: context.kubeconfig,
          server: `${url.origin}${url.pathname.replace(/\/+$/u, "")}`,
          url,
          options,
          headers: user?.impersonate === undefined ? {} : impersonationHeaders(user.impersonate),
          ...optional(
            "proxy",
            proxyUrl && {
              url: proxyUrl,
              tls: verification(options),
              ...optional("variable", variable),
            },
          ),
          credentials: fingerprintOf(secrets),
        };
      });
  });

/** Gives access to a context by its name. */
export type Accesses = Effect.Success<ReturnType<typeof makeAccess>>;
