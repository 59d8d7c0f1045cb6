import { describe, expect, it } from "vitest";
import { Level } from "../../src/domain/level.ts";
import { RowKind } from "../../src/protocol/rows.ts";
import { findings } from "./accessibility.ts";
import { expectMovedBy, first } from "./seen-rows.ts";
import { type Stage, useStage } from "./stage.ts";

const open = useStage();

const levelled = (position: number) => ({
  text: `${position % 5 === 0 ? "ERROR" : "INFO"} line ${position}`,
  level: position % 5 === 0 ? Level.error : Level.info,
  ...(position % 100 === 50 ? { kind: RowKind.divider, text: "restarted" } : {}),
});

const openFilter = async (count = 1_000, rowAt: Parameters<typeof open>[0] = levelled) => {
  const view = await open(rowAt);
  view.host.beat(count);
  await view.settled();
  view.button("Filter").click();
  await view.settled();
  return view;
};
const selector = ".filter-field input";
const field = (view: Stage): HTMLInputElement => {
  const found = view.root.querySelector<HTMLInputElement>(selector);
  if (found === null) throw new Error("the filter bar is not open");
  return found;
};
const press = async (view: Stage, key: string) => {
  field(view).dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true }));
  await view.settled();
};
const type = async (view: Stage, text: string) => {
  await view.typeInto(selector, text);
  await expect.poll(() => field(view).value).toBe(text);
};
const chips = (view: Stage) =>
  [...view.root.querySelectorAll(".chip .words")].map((chip) => chip.textContent);
const count = (view: Stage) => view.root.querySelector(".filter-count")?.textContent;

