import { decodeToWebview, type ToWebview } from "../src/protocol/to-webview.ts";
import type { ToHost } from "../src/protocol/to-host.ts";

/** What VS Code gives a webview, once: a way to the extension host and a small state that outlives hiding. */
export interface WebviewApi {
  readonly postMessage: (message: ToHost) => void;
  readonly getState: () => unknown;
  readonly setState: (state: unknown) => void;
}

/** The panel's end of the wire. */
export interface Host {
  readonly post: (message: ToHost) => void;
  /** Calls `receive` for each message that decodes, in order; returns how to stop. */
  readonly listen: (receive: (message: ToWebview) => void) => () => void;
  readonly getState: () => unknown;
  readonly setState: (state: unknown) => void;
}

/** Cuts a text to what the protocol lets a `Trouble` carry (10,000 characters). */
const troubleText = (error: unknown): string =>
  (error instanceof Error ? `${error.message}\n${error.stack ?? ""}` : String(error)).slice(
    0,
    10_000,
  );

/**
 * Joins the webview API and the window's messages. A message that does not decode, or that the view fails on,
 * is told to the host as `Trouble`: a view that breaks silently looks like a log without lines.
 */
export const makeHost = (api: WebviewApi, window: Window): Host => ({
  post: (message) => api.postMessage(message),
  listen: (receive) => {
    const trouble = (error: unknown) =>
      api.postMessage({ _tag: "Trouble", text: troubleText(error) });
    const onMessage = (event: MessageEvent<unknown>) => {
      try {
        receive(decodeToWebview(event.data));
      } catch (error) {
        trouble(error);
      }
    };
    const onError = (event: ErrorEvent) => trouble(event.error ?? event.message);
    window.addEventListener("message", onMessage);
    window.addEventListener("error", onError);
    return () => {
      window.removeEventListener("message", onMessage);
      window.removeEventListener("error", onError);
    };
  },
  getState: () => api.getState(),
  setState: (state) => api.setState(state),
});
