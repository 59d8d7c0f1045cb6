import {
  createWriteStream,
  existsSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  renameSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { homedir } from "node:os";
import { dirname, join } from "node:path";
import { npm } from "./install.mjs";
import { output, startProcess } from "./processes.mjs";

/** code-server 4.139.1 is VS Code 1.139.1; its extension host runs on this Node. */
const version = "4.139.1";
export const nodeVersion = "24.21.0";
const nodePackage = `node-${process.platform}-${process.arch}`;

/** A folder of its own: its .bin/node would shadow Node for every npm script beside it. */
const home = join(
  process.env["XDG_CACHE_HOME"] || join(homedir(), ".cache"),
  "podlog",
  `code-server-${version}`,
);

/** @typedef {{ node: string, entry: string }} CodeServer the two paths that start it */

/**
 * The real VS Code, installed into the cache folder if it is not there.
 *
 * @returns {Promise<CodeServer>}
 */
export async function ensureCodeServer() {
  if (!existsSync(home)) await install();
  return {
    node: join(home, "node_modules", nodePackage, "bin", "node"),
    entry: join(home, "node_modules", "code-server", "out", "node", "entry.js"),
  };
}

/** @returns {Promise<void>} */
async function install() {
  const parent = dirname(home);
  mkdirSync(parent, { recursive: true });
  removeHalfMade(parent);
  // A folder with the final name is a whole one: it is made beside, and renamed at the end.
  const making = `${home}.making-${process.pid}`;
  console.error(`Installing VS Code (code-server ${version}, 800 MB, once) into ${home} …`);
  mkdirSync(making);
  writeFileSync(
    join(making, "package.json"),
    JSON.stringify({
      name: "podlog-real-vscode",
      private: true,
      dependencies: { "code-server": version, [nodePackage]: nodeVersion },
    }),
  );
  // `npm ci` fails in lib/vscode: its shrinkwrap is out of step with its package.json.
  for (const folder of [making, join(making, "node_modules", "code-server", "lib", "vscode")]) {
    const code = await npm(
      ["install", "--ignore-scripts", "--omit=dev", "--no-audit", "--no-fund", "--loglevel=error"],
      folder,
    );
    if (code !== 0) throw new Error(`Installing code-server failed (npm install: ${code}).`);
  }
  try {
    renameSync(making, home);
  } catch (cause) {
    if (!existsSync(home)) throw cause;
    rmSync(making, { recursive: true });
  }
}

/**
 * Removes what an installation that was killed left behind.
 *
 * @param {string} parent
 */
function removeHalfMade(parent) {
  for (const name of readdirSync(parent)) {
    const pid = /\.making-(\d+)$/.exec(name)?.[1];
    if (pid === undefined || isAlive(Number(pid))) continue;
    rmSync(join(parent, name), { recursive: true, force: true });
  }
}

/**
 * @param {number} pid
 * @returns {boolean}
 */
function isAlive(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

/**
 * @typedef {object} Options
 * @property {string} folder an empty folder of its own, for user data and extensions; short, for a socket is made in it
 * @property {{ source: string } | { vsix: string }} extension loaded from its folder, or installed
 * @property {readonly string[]} [beside] folders of other extensions, loaded beside one that is loaded from its folder
 * @property {number} [port] 0, the default, takes any
 * @property {Readonly<Record<string, string | undefined>>} [environment] for the extension host
 * @property {boolean} [trustEverything] whether workspace trust is off; true by default
 */

/**
 * @typedef {object} Server
 * @property {string} url with no slash at its end
 * @property {string} log the file with what it said
 * @property {() => Promise<void>} end
 * @property {Promise<unknown>} exited
 */

/**
 * Starts VS Code with the extension loaded and resolves when it answers.
 *
 * @param {Options} options
 * @returns {Promise<Server>}
 */
export async function startCodeServer(options) {
  const { node, entry } = await ensureCodeServer();
  const { beside = [], folder, port = 0, trustEverything = true } = options;
  const userData = join(folder, "user");
  const extensions = join(folder, "extensions");
  const env = { ...cleanEnvironment(), EXTENSIONS_GALLERY: "{}", ...options.environment };
  mkdirSync(join(userData, "User"), { recursive: true });
  mkdirSync(extensions, { recursive: true });
  writeFileSync(join(userData, "config.yaml"), "");
  writeFileSync(
    join(userData, "User", "settings.json"),
    JSON.stringify({ ...quiet, "security.workspace.trust.enabled": !trustEverything }, null, 2),
  );
  const common = [
    "--user-data-dir",
    userData,
    "--extensions-dir",
    extensions,
    "--config",
    join(userData, "config.yaml"),
  ];
  if ("vsix" in options.extension) {
    await output(node, [entry, ...common, "--install-extension", options.extension.vsix], {
      env,
      cwd: folder,
    });
  } else {
    writeFileSync(
      join(extensions, "extensions.json"),
      JSON.stringify([options.extension.source, ...beside].map(fromSource)),
    );
  }
  const started = startProcess(
    node,
    [
      entry,
      ...common,
      "--auth=none",
      `--bind-addr=127.0.0.1:${port}`,
      "--disable-telemetry",
      "--disable-update-check",
      ...(trustEverything ? ["--disable-workspace-trust"] : []),
      "--disable-getting-started-override",
      "--disable-proxy",
      "--ignore-last-opened",
      // Else extension hosts outlive their page by hours.
      "--reconnection-grace-time=2",
      "--vscode-option=disable-websocket-compression",
    ],
    { cwd: folder, env, stdio: ["ignore", "pipe", "pipe"] },
  );
  const log = join(folder, "server.log");
  const url = await addressOf(started, log);
  return { url, log, end: started.end, exited: started.exited };
}

/**
 * The address that the server says it listens on; all it says goes to the file.
 *
 * @param {import("./processes.mjs").Started} started
 * @param {string} log
 * @returns {Promise<string>}
 */
async function addressOf(started, log) {
  const file = createWriteStream(log);
  let said = "";
  /** @type {Promise<string>} */
  const address = new Promise((resolve, reject) => {
    /** @param {Buffer} chunk */
    const hear = (chunk) => {
      file.write(chunk);
      if (said.length > 100_000) return;
      said += chunk.toString("utf8");
      const url = /HTTP server listening on (http:\/\/[^\s/]+)/.exec(said)?.[1];
      if (url !== undefined) resolve(url);
    };
    started.child.stdout?.on("data", hear);
    started.child.stderr?.on("data", hear);
    started.exited.then(
      ({ code }) => reject(new Error(`VS Code ended at its start (${code}):\n${said.trim()}`)),
      reject,
    );
    setTimeout(
      () => reject(new Error(`VS Code did not start in 60 s:\n${said.trim()}`)),
      60_000,
    ).unref();
  });
  try {
    return await address;
  } catch (error) {
    await started.end();
    throw error;
  }
}

/** No tips, no news, no update checks: only what belongs to the work at hand. */
const quiet = {
  "workbench.startupEditor": "none",
  "workbench.tips.enabled": false,
  "workbench.secondarySideBar.defaultVisibility": "hidden",
  "telemetry.telemetryLevel": "off",
  "extensions.autoUpdate": false,
  "extensions.autoCheckUpdates": false,
  "extensions.ignoreRecommendations": true,
  "chat.disableAIFeatures": true,
  "git.enabled": false,
};

/**
 * The entry of extensions.json that loads an extension from its own folder.
 *
 * @param {string} folder
 */
function fromSource(folder) {
  const manifest = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
  return {
    identifier: { id: `${manifest.publisher}.${manifest.name}` },
    version: manifest.version,
    location: { $mid: 1, path: folder, scheme: "file" },
  };
}

/**
 * The environment without what an editor's terminal or npm has put there: VSCODE_IPC_HOOK_CLI
 * alone makes code-server open a tab in that editor instead of starting.
 *
 * @returns {NodeJS.ProcessEnv}
 */
function cleanEnvironment() {
  return Object.fromEntries(
    Object.entries(process.env).filter(
      ([name]) =>
        !/^(VSCODE_|npm_|NODE_OPTIONS$|ELECTRON_RUN_AS_NODE$|VITEST|NODE_ENV$)/.test(name),
    ),
  );
}
