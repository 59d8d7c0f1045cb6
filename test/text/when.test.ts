import * as Schema from "effect/Schema";
import { describe, expect, it } from "@effect/vitest";
import { formatLocal, formatNanos, formatUtc } from "../../src/text/time.ts";
import { instantOf, isMoment, sinceOf, type Clock } from "../../src/text/when.ts";

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
    ["90 seconds ago", "2024-12-29T10:29:15.000Z"],
    ["1h30m", "2024-12-29T09:00:45.000Z"],
    ["last 2 hours", "2024-12-29T08:30:45.000Z"],
    ["1w", "2024-12-22T10:30:45.000Z"],
    ["10:30Z", "2024-12-29T10:30:00.000Z"],
    ["11:30+02:00", "2024-12-29T09:30:00.000Z"],
    ["9:30 am", "2024-12-29T09:30:00.000Z"],
    ["12:10AM", "2024-12-29T00:10:00.000Z"],
    ["9:30 PM", "2024-12-28T21:30:00.000Z"],
    ["today 08:00", "2024-12-29T08:00:00.000Z"],
    ["yesterday 10:45", "2024-12-28T10:45:00.000Z"],
    ["yesterday", "2024-12-28T00:00:00.000Z"],
    ["2024/12/29 10:30:45", "2024-12-29T10:30:45.000Z"],
    ["29/Dec/2024:10:30:45 +0100", "2024-12-29T09:30:45.000Z"],
    ["Sun, 29 Dec 2024 10:30:45 GMT", "2024-12-29T10:30:45.000Z"],
    ["Dec 29, 2024, 10:30", "2024-12-29T10:30:00.000Z"],
    ["Dec  9 10:30:45", "2024-12-09T10:30:45.000Z"],
    ["Dec 31 10:30:45", "2023-12-31T10:30:45.000Z"],
    ["I1229 10:30:11.480217", "2024-12-29T10:30:11.480Z"],
    ["1735468245", "2024-12-29T10:30:45.000Z"],
    ["1735468245.5", "2024-12-29T10:30:45.500Z"],
    ["1735468245123", "2024-12-29T10:30:45.123Z"],
    ["1735468245123456789", "2024-12-29T10:30:45.123Z"],
    ["  10:30  ", "2024-12-29T10:30:00.000Z"],
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
    "5 years",
    "30m1h",
    "5m5m",
    "13:00 pm",
    "0:30 am",
    "Feb 30 10:00",
    "2024-12-2910:30",
    "10:30 Zulu",
    "10:30 and more",
    "Dec",
    "12",
    "2024-02-30",
    "2024-13-01",
    "2024-00-10",
    "2024-12-29T25:00",
  ])("is none: %j", (text) => {
    expect(isMoment(text)).toBe(false);
  });

  it.each([
    ["20m", { _tag: "Ago", seconds: 1_200 }],
    [" 1 h ", { _tag: "Ago", seconds: 3_600 }],
    ["10:30", { _tag: "At", at: { seconds: at("2024-12-29T10:30:00Z"), nanos: 0 } }],
    ["soon", undefined],
  ])("says where a log is to begin: %s (S10)", (text, since) => {
    expect(sinceOf(text, utc)).toEqual(since);
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
