import { describe, expect, it } from "vitest";
import { expectCovered, expectMovedBy, first, last, short, uneven } from "./seen-rows.ts";
import { useStage } from "./stage.ts";

const open = useStage();

describe("following", () => {
  it("shows the newest row at the bottom edge, whatever the rows' heights", async () => {
    const view = await open(uneven);
    for (const end of [1_000, 1_001, 1_013, 9_000]) {
      view.host.beat(end);
      await view.settled();
      expect(last(view.seen()).position).toBe(end - 1);
      expect(last(view.seen()).bottom).toBeCloseTo(view.height(), 0);
      expectCovered(view);
    }
  });

  it("draws hardly more rows than it takes to fill the view, be the next ones ever so low", async () => {
    const tallThenShort = (position: number) => uneven(position < 1_000 ? 3 : 4);
    const view = await open(tallThenShort);
    const drawn = () => view.list.querySelectorAll(".row").length;
    for (const end of [500, 600]) {
      view.host.beat(end);
      await view.settled();
    }
    expectCovered(view);
    expect(drawn()).toBeLessThanOrEqual(Math.ceil(view.seen().length * 1.25) + 2);
    view.host.beat(1_100);
    await view.settled();
    expect(last(view.seen()).position).toBe(1_099);
    expectCovered(view);
  });

  it("starts at the top while the rows do not fill the view", async () => {
    const view = await open(short);
    view.host.beat(3);
    await view.settled();
    expect(view.seen().map((row) => row.text)).toEqual(["line 0", "line 1", "line 2"]);
    expect(first(view.seen()).top).toBeCloseTo(0, 0);
  });

  it("ends by scrolling up, by exactly the px scrolled", async () => {
    const view = await open(uneven);
    view.host.beat(1_000);
    await view.settled();
    const before = view.seen();
    await view.wheel(-53);
    expectMovedBy(before, view.seen(), 53);
    expect(view.host.window()?.follow).toBe(false);
    expect(view.host.actions()).not.toContain("SetFollow");
  });

  it("stays off, and the rows stay where they are, while 100,000 rows come in", async () => {
    const view = await open(uneven);
    view.host.beat(1_000);
    await view.settled();
    await view.wheel(-300);
    const before = view.seen();
    for (let end = 10_000; end <= 101_000; end += 13_000) {
      view.host.beat(end);
      await view.settled();
      expect(view.seen()).toEqual(before);
    }
  });

  it("is not ended by a wheel that has nothing to scroll", async () => {
    const view = await open(short);
    view.host.beat(3);
    await view.settled();
    await view.wheel(-100);
    view.host.beat(1_000);
    await view.settled();
    expect(last(view.seen()).position).toBe(999);
  });

  it("comes back by the button that counts what came meanwhile", async () => {
    const view = await open(short);
    view.host.beat(1_000);
    await view.settled();
    await view.wheel(-300);
    view.host.beat(1_312);
    await view.settled();
    view.button("To bottom: 312 new lines").click();
    await view.settled();
    expect(last(view.seen()).position).toBe(1_311);
    view.host.beat(1_400);
    await view.settled();
    expect(last(view.seen()).position).toBe(1_399);
  });

  it("comes back by scrolling down to the end", async () => {
    const view = await open(uneven);
    view.host.beat(1_000);
    await view.settled();
    await view.wheel(-300);
    await view.wheel(2_000);
    view.host.beat(1_100);
    await view.settled();
    expect(last(view.seen()).position).toBe(1_099);
  });

  it("turned off by its button, leaves the rows where they are", async () => {
    const view = await open(uneven);
    view.host.beat(1_000);
    await view.settled();
    const before = view.seen();
    view.button("Follow").click();
    view.host.beat(2_000);
    await view.settled();
    expect(view.seen()).toEqual(before);
    expect(view.host.actions()).toContain("SetFollow");
  });

  it("holds the picture still while the newest rows are on their way", async () => {
    const view = await open(short);
    view.host.beat(1_000);
    await view.settled();
    const before = view.seen();
    view.host.answering = false;
    view.host.send({
      _tag: "Beat",
      epoch: 7,
      first: 0,
      end: 2_000,
      lines: 2_000,
      rate: 0,
      bytes: 0,
      maxBytes: 1,
    });
    await new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)));
    expect(view.seen()).toEqual(before);
    view.host.beat(2_000);
    await view.settled();
    expect(last(view.seen()).position).toBe(1_999);
  });
});

describe("going to the end from far away", () => {
  it("leaves the picture as it is until the newest rows are here", async () => {
    const view = await open(uneven);
    view.host.beat(1_000);
    await view.settled();
    await view.wheel(-311);
    view.host.beat(50_000);
    await view.settled();
    const before = view.seen();
    view.host.answering = false;
    view.button("To bottom: 49,000 new lines").click();
    await new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)));
    expect(view.seen()).toEqual(before);
    view.host.answering = true;
    view.host.beat(50_000);
    await view.settled();
    expect(last(view.seen()).position).toBe(49_999);
    expectCovered(view);
  });
});
