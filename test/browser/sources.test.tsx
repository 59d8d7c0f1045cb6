import { describe, expect, it } from "vitest";
import { RowFlag } from "../../src/protocol/rows.ts";
import type { SourceInfo, SourceReport } from "../../src/protocol/sources.ts";
import { findings } from "./accessibility.ts";
import { type Stage, useStage } from "./stage.ts";

const openStage = useStage();

const sources = (count: number, more: Partial<SourceInfo> = {}): ReadonlyArray<SourceInfo> =>
  Array.from({ length: count }, (_, id) => ({
    id,
    pod: `web-6d4f9c8b7-x${id}`,
    container: "app",
    label: `…x${id} app`,
    node: "node-2",
    image: "registry.example/shop/web:1.4.2",
    restarts: id,
    ...more,
  }));

const report = (id: number, more: Partial<SourceReport> = {}): SourceReport => ({
  id,
  state: "Streaming",
  lines: 12_345,
  rate: 240,
  ...more,
});

/** A panel of a Deployment with so many sources, by turns, its list of them open. */
const open = async (
  count: number,
  options: Parameters<ReturnType<typeof useStage>>[1] = {},
): Promise<Stage> => {
  const view = await openStage(
    (position) => ({ text: `line ${position}`, source: position % count }),
    options,
  );
  view.host.show({
    target: {
      _tag: "Workload",
      context: "prod",
      namespace: "shop",
      kind: "Deployment",
      name: "web",
    },
    sources: sources(count),
  });
  view.host.connection({ _tag: "Streaming" });
  view.host.beat(100);
  view.host.send({ _tag: "Perform", what: "sources" });
  await view.settled();
  view.host.send({ _tag: "SourcesAre", sources: sources(count).map(({ id }) => report(id)) });
  await view.settled();
  return view;
};

const grid = (view: Stage): HTMLElement => {
  const found = view.root.querySelector<HTMLElement>("[role=grid]");
  if (found === null) throw new Error("the list of sources is not open");
  return found;
};
const rows = (view: Stage): ReadonlyArray<string> =>
  [...grid(view).querySelectorAll<HTMLElement>("[role=row]")].map((row) =>
    row.innerText.replaceAll(/\s+/g, " "),
  );
const press = async (view: Stage, key: string, more: KeyboardEventInit = {}): Promise<void> => {
  grid(view).dispatchEvent(
    new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true, ...more }),
  );
  await view.settled();
};
const said = (view: Stage): ReadonlyArray<unknown> =>
  view.host.said.flatMap((one): ReadonlyArray<unknown> =>
    one._tag === "ShowSources"
      ? [one.change]
      : one._tag === "Do"
        ? [one.action]
        : one._tag === "SourceGo"
          ? [one]
          : [],
  );

