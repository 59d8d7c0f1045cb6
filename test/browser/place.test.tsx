import { describe, expect, it } from "vitest";
import { expectCovered, first, last, short, uneven } from "./seen-rows.ts";
import { useStage } from "./stage.ts";

const open = useStage();

describe("its place", () => {
  it("is kept when wrapping is turned off and on", async () => {
    const view = await open(uneven);
    view.host.beat(50_000);
    await view.settled();
    await view.dragThumb(-150);
    const before = first(view.seen());
    view.button("Word wrap").click();
    await view.settled();
    expect(first(view.seen()).position).toBe(before.position);
    expectCovered(view);
    view.button("Word wrap").click();
    await view.settled();
    expect(first(view.seen())).toMatchObject({ position: before.position });
    expect(first(view.seen()).top).toBeCloseTo(before.top, 0);
  });

  it("is kept when the panel is made narrower, wider, lower and higher", async () => {
    const view = await open(uneven);
    view.host.beat(50_000);
    await view.settled();
    await view.dragThumb(-150);
    const before = first(view.seen()).position;
    for (const [width, height] of [
      [400, 457],
      [1_000, 457],
      [1_000, 200],
      [320, 700],
      [800, 457],
    ] as const) {
      await view.resize(width, height);
      expect(first(view.seen()).position).toBe(before);
      expectCovered(view);
    }
  });

  it("is kept at the end while following, at any size", async () => {
    const view = await open(uneven);
    view.host.beat(50_000);
    await view.settled();
    for (const [width, height] of [
      [400, 457],
      [1_000, 300],
    ] as const) {
      await view.resize(width, height);
      expect(last(view.seen()).position).toBe(49_999);
      expect(last(view.seen()).bottom).toBeCloseTo(view.height(), 0);
    }
  });

  it("is kept when times are shown, without fetching rows again", async () => {
    const view = await open(uneven);
    view.host.beat(50_000);
    await view.settled();
    await view.dragThumb(-150);
    const before = first(view.seen()).position;
    const needs = view.host.needs();
    view.button("Timestamps").click();
    await view.settled();
    expect(first(view.seen()).position).toBe(before);
    expect(first(view.seen()).text).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.123Zline /);
    expect(view.root.querySelector(".time")?.getAttribute("title")).toContain(".123456789Z");
    expect(view.host.needs()).toBe(needs);
  });

  it("is kept when the view is hidden and made anew", async () => {
    const view = await open(uneven);
    view.host.beat(50_000);
    await view.settled();
    await view.dragThumb(-150);
    await view.wheel(-11);
    const before = view.seen();
    const state = view.host.api.getState();
    view.close();
    const again = await open(uneven, { state });
    again.host.beat(50_000);
    await again.settled();
    expect(again.seen()).toEqual(before);
  });

  it("is kept with whose panel it is: of a debug session it is no person's after a reload (O6)", async () => {
    const view = await open(uneven);
    view.host.beat(1_000);
    await view.settled();
    expect(view.host.api.getState()).not.toHaveProperty("ofDebug");
    view.host.show({ ofDebug: "closes" });
    await view.dragThumb(-150);
    expect(view.host.api.getState()).toMatchObject({ ofDebug: "closes" });
  });

  it("is kept where the host has the rows at once, and follows no more than before", async () => {
    const view = await open(uneven, { rows: 50_000 });
    await view.dragThumb(-150);
    await view.wheel(-11);
    const before = view.seen();
    const state = view.host.api.getState();
    view.close();
    const again = await open(uneven, { state, rows: 50_000 });
    expect(again.seen()).toEqual(before);
    again.host.beat(60_000);
    await again.settled();
    expect(again.seen()).toEqual(before);
    expect(again.host.window()?.follow).toBe(false);
  });

  it("is the end again when the rows start anew", async () => {
    const view = await open(short);
    view.host.beat(5_000);
    await view.settled();
    await view.wheel(-500);
    view.host.restart();
    await view.settled();
    view.host.beat(300);
    await view.settled();
    expect(last(view.seen()).position).toBe(299);
  });

  it("is the row that it is sent to also while the page has no layout (P5)", async () => {
    const view = await open(short);
    view.host.beat(400);
    await view.settled();
    // As VS Code does while it puts a webview in its place.
    view.root.style.display = "none";
    const { epoch } = view.host.window() ?? { epoch: 0 };
    view.host.send({ _tag: "Go", epoch, row: 254, position: 254, offset: 9 });
    await new Promise<void>((heard) =>
      window.addEventListener("message", () => heard(), { once: true }),
    );
    view.root.style.display = "";
    await view.settled();
    const { position, top } = first(view.seen());
    expect([position, top]).toEqual([254, -9]);
  });

  it("is a third from the top for a row that it is sent to at the end, as soon as there are rows below (O10)", async () => {
    const view = await open(short);
    view.host.beat(200);
    await view.settled();
    const go = (position: number) =>
      view.host.send({
        _tag: "Go",
        epoch: view.host.window()?.epoch ?? 0,
        row: position,
        position,
        hold: true,
      });
    const topOf = (position: number) =>
      view.seen().find((row) => row.position === position)?.top ?? Number.NaN;
    go(199);
    await view.settled();
    expect(last(view.seen()).position).toBe(199);
    view.host.beat(203);
    await view.settled();
    expect(last(view.seen()).position).toBe(202);
    view.host.beat(400);
    await view.settled();
    const third = Math.floor(view.height() / 3);
    expect(topOf(199)).toBeCloseTo(third, 0);
    view.host.beat(600);
    await view.settled();
    expect(topOf(199)).toBeCloseTo(third, 0);

    // Whoever moves meanwhile is left where they go.
    go(599);
    await view.settled();
    await view.wheel(-60);
    const before = first(view.seen()).position;
    view.host.beat(900);
    await view.settled();
    expect(first(view.seen()).position).toBe(before);
  });
});
