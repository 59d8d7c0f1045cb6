import * as Effect from "effect/Effect";
import type { SourceId } from "../domain/source.ts";
import type { Options } from "../protocol/shown.ts";
import type { Action } from "../protocol/to-host.ts";
import { formatBytes } from "../text/time.ts";
import { Commands } from "../vscode/commands.ts";
import { Dialogs } from "../vscode/dialogs.ts";
import { Preferences, type Remembered } from "../vscode/preferences.ts";
import type { WorkspaceFiles } from "../vscode/workspace-files.ts";
import type { Acting } from "./acting.ts";
import { makeTakingOut } from "./taking-out.ts";

/** Carries out what the user of a panel does, by its controls or by a command. */
export const makeAct = Effect.gen(function* () {
  const commands = yield* Commands;
  const dialogs = yield* Dialogs;
  const preferences = yield* Preferences;
  const { copy, copyAll, copying, copyLink, exportAll } = yield* makeTakingOut;
  const lineLinks = yield* Effect.promise(() => import("./line-links.ts")).pipe(
    Effect.flatMap(({ makeLineLinks }) => makeLineLinks),
    Effect.provideContext(yield* Effect.context<Commands | Dialogs | WorkspaceFiles>()),
    Effect.cached,
  );

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

  const raiseMemory = Effect.fnUntraced(function* (panel: Acting) {
    const limit = yield* panel.raise;
    yield* panel.say(`Up to ${formatBytes(limit)} for the lines of this panel`);
  });

  const remedy = (
    panel: Acting,
    action: Extract<Action, { readonly _tag: "Remedy" }>["remedy"],
  ): Effect.Effect<void> => {
    switch (action._tag) {
      case "LogIn":
        // What is run is what the host offers, whatever a view asks for.
        return panel.loginOffered() === action.command
          ? dialogs.runInTerminal(action.command)
          : Effect.void;
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
      case "FollowLink":
        return Effect.flatMap(lineLinks, ({ follow }) => follow(panel, action.links));
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

  return {
    act,
    offerMemory,
    /** Whether the workspace has a file that fits a path of a line. */
    isFile: (path: string): Effect.Effect<boolean> =>
      Effect.flatMap(lineLinks, ({ isFile }) => isFile(path)),
  };
});
