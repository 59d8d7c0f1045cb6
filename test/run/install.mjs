import { createHash } from "node:crypto";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { delimiter, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { run } from "./processes.mjs";

/** The top folder of the project, without a slash at its end. */
export const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));

/** The Node 24 that the project brings: some of its packages need more than the machine's Node 20. */
export const node24 = join(root, "node_modules", "node", "bin", "node");

/**
 * The environment for what runs on Node 24: that Node and the project's commands come first.
 *
 * @param {Readonly<Record<string, string | undefined>>} [more]
 * @returns {NodeJS.ProcessEnv}
 */
export function environment(more = {}) {
  const path = [dirname(node24), join(root, "node_modules", ".bin"), process.env["PATH"] ?? ""];
  return { ...process.env, PATH: path.join(delimiter), ...more };
}

/**
 * Installs the packages of package-lock.json unless they are there already; afterwards `node24`
 * exists.
 *
 * @returns {Promise<void>}
 */
export async function ensureInstalled() {
  const stamp = join(root, "node_modules", ".podlog-lock");
  const hash = createHash("sha256")
    .update(readFileSync(join(root, "package-lock.json")))
    .digest("hex");
  if (existsSync(stamp) && readFileSync(stamp, "utf8") === hash && existsSync(node24)) return;
  console.error("Installing packages (npm ci) …");
  const code = await npm(["ci", "--no-audit", "--no-fund", "--loglevel=error"], root);
  if (code !== 0) throw new Error(`npm ci failed (${code}).`);
  if (!existsSync(node24)) {
    throw new Error(
      "The package `node`, which brings Node 24, has not run its install script. Type: npm rebuild node --ignore-scripts=false",
    );
  }
  writeFileSync(stamp, hash);
}

/**
 * Runs npm, the one that started this process if there is one, and gives its exit code; what it
 * says goes to standard error.
 *
 * @param {readonly string[]} args
 * @param {string} folder
 * @returns {Promise<number>}
 */
export function npm(args, folder) {
  const script = process.env["npm_execpath"];
  const options = { cwd: folder, stdio: /** @type {const} */ (["ignore", 2, 2]) };
  return script !== undefined && script.endsWith(".js")
    ? run(process.execPath, [script, ...args], { ...options, stdio: [...options.stdio] })
    : run("npm", args, { ...options, stdio: [...options.stdio] });
}
