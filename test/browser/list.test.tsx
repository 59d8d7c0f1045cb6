import { afterEach, describe, expect, it } from "vitest";
import { Level } from "../../src/domain/level.ts";
import { RowKind } from "../../src/protocol/rows.ts";
import type { ScriptedRow } from "./scripted-host.ts";
import { openStage, type SeenRow, type Stage } from "./stage.ts";

/** A log whose rows wrap to one to four lines. */
const uneven = (position: number): ScriptedRow => ({
  text: `line ${position} ${"word ".repeat(((((position * 7) % 4) + 4) % 4) * 20)}end`,
});
const short = (position: number): ScriptedRow => ({ text: `line ${position}` });

let stage: Stage | undefined;
document.documentElement.style.setProperty("--vscode-font-family", "sans-serif");
const open = async (...args: Parameters<typeof openStage>): Promise<Stage> => {
  stage = await openStage(...args);
  return stage;
};
afterEach(() => {
  stage?.close();
  stage = undefined;
});

const last = (rows: ReadonlyArray<SeenRow>): SeenRow => {
  const row = rows.at(-1);
  if (row === undefined) throw new Error("no row is in sight");
  return row;
};
const first = (rows: ReadonlyArray<SeenRow>): SeenRow => {
  const [row] = rows;
  if (row === undefined) throw new Error("no row is in sight");
  return row;
};

/** The px that rows in both pictures moved down, one number for each. */
const moves = (before: ReadonlyArray<SeenRow>, after: ReadonlyArray<SeenRow>): Array<number> => {
  const tops = new Map(before.map((row) => [row.position, row.top]));
  return after.flatMap((row) => {
    const top = tops.get(row.position);
    return top === undefined ? [] : [row.top - top];
  });
};

const expectMovedBy = (
  before: ReadonlyArray<SeenRow>,
  after: ReadonlyArray<SeenRow>,
  px: number,
) => {
  const moved = moves(before, after);
  expect(moved.length).toBeGreaterThan(0);
  for (const distance of moved) expect(distance).toBeCloseTo(px, 0);
};

/** Rows stand one under the other, without gap or overlap, and cover the view. */
const expectCovered = (view: Stage) => {
  const rows = view.seen();
  expect(first(rows).top).toBeLessThanOrEqual(0.5);
  expect(last(rows).bottom).toBeGreaterThanOrEqual(view.height() - 0.5);
  for (const [i, row] of rows.entries()) {
    if (i === 0) continue;
    expect(row.top).toBeCloseTo(rows[i - 1]?.bottom ?? 0, 1);
    expect(row.position).toBe((rows[i - 1]?.position ?? 0) + 1);
  }
};

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
});

describe("what it costs", () => {
  it("has as many DOM nodes at 100,000 rows as at 1,000", async () => {
    const view = await open(short);
    const nodes = () => view.root.querySelectorAll("*").length;
    view.host.beat(1_000);
    await view.settled();
    const few = nodes();
    view.host.beat(100_000);
    await view.settled();
    expect(nodes()).toBe(few);
    await view.dragThumb(-200);
    view.host.beat(100_001);
    await view.settled();
    const reading = nodes();
    view.host.beat(10_000_000);
    await view.settled();
    expect(nodes()).toBe(reading);
  });

  /** Each run of a row's effect puts one new element into its slot. */
  const countRuns = async (view: Stage, what: () => void): Promise<number> => {
    let runs = 0;
    const observer = new MutationObserver((records) => {
      for (const record of records)
        if (record.target instanceof Element && record.target.matches(".slot")) runs++;
    });
    observer.observe(view.list, { childList: true, subtree: true });
    what();
    await view.settled();
    observer.disconnect();
    return runs;
  };

  it("runs no row's effect for rows that come outside the view", async () => {
    const view = await open(short);
    view.host.beat(1_000);
    await view.settled();
    await view.wheel(-300);
    expect(await countRuns(view, () => view.host.beat(50_000))).toBe(0);
  });

  it("runs one effect for one row that changes", async () => {
    const changed = new Set<number>();
    const view = await open((position) => ({
      text: `line ${position}${changed.has(position) ? " changed" : ""}`,
    }));
    view.host.beat(1_000);
    await view.settled();
    expect(await countRuns(view, () => view.host.beat(1_000))).toBe(0);
    changed.add(995);
    expect(await countRuns(view, () => view.host.beat(1_000))).toBe(1);
    expect(view.seen().find((row) => row.position === 995)?.text).toBe("line 995 changed");
  });

  it("runs one effect for one row that comes while following", async () => {
    const view = await open(short);
    view.host.beat(1_000);
    await view.settled();
    expect(await countRuns(view, () => view.host.beat(1_001))).toBe(1);
  });

  it("acknowledges what it painted, and keeps one request for what it shows", async () => {
    const view = await open(short);
    for (let end = 100; end <= 2_000; end += 100) view.host.beat(end);
    await view.settled();
    expect(view.host.unacknowledged()).toBe(0);
    expect(view.host.needs()).toBe(0);
    expect(view.host.said.filter((message) => message._tag === "Window")).toHaveLength(1);
  });
});

describe("rows", () => {
  it("show the text of a log as text, whatever is in it", async () => {
    const hostile = `<img src=x onerror="alert(1)"> \u001b]8;;https://x\u0007link\u001b]8;;\u0007 \u202eevil\u202c \u0000`;
    const view = await open(() => ({ text: hostile }));
    view.host.beat(1);
    await view.settled();
    expect(view.list.querySelector("img")).toBeNull();
    const { text } = first(view.seen());
    expect(text).toContain('<img src=x onerror="alert(1)"> link');
    for (const acting of ["\u001b", "\u202e", "\u0000"]) expect(text).not.toContain(acting);
  });

  it("tell markers and dividers from any line", async () => {
    const view = await open((position) =>
      position === 1
        ? { text: "restarted · exit 137", kind: RowKind.divider }
        : position === 2
          ? { text: "Lines may be missing", kind: RowKind.marker }
          : { text: "── restarted · exit 137 ──", level: Level.error },
    );
    view.host.beat(4);
    await view.settled();
    const kinds = [...view.list.querySelectorAll(".row")].map((row) => row.classList[1]);
    expect(kinds).toEqual(["line", "divider", "marker", "line"]);
    const family = (selector: string) =>
      getComputedStyle(view.list.querySelector(selector) ?? view.list).fontFamily;
    expect(family(".row.line")).not.toBe(family(".row.marker"));
  });

  it("are one line each without wrapping, and scroll sideways inside the list only", async () => {
    const view = await open((position) => ({ text: `${position} ${"x".repeat(3_000)} end` }));
    view.host.show({}, { wrap: false });
    view.host.beat(50);
    await view.settled();
    const heights = new Set(view.seen().map((row) => Math.round(row.bottom - row.top)));
    expect(heights.size).toBe(1);
    const left = () => view.list.querySelector(".words")?.getBoundingClientRect().left ?? 0;
    const before = left();
    await view.key("ArrowRight");
    expect(left()).toBeLessThan(before);
    expect(document.scrollingElement?.scrollWidth).toBeLessThanOrEqual(innerWidth);
    await view.key("ArrowLeft");
    expect(left()).toBe(before);
  });
});
