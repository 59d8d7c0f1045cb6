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
import type { ClusterEntry, ContextEntry, UserEntry } from "./kubeconfig-entries.ts";
import { kubectlContext, type Kubeconfig } from "./kubeconfig.ts";
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

/** What a kubeconfig says of a context, and where its server is. */
interface Entries {
  readonly context: ContextEntry;
  readonly cluster: ClusterEntry;
  readonly user: UserEntry | undefined;
  readonly url: URL;
}

/** The entries of a context, unless something about them is wrong or can't be done. */
const entriesOf = Effect.fnUntraced(function* (
  config: Kubeconfig,
  name: string,
): Effect.fn.Return<Entries, ConfigError> {
  const context = config.contexts.get(name);
  if (context === undefined)
    return yield* new ContextUnknown({ context: name, known: [...config.contexts.keys()] });
  const broken = (reason: string, path = context.kubeconfig) =>
    new KubeconfigBroken({ path, reason });
  if (context.broken !== undefined) return yield* broken(`the context "${name}" ${context.broken}`);
  if (context.cluster === "") return yield* broken(`context "${name}" names no cluster`);
  const cluster = config.clusters.get(context.cluster);
  if (cluster === undefined)
    return yield* broken(
      `context "${name}" names the cluster "${context.cluster}", whose address it does not hold`,
    );
  if (cluster.broken !== undefined)
    return yield* broken(`the cluster "${cluster.name}" ${cluster.broken}`);
  const user = context.user === undefined ? undefined : config.users.get(context.user);
  if (user === undefined && context.user !== undefined)
    return yield* broken(
      `context "${name}" names the user "${context.user}", which it does not hold`,
    );
  if (user?.broken !== undefined)
    return yield* broken(`the user "${user.name}" ${user.broken}`, user.kubeconfig);
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
  return { context, cluster, user, url };
});

/** The certificate authority of a cluster in base64; undefined where it names none. */
const authorityOf = Effect.fnUntraced(function* ({ cluster, context }: Entries) {
  const { caData, caFile, name } = cluster;
  const data = yield* inline(context.kubeconfig, "certificate authority", caFile, caData);
  return data === undefined || isPem(data)
    ? data
    : yield* new KubeconfigBroken({
        path: context.kubeconfig,
        reason: `the certificate authority of cluster "${name}" is no certificate in PEM`,
      });
});

/** The proxy on the way to a cluster: the kubeconfig's, else the environment's. */
const proxyOf = ({
  cluster,
  context,
  url,
}: Entries): Effect.Effect<Omit<Proxy, "tls"> | undefined, NotSupported> => {
  const variable = cluster.proxyUrl === undefined ? proxyVariable(url) : undefined;
  const named = cluster.proxyUrl ?? proxyFromEnvironment(url, process.env);
  const address = named === undefined ? undefined : proxyAddress(named);
  return typeof address === "string"
    ? Effect.fail(
        new NotSupported({ what: `${variable ?? "proxy-url"} ${address}`, context: context.name }),
      )
    : Effect.succeed(address && { url: address, ...optional("variable", variable) });
};

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
        const entries = yield* entriesOf(config, name);
        const { cluster, context, url, user } = entries;
        const caData = yield* authorityOf(entries);
        // To a server without TLS kubectl shows nobody (client-go, clientcmd: ClientConfig), but for whom it acts as.
        const shown = url.protocol === "http:" ? undefined : user;
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
        const proxy = yield* proxyOf(entries);
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
          catch: (cause) =>
            new KubeconfigBroken({
              path: context.kubeconfig,
              reason: "its certificates or keys can't be read",
              cause,
            }),
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
          ...optional("proxy", proxy && { ...proxy, tls: verification(options) }),
          credentials: fingerprintOf(secrets),
        };
      });
  });

/** Gives access to a context by its name. */
export type Accesses = Effect.Success<ReturnType<typeof makeAccess>>;
