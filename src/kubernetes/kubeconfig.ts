import { readFile, stat } from "node:fs/promises";
import { homedir } from "node:os";
import path from "node:path";
import * as Effect from "effect/Effect";
import { KubeconfigBroken, KubeconfigEmpty, KubeconfigMissing } from "../domain/errors.ts";
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
  readonly impersonate?: string;
  readonly plugin?: PluginEntry;
  readonly authProvider?: { readonly name: string; readonly idToken?: string };
  /** What is asked for and can't be done, in the kubeconfig's own words (`as-groups`). */
  readonly refused?: string;
}

/** A context as a kubeconfig names it. */
export interface ContextEntry {
  readonly name: string;
  readonly kubeconfig: string;
  readonly cluster: string;
  readonly user?: string;
  readonly namespace?: string;
}

/** All files of a kubeconfig merged as kubectl merges them: of equal names the first file's stands. */
export interface Kubeconfig {
  readonly paths: ReadonlyArray<string>;
  /** Kubectl would read these files by itself; false where the setting names one. */
  readonly standard: boolean;
  readonly currentContext?: string;
  readonly contexts: ReadonlyMap<string, ContextEntry>;
  readonly clusters: ReadonlyMap<string, ClusterEntry>;
  readonly users: ReadonlyMap<string, UserEntry>;
}

/** The files that make up the kubeconfig, and whether kubectl would choose the same. */
export interface KubeconfigPaths {
  readonly paths: ReadonlyArray<string>;
  readonly standard: boolean;
}

const home = (file: string): string =>
  file === "~" || file.startsWith("~/") || file.startsWith("~\\")
    ? path.join(homedir(), file.slice(2))
    : file;

/** Where the kubeconfig is: the setting, else the list in `KUBECONFIG`, else `~/.kube/config`. */
export const kubeconfigPaths = (setting: string | undefined): KubeconfigPaths => {
  const chosen = setting?.trim() ?? "";
  if (chosen !== "") return { paths: [path.resolve(homedir(), home(chosen))], standard: false };
  const listed = (process.env["KUBECONFIG"] ?? "").split(path.delimiter).filter((p) => p !== "");
  return {
    paths:
      listed.length > 0
        ? [...new Set(listed.map((file) => path.resolve(file)))]
        : [path.join(homedir(), ".kube", "config")],
    standard: true,
  };
};

/** A kubeconfig of more bytes than this is no kubeconfig. */
const maxBytes = 8 * 1024 * 1024;

const errorCode = (cause: unknown): string => text(member(cause, "code")) ?? "";

/** What tells that files changed: size, time and identity of each. */
export const fingerprint = (paths: ReadonlyArray<string>): Effect.Effect<string> =>
  Effect.promise(async () => {
    const seen = await Promise.all(
      paths.map((file) =>
        stat(file).then(
          (found) => `${found.ino}:${found.size}:${found.mtimeMs}:${found.ctimeMs}`,
          errorCode,
        ),
      ),
    );
    return JSON.stringify([paths, seen]);
  });

/** The bytes of a plain file of at most `limit` bytes. Pipes and devices are refused: reading one may never end. */
export const readPlainFile = async (file: string, limit: number): Promise<Buffer> => {
  const found = await stat(file);
  if (!found.isFile()) throw new Error("not a plain file");
  if (found.size > limit) throw new Error(`larger than ${limit} bytes`);
  return readFile(file);
};

const reasonOf = (cause: unknown): string => {
  switch (errorCode(cause)) {
    case "EACCES":
    case "EPERM":
      return "it may not be read (no permission)";
    case "EISDIR":
      return "it is a folder";
    default:
      return cause instanceof Error ? (cause.message.split("\n")[0] ?? "") : String(cause);
  }
};

const cluster = (entry: Json, folder: string): ClusterEntry | undefined => {
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
  };
};

