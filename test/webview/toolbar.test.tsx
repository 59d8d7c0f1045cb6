import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { scriptedShown } from "../browser/scripted-host.ts";
import { closePanel, openPanel, pass } from "./opened.ts";

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  closePanel();
  vi.useRealTimers();
});

describe("the toolbar", () => {
  const press = (element: HTMLElement, key: string) =>
    element.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true }));
  const choose = (select: HTMLSelectElement, value: string) => {
    select.value = value;
    select.dispatchEvent(new Event("change", { bubbles: true }));
  };

  it("names what is shown; each part opens its list", async () => {
    const { host, root } = await openPanel();
    const crumbs = [...root.querySelectorAll<HTMLElement>(".crumb")];
    expect(crumbs.map((crumb) => crumb.textContent)).toEqual(["prod", "shop", "web-6d4f9", "app"]);
    for (const crumb of crumbs.slice(0, 3)) crumb.click();
    expect(
      host.said.flatMap((m) =>
        m._tag === "Do" && m.action._tag === "Pick" ? [m.action.part] : [],
      ),
    ).toEqual(["context", "namespace", "target"]);
  });

  it("has plain text for one container, and a list for several with their kinds", async () => {
    const { host, root, get } = await openPanel();
    expect(root.querySelector("select[aria-label=Container]")).toBeNull();
    host.show({
      containers: [
        ...scriptedShown.containers,
        { name: "proxy", kind: "sidecar", hasPrevious: false },
      ],
    });
    await pass(50);
    const select = get("select[aria-label=Container]", HTMLSelectElement);
    expect([...select.options].map((option) => option.text)).toEqual([
      "All containers",
      "app",
      "proxy (sidecar)",
    ]);
    expect(select.value).toBe("app");
    choose(select, "");
    expect(host.said.at(-1)).toEqual({ _tag: "Do", action: { _tag: "AllContainers" } });
    choose(select, "proxy");
    expect(host.said.at(-1)).toEqual({
      _tag: "Do",
      action: { _tag: "SetContainer", container: "proxy" },
    });
    expect(select.value).toBe("app");
  });

  it("offers the containers of a workload, and the pattern that it was opened with (C2)", async () => {
    const { host, get } = await openPanel();
    host.show({
      target: {
        _tag: "Workload",
        context: "prod",
        namespace: "shop",
        kind: "Deployment",
        name: "web",
        container: "app-*",
      },
      containers: ["app-main", "app-side", "proxy"].map((name) => ({
        name,
        kind: "container",
        hasPrevious: false,
      })),
    });
    await pass(50);
    const select = get("select[aria-label=Container]", HTMLSelectElement);
    expect(select.value).toBe("app-*");
    expect([...select.options].map((option) => option.text)).toEqual([
      "All containers",
      "app-*",
      "app-main",
      "app-side",
      "proxy",
    ]);
  });

  it("sets the line limit from its list", async () => {
    const { host, get } = await openPanel();
    const select = get("select[aria-label='Line limit or time']", HTMLSelectElement);
    expect([...select.options].map((option) => option.text)).toEqual([
      "50 lines",
      "100 lines",
      "500 lines",
      "1,000 lines",
      "5,000 lines",
      "All lines",
      "Custom…",
      "Last 5 min",
      "Last 15 min",
      "Last 1 h",
      "Last 6 h",
      "Last 24 h",
      "A time…",
    ]);
    choose(select, "lines all");
    expect(host.said.at(-1)).toEqual({
      _tag: "Do",
      action: { _tag: "SetLineLimit", limit: "all" },
    });
  });

  it.each([
    ["2,500", 2_500],
    [" 10000000 ", 10_000_000],
    ["ALL", "all"],
  ])("takes a limit typed as %s", async (typed, limit) => {
    const { host, get } = await openPanel();
    choose(get("select[aria-label='Line limit or time']", HTMLSelectElement), "limit");
    const field = get(".value-field input", HTMLInputElement);
    field.value = typed;
    field.dispatchEvent(new Event("input", { bubbles: true }));
    press(field, "Enter");
    expect(host.said.findLast((m) => m._tag === "Do")).toEqual({
      _tag: "Do",
      action: { _tag: "SetLineLimit", limit },
    });
  });

  it.each(["0", "10000001", "-5", "ten", "1e3"])(
    "refuses a limit typed as '%s', with the reason, and sends nothing",
    async (typed) => {
      const { host, get, text, root } = await openPanel();
      choose(get("select[aria-label='Line limit or time']", HTMLSelectElement), "limit");
      const field = get(".value-field input", HTMLInputElement);
      field.value = typed;
      field.dispatchEvent(new Event("input", { bubbles: true }));
      press(field, "Enter");
      expect(field.getAttribute("aria-invalid")).toBe("true");
      expect(text(".value-field .wrong")).toContain("10,000,000");
      expect(host.actions()).toEqual([]);
      press(field, "Escape");
      expect(root.querySelector(".value-field")).toBeNull();
    },
  );

  it("begins at a time from its list, and says so in the place of the limit (S10)", async () => {
    const { host, get } = await openPanel();
    const select = get("select[aria-label='Line limit or time']", HTMLSelectElement);
    choose(select, "since last 15 min");
    expect(host.said.at(-1)).toEqual({
      _tag: "Do",
      action: { _tag: "SetSince", since: { _tag: "Ago", seconds: 900 } },
    });
    expect(select.selectedOptions[0]?.text).toBe("Last 15 min");
    expect(select.title).toBe("Last 15 min, for each container; older lines load at the top");
    choose(select, "lines 500");
    expect(host.said.at(-1)).toEqual({ _tag: "Do", action: { _tag: "SetLineLimit", limit: 500 } });
    expect(select.selectedOptions[0]?.text).toBe("500 lines");
  });

  const now = Date.parse("2026-11-25T10:40:00Z");
  it.each([
    ["20m", { _tag: "Ago", seconds: 1_200 }, "Last 20 min", "Since 2026-11-25T10:20:00Z"],
    [
      "10:30",
      { _tag: "At", at: { seconds: Date.parse("2026-11-25T10:30:00Z") / 1000, nanos: 0 } },
      "Since 10:30",
      "Since 2026-11-25T10:30:00Z",
    ],
    [
      "2026-11-24 10:30:05",
      { _tag: "At", at: { seconds: Date.parse("2026-11-24T10:30:05Z") / 1000, nanos: 0 } },
      "Since 2026-11-24 10:30:05",
      "Since 2026-11-24T10:30:05Z",
    ],
  ])(
    "takes a time typed as %s, and says before what it means",
    async (typed, since, words, means) => {
      vi.setSystemTime(now);
      const { host, get, text } = await openPanel();
      host.show({}, { timestamps: "utc" });
      await pass(50);
      choose(get("select[aria-label='Line limit or time']", HTMLSelectElement), "time");
      const field = get(".value-field input", HTMLInputElement);
      field.value = typed;
      field.dispatchEvent(new Event("input", { bubbles: true }));
      expect(text(".value-field .says")).toBe(means);
      press(field, "Enter");
      expect(host.said.findLast((m) => m._tag === "Do")).toEqual({
        _tag: "Do",
        action: { _tag: "SetSince", since },
      });
      const select = get("select[aria-label='Line limit or time']", HTMLSelectElement);
      expect(select.selectedOptions[0]?.text).toBe(words);
    },
  );

  it.each([
    ["soon", "A time like 15m, 10:30 or 2026-11-25 10:30"],
    ["2026-11-26", "This time is still to come"],
    ["0m", "From 1 s to 10 years"],
    ["1960-01-01", "No container is so old"],
  ])("refuses a time typed as %s, with the reason, and sends nothing", async (typed, reason) => {
    vi.setSystemTime(now);
    const { host, get, text } = await openPanel();
    choose(get("select[aria-label='Line limit or time']", HTMLSelectElement), "time");
    const field = get(".value-field input", HTMLInputElement);
    field.value = typed;
    field.dispatchEvent(new Event("input", { bubbles: true }));
    press(field, "Enter");
    expect(field.getAttribute("aria-invalid")).toBe("true");
    expect(text(".value-field .wrong")).toBe(reason);
    expect(host.actions()).toEqual([]);
  });

  it("tells the host while a field of it has the focus", async () => {
    const { host, get } = await openPanel();
    choose(get("select[aria-label='Line limit or time']", HTMLSelectElement), "limit");
    const field = get(".value-field input", HTMLInputElement);
    await pass(10);
    field.focus();
    expect(host.said.findLast((m) => m._tag === "FieldFocus")).toMatchObject({ focused: true });
    press(field, "Escape");
    await pass(10);
    expect(host.said.findLast((m) => m._tag === "FieldFocus")).toMatchObject({ focused: false });
  });

  it("toggles at once, and an older echo of the host undoes nothing", async () => {
    const { host, get } = await openPanel();
    const wrap = get("[aria-label='Word wrap']", HTMLButtonElement);
    expect(wrap.getAttribute("aria-pressed")).toBe("true");
    wrap.click();
    expect(wrap.getAttribute("aria-pressed")).toBe("false");
    host.show({});
    await pass(50);
    expect(wrap.getAttribute("aria-pressed")).toBe("false");
    host.show({}, { wrap: false });
    host.show({}, { wrap: true });
    await pass(50);
    expect(wrap.getAttribute("aria-pressed")).toBe("true");
  });

  it("switches times off and back to the form they had", async () => {
    const { host, get } = await openPanel();
    host.show({}, { timestamps: "local" });
    await pass(50);
    const times = get("[aria-label=Timestamps]", HTMLButtonElement);
    times.click();
    times.click();
    expect(
      host.said.flatMap((m) =>
        m._tag === "Do" && m.action._tag === "SetTimestamps" ? [m.action.timestamps] : [],
      ),
    ).toEqual(["off", "local"]);
  });

  it("is one tab stop; arrows, Home and End go round its controls", async () => {
    const { root } = await openPanel();
    const controls = [...root.querySelectorAll<HTMLElement>(".toolbar button, .toolbar select")];
    expect(controls.filter((control) => control.tabIndex === 0)).toHaveLength(1);
    controls[0]?.focus();
    for (const [key, index] of [
      ["ArrowRight", 1],
      ["ArrowRight", 2],
      ["ArrowLeft", 1],
      ["End", controls.length - 1],
      ["ArrowRight", 0],
      ["ArrowLeft", controls.length - 1],
      ["Home", 0],
    ] as const) {
      press(document.activeElement as HTMLElement, key);
      expect(document.activeElement).toBe(controls[index]);
      expect(controls.filter((control) => control.tabIndex === 0)).toEqual([controls[index]]);
    }
  });

  it("disables what needs the pod when it is gone, and keeps the rest", async () => {
    const { host, root } = await openPanel();
    host.show({ gone: true });
    await pass(50);
    const disabled = [...root.querySelectorAll<HTMLElement>(".toolbar :disabled")].map((control) =>
      control.getAttribute("aria-label"),
    );
    expect(disabled).toEqual(["Line limit or time", "Refresh"]);
  });

  it("offers the previous instance only where there is one", async () => {
    const { host, root, get } = await openPanel();
    expect(root.querySelector("[aria-label='Previous instance']")).toBeNull();
    host.show({ containers: [{ name: "app", kind: "container", hasPrevious: true }] });
    await pass(50);
    get("[aria-label='Previous instance']", HTMLButtonElement).click();
    expect(host.said.at(-1)).toEqual({
      _tag: "Do",
      action: { _tag: "SetPrevious", previous: true },
    });
    host.show({ previous: true });
    await pass(50);
    expect(root.querySelector(".toolbar .badge")?.textContent).toBe("Previous");
  });

  it("gives every control a name and a tooltip", async () => {
    const { root } = await openPanel();
    for (const control of root.querySelectorAll(".toolbar button, .toolbar select")) {
      expect(control.getAttribute("aria-label")).toBeTruthy();
      expect(control.getAttribute("title")).toBeTruthy();
    }
    expect(root.querySelector("[aria-label=Refresh]")?.getAttribute("title")).toBe(
      "Refresh (Ctrl+R)",
    );
  });

  it("opens the forms of times as a menu that keys move in and Escape closes", async () => {
    const { host, root, get } = await openPanel();
    const button = get("[aria-label='Form of timestamps']", HTMLButtonElement);
    button.click();
    const entries = [...root.querySelectorAll<HTMLElement>("[role=menuitemradio]")];
    expect(entries.map((entry) => entry.querySelector(".words")?.textContent)).toEqual([
      "UTC Time",
      "Local Time",
      "Time Ago",
      "No Timestamps",
    ]);
    expect(document.activeElement).toBe(entries[3]);
    press(document.activeElement as HTMLElement, "ArrowDown");
    expect(document.activeElement).toBe(entries[0]);
    press(document.activeElement as HTMLElement, "Enter");
    expect(root.querySelector("[role=menu]")).toBeNull();
    expect(host.actions()).toEqual(["SetTimestamps"]);
    button.click();
    press(document.activeElement as HTMLElement, "Escape");
    expect(root.querySelector("[role=menu]")).toBeNull();
    expect(document.activeElement).toBe(button);
  });
});
