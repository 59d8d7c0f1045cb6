import { openVSCode } from "../e2e/harness/vscode.ts";
import type { VSCode } from "../e2e/harness/vscode.ts";
import { launch } from "./processes.mjs";

// Opens the VS Code at the address in Chromium, opens a pod's logs as a user would, and sees that
// lines come and grow; says what it saw.

/** The whole of it takes half a minute; after this many ms something hangs. */
const limit = 180_000;

/** What to take at each question of the demo cluster; of other clusters the first that is offered. */
const wanted = ["admin", "shop", "frontend"];

await launch(async () => {
  const [url = ""] = process.argv.slice(2);
  const vscode = await openVSCode({ url });
  try {
    console.log(await Promise.race([seen(vscode), late()]));
    return 0;
  } catch (error) {
    console.error(`No lines came. The page: ${await vscode.screenshot("check-failed")}`);
    throw error;
  } finally {
    await vscode.close();
  }
});

async function late(): Promise<never> {
  await new Promise((resolve) => setTimeout(resolve, limit).unref());
  throw new Error(`Not done after ${limit / 1000} s.`);
}

async function seen(vscode: VSCode): Promise<string> {
  await vscode.runCommand("Podlog: Open Logs…");
  const way = await walk(vscode);
  const first = await linesAbove(vscode, 0);
  const later = await linesAbove(vscode, first);
  return `The logs of ${way.join(" › ")} are on the page: ${first} lines, then ${later}.`;
}

/** Answers question after question until a panel is there; gives the answers. */
async function walk({ page }: VSCode): Promise<ReadonlyArray<string>> {
  const labels = page.locator(".quick-input-widget:visible .monaco-list-row .label-name");
  const panel = page.locator("iframe.webview");
  const way: Array<string> = [];
  let answered = "";
  // The palette itself is a quick pick too, and stands until its command runs.
  await labels.filter({ hasText: "Podlog:" }).first().waitFor({ state: "hidden" });
  while ((await panel.count()) === 0) {
    const offered = await labels.allInnerTexts();
    const question = offered.join("\n");
    if (offered.length > 0 && question !== answered) {
      const found = offered.findIndex((label) => wanted.some((name) => label.startsWith(name)));
      const at = Math.max(found, 0);
      await labels.nth(at).click();
      way.push(offered[at] ?? "");
      answered = question;
    }
    await page.waitForTimeout(200);
  }
  return way;
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