describe("the filter bar", () => {
  it("is there only while it has something", async () => {
    const view = await open(levelled);
    expect(view.root.querySelector(".filter-bar")).toBeNull();
    view.host.send({ _tag: "Perform", what: "filter" });
    await view.settled();
    expect(document.activeElement).toBe(field(view));
    await press(view, "Escape");
    expect(view.root.querySelector(".filter-bar")).toBeNull();
    expect(document.activeElement).toBe(view.list);
  });

  it("makes a chip of what is typed, shows what passes, and says how many", async () => {
    const view = await openFilter();
    await type(view, "level>=warn -995");
    await press(view, "Enter");
    expect(chips(view)).toEqual(["level>=warn", "-995"]);
    expect(field(view).value).toBe("");
    expect(view.host.filter()).toBe("level>=warn -995");
    expect(count(view)).toBe("189 of 1,000 lines");
    const lines = view.seen().filter((row) => row.text !== "restarted");
    expect(lines.every((row) => row.text.startsWith("ERROR"))).toBe(true);
    expect(view.seen().some((row) => row.text === "restarted")).toBe(true);
  });

  it("applies while one types, a moment after the last key", async () => {
    const view = await openFilter();
    await type(view, "line 77");
    await expect.poll(() => view.host.filter()).toBe("line 77");
    await view.settled();
    expect(chips(view)).toEqual([]);
    // Two terms: each line with both.
    expect(count(view)).toBe("19 of 1,000 lines");
  });

  it("lets a chip go by its button, and takes the last back into the field by Backspace", async () => {
    const view = await openFilter();
    await type(view, "level=error 99");
    await press(view, "Enter");
    view.button("Remove level=error").click();
    await view.settled();
    expect(chips(view)).toEqual(["99"]);
    expect(view.host.filter()).toBe("99");
    await press(view, "Backspace");
    expect(field(view).value).toBe("99");
    expect(chips(view)).toEqual([]);
  });

  it("marks what it cannot read, which changes nothing", async () => {
    const view = await openFilter();
    await type(view, "level>=warn");
    await press(view, "Enter");
    await type(view, "level>=shouting");
    await press(view, "Enter");
    expect(view.root.querySelector(".filter-problem")?.textContent).toContain("is no level");
    expect(field(view).getAttribute("aria-invalid")).toBe("true");
    expect(view.host.filter()).toBe("level>=warn");
    expect(field(view).value).toBe("level>=shouting");
  });

  it("says in the middle when nothing passes, with a way back", async () => {
    const view = await openFilter(1_000, (position) => ({ text: `line ${position}` }));
    await type(view, "nowhere");
    await press(view, "Enter");
    const notice = view.root.querySelector(".notice")?.textContent ?? "";
    expect(notice).toContain("No line passes the filter");
    expect(notice).toContain("All 1,000 lines are hidden.");
    expect(count(view)).toBe("0 of 1,000 lines");
    [...view.root.querySelectorAll<HTMLElement>(".notice button")].at(-1)?.click();
    await view.settled();
    expect(view.root.querySelector(".notice")).toBeNull();
    expect(chips(view)).toEqual([]);
  });

  it("keeps the place of the view: the row stands where it stood, or the next to it", async () => {
    const view = await openFilter(5_000);
    await view.dragThumb(-150);
    await view.wheel(-7);
    const at = view.seen()[1]?.text ?? "";
    const row = Number(at.split(" ").at(-1));
    await type(view, "level=error");
    await press(view, "Enter");
    const near = view.seen()[0]?.text ?? "";
    expect(Math.abs(Number(near.split(" ").at(-1)) - row)).toBeLessThanOrEqual(10);
    const before = view.seen();
    view.button("Clear filter").click();
    await view.settled();
    const after = view.seen();
    const kept = before.find((one) => after.some((other) => other.text === one.text));
    const same = after.find((other) => other.text === kept?.text);
    expect(same?.top).toBeCloseTo(kept?.top ?? -1, 0);
  });

  it("goes on following at the end", async () => {
    const view = await openFilter();
    await type(view, "level=error");
    await press(view, "Enter");
    view.host.beat(1_201);
    await view.settled();
    expect(view.seen().at(-1)?.text).toBe("ERROR line 1200");
    expect(view.host.window()?.follow).toBe(true);
  });

  it("shows lines around each that passes, as many as are chosen", async () => {
    const view = await openFilter();
    await type(view, `"line 700"`);
    await press(view, "Enter");
    const context = view.root.querySelector<HTMLSelectElement>(".context select");
    if (context === null) throw new Error("no choice of context");
    context.value = "2";
    context.dispatchEvent(new Event("change", { bubbles: true }));
    await view.settled();
    const lines = view.seen().filter((row) => row.text !== "restarted");
    expect(lines.map((row) => row.text.split(" ").at(-1))).toEqual([
      "698",
      "699",
      "700",
      "701",
      "702",
    ]);
  });

  it("has what the host keeps, in a view that is made anew", async () => {
    const view = await open(levelled);
    view.host.beat(100);
    view.host.api.postMessage({ _tag: "Filter", text: "level=error -5", context: 1, near: 0 });
    await view.settled();
    expect(chips(view)).toEqual(["level=error", "-5"]);
    expect(view.root.querySelector<HTMLSelectElement>(".context select")?.value).toBe("1");
  });

  it("takes no more than the 85 px that the chrome may have, and is accessible", async () => {
    const view = await openFilter();
    await type(view, "level=error status>=500 a b c d e f");
    await press(view, "Enter");
    for (const width of [1_200, 600, 320]) {
      // oxlint-disable-next-line eslint/no-await-in-loop
      await view.resize(width, 457);
      expect(457 - view.height()).toBeLessThanOrEqual(85);
      expect(field(view).getBoundingClientRect().width).toBeGreaterThan(60);
      expect(view.root.scrollWidth).toBeLessThanOrEqual(width);
      // oxlint-disable-next-line eslint/no-await-in-loop
      expect(await findings(view)).toEqual([]);
    }
  });
});

