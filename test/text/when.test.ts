import * as Schema from "effect/Schema";
import { describe, expect, it } from "@effect/vitest";
import { formatLocal, formatNanos, formatUtc } from "../../src/text/time.ts";
import { instantOf, isMoment, type Clock } from "../../src/text/when.ts";

const at = (iso: string): number => Date.parse(iso) / 1000;

const utc: Clock = { now: { seconds: at("2024-12-29T10:30:45Z"), nanos: 5 }, offsetAt: () => 0 };

/** Berlin in the spring of 2024: an hour ahead until 2024-03-31T01:00Z, then two. */
const berlin = (now: string): Clock => ({
  now: { seconds: at(now), nanos: 0 },
  offsetAt: (seconds) => (seconds < at("2024-03-31T01:00:00Z") ? 60 : 120),
});

const meant = (text: string, clock: Clock): string | undefined => {
  const instant = instantOf(text, clock);
  return instant === undefined ? undefined : formatUtc(instant);
};

describe("instantOf", () => {
  it.each([
    ["45s", "2024-12-29T10:30:00.000Z"],
    ["5m", "2024-12-29T10:25:45.000Z"],
    ["5 min", "2024-12-29T10:25:45.000Z"],
    ["2h", "2024-12-29T08:30:45.000Z"],
    ["1d", "2024-12-28T10:30:45.000Z"],
    ["10:30", "2024-12-29T10:30:00.000Z"],
    ["9:05:07.25", "2024-12-29T09:05:07.250Z"],
    ["10:30:46", "2024-12-28T10:30:46.000Z"],
    ["23:50", "2024-12-28T23:50:00.000Z"],
    ["2024-12-01", "2024-12-01T00:00:00.000Z"],
    ["2024-12-01T08:00", "2024-12-01T08:00:00.000Z"],
    ["2024-12-01 08:00:01,5", "2024-12-01T08:00:01.500Z"],
    ["2024-12-01T08:00:01Z", "2024-12-01T08:00:01.000Z"],
    ["2024-12-01T08:00:00+02:00", "2024-12-01T06:00:00.000Z"],
    ["2024-12-01T08:00:00 -0330", "2024-12-01T11:30:00.000Z"],
    ["2025-01-01", "2025-01-01T00:00:00.000Z"],
  ])("%s", (text, instant) => {
    expect(meant(text, utc)).toBe(instant);
  });

  it.each([
    ["10:00", "2024-03-30T12:00:00Z", "2024-03-30T09:00:00.000Z"],
    ["10:00", "2024-03-31T12:00:00Z", "2024-03-31T08:00:00.000Z"],
    ["23:00", "2024-03-31T12:00:00Z", "2024-03-30T22:00:00.000Z"],
    ["2024-03-30T10:00", "2024-03-31T12:00:00Z", "2024-03-30T09:00:00.000Z"],
    ["2024-04-01", "2024-03-30T12:00:00Z", "2024-03-31T22:00:00.000Z"],
  ])("%s in Berlin at %s, around the change to summer time", (text, now, instant) => {
    expect(meant(text, berlin(now))).toBe(instant);
  });

  it.each([
    "",
    "soon",
    "24:00",
    "10:60",
    "10",
    "5 weeks",
    "2024-02-30",
    "2024-13-01",
    "2024-00-10",
    "2024-12-29T25:00",
    "10:30Z",
  ])("is none: %j", (text) => {
    expect(isMoment(text)).toBe(false);
  });

  it("keeps nanoseconds", () => {
    expect(
      formatNanos(instantOf("2024-12-29T10:30:45.123456789Z", utc) ?? { seconds: 0, nanos: 0 }),
    ).toBe("2024-12-29T10:30:45.123456789Z");
  });

  it.prop(
    "reads back every moment as the time column shows it",
    [
      Schema.Int.check(Schema.isBetween({ minimum: 0, maximum: 4e9 })),
      Schema.Int.check(Schema.isBetween({ minimum: -840, maximum: 840 })),
    ],
    ([seconds, offset]) => {
      const instant = { seconds, nanos: 123_000_000 };
      expect(instantOf(formatUtc(instant), utc)).toEqual(instant);
      expect(
        instantOf(
          formatLocal(instant, () => offset),
          utc,
        ),
      ).toEqual(instant);
    },
    { arbitrary: { runs: 500, seed: "when" } },
  );
});
