import { untrack } from "solid-js";
import type { Matcher, Range as TextRange } from "../../src/text/search.ts";
import { offsetInLine, offsetInPretty } from "../selection/pretty-offset.ts";
import type { Selecting } from "../selection/selecting.ts";
import { partOf } from "../selection/selection.ts";
import { offsetNear, rangeOf } from "../selection/text-place.ts";
import type { Pool, SlotView } from "./pool.ts";
import { numberOf, type CachedRow } from "./row-cache.ts";
import { plainTextOf, prettyTextOf } from "./row-text.ts";

/** Matches drawn in one row at most; a row of ten thousand is one colour anyway. */
const maxMatches = 500;
/** Matches are drawn this far into a row, in characters: an expression that is slow on a long row must not hold up the view. */
const matchReach = 10_000;

/** What is looked for, and the match that the user is at: the `match`-th in the row of that number. */
export interface Sought {
  readonly matcher: Matcher;
  readonly current: { readonly row: number; readonly match: number } | undefined;
}

/**
 * What lies over the texts of the rows in view: the selection and the matches of a find. It is painted by ranges of the
 * document (CSS custom highlights), so that no row is drawn anew for it.
 */
export interface Painting {
  /** Paints what the rows that are shown have of it. */
  readonly draw: () => void;
  readonly seek: (sought: Sought | undefined) => void;
  /** Marks a link, or none. */
  readonly link: (range: Range | undefined) => void;
  /** A range of a row's plain text as one of its element, however it is drawn. */
  readonly rangeIn: <Look>(
    view: SlotView<Look>,
    element: Element,
    from: number,
    to: number,
  ) => Range | undefined;
  /** The character of a row's plain text that is nearest to a point of the window. */
  readonly offsetInRow: <Look>(
    view: SlotView<Look>,
    element: Element,
    x: number,
    y: number,
  ) => number;
}

const names = {
  selection: "podlog-selection",
  match: "podlog-match",
  current: "podlog-current-match",
  link: "podlog-link",
} as const;

const paint = (name: string, ranges: ReadonlyArray<Range>, priority: number) => {
  if (ranges.length === 0) {
    CSS.highlights.delete(name);
    return;
  }
  const highlight = new Highlight(...ranges);
  highlight.priority = priority;
  CSS.highlights.set(name, highlight);
};

const rangeIn = <Look>(
  view: SlotView<Look>,
  element: Element,
  from: number,
  to: number,
): Range | undefined => {
  if (!view.expanded) return rangeOf(element, from, to);
  const pretty = prettyTextOf(view);
  const plain = plainTextOf(view);
  return rangeOf(element, offsetInPretty(pretty, plain, from), offsetInPretty(pretty, plain, to));
};

/** The painting over a pool of rows. */
export const makePainting = <Look>(pool: Pool<Look>, selecting: Selecting): Painting => {
  let sought: Sought | undefined;
  let painted = false;
  let found = new WeakMap<CachedRow, { text: string; ranges: ReadonlyArray<TextRange> }>();

  const matchesIn = (row: CachedRow, text: string, matcher: Matcher) => {
    const known = found.get(row);
    if (known?.text === text) return known.ranges;
    const ranges = matcher.ranges(text.slice(0, matchReach), maxMatches);
    found.set(row, { text, ranges });
    return ranges;
  };

  return {
    draw: () => {
      const selection = selecting.get();
      if (selection === undefined && sought === undefined && !painted) return;
      const selected: Array<Range> = [];
      const matches: Array<Range> = [];
      const current: Array<Range> = [];
      const add = (into: Array<Range>, range: Range | undefined) => {
        if (range !== undefined) into.push(range);
      };
      for (const slot of pool.shown()) {
        const view = untrack(slot.view);
        const element = slot.element?.querySelector(".words, .says");
        if (view?.row === undefined || element == null) continue;
        const row = numberOf(view.row);
        const text = plainTextOf(view);
        const part = partOf(selection, row, text.length);
        if (part !== undefined && part.to > part.from)
          add(selected, rangeIn(view, element, part.from, part.to));
        if (sought === undefined) continue;
        for (const [i, [from, to]] of matchesIn(view.row, text, sought.matcher).entries())
          add(
            sought.current?.row === row && sought.current.match === i ? current : matches,
            rangeIn(view, element, from, to),
          );
      }
      paint(names.selection, selected, 0);
      paint(names.match, matches, 1);
      paint(names.current, current, 2);
      painted = selected.length + matches.length + current.length > 0;
    },
    seek: (next) => {
      if (next?.matcher !== sought?.matcher) found = new WeakMap();
      sought = next;
    },
    link: (range) => paint(names.link, range === undefined ? [] : [range], 0),
    rangeIn,
    offsetInRow: (view, element, x, y) => {
      const offset = offsetNear(element, x, y);
      return view.expanded ? offsetInLine(prettyTextOf(view), plainTextOf(view), offset) : offset;
    },
  };
};
