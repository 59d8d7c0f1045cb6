import { describe, expect, it } from "vitest";
import { isWanted, measureAll, resultOf, rowOf } from "./entry.ts";
import type { Entry, Measured } from "./entry.ts";
import { groups } from "./groups.ts";
import { quantile } from "./statistics.ts";

const bytes: Entry = { name: "start.eager-bytes", unit: "bytes", budget: { atMost: 100 } };
const ratio: Entry = { name: "engine.vs-drain", unit: "×", budget: { atLeast: 0.5 } };

describe("a result of the bench", () => {
  it.each([
    [bytes, 100, true],
    [bytes, 101, false],
    [ratio, 0.5, true],
    [ratio, 0.49, false],
  ])("of %o with %d is ok: %s", (entry, value, ok) => {
    expect(resultOf(entry, { name: entry.name, value, note: "" }).ok).toBe(ok);
  });

  it("without a value is not ok and says why", () => {
    expect(resultOf(ratio, { name: ratio.name, note: "kubectl is not installed" })).toEqual({
      name: "engine.vs-drain",
      value: null,
      unit: "×",
      budget: 0.5,
      ok: false,
      note: "kubectl is not installed",
    });
  });

  it("is not ok where what it stands for does not hold, however good the value", () => {
    const measured = { name: ratio.name, value: 0.9, note: "the list grew", spoiled: true };
    expect(resultOf(ratio, measured)).toMatchObject({ value: 0.9, ok: false });
  });

  it("of an entry without a budget is ok as soon as there is a value", () => {
    const nodes: Entry = { name: "compare.nodes", unit: "nodes" };
    const result = resultOf(nodes, { name: nodes.name, value: 9, note: "" });
    expect(result).toMatchObject({ budget: null, ok: true });
    expect(rowOf(nodes, result)).toMatch(/^ok +compare\.nodes +9 nodes$/);
    expect(resultOf(nodes, { name: nodes.name, note: "" }).ok).toBe(false);
  });

  it("is a row with the sign of its budget", () => {
    const row = rowOf(ratio, resultOf(ratio, { name: ratio.name, value: 0.6, note: "of 500 MB" }));
    expect(row).toMatch(/^ok +engine\.vs-drain +0\.6 × +≥ 0\.5 +of 500 MB$/);
  });
});

describe("a group that breaks", () => {
  it("gives what it had, and for the rest the first line of why there is nothing", async () => {
    const broken = new Error("No Chromium found.\nIt was looked for everywhere.");
    const group = {
      // oxlint-disable-next-line typescript/require-await
      async *measure(): AsyncGenerator<Measured> {
        yield { name: "list.a", value: 1, note: "" };
        throw broken;
      },
    };
    const all: Array<Measured> = [];
    const told: Array<unknown> = [];
    const wanted = new Set(["list.a", "list.b"]);
    for await (const one of measureAll(group, wanted, (error) => told.push(error))) all.push(one);
    expect(all).toEqual([
      { name: "list.a", value: 1, note: "" },
      { name: "list.b", note: "No Chromium found." },
    ]);
    expect(told).toEqual([broken]);
  });
});

describe("a quantile", () => {
  it.each([
    [0.5, 2],
    [0.75, 3],
    [0.76, 4],
    [1, 4],
  ])("%d of four values is one of them", (part, value) => {
    expect(quantile([4, 1, 3, 2], part)).toBe(value);
  });
});

describe("the entries", () => {
  it("are wanted by their name, by their group's, or all by none", () => {
    expect(isWanted("start.eager-bytes", ["start.eager-bytes"])).toBe(true);
    expect(isWanted("start.eager-bytes", ["start"])).toBe(true);
    expect(isWanted("start.eager-bytes", [])).toBe(true);
    expect(isWanted("start.eager-bytes", ["start.eager"])).toBe(false);
  });

  it("have a name each", () => {
    const names = groups.flatMap((group) => group.entries.map((entry) => entry.name));
    expect(new Set(names).size).toBe(names.length);
  });
});