describe("the list of sources (C5)", () => {
  it("says of each its name, state, node, image, restarts, lines and rate, and asks for them while it is open", async () => {
    const view = await open(3, { width: 1_200 });
    expect(rows(view)[1]).toBe(
      "web-6d4f9c8b7-x1/app Streaming · node-2 · web:1.4.2 · 1 restart 240/s 12,345 lines",
    );
    const wanted = () =>
      view.host.said.flatMap((one) => (one._tag === "SourcesWanted" ? [one.wanted] : []));
    expect(wanted()).toEqual([true]);
    view.button("Close sources").click();
    await view.settled();
    expect(wanted()).toEqual([true, false]);
    expect(document.activeElement).toBe(view.list);
  });

  it("gives each the colour that its rows have", async () => {
    const view = await open(3);
    const colourOf = (element: Element | null | undefined) =>
      [...(element?.classList ?? [])].find((name) => name.startsWith("colour"));
    for (const id of [0, 1, 2]) {
      const row = [...view.list.querySelectorAll(".row .label")].find(
        (label) => label.textContent === `…x${id} app`,
      );
      expect(colourOf(row)).toBe(colourOf(grid(view).querySelector(`#source${id} .name`)));
    }
  });

  it("takes the keyboard: hides, shows alone, opens and closes", async () => {
    const view = await open(3);
    expect(document.activeElement).toBe(grid(view));
    await press(view, "ArrowDown");
    expect(grid(view).getAttribute("aria-activedescendant")).toBe("source1");
    await press(view, " ");
    expect(rows(view)[1]).toContain("Hidden · Streaming");
    expect(view.root.querySelector(".footer")?.textContent).toContain("1 hidden");
    await press(view, " ");
    await press(view, "End");
    await press(view, "Enter");
    expect(rows(view).filter((row) => row.includes("Hidden"))).toHaveLength(2);
    view.button("Show all").click();
    await view.settled();
    expect(rows(view).filter((row) => row.includes("Hidden"))).toHaveLength(0);
    await press(view, "Enter", { shiftKey: true });
    const name = (id: number) => `web-6d4f9c8b7-x${id}/app`;
    expect(said(view)).toEqual([
      { _tag: "Hide", name: name(1) },
      { _tag: "Unhide", name: name(1) },
      { _tag: "Solo", name: name(2) },
      { _tag: "ShowAll" },
      { _tag: "OpenSource", source: 2 },
    ]);
    await press(view, "Escape");
    expect(view.root.querySelector("[role=grid]")).toBeNull();
    expect(document.activeElement).toBe(view.list);
  });

  it("goes to a source's last line, from its menu", async () => {
    const view = await open(3);
    await press(view, "ContextMenu");
    await view.choose("Go to Its Last Line");
    expect(said(view)).toEqual([{ _tag: "SourceGo", source: 0 }]);
  });

  it("lists what is not followed with a way to follow it, and says so in the footer (C7)", async () => {
    const view = await open(3);
    view.host.show({
      sources: sources(3).map((one) => (one.id === 2 ? { ...one, unfollowed: true } : one)),
    });
    await view.settled();
    expect(rows(view)[2]).toContain("Not followed");
    const note = view.button("2 of 3 followed");
    view.button("Follow web-6d4f9c8b7-x2/app").click();
    await press(view, "End");
    await press(view, "Enter");
    const follow = { _tag: "FollowSource", source: 2 };
    expect(said(view).filter((one) => JSON.stringify(one) === JSON.stringify(follow))).toHaveLength(
      2,
    );
    await press(view, "Escape");
    note.click();
    await view.settled();
    expect(rows(view)).toHaveLength(3);
  });

  it.each([320, 600, 1_200])(
    "has room at %d px, with 200 sources, and a checker finds nothing",
    async (width) => {
      const view = await open(200, { width });
      const box = grid(view).getBoundingClientRect();
      expect(box.width).toBeGreaterThanOrEqual(width < 640 ? width - 2 : 295);
      expect(view.root.scrollWidth).toBeLessThanOrEqual(width);
      const drawn = grid(view).querySelectorAll("[role=row]").length;
      expect(drawn).toBeLessThan(30);
      await press(view, "End");
      expect(rows(view).at(-1)).toContain("x199");
      const active = grid(view).querySelector(".active")?.getBoundingClientRect();
      expect(active?.bottom).toBeLessThanOrEqual(box.bottom + 0.5);
      await press(view, " ");
      expect(await findings(view)).toEqual([]);
      for (const row of grid(view).querySelectorAll(".source")) {
        const edge = (selector: string) => row.querySelector(selector)?.getBoundingClientRect();
        expect(edge(".name")?.right).toBeLessThanOrEqual(edge(".acts")?.left ?? 0);
        expect(edge(".state")?.right).toBeLessThanOrEqual(edge(".numbers")?.left ?? 0);
        const name = row.querySelector(".name");
        expect(name?.scrollWidth).toBeLessThanOrEqual(name?.clientWidth ?? 0);
      }
    },
  );

  it("finds some of many by name, node, image or state, and goes on to them by the keyboard", async () => {
    const view = await open(40);
    view.host.send({
      _tag: "SourcesAre",
      sources: sources(40).map(({ id }) =>
        report(id, id === 7 ? { state: "Ended", why: "pod deleted" } : {}),
      ),
    });
    await view.typeInto(".sources-field", "x3");
    expect(rows(view)).toHaveLength(11);
    await view.typeInto(".sources-field", "ended");
    expect(rows(view)).toHaveLength(1);
    expect(rows(view)[0]).toContain("Ended: pod deleted · node-2");
    const field = document.activeElement;
    field?.dispatchEvent(new KeyboardEvent("keydown", { key: "ArrowDown", bubbles: true }));
    expect(document.activeElement).toBe(grid(view));
    await press(view, " ");
    expect(said(view)).toEqual([{ _tag: "Hide", name: "web-6d4f9c8b7-x7/app" }]);
    expect(await findings(view)).toEqual([]);
  });

  it("forgets what was reported when the rows begin anew", async () => {
    const view = await open(3);
    view.host.restart();
    await view.settled();
    expect(rows(view)[0]).toContain("Connecting · node-2 · web:1.4.2 0 lines");
  });

  it("changes nothing but numbers when it is told the same again", async () => {
    const view = await open(3);
    const first = grid(view).querySelector("[role=row]");
    const spoken = view.root.querySelector("[role=status]")?.textContent;
    view.host.send({
      _tag: "SourcesAre",
      sources: [report(0, { lines: 20_000, rate: 3.5 }), report(1), report(2)],
    });
    await view.settled();
    expect(grid(view).querySelector("[role=row]")).toBe(first);
    expect(rows(view)[0]).toContain("3.5/s 20,000 lines");
    expect(view.root.querySelector("[role=status]")?.textContent).toBe(spoken);
  });
});

