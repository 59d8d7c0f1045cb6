import type { Frame } from "playwright-core";
import { startServer, type ServerOptions } from "../e2e/harness/server.ts";
import { openVSCode, type VSCode, type VSCodeOptions } from "../e2e/harness/vscode.ts";
import { startApiServer } from "./served.ts";

/** The real VS Code with Podlog, whose one cluster is the bench's API server; its tree is shown down to the pods. */
export interface Window {
  readonly vscode: VSCode;
  /** Clicks the inline action of a pod in the tree. */
  readonly open: (pod: string, action?: string) => Promise<void>;
  /** The document of the visible log panel, once it shows a line that contains the text. */
  readonly panel: (text: string) => Promise<Frame>;
}

/** What a window may be opened with. */
export interface WindowOptions extends VSCodeOptions {
  /** Folders of extensions that are loaded beside Podlog. */
  readonly beside?: ServerOptions["beside"];
}

/** How long something may take on a busy machine, in ms. */
export const patience = 30_000;

/** Opens a window for as long as it is used, and ends everything that was started for it. */
export async function* withWindow<A>(
  options: WindowOptions,
  use: (window: Window) => AsyncIterable<A>,
): AsyncGenerator<A> {
  const ends: Array<() => Promise<void>> = [];
  try {
    const api = await startApiServer();
    ends.push(api.end);
    const { beside = [], ...windowOptions } = options;
    const server = await startServer({ kubeconfig: api.kubeconfig, beside });
    ends.push(() => server.end());
    const vscode = await openVSCode(server, windowOptions);
    ends.push(() => vscode.close());
    await vscode.openTree();
    for (const label of ["bench", "default"]) await vscode.expand(label);
    yield* use({
      vscode,
      open: async (pod, action = "Open Logs") => {
        await vscode.treeRow(pod).waitFor({ timeout: patience });
        await vscode.inlineAction(pod, action);
      },
      panel: async (text) => {
        const panel = vscode.panelFrame();
        await panel
          .locator(".rows .words")
          .filter({ hasText: text })
          .first()
          .waitFor({ timeout: patience });
        const frame = await (await panel.owner().elementHandle())?.contentFrame();
        if (frame == null) throw new Error("The log panel has no document.");
        return frame;
      },
    });
  } finally {
    for (const end of ends.toReversed()) await end();
  }
}
