import * as Clock from "effect/Clock";
import * as Effect from "effect/Effect";
import * as Option from "effect/Option";
import { type ExportFailed, exportSentence } from "../domain/export-problem.ts";
import { instantFromMillis } from "../domain/instant.ts";
import type { SourceId } from "../domain/source.ts";
import { printLink } from "../domain/link.ts";
import type { Since } from "../domain/since.ts";
import { type Target, targetName } from "../domain/target.ts";
import type { Options, Shown } from "../protocol/shown.ts";
import type { Action } from "../protocol/to-host.ts";
import { exportFileName } from "../text/export-text.ts";
import { formatBytes, formatCount } from "../text/time.ts";
import { Commands } from "../vscode/commands.ts";
import { Dialogs } from "../vscode/dialogs.ts";
import { uriScheme } from "../vscode/uri-scheme.ts";
import { type ClusterId, Preferences, type Remembered } from "../vscode/preferences.ts";
import { Saving } from "../vscode/saving.ts";
import type { Beginning } from "./beginning.ts";
import { type Copy, copyRows, textOptions } from "./copy.ts";
import type { RowList } from "./row-list.ts";
import { localOffset } from "./zone.ts";

/** What the actions of a panel's user work on. */
export interface Acting {
  readonly cluster: ClusterId;
  readonly shown: () => Shown;
  readonly list: () => RowList;
  /** Changes what is shown without asking the cluster. */
  readonly change: (change: Partial<Shown>) => Effect.Effect<void>;
  /** Shows another target, from its start. */
  readonly show: (target: Target, begin?: Beginning) => Effect.Effect<void>;
  /** Asks the cluster again for what is shown. */
  readonly afresh: Effect.Effect<void>;
  /** Empties the display, and nothing else. */
  readonly empty: Effect.Effect<void>;
  /** Doubles the memory for its rows; gives the new limit in bytes. */
  readonly raise: Effect.Effect<number>;
  /** Skips a wait, or goes on after a failure. */
  readonly retry: Effect.Effect<void>;
  /** Reads a source that is not followed. */
  readonly follow: (source: SourceId) => Effect.Effect<void>;
  readonly close: Effect.Effect<void>;
  readonly say: (text: string) => Effect.Effect<void>;
}

