import type { Frame } from "playwright-core";
import type { Group, Measured } from "./entry.ts";
import { seenIn, watchRows } from "./sight.ts";
import { quantile } from "./statistics.ts";
import { withWindow, type Window } from "./window.ts";

/** How long lines are read, in ms, after the panel has settled. */
const trickle = { perSecond: 1, time: 40_000 };
const busy = { perSecond: 50, time: 20_000 };
const settling = 2_000;

/** From the moment in which the API server writes a line to the frame that shows it, in the real VS Code. */
export const latencyGroup: Group = {
  entries: [
    { name: "latency.trickle-p95", unit: "ms", budget: { atMost: 175 } },
    { name: "latency.busy-p50", unit: "ms", budget: { atMost: 90 } },
    { name: "latency.busy-p95", unit: "ms", budget: { atMost: 150 } },
  ],
  measure,
};

async function* measure(wanted: ReadonlySet<string>): AsyncGenerator<Measured> {
  yield* withWindow({}, async function* (window) {
    await watchRows(window.vscode.page, /^steady-\d+#\d+@\d+/u);
    if (wanted.has("latency.trickle-p95")) {
      const { note, times } = await latencies(window, trickle);
      yield { name: "latency.trickle-p95", value: quantile(times, 0.95), note };
    }
    if (!wanted.has("latency.busy-p50") && !wanted.has("latency.busy-p95")) return;
    const { note, times } = await latencies(window, busy);
    yield { name: "latency.busy-p50", value: quantile(times, 0.5), note };
    yield { name: "latency.busy-p95", value: quantile(times, 0.95), note };
  });
}

async function latencies(
  { open, panel, vscode }: Window,
  { perSecond, time }: typeof busy,
): Promise<{ readonly times: ReadonlyArray<number>; readonly note: string }> {
  const pod = `steady-${perSecond}`;
  await open(pod);
  const frame = await panel(`${pod}#`);
  await vscode.page.waitForTimeout(settling);
  const known = (await latencyByLine(frame, pod)).size;
  await vscode.page.waitForTimeout(time);
  const all = await latencyByLine(frame, pod);
  const lines = [...all].slice(known);
  const [first = 0] = lines[0] ?? [];
  // All rows count: one that was never on the screen would have none to be late.
  const written = Math.max(...all.keys()) - first + 1;
  if (lines.length !== written)
    throw new Error(`Of ${written} lines only ${lines.length} were ever on the screen.`);
  const times = lines.map(([, took]) => took);
  const part = (p: number): string => quantile(times, p).toFixed(0);
  return {
    times,
    note: `${times.length} lines, ${perSecond} a second: p50 ${part(0.5)}, p95 ${part(0.95)}, longest ${part(1)} ms`,
  };
}

/** How long each line of a pod took from its writing to the screen, in ms, by its number, as they were seen. */
async function latencyByLine(frame: Frame, pod: string): Promise<ReadonlyMap<number, number>> {
  return new Map(
    [...(await seenIn(frame))].flatMap(([mark, seen]): ReadonlyArray<readonly [number, number]> => {
      const [name, n, written] = mark.split(/[#@]/u);
      return name === pod ? [[Number(n), seen - Number(written)]] : [];
    }),
  );
}