describe("a view that comes back (P4, P5)", () => {
  it("keeps which sources are shown, that it is one of its own, and that their list is open", async () => {
    const view = await open(3);
    view.host.show({ own: true });
    await press(view, " ");
    const state = view.host.api.getState();
    expect(state).toMatchObject({
      choice: { only: false, names: ["web-6d4f9c8b7-x0/app"] },
      own: true,
      sources: true,
    });
    view.close();
    const next = await openStage((position) => ({ text: `line ${position}` }), { state });
    expect(grid(next)).toBeDefined();
    expect(document.activeElement).not.toBe(grid(next));
  });
});

describe("the labels of rows", () => {
  /** Rows of three sources, no wider than the window: what is outside of it can't be pointed at. */
  const openRows = async (): Promise<Stage> => {
    const view = await open(3, { width: 410 });
    await press(view, "Escape");
    return view;
  };
  const labels = (view: Stage): ReadonlySet<string | null> =>
    new Set([...view.list.querySelectorAll(".row .label")].map(({ textContent }) => textContent));
  const labelBox = (view: Stage): DOMRect => {
    const row = view.seen()[2]?.position ?? -1;
    const box = view.list.querySelector(`#row${row} .label`)?.getBoundingClientRect();
    if (box === undefined) throw new Error("no label is in sight");
    return box;
  };
  const edge = (view: Stage): { readonly x: number; readonly y: number } => {
    const { right, top } = labelBox(view);
    return { x: right, y: top + 4 };
  };
  const pointer = (view: Stage, type: string, x: number, y: number): void => {
    const target = document.elementFromPoint(x, y);
    (target !== null && view.list.contains(target) ? target : view.list).dispatchEvent(
      new PointerEvent(type, {
        bubbles: true,
        cancelable: true,
        pointerId: 1,
        pointerType: "mouse",
        button: 0,
        clientX: x,
        clientY: y,
      }),
    );
  };
  /** Drags the edge of the column by so many characters. */
  const drag = async (view: Stage, characters: number): Promise<void> => {
    const { x, y } = edge(view);
    const columns = Number.parseInt(view.list.style.getPropertyValue("--label-width"), 10);
    const character = labelBox(view).width / columns;
    pointer(view, "pointermove", x, y);
    expect(view.list.classList.contains("label-edge")).toBe(true);
    pointer(view, "pointerdown", x, y);
    pointer(view, "pointermove", x + characters * character, y);
    pointer(view, "pointerup", x + characters * character, y);
    await view.settled();
  };
  const chosen = (view: Stage): ReadonlyArray<unknown> =>
    view.host.said.flatMap((one) =>
      one._tag === "Do" && one.action._tag === "SetLabels" ? [one.action.labels] : [],
    );

  it("are drawn narrower by their edge, keep what tells them apart, and go when they are drawn together", async () => {
    const view = await openRows();
    expect(labels(view)).toEqual(new Set(["…x0 app", "…x1 app", "…x2 app"]));
    await drag(view, -3);
    expect(labels(view)).toEqual(new Set(["…x0", "…x1", "…x2"]));
    expect(view.selectedText()).toBe("");
    await drag(view, -4);
    expect(chosen(view)).toEqual([4, "off"]);
    expect(labels(view).size).toBe(0);
  });

  it("get the width that they need by a double click, and are hidden and shown from a row's menu", async () => {
    const view = await openRows();
    await drag(view, 10);
    const { x, y } = edge(view);
    document
      .elementFromPoint(x - 1, y)
      ?.dispatchEvent(new MouseEvent("dblclick", { bubbles: true, clientX: x, clientY: y }));
    await view.settled();
    await view.key("ArrowUp");
    await view.key("ContextMenu");
    await view.choose("Hide Source Labels");
    await view.key("ContextMenu");
    await view.choose("Show Source Labels");
    expect(chosen(view)).toEqual([17, "auto", "off", "auto"]);
  });
});

