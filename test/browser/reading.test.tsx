import { describe, expect, it } from "vitest";
import { Level } from "../../src/domain/level.ts";
import { RowFlag, RowKind } from "../../src/protocol/rows.ts";
import { expectCovered, last, short } from "./seen-rows.ts";
import { type Stage, useStage } from "./stage.ts";

const open = useStage();

/** Each tenth row begins a trace of five lines. */
const traced = (position: number) =>
  position % 10 > 0 && position % 10 < 6
    ? { text: `    at frame${position}`, flags: RowFlag.continuation }
    : { text: `line ${position}` };

const openAtTop = async (count: number, rowAt: Parameters<typeof open>[0]) => {
  const view = await open(rowAt);
  view.host.beat(count);
  await view.settled();
  await view.key("Home");
  return view;
};
const press = async (view: Stage, selector: string) => {
  const element = view.list.querySelector(selector);
  if (element === null) throw new Error(`nothing is ${selector}`);
  const { left, top, width, height } = element.getBoundingClientRect();
  element.dispatchEvent(
    new MouseEvent("click", {
      bubbles: true,
      cancelable: true,
      clientX: left + width / 2,
      clientY: top + height / 2,
    }),
  );
  await view.settled();
};

describe("traces", () => {
  it("fold under their first line, with a count, and unfold again", async () => {
    const view = await openAtTop(100, traced);
    const before = view.seen();
    await press(view, "#row10 .fold");
    const texts = view.seen().map((row) => row.text);
    expect(texts).toContain("line 10+5 lines");
    expect(texts).not.toContain("    at frame11");
    expect(texts).toContain("    at frame1");
    expect(view.seen().find((row) => row.position === 10)?.top).toBeCloseTo(
      before.find((row) => row.position === 10)?.top ?? -1,
      0,
    );
    expectCovered(view);
    await press(view, "#row10 .fold");
    expect(view.seen()).toEqual(before);
  });

  it("have a triangle only where there is something to fold", async () => {
    const view = await openAtTop(100, traced);
    const heads = [...view.list.querySelectorAll(".row:has(.fold.codicon)")].map((row) => row.id);
    expect(heads.slice(0, 2)).toEqual(["row0", "row10"]);
  });

  it("fold all at once, and one by one again", async () => {
    const view = await openAtTop(1_000, traced);
    await view.click([0, 1]);
    await view.key("F10", { shiftKey: true });
    await view.choose("Fold All Traces");
    expect(view.seen().some((row) => row.text.includes("at frame"))).toBe(false);
    await view.key("ArrowRight");
    expect(view.seen().filter((row) => row.text.includes("at frame"))).toHaveLength(5);
    view.host.beat(2_000);
    await view.settled();
    await view.key("End");
    expect(last(view.seen()).text).toBe("line 1999");
  });

  it("are copied with what is folded", async () => {
    const view = await openAtTop(100, traced);
    await press(view, "#row0 .fold");
    await view.drag([0, 0], [1, 3]);
    await view.copy();
    expect(view.host.copied[0]?.split("\n")).toHaveLength(7);
  });
});

describe("structured lines", () => {
  it.each([
    ["JSON", `{"level":"info","msg":"ready","n":[1,2]}`, `"msg": "ready",`],
    ["logfmt", `level=info msg="ready now" n=3`, `msg="ready now"`],
  ])("%s is pretty-printed and folded again by key and by hand", async (_name, text, part) => {
    const view = await openAtTop(30, () => ({ text }));
    const height = () => {
      const row = view.seen().find((one) => one.position === 3);
      return (row?.bottom ?? 0) - (row?.top ?? 0);
    };
    const before = height();
    await view.click([3, 0]);
    await view.key("Enter");
    expect(height()).toBeGreaterThan(before * 2);
    expect(view.list.querySelector("#row3 .pretty")?.textContent).toContain(part);
    await view.key("ArrowLeft");
    expect(height()).toBe(before);
    await press(view, "#row3 .fold");
    expect(height()).toBeGreaterThan(before * 2);
    expectCovered(view);
  });

  it("stay as they are while new lines come", async () => {
    const view = await openAtTop(100, () => ({ text: `{"a":1,"b":2}` }));
    await view.click([3, 0]);
    await view.key("Enter");
    view.host.beat(200, 2);
    await view.settled();
    expect(view.list.querySelector("#row3 .pretty")).not.toBeNull();
  });
});

