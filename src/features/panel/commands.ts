import * as Effect from "effect/Effect";
import type { Panel } from "../../panel/panel.ts";
import { Panels } from "../../panel/panels.ts";
import { panelTitle } from "../../panel/shown.ts";
import { Commands } from "../../vscode/commands.ts";
import { Dialogs } from "../../vscode/dialogs.ts";

/** A command of the panel, by its id. */
export type PanelCommand =
  | "podlog.panel.refresh"
  | "podlog.panel.clear"
  | "podlog.panel.retryNow"
  | "podlog.panel.toggleFollow"
  | "podlog.panel.toTop"
  | "podlog.panel.toBottom"
  | "podlog.panel.find"
  | "podlog.panel.findNext"
  | "podlog.panel.findPrevious"
  | "podlog.panel.nextError"
  | "podlog.panel.previousError"
  | "podlog.panel.openLink"
  | "podlog.panel.filter"
  | "podlog.panel.foldAll"
  | "podlog.panel.unfoldAll"
  | "podlog.panel.selectAll"
  | "podlog.panel.copySelection"
  | "podlog.panel.copyAll"
  | "podlog.panel.copyLink"
  | "podlog.panel.export"
  | "podlog.panel.toggleTimestamps"
  | "podlog.panel.toggleWrap"
  | "podlog.panel.toggleLabels"
  | "podlog.panel.sources"
  | "podlog.panel.pin"
  | "podlog.panel.unpin"
  | "podlog.panel.linkScrolling"
  | "podlog.panel.unlinkScrolling"
  | "podlog.panel.selectContainer";

/** No container has a name with a space. */
const allContainers = "All Containers";

const selectContainer = Effect.fnUntraced(function* (panel: Panel) {
  const { containers, target } = panel.shown();
  const dialogs = yield* Dialogs;
  if (containers.length === 0) return yield* dialogs.say("No container of this log is known");
  const row = (label: string, kind: string, shown: boolean) => ({
    label,
    description: [kind, ...(shown ? ["shown now"] : [])].filter((word) => word !== "").join(" · "),
  });
  const chosen = yield* dialogs.chooseOne("Choose a container", [
    ...containers.map(({ kind, name }) =>
      row(name, kind === "container" ? "" : kind, name === target.container),
    ),
    ...(containers.length > 1 ? [row(allContainers, "", target.container === undefined)] : []),
  ]);
  if (chosen === undefined) return;
  yield* panel.act(
    chosen === allContainers
      ? { _tag: "AllContainers" }
      : { _tag: "SetContainer", container: chosen },
  );
});

const openSecond = "Open Logs in New Panel…";

/** With one other panel there is nothing to ask. */
const linkScrolling = Effect.fnUntraced(function* (panel: Panel) {
  const panels = yield* Panels;
  const dialogs = yield* Dialogs;
  const others = yield* panels.others(panel);
  if (others.length === 0) {
    const answer = yield* dialogs.offer(
      "There is no other log panel to link with: open a second one first.",
      openSecond,
    );
    if (answer !== undefined) yield* (yield* Commands).execute("podlog.openLogsInNewPanel");
    return;
  }
  const titles = distinct(others.map((other) => panelTitle(other.shown().target)));
  const chosen =
    others.length === 1
      ? 0
      : titles.indexOf(
          (yield* dialogs.chooseOne(
            "Choose the panel to scroll in step with",
            titles.map((label) => ({ label })),
          )) ?? "",
        );
  const other = others[chosen];
  if (other !== undefined) yield* panels.link(panel, other);
});

/** Titles that are equal are counted: two panels may show one target. */
const distinct = (titles: ReadonlyArray<string>): ReadonlyArray<string> =>
  titles.map((title, i) => {
    const before = titles.slice(0, i).filter((other) => other === title).length;
    return before === 0 ? title : `${title} (${before + 1})`;
  });

/** What the commands of a panel do to the one that has the workbench's attention. */
const deeds = {
  "podlog.panel.refresh": (panel) => panel.act({ _tag: "Refresh" }),
  "podlog.panel.clear": (panel) => panel.act({ _tag: "Clear" }),
  "podlog.panel.retryNow": (panel) => panel.act({ _tag: "RetryNow" }),
  "podlog.panel.toggleFollow": (panel) => panel.perform("toggleFollow"),
  "podlog.panel.toTop": (panel) => panel.perform("toTop"),
  "podlog.panel.toBottom": (panel) => panel.perform("toBottom"),
  "podlog.panel.find": (panel) => panel.perform("find"),
  "podlog.panel.findNext": (panel) => panel.perform("findNext"),
  "podlog.panel.findPrevious": (panel) => panel.perform("findPrevious"),
  "podlog.panel.nextError": (panel) => panel.perform("nextError"),
  "podlog.panel.previousError": (panel) => panel.perform("previousError"),
  "podlog.panel.openLink": (panel) => panel.perform("openLink"),
  "podlog.panel.filter": (panel) => panel.perform("filter"),
  "podlog.panel.foldAll": (panel) => panel.perform("foldAll"),
  "podlog.panel.unfoldAll": (panel) => panel.perform("unfoldAll"),
  "podlog.panel.selectAll": (panel) => panel.perform("selectAll"),
  "podlog.panel.copySelection": (panel) => panel.perform("copySelection"),
  "podlog.panel.copyAll": (panel) => panel.act({ _tag: "CopyAll" }),
  "podlog.panel.copyLink": (panel) => panel.act({ _tag: "CopyLink" }),
  "podlog.panel.export": (panel) => panel.act({ _tag: "Export" }),
  "podlog.panel.toggleTimestamps": (panel) =>
    panel.act({
      _tag: "SetTimestamps",
      timestamps: panel.shown().options.timestamps === "off" ? "utc" : "off",
    }),
  "podlog.panel.toggleWrap": (panel) =>
    panel.act({ _tag: "SetWrap", wrap: !panel.shown().options.wrap }),
  "podlog.panel.toggleLabels": (panel) =>
    panel.act({
      _tag: "SetLabels",
      labels: panel.shown().options.labels === "off" ? "auto" : "off",
    }),
  "podlog.panel.sources": (panel) => panel.perform("sources"),
  "podlog.panel.pin": (panel) => panel.act({ _tag: "SetOwn", own: true }),
  "podlog.panel.unpin": (panel) => panel.act({ _tag: "SetOwn", own: false }),
  "podlog.panel.selectContainer": selectContainer,
  "podlog.panel.linkScrolling": linkScrolling,
  "podlog.panel.unlinkScrolling": (panel) =>
    Effect.flatMap(Panels, (panels) => panels.unlink(panel)),
} satisfies Readonly<
  Record<PanelCommand, (panel: Panel) => Effect.Effect<void, never, Commands | Dialogs | Panels>>
>;

/** Carries a command out on the active panel; without one there is nothing to do. */
export const onActivePanel = Effect.fnUntraced(function* (id: PanelCommand) {
  const panel = yield* (yield* Panels).active;
  if (panel === undefined) return;
  yield* deeds[id](panel);
});
