/**
 * Where the view stands in the rows, without prefix sums and without a scroll height: only rows on the screen
 * are ever measured, so ten million rows cost what a hundred do and no browser limit on heights is near.
 */

/** The positions that exist: `first … end`. */
export interface Extent {
  readonly first: number;
  readonly end: number;
}

/**
 * The row at the view's top edge and how many px of it are above that edge. Landed: `0 ≤ offset < height`.
 * Before landing any offset may stand here, negative ones for a row below the edge.
 */
export interface Anchor {
  readonly row: number;
  readonly offset: number;
}

/** Rows rendered: positions `first … first + count`. */
export interface Span {
  readonly first: number;
  readonly count: number;
}

/** Heights in px of the rows `first, first + 1, …` as they stand on the screen. */
export interface Measured {
  readonly first: number;
  readonly heights: ReadonlyArray<number>;
}

/** What landing an anchor came to. */
export interface Landing {
  readonly anchor: Anchor;
  /** More rows must be rendered and measured before the anchor is final. */
  readonly open: boolean;
  /** The last row ends at (or above) the bottom edge. */
  readonly atEnd: boolean;
}

const clamp = (value: number, low: number, high: number): number =>
  Math.max(low, Math.min(high, value));

/** The rows at the end, as many as `slots` can show. */
export const tailSpan = (extent: Extent, slots: number): Span => {
  const first = Math.max(extent.first, extent.end - slots);
  return { first, count: extent.end - first };
};

/**
 * The rows to render so that `anchor` can be landed. No row is lower than `line` px, so a px above the top edge
 * is covered by at most `offset / line` rows; near the end the span reaches back, for the clamp at the bottom.
 */
export const spanFor = (anchor: Anchor, extent: Extent, slots: number, line: number): Span => {
  const row = clamp(anchor.row, extent.first, Math.max(extent.first, extent.end - 1));
  const above = anchor.offset < 0 ? Math.min(Math.ceil(-anchor.offset / line), slots - 1) : 0;
  const first = clamp(row - above, extent.first, Math.max(extent.first, extent.end - slots));
  return { first, count: Math.min(slots, extent.end - first) };
};

/**
 * A span with the rows around it that are drawn already, as far as there are slots: they cost nothing where they stay,
 * and would have to be drawn anew where they came back.
 */
export const withDrawn = (span: Span, drawn: Span, extent: Extent, slots: number): Span => {
  const end = span.first + span.count;
  const drawnFirst = Math.max(extent.first, drawn.first);
  const drawnEnd = Math.min(extent.end, drawn.first + drawn.count);
  if (drawnFirst > end || drawnEnd < span.first) return span;
  const room = Math.max(0, slots - span.count);
  const below = clamp(drawnEnd - end, 0, room);
  const above = clamp(span.first - drawnFirst, 0, room - below);
  return { first: span.first - above, count: span.count + above + below };
};

/** The row that holds the px `y` below the top of the first measured row. */
const rowAt = (measured: Measured, y: number): Anchor => {
  let offset = y;
  let i = 0;
  const last = measured.heights.length - 1;
  while (i < last && offset >= (measured.heights[i] ?? 0)) {
    offset -= measured.heights[i] ?? 0;
    i++;
  }
  return { row: measured.first + i, offset };
};

const sum = (heights: ReadonlyArray<number>, count: number): number => {
  let total = 0;
  for (let i = 0; i < count; i++) total += heights[i] ?? 0;
  return total;
};

/** Px from the top of the first measured row to the top of `row`. */
export const topOf = (measured: Measured, row: number): number =>
  sum(measured.heights, clamp(row - measured.first, 0, measured.heights.length));

/** Brings an anchor into its normal form over measured rows, never above the first row nor below the last. */
export const land = (
  anchor: Anchor,
  extent: Extent,
  measured: Measured,
  viewHeight: number,
): Landing => {
  const count = measured.heights.length;
  if (count === 0) return { anchor: { row: extent.first, offset: 0 }, open: false, atEnd: true };
  const toStart = measured.first <= extent.first;
  const toEnd = measured.first + count >= extent.end;
  const total = sum(measured.heights, count);
  let y = topOf(measured, anchor.row) + anchor.offset;
  if (anchor.row < measured.first) y = toStart ? 0 : Number.NEGATIVE_INFINITY;
  if (y < 0 && !toStart)
    return {
      anchor: Number.isFinite(y) ? { row: measured.first, offset: y } : anchor,
      open: true,
      atEnd: false,
    };
  y = Math.max(0, y);
  const bottom = total - viewHeight;
  if (y >= bottom) {
    if (!toEnd) {
      const next = rowAt(measured, y);
      // Only a span that starts below the first measured row brings new rows.
      return { anchor: next, open: next.row > measured.first, atEnd: false };
    }
    if (bottom < 0 && !toStart)
      return { anchor: { row: measured.first, offset: bottom }, open: true, atEnd: true };
    return { anchor: rowAt(measured, Math.max(0, bottom)), open: false, atEnd: true };
  }
  return { anchor: rowAt(measured, y), open: false, atEnd: false };
};

/** How many rows of these heights, from the first on, fill so many px; undefined where all of them do not. */
export const rowsToFill = (heights: ReadonlyArray<number>, px: number): number | undefined => {
  let filled = 0;
  for (const [i, height] of heights.entries()) {
    filled += height;
    if (filled >= px) return i + 1;
  }
  return undefined;
};

/** The anchor that a view standing at the end has, its last row at the bottom edge. */
export const anchorAtEnd = (measured: Measured, viewHeight: number): Anchor =>
  rowAt(measured, Math.max(0, sum(measured.heights, measured.heights.length) - viewHeight));

/** The place after the extent moved: a row that left gives way to the first that is left. */
export const keepIn = (anchor: Anchor, extent: Extent): Anchor =>
  anchor.row < extent.first
    ? { row: extent.first, offset: 0 }
    : anchor.row >= extent.end && extent.end > extent.first
      ? { row: extent.end - 1, offset: 0 }
      : anchor;

/** A scroll bar's thumb: px from the top of the track, and length in px. */
export interface Thumb {
  readonly top: number;
  readonly size: number;
}

/** What a scroll bar shows; `place` is a row with fraction, `visible` how many rows the view holds. */
export interface BarView {
  readonly extent: Extent;
  readonly place: number;
  readonly visible: number;
  readonly atEnd: boolean;
}

const minThumb = 20;

/** The thumb of a track `track` px long, or undefined when all rows are in view. True at any number of rows. */
export const thumbOf = (view: BarView, track: number): Thumb | undefined => {
  const count = view.extent.end - view.extent.first;
  if (count === 0 || (view.visible >= count && view.atEnd && view.place <= view.extent.first))
    return undefined;
  const size = clamp((track * view.visible) / count, Math.min(minThumb, track), track);
  const hidden = Math.max(count - view.visible, 1);
  const ratio = view.atEnd ? 1 : clamp((view.place - view.extent.first) / hidden, 0, 1);
  return { top: (track - size) * ratio, size };
};

/** Where a thumb dragged to `top` px stands, as a row with fraction; `"end"` at the bottom of the track. */
export const placeAt = (view: BarView, track: number, top: number): number | "end" => {
  const thumb = thumbOf(view, track);
  if (thumb === undefined) return view.extent.first;
  const range = track - thumb.size;
  const ratio = range <= 0 ? 1 : clamp(top / range, 0, 1);
  if (ratio >= 1) return "end";
  const count = view.extent.end - view.extent.first;
  return view.extent.first + ratio * Math.max(count - view.visible, 0);
};
