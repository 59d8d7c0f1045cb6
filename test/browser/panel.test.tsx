import { describe, expect, it } from "vitest";
import { RowKind } from "../../src/protocol/rows.ts";
import type { Connection, Explanation } from "../../src/protocol/shown.ts";
import { findings } from "./accessibility.ts";
import { type Stage, useStage } from "./stage.ts";

const open = useStage();

const why: Explanation = {
  sentence: "Can't read logs.",
  advice: "Ask for the role.",
  remedies: [{ _tag: "Retry" }],
  details: "403",
};

describe("an accessibility checker finds nothing", () => {
  const states: ReadonlyArray<readonly [string, Connection]> = [
    ["loading", { _tag: "Connecting" }],
    ["streaming", { _tag: "Streaming" }],
    ["waiting", { _tag: "Waiting", why }],
    ["reconnecting", { _tag: "Reconnecting", attempt: 2, at: Number.MAX_SAFE_INTEGER, why }],
    ["disconnected", { _tag: "Disconnected", why }],
    ["ended", { _tag: "Ended", why: "The pod has completed." }],
  ];

  it.each(states)("%s, with and without lines", async (_name, connection) => {
    const view = await open((position) => ({
      text: `{"level":"info","n":${position}}`,
      kind: position % 7 === 3 ? RowKind.marker : position % 7 === 5 ? RowKind.divider : 0,
      source: position % 2,
    }));
    view.host.show({
      insecure: true,
      sources: [
        { id: 0, pod: "web", container: "app", label: "app" },
        { id: 1, pod: "web", container: "db", label: "db" },
      ],
      containers: [
        { name: "app", kind: "container", hasPrevious: true },
        { name: "db", kind: "sidecar", hasPrevious: false },
      ],
    });
    view.host.connection(connection);
    view.host.problem(connection._tag === "Disconnected" ? why : null);
    await view.settled();
    expect(await findings(view)).toEqual([]);
    view.host.beat(1_000);
    await view.settled();
    await view.key("ArrowUp");
    expect(await findings(view)).toEqual([]);
  });

  it("in a narrow panel with its menu open", async () => {
    const view = await open((position) => ({ text: `line ${position}` }), { width: 320 });
    view.host.beat(100);
    await view.settled();
    view.button("More actions").click();
    expect(view.root.querySelectorAll("[role^=menuitem]").length).toBeGreaterThan(10);
    expect(await findings(view)).toEqual([]);
  });
});

