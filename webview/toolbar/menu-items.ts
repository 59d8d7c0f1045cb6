import type { Timestamps } from "../../src/protocol/shown.ts";
import type { MenuItem } from "../menu/menu.tsx";
import type { Panel } from "../panel.ts";
import { actionsOf, menuItem, moreActionsOf } from "./actions.ts";
import {
  isSameSince,
  limitWords,
  offeredLimits,
  shortSince,
  sincesOf,
  type Typing,
} from "./beginning.tsx";
import { keyWords } from "./keys.ts";

/** What a toolbar has room for beside what is looked at; the rest is in its menu. */
export interface Room {
  /** The forms of times. */
  readonly forms: boolean;
  /** The actions. */
  readonly actions: boolean;
  /** How the log is shown. */
  readonly toggles: boolean;
}

/** The room in a panel so many px wide. An editor of 600 px is some px narrower within its frame, one of 400 too. */
export const roomOf = (width: number): Room => ({
  forms: width >= 720,
  actions: width >= 580,
  toggles: width >= 380,
});

const separator: MenuItem = { _tag: "Separator" };

const choiceItem = (
  words: string,
  checked: boolean,
  run: () => void,
  disabled = false,
): MenuItem => ({ _tag: "Item", words, checked, choice: true, disabled, run });

const isGone = (panel: Panel): boolean => panel.shown()?.gone === true;

/** Whether the log of a previous instance can be had, or is shown (C6). */
export const hasPrevious = (panel: Panel): boolean => {
  const shown = panel.shown();
  if (shown === undefined) return false;
  const { container } = shown.target;
  return (
    shown.previous ||
    shown.containers.some(
      (choice) => choice.hasPrevious && (container === undefined || choice.name === container),
    )
  );
};

/** Whether there are sources to choose among: a log of one has none. */
export const hasSources = (panel: Panel): boolean => (panel.shown()?.sources.length ?? 0) > 1;

/** Goes to the log of the previous instance, or back. */
export const togglePrevious = (panel: Panel): void =>
  panel.act({ _tag: "SetPrevious", previous: panel.shown()?.previous !== true });

const timeForms: ReadonlyArray<readonly [Timestamps, string]> = [
  ["utc", "UTC Time"],
  ["local", "Local Time"],
  ["relative", "Time Ago"],
  ["off", "No Timestamps"],
];

/** The forms that times can have. */
export const timeItems = (panel: Panel): ReadonlyArray<MenuItem> =>
  timeForms.map(([form, words]) =>
    choiceItem(words, panel.timestamps() === form, () => panel.chooseTimestamps(form)),
  );

const beginningItems = (
  panel: Panel,
  setTyping: (typing: Typing) => void,
): ReadonlyArray<MenuItem> => {
  const since = panel.since();
  const disabled = isGone(panel);
  return [
    ...offeredLimits.map((limit) =>
      choiceItem(
        limitWords(limit),
        since === undefined && panel.lineLimit() === limit,
        () => panel.chooseLineLimit(limit),
        disabled,
      ),
    ),
    menuItem("Custom…", () => setTyping("limit"), { disabled }),
    separator,
    ...sincesOf(since).map((offered) =>
      choiceItem(
        shortSince(offered, panel),
        isSameSince(offered, since),
        () => panel.chooseSince(offered),
        disabled,
      ),
    ),
    menuItem("A Time…", () => setTyping("time"), { disabled }),
  ];
};

const toggleItems = (
  panel: Panel,
  setTyping: (typing: Typing) => void,
): ReadonlyArray<MenuItem> => [
  { _tag: "Menu", words: "Lines or Time", items: beginningItems(panel, setTyping) },
  {
    _tag: "Item",
    words: "Word Wrap",
    checked: panel.wrap(),
    key: keyWords("toggleWrap"),
    run: () => panel.chooseWrap(!panel.wrap()),
  },
  ...(hasSources(panel)
    ? [
        {
          _tag: "Item",
          words: "Sources",
          checked: panel.sourcesOpen(),
          key: keyWords("sources"),
          run: () => panel.perform("sources"),
        } as const,
      ]
    : []),
  ...(hasPrevious(panel)
    ? [
        {
          _tag: "Item",
          words: "Previous Instance",
          checked: panel.shown()?.previous === true,
          disabled: isGone(panel),
          run: () => togglePrevious(panel),
        } as const,
      ]
    : []),
];

const actionItems = (panel: Panel): ReadonlyArray<MenuItem> =>
  actionsOf(panel).map(({ words, command, needsTarget, run }) =>
    menuItem(words, run, {
      ...(command === undefined ? {} : { command }),
      disabled: needsTarget && isGone(panel),
    }),
  );

/** The toolbar's menu: what it has no room for, and what is in the menu alone. */
export const menuItems = (
  panel: Panel,
  room: Room,
  setTyping: (typing: Typing) => void,
): ReadonlyArray<MenuItem> => [
  ...(room.forms ? [] : [{ _tag: "Menu", words: "Timestamps", items: timeItems(panel) } as const]),
  ...(room.toggles ? [] : toggleItems(panel, setTyping)),
  ...(room.forms ? [] : [separator]),
  ...(room.actions ? [] : [...actionItems(panel), separator]),
  ...moreActionsOf(panel),
];