const plugin = (exec: Json, folder: string): PluginEntry | undefined => {
  const command = text(member(exec, "command"));
  if (command === undefined) return undefined;
  const env: Record<string, string> = {};
  for (const variable of elements(member(exec, "env"))) {
    const name = text(member(variable, "name"));
    const value = member(variable, "value");
    if (name !== undefined && typeof value === "string") env[name] = value;
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

const user = (entry: Json, folder: string, kubeconfig: string): UserEntry | undefined => {
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
  const refused = ["as-groups", "as-uid", "as-user-extra"].find(
    (key) => !isAbsent(member(body, key)),
  );
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
    ...optional("impersonate", text(member(body, "as"))),
    ...optional("plugin", command),
    ...optional(
      "authProvider",
      provider === undefined
        ? undefined
        : {
            name: provider,
            ...optional("idToken", text(at(body, "auth-provider", "config", "id-token"))),
          },
    ),
    ...optional(
      "refused",
      refused ?? (!isAbsent(exec) && command === undefined ? "exec without a command" : undefined),
    ),
  };
};

const context = (entry: Json, kubeconfig: string): ContextEntry | undefined => {
  const name = text(member(entry, "name"));
  if (name === undefined) return undefined;
  const body = member(entry, "context");
  return {
    name,
    kubeconfig,
    cluster: text(member(body, "cluster")) ?? "",
    ...optional("user", text(member(body, "user"))),
    ...optional("namespace", text(member(body, "namespace"))),
  };
};

const addFirst = <A extends { readonly name: string }>(
  into: Map<string, A>,
  entry: A | undefined,
): void => {
  if (entry !== undefined && !into.has(entry.name)) into.set(entry.name, entry);
};

/** One file as JSON; undefined when it is not there or has nothing in it. */
const readDocument = (
  file: string,
): Effect.Effect<{ readonly found: boolean; readonly document: Json }, KubeconfigBroken> =>
  Effect.gen(function* () {
    const broken = (cause: unknown) =>
      new KubeconfigBroken({ path: file, reason: reasonOf(cause), cause });
    const bytes = yield* Effect.tryPromise({
      try: () =>
        readPlainFile(file, maxBytes).catch((cause: unknown) => {
          if (["ENOENT", "ENOTDIR"].includes(errorCode(cause))) return undefined;
          throw cause;
        }),
      catch: broken,
    });
    if (bytes === undefined) return { found: false, document: undefined };
    const content = bytes.toString("utf8");
    if (/^(\s|#.*|---)*$/u.test(content)) return { found: true, document: undefined };
    // Loaded here and not at the top: client-node weighs megabytes, and activation must not carry it.
    const { loadYaml } = yield* Effect.promise(
      () => import("@kubernetes/client-node/dist/yaml.js"),
    );
    const document = yield* Effect.try({ try: () => loadYaml<unknown>(content), catch: broken });
    if (typeof document !== "object" || document === null || Array.isArray(document))
      return yield* new KubeconfigBroken({ path: file, reason: "it is not a kubeconfig" });
    return { found: true, document };
  });

/**
 * Reads and merges the files of a kubeconfig as kubectl does: those that are missing are skipped, of equal
 * names the first file's stands (client-go's loader; client-node's own merge throws), and relative paths
 * start at the folder of the file that holds them. Nothing but the files themselves is read.
 */
export const readKubeconfig = (
  where: KubeconfigPaths,
): Effect.Effect<Kubeconfig, KubeconfigMissing | KubeconfigEmpty | KubeconfigBroken> =>
  Effect.gen(function* () {
    const contexts = new Map<string, ContextEntry>();
    const clusters = new Map<string, ClusterEntry>();
    const users = new Map<string, UserEntry>();
    let currentContext: string | undefined;
    let found = false;
    for (const file of where.paths) {
      const read = yield* readDocument(file);
      found ||= read.found;
      const folder = path.dirname(file);
      currentContext ??= text(member(read.document, "current-context"));
      for (const entry of elements(member(read.document, "contexts")))
        addFirst(contexts, context(entry, file));
      for (const entry of elements(member(read.document, "clusters")))
        addFirst(clusters, cluster(entry, folder));
      for (const entry of elements(member(read.document, "users")))
        addFirst(users, user(entry, folder, file));
    }
    if (!found) return yield* new KubeconfigMissing({ paths: where.paths });
    if (contexts.size === 0) return yield* new KubeconfigEmpty({ paths: where.paths });
    return { ...where, ...optional("currentContext", currentContext), contexts, clusters, users };
  });