describe("the menu of a row", () => {
  const openMenu = async (view: Stage, position: number, at = 2) => {
    await view.click([position, at]);
    await view.key("F10", { shiftKey: true });
  };
  const openAtTop = async () => {
    const view = await open(levelled);
    view.host.beat(200);
    await view.settled();
    await view.key("Home");
    return view;
  };

  it("copies the line, plain, with its timestamp, and raw", async () => {
    const view = await openAtTop();
    for (const words of ["Copy Line", "Copy Line with Timestamp", "Copy Raw Line"]) {
      // oxlint-disable-next-line eslint/no-await-in-loop
      await openMenu(view, 3);
      // oxlint-disable-next-line eslint/no-await-in-loop
      await view.choose(words);
    }
    const how = view.host.said.flatMap((m) =>
      m._tag === "Do" && m.action._tag === "CopyRows" ? [m.action] : [],
    );
    expect(how).toEqual([
      { _tag: "CopyRows", from: 3, to: 3, timestamps: false, raw: false },
      { _tag: "CopyRows", from: 3, to: 3, timestamps: true, raw: false },
      { _tag: "CopyRows", from: 3, to: 3, timestamps: false, raw: true },
    ]);
  });

  it("copies a link to the log from the line on, by its time (O9)", async () => {
    const view = await openAtTop();
    await openMenu(view, 3);
    await view.choose("Copy Link from This Line On");
    const links = view.host.said.flatMap((m) =>
      m._tag === "Do" && m.action._tag === "CopyLink" ? [m.action] : [],
    );
    expect(links).toEqual([
      {
        _tag: "CopyLink",
        since: { _tag: "At", at: { seconds: 1_735_468_248, nanos: 123_456_789 } },
      },
    ]);
  });

  it("searches for what is selected in a row, else for the line", async () => {
    const view = await openAtTop();
    const sought = async () => {
      await view.key("F10", { shiftKey: true });
      await view.choose("Search for This");
      return view.root.querySelector<HTMLInputElement>(".find-input")?.value;
    };
    await view.drag([4, 5], [4, 11]);
    expect(await sought()).toBe("line 4");
    await view.click([3, 2]);
    expect(await sought()).toBe("INFO line 3");
    await view.drag([3, 5], [4, 4]);
    expect(await sought()).toBe("INFO line 4");
  });

  it("filters to the level and by the source of the line", async () => {
    const view = await openAtTop();
    await openMenu(view, 5);
    await view.choose("Filter to This Level");
    expect(view.host.filter()).toBe("level=error");
    await openMenu(view, 1);
    await view.choose("Filter by This Source");
    expect(view.host.filter()).toBe("level=error source=web-6d4f9/app");
  });

  it("shows a filtered line in its context, where it stands", async () => {
    const view = await openAtTop();
    view.host.api.postMessage({ _tag: "Filter", text: "level=error", context: 0, near: 0 });
    await view.settled();
    const row = view.seen()[6];
    if (row === undefined) throw new Error("too few rows");
    await openMenu(view, row.position);
    await view.choose("Show in Context");
    expect(view.host.filter()).toBe("");
    const after = view.seen().find((other) => other.text === row.text);
    expect(after?.top).toBeCloseTo(row.top, 0);
    expect(view.seen().some((other) => other.text.startsWith("INFO"))).toBe(true);
  });

  it("searches for the word under the pointer", async () => {
    const view = await openAtTop();
    const box = view.list.querySelector("#row5 .words")?.getBoundingClientRect();
    view.list.querySelector("#row5 .words")?.dispatchEvent(
      new MouseEvent("contextmenu", {
        bubbles: true,
        cancelable: true,
        clientX: (box?.left ?? 0) + 5,
        clientY: (box?.top ?? 0) + 5,
      }),
    );
    await view.settled();
    await view.choose("Search for This");
    expect(view.root.querySelector<HTMLInputElement>(".find-input")?.value).toBe("ERROR");
  });

  it("is walked by keys, closes with Escape, and gives the list its focus back", async () => {
    const view = await openAtTop();
    await openMenu(view, 3);
    expect(document.activeElement).toBe(view.menu()[0]);
    expect(await findings(view)).toEqual([]);
    document.activeElement?.dispatchEvent(
      new KeyboardEvent("keydown", { key: "Escape", bubbles: true, cancelable: true }),
    );
    await view.settled();
    expect(view.menu()).toEqual([]);
    expect(document.activeElement).toBe(view.list);
  });

  it("opens above what is low in the panel, and never beyond the window", async () => {
    const view = await openAtTop();
    await openMenu(view, first(view.seen()).position + 20);
    const box = view.root.querySelector("[role=menu]")?.getBoundingClientRect();
    expect(box?.top).toBeGreaterThanOrEqual(0);
    expect(box?.bottom).toBeLessThanOrEqual(innerHeight);
    expectMovedBy(view.seen(), view.seen(), 0);
  });
});
