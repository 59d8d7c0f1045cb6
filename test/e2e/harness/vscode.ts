import { join } from "node:path";
import type { ConsoleMessage, FrameLocator, Locator, Page } from "playwright-core";
import { root } from "../../run/install.mjs";
import { openBrowser } from "./browser.ts";
import type { Server } from "./server.ts";
import { makeWorkspace } from "./workspace.ts";
import type { Settings } from "./workspace.ts";

/** The four kinds of themes that VS Code tells a webview of. */
export type ThemeKind = "light" | "dark" | "hc-dark" | "hc-light";

const themes: Readonly<Record<ThemeKind, { readonly name: string; readonly mark: string }>> = {
  light: { name: "Light 2026", mark: "vs" },
  dark: { name: "Dark 2026", mark: "vs-dark" },
  "hc-dark": { name: "Default High Contrast", mark: "hc-black" },
  "hc-light": { name: "Default High Contrast Light", mark: "hc-light" },
};

/** What belongs to this way of running VS Code and says nothing about the extension. */
const harmless =
  /spdlog|watchdog|404|authentication provider 'github'|vsda|\[lifecycle\]|vscode-log:|vscode-web-db/;

/** One window of VS Code in a browser, driven as its user would. */
export interface VSCode {
  readonly page: Page;
  /** The folder that is open. */
  readonly workspace: string;
  /** Runs a command by its whole title in the palette, `Podlog: Open Logs…`. */
  runCommand(title: string): Promise<void>;
  /** Opens the palette's field with the text in it, and leaves it open. */
  openPalette(text: string): Promise<void>;
  /** Waits until the open quick pick or input box asks with this placeholder: rows stay while the next are fetched. */
  asks(placeholder: string): Promise<void>;
  /** Takes the entry of the open quick pick that has this label. */
  pick(label: string): Promise<void>;
  /** The labels that the open quick pick shows as soon as it shows any. */
  choices(): Promise<ReadonlyArray<string>>;
  /** Types into the open quick pick or input box, in place of what is there. */
  type(text: string): Promise<void>;
  /** Shows the extension's view container; it stays if it is shown. */
  openTree(): Promise<void>;
  /** The row of a shown tree with this label, not yet waited for. */
  treeRow(label: string): Locator;
  /** Expands a row of the tree and waits until it says that it is expanded. */
  expand(label: string): Promise<void>;
  /** Hovers a row of the tree and takes the inline action whose tooltip contains the text. */
  inlineAction(label: string, action: string): Promise<void>;
  /** Takes an entry of the context menu of a row of the tree. */
  menuAction(label: string, action: string): Promise<void>;
  /** The document inside the visible webview panel, the nth where several stand side by side. */
  panelFrame(nth?: number): FrameLocator;
  /** The titles of all open editor tabs, from left to right. */
  tabs(): Promise<ReadonlyArray<string>>;
  /** The texts of the notifications on the screen. */
  notifications(): Promise<ReadonlyArray<string>>;
  /** Adds to the workspace's settings; VS Code takes it up within a second. */
  setSettings(settings: Settings): void;
  /** Switches the theme and waits until the workbench has it. */
  setTheme(kind: ThemeKind): Promise<void>;
  closeAllEditors(): Promise<void>;
  /** Reloads the window and waits for the workbench. */
  reload(): Promise<void>;
  /** Saves `.screenshots/NAME.png` and gives its path. */
  screenshot(name: string): Promise<string>;
  /** The errors in the browser's console that are not of this way of running VS Code. */
  consoleErrors(): ReadonlyArray<string>;
  close(): Promise<void>;
}

/** What a window may be opened with, each with a default. */
export interface VSCodeOptions {
  readonly settings?: Settings;
  /** Files of the workspace, by their paths in it. */
  readonly files?: Readonly<Record<string, string>>;
  readonly viewport?: { readonly width: number; readonly height: number };
  /** Is given all that the window and the server tell each other, as it goes over the wire. */
  readonly overhear?: (frame: string | Buffer) => void;
}

/** Opens a window of the server in a browser of its own and waits for the extension's icon. */
export async function openVSCode(
  server: Pick<Server, "url">,
  options: VSCodeOptions = {},
): Promise<VSCode> {
  const workspace = makeWorkspace(options.files, options.settings);
  const browser = await openBrowser(options.viewport);
  const { page } = browser;
  const { overhear } = options;
  if (overhear !== undefined)
    page.on("websocket", (socket) => {
      socket.on("framesent", ({ payload }) => overhear(payload));
      socket.on("framereceived", ({ payload }) => overhear(payload));
    });
  const errors: Array<string> = [];
  page.on("console", (message: ConsoleMessage) => {
    if (message.type() === "error" && !harmless.test(message.text())) errors.push(message.text());
  });
  page.on("pageerror", (error) => errors.push(String(error)));
  await page.goto(`${server.url}/?folder=${encodeURIComponent(workspace.folder)}`);
  await ready(page);
  return {
    ...verbs(page),
    workspace: workspace.folder,
    setSettings: workspace.set,
    setTheme: async (kind) => {
      workspace.set({ "workbench.colorTheme": themes[kind].name });
      await page.locator(`.monaco-workbench.${themes[kind].mark}`).waitFor();
    },
    consoleErrors: () => errors,
    close: browser.close,
  };
}

/** How long VS Code may take to start on two busy cores, in ms. */
const patience = 60_000;

