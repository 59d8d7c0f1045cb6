import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { SourceInfo } from "../../src/protocol/sources.ts";
import { closePanel, openPanel, pass } from "./opened.ts";

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  closePanel();
  vi.useRealTimers();
});

const sources: ReadonlyArray<SourceInfo> = ["app", "proxy", "init"].map((container, id) => ({
  id,
  pod: "web-6d4f9",
  container,
  label: container,
}));

/** A beat of so many lines, of which `hits` are shown. */
const linesOf = (lines: number, hits: number) => ({
  _tag: "Beat" as const,
  epoch: 7,
  first: 0,
  end: hits,
  lines,
  rate: 0,
  bytes: 100,
  maxBytes: 1_000,
  passed: { hits, of: lines, whole: true },
});

const button = (root: HTMLElement, name: string): HTMLButtonElement | undefined =>
  [...root.querySelectorAll("button")].find(
    (one) => one.getAttribute("aria-label") === name || one.textContent === name,
  );

describe("the way to the list of sources (C5)", () => {
  it("is a button of the toolbar that looks pressed while it is open, where there are several", async () => {
    const { host, root } = await openPanel();
    expect(button(root, "Sources")).toBeUndefined();
    host.show({ sources });
    await pass(50);
    expect(button(root, "Sources")?.title).toBe("Sources (Ctrl+Alt+S)");
    expect(button(root, "Sources")?.getAttribute("aria-pressed")).toBe("false");
    button(root, "Sources")?.click();
    await pass(50);
    expect(button(root, "Sources")?.getAttribute("aria-pressed")).toBe("true");
    expect(root.querySelector("aside[aria-label=Sources]")).not.toBeNull();
    button(root, "Sources")?.click();
    await pass(50);
    expect(root.querySelector("aside[aria-label=Sources]")).toBeNull();
  });
});

describe("the footer", () => {
  it("warns of a server whose certificate is not verified, and leads to the kubeconfig (K1)", async () => {
    const { host, root } = await openPanel();
    expect(button(root, "Not verified")).toBeUndefined();
    host.show({ insecure: true });
    await pass(50);
    const warning = button(root, "Not verified");
    expect(warning?.title).toContain("insecure-skip-tls-verify");
    warning?.click();
    expect(host.said.at(-1)).toEqual({
      _tag: "Do",
      action: { _tag: "Remedy", remedy: { _tag: "OpenKubeconfig" } },
    });
  });

  it("tells on the hover of its state what each source does, and asks for that no longer than anyone looks (S7)", async () => {
    const { get, host, root } = await openPanel();
    const labels = ["a", "b", "c", "d", "e", "f"];
    host.show({
      sources: labels.map((label, id) => ({ id, pod: `web-${label}`, container: "app", label })),
    });
    host.connection({ _tag: "Reconnecting", attempt: 2, at: Date.now() + 4_000 });
    await pass(50);
    const state = get(".footer .state", HTMLElement);
    const hover = async (type: string): Promise<void> => {
      state.dispatchEvent(new MouseEvent(type));
      await pass(50);
    };
    const wanted = () =>
      host.said.flatMap((one) => (one._tag === "SourcesWanted" ? [one.wanted] : []));
    await hover("pointerenter");
    host.send({
      _tag: "SourcesAre",
      sources: labels.map((_, id) => ({
        id,
        ...(id === 4 ? { state: "Reconnecting", why: "It was cut." } : { state: "Streaming" }),
        lines: 1,
        rate: 0,
      })),
    });
    await pass(50);
    expect(state.title.split("\n").slice(-3)).toEqual([
      "",
      "Reconnecting: It was cut. (e)",
      "Streaming (a, b, c and 2 more)",
    ]);
    await hover("pointerleave");
    expect(wanted()).toEqual([true, false]);
    button(root, "Sources")?.click();
    await pass(50);
    await hover("pointerenter");
    await hover("pointerleave");
    expect(wanted()).toEqual([true, false, true]);
  });

  it("says how many sources are hidden and what is left of the lines, and opens the list", async () => {
    const { host, root, text } = await openPanel();
    host.show({ sources, choice: { only: false, names: ["web-6d4f9/proxy"] } });
    host.send(linesOf(81_332, 1_204));
    await pass(50);
    expect(text(".footer .lines")).toBe("1,204 of 81,332 lines");
    button(root, "1 hidden")?.click();
    await pass(50);
    expect(text(".sources-note")).toBe("1 of 3 hiddenShow all");
  });

  it("leaves the count to the filter's bar where a filter is set", async () => {
    const { host, text } = await openPanel();
    host.show({ sources, choice: { only: false, names: ["web-6d4f9/proxy"] } });
    host.send({ _tag: "FilterIs", text: "level=error", context: 0 });
    host.send(linesOf(81_332, 12));
    await pass(50);
    expect(text(".footer .lines")).toBe("81,332 lines");
  });

  it("says how many sources are followed where some are not (C7)", async () => {
    const { host, root } = await openPanel();
    host.show({
      sources: sources.map((one) => (one.id === 2 ? { ...one, unfollowed: true } : one)),
    });
    await pass(50);
    expect(button(root, "2 of 3 followed")).toBeDefined();
  });
});

describe("lines whose sources are all hidden", () => {
  it("are missed by a sentence, with a way to have them back", async () => {
    const { host, root, text } = await openPanel();
    host.show({ sources, choice: { only: true, names: [] } });
    host.connection({ _tag: "Streaming" });
    host.send(linesOf(12, 0));
    await pass(500);
    expect(text(".notice .sentence")).toBe("The sources of all lines are hidden");
    button(root, "Show All Sources")?.click();
    expect(host.said.at(-1)).toMatchObject({ _tag: "ShowSources", change: { _tag: "ShowAll" } });
  });
});
