import type { Locator } from "playwright-core";
import { expect } from "vitest";
import type { VSCode } from "./harness/vscode.ts";

/** How long something may take to appear on a busy machine, in ms. */
const patience = { timeout: 30_000, interval: 100 };

/** A log panel as its user reads and handles it. */
export interface LogPanel {
  /** The texts of the rows in view, from top to bottom; markers and dividers too. */
  readonly rows: () => Promise<ReadonlyArray<string>>;
  /** The text of the row at the top edge of the list. */
  readonly topRow: () => Promise<string>;
  readonly sees: (text: string) => Promise<void>;
  readonly seesNot: (text: string) => Promise<void>;
  /** The word of the footer for the connection. */
  readonly state: (word: RegExp) => Promise<void>;
  readonly button: (name: string | RegExp) => Locator;
  readonly container: Locator;
  readonly list: Locator;
  /** The sentence of a problem that stands where the lines would. */
  readonly problem: (sentence: RegExp) => Promise<void>;
  /** The rows in view once all are there and none moves any more. */
  readonly still: () => Promise<ReadonlyArray<string>>;
}

/** Waits until these are the titles of all open tabs, from left to right. */
export const seesTabs = (vscode: VSCode, ...titles: ReadonlyArray<string>): Promise<void> =>
  expect.poll(() => vscode.tabs(), patience).toEqual(titles);

/** The visible log panel of a window, the nth where several stand side by side. */
export const logPanel = (vscode: VSCode, nth = 0): LogPanel => {
  const frame = vscode.panelFrame(nth);
  const rows = () =>
    frame.locator(".rows [role=option]").evaluateAll((elements) =>
      elements
        .filter((element) => element.checkVisibility())
        .map((element) => ({
          top: element.getBoundingClientRect().top,
          text: (element.querySelector(".text, .says") ?? element).textContent,
        }))
        .sort((a, b) => a.top - b.top)
        .map(({ text }) => text),
    );
  return {
    rows,
    topRow: () =>
      frame.locator(".list").evaluate((list) => {
        const { top } = list.getBoundingClientRect();
        const seen = [...list.querySelectorAll("[role=option]")]
          .map((row) => ({ box: row.getBoundingClientRect(), text: row.querySelector(".text") }))
          .filter(({ box }) => box.height > 0 && box.bottom > top + 1)
          .sort((a, b) => a.box.top - b.box.top);
        return seen[0]?.text?.textContent ?? "";
      }),
    sees: (text) => expect.poll(rows, patience).toContain(text),
    seesNot: (text) => expect.poll(rows, patience).not.toContain(text),
    state: async (word) => {
      await expect.poll(() => frame.locator("footer .state").textContent(), patience).toMatch(word);
    },
    button: (name) => frame.getByRole("button", { name }),
    container: frame.getByLabel("Container", { exact: true }),
    list: frame.locator(".list"),
    problem: async (sentence) => {
      await frame.locator(".notice .sentence").filter({ hasText: sentence }).waitFor(patience);
    },
    still: async () => {
      let seen: ReadonlyArray<string> = [];
      let looks = 0;
      const look = async (): Promise<number> => {
        const now = await rows();
        const same = now.join("\n") === seen.join("\n") && !now.includes("");
        looks = same ? looks + 1 : 0;
        seen = now;
        return looks;
      };
      await expect.poll(look, patience).toBeGreaterThan(2);
      return seen;
    },
  };
};
