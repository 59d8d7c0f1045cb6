import { RowFlag } from "../../src/protocol/rows.ts";
import type { Panel } from "../panel.ts";
import type { Keyboard } from "./keyboard.ts";
import { hasFlag } from "./row-cache.ts";
import { isExpandable } from "./row-text.ts";
import type { Sight } from "./sight.ts";
import type { SlotViews } from "./slot-views.ts";

/** What a row can show more of, and less again. */
export interface Unfolding {
  /** Folds or unfolds what goes on under a row. */
  readonly fold: (row: number, folded: boolean) => void;
  /** Pretty-prints the value of a row, or folds it again. */
  readonly setExpanded: (row: number, expanded: boolean) => void;
  /** Pretty-prints a row, or folds it again; or folds what stands under it; or shows all of a long one. */
  readonly toggle: (position: number) => void;
}

/** The unfolding of a list's rows. */
export const makeUnfolding = (
  panel: Panel,
  views: SlotViews,
  keyboard: Keyboard,
  sight: Sight,
  again: () => void,
): Unfolding => {
  const fold = (row: number, folded: boolean) => {
    keyboard.near(row);
    const position = sight.positionOf(row);
    if (position !== undefined) keyboard.focus(position);
    panel.post({ _tag: "Fold", row, folded });
  };

  const setExpanded = (row: number, expanded: boolean) => {
    views.setExpanded(row, expanded);
    again();
  };

  return {
    fold,
    setExpanded,
    toggle: (position) => {
      const view = views.viewOf(position);
      const row = panel.rows.numberAt(position);
      if (view.row === undefined || row === undefined) return;
      if (view.expanded) setExpanded(row, false);
      else if (view.folded !== 0) fold(row, view.folded < 0);
      else if (isExpandable(view)) setExpanded(row, true);
      else if (hasFlag(view.row, RowFlag.partial)) {
        if (view.whole !== undefined && view.whole.rest === 0) panel.wholeTexts.drop(row);
        else panel.wholeTexts.ask(row);
        again();
      }
    },
  };
};
