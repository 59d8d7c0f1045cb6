import { describe, expect, it } from "vitest";
import { expectCovered, expectMovedBy, first, last, short, uneven } from "./seen-rows.ts";
import { type Stage, useStage } from "./stage.ts";

const open = useStage();

describe("a finger", () => {
  const touch = (view: Stage, type: string, clientY: number) =>
    view.list.dispatchEvent(
      new PointerEvent(type, { bubbles: true, pointerType: "touch", pointerId: 9, clientY }),
    );

  it("moves the rows with it, and they rest when it rests before it leaves", async () => {
    const view = await open(uneven);
    view.host.beat(1_000);
    await view.settled();
    const before = view.seen();
    touch(view, "pointerdown", 100);
    for (const y of [120, 150, 161]) touch(view, "pointermove", y);
    await view.settled();
    expectMovedBy(before, view.seen(), 61);
    const rested = view.seen();
    // The time of an event is the browser's; this one comes at least the frames of `settled` later.
    touch(view, "pointerup", 161);
    await view.settled();
    expect(view.seen()).toEqual(rested);
  });
});

describe("scrolling", () => {
  it("up through wrapped rows moves every row by exactly the px asked for, 200 times", async () => {
    const view = await open(uneven);
    view.host.beat(100_000);
    await view.settled();
    for (let step = 0; step < 200; step++) {
      const before = view.seen();
      await view.nudge(-37);
      expectMovedBy(before, view.seen(), 37);
      expectCovered(view);
    }
  });

  it("goes as far as asked, beyond the view too, and draws few of the rows that it passes", async () => {
    const view = await open(short);
    view.host.beat(100_000);
    await view.settled();
    const [row] = view.seen();
    const height = (row?.bottom ?? 0) - (row?.top ?? 0);
    let drawn = 0;
    const observer = new MutationObserver((records) => {
      drawn += records.filter(({ target }) => (target as Element).matches(".slot")).length;
    });
    observer.observe(view.list, { subtree: true, childList: true });
    await view.wheel(-10_000 * height);
    expect(first(view.seen()).position).toBeCloseTo((row?.position ?? 0) - 10_000, -1);
    expectCovered(view);
    // Twice: as placeholders, and with their texts.
    expect(drawn).toBeLessThan(3 * view.seen().length);
    observer.disconnect();
  });

  it("stops at the first row and at the last", async () => {
    const view = await open(uneven);
    view.host.beat(60);
    await view.settled();
    await view.wheel(-100_000);
    expect(first(view.seen())).toMatchObject({ position: 0, top: 0 });
    expectCovered(view);
    await view.wheel(100_000);
    expect(last(view.seen()).position).toBe(59);
    expect(last(view.seen()).bottom).toBeCloseTo(view.height(), 0);
  });

  it("asks for older lines when pushed against the first row, once", async () => {
    const view = await open(short);
    view.host.beat(100);
    await view.settled();
    await view.wheel(-100_000);
    await view.wheel(-100);
    expect(view.host.said.filter((message) => message._tag === "Older")).toHaveLength(1);
  });

  it("keeps its rows where they are when older ones are put before them", async () => {
    const view = await open(uneven);
    view.host.beat(500);
    await view.settled();
    await view.wheel(-100_000);
    const before = view.seen();
    view.host.beat(500, -1_000);
    await view.settled();
    expect(view.seen()).toEqual(before);
    await view.wheel(-40);
    expectMovedBy(before, view.seen(), 40);
  });

  it("stands on the first row that is left when those it stood on are evicted", async () => {
    const view = await open(uneven);
    view.host.beat(500);
    await view.settled();
    await view.wheel(-100_000);
    view.host.beat(600, 200);
    await view.settled();
    expect(first(view.seen())).toMatchObject({ position: 200, top: 0 });
    expectCovered(view);
  });

  it("says above the first row how many lines went and since when, and only there", async () => {
    const view = await open(uneven);
    const edge = () => view.root.querySelector(".top-edge");
    view.host.beat(600, 200);
    await view.settled();
    expect(edge()).toBeNull();
    await view.wheel(-100_000);
    await view.settled();
    expect(edge()?.textContent).toContain(
      "200 earlier lines left the memory of this panel (from 10:30:00 on)",
    );
    expectCovered(view);
    edge()?.querySelector("button")?.click();
    expect(view.host.actions()).toContain("RaiseMemory");
    await view.wheel(400);
    await view.settled();
    expect(edge()).toBeNull();
  });

  it("shows rows that have not come as placeholders, and moves no text when they come", async () => {
    const view = await open(uneven);
    view.host.beat(100_000);
    await view.settled();
    await view.wheel(-100);
    view.host.answering = false;
    const waiting = () => view.seen().some((row) => row.text === "");
    for (let i = 0; i < 300 && !waiting(); i++) await view.nudge(-90);
    const withText = view.seen().filter((row) => row.text.startsWith("line"));
    expect(view.root.querySelectorAll(".row.placeholder").length).toBeGreaterThan(0);
    expect(withText.length).toBeGreaterThan(0);
    view.host.answering = true;
    view.host.answerAll();
    await view.settled();
    expect(view.root.querySelectorAll(".row.placeholder")).toHaveLength(0);
    expectMovedBy(withText, view.seen(), 0);
    expectCovered(view);
  });

  it("asks for few rows at a time, and for what is seen last", async () => {
    const view = await open(short);
    view.host.beat(10_000_000);
    await view.settled();
    view.host.answering = false;
    const before = view.host.needs();
    await view.dragThumb(-300, 40);
    expect(view.host.needs() - before).toBeLessThanOrEqual(2);
    view.host.answering = true;
    view.host.answerAll();
    await view.settled();
    expect(view.root.querySelectorAll(".row.placeholder")).toHaveLength(0);
    for (const message of view.host.said)
      if (message._tag === "Need") expect(message.count).toBeLessThanOrEqual(500);
  });
});

