import { describe, expect, it } from "vitest";
import { RowKind } from "../../src/protocol/rows.ts";
import { last, short } from "./seen-rows.ts";
import { useStage } from "./stage.ts";

const open = useStage();

/** A log at rest: its first rows in view. */
const openAtTop = async (count = 100, rowAt: Parameters<typeof open>[0] = short) => {
  const view = await open(rowAt);
  view.host.beat(count);
  await view.settled();
  await view.key("Home");
  return view;
};

describe("selecting by the mouse", () => {
  it("takes the text between the ends of a drag, and copies just that", async () => {
    const view = await openAtTop();
    await view.drag([3, 2], [5, 4]);
    expect(view.selectedText()).toBe("ne 3\nline 4\nline");
    await view.copy();
    expect(view.host.copied).toEqual(["ne 3\nline 4\nline"]);
  });

  it("is the same upwards", async () => {
    const view = await openAtTop();
    await view.drag([5, 4], [3, 2]);
    await view.copy();
    expect(view.host.copied).toEqual(["ne 3\nline 4\nline"]);
  });

  it("is ended by a click, and then there is nothing to copy but the row", async () => {
    const view = await openAtTop();
    await view.drag([3, 2], [5, 4]);
    await view.click([7, 1]);
    expect(view.selectedText()).toBe("");
    await view.copy();
    expect(view.host.copied).toEqual(["line 7"]);
  });

  it("takes a line by a double click, and goes on by lines", async () => {
    const view = await openAtTop();
    await view.click([4, 2]);
    await view.click([4, 2]);
    expect(view.selectedRows()).toEqual([4]);
    await view.copy();
    expect(view.host.copied).toEqual(["line 4"]);
    await view.click([6, 1], { shiftKey: true });
    expect(view.selectedRows()).toEqual([4, 5, 6]);
  });

  it("goes on with Shift from where the last click was", async () => {
    const view = await openAtTop();
    await view.click([2, 5]);
    await view.click([4, 4], { shiftKey: true });
    await view.copy();
    expect(view.host.copied).toEqual(["2\nline 3\nline"]);
  });

  it("scrolls on while it is held below the edge, and takes what was never in view at once", async () => {
    const view = await openAtTop(5_000);
    const from = await view.hold([1, 0]);
    await view.holdAt(from.x, view.list.getBoundingClientRect().bottom + 300, 20);
    await view.release();
    const end = last(view.seen()).position;
    expect(end).toBeGreaterThan(40);
    await view.copy();
    const lines = view.host.copied[0]?.split("\n") ?? [];
    expect(lines[0]).toBe("line 1");
    expect(lines.length).toBeGreaterThan(40);
    expect(lines.slice(0, -1)).toEqual(lines.slice(0, -1).map((_, i) => `line ${i + 1}`));
  });

  it("holds the rows under the hand while new ones come", async () => {
    const view = await open(short);
    view.host.beat(1_000);
    await view.settled();
    const before = view.seen();
    await view.drag([990, 0], [992, 3]);
    view.host.beat(1_500);
    await view.settled();
    expect(view.seen()).toEqual(before);
    await view.copy();
    expect(view.host.copied).toEqual(["line 990\nline 991\nlin"]);
  });
});

describe("selecting by the keyboard", () => {
  it("goes by rows with Shift and the arrows, there and back", async () => {
    const view = await openAtTop();
    await view.click([3, 0]);
    await view.key("ArrowDown", { shiftKey: true });
    await view.key("ArrowDown", { shiftKey: true });
    expect(view.selectedRows()).toEqual([3, 4, 5]);
    await view.key("ArrowUp", { shiftKey: true });
    expect(view.selectedRows()).toEqual([3, 4]);
    await view.copy();
    expect(view.host.copied).toEqual(["line 3\nline 4"]);
  });

  it("takes pages, and all to the end, beyond what is in view", async () => {
    const view = await openAtTop(5_000);
    await view.click([3, 0]);
    await view.key("PageDown", { shiftKey: true });
    await view.key("PageDown", { shiftKey: true });
    await view.copy();
    expect(view.host.copied[0]?.split("\n").length).toBeGreaterThan(35);
    await view.key("End", { shiftKey: true });
    await view.copy();
    expect(view.host.copied[1]?.split("\n").length).toBe(4_997);
  });

  it("takes all lines of a filtered view, whose numbers it does not know", async () => {
    const view = await openAtTop(3_000);
    view.host.api.postMessage({ _tag: "Filter", text: "7", context: 0, near: 0 });
    await view.settled();
    await view.key("a", { ctrlKey: true });
    await view.copy();
    const expected = Array.from({ length: 3_000 }, (_, i) => `line ${i}`).filter((text) =>
      text.includes("7"),
    );
    expect(view.host.copied[0]?.split("\n")).toEqual(expected);
  });

  it("is let go by Escape and by going on without Shift", async () => {
    const view = await openAtTop();
    await view.key("a", { ctrlKey: true });
    expect(view.selectedRows().length).toBeGreaterThan(20);
    await view.key("Escape");
    expect(view.selectedRows()).toEqual([]);
    await view.key("a", { ctrlKey: true });
    await view.key("ArrowDown");
    expect(view.selectedRows()).toEqual([]);
  });
});

