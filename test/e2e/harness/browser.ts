import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { chromium } from "playwright-core";
import type { BrowserContext, Page } from "playwright-core";
import { ensureChromium } from "../../run/chromium.mjs";
import { removeAtEnd } from "../../run/processes.mjs";

/** A page in a headless Chromium with a fresh profile of its own. */
export interface Browser {
  readonly context: BrowserContext;
  readonly page: Page;
  readonly close: () => Promise<void>;
}

/** Starts Chromium with one empty page of the given size in CSS pixels. */
export async function openBrowser(
  viewport: { readonly width: number; readonly height: number } = { width: 1280, height: 800 },
): Promise<Browser> {
  const profile = removeAtEnd(mkdtempSync(join(tmpdir(), "podlog-browser-")));
  const context = await chromium.launchPersistentContext(profile, {
    executablePath: process.env["CHROMIUM"] || (await ensureChromium()),
    headless: true,
    viewport,
    args: [
      "--no-sandbox",
      "--disable-gpu",
      "--disable-quic",
      "--no-first-run",
      "--disable-background-networking",
      "--disable-component-update",
      "--disable-sync",
    ],
  });
  const page = context.pages()[0] ?? (await context.newPage());
  return { context, page, close: () => context.close() };
}
