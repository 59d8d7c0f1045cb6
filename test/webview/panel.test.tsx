import { cleanup } from "@solidjs/testing-library";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { Explanation } from "../../src/protocol/shown.ts";
import { mount } from "../../webview/mount.tsx";
import {
  byMicrotask,
  makeScriptedHost,
  scriptedShown,
  type ScriptedHost,
} from "../browser/scripted-host.ts";

/*
 * The panel around the list: what it says and what its controls tell the host. There is no layout here, so no
 * row is drawn; the list has its own tests in a real browser.
 */

interface Opened {
  readonly host: ScriptedHost;
  readonly root: HTMLElement;
  readonly text: (selector: string) => string;
  readonly get: <E extends HTMLElement>(selector: string, kind: new () => E) => E;
}

let unmount: (() => void) | undefined;

/** Lets messages of the window arrive, and timers run for `ms`. */
const pass = async (ms = 0) => {
  await vi.advanceTimersByTimeAsync(ms);
  await vi.advanceTimersByTimeAsync(0);
};

const open = async (): Promise<Opened> => {
  const root = document.createElement("div");
  document.body.append(root);
  const host = makeScriptedHost(
    (position) => ({ text: `line ${position}` }),
    undefined,
    byMicrotask,
  );
  unmount = mount(root, host.api, window);
  await pass(50);
  return {
    host,
    root,
    text: (selector) => root.querySelector(selector)?.textContent ?? "",
    get: (selector, kind) => {
      const found = root.querySelector(selector);
      if (!(found instanceof kind)) throw new Error(`nothing is ${selector}`);
      return found;
    },
  };
};

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  unmount?.();
  unmount = undefined;
  cleanup();
  document.body.replaceChildren();
  vi.useRealTimers();
});

const forbidden: Explanation = {
  sentence: `Can't read logs in "shop": user "dev" may not get pods/log.`,
  advice: "Ask for the role, or check with the command below.",
  remedies: [
    { _tag: "Retry" },
    { _tag: "CopyCommand", command: "kubectl auth can-i get pods/log -n shop" },
  ],
  details: '{"kind":"Status","code":403}',
};

describe("loading", () => {
  it("shows the progress bar at once, and the sentence after 400 ms", async () => {
    const { root, text } = await open();
    expect(root.querySelector("[role=progressbar]")).not.toBeNull();
    expect(text(".notice")).toBe("");
    await pass(400);
    expect(text(".notice")).toBe("Loading logs from web-6d4f9/app…");
  });

  it("gives way to the first line", async () => {
    const { host, root } = await open();
    await pass(400);
    host.connection({ _tag: "Streaming" });
    host.beat(1);
    await pass(50);
    expect(root.querySelector(".notice, [role=progressbar]")).toBeNull();
  });
});

describe("a log without lines", () => {
  it("says so after 400 ms of streaming", async () => {
    const { host, text } = await open();
    host.connection({ _tag: "Streaming" });
    await pass(50);
    expect(text(".notice")).toBe("");
    await pass(400);
    expect(text(".notice .sentence")).toBe("No logs yet");
  });

  it("says what it waits for", async () => {
    const { host, text } = await open();
    host.connection({
      _tag: "Waiting",
      why: {
        sentence: 'Container "app" is waiting: ImagePullBackOff',
        why: "The image can't be pulled.",
        advice: "The log starts when the container does.",
        remedies: [],
      },
    });
    await pass(450);
    expect(text(".notice .sentence")).toBe('Container "app" is waiting: ImagePullBackOff');
    expect(text(".notice .why")).toBe("The image can't be pulled.");
  });

  it("says why it has ended", async () => {
    const { host, text } = await open();
    host.connection({ _tag: "Ended", why: "The pod has completed." });
    await pass(450);
    expect(text(".notice")).toBe("No logsThe pod has completed.");
  });
});

