import * as Schema from "effect/Schema";
import { describe, expect, it } from "@effect/vitest";
import {
  formatBytes,
  formatCount,
  formatDuration,
  formatLocal,
  formatNanos,
  formatRelative,
  formatUtc,
} from "../../src/text/time.ts";

const seconds = Date.UTC(2024, 11, 29, 10, 30, 45) / 1000;
const instant = { seconds, nanos: 123_999_999 };

describe("a moment", () => {
  it("is shown in UTC with its milliseconds, cut and not rounded", () => {
    expect(formatUtc(instant)).toBe("2024-12-29T10:30:45.123Z");
    expect(formatUtc({ seconds: 0, nanos: 0 })).toBe("1970-01-01T00:00:00.000Z");
    expect(formatUtc({ seconds: -1, nanos: 5 })).toBe("1969-12-31T23:59:59.000Z");
  });

  it("is shown with every nanosecond", () => {
    expect(formatNanos({ seconds, nanos: 120_000_007 })).toBe("2024-12-29T10:30:45.120000007Z");
    expect(formatNanos({ seconds, nanos: 0 })).toBe("2024-12-29T10:30:45.000000000Z");
  });

  it.each([
    [60, "2024-12-29T11:30:45.123+01:00"],
    [-210, "2024-12-29T07:00:45.123-03:30"],
    [0, "2024-12-29T10:30:45.123+00:00"],
    [845, "2024-12-30T00:35:45.123+14:05"],
  ])("is shown in local time, %i minutes ahead", (offset, text) => {
    expect(formatLocal(instant, () => offset)).toBe(text);
  });

  it("asks for the offset of that very moment, so that summer time holds", () => {
    const asked: Array<number> = [];
    formatLocal(instant, (at) => {
      asked.push(at);
      return 0;
    });
    expect(asked).toEqual([seconds]);
  });

  it("is empty where no calendar reaches", () => {
    expect(formatUtc({ seconds: 9e12, nanos: 0 })).toBe("");
    expect(formatNanos({ seconds: Number.NaN, nanos: 0 })).toBe("");
    expect(formatLocal({ seconds: 8.64e12, nanos: 0 }, () => 60)).toBe("");
  });

  it.each([
    [0, "now"],
    [-4_000, "4 s ago"],
    [-239_000, "3 min ago"],
    [2_500, "in 2 s"],
  ])("is shown by its distance: %i ms", (millis, text) => {
    const now = { seconds, nanos: 0 };
    expect(formatRelative({ seconds: seconds + millis / 1000, nanos: 0 }, now)).toBe(text);
  });

  it.prop(
    "reads back to the same moment in any zone",
    [
      Schema.Int.check(Schema.isBetween({ minimum: -1e9, maximum: 4e9 })),
      Schema.Int.check(Schema.isBetween({ minimum: -840, maximum: 840 })),
    ],
    ([at, offset]) => {
      const t = { seconds: at, nanos: 7_000_000 };
      expect(Date.parse(formatLocal(t, () => offset))).toBe(at * 1000 + 7);
      expect(Date.parse(formatUtc(t))).toBe(at * 1000 + 7);
    },
    { arbitrary: { runs: 500, seed: "time" } },
  );
});

describe("quantities", () => {
  it.each([
    [0, "0"],
    [999, "999"],
    [1_000, "1,000"],
    [81_332, "81,332"],
    [10_000_000, "10,000,000"],
    [-1_204, "-1,204"],
  ])("%i lines", (count, text) => {
    expect(formatCount(count)).toBe(text);
  });

  it.prop(
    "counts are as the English locale writes them",
    [Schema.Int],
    ([count]) => {
      expect(formatCount(count)).toBe((count === 0 ? 0 : count).toLocaleString("en-US"));
    },
    { arbitrary: { runs: 500, seed: "counts" } },
  );

  it.each([
    [0, "0 MB"],
    [12, "< 0.1 MB"],
    [400_000, "0.4 MB"],
    [3_240_000, "3.2 MB"],
    [9_990_000, "10 MB"],
    [38_000_000, "38 MB"],
    [1_240_000_000, "1,240 MB"],
  ])("%i bytes", (bytes, text) => {
    expect(formatBytes(bytes)).toBe(text);
  });

  it.each([
    [-1, "0 ms"],
    [812, "812 ms"],
    [4_999, "4 s"],
    [180_000, "3 min"],
    [7_300_000, "2 h"],
    [432_000_000, "5 d"],
  ])("%i ms", (millis, text) => {
    expect(formatDuration(millis)).toBe(text);
  });
});
