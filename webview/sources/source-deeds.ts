import { showsSource, sourceName, type SourceInfo } from "../../src/protocol/sources.ts";
import type { MenuItem } from "../menu/menu.tsx";
import type { Panel } from "../panel.ts";

/** What a user can do with a source. */
export interface SourceDeeds {
  /** Its rows are shown. */
  readonly isShown: boolean;
  /** It is the only one whose rows are shown. */
  readonly isSolo: boolean;
  readonly toggle: () => void;
  readonly solo: () => void;
  readonly goToLast: () => void;
  readonly openAlone: () => void;
  readonly follow: () => void;
}

/** What a user can do with a source, in the list of sources or at row number `near` of it. */
export const deedsOf = (panel: Panel, source: SourceInfo, near?: number): SourceDeeds => {
  const name = sourceName(source);
  const choice = panel.shown()?.choice;
  const isShown = choice === undefined || showsSource(choice, name);
  return {
    isShown,
    isSolo: isShown && choice?.only === true && choice.names.length === 1,
    toggle: () => panel.chooseSources({ _tag: isShown ? "Hide" : "Unhide", name }, near),
    solo: () => panel.chooseSources({ _tag: "Solo", name }, near),
    goToLast: () => panel.post({ _tag: "SourceGo", source: source.id }),
    openAlone: () => panel.act({ _tag: "OpenSource", source: source.id }),
    follow: () => panel.act({ _tag: "FollowSource", source: source.id }),
  };
};

/** A source's menu in the list of sources, with the keys of that list. */
export const sourceItems = (panel: Panel, source: SourceInfo): ReadonlyArray<MenuItem> => {
  const { follow, goToLast, isShown, isSolo, openAlone, solo, toggle } = deedsOf(panel, source);
  const unfollowed = source.unfollowed === true;
  return [
    ...(unfollowed
      ? [{ _tag: "Item", words: "Follow", key: "Enter", run: follow } as const]
      : [
          {
            _tag: "Item",
            words: isSolo ? "Show All Sources" : "Show Only This Source",
            key: "Enter",
            run: solo,
          } as const,
        ]),
    { _tag: "Item", words: isShown ? "Hide" : "Show", key: "Space", run: toggle },
    {
      _tag: "Item",
      words: "Go to Its Last Line",
      disabled: !isShown || unfollowed,
      run: goToLast,
    },
    { _tag: "Item", words: "Open in a Panel of Its Own", key: "Shift+Enter", run: openAlone },
  ];
};
