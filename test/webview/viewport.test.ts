import { describe, expect, it } from "@effect/vitest";
import * as Schema from "effect/Schema";
import {
  anchorAtEnd,
  keepIn,
  land,
  placeAt,
  spanFor,
  rowsToFill,
  tailSpan,
  thumbOf,
  topOf,
  withDrawn,
  type Anchor,
  type BarView,
  type Extent,
  type Measured,
} from "../../webview/list/viewport.ts";

const line = 19;
const natural = (maximum: number) => Schema.Int.check(Schema.isBetween({ minimum: 0, maximum }));

/** The height of a row: one to six lines, always the same for the same position. */
const heightOf = (position: number): number =>
  line * (1 + (((((position * 2_654_435_761) >>> 7) % 6) + 6) % 6));

const measure = (first: number, count: number): Measured => ({
  first,
  heights: Array.from({ length: count }, (_, i) => heightOf(first + i)),
});

/** What the list does: render, measure, land, until nothing is open. */
const settle = (wanted: Anchor, extent: Extent, view: number, slots: number) => {
  let anchor = wanted;
  for (let pass = 0; pass < 200; pass++) {
    const span = spanFor(anchor, extent, slots, line);
    const landing = land(anchor, extent, measure(span.first, span.count), view);
    anchor = landing.anchor;
    if (!landing.open) return { anchor, atEnd: landing.atEnd, span };
  }
  throw new Error("never landed");
};

/** The plain model: a page with all rows on it. Gives the px of the top edge from the top of the first row. */
const pageTop = (extent: Extent, anchor: Anchor): number => {
  let y = anchor.offset;
  for (let row = extent.first; row < anchor.row; row++) y += heightOf(row);
  return y;
};
const pageHeight = (extent: Extent): number => pageTop(extent, { row: extent.end, offset: 0 });

const cases = [
  natural(400).check(Schema.isGreaterThan(0)),
  Schema.Int.check(Schema.isBetween({ minimum: -200, maximum: 200 })),
  Schema.Array(Schema.Int.check(Schema.isBetween({ minimum: -2_000, maximum: 2_000 }))),
  natural(900).check(Schema.isGreaterThan(line)),
] as const;
const options = { arbitrary: { runs: 300, seed: "viewport" } };

describe("landing", () => {
  it.prop(
    "scrolls as a page with all rows on it does, by any px in any order",
    [...cases],
    ([count, first, moves, view]) => {
      const extent = { first, end: first + count };
      const slots = Math.ceil(view / line) + 2;
      const bottom = Math.max(0, pageHeight(extent) - view);
      let anchor: Anchor = { row: first, offset: 0 };
      let y = 0;
      for (const px of moves) {
        const landed = settle({ row: anchor.row, offset: anchor.offset + px }, extent, view, slots);
        y = Math.max(0, Math.min(bottom, y + px));
        expect(pageTop(extent, landed.anchor)).toBe(y);
        expect(landed.atEnd).toBe(y >= bottom);
        anchor = landed.anchor;
      }
    },
    options,
  );

  it.prop(
    "gives an anchor in its normal form, and has rows for every px of the view",
    [...cases],
    ([count, first, moves, view]) => {
      const extent = { first, end: first + count };
      const slots = Math.ceil(view / line) + 2;
      for (const px of moves) {
        const row = first + (Math.abs(px) % count);
        const { anchor, span } = settle({ row, offset: px }, extent, view, slots);
        expect(anchor.offset).toBeGreaterThanOrEqual(0);
        expect(anchor.offset).toBeLessThan(heightOf(anchor.row));
        const measured = measure(span.first, span.count);
        const below =
          topOf(measured, span.first + span.count) - topOf(measured, anchor.row) - anchor.offset;
        expect(below >= view || span.first + span.count === extent.end).toBe(true);
      }
    },
    options,
  );

  it.prop(
    "at the end agrees with the bottom-aligned rows of following",
    [cases[0], cases[1], cases[3]],
    ([count, first, view]) => {
      const extent = { first, end: first + count };
      const slots = Math.ceil(view / line) + 2;
      const tail = tailSpan(extent, slots);
      const following = anchorAtEnd(measure(tail.first, tail.count), view);
      const scrolled = settle({ row: extent.end - 1, offset: 1e6 }, extent, view, slots).anchor;
      expect(scrolled).toEqual(following);
    },
    options,
  );

  it.each([
    [[20, 60, 20, 20], 80, 2],
    [[20, 60, 20, 20], 81, 3],
    [[20, 60, 20, 20], 120, 4],
    [[20, 60, 20, 20], 121, undefined],
    [[], 1, undefined],
  ])("rows of %o px fill %d px by the first %o", (heights, px, rows) => {
    expect(rowsToFill(heights, px)).toBe(rows);
  });

  it.each([
    ["rows above it", { first: 95, count: 10 }, { first: 95, count: 15 }],
    ["rows below it", { first: 105, count: 10 }, { first: 100, count: 15 }],
    ["rows on both sides, those below first", { first: 90, count: 25 }, { first: 95, count: 20 }],
    ["rows right above it", { first: 95, count: 5 }, { first: 95, count: 15 }],
    ["no rows that a gap is before", { first: 80, count: 19 }, { first: 100, count: 10 }],
    ["no rows that are not there any more", { first: 85, count: 20 }, { first: 92, count: 18 }],
    ["no more rows than there are slots", { first: 0, count: 101 }, { first: 90, count: 20 }],
  ])("keeps what is drawn around a span: %s", (_, drawn, kept) => {
    const extent = { first: drawn.first === 85 ? 92 : 0, end: 1_000 };
    expect(withDrawn({ first: 100, count: 10 }, drawn, extent, 20)).toEqual(kept);
  });

  it("stands at the first row of nothing", () => {
    const landing = land(
      { row: 5, offset: 3 },
      { first: 0, end: 0 },
      { first: 0, heights: [] },
      400,
    );
    expect(landing).toEqual({ anchor: { row: 0, offset: 0 }, open: false, atEnd: true });
  });
});

