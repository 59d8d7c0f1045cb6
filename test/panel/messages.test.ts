import { describe, expect, it } from "vitest";
import { toMessage } from "../../src/panel/messages.ts";
import { linesPerSecond, noRate, sampleRate } from "../../src/panel/rate.ts";
import { decodeToWebview } from "../../src/protocol/to-webview.ts";
import { filteredList, listOf, storeOf } from "./rows.ts";

const rowsAt = (first: number, count: number) =>
  ({ _tag: "RowsAt", seq: 1, epoch: 7, request: 3, span: { first, count } }) as const;

const beat = (first: number, count: number, end: number) =>
  ({
    _tag: "Beat",
    seq: 2,
    epoch: 7,
    extent: { first: 0, end, lines: end, rate: 1.5, bytes: 10, maxBytes: 100 },
    span: { first, count },
  }) as const;

describe("a message with rows", () => {
  it("is one that the view decodes, with the texts as they came", () => {
    const message = decodeToWebview(toMessage(rowsAt(0, 2), listOf(storeOf("café", "日本"))));
    expect(message._tag === "RowsAt" && Buffer.from(message.rows.text).toString("utf8")).toBe(
      "café日本",
    );
    expect(message).toMatchObject({ request: 3, rows: { first: 0, count: 2, ends: [5, 11] } });
  });

  it("carries a buffer of exactly its size: a sub-view would drag the whole buffer along", () => {
    const message = toMessage(rowsAt(1, 1), listOf(storeOf("one", "two", "three")));
    expect(message._tag === "RowsAt" && message.rows.text.buffer.byteLength).toBe(3);
  });

  it("brings fewer rows where they would be too much: the first of those asked for, the last of a beat", () => {
    const row = "x".repeat(60_000);
    const list = listOf(storeOf(...Array.from({ length: 100 }, () => row)));
    const asked = toMessage(rowsAt(0, 100), list);
    expect(asked).toMatchObject({ rows: { first: 0 } });
    const followed = toMessage(beat(0, 100, 100), list);
    const { rows } = followed as Extract<typeof followed, { readonly _tag: "Beat" }>;
    expect((rows?.first ?? 0) + (rows?.count ?? 0)).toBe(100);
    for (const message of [asked, followed])
      expect("rows" in message && message.rows?.text.length).toBeLessThanOrEqual(4_000_000);
  });

  it("brings nothing where the rows are gone by now", () => {
    expect(toMessage(rowsAt(50, 10), listOf(storeOf("one")))).toMatchObject({ rows: { count: 0 } });
  });
});

describe("a message with rows of a filtered view", () => {
  it("names them by their numbers, and says which stand there for the sake of others", () => {
    const list = filteredList(storeOf("a", "b", "hit", "d", "e", "f"), [2], 1);
    const message = decodeToWebview(toMessage(rowsAt(list.first, 10), list));
    expect(message).toMatchObject({
      rows: { count: 3, numbers: [1, 2, 3], ends: [1, 4, 5], flags: [64, 0, 64] },
    });
  });
});

describe("the rate of lines", () => {
  it("is that of the last seconds, and says nothing in the first", () => {
    const start = sampleRate(noRate, 0, 0);
    expect(linesPerSecond(sampleRate(start, 500, 100))).toBe(0);
    expect(linesPerSecond(sampleRate(start, 2000, 100))).toBe(50);
  });

  it("forgets what is longer ago", () => {
    let rate = noRate;
    for (let at = 0; at <= 60_000; at += 100)
      rate = sampleRate(rate, at, at < 30_000 ? at : 30_000 + (at - 30_000) / 10);
    expect(linesPerSecond(rate)).toBeCloseTo(100, 5);
    expect(rate.samples.length).toBeLessThan(40);
  });
});
