import { readFile, stat } from "node:fs/promises";
import { homedir } from "node:os";
import path from "node:path";
import * as Effect from "effect/Effect";
import {
  KubeconfigBroken,
  KubeconfigEmpty,
  KubeconfigMissing,
  type KubectlContext,
} from "../domain/errors.ts";
import { inCluster } from "./in-cluster.ts";
import { elements, member, optional, text, type Json } from "./json.ts";
import {
  clusterEntry,
  contextEntry,
  userEntry,
  type ClusterEntry,
  type ContextEntry,
  type UserEntry,
} from "./kubeconfig-entries.ts";
import { readYaml } from "./yaml.ts";

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

/** A context of a kubeconfig as kubectl is told of it: with the files, where they are not what kubectl would choose. */
export const kubectlContext = (
  { paths, standard }: Kubeconfig,
  context: string,
): KubectlContext => ({
  context,
  ...optional("kubeconfigs", standard ? undefined : paths),
});

/** The files that make up the kubeconfig, and whether kubectl would choose the same. */
export interface KubeconfigPaths {
  readonly paths: ReadonlyArray<string>;
  readonly standard: boolean;
}

const home = (file: string): string =>
  file === "~" || file.startsWith("~/") || file.startsWith("~\\")
    ? path.join(homedir(), file.slice(2))
    : file;

/** The files of a list as `KUBECONFIG` has it, each once. */
const listed = (list: string, toPath: (file: string) => string): ReadonlyArray<string> => [
  ...new Set(
    list
      .split(path.delimiter)
      .filter((file) => file.trim() !== "")
      .map(toPath),
  ),
];

/** Where the kubeconfig is: the list in the setting, else the one in `KUBECONFIG`, else `~/.kube/config`. */
export const kubeconfigPaths = (setting: string | undefined): KubeconfigPaths => {
  const chosen = listed(setting ?? "", (file) => path.resolve(homedir(), home(file.trim())));
  if (chosen.length > 0) return { paths: chosen, standard: false };
  const usual = listed(process.env["KUBECONFIG"] ?? "", (file) => path.resolve(file));
  return {
    paths: usual.length > 0 ? usual : [path.join(homedir(), ".kube", "config")],
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
  if (found.isDirectory()) throw new Error("it is a folder");
  if (!found.isFile()) throw new Error("it is no plain file");
  if (found.size > limit) throw new Error(`larger than ${limit} bytes`);
  return readFile(file);
};

const reasonOf = (cause: unknown): string => {
  switch (errorCode(cause)) {
    case "EACCES":
    case "EPERM":
      return "it may not be read (no permission)";
    default:
      return cause instanceof Error ? (cause.message.split("\n")[0] ?? "") : String(cause);
  }
};

const addFirst = <A extends { readonly name: string }>(
  into: Map<string, A>,
  entry: A | undefined,
): void => {
  if (entry !== undefined && !into.has(entry.name)) into.set(entry.name, entry);
};

/** What a document is that is no kubeconfig, as the end of a sentence; undefined for one that is. */
const otherThanKubeconfig = (document: unknown): string | undefined => {
  if (typeof document !== "object" || document === null || Array.isArray(document))
    return "it is not a kubeconfig";
  const kind = member(document, "kind") ?? "Config";
  const version = member(document, "apiVersion") ?? "v1";
  return (kind === "" || kind === "Config") && (version === "" || version === "v1")
    ? undefined
    : `it is not a kubeconfig of v1 but of kind ${JSON.stringify(kind)}, ${JSON.stringify(version)}`;
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
    const document = yield* Effect.tryPromise({ try: () => readYaml(bytes), catch: broken });
    if (document === undefined) return { found: true, document };
    const other = otherThanKubeconfig(document);
    return other === undefined
      ? { found: true, document }
      : yield* new KubeconfigBroken({ path: file, reason: other });
  });

/**
 * Reads and merges the files of a kubeconfig as kubectl does: those that are missing are skipped, of equal
 * names the first file's stands (client-go's loader; client-node's own merge throws), and relative paths
 * start at the folder of the file that holds them. Nothing but the files themselves is read. Where there is none,
 * and this machine is a pod, its service account stands in (`serviceAccount`: its folder, if not the usual one).
 */
export const readKubeconfig = (
  where: KubeconfigPaths,
  serviceAccount?: string,
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
        addFirst(contexts, contextEntry(entry, file));
      for (const entry of elements(member(read.document, "clusters")))
        addFirst(clusters, clusterEntry(entry, folder));
      for (const entry of elements(member(read.document, "users")))
        addFirst(users, userEntry(entry, folder, file));
    }
    if (!found) {
      // A file that the setting names is missing, whatever else there is.
      const pod = where.standard ? yield* inCluster(where, serviceAccount) : undefined;
      return pod ?? (yield* new KubeconfigMissing({ paths: where.paths }));
    }
    if (contexts.size === 0) return yield* new KubeconfigEmpty({ paths: where.paths });
    return { ...where, ...optional("currentContext", currentContext), contexts, clusters, users };
  });