describe("keeping the place", () => {
  it.each([
    [
      "a row that is still there",
      { row: 5, offset: 7 },
      { first: 0, end: 10 },
      { row: 5, offset: 7 },
    ],
    ["a row that was evicted", { row: 5, offset: 7 }, { first: 8, end: 10 }, { row: 8, offset: 0 }],
    [
      "a row beyond a display that was cleared",
      { row: 50, offset: 7 },
      { first: 0, end: 10 },
      { row: 9, offset: 0 },
    ],
    ["rows put before it", { row: 5, offset: 7 }, { first: -90, end: 10 }, { row: 5, offset: 7 }],
  ])("%s", (_name, anchor, extent, expected) => {
    expect(keepIn(anchor, extent)).toEqual(expected);
  });
});

describe("the thumb", () => {
  const view = (part: Partial<BarView>): BarView => ({
    extent: { first: 0, end: 10_000_000 },
    place: 0,
    visible: 30,
    atEnd: false,
    ...part,
  });

  it("is at the top at the first row, and at the bottom at the last, of ten million", () => {
    expect(thumbOf(view({}), 600)).toEqual({ top: 0, size: 20 });
    expect(thumbOf(view({ place: 9_999_970, atEnd: true }), 600)).toEqual({ top: 580, size: 20 });
  });

  it("is as long as the share of rows in sight, and absent when all are", () => {
    expect(thumbOf(view({ extent: { first: 0, end: 60 } }), 600)?.size).toBe(300);
    expect(thumbOf(view({ extent: { first: 0, end: 20 }, atEnd: true }), 600)).toBeUndefined();
  });

  it.prop(
    "dragged to where it stands, stands where it stood",
    [natural(10_000_000).check(Schema.isGreaterThan(100)), natural(1_000), natural(1_000)],
    ([count, share, firstBy]) => {
      const first = -firstBy;
      const place = first + ((count - 30) * Math.min(share, 999)) / 1_000;
      const bar = view({ extent: { first, end: first + count }, place });
      const thumb = thumbOf(bar, 600);
      const back = placeAt(bar, 600, thumb?.top ?? 0);
      expect(back === "end" ? Number.NaN : back).toBeCloseTo(place, 3);
    },
    options,
  );

  it("at the bottom of its track means the end", () => {
    expect(placeAt(view({}), 600, 580)).toBe("end");
    expect(placeAt(view({}), 600, 10_000)).toBe("end");
    expect(placeAt(view({}), 600, -50)).toBe(0);
  });
});