describe("a problem", () => {
  it("with nothing received stands in the middle, with Retry as the only primary button", async () => {
    const { host, root, text, get } = await open();
    host.problem(forbidden);
    await pass(50);
    expect(text(".notice .sentence")).toBe(forbidden.sentence);
    expect(text(".notice .why")).toBe(forbidden.advice);
    expect([...root.querySelectorAll("button.primary")].map((b) => b.textContent)).toEqual([
      "Retry",
    ]);
    expect(get(".notice details", HTMLDetailsElement).open).toBe(false);
    expect(text(".notice pre")).toBe(forbidden.details);
    get(".notice button.primary", HTMLButtonElement).click();
    expect(host.said.at(-1)).toEqual({
      _tag: "Do",
      action: { _tag: "Remedy", remedy: { _tag: "Retry" } },
    });
  });

  it("with lines there is a strip, and the lines stay", async () => {
    const { host, root, text } = await open();
    host.beat(100);
    host.problem(forbidden);
    await pass(50);
    expect(root.querySelector(".notice")).toBeNull();
    expect(text(".strip p")).toBe(`${forbidden.sentence} ${forbidden.advice}`);
    host.problem(null);
    await pass(50);
    expect(root.querySelector(".strip")).toBeNull();
  });

  it("is said to screen readers at once", async () => {
    const { host, text } = await open();
    host.problem(forbidden);
    await pass(50);
    expect(text("[role=alert]")).toBe(`${forbidden.sentence} ${forbidden.advice}`);
  });
});

describe("the footer", () => {
  it("says lines, rate and memory, with separators", async () => {
    const { host, text } = await open();
    host.connection({ _tag: "Streaming" });
    host.beat(81_332, 0, 1_240);
    await pass(50);
    expect(text(".footer .state")).toBe("Streaming");
    expect(text(".footer .lines")).toBe("81,332 lines");
    expect(text(".footer .rate")).toBe("1,240/s");
    expect(text(".footer .memory")).toBe("12 MB of 256");
  });

  it("counts down to the next try, which can be had now", async () => {
    const { host, text, get } = await open();
    host.connection({ _tag: "Reconnecting", attempt: 2, at: Date.now() + 4_000 });
    await pass(50);
    expect(text(".footer .state")).toBe("Reconnecting in 4 s");
    await pass(1_500);
    expect(text(".footer .state")).toBe("Reconnecting in 3 s");
    get(".footer button", HTMLButtonElement).click();
    expect(host.actions()).toEqual(["RetryNow"]);
    await pass(3_000);
    expect(text(".footer .state")).toBe("Reconnecting…");
  });

  it("announces a state once, not its countdown", async () => {
    const { host, text } = await open();
    host.connection({ _tag: "Reconnecting", attempt: 2, at: Date.now() + 4_000 });
    await pass(2_000);
    expect(text("[role=status]")).toBe("Reconnecting");
  });

  it("shows and announces a short message, and lets it go", async () => {
    const { host, text } = await open();
    host.send({ _tag: "Said", text: "200 lines copied" });
    await pass(50);
    expect(text(".footer .said")).toBe("200 lines copied");
    expect(text("[role=status]")).toBe("200 lines copied");
    await pass(5_000);
    expect(text(".footer .said")).toBe("");
  });
});

