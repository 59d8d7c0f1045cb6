import { onCleanup } from "solid-js";
import { render } from "solid-js/web";
import "@vscode/codicons/dist/codicon.css";
import { App } from "./app.tsx";
import { keepReadable } from "./contrast/grounds.ts";
import { makeHost, type WebviewApi } from "./host.ts";
import { createPanel } from "./panel.ts";

/** Draws a panel into `root` and joins it to its host; returns how to take it down. */
export const mount = (root: HTMLElement, api: WebviewApi, window: Window): (() => void) =>
  render(() => {
    onCleanup(keepReadable(root));
    const { panel, dispose } = createPanel(makeHost(api, window));
    return <App panel={panel} onRemove={dispose} />;
  }, root);
