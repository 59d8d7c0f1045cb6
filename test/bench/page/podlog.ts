import type { WebviewApi } from "../../../webview/host.ts";
import type { ToWorker } from "./host-worker.ts";
import { expose } from "./list.ts";

// What VS Code is to the webview: the shipped script, which comes after this one, finds its way to the host here.

declare global {
  interface Window {
    acquireVsCodeApi: () => WebviewApi;
  }
}

const worker = new Worker("/bench/host-worker.js", { type: "module" });
const tell = (message: ToWorker): void => worker.postMessage(message);

worker.addEventListener("message", ({ data }: MessageEvent<unknown>) =>
  window.dispatchEvent(new MessageEvent("message", { data })),
);
let state: unknown;
window.acquireVsCodeApi = () => ({
  postMessage: (said) => tell({ said }),
  getState: () => state,
  setState: (next) => {
    state = next;
  },
});
expose((end) => tell({ end }));