describe("the toolbar", () => {
  const press = (element: HTMLElement, key: string) =>
    element.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true }));
  const choose = (select: HTMLSelectElement, value: string) => {
    select.value = value;
    select.dispatchEvent(new Event("change", { bubbles: true }));
  };

  it("names what is shown; each part opens its list", async () => {
    const { host, root } = await open();
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
    const { host, root, get } = await open();
    expect(root.querySelector("select[aria-label=Container]")).toBeNull();
    host.show({
      containers: [
        ...scriptedShown.containers,
        { name: "proxy", kind: "sidecar", hasPrevious: false },
      ],
    });
    await pass(50);
    const select = get("select[aria-label=Container]", HTMLSelectElement);
    expect([...select.options].map((option) => option.text)).toEqual(["app", "proxy (sidecar)"]);
    expect(select.value).toBe("app");
    choose(select, "proxy");
    expect(host.said.at(-1)).toEqual({
      _tag: "Do",
      action: { _tag: "SetContainer", container: "proxy" },
    });
    expect(select.value).toBe("app");
  });

  it("sets the line limit from its list", async () => {
    const { host, get } = await open();
    const select = get("select[aria-label='Line limit']", HTMLSelectElement);
    expect([...select.options].map((option) => option.text)).toEqual([
      "50 lines",
      "100 lines",
      "500 lines",
      "1,000 lines",
      "5,000 lines",
      "All lines",
      "Custom…",
    ]);
    choose(select, "all");
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
    const { host, get } = await open();
    choose(get("select[aria-label='Line limit']", HTMLSelectElement), "custom");
    const field = get(".limit-field input", HTMLInputElement);
    field.value = typed;
    field.dispatchEvent(new Event("input", { bubbles: true }));
    press(field, "Enter");
    expect(host.said.findLast((m) => m._tag === "Do")).toEqual({
      _tag: "Do",
      action: { _tag: "SetLineLimit", limit },
    });
  });

  it.each(["0", "10000001", "-5", "ten", "1e3", ""])(
    "refuses a limit typed as '%s', with the reason, and sends nothing",
    async (typed) => {
      const { host, get, text, root } = await open();
      choose(get("select[aria-label='Line limit']", HTMLSelectElement), "custom");
      const field = get(".limit-field input", HTMLInputElement);
      field.value = typed;
      field.dispatchEvent(new Event("input", { bubbles: true }));
      press(field, "Enter");
      expect(field.getAttribute("aria-invalid")).toBe("true");
      expect(text(".limit-field [role=alert]")).toContain("10,000,000");
      expect(host.actions()).toEqual([]);
      press(field, "Escape");
      expect(root.querySelector(".limit-field")).toBeNull();
    },
  );

  it("tells the host while a field of it has the focus", async () => {
    const { host, get } = await open();
    choose(get("select[aria-label='Line limit']", HTMLSelectElement), "custom");
    const field = get(".limit-field input", HTMLInputElement);
    await pass(10);
    field.focus();
    expect(host.said.findLast((m) => m._tag === "FieldFocus")).toMatchObject({ focused: true });
    press(field, "Escape");
    await pass(10);
    expect(host.said.findLast((m) => m._tag === "FieldFocus")).toMatchObject({ focused: false });
  });

  it("toggles at once, and an older echo of the host undoes nothing", async () => {
    const { host, get } = await open();
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
    const { host, get } = await open();
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
    const { root } = await open();
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
    const { host, root } = await open();
    host.show({ gone: true });
    await pass(50);
    const disabled = [...root.querySelectorAll<HTMLElement>(".toolbar :disabled")].map((control) =>
      control.getAttribute("aria-label"),
    );
    expect(disabled).toEqual(["Line limit", "Refresh"]);
  });

  it("offers the previous instance only where there is one", async () => {
    const { host, root, get } = await open();
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
    const { root } = await open();
    for (const control of root.querySelectorAll(".toolbar button, .toolbar select")) {
      expect(control.getAttribute("aria-label")).toBeTruthy();
      expect(control.getAttribute("title")).toBeTruthy();
    }
    expect(root.querySelector("[aria-label=Refresh]")?.getAttribute("title")).toBe(
      "Refresh (Ctrl+R)",
    );
  });

  it("opens the forms of times as a menu that keys move in and Escape closes", async () => {
    const { host, root, get } = await open();
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

describe("the wire", () => {
  it("tells the host of a message that is none of the protocol, and goes on", async () => {
    const { host, text } = await open();
    window.dispatchEvent(new MessageEvent("message", { data: { _tag: "Beat", seq: "one" } }));
    host.beat(3);
    await pass(50);
    expect(host.said.some((message) => message._tag === "Trouble")).toBe(true);
    expect(text(".footer .lines")).toBe("3 lines");
  });

  it("ignores rows and states of an earlier epoch", async () => {
    const { host, text } = await open();
    host.restart();
    await pass(50);
    host.send({ _tag: "ConnectionIs", epoch: 7, connection: { _tag: "Ended", why: "old" } });
    host.send({
      _tag: "Beat",
      epoch: 7,
      first: 0,
      end: 9,
      lines: 9,
      rate: 0,
      bytes: 1,
      maxBytes: 2,
    });
    await pass(50);
    expect(text(".footer .state")).toBe("Connecting");
    expect(text(".footer .lines")).toBe("0 lines");
  });
});
