import { describe, expect, it } from "vitest";
import { isWanted, resultOf, rowOf } from "./entry.ts";
import type { Entry } from "./entry.ts";
import { groups } from "./groups.ts";

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

  it("is a row with the sign of its budget", () => {
    const row = rowOf(ratio, resultOf(ratio, { name: ratio.name, value: 0.6, note: "of 500 MB" }));
    expect(row).toMatch(/^ok +engine\.vs-drain +0\.6 × +≥ 0\.5 +of 500 MB$/);
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
