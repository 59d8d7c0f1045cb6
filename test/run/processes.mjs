import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { fileURLToPath } from "node:url";

/**
 * Every process that is started here leads a group of its own, and one watchdog process, told of
 * each group, ends them all when the pipe to it closes. The kernel closes that pipe however this
 * process comes to its end, so the normal end and SIGKILL take the same way.
 */

/** @typedef {{ code: number | null, signal: NodeJS.Signals | null }} Exit */
/**
 * @typedef {object} Started
 * @property {number} pid the leader of the group
 * @property {import("node:child_process").ChildProcess} child
 * @property {Promise<Exit>} exited when the leader has gone
 * @property {() => Promise<void>} end ends the whole group and waits for it
 */

/** How long a group may take to go by itself after SIGTERM, in ms. */
const grace = 5_000;

/** @type {import("node:child_process").ChildProcess | undefined} */
let watchdog;

/** @param {string} line */
function tell(line) {
  if (watchdog === undefined) {
    const script = fileURLToPath(new URL("watchdog.mjs", import.meta.url));
    watchdog = spawn(process.execPath, [script], {
      detached: true,
      env: { ...process.env, NODE_OPTIONS: "" },
      stdio: ["pipe", "ignore", "ignore"],
    });
    // Neither the watchdog nor its pipe may keep a finished test run alive.
    watchdog.unref();
    const pipe = watchdog.stdin;
    if (pipe !== null && "unref" in pipe && typeof pipe.unref === "function") pipe.unref();
    pipe?.on("error", () => {});
  }
  watchdog.stdin?.write(`${line}\n`);
}

/**
 * Starts a command as the leader of its own process group, which ends with this process.
 *
 * @param {string} command
 * @param {readonly string[]} args
 * @param {import("node:child_process").SpawnOptions} [options]
 * @returns {Started}
 */
export function startProcess(command, args, options = {}) {
  const child = spawn(command, args, {
    stdio: ["ignore", "inherit", "inherit"],
    ...options,
    detached: true,
  });
  const pid = child.pid ?? 0;
  if (pid !== 0) tell(`group ${pid}`);
  /** @type {Promise<Exit>} */
  const exited = new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("exit", (code, signal) => resolve({ code, signal }));
  });
  // A caller that only ends the process need not look at how it went.
  exited.catch(() => {});
  return {
    pid,
    child,
    exited,
    end: async () => {
      if (pid === 0) return;
      await endGroup(pid);
      tell(`gone ${pid}`);
    },
  };
}

/**
 * Runs a command to its end, with what it left in its group, and gives its exit code (128 + n after
 * a signal).
 *
 * @param {string} command
 * @param {readonly string[]} args
 * @param {import("node:child_process").SpawnOptions} [options]
 * @returns {Promise<number>}
 */
export async function run(command, args, options) {
  const started = startProcess(command, args, options);
  const { code } = await started.exited;
  await started.end();
  return code ?? 137;
}

/**
 * Runs a command without showing what it says, and gives its standard output; throws, with all it
 * said, when it fails.
 *
 * @param {string} command
 * @param {readonly string[]} args
 * @param {import("node:child_process").SpawnOptions} [options]
 * @returns {Promise<string>}
 */
export async function output(command, args, options = {}) {
  const started = startProcess(command, args, { ...options, stdio: ["ignore", "pipe", "pipe"] });
  let out = "";
  let said = "";
  started.child.stdout?.setEncoding("utf8").on("data", (text) => {
    out += text;
    said += text;
  });
  started.child.stderr?.setEncoding("utf8").on("data", (text) => (said += text));
  const closed = once(started.child, "close");
  const { code } = await started.exited;
  await started.end();
  await closed;
  if (code !== 0) throw new Error(`${command} ${args.join(" ")} failed (${code}):\n${said.trim()}`);
  return out;
}

/**
 * Ends a process group: SIGTERM, and SIGKILL to what is left after the grace.
 *
 * @param {number} group
 * @returns {Promise<void>}
 */
export async function endGroup(group) {
  if (!signalGroup(group, "SIGTERM")) return;
  for (let waited = 0; waited < grace; waited += 50) {
    await new Promise((resolve) => setTimeout(resolve, 50));
    if (!signalGroup(group, 0)) return;
  }
  signalGroup(group, "SIGKILL");
}

/**
 * @param {number} group
 * @param {NodeJS.Signals | 0} signal
 * @returns {boolean} whether the group had a process to signal
 */
function signalGroup(group, signal) {
  try {
    process.kill(-group, signal);
    return true;
  } catch {
    return false;
  }
}

/**
 * A folder or file that is removed when this process ends, however it ends.
 *
 * @param {string} path
 * @returns {string} the same path
 */
export function removeAtEnd(path) {
  tell(`path ${resolve(path)}`);
  return path;
}

/**
 * Ends every group started here, removes the folders, and waits until that is done.
 *
 * @returns {Promise<void>}
 */
export async function endAll() {
  const ending = watchdog;
  watchdog = undefined;
  if (ending === undefined || ending.exitCode !== null) return;
  ending.ref();
  const exited = once(ending, "exit");
  ending.stdin?.end();
  await exited;
}

/**
 * Runs the main part of a launcher and exits with the code it gives, after ending all it started:
 * also at Ctrl+C, when the terminal or the output closes, and when npm, which started it, goes.
 *
 * @param {() => Promise<number>} main
 * @returns {Promise<void>}
 */
export async function launch(main) {
  /** @type {Promise<void> | undefined} */
  let ending;
  /** @param {number} code */
  const end = (code) => (ending ??= endAll().then(() => process.exit(code)));
  process.on("SIGHUP", () => void end(129));
  process.on("SIGINT", () => void end(130));
  process.on("SIGTERM", () => void end(143));
  process.stdout.on("error", () => void end(141));
  process.stderr.on("error", () => {});
  whenNpmGoes(() => void end(143));
  let code = 1;
  try {
    code = await main();
  } catch (error) {
    // At the end by a signal everything fails that was still going on.
    if (ending === undefined) console.error(error instanceof Error ? error.message : error);
  }
  await end(code);
}

/**
 * npm killed alone leaves its script running, with a shell in between on some systems: this looks
 * at both twice a second.
 *
 * @param {() => void} gone
 */
function whenNpmGoes(gone) {
  if (process.env["npm_lifecycle_event"] === undefined) return;
  const parent = process.ppid;
  const shell = /^(ba|da|z|a)?sh$/.test(statusOf(parent)?.name ?? "");
  const grandparent = shell ? statusOf(parent)?.parent : undefined;
  setInterval(() => {
    const orphan = process.ppid !== parent;
    if (orphan || (grandparent !== undefined && statusOf(parent)?.parent !== grandparent)) gone();
  }, 500).unref();
}

/**
 * @param {number} pid
 * @returns {{ name: string, parent: number } | undefined} nothing where there is no /proc
 */
function statusOf(pid) {
  try {
    const found = /\((.*)\) \S (\d+)/.exec(readFileSync(`/proc/${pid}/stat`, "utf8"));
    return found === null ? undefined : { name: found[1] ?? "", parent: Number(found[2]) };
  } catch {
    return undefined;
  }
}
