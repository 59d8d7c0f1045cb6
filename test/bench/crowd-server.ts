import { ManualClock } from "../cluster/clock.ts";
import { startCluster } from "../cluster/server.ts";

// A cluster of 5,000 pods in one namespace, in a process of its own: most of them run, every hundredth crash-loops.
// It prints one line of JSON on standard output and ends with its standard input.

const pods = 5_000;
const crashing = 100;

const clock = new ManualClock(new Date(Date.now() - 3_600_000).toISOString());
const cluster = await startCluster({ clock });
for (let n = 0; n < pods; n++) {
  const name = `crowd-${String(n).padStart(4, "0")}`;
  const container = cluster.world.pod({ name, labels: { app: "crowd" } }).container();
  if (n % crashing === 0) container.exit({ code: 1, reason: "Error" }).backOff();
}
console.log(JSON.stringify({ kubeconfig: cluster.kubeconfigPath }));
process.stdin.once("end", () => {
  void cluster.close().then(() => process.exit(0));
});
process.stdin.resume();
