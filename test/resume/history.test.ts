import { describe, expect, it } from "vitest";
import { align, alignRules } from "../../src/resume/align.ts";
import { countOf, emptyHistory, remember, remembered } from "../../src/resume/history.ts";
import { linesOf } from "../../src/resume/lines.ts";
import { block, numbered } from "./blocks.ts";

const after = (blocks: number, each: number, keep: number) => {
  let history = emptyHistory(true);
  for (let i = 0; i < blocks; i++)
    history = remember(history, block(...numbered(each, 1 + i * each)), keep);
  return history;
};

describe("the history", () => {
  it.each([
    [1, 5, true, 5],
    [3, 5, true, 15],
    [20, 5, false, 20],
    [1, 300, true, 300],
    [3, 300, false, 300],
  ])("after %i blocks of %i lines with K = 16: whole %s", (blocks, each, whole, lines) => {
    const history = after(blocks, each, 16);
    expect(history.whole).toBe(whole);
    expect(countOf(history)).toBe(lines);
  });

  it("always holds the last K lines, and never twice as many and a block", () => {
    for (let blocks = 1; blocks < 60; blocks++) {
      const history = after(blocks, 7, 50);
      expect(countOf(history)).toBeGreaterThanOrEqual(Math.min(50, blocks * 7));
      expect(countOf(history)).toBeLessThan(100 + 14);
      const last = remembered(history).at(-1);
      expect(last?.seconds[last.count - 1]).toBe(blocks * 7);
    }
  });

  it("is a value: adding to it leaves it as it was", () => {
    const one = after(1, 3, 16);
    remember(one, block("9 z"));
    expect(countOf(one)).toBe(3);
  });

  it("keeps hashes instead of megabytes, and recognises lines by them", () => {
    const long = "x".repeat(40_000);
    const lines = Array.from({ length: 80 }, (_, i) => `${i + 1} ${i}${long}${i}`);
    let history = emptyHistory(true);
    for (const line of lines) history = remember(history, block(line));
    const bytes = remembered(history).reduce(
      (sum, piece) => sum + ("bytes" in piece ? piece.bytes.length : 0),
      0,
    );
    expect(bytes).toBeLessThan(2 << 20);
    const r = linesOf([block(...lines, "99 new")]);
    const asked = { wholeFile: true, whole: true, tail: 0 };
    expect(align(linesOf(remembered(history)), r, asked, alignRules)).toMatchObject({
      from: 80,
      certain: true,
    });
    const other = lines.map((line, i) => (i === 5 ? line.replace("x5", "y5") : line));
    expect(
      align(linesOf(remembered(history)), linesOf([block(...other)]), asked, alignRules)._tag,
    ).toBe("NoOverlap");
  });
});
