import { statSync } from "node:fs";
import { createRequire } from "node:module";

// Requires the module that the first argument names, and prints how long that took, in ms, and the
// files that came with it. NODE_PATH leads to the `vscode` of the folder edge.
const require = createRequire(import.meta.url);
const specifier = process.argv[2] ?? "";
const start = performance.now();
require(specifier);
const ms = performance.now() - start;
const files = Object.keys(require.cache).map((path) => ({ path, bytes: statSync(path).size }));
process.stdout.write(JSON.stringify({ ms, files }));
