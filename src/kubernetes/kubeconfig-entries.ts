import path from "node:path";
import type { Impersonation } from "./impersonation.ts";
import { at, elements, member, optional, text, type Json } from "./json.ts";

/** A cluster as a kubeconfig names it. Paths are absolute. */
export interface ClusterEntry {
  readonly name: string;
  readonly server: string;
  readonly caFile?: string;
  readonly caData?: string;
  readonly insecure: boolean;
  readonly tlsServerName?: string;
  readonly proxyUrl?: string;
  readonly disableCompression?: boolean;
  /** What the cluster has for credential plugins (its extension `client.authentication.k8s.io/exec`). */
  readonly forPlugins?: Json;
  /** What is wrong with it, as the end of a sentence about it. */
  readonly broken?: string;
}

/** The program that gives a user's credentials. `command` is absolute when the kubeconfig gave a path. */
export interface PluginEntry {
  readonly apiVersion: string;
  readonly command: string;
  readonly args: ReadonlyArray<string>;
  readonly env: Readonly<Record<string, string>>;
  readonly installHint?: string;
  readonly provideClusterInfo: boolean;
  readonly interactive: boolean;
}

/** An OpenID Connect login (`auth-provider: oidc`). Paths are absolute. */
export interface OidcEntry {
  readonly issuer?: string;
  readonly clientId?: string;
  readonly clientSecret?: string;
  readonly refreshToken?: string;
  readonly idToken?: string;
  /** The certificate authority of the issuer. */
  readonly caFile?: string;
  readonly caData?: string;
}

/** A user as a kubeconfig names it. Paths are absolute. Secret through and through: never shown, never logged. */
export interface UserEntry {
  readonly name: string;
  /** The file that it stands in. */
  readonly kubeconfig: string;
  readonly token?: string;
  readonly tokenFile?: string;
  readonly certFile?: string;
  readonly certData?: string;
  readonly keyFile?: string;
  readonly keyData?: string;
  readonly username?: string;
  readonly password?: string;
  readonly impersonate?: Impersonation;
  readonly plugin?: PluginEntry;
  readonly oidc?: OidcEntry;
  /** What is asked for and can't be done, in the kubeconfig's own words (`as-groups`). */
  readonly refused?: string;
  /** What is wrong with it, as the end of a sentence about it. */
  readonly broken?: string;
}

/** A context as a kubeconfig names it. */
export interface ContextEntry {
  readonly name: string;
  readonly kubeconfig: string;
  readonly cluster: string;
  readonly user?: string;
  readonly namespace?: string;
  /** What is wrong with it, as the end of a sentence about it. */
  readonly broken?: string;
}

const noTextIn = (key: string): string =>
  `has a value of ${key} that is no text; quotes may be missing`;

/** The first of some keys under which something other than text stands, as the end of a sentence. */
const noText = (body: Json, keys: ReadonlyArray<string>): string | undefined => {
  const key = keys.find(
    (one) => !["string", "undefined"].includes(typeof (member(body, one) ?? "")),
  );
  return key === undefined ? undefined : noTextIn(key);
};

/** What kubectl refuses about a cluster (client-go, clientcmd: validateClusterInfo; transport: TLSConfigFor). */
const brokenCluster = (body: Json, server: string): string | undefined => {
  const authority = ["certificate-authority", "certificate-authority-data"];
  const insecure = member(body, "insecure-skip-tls-verify") ?? false;
  if (typeof insecure !== "boolean")
    return "has a value of insecure-skip-tls-verify that is neither true nor false";
  if (
    insecure &&
    !/^http:/iu.test(server) &&
    authority.some((key) => text(member(body, key)) !== undefined)
  )
    return "names a certificate authority and asks for insecure-skip-tls-verify; only one can be";
  return noText(body, [...authority, "tls-server-name", "proxy-url"]);
};

