import { describe, expect, it } from "vitest";
import { createBar } from "../../webview/list/bar.ts";
import { makePool, type SlotView } from "../../webview/list/pool.ts";
import { makeStanding } from "../../webview/list/standing.ts";

const extent = { first: 0, end: 1_000 };
const rowHeight = 40;

const viewOf = (position: number): SlotView<undefined> => ({
  position,
  row: undefined,
  sameTime: false,
  focused: undefined,
  selected: 0,
  expanded: false,
  folded: 0,
  whole: undefined,
  look: undefined,
});

/** A list of rows of one height, on a page that may have no layout: then nothing on it has a height. */
const openList = () => {
  const page = { rendered: true };
  const pool = makePool<undefined>();
  const standing = makeStanding(
    pool,
    () => extent,
    viewOf,
    () => true,
  );
  standing.resize(400, 20);
  for (const slot of pool.slots()) {
    const element = { getBoundingClientRect: () => ({ height: page.rendered ? rowHeight : 0 }) };
    // SAFETY: of an element, only its height is asked for.
    slot.element = element as HTMLElement;
  }
  return { page, standing, bar: createBar(standing, () => extent) };
};

describe("a list on a page that loses its layout for a while", () => {
  it("stands where it stood when it is drawn meanwhile, to the px", () => {
    const { page, standing } = openList();
    standing.landAt({ row: 100, offset: 13 });
    page.rendered = false;
    standing.landAt(standing.drawn());
    page.rendered = true;
    standing.landAt(standing.drawn());
    expect(standing.anchor()).toEqual({ row: 100, offset: 13 });
  });

  it("goes where it was sent meanwhile", () => {
    const { page, standing } = openList();
    standing.landAt({ row: 100, offset: 13 });
    page.rendered = false;
    standing.landAt({ row: 500, offset: 7 });
    page.rendered = true;
    standing.landAt(standing.drawn());
    expect(standing.anchor()).toEqual({ row: 500, offset: 7 });
  });

  it("leaves the scroll bar as it is", () => {
    const { bar, page, standing } = openList();
    bar.draw(standing.landAt({ row: 100, offset: 20 }), false);
    const before = bar.view();
    expect(before).toMatchObject({ place: 100.5, visible: 10 });
    page.rendered = false;
    bar.draw(standing.landAt(standing.drawn()), false);
    expect(bar.view()).toEqual(before);
  });

  it("has no row in view as a whole", () => {
    const { page, standing } = openList();
    standing.landAt({ row: 100, offset: 13 });
    expect(standing.wholeRows()).toEqual({ first: 101, last: 109 });
    page.rendered = false;
    const { first, last } = standing.wholeRows();
    expect(last).toBeLessThan(first);
  });
});
