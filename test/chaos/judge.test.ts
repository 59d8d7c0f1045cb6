import { describe, expect, it } from "vitest";
import { judge, lineText, type SeenRow } from "./judge.ts";

const line = (number: number): SeenRow => ({ kind: "line", text: lineText(number) });
const marker: SeenRow = { kind: "marker", text: "Lines may be missing" };
const divider: SeenRow = { kind: "divider", text: "restarted" };

const clean = { lost: 0, doubled: 0, reordered: 0, told: 0, markers: 0, needless: 0 };

describe("the judgement of a panel", () => {
  it("is clean where every line is there once, in order", () => {
    expect(judge([line(1), divider, line(2), line(3)], 3)).toEqual({ ...clean, shown: 3 });
  });

  it.each([
    ["at the start", [line(2), line(3)]],
    ["in the middle", [line(1), divider, line(3)]],
    ["at the end", [line(1), line(2)]],
  ])("counts a line that is missing %s as lost", (_where, rows) => {
    expect(judge(rows, 3)).toEqual({ ...clean, shown: 2, lost: 1 });
  });

  it("does not count as lost what a marker at that place tells of", () => {
    expect(judge([line(1), marker, line(4), line(6)], 6)).toEqual({
      ...clean,
      shown: 3,
      lost: 1,
      told: 2,
      markers: 1,
    });
  });

  it("counts a marker where nothing is missing", () => {
    expect(judge([line(1), marker, line(2)], 2)).toEqual({
      ...clean,
      shown: 2,
      markers: 1,
      needless: 1,
    });
  });

  it("tells a line that is there twice from one that comes too late", () => {
    expect(judge([line(1), line(2), line(2), line(3)], 3)).toMatchObject({ doubled: 1, lost: 0 });
    expect(judge([line(1), line(3), line(2), line(4)], 4)).toEqual({
      ...clean,
      shown: 4,
      reordered: 1,
    });
  });

  it("refuses a line that nobody wrote", () => {
    expect(() => judge([{ kind: "line", text: "line 1 of the sto" }], 1)).toThrow("Nobody wrote");
  });
});
