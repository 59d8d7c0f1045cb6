import type { MenuItem } from "../menu/menu.tsx";
import type { Panel } from "../panel.ts";
import { type defaultKeys, keyWords } from "./keys.ts";

/** What can be done: a button at the right, or an entry of the menu where there is no room for it. */
export interface ActionControl {
  readonly icon: string;
  readonly words: string;
  readonly command?: keyof typeof defaultKeys;
  /** Of no use once the target is gone (P7). */
  readonly needsTarget: boolean;
  readonly run: () => void;
}

/** The actions that have a button of their own, in their order. */
export const actionsOf = (panel: Panel): ReadonlyArray<ActionControl> => [
  {
    icon: "search",
    words: "Find",
    command: "find",
    needsTarget: false,
    run: () => panel.perform("find"),
  },
  {
    icon: "filter",
    words: "Filter",
    command: "filter",
    needsTarget: false,
    run: () => panel.perform("filter"),
  },
  {
    icon: "refresh",
    words: "Refresh",
    command: "refresh",
    needsTarget: true,
    run: () => panel.act({ _tag: "Refresh" }),
  },
  {
    icon: "clear-all",
    words: "Clear",
    command: "clear",
    needsTarget: false,
    run: () => panel.act({ _tag: "Clear" }),
  },
  {
    icon: "copy",
    words: "Copy All Lines",
    command: "copyAll",
    needsTarget: false,
    run: () => panel.act({ _tag: "CopyAll" }),
  },
  {
    icon: "save",
    words: "Export…",
    needsTarget: false,
    run: () => panel.act({ _tag: "Export" }),
  },
];

/** An entry of a menu that does something. */
export const menuItem = (
  words: string,
  run: () => void,
  more: { readonly command?: keyof typeof defaultKeys; readonly disabled?: boolean } = {},
): MenuItem => ({
  _tag: "Item",
  words,
  run,
  ...(more.command === undefined ? {} : { key: keyWords(more.command) }),
  ...(more.disabled === undefined ? {} : { disabled: more.disabled }),
});

/** The actions that are in the menu alone. */
export const moreActionsOf = (panel: Panel): ReadonlyArray<MenuItem> => [
  menuItem("Fold All Traces", () => panel.perform("foldAll"), {
    command: "foldAll",
    disabled: panel.foldAll(),
  }),
  menuItem("Unfold All Traces", () => panel.perform("unfoldAll"), { command: "unfoldAll" }),
  { _tag: "Separator" },
  menuItem("Link Scrolling with Another Panel…", () => panel.act({ _tag: "LinkScrolling" })),
  ...((panel.shown()?.inStep ?? 0) > 0
    ? [menuItem("Unlink Scrolling", () => panel.act({ _tag: "UnlinkScrolling" }))]
    : []),
];
