import { createHash } from "node:crypto";
import * as Clock from "effect/Clock";
import * as Effect from "effect/Effect";
import * as Semaphore from "effect/Semaphore";
import { CredentialPluginFailed, KubeconfigBroken, NotLoggedIn } from "../domain/errors.ts";
import { at, optional, whole } from "./json.ts";
import { kubectlContext, readPlainFile, type Kubeconfig } from "./kubeconfig.ts";
import type {
  ClusterEntry,
  ContextEntry,
  OidcEntry,
  PluginEntry,
  UserEntry,
} from "./kubeconfig-entries.ts";
import { replaceSecrets } from "./kubeconfig-secrets.ts";
import { renewLogin, type Renewed } from "./oidc.ts";
import { runPlugin, type PluginCredential } from "./plugin.ts";
import { forbiddenByPreferences } from "./plugin-policy.ts";
import { ConsentToRun } from "./ports.ts";
import type { ConnectionError } from "./transport.ts";

const maxSecretBytes = 1024 * 1024;
/** Credentials that end within this time (ms) are renewed before they are used. */
const leewayMs = 60_000;

const digest = (...parts: ReadonlyArray<string | undefined>): string =>
  createHash("sha256").update(JSON.stringify(parts)).digest("hex");

/** What a user shows to the API server; certificates and keys in base64. Secret. */
export interface Secret {
  readonly token?: string;
  readonly certData?: string;
  readonly keyData?: string;
}

/** Tells secrets apart without holding them. */
export const fingerprintOf = (secret: Secret): string =>
  digest(secret.token, secret.certData, secret.keyData);

