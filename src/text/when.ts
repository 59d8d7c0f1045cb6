import { instantFromMillis, type Instant } from "../domain/instant.ts";
import type { Since } from "../domain/since.ts";
import type { OffsetAt } from "./time.ts";

/** What a typed moment is measured by: the present, and the zone that times are shown in. */
export interface Clock {
  readonly now: Instant;
  /** Minutes ahead of UTC; `() => 0` where times are shown in UTC. */
  readonly offsetAt: OffsetAt;
}

const SECONDS_A_DAY = 86_400;
const SECONDS: Readonly<Record<string, number>> = {
  s: 1,
  m: 60,
  h: 3600,
  d: SECONDS_A_DAY,
  w: 7 * SECONDS_A_DAY,
};

/** `5m`, `1h30m`, `2 hours`: numbers with units, the larger before the smaller. */
const span =
  /^(?:last )?((?:\d{1,6} ?(?:weeks?|w|days?|d|hours?|hrs?|h|minutes?|mins?|m|seconds?|secs?|s) ?)+)(?:ago)?$/i;
const spanPart = /(\d+) ?([wdhms])/gi;

const months = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
const monthName = `(${months.join("|")})[a-z]*\\.?`;

/** A day, as it stands in a text: each form with the places of year, month and day in it; 0: not given. */
const days: ReadonlyArray<readonly [RegExp, year: number, month: number, day: number]> = [
  // 2024-12-29 and 2024/12/29
  [/^(\d{4})[-/](\d{1,2})[-/](\d{1,2})(?!\d)/, 1, 2, 3],
  // 29/Dec/2024 as access logs have it, 29 Dec 2024 as HTTP has it
  [new RegExp(`^(\\d{1,2})[/ -]${monthName}[/ -](\\d{4})(?!\\d)`, "i"), 3, 2, 1],
  // Dec 29, 2024
  [new RegExp(`^${monthName} +(\\d{1,2}),? (\\d{4})(?![\\d:])`, "i"), 3, 1, 2],
  // Dec 29 as syslog has it
  [new RegExp(`^${monthName} +(\\d{1,2})(?!\\d)`, "i"), 0, 1, 2],
  // I1229 as klog has it
  [/^[IWEF](\d{2})(\d{2})(?= )/, 0, 1, 2],
];

