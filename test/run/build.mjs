import { createHash } from "node:crypto";
import { existsSync, readFileSync, readdirSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { environment, root } from "./install.mjs";
import { output } from "./processes.mjs";

const products = [
  "dist/extension/extension.cjs",
  "dist/extension/search-worker.cjs",
  "dist/webview/main.js",
];

/**
 * Builds extension and webview unless dist is of these very sources already.
 *
 * @returns {Promise<void>}
 */
export async function ensureBuilt() {
  // Inside a folder that Vite empties, so that any other build takes the stamp away.
  const stamp = join(root, "dist", "extension", ".sources");
  const sources = hashOfSources();
  const whole = [stamp, ...products.map((path) => join(root, path))].every((path) =>
    existsSync(path),
  );
  if (whole && readFileSync(stamp, "utf8") === sources) return;
  console.error("Building …");
  await output("vite", ["build"], { cwd: root, env: environment() });
  writeFileSync(stamp, sources);
}

/** @returns {string} */
function hashOfSources() {
  const hash = createHash("sha256");
  for (const path of ["package.json", "package-lock.json", "vite.config.ts", "src", "webview"]) {
    addTo(hash, path);
  }
  return hash.digest("hex");
}

/**
 * @param {import("node:crypto").Hash} hash
 * @param {string} path from the top folder
 */
function addTo(hash, path) {
  const full = join(root, path);
  if (statSync(full).isDirectory()) {
    for (const name of readdirSync(full).sort()) addTo(hash, `${path}/${name}`);
  } else {
    hash.update(`${path}\0`).update(readFileSync(full));
  }
}