/** When a JSON web token ends (Unix ms); never, when it does not say. */
const tokenEnd = (token: string): number => {
  try {
    const payload: unknown = JSON.parse(
      Buffer.from(token.split(".")[1] ?? "", "base64url").toString("utf8"),
    );
    const seconds = whole(at(payload, "exp"));
    return seconds === undefined ? Infinity : seconds * 1000;
  } catch {
    return Infinity;
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
export const inline = (
  kubeconfig: string,
  what: string,
  file: string | undefined,
  data: string | undefined,
): Effect.Effect<string | undefined, KubeconfigBroken> =>
  file === undefined || data !== undefined
    ? Effect.succeed(data)
    : Effect.map(secretFile(kubeconfig, what, file), (bytes) => bytes.toString("base64"));

/**
 * The token that a user's entry gives. A token file wins over a token, and is read again and again since its holder
 * renews it; the token stands in where it can't be read (client-go, transport: NewBearerAuthWithRefreshRoundTripper).
 */
const givenToken = ({
  kubeconfig,
  token,
  tokenFile,
}: UserEntry): Effect.Effect<string | undefined, KubeconfigBroken> => {
  if (tokenFile === undefined) return Effect.succeed(token);
  const read = Effect.filterOrFail(
    Effect.map(secretFile(kubeconfig, "token", tokenFile), (bytes) => bytes.toString().trim()),
    (found) => found !== "",
    () => new KubeconfigBroken({ path: kubeconfig, reason: `there is no token in ${tokenFile}` }),
  );
  return token === undefined ? read : Effect.orElseSucceed(read, () => token);
};

/** Whose secret is asked for, and the fingerprint of the one that the server refused, if it did. */
export interface Asker {
  readonly config: Kubeconfig;
  readonly context: ContextEntry;
  readonly cluster: ClusterEntry;
  readonly user: UserEntry;
  readonly refused?: string;
}

/**
 * Gives users' secrets. Credential plugins and issuers are asked once for all who wait (single flight), again a
 * minute before their answer ends, and afresh when the server refused what they gave.
 */
export const makeCredentials = Effect.gen(function* () {
  const consent = yield* ConsentToRun;
  const given = new Map<string, PluginCredential>();
  const renewed = new Map<string, Renewed>();
  const flights = new Map<string, Semaphore.Semaphore>();
  const singleFlight = (key: string): Semaphore.Semaphore => {
    const flight = flights.get(key) ?? Semaphore.makeUnsafe(1);
    flights.set(key, flight);
    return flight;
  };

  const fromPlugin = (
    { cluster, config, context, refused, user }: Asker,
    plugin: PluginEntry,
    certificate: Secret,
  ): Effect.Effect<Secret, CredentialPluginFailed> => {
    const key = digest(
      JSON.stringify(plugin),
      plugin.provideClusterInfo ? JSON.stringify(cluster) : "",
    );
    return singleFlight(key).withPermit(
      Effect.gen(function* () {
        const now = yield* Clock.currentTimeMillis;
        const held = given.get(key);
        if (
          held !== undefined &&
          (held.expiresAt === undefined || held.expiresAt - now > leewayMs) &&
          refused !== fingerprintOf({ ...certificate, ...secretOf(held) })
        )
          return secretOf(held);
        const failed = (reason: string, more: { readonly declined?: true } = {}) =>
          new CredentialPluginFailed({
            ...kubectlContext(config, context.name),
            command: plugin.command,
            reason,
            ...more,
          });
        if (plugin.interactive)
          return yield* failed(
            "it asks questions in a terminal (interactiveMode: Always), and here is none",
          );
        const forbidden = yield* forbiddenByPreferences(plugin.command);
        if (forbidden !== undefined) return yield* failed(forbidden);
        if (!config.standard) {
          const may = yield* consent.mayRun({
            command: plugin.command,
            args: plugin.args,
            variables: Object.keys(plugin.env),
            content: digest(JSON.stringify([plugin.command, plugin.args, plugin.env])),
            kubeconfig: user.kubeconfig,
            context: context.name,
          });
          if (!may) return yield* failed("it was not allowed to run", { declined: true });
        }
        const fresh = yield* runPlugin(plugin, cluster, kubectlContext(config, context.name));
        given.set(key, fresh);
        return secretOf(fresh);
      }),
    );
  };

  /** A login that still holds, or a new one of its issuer, which is put into the kubeconfig for kubectl. */
  const fromIssuer = (
    { config, context, refused, user }: Asker,
    login: OidcEntry,
    certificate: Secret,
  ): Effect.Effect<string, ConnectionError | KubeconfigBroken | NotLoggedIn> => {
    const key = digest(login.issuer, login.clientId, login.refreshToken);
    return singleFlight(key).withPermit(
      Effect.gen(function* () {
        const held = renewed.get(key);
        // Kubectl may have renewed it meanwhile: the later one counts.
        const [idToken, end] = [held?.idToken, login.idToken]
          .map((token) => [token, token === undefined ? 0 : tokenEnd(token)] as const)
          .reduce((one, other) => (other[1] > one[1] ? other : one));
        const now = yield* Clock.currentTimeMillis;
        const good =
          idToken !== undefined && refused !== fingerprintOf({ ...certificate, token: idToken });
        if (good && end - now > leewayMs) return idToken;
        const ended = (details: string) =>
          new NotLoggedIn({ ...kubectlContext(config, context.name), user: user.name, details });
        const refreshToken = held?.refreshToken ?? login.refreshToken;
        const issuer = URL.parse(login.issuer ?? "");
        if (issuer === null || login.clientId === undefined || refreshToken === undefined)
          // Refused or not, it is the one there is: the API server's own words tell more.
          return idToken !== undefined && end > now
            ? idToken
            : yield* ended("The kubeconfig does not say how to renew the OpenID Connect login.");
        const caData = yield* inline(
          user.kubeconfig,
          "issuer's certificate authority",
          login.caFile,
          login.caData,
        );
        const fresh = yield* renewLogin({
          issuer,
          clientId: login.clientId,
          refreshToken,
          kubeconfig: user.kubeconfig,
          ...optional("clientSecret", login.clientSecret),
          ...optional("caData", caData),
        }).pipe(
          Effect.catchTag("NotRenewed", ({ reason }) =>
            Effect.fail(ended(`${issuer.origin} does not renew the login: ${reason}`)),
          ),
        );
        renewed.set(key, { refreshToken, ...fresh });
        const changes = [
          [login.idToken, fresh.idToken],
          [login.refreshToken, fresh.refreshToken],
        ].flatMap(([old, now]) => (old && now && old !== now ? [[old, now] as const] : []));
        yield* replaceSecrets(user.kubeconfig, changes);
        return fresh.idToken;
        // Left half-way, an issuer that takes each refresh token once would have logged the user out.
      }).pipe(Effect.uninterruptible),
    );
  };

  return (
    asker: Asker,
  ): Effect.Effect<
    Secret,
    ConnectionError | CredentialPluginFailed | KubeconfigBroken | NotLoggedIn
  > =>
    Effect.gen(function* () {
      const { user } = asker;
      const certData = yield* inline(
        user.kubeconfig,
        "client certificate",
        user.certFile,
        user.certData,
      );
      const keyData = yield* inline(user.kubeconfig, "client key", user.keyFile, user.keyData);
      const certificate = { ...optional("certData", certData), ...optional("keyData", keyData) };
      const token = yield* givenToken(user);
      if (token !== undefined) return { ...certificate, token };
      if (user.username !== undefined) return certificate;
      if (user.oidc !== undefined)
        return {
          ...certificate,
          token: yield* fromIssuer(asker, user.oidc, certificate),
        };
      // client-go runs no plugin for who has anything else to show (exec.go: UpdateTransportConfig).
      return user.plugin === undefined || certData !== undefined
        ? certificate
        : yield* fromPlugin(asker, user.plugin, certificate);
    });
});

/** Gives a user's secret. */
export type Credentials = Effect.Success<typeof makeCredentials>;

const secretOf = (held: PluginCredential): Secret => ({
  ...optional("token", held.token),
  ...optional("certData", held.certificate && Buffer.from(held.certificate).toString("base64")),
  ...optional("keyData", held.key && Buffer.from(held.key).toString("base64")),
});
