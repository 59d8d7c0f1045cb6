import type { SlotView, Pool } from "./pool.ts";
import {
  anchorAtEnd,
  keepIn,
  land,
  rowsToFill,
  spanFor,
  tailSpan,
  topOf,
  withDrawn,
  type Anchor,
  type Extent,
  type Measured,
  type Span,
} from "./viewport.ts";

/** Px of a line, as long as it can't be measured. */
export const usualLine = 18;

const maxPasses = 24;
const spareSlots = 8;
/** So many rows are drawn, of those that filled the view the last time: the next may be less tall. */
const spareRows = 1.25;
/** Px by which sums of heights that are no whole numbers may be wrong. */
const tolerance = 0.5;
/** Further away than so many passes come with them, all slots are used. */
const sparingPasses = 3;

/**
 * Where the list stands on the screen: the arithmetic of `viewport.ts` over rows that are rendered and measured.
 * Nothing here is reactive; the list draws what it comes to.
 */
export interface Standing {
  readonly viewHeight: () => number;
  /** Px of one line. */
  readonly line: () => number;
  /** Px of a row, on the average of those that are drawn. */
  readonly rowHeight: () => number;
  readonly anchor: () => Anchor;
  /** The last row ends at the bottom edge. */
  readonly atEnd: () => boolean;
  /** Fits the pool to a view of so many px, with lines of so many. */
  readonly resize: (viewHeight: number, line: number) => void;
  readonly measure: () => Measured;
  /** Renders the rows at the end, which the style sheet aligns with the bottom edge. */
  readonly drawEnd: (tail: Span) => Measured;
  /** Renders around an anchor until it is final, and stands there; at the next frame where nothing can be measured yet. */
  readonly landAt: (wanted: Anchor) => Measured;
  /** Takes an anchor for where it stands, to be landed at the next drawing. */
  readonly assume: (anchor: Anchor) => void;
  /** Where the picture on the screen stands, whatever has changed under it since it was drawn. */
  readonly drawn: () => Anchor;
  /** The first and the last row that are in view as a whole; the last is before the first where none is. */
  readonly wholeRows: () => { readonly first: number; readonly last: number };
}