describe("the chrome", () => {
  const bottom = (view: Stage, selector: string) =>
    view.root.querySelector(selector)?.getBoundingClientRect();

  it.each([320, 390, 500, 700, 1_200])(
    "leaves the list all but 85 px, and nothing runs over, at %d px",
    async (width) => {
      const view = await open((position) => ({ text: `line ${position}` }), { width });
      view.host.show({
        target: {
          _tag: "Pod",
          context: "a-long-context-name.example.com",
          namespace: "a-long-namespace",
          pod: "checkout-worker-7f8c9d6b5-x2x4z",
          container: "app",
        },
      });
      view.host.connection({ _tag: "Reconnecting", attempt: 1, at: Date.now() + 60_000 });
      view.host.beat(1_234_567, 0, 12_345);
      await view.settled();
      expect(457 - view.height()).toBeLessThanOrEqual(85);
      const toolbar = view.root.querySelector(".toolbar");
      expect(toolbar?.scrollWidth).toBeLessThanOrEqual(width);
      expect(bottom(view, ".deeds")?.right).toBeLessThanOrEqual(width);
      expect(bottom(view, ".footer .link")?.right).toBeLessThanOrEqual(width);
      expect(bottom(view, ".crumb.target")?.width).toBeGreaterThan(60);
      expect(view.button("Follow")).toBeDefined();
    },
  );

  /** Which controls stand in the toolbar, and which wait in its menu, by their names. */
  const controlsOf = async (view: Stage) => {
    view.host.show({ containers: [{ name: "app", kind: "container", hasPrevious: true }] });
    await view.settled();
    const shown = [...view.root.querySelectorAll(".toolbar :is(.group button, .group select)")];
    view.button("More actions").click();
    await view.settled();
    const folded = view.menu().map((entry) => entry.querySelector(".words")?.textContent ?? "");
    view.button("More actions").click();
    return { shown: shown.map((control) => control.getAttribute("aria-label")), folded };
  };
  const ways = ["Line limit or time", "Timestamps", "Word wrap", "Previous instance", "Follow"];
  const deeds = ["Find", "Filter", "Refresh", "Clear", "Copy All Lines", "Export…"];

  it("has every action in an editor of 600 px, folds them below, and the toggles below 400 (T2)", async () => {
    const view = await open((position) => ({ text: `line ${position}` }), { width: 590 });
    const wide = await controlsOf(view);
    expect(wide.shown).toEqual([...ways, ...deeds, "More actions"]);
    expect(wide.folded[0]).toBe("Timestamps");
    expect(wide.folded).not.toContain("Find");
    await view.resize(500, 457);
    const middle = await controlsOf(view);
    expect(middle.shown).toEqual([...ways, "More actions"]);
    expect(middle.folded).toEqual(expect.arrayContaining(deeds));
    await view.resize(320, 457);
    const narrow = await controlsOf(view);
    expect(narrow.shown).toEqual(["Follow", "More actions"]);
    expect(narrow.folded).toEqual(
      expect.arrayContaining([...deeds, "Lines or Time", "Word Wrap", "Previous Instance"]),
    );
  });

  it("chooses a time where it is narrow, by keys alone: a menu in the menu, and a field (S10)", async () => {
    const view = await open((position) => ({ text: `line ${position}` }), { width: 320 });
    const press = async (key: string) => {
      document.activeElement?.dispatchEvent(
        new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true }),
      );
      await view.settled();
    };
    const entry = () => document.activeElement?.querySelector(".words")?.textContent;
    view.button("More actions").focus();
    await press("ArrowDown");
    expect(entry()).toBe("Timestamps");
    await press("ArrowDown");
    expect(entry()).toBe("Lines or Time");
    await press("ArrowRight");
    expect(entry()).toBe("1,000 lines");
    expect(await findings(view)).toEqual([]);
    await press("ArrowLeft");
    expect(entry()).toBe("Lines or Time");
    await press("Enter");
    await press("End");
    expect(entry()).toBe("A Time…");
    await press("Enter");
    expect(document.activeElement?.getAttribute("aria-label")).toBe("Since");
    await view.typeInto(".value-field input", "20m");
    expect(view.root.querySelector(".value-field .says")?.textContent).toMatch(/^Since /);
    expect(await findings(view)).toEqual([]);
    await press("Enter");
    expect(view.host.said.findLast((message) => message._tag === "Do")).toMatchObject({
      action: { _tag: "SetSince", since: { _tag: "Ago", seconds: 1_200 } },
    });
    expect(view.root.querySelector(".value-field")).toBeNull();
  });

  it("shows what was chosen in fewer words where it is narrow", async () => {
    const view = await open((position) => ({ text: `line ${position}` }), { width: 590 });
    const short = view.root.querySelector<HTMLElement>(".select.limit .short");
    expect(short?.innerText).toBe("1,000");
    expect(short?.checkVisibility()).toBe(true);
    view.host.show({}, { since: { _tag: "Ago", seconds: 900 } });
    await view.settled();
    expect(short?.innerText).toBe("15 min");
    await view.resize(800, 457);
    expect(short?.checkVisibility()).toBe(false);
  });

  it("leaves a narrow panel to the text, and a divider all its words (T2)", async () => {
    const divider = `restarted · exit 137 · OOMKilled by a very long reason · 10:31:02`;
    const view = await open(
      (position) =>
        position === 1
          ? { text: divider, kind: RowKind.divider }
          : { text: "a line that goes on and on ".repeat(4) },
      { width: 310 },
    );
    view.host.show({}, { timestamps: "utc" });
    view.host.beat(3);
    await view.settled();
    const lines = [...(view.list.querySelector("#row0 .words")?.getClientRects() ?? [])];
    const lefts = lines.map((line) => (line.left - view.list.getBoundingClientRect().left) / 310);
    expect(lefts[0]).toBeLessThan(0.34);
    expect(lefts[0]).toBeGreaterThan(0.2);
    expect(Math.min(...lefts)).toBeLessThan(0.1);
    expect(view.list.querySelector<HTMLElement>("#row0 .time")?.innerText).toBe("10:30:45");
    const says = view.list.querySelector<HTMLElement>("#row1 .says");
    expect(says?.innerText).toBe(divider);
    for (const { left: from, right: to } of says?.getClientRects() ?? []) {
      expect(from).toBeGreaterThan(0);
      expect(to).toBeLessThan(310 - 26);
    }
    const row = says?.closest(".row")?.getBoundingClientRect() ?? new DOMRect();
    expect(row.height).toBeGreaterThan(30);
    expect(view.list.querySelector("#row2")?.getBoundingClientRect().top).toBe(row.bottom);
  });

  it.each([320, 600])("keeps a long problem's buttons in sight, at %d px (P10)", async (width) => {
    const view = await open((position) => ({ text: `line ${position}` }), { width });
    view.host.beat(100);
    view.host.problem({
      sentence: "The server refuses it. ".repeat(20),
      advice: "Try again; if it stays so, show the details. ".repeat(4),
      remedies: [
        { _tag: "Retry" },
        { _tag: "CopyCommand", command: "kubectl auth can-i get pods" },
      ],
    });
    await view.settled();
    const strip = bottom(view, ".strip") ?? new DOMRect();
    expect(view.root.querySelector(".strip")?.scrollHeight).toBeGreaterThan(strip.height);
    for (const button of view.root.querySelectorAll(".strip button")) {
      const { bottom: end, left, right, top } = button.getBoundingClientRect();
      expect(top).toBeGreaterThanOrEqual(strip.top);
      expect(end).toBeLessThanOrEqual(strip.bottom);
      expect(left).toBeGreaterThan(strip.left + 20);
      expect(right).toBeLessThanOrEqual(strip.right);
    }
  });

  it("leaves VS Code's menu of cut, copy and paste to fields", async () => {
    const view = await open((position) => ({ text: `line ${position}` }));
    view.host.send({ _tag: "Perform", what: "filter" });
    await view.settled();
    const opensMenu = (selector: string): boolean => {
      const event = new MouseEvent("contextmenu", { bubbles: true, cancelable: true });
      view.root.querySelector(selector)?.dispatchEvent(event);
      return !event.defaultPrevented;
    };
    expect(["footer", ".toolbar button", "[aria-label='Filter lines']"].map(opensMenu)).toEqual([
      false,
      false,
      true,
    ]);
  });

  it("keeps the icons of its font", async () => {
    const view = await open((position) => ({ text: `line ${position}` }));
    await document.fonts.load("16px codicon");
    expect(document.fonts.check("16px codicon")).toBe(true);
    expect(getComputedStyle(view.button("Refresh").children[0] ?? view.root).fontFamily).toBe(
      "codicon",
    );
  });
});
