import { constants } from "node:fs";
import { access, stat } from "node:fs/promises";
import { homedir } from "node:os";
import path from "node:path";
import * as Effect from "effect/Effect";
import { elements, member, text, type Json } from "./json.ts";
import { readPlainFile } from "./kubeconfig.ts";
import { readYaml } from "./yaml.ts";

const maxBytes = 1024 * 1024;

const isProgram = (place: string): Promise<boolean> =>
  access(place, constants.X_OK)
    .then(() => stat(place))
    .then(
      (found) => found.isFile(),
      () => false,
    );

/** The program that a command runs: by its path, or the first of its name on the PATH; undefined where there is none. */
const programOf = async (command: string): Promise<string | undefined> => {
  const places = /[/\\]/u.test(command)
    ? [command]
    : (process.env["PATH"] ?? "")
        .split(path.delimiter)
        .flatMap((folder) => (path.isAbsolute(folder) ? [path.join(folder, command)] : []));
  for (const place of places) if (await isProgram(place)) return place;
  return undefined;
};

/** Whether an entry of the list means a command: by name, by path, or as the same program. */
const means = async (entry: Json, command: string): Promise<boolean> => {
  // Kubernetes 1.35 calls it `name`.
  const named = text(member(entry, "command")) ?? text(member(entry, "name"));
  if (named === undefined) return false;
  if (named === command) return true;
  const program = await programOf(command);
  return (
    program !== undefined && program === (named.includes("/") ? named : await programOf(named))
  );
};

const refusalOf = async (
  preferences: Json,
  file: string,
  command: string,
): Promise<string | undefined> => {
  const policy = text(member(preferences, "credentialPluginPolicy")) ?? "AllowAll";
  const list = elements(member(preferences, "credentialPluginAllowlist"));
  const forbids = `kubectl's preferences forbid it (credentialPluginPolicy: ${policy} in ${file})`;
  if (policy === "AllowAll" && list.length === 0) return undefined;
  if (policy !== "Allowlist") return forbids;
  const meant = await Promise.all(list.map((entry) => means(entry, command)));
  return meant.includes(true) ? undefined : forbids;
};

/**
 * Why kubectl's preferences (kuberc, Kubernetes 1.35) keep it from running a credential plugin, as the end of a sentence;
 * undefined where they let it. Preferences that can't be read let nothing run: who wrote them may have meant that.
 */
export const forbiddenByPreferences = (command: string): Effect.Effect<string | undefined> =>
  Effect.promise(async () => {
    const { KUBECTL_KUBERC: gate, KUBERC: named = "" } = process.env;
    if (named === "off" || gate === "false") return undefined;
    const file = named === "" ? path.join(homedir(), ".kube", "kuberc") : path.resolve(named);
    try {
      return await refusalOf(await readYaml(await readPlainFile(file, maxBytes)), file, command);
    } catch (cause) {
      const missing = ["ENOENT", "ENOTDIR"].includes(text(member(cause, "code")) ?? "");
      return missing && named === ""
        ? undefined
        : `kubectl's preferences in ${file} can't be read, and may forbid it`;
    }
  });