const weekday = /^(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*,? /i;
const clockTime = /^(\d{1,2}):(\d{2})(?::(\d{2})(?:[.,](\d{1,9})\d*)?)?(?: ?([ap])m(?![a-z]))?/i;
const zone = /^ ?(?:(?:Z|UTC|GMT)(?![a-z])|([+-])(\d{2}):?(\d{2})(?!\d))/i;
/** Seconds, milliseconds, microseconds or nanoseconds since 1970, as programs write them. */
const unix = /^(\d{10})(?:[.,]?(\d{1,9}))?$/;

const nanosOf = (digits: string | undefined): number => Number((digits ?? "").padEnd(9, "0"));

/** Seconds of a day, `undefined` for a time that no clock shows. */
const secondsOfDay = (
  hours: string,
  minutes: string,
  seconds: string,
  half: string | undefined,
): number | undefined => {
  const hour = Number(hours);
  if (Number(minutes) >= 60 || Number(seconds) >= 60) return undefined;
  if (half !== undefined && (hour < 1 || hour > 12)) return undefined;
  const ofDay = half === undefined ? hour : (hour % 12) + (half.toLowerCase() === "p" ? 12 : 0);
  return ofDay < 24 ? ofDay * 3600 + Number(minutes) * 60 + Number(seconds) : undefined;
};

/** A local time as if it were UTC, moved to where it is in UTC. */
const fromLocal = (local: number, offsetAt: OffsetAt): number => {
  const guess = local - offsetAt(local) * 60;
  return local - offsetAt(guess) * 60;
};

const monthOf = (word: string): number =>
  /^\d/.test(word) ? Number(word) : months.indexOf(word.slice(0, 3).toLowerCase()) + 1;

/** Seconds of a day's beginning as if it were UTC; `undefined` for a day that no calendar has. */
const midnightOf = (year: number, month: number, day: number): number | undefined => {
  const midnight = new Date(Date.UTC(year, month - 1, day));
  // February 30 would become March 1 or 2.
  return month >= 1 && month <= 12 && midnight.getUTCDate() === day
    ? midnight.getTime() / 1000
    : undefined;
};

/** What a text says of a day: its beginning as if it were UTC, how far on the same words come back, and the rest. */
interface Day {
  readonly midnight: number;
  /** The day before it with the same words; absent: there is only one. */
  readonly before?: number | undefined;
  readonly rest: string;
}

const dayAt = (text: string, today: number): Day | undefined => {
  const named = /^(today|yesterday)\b/i.exec(text);
  if (named !== null) {
    const back = /^y/i.test(text) ? SECONDS_A_DAY : 0;
    return { midnight: today - back, rest: text.slice(named[0].length) };
  }
  for (const [form, year, month, day] of days) {
    const match = form.exec(text);
    if (match === null) continue;
    const rest = text.slice(match[0].length);
    const at = (years: number): number | undefined =>
      midnightOf(years, monthOf(match[month] ?? ""), Number(match[day]));
    if (year > 0) {
      const midnight = at(Number(match[year]));
      return midnight === undefined ? undefined : { midnight, rest };
    }
    const thisYear = new Date(today * 1000).getUTCFullYear();
    const midnight = at(thisYear) ?? at(thisYear - 1);
    return midnight === undefined ? undefined : { midnight, before: at(thisYear - 1), rest };
  }
  return undefined;
};

const zoneAt = (text: string): { readonly offset: number; readonly length: number } | undefined => {
  const match = zone.exec(text);
  if (match === null) return undefined;
  const minutes = Number(match[2] ?? 0) * 60 + Number(match[3] ?? 0);
  return { offset: (match[1] === "-" ? -minutes : minutes) * 60, length: match[0].length };
};

/** How long ago a text like `5m` or `1h30m` is, in seconds. */
const secondsAgo = (text: string): number | undefined => {
  const match = span.exec(text);
  if (match === null) return undefined;
  let seconds = 0;
  let largest = Number.POSITIVE_INFINITY;
  for (const [, count, unit = "s"] of (match[1] ?? "").matchAll(spanPart)) {
    const each = SECONDS[unit.toLowerCase()] ?? 1;
    if (each >= largest) return undefined;
    largest = each;
    seconds += Number(count) * each;
  }
  return seconds;
};

/**
 * The moment that a text means: `5m`, `1h30m` (ago), `10:30`, `10:30:45.5`, `10:30 pm`, `Dec 29 10:30` (the last time
 * it was that), `yesterday 10:30`, `2024-12-29`, `2024-12-29T10:30`, `29/Dec/2024:10:30:45 +0000`, with seconds,
 * fractions and a zone where they are given, and Unix times from seconds to nanoseconds. Without a zone it is meant in
 * the clock's. `undefined` for anything else.
 */
export const instantOf = (text: string, clock: Clock): Instant | undefined => {
  const { now, offsetAt } = clock;
  const typed = text.trim();
  const ago = secondsAgo(typed);
  if (ago !== undefined) return { seconds: now.seconds - ago, nanos: now.nanos };
  const since1970 = unix.exec(typed);
  if (since1970 !== null) return { seconds: Number(since1970[1]), nanos: nanosOf(since1970[2]) };

  const today =
    Math.floor((now.seconds + offsetAt(now.seconds) * 60) / SECONDS_A_DAY) * SECONDS_A_DAY;
  const plain = typed.replace(weekday, "");
  const day = dayAt(plain, today);
  const behindDay = day === undefined ? plain : day.rest.replace(/^(?:T|:|,? +)(?=\d)/i, "");
  const time = clockTime.exec(behindDay);
  if (time === null && (day === undefined || day.rest !== "")) return undefined;
  // A day and a time that stand together without anything between are neither.
  if (time !== null && day !== undefined && behindDay === day.rest) return undefined;
  const [clockText = "", hours = "0", minutes = "0", seconds = "0", fraction, half] = time ?? [];
  const ofDay = secondsOfDay(hours, minutes, seconds, half);
  if (ofDay === undefined) return undefined;
  const rest = time === null ? "" : behindDay.slice(clockText.length);
  const given = zoneAt(rest);
  if (rest.length !== (given?.length ?? 0)) return undefined;

  const instantAt = (midnight: number): Instant => {
    const local = midnight + ofDay;
    const at = given === undefined ? fromLocal(local, offsetAt) : local - given.offset;
    return { seconds: at, nanos: nanosOf(fraction) };
  };
  const instant = instantAt(day?.midnight ?? today);
  const before = day === undefined ? today - SECONDS_A_DAY : day.before;
  return before !== undefined && instant.seconds > now.seconds ? instantAt(before) : instant;
};

/** Whether a text is a moment that {@link instantOf} understands. */
export const isMoment = (text: string): boolean =>
  instantOf(text, { now: instantFromMillis(0), offsetAt: () => 0 }) !== undefined;

/** Where a log is to begin, as a text like `20m` or `10:30` says it; `undefined` for anything else. */
export const sinceOf = (text: string, clock: Clock): Since | undefined => {
  const seconds = secondsAgo(text.trim());
  if (seconds !== undefined) return { _tag: "Ago", seconds };
  const at = instantOf(text, clock);
  return at === undefined ? undefined : { _tag: "At", at };
};
