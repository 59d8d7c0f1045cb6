import { describe, expect, it } from "@effect/vitest";
import * as Schema from "effect/Schema";
import {
  type Groups,
  partnersOf,
  positionSince,
  timeFrom,
  withLink,
  withoutPanel,
} from "../../src/panel/in-step.ts";
import { makeStore } from "../../src/store/store.ts";
import { block, filteredList, listOf, start, storeOf } from "./rows.ts";

const at = (seconds: number, nanos = 123_456_789) => ({ seconds: start + seconds, nanos });

describe("panels that scroll in step", () => {
  const linked = (...pairs: ReadonlyArray<readonly [string, string]>): Groups<string> =>
    pairs.reduce<Groups<string>>(
      (groups, [panel, other], i) => withLink(groups, panel, other, `group ${i}`),
      new Map(),
    );

  it("are partners of each other, and of whom these are in step with", () => {
    const groups = linked(["a", "b"], ["c", "a"], ["d", "e"]);
    expect(partnersOf(groups, "a").toSorted()).toEqual(["b", "c"]);
    expect(partnersOf(groups, "c").toSorted()).toEqual(["a", "b"]);
    expect(partnersOf(groups, "d")).toEqual(["e"]);
    expect(partnersOf(groups, "f")).toEqual([]);
  });

  it("leave their group for another, and whom they leave alone is in step with nobody", () => {
    const groups = linked(["a", "b"], ["c", "d"], ["a", "c"]);
    expect(partnersOf(groups, "b")).toEqual([]);
    expect(partnersOf(groups, "a").toSorted()).toEqual(["c", "d"]);
  });

  it("go on without one that is closed", () => {
    const groups = withoutPanel(linked(["a", "b"], ["c", "a"]), "a");
    expect(partnersOf(groups, "b")).toEqual(["c"]);
    expect(withoutPanel(groups, "c")).toEqual(new Map());
  });

  it("wait for each other when they come back one by one, and take who is linked with them along", () => {
    const first: Groups<string> = new Map([["a", "kept"]]);
    expect(partnersOf(first, "a")).toEqual([]);
    const groups = withLink(first, "new", "a", "other");
    expect(partnersOf(new Map([...groups, ["b", "kept"]]), "new")).toEqual(["a", "b"]);
  });
});

describe("the row of a time", () => {
  it("is the first at or after it, the last where all are before", () => {
    const list = listOf(storeOf("a", "b", "c", "d"));
    expect(positionSince(list, at(-5))).toBe(0);
    expect(positionSince(list, at(2))).toBe(2);
    expect(positionSince(list, at(1, 200_000_000))).toBe(2);
    expect(positionSince(list, at(99))).toBe(3);
    expect(positionSince(listOf(storeOf()), at(0))).toBeUndefined();
  });

  it("is looked for among the rows that pass the filter", () => {
    const list = filteredList(storeOf("a", "b", "c", "d"), [0, 3]);
    expect(positionSince(list, at(1))).toBe(1);
    expect(timeFrom(list, 1)).toEqual(at(3));
  });

  it("passes over markers and dividers, which have none", () => {
    const store = makeStore({ maxBytes: 1_000_000 });
    store.append(0, block(["a"]));
    store.appendDivider(0, { _tag: "StartOfLog" });
    store.append(0, block(["b", "c"], start + 10));
    const list = listOf(store);
    expect(timeFrom(list, 1)).toEqual(at(10));
    expect(positionSince(list, at(5))).toBe(1);
    expect(positionSince(list, at(11))).toBe(3);
  });

  it.prop(
    "is what a scan of all rows finds",
    [
      Schema.Array(Schema.Int.check(Schema.isBetween({ minimum: 0, maximum: 3 }))),
      Schema.Int.check(Schema.isBetween({ minimum: -5, maximum: 60 })),
    ],
    ([gaps, wanted]) => {
      const store = makeStore({ maxBytes: 1_000_000, blockBytes: 256 });
      let now = 0;
      const times = gaps.map((gap) => (now += gap));
      for (const time of times) store.append(0, block(["x"], start + time));
      const found = times.findIndex((time) => time >= wanted);
      const expected = times.length === 0 ? undefined : found < 0 ? times.length - 1 : found;
      expect(positionSince(listOf(store), at(wanted))).toBe(expected);
    },
    { arbitrary: { runs: 500, seed: "since" } },
  );
});
