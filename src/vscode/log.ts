import * as Cause from "effect/Cause";
import * as Context from "effect/Context";
import * as Effect from "effect/Effect";
import * as Layer from "effect/Layer";
import * as Logger from "effect/Logger";
import * as References from "effect/References";
import * as vscode from "vscode";
import { scoped } from "./scoped.ts";

/** The output channel *Podlog* (K8): shows itself, and takes what `Effect.log…` writes. */
export class OutputLog extends Context.Service<OutputLog, { readonly show: Effect.Effect<void> }>()(
  "podlog/OutputLog",
) {}

/** An error has no properties that JSON would write: of an error only its own words tell what happened. */
const wordsOf = (part: unknown): string =>
  typeof part === "string"
    ? part
    : part instanceof Error
      ? (part.stack ?? part.message)
      : JSON.stringify(part);

const words = (message: unknown): string =>
  (Array.isArray(message) ? message : [message]).map(wordsOf).join(" ");

/** Sends every log entry to the channel, which drops what is under the level the user has set for it. */
const toChannel = (channel: vscode.LogOutputChannel): Logger.Logger<unknown, void> =>
  Logger.make(({ cause, logLevel, message }) => {
    const text =
      cause.reasons.length === 0 ? words(message) : `${words(message)} ${Cause.pretty(cause)}`;
    switch (logLevel) {
      case "Fatal":
      case "Error":
        return channel.error(text);
      case "Warn":
        return channel.warn(text);
      case "Info":
        return channel.info(text);
      case "Debug":
        return channel.debug(text);
      default:
        return channel.trace(text);
    }
  });

/** The channel, as a service and as the one logger. Its level belongs to VS Code: *Developer: Set Log Level*. */
export const layer: Layer.Layer<OutputLog> = Layer.unwrap(
  Effect.map(
    scoped(() => vscode.window.createOutputChannel("Podlog", { log: true })),
    (channel) =>
      Layer.mergeAll(
        Layer.succeed(OutputLog, { show: Effect.sync(() => channel.show(true)) }),
        Logger.layer([toChannel(channel)]),
        Layer.succeed(References.MinimumLogLevel, "Trace"),
      ),
  ),
);
