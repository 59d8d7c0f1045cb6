import type { Locator, Page } from "playwright-core";
import { makeRandom } from "../fuzz/random.ts";
import type { Group, Measured } from "./entry.ts";
import { quantile } from "./statistics.ts";
import { patience, withWindow } from "./window.ts";

/** How often it is typed with no panel and beside one, in turn. */
const rounds = 2;
/** Keys typed each time; and the pauses between them in ms, as a quick typist's. */
const keys = 120;
const pause = { least: 40, most: 120 };
/** Keys of a line, the last of which ends it. */
const lineKeys = 40;
const warmUp = 20;
const perSecond = 100_000;
const file = "notes.txt";

declare global {
  interface Window {
    /** From each key's event to the end of the frame that shows it, in ms. */
    podlogKeys?: Array<number>;
  }
}

/** Typing in a file beside a panel that follows a flood. */
export const editorGroup: Group = {
  entries: [{ name: "editor.keystroke-p95", unit: "ms", budget: { atMost: 10 } }],
  measure,
};

async function* measure(): AsyncGenerator<Measured> {
  const settings = {
    "files.autoSave": "off",
    "editor.wordBasedSuggestions": "off",
    "editor.quickSuggestions": false,
  };
  yield* withWindow({ settings, files: { [file]: "" } }, async function* ({ open, panel, vscode }) {
    const { page } = vscode;
    await vscode.openPalette(file);
    await vscode.pick(file);
    await page.locator(".monaco-editor").first().waitFor({ timeout: patience });
    // Both times the file has the same half of the window.
    await vscode.runCommand("View: Split Editor Right");
    await page.locator(".monaco-editor").nth(1).waitFor({ timeout: patience });
    const editor = page.locator(".editor-group-container").first().locator(".monaco-editor");
    await page.evaluate(timeKeys);
    await type(page, editor, warmUp);
    const without: Array<number> = [];
    const beside: Array<number> = [];
    for (let round = 0; round < rounds; round++) {
      without.push(...(await type(page, editor, keys)));
      await page.locator(".editor-group-container").nth(1).click();
      await open(`flood-${perSecond}`);
      await panel("n=");
      await type(page, editor, warmUp);
      beside.push(...(await type(page, editor, keys)));
      await page.locator(".tab", { hasText: "Logs: " }).click();
      await vscode.runCommand("View: Close Editor");
    }
    // What was typed stands in the file, as the status bar says of its last line.
    await toEnd(page, editor);
    const ends = rounds * 2 * Math.floor(keys / lineKeys);
    await page.locator(`.statusbar-item [aria-label^="Ln ${ends + 1},"]`).waitFor();
    const words = (times: ReadonlyArray<number>): string =>
      `p50 ${quantile(times, 0.5).toFixed(1)}, p95 ${quantile(times, 0.95).toFixed(1)}, longest ${Math.max(...times).toFixed(0)} ms`;
    yield {
      name: "editor.keystroke-p95",
      value: quantile(beside, 0.95) - quantile(without, 0.95),
      note: `${words(beside)} beside ${perSecond.toLocaleString("en-US")} lines/s; ${words(without)} with no panel; ${rounds} × ${keys} keys each`,
    };
  });
}

async function toEnd(page: Page, editor: Locator): Promise<void> {
  await editor.locator(".view-lines").click();
  await page.keyboard.press("Control+End");
}

/** Types so many keys at the end of an editor; gives how long each took to be shown, in ms. */
async function type(page: Page, editor: Locator, count: number): Promise<ReadonlyArray<number>> {
  await toEnd(page, editor);
  await page.evaluate(() => {
    window.podlogKeys = [];
  });
  const random = makeRandom(1);
  for (let n = 0; n < count; n++) {
    await page.keyboard.press(n % lineKeys === lineKeys - 1 ? "Enter" : "a");
    await page.waitForTimeout(random.between(pause.least, pause.most));
  }
  await page.waitForFunction((keys) => window.podlogKeys?.length === keys, count);
  return page.evaluate(() => window.podlogKeys ?? []);
}

/** Runs in the workbench: a key's frame is over when a task comes that was asked for in it. */
function timeKeys(): void {
  const { port1, port2 } = new MessageChannel();
  const waiting: Array<number> = [];
  port1.addEventListener("message", () => {
    for (const began of waiting.splice(0)) window.podlogKeys?.push(performance.now() - began);
  });
  port1.start();
  window.addEventListener(
    "keydown",
    (event) => {
      if (event.key !== "a" && event.key !== "Enter") return;
      requestAnimationFrame(() => {
        waiting.push(event.timeStamp);
        port2.postMessage(undefined);
      });
    },
    { capture: true },
  );
}