/** What a cluster has for credential plugins (client-go, clientcmd: ExecConfigKey). */
const forPlugins = (body: Json): Json =>
  member(
    elements(member(body, "extensions")).find(
      (extension) => member(extension, "name") === "client.authentication.k8s.io/exec",
    ),
    "extension",
  );

/** A cluster of a kubeconfig in `folder`; undefined where the entry has no name or no server. */
export const clusterEntry = (entry: Json, folder: string): ClusterEntry | undefined => {
  const name = text(member(entry, "name"));
  const body = member(entry, "cluster");
  const server = text(member(body, "server"));
  if (name === undefined || server === undefined) return undefined;
  const caFile = text(member(body, "certificate-authority"));
  return {
    name,
    server,
    ...optional("caFile", caFile === undefined ? undefined : path.resolve(folder, caFile)),
    ...optional("caData", text(member(body, "certificate-authority-data"))),
    insecure: member(body, "insecure-skip-tls-verify") === true,
    ...optional("tlsServerName", text(member(body, "tls-server-name"))),
    ...optional("proxyUrl", text(member(body, "proxy-url"))),
    ...optional("disableCompression", member(body, "disable-compression") === true || undefined),
    ...optional("forPlugins", forPlugins(body)),
    ...optional("broken", brokenCluster(body, server)),
  };
};

const plugin = (exec: Json, folder: string): PluginEntry | undefined => {
  const command = text(member(exec, "command"));
  if (command === undefined) return undefined;
  const env: Record<string, string> = {};
  for (const variable of elements(member(exec, "env"))) {
    const name = text(member(variable, "name"));
    if (name !== undefined) env[name] = text(member(variable, "value")) ?? "";
  }
  return {
    apiVersion: text(member(exec, "apiVersion")) ?? "",
    // As client-go does: a command with a slash is a path, from the folder of its kubeconfig.
    command: /[/\\]/u.test(command) ? path.resolve(folder, command) : command,
    args: elements(member(exec, "args")).filter((arg) => typeof arg === "string"),
    env,
    ...optional("installHint", text(member(exec, "installHint"))),
    provideClusterInfo: member(exec, "provideClusterInfo") === true,
    interactive: member(exec, "interactiveMode") === "Always",
  };
};

const isAbsent = (json: Json): boolean =>
  json === undefined ||
  json === null ||
  json === "" ||
  (typeof json === "object" && Object.keys(json).length === 0);

const texts = (json: Json): ReadonlyArray<string> =>
  elements(json).filter((value) => typeof value === "string");

const impersonation = (body: Json): Impersonation | undefined => {
  const name = text(member(body, "as"));
  if (name === undefined) return undefined;
  const extra = member(body, "as-user-extra");
  return {
    user: name,
    groups: texts(member(body, "as-groups")),
    ...optional("uid", text(member(body, "as-uid"))),
    extra: Object.fromEntries(keysOf(extra).map((key) => [key, texts(member(extra, key))])),
  };
};

const keysOf = (json: Json): ReadonlyArray<string> =>
  typeof json === "object" && json !== null ? Object.keys(json) : [];

const oidc = (config: Json, folder: string): OidcEntry => {
  const caFile = text(member(config, "idp-certificate-authority"));
  return {
    ...optional("issuer", text(member(config, "idp-issuer-url"))),
    ...optional("clientId", text(member(config, "client-id"))),
    ...optional("clientSecret", text(member(config, "client-secret"))),
    ...optional("refreshToken", text(member(config, "refresh-token"))),
    ...optional("idToken", text(member(config, "id-token"))),
    ...optional("caFile", caFile === undefined ? undefined : path.resolve(folder, caFile)),
    ...optional("caData", text(member(config, "idp-certificate-authority-data"))),
  };
};

