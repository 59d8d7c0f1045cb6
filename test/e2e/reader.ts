import { expect } from "vitest";
import type { FrameLocator, Locator } from "playwright-core";
import { logPanel, type LogPanel } from "./log-panel.ts";
import { patience, type Stage } from "./stage.ts";

/** The hands of someone who reads a log in the one panel of the window. */
export interface Reader {
  /** Opens a pod's log, waits until its last line is there and it is followed, and puts the keyboard into the list. */
  readonly open: (pod: string, last: string) => Promise<LogPanel>;
  readonly press: (key: string) => Promise<void>;
  readonly type: (text: string) => Promise<void>;
  readonly frame: () => FrameLocator;
  /** The row that has this text. */
  readonly row: (text: string) => Locator;
  readonly openFind: () => Promise<void>;
  readonly openFilter: () => Promise<void>;
  /** What lies on the clipboard. */
  readonly clipboard: () => Promise<string>;
  /** Waits for a short message in the footer. */
  readonly says: (words: string) => Promise<void>;
}

/** The reader of the panel of a stage that is set by the time it reads. */
export const makeReader = (stage: () => Stage): Reader => {
  const press = (key: string) => stage().vscode.page.keyboard.press(key);
  const frame = () => stage().vscode.panelFrame();

  const hasFocus = (element: Locator): Promise<void> =>
    expect
      .poll(() => element.evaluate((one) => one === document.activeElement), patience)
      .toBe(true);

  /** Opens a field of the panel by its key, and waits until it has the focus: keys go to the list before. */
  const openField = async (key: string, name: string): Promise<void> => {
    await press(key);
    await hasFocus(frame().getByRole("textbox", { name, exact: true }));
  };

  return {
    press,
    frame,
    type: (text) => stage().vscode.page.keyboard.type(text),
    row: (text) => frame().locator(".rows [role=option]:visible").filter({ hasText: text }).first(),
    open: async (pod, last) => {
      const { openFromPalette, vscode } = stage();
      await openFromPalette("admin", "default", pod);
      const panel = logPanel(vscode);
      await panel.sees(last);
      // Its lines come before the request that follows it.
      await panel.state(/^(?:Streaming|Ended)/);
      await panel.list.click();
      await hasFocus(panel.list);
      return panel;
    },
    openFind: () => openField("Control+f", "Find"),
    openFilter: () => openField("Control+Alt+f", "Filter lines"),
    clipboard: async () => {
      const { page } = stage().vscode;
      const field = page.locator(".quick-input-widget:visible input").first();
      // The page itself must have the focus to be told, not a frame of it.
      await page.locator(".monaco-workbench").press("F1");
      await field.waitFor();
      const text = await page.evaluate(() => navigator.clipboard.readText());
      await page.keyboard.press("Escape");
      await field.waitFor({ state: "hidden" });
      return text;
    },
    says: (words) =>
      expect
        .poll(() => frame().getByText(words, { exact: true }).count(), patience)
        .toBeGreaterThan(0),
  };
};
