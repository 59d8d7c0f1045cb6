import type { ToHost } from "../../../src/protocol/to-host.ts";
import { makeScriptedHost, type ScriptedHost } from "../../browser/scripted-host.ts";
import { rowText } from "./list.ts";

// The extension host's side of the wire, in a thread of its own: what it costs is not the view's.

/** What the page tells the worker: a message of the view, or how many rows there are now. */
export type ToWorker = { readonly said: ToHost } | { readonly end: number };

const host: ScriptedHost = makeScriptedHost(
  (position) => ({ text: rowText(position), level: position % 6 }),
  undefined,
  (message) => postMessage(message),
);
host.show({}, { timestamps: "utc" });
host.connection({ _tag: "Streaming" });

addEventListener("message", ({ data }: MessageEvent<ToWorker>) => {
  if ("said" in data) host.api.postMessage(data.said);
  else host.beat(data.end);
});