/** What of a user's entry can't be done, in the kubeconfig's own words. */
const refusedOf = (
  body: Json,
  provider: string | undefined,
  impersonate: Impersonation | undefined,
  exec: Json,
  command: PluginEntry | undefined,
): string | undefined => {
  // client-go refuses these too: who acts as a group's member must say as whom.
  const orphan = ["as-groups", "as-uid", "as-user-extra"].find(
    (key) => !isAbsent(member(body, key)),
  );
  if (impersonate === undefined && orphan !== undefined) return `${orphan} without as`;
  if (provider !== "oidc" && !isAbsent(member(body, "auth-provider")))
    return `auth-provider ${provider ?? "(none)"}`;
  if (!isAbsent(exec) && command === undefined) return "exec without a command";
  return undefined;
};

/** What kubectl refuses about a user (client-go, clientcmd: validateAuthInfo). */
const brokenUser = (body: Json): string | undefined => {
  const has = (...keys: ReadonlyArray<string>): boolean =>
    keys.some((key) => !isAbsent(member(body, key)));
  if (has("token", "tokenFile") && has("username", "password"))
    return "has a token and a user name or a password; only one can be";
  if (has("password") && !has("username")) return "has a password and no user name";
  if (has("client-certificate", "client-certificate-data") && !has("client-key", "client-key-data"))
    return "has a client certificate without its key";
  if (has("auth-provider") && has("exec"))
    return "has an auth-provider and an exec; only one can be";
  const exec = member(body, "exec");
  const variables = elements(member(exec, "env"));
  if (variables.some((variable) => text(member(variable, "name")) === undefined))
    return "has an exec with a variable that has no name";
  const lists = {
    "as-groups": member(body, "as-groups"),
    args: member(exec, "args"),
    env: variables.map((variable) => member(variable, "value") ?? ""),
  };
  const odd = Object.entries(lists).find(([, list]) =>
    elements(list).some((value) => typeof value !== "string"),
  );
  if (odd !== undefined) return noTextIn(odd[0]);
  return noText(body, [
    "token",
    "tokenFile",
    "client-certificate",
    "client-certificate-data",
    "client-key",
    "client-key-data",
    "username",
    "password",
    "as",
    "as-uid",
  ]);
};

/** A user of the kubeconfig file `kubeconfig` in `folder`; undefined where the entry has no name. */
export const userEntry = (
  entry: Json,
  folder: string,
  kubeconfig: string,
): UserEntry | undefined => {
  const name = text(member(entry, "name"));
  if (name === undefined) return undefined;
  const body = member(entry, "user");
  const file = (key: string): string | undefined => {
    const found = text(member(body, key));
    return found === undefined ? undefined : path.resolve(folder, found);
  };
  const provider = text(at(body, "auth-provider", "name"));
  const exec = member(body, "exec");
  const command = plugin(exec, folder);
  const impersonate = impersonation(body);
  return {
    name,
    kubeconfig,
    ...optional("token", text(member(body, "token"))),
    ...optional("tokenFile", file("tokenFile")),
    ...optional("certFile", file("client-certificate")),
    ...optional("certData", text(member(body, "client-certificate-data"))),
    ...optional("keyFile", file("client-key")),
    ...optional("keyData", text(member(body, "client-key-data"))),
    ...optional("username", text(member(body, "username"))),
    ...optional("password", text(member(body, "password"))),
    ...optional("impersonate", impersonate),
    ...optional("plugin", command),
    ...optional(
      "oidc",
      provider === "oidc" ? oidc(at(body, "auth-provider", "config"), folder) : undefined,
    ),
    ...optional("refused", refusedOf(body, provider, impersonate, exec, command)),
    ...optional("broken", brokenUser(body)),
  };
};

/** A context of the kubeconfig file `kubeconfig`; undefined where the entry has no name. */
export const contextEntry = (entry: Json, kubeconfig: string): ContextEntry | undefined => {
  const name = text(member(entry, "name"));
  if (name === undefined) return undefined;
  const body = member(entry, "context");
  return {
    name,
    kubeconfig,
    cluster: text(member(body, "cluster")) ?? "",
    ...optional("user", text(member(body, "user"))),
    ...optional("namespace", text(member(body, "namespace"))),
    ...optional("broken", noText(body, ["cluster", "user", "namespace"])),
  };
};