describe("a row that came after later ones of other sources (S2)", () => {
  const words = "Came late: not in order of time among the lines of other sources";
  /** The third row of two sources has the time of the first. */
  const openLate = async (timestamps: "utc" | "off"): Promise<Stage> => {
    const view = await openStage((position) => ({
      text: `line ${position}`,
      source: position % 2,
      seconds: 1_767_225_600 + (position === 2 ? 0 : position),
      nanos: 5_000_000,
      flags: position === 2 ? RowFlag.late : 0,
    }));
    view.host.show({ sources: sources(2) }, { timestamps });
    view.host.beat(4);
    await view.settled();
    return view;
  };
  const looksLate = (view: Stage): ReadonlyArray<string> =>
    [...view.list.querySelectorAll(".row > *")]
      .filter((part) => getComputedStyle(part).textDecorationStyle === "dotted")
      .map((part) => `${part.closest(".row")?.id} ${part.classList[0]}`);
  const part = (view: Stage, selector: string): HTMLElement => {
    const found = view.list.querySelector<HTMLElement>(`#row2 ${selector}`);
    if (found === null) throw new Error(`the row has no ${selector}`);
    return found;
  };

  it("says so by a line under its time, not by its colour; why, on the hover; and aloud", async () => {
    const view = await openLate("utc");
    expect(looksLate(view)).toEqual(["row2 time"]);
    expect(part(view, ".time").title.split("\n")).toEqual([
      "2026-01-01T00:00:00.005000000Z",
      expect.stringContaining("local"),
      words,
    ]);
    expect(getComputedStyle(part(view, ".time")).color).toBe(
      getComputedStyle(view.list.querySelector("#row1 .time") ?? view.list).color,
    );
    expect(part(view, ".text").parentElement?.textContent).toMatch(/…x0 app.*came late.*line 2/);
    expect(await findings(view)).toEqual([]);
  });

  it("says so by its label where times are off, and takes no room for it", async () => {
    const view = await openLate("off");
    expect(looksLate(view)).toEqual(["row2 label"]);
    expect(part(view, ".label").title.split("\n").at(-1)).toBe(words);
    const left = (row: number) =>
      view.list.querySelector(`#row${row} .words`)?.getBoundingClientRect().left;
    expect(left(2)).toBe(left(1));
    await view.drag([1, 0], [3, 6]);
    expect(view.selectedText()).toBe("line 1\nline 2\nline 3");
  });
});