describe("very long lines", () => {
  const whole = `${"x".repeat(199_990)} the end.`;
  const long = (position: number) =>
    position === 2
      ? { text: whole.slice(0, 60_000), whole, flags: RowFlag.partial }
      : short(position);

  it("are shown in part, and as a whole when that is asked for", async () => {
    const view = await openAtTop(50, long);
    expect(view.list.querySelector("#row2 .more")?.textContent).toBe("Show all");
    const row = view.list.querySelector("#row2");
    await view.click([0, 0]);
    await view.key("ArrowDown");
    await view.key("ArrowDown");
    expect(row?.id).toBe("row2");
    await view.key("Enter");
    expect(view.list.querySelector("#row2 .words")?.textContent?.length).toBe(whole.length);
    expect(view.list.querySelector("#row2 .words")?.textContent?.endsWith("the end.")).toBe(true);
    expect(view.list.querySelector("#row2 .more")?.textContent).toBe("Show less");
    await view.key("Enter");
    expect(view.list.querySelector("#row2 .words")?.textContent).toHaveLength(60_000);
  });

  it("of ten megabytes come in parts, and say how much is left", async () => {
    const huge = "0123456789".repeat(1_000_000);
    const view = await openAtTop(3, (position) =>
      position === 0
        ? { text: huge.slice(0, 65_536), whole: huge, flags: RowFlag.partial }
        : short(position),
    );
    await view.click([1, 0]).catch(() => view.key("ArrowUp"));
    await view.key("Home");
    await view.key("ArrowUp");
    await view.key("Enter");
    expect(view.list.querySelector("#row0 .words")?.textContent).toHaveLength(1_000_000);
    expect(view.list.querySelector("#row0 .rest")?.textContent).toBe("… 9 MB more Show more");
  });
});

describe("the map", () => {
  const marked = (position: number) => ({
    text: `line ${position}`,
    level: position === 500 ? Level.error : position > 900 ? Level.warn : Level.info,
    ...(position === 250 ? { kind: RowKind.divider } : {}),
  });
  const canvas = (view: Stage): HTMLCanvasElement => {
    const found = view.root.querySelector<HTMLCanvasElement>(".row-map");
    if (found === null) throw new Error("there is no map");
    return found;
  };
  const alphaAt = (view: Stage, share: number, x = 10): number => {
    const map = canvas(view);
    const y = Math.round(share * map.height);
    const data = map
      .getContext("2d")
      ?.getImageData(Math.round((x * map.width) / 12), Math.max(0, y - 2), 1, 4).data;
    return Math.max(...[3, 7, 11, 15].map((i) => data?.[i] ?? 0));
  };

  it("shows errors, warnings and dividers at their true place", async () => {
    document.documentElement.style.setProperty(
      "--vscode-editorOverviewRuler-errorForeground",
      "rgb(255 0 0)",
    );
    document.documentElement.style.setProperty(
      "--vscode-editorOverviewRuler-warningForeground",
      "rgb(255 255 0)",
    );
    document.documentElement.style.setProperty("--vscode-descriptionForeground", "rgb(90 90 90)");
    const view = await openAtTop(1_000, marked);
    expect(alphaAt(view, 0.5)).toBe(255);
    expect(alphaAt(view, 0.95)).toBe(255);
    expect(alphaAt(view, 0.25, 2)).toBe(255);
    expect(alphaAt(view, 0.1)).toBe(0);
    expect(alphaAt(view, 0.7)).toBe(0);
  });

  it("stands beside the rows where these do not fill the view, and leads to them", async () => {
    const view = await openAtTop(10, (position) => ({
      text: `line ${position}`,
      level: position === 6 ? Level.error : Level.info,
    }));
    const { height, left, top } = canvas(view).getBoundingClientRect();
    const middleOf = (position: number) => {
      const row = view.seen().find((one) => one.position === position);
      return ((row?.top ?? 0) + (row?.bottom ?? 0)) / 2;
    };
    expect(alphaAt(view, middleOf(6) / height)).toBe(255);
    expect(alphaAt(view, middleOf(3) / height)).toBe(0);
    expect(alphaAt(view, 0.65)).toBe(0);
    canvas(view).dispatchEvent(
      new PointerEvent("pointerdown", {
        bubbles: true,
        cancelable: true,
        button: 0,
        clientX: left + 4,
        clientY: top + height * 0.9,
      }),
    );
    await view.settled();
    expect(last(view.seen()).position).toBe(9);
  });

  it("leads to where it is clicked", async () => {
    const view = await openAtTop(1_000, marked);
    const { left, top, height } = canvas(view).getBoundingClientRect();
    canvas(view).dispatchEvent(
      new PointerEvent("pointerdown", {
        bubbles: true,
        cancelable: true,
        button: 0,
        clientX: left + 6,
        clientY: top + height / 2,
      }),
    );
    await view.settled();
    expect(view.seen().some((row) => row.position === 500)).toBe(true);
  });

  it("is as high as the list, and asks for no finer stretches than it can show", async () => {
    const view = await openAtTop(1_000, marked);
    const wanted = view.host.said.flatMap((m) => (m._tag === "MapWanted" ? [m.buckets] : []));
    expect(wanted).toEqual([Math.floor(view.height() / 2)]);
    expect(canvas(view).getBoundingClientRect().height).toBe(view.height());
  });
});
