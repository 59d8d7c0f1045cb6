import { once } from "node:events";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { environment, node24, root } from "./install.mjs";
import { startProcess } from "./processes.mjs";

/**
 * Starts the demo cluster in a process of its own and resolves when it answers.
 *
 * @param {string} folder where its kubeconfig goes
 * @returns {Promise<{ kubeconfig: string, exited: Promise<unknown> }>}
 */
export async function startDemoCluster(folder) {
  const kubeconfig = join(folder, "kubeconfig.yaml");
  const started = startProcess(
    node24,
    [join(root, "test", "cluster", "main.ts"), "--kubeconfig", kubeconfig],
    { cwd: root, env: environment(), stdio: ["ignore", "pipe", "inherit"] },
  );
  const output = started.child.stdout;
  if (output === null) throw new Error("The demo cluster has no output.");
  const lines = createInterface({ input: output });
  const ready = new Promise((resolve) => {
    lines.on("line", (line) => line.includes(kubeconfig) && resolve(true));
  });
  const answer = await Promise.race([
    ready,
    started.exited.then(() => once(lines, "close")).then(() => false),
  ]);
  if (answer !== true) throw new Error("The demo cluster did not start.");
  return { kubeconfig, exited: started.exited };
}
