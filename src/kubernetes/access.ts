import type { Agent, RequestOptions } from "node:https";
import { createHash } from "node:crypto";
import * as Clock from "effect/Clock";
import * as Effect from "effect/Effect";
import * as Semaphore from "effect/Semaphore";
import {
  ContextUnknown,
  CredentialPluginFailed,
  KubeconfigBroken,
  NotLoggedIn,
  NotSupported,
  type ConfigError,
} from "../domain/errors.ts";
import { at, optional, whole } from "./json.ts";
import {
  readPlainFile,
  type ClusterEntry,
  type ContextEntry,
  type Kubeconfig,
  type UserEntry,
} from "./kubeconfig.ts";
import type { KubeconfigFiles } from "./kubeconfig-files.ts";
import { runPlugin, type PluginCredential } from "./plugin.ts";
import { ConsentToRun } from "./ports.ts";

/** All that a request to one context's API server needs. Secret: `options` carry the credentials. */
export interface Access {
  readonly context: string;
  readonly user?: string;
  /** The file that names the context. */
  readonly kubeconfig: string;
  /** The server's address with its base path, as errors may show it: no name, no password, no slash at the end. */
  readonly server: string;
  /** What `options` do not say: where to. */
  readonly url: URL;
  /** TLS and headers as client-node builds them from the kubeconfig. */
  readonly options: RequestOptions;
  /** The way through the proxy that the kubeconfig names; absent: straight. */
  readonly proxy?: { readonly address: string; readonly agent: Agent };
  /** Differs when the credentials do; tells whether a refresh brought new ones. */
  readonly credentials: string;
}

/** Credentials that the server refused, not to be used again. */
export interface Refused {
  readonly credentials: string;
}

const maxSecretBytes = 1024 * 1024;
/** Credentials that end within this time (ms) are renewed before they are used. */
const leewayMs = 60_000;

const proxyProtocols = ["http:", "https:", "socks4:", "socks4a:", "socks5:", "socks5h:", "socks:"];

const digest = (...parts: ReadonlyArray<string | undefined>): string =>
  createHash("sha256").update(JSON.stringify(parts)).digest("hex");

/** What the context asks for and Podlog cannot do, in the kubeconfig's own words; undefined when all can be done. */
const unsupported = (cluster: ClusterEntry, user: UserEntry | undefined): string | undefined => {
  if (user?.refused !== undefined) return user.refused;
  const provider = user?.authProvider?.name;
  if (provider !== undefined && provider !== "oidc") return `auth-provider ${provider}`;
  if (user?.plugin?.interactive === true) return "interactiveMode: Always";
  const version = user?.plugin?.apiVersion;
  if (version !== undefined && !/^client\.authentication\.k8s\.io\/v1(beta1)?$/u.test(version))
    return `exec apiVersion ${version === "" ? "(none)" : version}`;
  if (cluster.proxyUrl !== undefined) {
    const protocol = URL.parse(cluster.proxyUrl)?.protocol;
    if (protocol === undefined || !proxyProtocols.includes(protocol))
      return `proxy-url ${protocol ?? "that is no address"}`;
  }
  return undefined;
};

/** When a JSON web token ends (Unix ms); undefined when it does not say. */
const tokenEnd = (token: string): number | undefined => {
  try {
    const payload: unknown = JSON.parse(
      Buffer.from(token.split(".")[1] ?? "", "base64url").toString("utf8"),
    );
    const seconds = whole(at(payload, "exp"));
    return seconds === undefined ? undefined : seconds * 1000;
  } catch {
    return undefined;
  }
};

const secretFile = (
  kubeconfig: string,
  what: string,
  file: string,
): Effect.Effect<Buffer, KubeconfigBroken> =>
  Effect.tryPromise({
    try: () => readPlainFile(file, maxSecretBytes),
    catch: (cause) =>
      new KubeconfigBroken({
        path: kubeconfig,
        reason: `the ${what} in ${file} can't be read`,
        ...optional("details", cause instanceof Error ? cause.message : undefined),
        cause,
      }),
  });