/** A standing over a pool; `has` tells whether a row's text is here. */
export const makeStanding = <Look>(
  pool: Pool<Look>,
  extent: () => Extent,
  viewOf: (position: number) => SlotView<Look>,
  has: (position: number) => boolean,
): Standing => {
  let viewHeight = 0;
  let line = usualLine;
  let anchor: Anchor = { row: 0, offset: 0 };
  let atEnd = true;
  /** The picture on the screen is the end's, aligned by the style sheet. */
  let endIsDrawn = false;
  /** How many rows filled the view the last time; undefined where there were not so many. */
  let inView: number | undefined;
  /** The first row with text: px of its top below the edge, and its height when it was drawn. */
  let pinned: { readonly row: number; readonly y: number; readonly height: number } | undefined;

  const heightOfSlot = (index: number): number | undefined =>
    pool.shown()[index]?.element?.getBoundingClientRect().height;

  const measure = (): Measured => ({
    first: pool.span().first,
    heights: pool.shown().map((_, index) => heightOfSlot(index) ?? 0),
  });

  /** Slots that will do, as far as the last picture tells: where lines wrap, it takes half of them. */
  const enough = (): number =>
    inView === undefined ? pool.size() : Math.min(pool.size(), Math.ceil(inView * spareRows) + 1);

  /**
   * A page that is not rendered, as while VS Code puts a webview in its place, has no heights to go by; a view that has
   * no size yet draws no row.
   */
  const isUnlaid = ({ heights }: Measured): boolean =>
    extent().end > extent().first && heights.every((height) => height === 0);

  const draw = (span: Span) =>
    pool.show(withDrawn(span, pool.span(), extent(), pool.size()), viewOf);

  const fillAtEnd = (measured: Measured): number | undefined =>
    rowsToFill(measured.heights.toReversed(), viewHeight - tolerance);
  const fillFrom = (measured: Measured, { offset, row }: Anchor): number | undefined =>
    rowsToFill(measured.heights.slice(row - measured.first), viewHeight + offset - tolerance);

  /** Rows that come in above the first row with text must push nothing it shows. */
  const pin = (measured: Measured) => {
    pinned = undefined;
    // Who is at the top wants to see the top, whatever comes in below.
    if (anchor.row <= extent().first && anchor.offset <= 0) return;
    for (let i = Math.max(0, anchor.row - measured.first); i < measured.heights.length; i++) {
      const row = measured.first + i;
      const y = topOf(measured, row) - topOf(measured, anchor.row) - anchor.offset;
      if (y >= viewHeight) return;
      if (has(row)) {
        pinned = { row, y, height: measured.heights[i] ?? line };
        return;
      }
    }
  };

  /** A row that wraps anew keeps its share above the edge. */
  const pinnedAnchor = (): Anchor => {
    if (pinned === undefined || pinned.row < extent().first) return anchor;
    if (pinned.y >= 0) return { row: pinned.row, offset: -pinned.y };
    const height = heightOfSlot(pinned.row - pool.span().first) || pinned.height;
    return { row: pinned.row, offset: (-pinned.y / pinned.height) * height };
  };

  /** To be landed at the next frame: there is none without a layout. */
  const wait = (measured: Measured, wanted: Anchor): Measured => {
    anchor = keepIn(wanted, extent());
    atEnd = false;
    endIsDrawn = false;
    pinned = undefined;
    return measured;
  };

  return {
    viewHeight: () => viewHeight,
    line: () => line,
    rowHeight: () => {
      const measured = measure();
      const { first, heights } = measured;
      return Math.max(line, topOf(measured, first + heights.length) / heights.length || line);
    },
    anchor: () => anchor,
    atEnd: () => atEnd,
    resize: (nextHeight, nextLine) => {
      viewHeight = nextHeight;
      line = nextLine;
      inView = undefined;
      pool.resize(viewHeight <= 0 ? 0 : Math.ceil(viewHeight / line) + 2 + spareSlots);
    },
    measure,
    drawEnd: (tail) => {
      draw(tailSpan({ first: tail.first, end: tail.first + tail.count }, enough()));
      let measured = measure();
      if (fillAtEnd(measured) === undefined && pool.span().count < tail.count) {
        draw(tail);
        measured = measure();
      }
      inView = fillAtEnd(measured);
      anchor = anchorAtEnd(measured, viewHeight);
      atEnd = true;
      endIsDrawn = true;
      pinned = undefined;
      return measured;
    },
    landAt: (wanted) => {
      let current = keepIn(wanted, extent());
      let measured: Measured = { first: 0, heights: [] };
      let slots = enough();
      for (let pass = 0; pass < maxPasses; pass++) {
        draw(spanFor(current, extent(), slots, line));
        measured = measure();
        if (isUnlaid(measured)) return wait(measured, wanted);
        const landing = land(current, extent(), measured, viewHeight);
        current = landing.anchor;
        atEnd = landing.atEnd;
        inView = landing.open ? fillAtEnd(measured) : fillFrom(measured, current);
        const sparing = inView !== undefined && pass < sparingPasses;
        if (!landing.open && (sparing || slots === pool.size())) break;
        if (!sparing) slots = pool.size();
      }
      anchor = current;
      endIsDrawn = false;
      pin(measured);
      return measured;
    },
    assume: (next) => {
      anchor = keepIn(next, extent());
      endIsDrawn = false;
      pinned = undefined;
    },
    drawn: () => (endIsDrawn ? anchorAtEnd(measure(), viewHeight) : pinnedAnchor()),
    wholeRows: () => {
      const measured = measure();
      if (isUnlaid(measured)) return { first: anchor.row, last: anchor.row - 1 };
      const top = endIsDrawn ? anchorAtEnd(measured, viewHeight) : anchor;
      let last = top.row;
      let y = -top.offset;
      for (let i = top.row - measured.first; i < measured.heights.length; i++) {
        y += measured.heights[i] ?? 0;
        if (y > viewHeight + 0.5) break;
        last = measured.first + i;
      }
      return { first: top.offset > 0.5 && last > top.row ? top.row + 1 : top.row, last };
    },
  };
};
