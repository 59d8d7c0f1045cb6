import type { Frame } from "playwright-core";
import type { Measured } from "./entry.ts";
import { countFrames, grows, idleP95, wordsOf } from "./frames.ts";
import { withWindow, type Window } from "./window.ts";

/** How long the frames of a flood are counted, and how long it flows before, in ms. */
const counted = 12_000;
const settling = 3_000;

/** The floods, by entry: lines a second. */
const floods: ReadonlyMap<string, number> = new Map([
  ["list.follow-10k-p95", 10_000],
  ["list.follow-100k-p95", 100_000],
]);

/** Frame times of the panel in the real VS Code while it follows floods: cluster, host, wire, list. */
export async function* measureFollow(wanted: ReadonlySet<string>): AsyncGenerator<Measured> {
  const flows = [...floods].filter(([name]) => wanted.has(name));
  if (flows.length === 0) return;
  yield* withWindow({}, async function* (window) {
    for (const [name, perSecond] of flows) yield { name, ...(await follow(window, perSecond)) };
  });
}

async function follow(
  { open, panel, vscode }: Window,
  perSecond: number,
): Promise<Omit<Measured, "name">> {
  // A log that has nothing to say: what this VS Code allows on this machine.
  await open("quick-0");
  const idle = await idleP95(await panel("quick-0 "), ".rows");
  await open(`flood-${perSecond}`);
  const frame = await panel("n=");
  await vscode.page.waitForTimeout(settling);
  const before = await lastLine(frame);
  const stop = await countFrames(frame, ".rows");
  await vscode.page.waitForTimeout(counted);
  const frames = await stop();
  const after = await lastLine(frame);
  const arrived = ((after.n - before.n) / (after.at - before.at)) * 1000;
  const note = `${wordsOf(frames)}; ${Math.round(arrived).toLocaleString("en-US")} lines/s came; p95 ${idle.toFixed(1)} ms beside a silent log`;
  // A view that falls behind has an easy time.
  if (arrived < perSecond * 0.95) return { note: `fell behind: ${note}` };
  return { value: frames.p95, spoiled: grows(frames), note };
}

/** The number of the newest line in the panel, and when it was looked at (ms). */
const lastLine = (frame: Frame): Promise<{ readonly n: number; readonly at: number }> =>
  frame.evaluate(() => {
    const texts = [...document.querySelectorAll(".rows .words")].map((row) => row.textContent);
    const numbers = texts.map((text) => Number(/^n=(\d+) /u.exec(text)?.[1] ?? 0));
    return { n: Math.max(...numbers), at: performance.now() };
  });
