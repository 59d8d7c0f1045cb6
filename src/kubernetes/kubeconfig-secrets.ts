import { open, realpath, rename, rm, stat } from "node:fs/promises";
import * as Effect from "effect/Effect";
import { readPlainFile } from "./kubeconfig.ts";

const maxBytes = 8 * 1024 * 1024;

const wholeWord = (text: string): RegExp =>
  new RegExp(`(?<![\\w.~+/=-])${text.replace(/[^\w]/gu, "\\$&")}(?![\\w.~+/=-])`, "g");

/**
 * Puts new secrets in the place of old ones in a kubeconfig, so that kubectl finds them too: whole words only, all
 * else byte for byte as it was, in one rename, and under the lock that kubectl takes (`config.lock`). False, and the
 * file is untouched, where another holds that lock or the file can't be written.
 */
export const replaceSecrets = (
  kubeconfig: string,
  changes: ReadonlyArray<readonly [old: string, fresh: string]>,
): Effect.Effect<boolean> =>
  Effect.tryPromise(async () => {
    // A link stays a link.
    const file = await realpath(kubeconfig);
    const lock = await open(`${kubeconfig}.lock`, "wx");
    try {
      const before = (await readPlainFile(file, maxBytes)).toString("utf8");
      const after = changes.reduce(
        (content, [old, fresh]) => content.replace(wholeWord(old), () => fresh),
        before,
      );
      if (after === before) return false;
      const beside = `${file}.podlog-${process.pid}`;
      const { mode } = await stat(file);
      const written = await open(beside, "wx", mode & 0o777);
      try {
        await written.writeFile(after);
        await written.sync();
      } finally {
        await written.close();
      }
      await rename(beside, file).catch(async (cause: unknown) => {
        await rm(beside, { force: true });
        throw cause;
      });
      return true;
    } finally {
      await lock.close();
      await rm(`${kubeconfig}.lock`, { force: true });
    }
  }).pipe(
    Effect.catch(({ cause }) =>
      Effect.as(Effect.logDebug("The kubeconfig keeps its old login", cause), false),
    ),
  );
