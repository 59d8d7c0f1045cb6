import { readFileSync, statSync } from "node:fs";
import { basename, join } from "node:path";
import { ensureBuilt } from "./build.mjs";
import { environment, root } from "./install.mjs";
import { output } from "./processes.mjs";

/** What may be in the package, by its path inside; all else is a mistake. */
const wanted = [
  /^extension\/dist\/extension\/[\w-]+\.cjs$/,
  /^extension\/dist\/webview\/[\w-]+\.(js|css|ttf)$/,
  /^extension\/media\/icons\/[\w-]+\.(svg|png)$/,
  /^extension\/media\/walkthrough\/[\w-]+\.md$/,
  /^extension\/package\.json$/,
  /^extension\/(readme\.md|changelog\.md|license\.(txt|md))$/i,
  /^extension\.vsixmanifest$/,
  /^\[Content_Types\]\.xml$/,
];

/** What must be in it. */
const needed = [
  "extension/package.json",
  "extension/dist/extension/extension.cjs",
  "extension/dist/extension/search-worker.cjs",
  "extension/dist/webview/main.js",
];

/** The largest package, in bytes. */
export const largest = 1_500_000;

/**
 * What is wrong with a package of this content and size, a sentence each.
 *
 * @param {readonly string[]} names the paths inside
 * @param {number} bytes
 * @returns {string[]}
 */
export function faultsOf(names, bytes) {
  return [
    ...names
      .filter((name) => !wanted.some((pattern) => pattern.test(name)))
      .map((name) => `${name} does not belong in the package.`),
    ...needed.filter((name) => !names.includes(name)).map((name) => `${name} is missing.`),
    ...(bytes > largest ? [`${bytes} bytes are more than ${largest}.`] : []),
  ];
}

/**
 * The paths in a zip file without ZIP64, read from its central directory (PKWARE APPNOTE 4.3.12).
 *
 * @param {string} path
 * @returns {string[]}
 */
export function namesInZip(path) {
  const zip = readFileSync(path);
  const end = zip.lastIndexOf(Buffer.from([0x50, 0x4b, 5, 6]));
  if (end < 0) throw new Error(`${path} is not a zip file.`);
  const count = zip.readUInt16LE(end + 10);
  let at = zip.readUInt32LE(end + 16);
  /** @type {string[]} */
  const names = [];
  for (let index = 0; index < count; index += 1) {
    const length = zip.readUInt16LE(at + 28);
    names.push(zip.toString("utf8", at + 46, at + 46 + length));
    at += 46 + length + zip.readUInt16LE(at + 30) + zip.readUInt16LE(at + 32);
  }
  return names;
}

/**
 * Builds the extension and packs it; throws, with a sentence for each fault, when the package has
 * what it should not have.
 *
 * @param {string} [folder] where it goes; the top folder by default
 * @returns {Promise<string>} its path
 */
export async function makePackage(folder = root) {
  await ensureBuilt();
  const { name, version } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
  const path = join(folder, `${name}-${version}.vsix`);
  const args = ["package", "--no-dependencies", "--no-rewrite-relative-links", "--out", path];
  await output("vsce", [...args, "--allow-missing-repository"], { cwd: root, env: environment() });
  const faults = faultsOf(namesInZip(path), statSync(path).size);
  if (faults.length > 0) throw new Error(`${basename(path)}:\n${faults.join("\n")}`);
  return path;
}
