import { join } from "node:path";
import type { Page } from "playwright-core";
import type { Measured } from "./entry.ts";
import { seenIn, watchRows } from "./sight.ts";
import { quantile } from "./statistics.ts";
import { patience, withWindow, type Window } from "./window.ts";

/** How often each way is gone, in turn; the median counts. */
const rounds = 9;

declare global {
  interface Window {
    /** When the mouse button was last pressed and let go, in Unix ms. */
    podlogClicked?: number;
  }
}

/** From the click on a pod's inline action to its first line in a rendered frame, in the real VS Code. */
export async function* measureClicks(wanted: ReadonlySet<string>): AsyncGenerator<Measured> {
  const beside = [join(import.meta.dirname, "empty-panel")];
  yield* withWindow({ beside }, async function* (window) {
    const { page } = window.vscode;
    await page.evaluate(noteClicks);
    await watchRows(page, /^quick-\d+/u);
    // Warm: what is loaded with the first panel of each kind is there.
    await toFirstLine(window, "quick-0");
    await window.vscode.closeAllEditors();
    await toReady(window);
    await window.vscode.closeAllEditors();
    if (wanted.has("start.click-to-line")) yield await measureOpen(window);
    if (wanted.has("start.click-to-new-panel")) yield await measureNew(window);
  });
}

async function measureOpen(window: Window): Promise<Measured> {
  const times: Array<number> = [];
  await toFirstLine(window, "quick-0");
  for (let round = 1; round <= rounds; round++)
    times.push(await toFirstLine(window, `quick-${round}`));
  await window.vscode.closeAllEditors();
  return { name: "start.click-to-line", value: quantile(times, 0.5), note: wordsOf(times) };
}

async function measureNew(window: Window): Promise<Measured> {
  const ours: Array<number> = [];
  const empty: Array<number> = [];
  for (let round = 1; round <= rounds; round++) {
    empty.push(await toReady(window));
    await window.vscode.closeAllEditors();
    ours.push(await toFirstLine(window, `quick-${round}`));
    await window.vscode.closeAllEditors();
  }
  return {
    name: "start.click-to-new-panel",
    value: quantile(ours, 0.5) - quantile(empty, 0.5),
    note: `${wordsOf(ours)}; an empty webview's Ready: ${wordsOf(empty)}`,
  };
}

const wordsOf = (times: ReadonlyArray<number>): string =>
  `median ${quantile(times, 0.5).toFixed(0)}, least ${Math.min(...times).toFixed(0)}, longest ${Math.max(...times).toFixed(0)} ms of ${times.length}`;

/** Opens a pod's log by a click and gives how long it took to the first line, in ms. */
async function toFirstLine({ open, panel, vscode }: Window, pod: string): Promise<number> {
  await open(pod);
  const seen = (await seenIn(await panel(`${pod} `))).get(pod);
  if (seen === undefined) throw new Error(`${pod} was not seen.`);
  return seen - (await clicked(vscode.page));
}

/** Opens an empty webview by a click and gives how long it took until its *Ready* was heard, in ms. */
async function toReady({ open, vscode }: Window): Promise<number> {
  await open("quick-0", "Open Empty Panel");
  const body = vscode.panelFrame().locator("body[data-heard]");
  await body.waitFor({ state: "attached", timeout: patience });
  return Number(await body.getAttribute("data-heard")) - (await clicked(vscode.page));
}

const clicked = (page: Page): Promise<number> =>
  page.evaluate(() => window.podlogClicked ?? Number.NaN);

/** Runs in the workbench. */
function noteClicks(): void {
  window.addEventListener(
    "click",
    ({ timeStamp }) => {
      window.podlogClicked = Date.now() - (performance.now() - timeStamp);
    },
    { capture: true },
  );
}
