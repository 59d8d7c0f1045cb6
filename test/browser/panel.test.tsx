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

  it("keeps the icons of its font", async () => {
    const view = await open((position) => ({ text: `line ${position}` }));
    await document.fonts.load("16px codicon");
    expect(document.fonts.check("16px codicon")).toBe(true);
    expect(getComputedStyle(view.button("Refresh").children[0] ?? view.root).fontFamily).toBe(
      "codicon",
    );
  });
});
