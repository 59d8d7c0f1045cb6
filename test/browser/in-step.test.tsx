import { describe, expect, it } from "vitest";
import { findings } from "./accessibility.ts";
import { first, last, short, uneven } from "./seen-rows.ts";
import { type Stage, useStage } from "./stage.ts";

const open = useStage();

const openLinked = async (rowAt: Parameters<typeof open>[0] = uneven, width = 800) => {
  const view = await open(rowAt, { width });
  view.host.show({ inStep: 1 });
  view.host.beat(10_000);
  await view.settled();
  return view;
};

/** Where the view has told that its user went: positions, and -1 for the end. */
const stood = (view: Stage): ReadonlyArray<number> =>
  view.host.said.flatMap((m) => (m._tag === "Stood" ? [m.position ?? -1] : []));

/** The host sends the view to a position, or to the end. */
const stand = async (view: Stage, position?: number) => {
  view.host.send({
    _tag: "Stand",
    epoch: view.host.window()?.epoch ?? 0,
    ...(position === undefined ? {} : { position }),
  });
  await view.settled();
};

describe("a view that scrolls in step", () => {
  it("tells where each of its user's ways leads, the end too, and nothing twice", async () => {
    const view = await openLinked();
    await view.wheel(-500);
    expect(stood(view)).toEqual([first(view.seen()).position]);
    await view.key("Home");
    expect(stood(view).at(-1)).toBe(0);
    await view.key("Home");
    await view.dragThumb(100);
    expect(stood(view).at(-1)).toBe(first(view.seen()).position);
    await view.key("End");
    expect(stood(view).at(-1)).toBe(-1);
    const told = stood(view);
    expect(told).toEqual(told.filter((place, i) => place !== told[i - 1]));
    view.button("Follow").click();
    await view.settled();
    expect(stood(view).at(-1)).toBe(first(view.seen()).position);
    view.button("Follow").click();
    await view.settled();
    expect(stood(view).at(-1)).toBe(-1);
  });

  it("goes where another panel went and does not tell: no panel is sent back", async () => {
    const view = await openLinked();
    await stand(view, 4_000);
    expect(first(view.seen())).toMatchObject({ position: 4_000 });
    expect(first(view.seen()).top).toBeCloseTo(0, 0);
    expect(view.host.window()?.follow).toBe(false);
    await stand(view, 9_999);
    expect(last(view.seen()).position).toBe(9_999);
    await stand(view);
    expect(view.host.window()?.follow).toBe(true);
    view.host.beat(10_500);
    await view.settled();
    expect(last(view.seen()).position).toBe(10_499);
    expect(stood(view)).toEqual([]);
    await view.wheel(-60);
    expect(stood(view)).toEqual([first(view.seen()).position]);
  });

  it("tells its place when it is asked, and nothing while it is in step with nobody", async () => {
    const view = await openLinked();
    view.host.send({ _tag: "Perform", what: "tellPlace" });
    await view.settled();
    expect(stood(view)).toEqual([-1]);
    view.host.show({ inStep: 0 });
    await view.wheel(-500);
    expect(stood(view)).toEqual([-1]);
  });

  it.each([800, 320])("has a badge that says so and unlinks, at %d px", async (width) => {
    const view = await openLinked(short, width);
    const badge = view.button("Linked: unlink scrolling");
    expect(badge.title).toBe(
      "Scrolls in step by time with another panel: press to scroll by yourself again",
    );
    expect(badge.getBoundingClientRect().right).toBeLessThan(width);
    expect(await findings(view)).toEqual([]);
    badge.click();
    expect(view.host.actions()).toEqual(["UnlinkScrolling"]);
    view.host.show({ inStep: 0 });
    await view.settled();
    expect(view.root.querySelector(".badge")).toBeNull();
  });

  it("keeps the group that it is in for when it comes back, until it is in none (P5)", async () => {
    const view = await openLinked();
    view.host.show({ group: "of two" });
    await view.settled();
    expect(view.host.api.getState()).toMatchObject({ group: "of two" });
    view.host.show({ inStep: 0, group: "" });
    await view.settled();
    expect(view.host.api.getState()).not.toHaveProperty("group");
  });

  it("is linked and unlinked from the toolbar's menu", async () => {
    const view = await open(short);
    view.host.beat(10);
    await view.settled();
    view.button("More actions").click();
    await view.settled();
    await view.choose("Link Scrolling with Another Panel…");
    expect(view.host.actions()).toEqual(["LinkScrolling"]);
    view.host.show({ inStep: 2 });
    await view.settled();
    view.button("More actions").click();
    await view.settled();
    await view.choose("Unlink Scrolling");
    expect(view.host.actions()).toEqual(["LinkScrolling", "UnlinkScrolling"]);
  });
});