/** How long one try may take where others follow, in ms. */
const oneTry = 6_000;

/** Tries until it succeeds: a list that moves under the pointer takes a click away, as a panel that loads a key. */
async function insist(attempt: () => Promise<unknown>): Promise<void> {
  for (let left = patience / oneTry; ; left -= 1) {
    try {
      await attempt();
      return;
    } catch (error) {
      if (left <= 1) throw error;
    }
  }
}

async function ready(page: Page): Promise<void> {
  await page.locator(".monaco-workbench .part.activitybar").waitFor({ timeout: patience });
  await containerIcon(page).waitFor({ timeout: patience });
}

function containerIcon(page: Page): Locator {
  return page.locator('.activitybar .action-item:has(.action-label[aria-label^="Podlog"])').first();
}

/** For an attribute selector: quotes and backslashes are escaped. */
function quoted(text: string): string {
  return `"${text.replaceAll(/["\\]/g, String.raw`\$&`)}"`;
}

function verbs(
  page: Page,
): Omit<VSCode, "workspace" | "setSettings" | "setTheme" | "consoleErrors" | "close"> {
  const quickInput = page.locator(".quick-input-widget:visible");
  const input = quickInput.locator('input[type="text"]').first();
  const entries = quickInput.locator(".quick-input-list .monaco-list-row");
  // Beside its label an entry has the detail of whatever it showed before, hidden where it has none itself.
  const labels = entries.locator(".quick-input-list-rows > :first-child .label-name");
  const treeRows = page.locator(".sidebar .pane-body .monaco-list-row");

  const labelled = (label: string): Locator =>
    labels.filter({ hasText: new RegExp(`^${escaped(label)}$`) }).first();

  const openPalette = async (text: string): Promise<void> => {
    await page.keyboard.press("F1");
    try {
      await input.fill(text, { timeout: oneTry / 2 });
    } catch {
      // The key went to a webview that was still loading, or one that was took the keyboard from the palette; the
      // workbench itself always hears it.
      await page.locator(".monaco-workbench").press("F1");
      await input.fill(text, { timeout: oneTry });
    }
  };

  const treeRow = (label: string): Locator =>
    treeRows
      .filter({ has: page.locator(".label-name", { hasText: new RegExp(`^${escaped(label)}$`) }) })
      .first();

  const runCommand = async (title: string): Promise<void> => {
    const typed = `>${title}`;
    await insist(async () => {
      await openPalette(typed);
      await labelled(title).click({ timeout: oneTry });
    });
    // What the command asks comes in the palette's own field.
    await page.waitForFunction(
      (text) =>
        [...document.querySelectorAll<HTMLInputElement>(".quick-input-widget input")].every(
          (field) => field.value !== text || !field.checkVisibility(),
        ),
      typed,
    );
  };

  return {
    page,
    openPalette,
    runCommand,
    treeRow,
    asks: (placeholder) =>
      input.and(page.locator(`[placeholder^=${quoted(placeholder)}]`)).waitFor(),
    pick: (label) => labelled(label).click(),
    choices: async () => {
      await entries.first().waitFor();
      return labels.allInnerTexts();
    },
    type: (text) => input.fill(text),
    openTree: async () => {
      const icon = containerIcon(page);
      const shown = await icon.evaluate((item) => item.classList.contains("checked"));
      if (!shown) await icon.click();
      await page.locator(".sidebar .pane-body .monaco-list").first().waitFor();
    },
    expand: async (label) => {
      const row = treeRow(label);
      await row.waitFor();
      await insist(async () => {
        if ((await row.getAttribute("aria-expanded")) !== "true")
          await row.locator(".monaco-tl-twistie").click({ timeout: oneTry });
        await row.and(page.locator('[aria-expanded="true"]')).waitFor({ timeout: oneTry });
      });
    },
    inlineAction: async (label, action) => {
      const row = treeRow(label);
      await row.waitFor();
      await insist(async () => {
        await row.hover({ timeout: oneTry });
        await row
          .locator(`.actions .action-label[aria-label*=${quoted(action)}]`)
          .first()
          .click({ timeout: oneTry });
      });
    },
    menuAction: async (label, action) => {
      const row = treeRow(label);
      await row.waitFor();
      await insist(async () => {
        await row.click({ button: "right", timeout: oneTry });
        // A menu hears no release of the button in its first 100 ms.
        const entry = page.getByRole("menuitem", { name: action, exact: true });
        await entry.click({ delay: 200, timeout: oneTry });
      });
    },
    panelFrame: (nth = 0) =>
      page
        .frameLocator(`iframe.webview.ready:visible >> nth=${nth}`)
        .frameLocator("iframe#active-frame"),
    tabs: () => page.locator(".editor-group-container .tab .label-name").allInnerTexts(),
    notifications: () =>
      page.locator(".notification-toast .notification-list-item-message").allInnerTexts(),
    closeAllEditors: () => runCommand("View: Close All Editors"),
    reload: async () => {
      // Not the page alone: what its panels say of themselves is kept only where VS Code itself closes the window.
      await Promise.all([page.waitForEvent("load"), runCommand("Developer: Reload Window")]);
      await ready(page);
    },
    screenshot: async (name) => {
      const path = join(root, ".screenshots", `${name}.png`);
      await page.screenshot({ path });
      return path;
    },
  };
}

function escaped(text: string): string {
  return text.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`);
}
