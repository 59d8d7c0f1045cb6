import type { Panel } from "../panel.ts";
import {
  copyOf,
  isEmpty,
  selectedPart,
  type Part,
  type Point,
  type Selection,
} from "./selection.ts";

/** A place in the view: a position and a character of its row. */
export interface Place {
  readonly position: number;
  readonly at: number;
}

/** The selection of a list, as hands and keys change it. Nothing here is reactive; `changed` has it drawn. */
export interface Selecting {
  readonly get: () => Selection | undefined;
  readonly partOfRow: (row: number) => Part;
  /** A press of the mouse: by characters or by whole rows, from here or (`extend`) from where the last began. */
  readonly press: (place: Place, whole: boolean, extend: boolean) => void;
  readonly dragTo: (place: Place) => void;
  /** Goes on to a row by the keyboard; begins at position `start` where nothing is selected yet. */
  readonly extendTo: (position: number, start: number) => void;
  readonly all: () => void;
  readonly none: () => void;
  readonly set: (selection: Selection) => void;
  /** Whether it was copied: there may be nothing. */
  readonly copy: () => boolean;
  /** Takes in row numbers that have become known. */
  readonly resolve: () => void;
  /** Positions whose row numbers are wanted. */
  readonly wanted: () => ReadonlyArray<number>;
  /** Positions are others; numbers hold. */
  readonly forgetPositions: () => void;
}

/** A selection of nothing; `numberAt` gives the number of the row at a position, as far as it is known. */
export const makeSelecting = (
  panel: Panel,
  numberAt: (position: number) => number | undefined,
  changed: () => void,
): Selecting => {
  let selection: Selection | undefined;
  let told = false;
  /** Ends that are known by position alone, until their rows are here. */
  let open: { readonly anchor?: number; readonly focus: number } | undefined;

  const set = (next: Selection | undefined) => {
    selection = next;
    const any = next !== undefined && !isEmpty(next);
    if (any !== told) panel.post({ _tag: "Selected", any });
    told = any;
    changed();
  };

  const pointOf = ({ position, at }: Place): Point | undefined => {
    const row = numberAt(position);
    return row === undefined ? undefined : { row, at };
  };

  /** A row that left meanwhile gives way to the first that is left. */
  const still = (position: number): number => Math.max(position, panel.counts().first);

  const resolve = () => {
    if (open === undefined) return;
    const focus = numberAt(still(open.focus));
    const anchor =
      open.anchor === undefined
        ? selection?.anchor
        : pointOf({ position: still(open.anchor), at: 0 });
    if (focus === undefined || anchor === undefined) return;
    open = undefined;
    set({ anchor, focus: { row: focus, at: 0 }, whole: true });
  };

  return {
    get: () => selection,
    partOfRow: (row) => selectedPart(selection, row),
    press: (place, whole, extend) => {
      open = undefined;
      const focus = pointOf(place);
      if (focus === undefined) return;
      const goesOn = extend && selection !== undefined;
      set({
        anchor: goesOn ? (selection?.anchor ?? focus) : focus,
        focus,
        whole: whole || (goesOn && selection?.whole === true),
      });
    },
    dragTo: (place) => {
      const focus = pointOf(place);
      if (focus === undefined || selection === undefined) return;
      if (focus.row === selection.focus.row && focus.at === selection.focus.at) return;
      set({ ...selection, focus });
    },
    extendTo: (position, start) => {
      open =
        selection === undefined || isEmpty(selection)
          ? { anchor: start, focus: position }
          : { focus: position };
      resolve();
      changed();
    },
    all: () => {
      const { first, end } = panel.counts();
      if (end === first) return;
      open = { anchor: first, focus: end - 1 };
      resolve();
      changed();
    },
    none: () => {
      open = undefined;
      if (selection !== undefined) set(undefined);
    },
    set,
    copy: () => {
      const request =
        selection === undefined ? undefined : copyOf(selection, { timestamps: false, raw: false });
      if (request !== undefined) panel.act(request);
      return request !== undefined;
    },
    resolve,
    wanted: () =>
      open === undefined
        ? []
        : [open.focus, ...(open.anchor === undefined ? [] : [open.anchor])]
            .map(still)
            .filter((position) => numberAt(position) === undefined),
    forgetPositions: () => {
      open = undefined;
    },
  };
};
