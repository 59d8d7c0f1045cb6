import { describe, expect, it } from "vitest";
import { Level } from "../../src/domain/level.ts";
import { RowKind } from "../../src/protocol/rows.ts";
import { first, short } from "./seen-rows.ts";
import { type Stage, useStage } from "./stage.ts";

const open = useStage();
document.documentElement.style.setProperty("--vscode-font-family", "sans-serif");

describe("what it costs", () => {
  it("has as many DOM nodes at 100,000 rows as at 1,000", async () => {
    const view = await open(short);
    const nodes = () => view.root.querySelectorAll("*").length;
    // The first picture tells how many rows fill the view.
    view.host.beat(500);
    await view.settled();
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
