import { spawn } from "node:child_process";
import { cpSync, existsSync, mkdirSync, mkdtempSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { delimiter, join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { ensureBuilt } from "./build.mjs";
import { ensureChromium } from "./chromium.mjs";
import { ensureCodeServer, startCodeServer } from "./code-server.mjs";
import { startDemoCluster } from "./demo-cluster.mjs";
import { environment, ensureInstalled, node24, root } from "./install.mjs";
import { launch, removeAtEnd, run } from "./processes.mjs";

/** The port without `--port`; another if it is taken. */
const usualPort = 7654;

const help = `npm start [-- OPTIONS]    a real VS Code with Podlog in it, in your browser

  --kubeconfig FILE   your own clusters instead of the demo cluster
  --port PORT         where VS Code listens (${usualPort}, or any free one)
  --no-open           print the address only
  --code              the desktop VS Code, where the command \`code\` exists
  --check             open a pod's logs in Chromium, see lines come, and stop
`;

await launch(async () => {
  const { values: options } = parseArgs({
    options: {
      kubeconfig: { type: "string" },
      port: { type: "string" },
      open: { type: "boolean", default: true },
      code: { type: "boolean", default: false },
      check: { type: "boolean", default: false },
      help: { type: "boolean", short: "h", default: false },
    },
    allowNegative: true,
  });
  if (options.help) {
    console.log(help);
    return 0;
  }
  // npm runs a script in the project's folder; the file is named from where the user stands.
  const from = process.env["INIT_CWD"] ?? process.cwd();
  const own = options.kubeconfig === undefined ? undefined : resolve(from, options.kubeconfig);
  if (own !== undefined && !existsSync(own)) throw new Error(`No such file: ${own}`);
  const port = options.port === undefined ? undefined : portOf(options.port);

  await ensureInstalled();
  if (!options.code) await ensureCodeServer();
  const chromium = options.check ? await ensureChromium() : undefined;
  await ensureBuilt();

  const folder = removeAtEnd(mkdtempSync(join(tmpdir(), "podlog-")));
  const workspace = join(folder, "workspace");
  cpSync(join(root, "test", "run", "workspace"), workspace, { recursive: true });
  const cluster = own === undefined ? await startDemoCluster() : undefined;
  const kubeconfig = own ?? cluster?.kubeconfig ?? "";

  if (options.code) return desktop(workspace, kubeconfig);

  const vscode = join(folder, "vscode");
  mkdirSync(vscode);
  const server = await startCodeServer({
    folder: vscode,
    extension: { source: root },
    port: port ?? ((await isFree(usualPort)) ? usualPort : 0),
    environment: { KUBECONFIG: kubeconfig },
  });
  const address = `${server.url}/?folder=${encodeURIComponent(workspace)}`;
  console.log(`
  VS Code with Podlog:   ${address}
  Clusters:              ${own ?? "the demo cluster"} (${kubeconfig})

  Press F1 there, type "Podlog: Open Logs" and choose a pod; or take the Podlog icon at
  the left and the button beside a pod. Ctrl+C here ends everything.
`);
  if (chromium !== undefined) return check(server.url, chromium);
  if (options.open) openInBrowser(address);
  const ended = [server.exited.then(() => "VS Code has ended.")];
  if (cluster !== undefined) ended.push(cluster.exited.then(() => "The demo cluster has ended."));
  throw new Error(await Promise.race(ended));
});

/**
 * @param {string} text
 * @returns {number}
 */
function portOf(text) {
  const port = Number(text);
  if (!Number.isInteger(port) || port < 0 || port > 65_535) throw new Error(`Not a port: ${text}`);
  return port;
}

/**
 * @param {number} port
 * @returns {Promise<boolean>}
 */
function isFree(port) {
  return new Promise((resolve) => {
    const server = createServer();
    server.once("error", () => resolve(false));
    server.listen(port, "127.0.0.1", () => server.close(() => resolve(true)));
  });
}

/**
 * Sees in Chromium that a pod's lines come and go on coming; gives the exit code.
 *
 * @param {string} url of VS Code
 * @param {string} chromium
 * @returns {Promise<number>}
 */
function check(url, chromium) {
  const script = join(root, "test", "run", "check-page.ts");
  return run(node24, [script, url], { cwd: root, env: environment({ CHROMIUM: chromium }) });
}

/**
 * Opens the desktop VS Code with its own profile, so that it takes this environment, and waits until
 * its window is closed. Written for desktops; the machines that test this project have none.
 *
 * @param {string} workspace
 * @param {string} kubeconfig
 * @returns {Promise<number>}
 */
async function desktop(workspace, kubeconfig) {
  const folders = (process.env["PATH"] ?? "").split(delimiter);
  if (!folders.some((folder) => existsSync(join(folder, "code")))) {
    throw new Error(
      "There is no command `code` here. In VS Code: F1, Shell Command: Install 'code' command in PATH.",
    );
  }
  console.log("VS Code opens with Podlog in it. Close its window, or press Ctrl+C here, to end.");
  return run(
    "code",
    [
      "--wait",
      "--new-window",
      `--user-data-dir=${join(workspace, "..", "desktop")}`,
      "--disable-workspace-trust",
      "--skip-welcome",
      `--extensionDevelopmentPath=${root}`,
      workspace,
    ],
    { env: { ...process.env, KUBECONFIG: kubeconfig } },
  );
}

/**
 * Opens the address where there is a browser for a person; the browser outlives this process.
 *
 * @param {string} address
 */
function openInBrowser(address) {
  const mac = process.platform === "darwin";
  const screen = mac || process.env["DISPLAY"] || process.env["WAYLAND_DISPLAY"];
  if (!screen) return;
  const opener = spawn(mac ? "open" : "xdg-open", [address], { detached: true, stdio: "ignore" });
  // Nothing to open it with: the address is on the screen.
  opener.on("error", () => {});
  opener.unref();
}