/** A file's content as the kubeconfig would carry it inline (base64), or what it does carry. */
const inline = (
  kubeconfig: string,
  what: string,
  file: string | undefined,
  data: string | undefined,
): Effect.Effect<string | undefined, KubeconfigBroken> =>
  file === undefined || data !== undefined
    ? Effect.succeed(data)
    : Effect.map(secretFile(kubeconfig, what, file), (bytes) => bytes.toString("base64"));

interface Secret {
  readonly token?: string;
  readonly certData?: string;
  readonly keyData?: string;
}

/**
 * Gives access to contexts. Credential plugins run once for all who wait (single flight), are asked again a
 * minute before their answer ends, and afresh when the server refused what they gave.
 */
export const makeAccess = (files: KubeconfigFiles) =>
  Effect.gen(function* () {
    const consent = yield* ConsentToRun;
    const given = new Map<string, PluginCredential>();
    const flights = new Map<string, Semaphore.Semaphore>();

    const fromPlugin = (
      config: Kubeconfig,
      context: ContextEntry,
      cluster: ClusterEntry,
      user: UserEntry,
      refused: Refused | undefined,
    ): Effect.Effect<Secret, CredentialPluginFailed> => {
      const plugin = user.plugin;
      if (plugin === undefined) return Effect.succeed({});
      const key = digest(
        JSON.stringify(plugin),
        plugin.provideClusterInfo ? JSON.stringify(cluster) : "",
      );
      const flight = flights.get(key) ?? Semaphore.makeUnsafe(1);
      flights.set(key, flight);
      return flight.withPermit(
        Effect.gen(function* () {
          const now = yield* Clock.currentTimeMillis;
          const held = given.get(key);
          if (
            held !== undefined &&
            (held.expiresAt === undefined || held.expiresAt - now > leewayMs) &&
            refused?.credentials !== credentialsOf(secretOf(held))
          )
            return secretOf(held);
          if (!config.standard) {
            const may = yield* consent.mayRun({
              command: plugin.command,
              args: plugin.args,
              variables: Object.keys(plugin.env),
              kubeconfig: user.kubeconfig,
              context: context.name,
            });
            if (!may)
              return yield* new CredentialPluginFailed({
                command: plugin.command,
                reason: "it was not allowed to run",
              });
          }
          const fresh = yield* runPlugin(plugin, cluster);
          given.set(key, fresh);
          return secretOf(fresh);
        }),
      );
    };

    const secret = (
      config: Kubeconfig,
      context: ContextEntry,
      cluster: ClusterEntry,
      user: UserEntry,
      refused: Refused | undefined,
    ): Effect.Effect<Secret, ConfigError | NotLoggedIn> =>
      Effect.gen(function* () {
        const certData = yield* inline(
          user.kubeconfig,
          "client certificate",
          user.certFile,
          user.certData,
        );
        const keyData = yield* inline(user.kubeconfig, "client key", user.keyFile, user.keyData);
        const certificate = { ...optional("certData", certData), ...optional("keyData", keyData) };
        // client-go: a token file wins over a token, and is read again and again since its holder renews it.
        if (user.tokenFile !== undefined) {
          const token = (yield* secretFile(user.kubeconfig, "token", user.tokenFile))
            .toString()
            .trim();
          return { ...certificate, token };
        }
        if (user.token !== undefined) return { ...certificate, token: user.token };
        const idToken = user.authProvider?.idToken;
        if (user.authProvider !== undefined) {
          const end = idToken === undefined ? 0 : tokenEnd(idToken);
          // Refreshing would use up the refresh token that kubectl keeps in the kubeconfig.
          if (
            idToken === undefined ||
            (end !== undefined && end <= (yield* Clock.currentTimeMillis))
          )
            return yield* new NotLoggedIn({
              context: context.name,
              user: user.name,
              details: "The OpenID Connect login in the kubeconfig has ended; kubectl renews it.",
            });
          return { ...certificate, token: idToken };
        }
        return { ...certificate, ...(yield* fromPlugin(config, context, cluster, user, refused)) };
      });

    /** Access to a context by its name; `refused`: credentials not to be given again if others can be had. */
    return (name: string, refused?: Refused): Effect.Effect<Access, ConfigError | NotLoggedIn> =>
      Effect.gen(function* () {
        const config = yield* files.current;
        const context = config.contexts.get(name);
        if (context === undefined)
          return yield* new ContextUnknown({ context: name, known: [...config.contexts.keys()] });
        const broken = (reason: string, cause?: unknown) =>
          new KubeconfigBroken({ path: context.kubeconfig, reason, ...optional("cause", cause) });
        const cluster = config.clusters.get(context.cluster);
        if (cluster === undefined)
          return yield* broken(
            `context "${name}" names the cluster "${context.cluster}", which it does not hold`,
          );
        const user = context.user === undefined ? undefined : config.users.get(context.user);
        if (user === undefined && context.user !== undefined)
          return yield* broken(
            `context "${name}" names the user "${context.user}", which it does not hold`,
          );
        const what = unsupported(cluster, user);
        if (what !== undefined) return yield* new NotSupported({ what, context: name });
        const url = URL.parse(cluster.server);
        if (url === null || (url.protocol !== "https:" && url.protocol !== "http:"))
          return yield* broken(`the server of cluster "${cluster.name}" is no https:// address`);

        const caData = yield* inline(
          context.kubeconfig,
          "certificate authority",
          cluster.caFile,
          cluster.caData,
        );
        const secrets =
          user === undefined ? {} : yield* secret(config, context, cluster, user, refused);
        const { KubeConfig } = yield* Effect.promise(
          () => import("@kubernetes/client-node/dist/config.js"),
        );
        const kube = new KubeConfig();
        kube.loadFromOptions({
          clusters: [
            {
              name: "cluster",
              server: cluster.server,
              // client-node knows http: only as "insecure"; there is no TLS to verify either way.
              skipTLSVerify: cluster.insecure || url.protocol === "http:",
              ...optional("caData", caData),
              ...optional("tlsServerName", cluster.tlsServerName),
              ...optional("proxyUrl", cluster.proxyUrl),
            },
          ],
          // Without a user client-node would leave out the certificate authority too.
          users: [
            {
              name: "user",
              ...secrets,
              ...optional("username", user?.username),
              ...optional("password", user?.password),
              ...optional("impersonateUser", user?.impersonate),
            },
          ],
          contexts: [{ name: "context", cluster: "cluster", user: "user" }],
          currentContext: "context",
        });
        const options: RequestOptions = {};
        yield* Effect.tryPromise({
          try: () => kube.applyToHTTPSOptions(options),
          catch: (cause) => broken("its certificates or keys can't be read", cause),
        });
        const agent = options.agent;
        delete options.agent;
        return {
          context: name,
          ...optional("user", context.user),
          kubeconfig: context.kubeconfig,
          server: `${url.origin}${url.pathname.replace(/\/+$/u, "")}`,
          url,
          options,
          ...optional(
            "proxy",
            cluster.proxyUrl === undefined || typeof agent !== "object"
              ? undefined
              : { address: new URL(cluster.proxyUrl).host, agent: agent as Agent },
          ),
          credentials: credentialsOf(secrets),
        };
      });
  });

/** Gives access to a context by its name. */
export type Accesses = Effect.Success<ReturnType<typeof makeAccess>>;

const secretOf = (held: PluginCredential): Secret => ({
  ...optional("token", held.token),
  ...optional("certData", held.certificate && Buffer.from(held.certificate).toString("base64")),
  ...optional("keyData", held.key && Buffer.from(held.key).toString("base64")),
});

const credentialsOf = (secret: Secret): string =>
  digest(secret.token, secret.certData, secret.keyData);
