import { untrack } from "solid-js";
import { RowFlag, RowKind } from "../../src/protocol/rows.ts";
import type { Panel } from "../panel.ts";
import type { Selecting } from "../selection/selecting.ts";
import { Part } from "../selection/selection.ts";
import { sameShownTime, type Look } from "./look.ts";
import type { Place, SlotView } from "./pool.ts";
import { foldedUnder, hasFlag, numberOf, type CachedRow } from "./row-cache.ts";

/** What the rows of a list show, of all that bears on them. */
export interface SlotViews {
  readonly viewOf: (position: number) => SlotView<Look>;
  /** Pretty-prints a row, or folds it again. */
  readonly setExpanded: (row: number, expanded: boolean) => void;
  readonly isExpanded: (row: number) => boolean;
  readonly reset: () => void;
}

const sourceOf = ({ run, index }: CachedRow): number => run.sources[index] ?? -1;

/** Lines folded under a row; -1 where those below it go on what it began, and could be. */
const foldOf = (row: CachedRow, below: CachedRow | undefined): number => {
  const folded = foldedUnder(row);
  if (folded > 0) return folded;
  return below !== undefined &&
    (row.run.kinds[row.index] ?? 0) === RowKind.line &&
    !hasFlag(row, RowFlag.continuation) &&
    hasFlag(below, RowFlag.continuation) &&
    sourceOf(below) === sourceOf(row)
    ? -1
    : 0;
};

/** The views of a panel's rows; `focused` gives the position of the keyboard. */
export const makeSlotViews = (
  panel: Panel,
  selecting: Selecting,
  look: () => Look,
  focused: () => number | undefined,
): SlotViews => {
  const expanded = new Set<number>();
  let place: (Place & { readonly position: number }) | undefined;
  /** Told once, or a row would be drawn anew and read aloud again with each line that comes. */
  const placeOf = (position: number): Place | undefined => {
    if (focused() !== position) return undefined;
    if (place?.position !== position) {
      const { end, first } = untrack(panel.counts);
      place = { position, at: position - first + 1, of: end - first };
    }
    return place;
  };
  return {
    viewOf: (position) => {
      const row = panel.rows.get(position);
      const base = { position, row, focused: placeOf(position), look: look() };
      if (row === undefined)
        return {
          ...base,
          sameTime: false,
          selected: Part.none,
          expanded: false,
          folded: 0,
          whole: undefined,
        };
      const number = numberOf(row);
      return {
        ...base,
        sameTime: sameShownTime(panel.rows.get(position - 1), row),
        selected: selecting.partOfRow(number),
        expanded: expanded.has(number),
        folded: foldOf(row, panel.rows.get(position + 1)),
        whole: hasFlag(row, RowFlag.partial) ? panel.wholeTexts.get(number) : undefined,
      };
    },
    setExpanded: (row, wanted) => {
      if (wanted) expanded.add(row);
      else expanded.delete(row);
    },
    isExpanded: (row) => expanded.has(row),
    reset: () => expanded.clear(),
  };
};
