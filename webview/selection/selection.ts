import type { Point } from "../../src/protocol/saved.ts";
import type { Action } from "../../src/protocol/to-host.ts";

export type { Point };

/**
 * What is selected, from where it began to where it goes, by row numbers: they outlive new lines, eviction and
 * filters. `at` may be beyond a row's text, which then stands for its end.
 */
export interface Selection {
  readonly anchor: Point;
  readonly focus: Point;
  /** It goes by whole rows, whatever the points say. */
  readonly whole: boolean;
}

/** How much of a row is selected. */
export const Part = { none: 0, some: 1, whole: 2 } as const;
export type Part = (typeof Part)[keyof typeof Part];

const isBefore = (a: Point, b: Point): boolean => a.row < b.row || (a.row === b.row && a.at < b.at);

/** The ends of a selection in the order of the rows. */
export const endsOf = ({
  anchor,
  focus,
}: Selection): { readonly from: Point; readonly to: Point } =>
  isBefore(focus, anchor) ? { from: focus, to: anchor } : { from: anchor, to: focus };

/** Nothing is selected: a place alone, from which Shift goes on. */
export const isEmpty = ({ anchor, focus, whole }: Selection): boolean =>
  !whole && anchor.row === focus.row && anchor.at === focus.at;

/** The part `from … to` of a row's text that is selected, and whether the line break behind it is too. */
export interface RowPart {
  readonly from: number;
  readonly to: number;
  readonly breaks: boolean;
}

/** What is selected of a row with `length` characters; undefined for nothing. */
export const partOf = (
  selection: Selection | undefined,
  row: number,
  length: number,
): RowPart | undefined => {
  if (selection === undefined) return undefined;
  const { from, to } = endsOf(selection);
  if (row < from.row || row > to.row) return undefined;
  if (selection.whole) return { from: 0, to: length, breaks: true };
  const start = row === from.row ? Math.min(from.at, length) : 0;
  const end = row === to.row ? Math.min(to.at, length) : length;
  const breaks = row < to.row;
  return start === end && !breaks ? undefined : { from: start, to: end, breaks };
};

/** How much of a row is selected, as far as its looks go: its line break makes it whole. */
export const selectedPart = (selection: Selection | undefined, row: number): Part => {
  const part = partOf(selection, row, Number.POSITIVE_INFINITY);
  return part === undefined ? Part.none : part.breaks ? Part.whole : Part.some;
};

/** The request that copies a selection; undefined for nothing. */
export const copyOf = (
  selection: Selection,
  how: { readonly timestamps: boolean; readonly raw: boolean },
): Extract<Action, { readonly _tag: "CopyRows" }> | undefined => {
  if (isEmpty(selection)) return undefined;
  const { from, to } = endsOf(selection);
  return {
    _tag: "CopyRows",
    from: from.row,
    to: to.row,
    ...(selection.whole || from.at === 0 ? {} : { fromAt: from.at }),
    ...(selection.whole ? {} : { toAt: to.at }),
    ...how,
  };
};

/** The request that copies one row. */
export const copyOfRow = (
  row: number,
  how: { readonly timestamps: boolean; readonly raw: boolean },
): Extract<Action, { readonly _tag: "CopyRows" }> => ({
  _tag: "CopyRows",
  from: row,
  to: row,
  ...how,
});
