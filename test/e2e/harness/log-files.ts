import { mkdirSync, realpathSync, writeFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { ensureCodeServer, nodeVersion } from "../../run/code-server.mjs";

/**
 * Has VS Code write its log files. It does so by a native module, which the installation has no binary of: this leads
 * `bindings`, which loads that, to a stand-in below `folder`. Gives what belongs into the environment of VS Code.
 */
export const withLogFiles = async (folder: string): Promise<Readonly<Record<string, string>>> => {
  const { entry } = await ensureCodeServer();
  const spdlog = join(dirname(entry), "../../lib/vscode/node_modules/@vscode/spdlog");
  const compiled = join(folder, "compiled");
  // A folder of that name is loaded as its index.js.
  const binary = join(compiled, nodeVersion, process.platform, process.arch, "spdlog.node");
  mkdirSync(binary, { recursive: true });
  const standIn = JSON.stringify(join(import.meta.dirname, "spdlog.cjs"));
  writeFileSync(join(binary, "index.js"), `module.exports = require(${standIn});\n`);
  return { NODE_BINDINGS_COMPILED_DIR: relative(realpathSync(spdlog), realpathSync(compiled)) };
};