describe("a selection", () => {
  it("survives new lines, eviction of its beginning, and another filter", async () => {
    const view = await openAtTop(1_000);
    await view.drag([2, 0], [9, 6]);
    view.host.beat(1_500, 5);
    await view.settled();
    await view.copy();
    expect(view.host.copied.at(-1)).toBe("line 5\nline 6\nline 7\nline 8\nline 9");
    view.host.api.postMessage({ _tag: "Filter", text: "-8", context: 0, near: 5 });
    await view.settled();
    expect(
      view
        .seen()
        .map((row) => row.text)
        .slice(0, 4),
    ).toEqual(["line 5", "line 6", "line 7", "line 9"]);
    expect(view.selectedRows()).toEqual([0, 1, 2, 3]);
    await view.copy();
    expect(view.host.copied.at(-1)).toBe("line 5\nline 6\nline 7\nline 9");
    view.host.api.postMessage({ _tag: "Filter", text: "", context: 0, near: 5 });
    await view.settled();
    await view.copy();
    expect(view.host.copied.at(-1)).toBe("line 5\nline 6\nline 7\nline 8\nline 9");
  });

  it("is another run's no more", async () => {
    const view = await openAtTop(100);
    await view.key("a", { ctrlKey: true });
    view.host.restart();
    view.host.beat(50);
    await view.settled();
    expect(view.selectedRows()).toEqual([]);
  });

  it("comes back with a view that was hidden", async () => {
    const view = await openAtTop(100);
    await view.drag([3, 2], [5, 4]);
    const state = view.host.api.getState();
    view.close();
    const again = await open(short, { state });
    again.host.beat(100);
    await again.settled();
    expect(again.selectedText()).toBe("ne 3\nline 4\nline");
  });

  it("tells the host whether there is one, once each", async () => {
    const view = await openAtTop();
    await view.drag([3, 2], [5, 4]);
    await view.click([1, 1]);
    const told = view.host.said.flatMap((m) => (m._tag === "Selected" ? [m.any] : []));
    expect(told).toEqual([true, false]);
  });

  it("takes markers and dividers as rows of their own", async () => {
    const view = await openAtTop(50, (position) =>
      position === 4 ? { text: "restarted", kind: RowKind.divider } : short(position),
    );
    await view.drag([3, 0], [5, 4]);
    expect(view.selectedRows()).toEqual([3, 4, 5]);
    await view.copy();
    expect(view.host.copied).toEqual(["line 3\nrestarted\nline"]);
  });

  it("maps places of a pretty-printed value to its line", async () => {
    const view = await openAtTop(20, () => ({ text: `{"a":1,"msg":"two words"}` }));
    await view.click([2, 0]);
    await view.key("Enter");
    expect(view.seen().find((row) => row.position === 2)?.text).toContain(`"a": 1,\n`);
    await view.drag([2, 4], [2, 20]);
    const drawn = view.selectedText();
    await view.copy();
    expect(drawn.replaceAll(/\s/g, "")).toBe((view.host.copied[0] ?? "").replaceAll(/\s/g, ""));
    expect(view.host.copied[0]?.length).toBeGreaterThan(5);
  });

  it("copies all lines at the key that a browser keeps from VS Code, outside of fields (X1, T4)", async () => {
    const view = await openAtTop();
    const key = { key: "C", code: "KeyC", ctrlKey: true, shiftKey: true };
    const event = new KeyboardEvent("keydown", { ...key, bubbles: true, cancelable: true });
    view.list.dispatchEvent(event);
    expect(event.defaultPrevented).toBe(true);
    expect(view.host.actions()).toEqual(["CopyAll"]);
    view.button("Find").click();
    await view.settled();
    view.root
      .querySelector(".find-input")
      ?.dispatchEvent(new KeyboardEvent("keydown", { ...key, bubbles: true, cancelable: true }));
    expect(view.host.actions()).toEqual(["CopyAll"]);
  });

  it("leaves copying in a field of the panel to the field", async () => {
    const view = await openAtTop();
    view.button("Find").click();
    await view.settled();
    const field = view.root.querySelector<HTMLInputElement>(".find-input");
    const event = new ClipboardEvent("copy", { bubbles: true, cancelable: true });
    field?.dispatchEvent(event);
    expect(event.defaultPrevented).toBe(false);
    expect(view.host.copied).toEqual([]);
  });
});
