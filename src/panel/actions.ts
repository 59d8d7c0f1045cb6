import * as Effect from "effect/Effect";
import type { Target } from "../domain/target.ts";
import type { Shown } from "../protocol/shown.ts";
import type { Action } from "../protocol/toHost.ts";
import type { Store } from "../store/store.ts";
import { Commands } from "../vscode/commands.ts";
import { Dialogs } from "../vscode/dialogs.ts";
import { type ClusterId, Preferences, type Remembered } from "../vscode/preferences.ts";
import { copyLines } from "./copy.ts";

/** What the actions of a panel's user work on. */
export interface Acting {
  readonly cluster: ClusterId;
  readonly shown: () => Shown;
  readonly store: () => Store;
  /** Changes what is shown without asking the cluster. */
  readonly change: (change: Partial<Shown>) => Effect.Effect<void>;
  /** Shows another target, from its start. */
  readonly show: (target: Target) => Effect.Effect<void>;
  /** Asks the cluster again for what is shown. */
  readonly afresh: Effect.Effect<void>;
  /** Empties the display, and nothing else. */
  readonly empty: Effect.Effect<void>;
  /** Skips a wait, or goes on after a failure. */
  readonly retry: Effect.Effect<void>;
  readonly close: Effect.Effect<void>;
  readonly say: (text: string) => Effect.Effect<void>;
}

/** Carries out what the user of a panel does, by its controls or by a command. */
export const makeAct = Effect.gen(function* () {
  const commands = yield* Commands;
  const dialogs = yield* Dialogs;
  const preferences = yield* Preferences;

  const choose = (panel: Acting, choice: Remembered): Effect.Effect<void> =>
    panel
      .change({ options: { ...panel.shown().options, ...choice } })
      .pipe(Effect.andThen(preferences.remember(panel.cluster, choice)));

  const setContainer = (panel: Acting, container: string): Effect.Effect<void> =>
    panel.show({ ...panel.shown().target, container });

  const clear = Effect.fnUntraced(function* (panel: Acting) {
    const question = "Clear the display? The pod's logs are untouched.";
    if (!(yield* dialogs.confirm(question, "Clear", "Cancel"))) return;
    yield* panel.empty;
    yield* panel.say("Display cleared. The pod's logs are untouched.");
  });

  const copyAll = Effect.fnUntraced(function* (panel: Acting) {
    const copied = copyLines(panel.store(), panel.shown().options.timestamps !== "off");
    if (copied._tag === "TooMuch")
      return yield* panel.say(`Too much to copy: ${copied.megabytes} MB, where 50 MB is the most.`);
    yield* dialogs.copy(copied.text);
    const count = copied.lines.toLocaleString("en-US");
    yield* panel.say(copied.lines === 1 ? "1 line copied" : `${count} lines copied`);
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

  return (panel: Acting, action: Action): Effect.Effect<void> => {
    switch (action._tag) {
      case "SetContainer":
        return setContainer(panel, action.container);
      case "AllContainers": {
        const { container: _, ...all } = panel.shown().target;
        return panel.show(all);
      }
      case "SetLineLimit":
        return choose(panel, { lineLimit: action.limit }).pipe(Effect.andThen(panel.afresh));
      case "SetTimestamps":
        return choose(panel, { timestamps: action.timestamps });
      case "SetFollow":
        return choose(panel, { follow: action.follow });
      case "SetWrap":
        return choose(panel, { wrap: action.wrap });
      case "SetPrevious":
        return panel.change({ previous: action.previous }).pipe(Effect.andThen(panel.afresh));
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
      case "CopyRows":
      case "Export":
        return Effect.void;
      case "Pick":
        return pick(panel, action.part);
      case "Remedy":
        return remedy(panel, action.remedy);
    }
  };
});
