import { get } from "node:https";
import { ManualClock } from "../cluster/clock.ts";
import type { Pod } from "../cluster/pod.ts";
import { startCluster } from "../cluster/server.ts";
import { makeRandom } from "../fuzz/random.ts";

// A cluster of 5,000 pods in one namespace, in a process of its own: most of them run, every hundredth crash-loops.
// It prints one line of JSON on standard output and ends with its standard input. Its argument says how many of the
// pods change in a second: they crash and start again, and every tenth goes or comes back.

const pods = 5_000;
const crashing = 100;
const [perSecond = 0] = process.argv.slice(2).map(Number);
/** Every fourth change is of one of the first pods by name, which stand on the screen. */
const inView = 24;

const clock = new ManualClock(new Date(Date.now() - 3_600_000).toISOString());
const cluster = await startCluster({ clock });
for (let n = 0; n < pods; n++) {
  const container = declare(n).container();
  if (n % crashing === 0) container.exit({ code: 1, reason: "Error" }).backOff();
}
// The first answers cost most: they are no part of what is measured.
for (let round = 0; round < 3; round++) await answered("/api/v1/namespaces/default/pods?limit=500");
console.log(JSON.stringify({ kubeconfig: cluster.kubeconfigPath }));
process.stdin.once("end", () => {
  void cluster.close().then(() => process.exit(0));
});
process.stdin.resume();

const random = makeRandom(1);
const away: Array<number> = [];
let changes = 0;
if (perSecond > 0) setInterval(change, 1_000 / perSecond);

function declare(n: number): Pod {
  return cluster.world.pod({ name: nameOf(n), labels: { app: "crowd" } });
}

function nameOf(n: number): string {
  return `crowd-${String(n).padStart(4, "0")}`;
}

/** One pod crashes, runs again, goes or comes back. */
function change(): void {
  changes += 1;
  const back = changes % 20 === 0 ? away.shift() : undefined;
  if (back !== undefined) {
    declare(back);
    return;
  }
  const n = random.int(0, (changes % 4 === 1 ? inView : pods) - 1);
  const pod = cluster.world.findPod("default", nameOf(n));
  if (pod === undefined) return;
  const container = pod.container();
  if (changes % 20 === 10) {
    pod.remove();
    away.push(n);
  } else if (container.running) container.exit({ code: 1, reason: "Error" }).backOff();
  else container.start();
}

/** Asks the cluster and reads the whole answer. */
function answered(path: string): Promise<void> {
  const authorization = `Bearer ${cluster.tokens["admin"]}`;
  return new Promise((resolve, reject) => {
    get(`${cluster.url}${path}`, { ca: cluster.caPem, headers: { authorization } }, (answer) => {
      answer.resume().on("end", resolve).on("error", reject);
    }).on("error", reject);
  });
}
