import type { Frame, Page } from "playwright-core";

declare global {
  interface Window {
    /** When each mark was first seen in the rows of this document, in Unix ms. */
    podlogSeen?: Record<string, number>;
  }
}

/**
 * From now on every new document in the page notes when a mark is first seen in its rows: the first part of a row's
 * text that an expression matches. Seen is what stands there when a frame has been rendered.
 */
export async function watchRows(page: Page, mark: RegExp): Promise<void> {
  await page.addInitScript(look, mark.source);
}

/** What has been seen in a document so far: marks, each with its time in Unix ms. */
export async function seenIn(frame: Frame): Promise<ReadonlyMap<string, number>> {
  return new Map(Object.entries(await frame.evaluate(() => window.podlogSeen ?? {})));
}

/** Runs in each document. */
function look(source: string): void {
  // The workbench has no rows.
  if (window === window.top) return;
  const mark = new RegExp(source, "u");
  const seen: Record<string, number> = {};
  window.podlogSeen = seen;
  const { port1, port2 } = new MessageChannel();
  // A task that is asked for in a frame comes when the frame has been rendered.
  port1.addEventListener("message", () => {
    const now = Date.now();
    for (const row of document.querySelectorAll(".rows .words")) {
      const found = mark.exec(row.textContent)?.[0];
      if (found !== undefined) seen[found] ??= now;
    }
  });
  port1.start();
  const onFrame = (): void => {
    port2.postMessage(undefined);
    requestAnimationFrame(onFrame);
  };
  // The window of a webview begins with an empty document, whose frames end when the true one takes its place.
  let looked: Document | undefined;
  setInterval(() => {
    if (looked === document) return;
    looked = document;
    requestAnimationFrame(onFrame);
  }, 5);
}
