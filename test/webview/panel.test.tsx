import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { Explanation } from "../../src/protocol/shown.ts";
import { closePanel, openPanel, pass } from "./opened.ts";

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  closePanel();
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

describe("loading (P8)", () => {
  it("shows the progress bar at once, and the sentence after 400 ms", async () => {
    const { root, text } = await openPanel();
    expect(root.querySelector("[role=progressbar]")).not.toBeNull();
    expect(text(".notice")).toBe("");
    await pass(400);
    expect(text(".notice")).toBe("Loading logs from web-6d4f9/app…");
  });

  it("gives way to the first line", async () => {
    const { host, root } = await openPanel();
    await pass(400);
    host.connection({ _tag: "Streaming" });
    host.beat(1);
    await pass(50);
    expect(root.querySelector(".notice, [role=progressbar]")).toBeNull();
  });
});

describe("a log without lines (P9)", () => {
  it("says so after 400 ms of streaming", async () => {
    const { host, text } = await openPanel();
    host.connection({ _tag: "Streaming" });
    await pass(50);
    expect(text(".notice")).toBe("");
    await pass(400);
    expect(text(".notice .sentence")).toBe("No logs yet");
  });

  it("says what it waits for", async () => {
    const { host, text } = await openPanel();
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
    const { host, text } = await openPanel();
    host.connection({ _tag: "Ended", why: "The pod has completed." });
    await pass(450);
    expect(text(".notice")).toBe("No logsThe pod has completed.");
  });
});

describe("a problem (P10)", () => {
  it("with nothing received stands in the middle, with Retry as the only primary button", async () => {
    const { host, root, text, get } = await openPanel();
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
    const { host, root, text } = await openPanel();
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
    const { host, text } = await openPanel();
    host.problem(forbidden);
    await pass(50);
    expect(text("[role=alert]")).toBe(`${forbidden.sentence} ${forbidden.advice}`);
  });
});

describe("a log that begins at a time", () => {
  it("says that there are no lines since then, and offers the line limit instead (S10)", async () => {
    const { host, text, get } = await openPanel();
    host.show({}, { since: { _tag: "Ago", seconds: 900 } });
    host.connection({ _tag: "Streaming" });
    await pass(500);
    expect(text(".notice .sentence")).toBe("No lines in the last 15 min");
    host.show({}, { since: { _tag: "At", at: { seconds: 1_764_066_600, nanos: 0 } } });
    host.connection({ _tag: "Ended", why: "The pod has completed." });
    await pass(500);
    expect(text(".notice .sentence")).toBe("No lines since 2025-11-25T10:30:00Z");
    const button = get(".notice button", HTMLButtonElement);
    expect(button.textContent).toBe("Show the Last 1,000 Lines");
    button.click();
    expect(host.said.at(-1)).toEqual({
      _tag: "Do",
      action: { _tag: "SetLineLimit", limit: 1000 },
    });
    await pass(500);
    expect(text(".notice .sentence")).toBe("No logs");
  });
});

describe("the footer", () => {
  it("says lines, rate and memory, with separators", async () => {
    const { host, text } = await openPanel();
    host.connection({ _tag: "Streaming" });
    host.beat(81_332, 0, 1_240);
    await pass(50);
    expect(text(".footer .state")).toBe("Streaming");
    expect(text(".footer .lines")).toBe("81,332 lines");
    expect(text(".footer .rate")).toBe("1,240/s");
    expect(text(".footer .memory")).toBe("12 MB of 256");
  });

  it("counts down to the next try, which can be had now", async () => {
    const { host, text, get } = await openPanel();
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

  it("says in the cluster's own word what is waited for, and about when it goes on", async () => {
    const { host, text } = await openPanel();
    const why = {
      sentence: "It keeps crashing.",
      advice: "Look at the previous log.",
      remedies: [],
    };
    host.connection({ _tag: "Waiting", why });
    await pass(50);
    expect(text(".footer .state")).toBe("Waiting");
    host.connection({ _tag: "Waiting", why: { ...why, word: "ImagePullBackOff" } });
    await pass(50);
    expect(text(".footer .state")).toBe("Waiting · ImagePullBackOff");
    const goesOnAt = Date.now() + 40_000;
    host.connection({ _tag: "Waiting", why: { ...why, word: "CrashLoopBackOff", goesOnAt } });
    await pass(50);
    expect(text(".footer .state")).toBe("Waiting · CrashLoopBackOff, next start in ~40 s");
    await pass(41_000);
    expect(text(".footer .state")).toBe("Waiting · CrashLoopBackOff");
  });

  it("announces a state once, not its countdown", async () => {
    const { host, text } = await openPanel();
    host.connection({ _tag: "Reconnecting", attempt: 2, at: Date.now() + 4_000 });
    await pass(2_000);
    expect(text("[role=status]")).toBe("Reconnecting");
  });

  it("announces what a filter came to once it rests, and nothing of lines that come later (T7)", async () => {
    const { get, host, root, text } = await openPanel();
    host.connection({ _tag: "Streaming" });
    host.beat(1_000);
    host.send({ _tag: "Perform", what: "filter" });
    await pass(50);
    const field = get("[aria-label='Filter lines']", HTMLInputElement);
    for (const value of ["9", "99"]) {
      field.value = value;
      field.dispatchEvent(new InputEvent("input", { bubbles: true }));
      await pass(500);
      expect(text("[role=status]")).toBe("Streaming");
    }
    await pass(1_000);
    expect(text("[role=status]")).toBe("19 of 1,000 lines pass the filter");
    host.beat(2_000);
    await pass(5_000);
    expect(text("[role=status]")).toBe("19 of 1,000 lines pass the filter");
    expect(root.querySelector(".filter-count")?.textContent).toContain("of 2,000");
  });

  it("shows and announces a short message, and lets it go", async () => {
    const { host, text } = await openPanel();
    host.send({ _tag: "Said", text: "200 lines copied" });
    await pass(50);
    expect(text(".footer .said")).toBe("200 lines copied");
    expect(text("[role=status]")).toBe("200 lines copied");
    await pass(5_000);
    expect(text(".footer .said")).toBe("");
  });
});

describe("the wire", () => {
  it("tells the host of a message that is none of the protocol, and goes on", async () => {
    const { host, text } = await openPanel();
    window.dispatchEvent(new MessageEvent("message", { data: { _tag: "Beat", seq: "one" } }));
    host.beat(3);
    await pass(50);
    expect(host.said.some((message) => message._tag === "Trouble")).toBe(true);
    expect(text(".footer .lines")).toBe("3 lines");
  });

  it("ignores rows and states of an earlier epoch", async () => {
    const { host, text } = await openPanel();
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