/** Carries out what the user of a panel does, by its controls or by a command. */
export const makeAct = Effect.gen(function* () {
  const commands = yield* Commands;
  const dialogs = yield* Dialogs;
  const preferences = yield* Preferences;
  const saving = yield* Saving;
  const savingContext = yield* Effect.context<Saving>();

  const choose = (panel: Acting, choice: Remembered): Effect.Effect<void> =>
    panel
      .change({ options: { ...panel.shown().options, ...choice } })
      .pipe(Effect.andThen(preferences.remember(panel.cluster, choice)));

  /** Reads the log again from another beginning: by its lines or by a time, never by both. */
  const begin = (
    panel: Acting,
    beginning: Partial<Pick<Options, "lineLimit" | "since">>,
    remembered: Remembered,
  ): Effect.Effect<void> => {
    const { since: _, ...options } = panel.shown().options;
    return panel
      .change({ options: { ...options, ...beginning } })
      .pipe(
        Effect.andThen(preferences.remember(panel.cluster, remembered)),
        Effect.andThen(panel.afresh),
      );
  };

  const setContainer = (panel: Acting, container: string): Effect.Effect<void> =>
    panel.show({ ...panel.shown().target, container });

  const clear = Effect.fnUntraced(function* (panel: Acting) {
    const question = "Clear the display? The pod's logs are untouched.";
    if (!(yield* dialogs.confirm(question, "Clear", "Cancel"))) return;
    yield* panel.empty;
    yield* panel.say("Display cleared. The pod's logs are untouched.");
  });

  const labelsOf = (panel: Acting): ReadonlyMap<number, string> =>
    new Map(panel.shown().sources.map(({ id, label }) => [id, label]));

  /** What `Copy` says beside the rows: how they are written. */
  const copying = (
    panel: Acting,
    parts: { readonly timestamps: boolean; readonly sources: boolean },
  ): Pick<Copy, "labels" | "text"> => ({
    labels: labelsOf(panel),
    text: textOptions(panel.shown().options.timestamps, parts),
  });

  const copy = Effect.fnUntraced(function* (panel: Acting, what: Copy) {
    const copied = yield* copyRows(panel.list(), what);
    if (copied._tag === "TooMuch") {
      const answer = yield* dialogs.offer(
        "This is more than 50 MB, too much for the clipboard.",
        "Export to a File…",
      );
      if (answer !== undefined) yield* exportAll(panel, undefined);
      return;
    }
    if (copied.lines === 0) return yield* panel.say("Nothing to copy");
    yield* dialogs.copy(copied.text);
    yield* panel.say(
      copied.lines === 1 ? "1 line copied" : `${formatCount(copied.lines)} lines copied`,
    );
  });

  const copyLink = Effect.fnUntraced(function* (panel: Acting, wanted: Since | undefined) {
    const { options, previous, target } = panel.shown();
    const since = wanted ?? options.since;
    const link = { target, previous, ...(since === undefined ? {} : { since }) };
    yield* dialogs.copy(printLink(yield* uriScheme, link));
    yield* panel.say("Link copied");
  });

  const copyAll = (panel: Acting): Effect.Effect<void> => {
    const { options, sources } = panel.shown();
    const { end, first } = panel.list().store;
    const parts = { timestamps: options.timestamps !== "off", sources: sources.length > 1 };
    return copy(panel, { from: first, to: end - 1, raw: false, ...copying(panel, parts) });
  };

  const exportAll = Effect.fnUntraced(
    function* (panel: Acting, wanted: "text" | "jsonl" | undefined) {
      const { options, sources, target } = panel.shown();
      const now = instantFromMillis(yield* Clock.currentTimeMillis);
      const format = wanted ?? "text";
      const pod = target._tag === "Workload" ? target.name : targetName(target);
      const container =
        target.container ?? (sources.length === 1 ? sources[0]?.container : undefined);
      const name = exportFileName(
        { pod, format, ...(container === undefined ? {} : { container }) },
        now,
        localOffset,
      );
      const text = ["Log", ["log", "txt"]] as const;
      const json = ["JSON Lines", ["jsonl", "ndjson"]] as const;
      const destination = yield* saving.ask(
        "Export Logs",
        name,
        format === "text" ? [text, json] : [json, text],
      );
      if (destination === undefined) return;
      const { exportRows, formatOf } = yield* Effect.promise(() => import("./export.ts"));
      const parts = { timestamps: options.timestamps !== "off", sources: sources.length > 1 };
      const what = {
        list: panel.list(),
        format: formatOf(destination.name),
        ...copying(panel, parts),
      };
      const lines = yield* saving
        .withProgress(`Exporting to ${destination.name}`, (report) =>
          exportRows(what, destination, report),
        )
        .pipe(Effect.provideContext(savingContext));
      if (Option.isNone(lines)) return yield* panel.say("Export cancelled, nothing was written");
      const count = lines.value === 1 ? "1 line" : `${formatCount(lines.value)} lines`;
      yield* panel.say(`${count} exported to ${destination.name}`);
      const answer = yield* dialogs.offer(`${count} exported to ${destination.name}`, "Open");
      if (answer !== undefined) yield* saving.show(destination);
    },
    Effect.catchTag("ExportFailed", (error: ExportFailed) =>
      Effect.andThen(
        Effect.logError("An export failed", error.cause),
        dialogs.complain(exportSentence(error)),
      ),
    ),
  );

  const raiseMemory = Effect.fnUntraced(function* (panel: Acting) {
    const limit = yield* panel.raise;
    yield* panel.say(`Up to ${formatBytes(limit)} for the lines of this panel`);
  });

  const remedy = (
    panel: Acting,
    action: Extract<Action, { readonly _tag: "Remedy" }>["remedy"],
  ): Effect.Effect<void> => {
    switch (action._tag) {
      case "Retry":
        return panel.retry;
      case "OpenKubeconfig":
        return dialogs.openKubeconfig(action.path);
      case "CopyCommand":
        return dialogs.copy(action.command).pipe(Effect.andThen(panel.say("Command copied")));
      case "PickContainer":
        return pickContainer(panel, action.choices);
    }
  };

  const pickContainer = Effect.fnUntraced(function* (panel: Acting, names: ReadonlyArray<string>) {
    const container = yield* dialogs.chooseOne(
      "Choose a container",
      names.map((label) => ({ label })),
    );
    if (container !== undefined) yield* setContainer(panel, container);
  });

  /** The palette's walk, from where the part of the breadcrumb stands. */
  const pick = (panel: Acting, part: "context" | "namespace" | "target"): Effect.Effect<void> => {
    const { context, namespace } = panel.shown().target;
    switch (part) {
      case "context":
        return commands.execute("podlog.openLogs");
      case "namespace":
        return commands.execute("podlog.openLogs", { context });
      case "target":
        return commands.execute("podlog.openLogs", { context, namespace });
    }
  };

  const openSource = (panel: Acting, source: SourceId): Effect.Effect<void> => {
    const { sources, target } = panel.shown();
    const { context, namespace } = target;
    const found = sources.find(({ id }) => id === source);
    if (found === undefined) return Effect.void;
    const { container, pod } = found;
    return commands.execute("podlog.openLogs", {
      context,
      namespace,
      pod,
      // Of a pod that may not be read, a container may have no name.
      ...(container === "" ? {} : { container }),
      newPanel: true,
    });
  };

  /** Says that older lines wait for memory, and what can be done (S11). */
  const offerMemory = Effect.fnUntraced(function* (panel: Acting) {
    const { maxBytes } = panel.list().store;
    const more = `Use up to ${formatBytes(maxBytes * 2)}`;
    const answer = yield* dialogs.offer(
      `Older lines wait: the memory of this panel is full (${formatBytes(maxBytes)}).`,
      more,
      "Export…",
    );
    if (answer === more) yield* raiseMemory(panel);
    else if (answer !== undefined) yield* exportAll(panel, undefined);
  });

  const act = (panel: Acting, action: Action): Effect.Effect<void> => {
    switch (action._tag) {
      case "SetContainer":
        return setContainer(panel, action.container);
      case "AllContainers": {
        const { container: _, ...all } = panel.shown().target;
        return panel.show(all);
      }
      case "SetLineLimit": {
        const lineLimit = action.limit;
        return begin(panel, { lineLimit }, { lineLimit, sinceSeconds: undefined });
      }
      case "SetSince": {
        const { since } = action;
        // A moment means nothing to the next log that is opened.
        return begin(panel, { since }, since._tag === "Ago" ? { sinceSeconds: since.seconds } : {});
      }
      case "SetTimestamps":
        return choose(panel, { timestamps: action.timestamps });
      case "SetFollow":
        return choose(panel, { follow: action.follow });
      case "SetWrap":
        return choose(panel, { wrap: action.wrap });
      case "SetLabels":
        return choose(panel, { labels: action.labels });
      case "SetPrevious":
        return panel.change({ previous: action.previous }).pipe(Effect.andThen(panel.afresh));
      case "SetOwn":
        return panel.change({ own: action.own });
      case "Refresh":
        return panel.afresh;
      case "Clear":
        return clear(panel);
      case "RetryNow":
        return panel.retry;
      case "Close":
        return panel.close;
      case "CopyAll":
        return copyAll(panel);
      case "CopyRows": {
        const { _tag, timestamps, ...rows } = action;
        return copy(panel, { ...rows, ...copying(panel, { timestamps, sources: false }) });
      }
      case "CopyLink":
        return copyLink(panel, action.since);
      case "Export":
        return exportAll(panel, action.format);
      case "FollowSource":
        return panel.follow(action.source);
      case "OpenSource":
        return openSource(panel, action.source);
      case "RaiseMemory":
        return raiseMemory(panel);
      case "LinkScrolling":
        return commands.execute("podlog.panel.linkScrolling");
      case "UnlinkScrolling":
        return commands.execute("podlog.panel.unlinkScrolling");
      case "Pick":
        return pick(panel, action.part);
      case "Remedy":
        return remedy(panel, action.remedy);
    }
  };

  return { act, offerMemory };
});
