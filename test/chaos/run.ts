import { randomInt } from "node:crypto";
import { readFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { type Cluster, startCluster } from "../cluster/server.ts";
import { startServer } from "../e2e/harness/server.ts";
import { openVSCode, type VSCode } from "../e2e/harness/vscode.ts";
import { openPod, seesState } from "../e2e/scenes.ts";
import { makeRandom } from "../fuzz/random.ts";
import { ensureBuilt } from "../run/build.mjs";
import { launch } from "../run/processes.mjs";
import { judge, lineText, type SeenRow } from "./judge.ts";
import { comes, readPanel } from "./reader.ts";
import { startStorm } from "./storm.ts";

// `npm run chaos [-- --minutes N --seed S]`: a panel in the real VS Code follows numbered lines while the API server is
// killed, brought back and stalled, and the log rotated and its container restarted. Then its list is walked from the
// first row to the last, and compared with what was written. The last line says how it went; the exit code is 1 where
// a line is lost without a marker, doubled, or out of order.

/** How long the panel may take to show the last line when the storm is over, in ms: stalled follows are noticed late. */
const patience = 180_000;

await launch(async () => {
  const { values } = parseArgs({
    options: { minutes: { type: "string", default: "2" }, seed: { type: "string" } },
  });
  const minutes = Number(values.minutes);
  const seed = values.seed === undefined ? randomInt(2 ** 31) : Number(values.seed);
  if (!(minutes > 0) || !Number.isInteger(seed)) {
    console.error("npm run chaos -- [--minutes N] [--seed S]");
    return 1;
  }
  console.log(`chaos: seed ${seed}, ${minutes} min`);
  await ensureBuilt();
  const cluster = await startCluster({ seed: String(seed) });
  const server = await startServer();
  server.useKubeconfig(readFileSync(cluster.kubeconfigPath, "utf8"));
  const settings = { "podlog.lineLimit": "all", "podlog.timestamps": "off" };
  const vscode = await openVSCode(server, { settings, viewport: { width: 1200, height: 1400 } });
  try {
    return await weather(cluster, vscode, minutes, seed);
  } catch (error) {
    console.error(`The panel: ${await vscode.screenshot("chaos-failed")}`);
    throw error;
  } finally {
    await vscode.close();
    await cluster.close();
  }
});

/** Says what stands between which lines. */
function tell(rows: ReadonlyArray<SeenRow>, at: number, text: string): void {
  const isLine = ({ kind }: SeenRow): boolean => kind === "line";
  const before = rows.slice(0, at).findLast(isLine)?.text ?? "the start";
  const after = rows.slice(at).find(isLine)?.text ?? "the end";
  console.log(`between ${before} and ${after}: ${text}`);
}

async function weather(
  cluster: Cluster,
  vscode: VSCode,
  minutes: number,
  seed: number,
): Promise<number> {
  const container = cluster.world.pod({ name: "storm" }).container();
  await openPod(vscode, "storm");
  await seesState(vscode, "Streaming");
  const storm = startStorm(cluster, container, makeRandom(seed));
  await new Promise((resolve) => setTimeout(resolve, minutes * 60_000));
  await storm.end();
  const began = Date.now();
  const caughtUp = await comes(vscode, lineText(storm.written()), patience);
  console.log(
    caughtUp
      ? `The last line came ${((Date.now() - began) / 1000).toFixed(1)} s after the storm.`
      : `The last line has not come in ${patience / 1000} s: ${await vscode.screenshot("chaos-failed")}`,
  );
  const rows = await readPanel(vscode);
  const verdict = judge(rows, storm.written());
  for (const { after, what } of storm.blows) console.log(`after line ${after}: ${what}`);
  for (const [i, { kind, text }] of rows.entries()) if (kind !== "line") tell(rows, i, text);
  const counts = Object.entries(verdict).map(([name, count]) => `${count} ${name}`);
  console.log(`chaos: ${storm.written()} lines written, ${counts.join(", ")}`);
  const { doubled, lost, reordered } = verdict;
  return lost + doubled + reordered === 0 ? 0 : 1;
}
