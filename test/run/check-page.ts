import { openVSCode } from "../e2e/harness/vscode.ts";
import type { VSCode } from "../e2e/harness/vscode.ts";
import { launch } from "./processes.mjs";

// Opens the VS Code at the address in Chromium, opens a pod's logs as a user would, and sees that
// lines come and grow; says what it saw.

/** The whole of it takes half a minute; after this many ms something hangs. */
const limit = 180_000;

/** The way to a pod of the demo cluster that never stops writing: context, namespace, pod. */
const way = ["admin", "shop", "frontend"];

await launch(async () => {
  const [url = ""] = process.argv.slice(2);
  setTimeout(() => {
    console.error(`Not done after ${limit / 1000} s.`);
    process.kill(process.pid, "SIGTERM");
  }, limit).unref();
  const vscode = await openVSCode({ url });
  try {
    await vscode.runCommand("Podlog: Open Logs…");
    await walk(vscode);
    const first = await linesAbove(vscode, 0);
    const later = await linesAbove(vscode, first);
    console.log(`The logs of ${way.join(" › ")} are on the page: ${first} lines, then ${later}.`);
    return 0;
  } catch (error) {
    const path = await vscode.screenshot("check-failed");
    console.error(`No lines came. The page: ${path}`);
    throw error;
  } finally {
    await vscode.close();
  }
});

/** Takes each step of the quick pick. */
async function walk(vscode: VSCode): Promise<void> {
  for (const label of way) await vscode.pick(label);
}

/** Waits until a line is on the page and the footer counts more than these; gives its count. */
async function linesAbove(vscode: VSCode, least: number): Promise<number> {
  const frame = vscode.panelFrame();
  await frame.locator(".row.line .words").first().waitFor({ timeout: 60_000 });
  const deadline = Date.now() + 60_000;
  while (Date.now() < deadline) {
    const text = await frame.locator(".footer .lines").innerText();
    const count = Number(text.replaceAll(/\D/g, ""));
    if (count > least) return count;
    await vscode.page.waitForTimeout(200);
  }
  throw new Error(`There were no more than ${least} lines after a minute.`);
}
