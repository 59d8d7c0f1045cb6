import { describe, expect, it } from "vitest";
import { align, alignRules, type Asked } from "../../src/resume/align.ts";
import { linesOf } from "../../src/resume/lines.ts";
import { block, numbered } from "./blocks.ts";

const tail: Asked = { wholeFile: false, whole: false, tail: 4 };
const file: Asked = { wholeFile: true, whole: false, tail: 0 };
const wholeFile: Asked = { wholeFile: true, whole: true, tail: 0 };

const place = (h: ReadonlyArray<string>, r: ReadonlyArray<string>, asked: Asked) =>
  align(linesOf([block(...h)]), linesOf([block(...r)]), asked, alignRules);

const found = (offset: number, from: number, behind: number, certain = true) => ({
  _tag: "Found",
  offset,
  from,
  behind,
  certain,
});

describe("an answer is placed against the history", () => {
  it.each([
    ["it begins in the history and goes on", numbered(6), numbered(6, 4), tail, found(3, 3, 0)],
    ["it ends at the last line known", numbered(6), numbered(4, 3), tail, found(2, 4, 0)],
    ["it was cut short", numbered(6), numbered(3, 2), tail, found(1, 3, 2)],
    [
      "it begins before a history that began with a tail",
      numbered(4, 5),
      numbered(8, 3),
      tail,
      found(-2, 6, 0),
    ],
    ["it has nothing in common", numbered(4), numbered(4, 9), tail, { _tag: "NoOverlap" }],
    [
      "it differs in one line of the common range",
      numbered(4),
      ["2 A2", "3 B3", "4 A4"],
      tail,
      { _tag: "NoOverlap" },
    ],
    ["a whole file from its first line", numbered(3), numbered(5), wholeFile, found(0, 3, 0)],
    [
      "a whole file of which the history is the end",
      numbered(3, 3),
      numbered(6),
      file,
      found(-2, 5, 0),
    ],
    [
      "a rotated file that still holds the last lines",
      numbered(6),
      numbered(4, 5),
      wholeFile,
      found(4, 2, 0),
    ],
    ["nothing is known of an empty file", [], numbered(3), wholeFile, found(0, 0, 0)],
  ] as const)("%s", (_, h, r, asked, expected) => {
    expect(place(h, r, asked)).toEqual(expected);
  });

  it("no answer begins before a history that is whole", () => {
    expect(place(numbered(3, 3), numbered(6), wholeFile)._tag).toBe("NoOverlap");
  });

  it("the same text at another time is another line", () => {
    expect(place(["1 tick", "2 tick"], ["3 tick", "4 tick"], file)._tag).toBe("NoOverlap");
  });
});

describe("evidence", () => {
  it("a single line in common does not prove the place of a tail", () => {
    expect(place(numbered(6), numbered(4, 6), { ...tail, tail: 8 })).toEqual(found(5, 1, 0, false));
  });

  it("lines of one stamp do not prove the place of a tail, however many", () => {
    const burst = ["5 a", "5 b", "5 c", "5 d"];
    expect(place(["4 x", ...burst], [...burst, "6 y"], tail)).toMatchObject({ certain: false });
  });

  it("a whole file that covers the history proves it, even with one stamp", () => {
    const burst = Array.from({ length: 150 }, (_, i) => `5 A${i}`);
    expect(place(burst.slice(0, 75), burst, wholeFile)).toEqual(found(0, 75, 0));
  });

  it("a text that stands nowhere else proves the place of a whole file", () => {
    expect(place(["5 a", "5 b"], ["5 b", "5 c"], file)).toEqual(found(1, 1, 0));
    expect(place(["5 a", "5 b"], ["5 b", "5 b"], file)).toMatchObject({ certain: false });
  });

  it("of several places the one with the fewest new lines is taken, and is not certain", () => {
    const same = Array.from({ length: 6 }, () => "5 tick");
    expect(place(same.slice(0, 2), same, file)).toEqual(found(-4, 6, 0, false));
  });
});
