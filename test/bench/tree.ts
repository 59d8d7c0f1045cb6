import { startServer } from "../e2e/harness/server.ts";
import { openVSCode } from "../e2e/harness/vscode.ts";
import type { Group, Measured } from "./entry.ts";
import { countFrames, idleP95, wordsOf } from "./frames.ts";
import { startCrowd } from "./served.ts";
import { patience } from "./window.ts";

/** How long the tree is looked at, in ms; and what its first drawing gets before. */
const time = 20_000;
const settling = 2_000;
/** Pods that change in a second. */
const perSecond = 100;
const rows = ".sidebar .customview-tree .monaco-list-rows";

/** The frames of the real VS Code while the tree is open on a namespace of 5,000 pods that change. */
export const treeGroup: Group = {
  entries: [{ name: "tree.5k-pods-p95", unit: "ms", budget: { atMost: 17 } }],
  measure,
};

async function* measure(): AsyncGenerator<Measured> {
  const ends: Array<() => Promise<void>> = [];
  try {
    const crowd = await startCrowd(perSecond);
    ends.push(crowd.end);
    const server = await startServer({ kubeconfig: crowd.kubeconfig });
    ends.push(() => server.end());
    const vscode = await openVSCode(server);
    ends.push(() => vscode.close());
    const { page } = vscode;
    await vscode.openTree();
    await vscode.expand("admin");
    await vscode.treeRow("default").waitFor({ timeout: patience });
    // What is collapsed is not watched: this is the machine itself.
    const idle = await idleP95(page, rows);
    await vscode.expand("default");
    await vscode.treeRow("crowd-0001").waitFor({ timeout: patience });
    await page.waitForTimeout(settling);
    await page.evaluate(countRows, rows);
    const stop = await countFrames(page, rows);
    await page.waitForTimeout(time);
    const frames = await stop();
    const changed = await page.evaluate(() => window.podlogTreeRows ?? 0);
    yield {
      name: "tree.5k-pods-p95",
      value: frames.p95,
      spoiled: changed === 0,
      note: [
        `${perSecond} of 5,000 pods change in a second, every tenth comes or goes`,
        `${changed.toLocaleString("en-US")} rows in view changed`,
        wordsOf(frames),
        `p95 of an idle window ${idle.toFixed(1)} ms`,
      ].join("; "),
    };
  } finally {
    for (const end of ends.toReversed()) await end();
  }
}

declare global {
  interface Window {
    /** How often a row that is in view was drawn with other words. */
    podlogTreeRows?: number;
  }
}

/** Runs in the workbench: compares, frame by frame, what the rows say with what they said. */
function countRows(selector: string): void {
  const before = new Map<string, string>();
  window.podlogTreeRows = 0;
  const look = (): void => {
    for (const row of document.querySelectorAll(`${selector} .monaco-list-row`)) {
      const name = row.querySelector(".label-name")?.textContent ?? "";
      const text = row.textContent;
      const said = before.get(name);
      if (said !== undefined && said !== text)
        window.podlogTreeRows = (window.podlogTreeRows ?? 0) + 1;
      before.set(name, text);
    }
    requestAnimationFrame(look);
  };
  requestAnimationFrame(look);
}
