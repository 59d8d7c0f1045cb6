import { join } from "node:path";
import { createInterface } from "node:readline";
import { environment, node24, root } from "./install.mjs";
import { startProcess } from "./processes.mjs";

/** @typedef {{ kubeconfig: string, contexts: readonly string[], server: string }} Answer */

/**
 * Starts the test cluster in a process of its own, by default with the demo's pods, and resolves
 * with what it says of itself when it answers.
 *
 * @param {readonly string[]} [args] its options
 * @returns {Promise<Answer & { exited: Promise<unknown> }>}
 */
export async function startDemoCluster(args = []) {
  const script = join(root, "test", "cluster", "main.ts");
  const started = startProcess(node24, [script, ...args], {
    cwd: root,
    env: environment(),
    stdio: ["ignore", "pipe", "inherit"],
  });
  const stdout = started.child.stdout;
  if (stdout === null) throw new Error("The demo cluster has no output.");
  const lines = createInterface({ input: stdout });
  /** @type {Promise<string | undefined>} */
  const first = new Promise((resolve) => {
    lines.once("line", resolve).once("close", () => resolve(undefined));
  });
  const line = await first;
  if (line === undefined) throw new Error("The demo cluster did not start.");
  return { ...JSON.parse(line), exited: started.exited };
}