describe("the keyboard", () => {
  it("goes to the first row and to the last by Home and End, with Ctrl too", async () => {
    const view = await open(uneven);
    view.host.beat(5_000);
    await view.settled();
    for (const ctrlKey of [false, true]) {
      await view.key("Home", { ctrlKey });
      expect(first(view.seen())).toMatchObject({ position: 0, top: 0 });
      await view.key("End", { ctrlKey });
      expect(last(view.seen()).position).toBe(4_999);
    }
  });

  it("pages by a view less a line", async () => {
    const view = await open(short);
    view.host.beat(5_000);
    await view.settled();
    await view.key("Home");
    const before = view.seen();
    const line = first(before).bottom - first(before).top;
    await view.key("PageDown");
    expect(first(view.seen()).position * line + first(view.seen()).top * -1).toBeCloseTo(
      view.height() - line,
      0,
    );
    await view.key("PageUp");
    expect(view.seen()).toEqual(before);
  });

  it("moves a row by the arrows, in sight as a whole, and names it to assistive technology", async () => {
    const view = await open(uneven);
    view.host.beat(5_000);
    await view.settled();
    await view.key("Home");
    for (let i = 0; i < 60; i++) {
      await view.press("ArrowDown");
      const focused = view.seen().find((row) => row.position === i);
      expect(focused?.top).toBeGreaterThanOrEqual(-0.5);
      expect(focused?.bottom).toBeLessThanOrEqual(view.height() + 0.5);
      expect(view.list.getAttribute("aria-activedescendant")).toBe(`row${i}`);
    }
    for (let i = 58; i >= 0; i--) await view.press("ArrowUp");
    expect(first(view.seen())).toMatchObject({ position: 0, top: 0 });
  });

  it("scrolls by a line with Ctrl", async () => {
    const view = await open(short);
    view.host.beat(5_000);
    await view.settled();
    const before = view.seen();
    await view.key("ArrowUp", { ctrlKey: true });
    expectMovedBy(before, view.seen(), last(before).bottom - last(before).top);
  });
});

describe("the scroll bar", () => {
  it("is true at ten million rows: the middle, the start and the end are where the thumb says", async () => {
    const view = await open(short);
    view.host.beat(10_000_000);
    await view.settled();
    const track = view.height();
    expect(view.thumb().bottom - view.list.getBoundingClientRect().top).toBeCloseTo(track, 0);

    const travel = track - view.thumb().height;
    await view.dragThumb(-travel / 2);
    const middle = first(view.seen()).position;
    expect(Math.abs(middle - 5_000_000)).toBeLessThan(10_000_000 / travel);
    expectCovered(view);
    expect(first(view.seen()).text).toBe(`line ${middle}`);

    await view.dragThumb(-travel);
    expect(first(view.seen())).toMatchObject({ position: 0, top: 0 });
    await view.dragThumb(travel + 50);
    expect(last(view.seen()).position).toBe(9_999_999);
  });

  it("reaches every row of ten million by the wheel, also past the browser's limit on heights", async () => {
    const view = await open(short);
    view.host.beat(10_000_000);
    await view.settled();
    await view.dragThumb(-10);
    const before = view.seen();
    await view.wheel(37);
    expectMovedBy(before, view.seen(), -37);
    await view.wheel(-37);
    expect(view.seen()).toEqual(before);
  });

  it("stays under the pointer while rows come in", async () => {
    const view = await open(short);
    view.host.beat(2_000);
    await view.settled();
    await view.dragThumb(-100);
    const before = view.seen();
    view.host.beat(3_000);
    await view.settled();
    expect(view.seen()).toEqual(before);
  });

  it("pages by a click beside the thumb", async () => {
    const view = await open(short);
    view.host.beat(1_000);
    await view.settled();
    const before = view.seen();
    const bar = view.root.querySelector(".scroll-bar");
    const at = { bubbles: true, button: 0, pointerId: 1, clientX: 795 };
    bar?.dispatchEvent(
      new PointerEvent("pointerdown", {
        ...at,
        clientY: view.list.getBoundingClientRect().top + 3,
      }),
    );
    bar?.dispatchEvent(new PointerEvent("pointerup", { ...at, clientY: 40 }));
    await view.settled();
    const line = last(before).bottom - last(before).top;
    expect(last(before).position - last(view.seen()).position).toBeCloseTo(
      (view.height() - line) / line,
      -0.5,
    );
  });

  it("is not there while all rows are in sight", async () => {
    const view = await open(short);
    view.host.beat(3);
    await view.settled();
    expect(view.root.querySelector(".scroll-bar .thumb")).toBeNull();
  });
});
