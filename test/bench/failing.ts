import { setTimeout } from "node:timers/promises";
import type { Page } from "playwright-core";
import { startServer } from "../e2e/harness/server.ts";
import { openVSCode } from "../e2e/harness/vscode.ts";
import type { Group, Measured } from "./entry.ts";
import { startCrowd } from "./served.ts";
import { quantile } from "./statistics.ts";

/** How often the list is asked for; the first time loads what it needs, and is told apart. */
const rounds = 6;
const patience = 30_000;
const pauseMs = 50;

/** From Enter on *What Is Failing?* to its first list, in the real VS Code, with 5,000 pods in the namespace. */
export const failingGroup: Group = {
  entries: [{ name: "failing.5k-pods", unit: "ms", budget: { atMost: 1_000 } }],
  measure,
};

/** When the list was asked for, showed something that fails, and was complete, in Unix ms. */
interface Times {
  asked: number;
  first: number;
  whole: number;
}

declare global {
  interface Window {
    podlogFailing?: Times;
  }
}

async function* measure(): AsyncGenerator<Measured> {
  const ends: Array<() => Promise<void>> = [];
  try {
    const crowd = await startCrowd();
    ends.push(crowd.end);
    const server = await startServer({ kubeconfig: crowd.kubeconfig });
    ends.push(() => server.end());
    const vscode = await openVSCode(server);
    ends.push(() => vscode.close());
    await vscode.page.evaluate(watch);
    const firsts: Array<number> = [];
    const wholes: Array<number> = [];
    for (let round = 0; round < rounds; round++) {
      await vscode.openPalette(">Podlog: What Is Failing?");
      await vscode.choices();
      await vscode.page.keyboard.press("Enter");
      const { asked, first, whole } = await timesOf(vscode.page);
      firsts.push(first - asked);
      wholes.push(whole - asked);
      await vscode.page.keyboard.press("Escape");
    }
    const [cold = Number.NaN, ...warm] = firsts;
    yield {
      name: "failing.5k-pods",
      value: quantile(warm, 0.5),
      note: `median of ${warm.length}; the first time ${cold.toFixed(0)} ms; all pods: median ${quantile(wholes, 0.5).toFixed(0)} ms`,
    };
  } finally {
    for (const end of ends.toReversed()) await end();
  }
}

/** What was noted, once the list is complete. */
async function timesOf(page: Page): Promise<Times> {
  const end = Date.now() + patience;
  while (Date.now() < end) {
    const times = await page.evaluate(() => window.podlogFailing);
    if (times !== undefined && Number.isFinite(times.whole)) return times;
    await setTimeout(pauseMs);
  }
  throw new Error("The list of all pods never came.");
}

/** Runs in the workbench: notes when Enter is pressed, and what is seen in the quick pick after it. */
function watch(): void {
  const none = Number.POSITIVE_INFINITY;
  window.addEventListener(
    "keydown",
    ({ key }) => {
      if (key === "Enter") window.podlogFailing = { asked: Date.now(), first: none, whole: none };
    },
    { capture: true },
  );
  const look = (): void => {
    const times = window.podlogFailing;
    const says = document.querySelector(".quick-input-widget .quick-input-message");
    if (times !== undefined && says?.checkVisibility() === true) {
      const text = says.textContent;
      if (text.startsWith("Looked at")) times.first = Math.min(times.first, Date.now());
      if (text === "Looked at 5,000 pods of default.")
        times.whole = Math.min(times.whole, Date.now());
    }
    requestAnimationFrame(look);
  };
  requestAnimationFrame(look);
}
