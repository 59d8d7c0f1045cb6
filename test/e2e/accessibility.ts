import axe from "axe-core";
import type { ThemeKind, VSCode } from "./harness/vscode.ts";

/** The class that VS Code gives the page of a panel in a theme of each kind. */
const marks: Readonly<Record<ThemeKind, string>> = {
  light: "vscode-light",
  dark: "vscode-dark",
  "hc-dark": "vscode-high-contrast",
  "hc-light": "vscode-high-contrast-light",
};

/** Switches the theme, and waits until the panel has its colours too. */
export const setPanelTheme = async (vscode: VSCode, kind: ThemeKind): Promise<void> => {
  await vscode.setTheme(kind);
  const body = vscode.panelFrame().locator(`body.${marks[kind]}`);
  await body.waitFor();
  // The page has its class and its colours in one step; what is reckoned from them comes before the next picture.
  await body.evaluate(() => new Promise((resolve) => requestAnimationFrame(resolve)));
};

/** What an accessibility checker finds wrong in the panel, the contrast of all its texts too: `rule: elements`. */
export const findings = async (vscode: VSCode): Promise<ReadonlyArray<string>> => {
  const body = await vscode.panelFrame().locator("body").elementHandle();
  const page = await body?.ownerFrame();
  if (!page) throw new Error("The panel is gone.");
  // As text it comes by the protocol of the browser's tools, which the policy of the page does not bind.
  await page.evaluate(axe.source);
  const { violations } = await page.evaluate<axe.AxeResults>(
    `axe.run({ rules: { region: { enabled: false } } })`,
  );
  return violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(" ")}`);
};
