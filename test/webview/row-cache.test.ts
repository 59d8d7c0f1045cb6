import { describe, expect, it } from "vitest";
import type { Rows } from "../../src/protocol/rows.ts";
import { makeRowCache, textOf } from "../../webview/list/row-cache.ts";
import { rowsOf } from "../browser/scripted-rows.ts";

const run = (first: number, texts: ReadonlyArray<string>): Rows =>
  rowsOf(
    first,
    texts.map((text) => ({ text })),
  );

describe("the rows near the view", () => {
  it("are found by position, negative ones too, and read as UTF-8", () => {
    const cache = makeRowCache();
    cache.put(run(-2, ["café", "", "日本"]));
    const texts = [-2, -1, 0].map((position) => {
      const row = cache.get(position);
      return row === undefined ? undefined : textOf(row);
    });
    expect(texts).toEqual(["café", "", "日本"]);
    expect(cache.get(1)).toBeUndefined();
  });

  it("keep their identity when equal ones come again, and lose it when they differ", () => {
    const cache = makeRowCache();
    cache.put(run(0, ["a", "b"]));
    const [a, b] = [cache.get(0), cache.get(1)];
    cache.put(run(0, ["a", "B"]));
    expect(cache.get(0)).toBe(a);
    expect(cache.get(1)).not.toBe(b);
  });

  it("show a broken character rather than fail", () => {
    const cache = makeRowCache();
    const rows = run(0, ["ab"]);
    rows.text[1] = 0xff;
    cache.put(rows);
    const row = cache.get(0);
    expect(row === undefined ? "" : textOf(row)).toBe("a\ufffd");
  });

  it("stay few: those far from the view go first", () => {
    const cache = makeRowCache();
    for (let first = 0; first < 100_000; first += 1_000) {
      cache.put(
        run(
          first,
          Array.from({ length: 1_000 }, (_, i) => `line ${first + i}`),
        ),
      );
      cache.trim(first + 500);
      expect(cache.size()).toBeLessThanOrEqual(4_000);
      expect(cache.has(first + 500)).toBe(true);
    }
  });

  it("stay small: rows of 16 kB are kept by the hundred, not by the thousand", () => {
    const cache = makeRowCache();
    const long = "x".repeat(16_000);
    for (let first = 0; first < 2_000; first += 500) {
      cache.put(
        run(
          first,
          Array.from({ length: 500 }, () => long),
        ),
      );
      cache.trim(first + 250);
      expect(cache.size()).toBeLessThanOrEqual(501);
      expect(cache.has(first + 250)).toBe(true);
    }
  });
});
