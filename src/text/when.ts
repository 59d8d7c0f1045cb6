import { instantFromMillis, type Instant } from "../domain/instant.ts";
import type { OffsetAt } from "./time.ts";

/** What a typed moment is measured by: the present, and the zone that times are shown in. */
export interface Clock {
  readonly now: Instant;
  /** Minutes ahead of UTC; `() => 0` where times are shown in UTC. */
  readonly offsetAt: OffsetAt;
}

const ago = /^(\d{1,6}) ?(s|sec|m|min|h|d)$/i;
const clockTime = /^(\d{1,2}):(\d{2})(?::(\d{2})(?:[.,](\d{1,9}))?)?$/;
const dated =
  /^(\d{4})-(\d{2})-(\d{2})(?:[T ](\d{1,2}):(\d{2})(?::(\d{2})(?:[.,](\d{1,9}))?)? ?(Z|[+-]\d{2}:?\d{2})?)?$/i;

const SECONDS: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3600, d: 86_400 };

const nanosOf = (digits: string | undefined): number => Number((digits ?? "").padEnd(9, "0"));

/** Seconds of a day, `undefined` for a time that no clock shows. */
const secondsOf = (hours: string, minutes: string, seconds: string): number | undefined =>
  Number(hours) < 24 && Number(minutes) < 60 && Number(seconds) < 60
    ? Number(hours) * 3600 + Number(minutes) * 60 + Number(seconds)
    : undefined;

/** A local time as if it were UTC, moved to where it is in UTC. */
const fromLocal = (local: number, offsetAt: OffsetAt): number => {
  const guess = local - offsetAt(local) * 60;
  return local - offsetAt(guess) * 60;
};

/**
 * The moment that a text means: `5m` (ago), `10:30`, `10:30:45.5` (the last time it was that
 * o'clock), `2024-12-29`, `2024-12-29T10:30`, with seconds, fractions and a zone where they are
 * given. Without a zone it is meant in the clock's. `undefined` for anything else.
 */
export const instantOf = (text: string, clock: Clock): Instant | undefined => {
  const back = ago.exec(text);
  if (back !== null) {
    const unit = SECONDS[(back[2] ?? "s").charAt(0).toLowerCase()] ?? 1;
    return { seconds: clock.now.seconds - Number(back[1]) * unit, nanos: clock.now.nanos };
  }
  const time = clockTime.exec(text);
  if (time !== null) {
    const [, hours = "", minutes = "", seconds = "0", fraction] = time;
    const ofDay = secondsOf(hours, minutes, seconds);
    if (ofDay === undefined) return undefined;
    const local = clock.now.seconds + clock.offsetAt(clock.now.seconds) * 60;
    const today = Math.floor(local / 86_400) * 86_400 + ofDay;
    const at = fromLocal(today, clock.offsetAt);
    return {
      seconds: at > clock.now.seconds ? fromLocal(today - 86_400, clock.offsetAt) : at,
      nanos: nanosOf(fraction),
    };
  }
  return ofDate(text, clock);
};

const ofDate = (text: string, clock: Clock): Instant | undefined => {
  const match = dated.exec(text);
  if (match === null) return undefined;
  const [, year = "", month = "", day = "", hours = "0", minutes = "0", seconds = "0"] = match;
  const fraction = match[7];
  const zone = match[8];
  const ofDay = secondsOf(hours, minutes, seconds);
  const midnight = Date.UTC(Number(year), Number(month) - 1, Number(day)) / 1000;
  // February 30 would become March 1 or 2.
  if (ofDay === undefined || new Date(midnight * 1000).getUTCDate() !== Number(day)) {
    return undefined;
  }
  if (Number(month) < 1 || Number(month) > 12) return undefined;
  const local = midnight + ofDay;
  return { seconds: local - secondsAhead(zone, local, clock.offsetAt), nanos: nanosOf(fraction) };
};

const secondsAhead = (zone: string | undefined, local: number, offsetAt: OffsetAt): number => {
  if (zone === undefined) return local - fromLocal(local, offsetAt);
  if (zone.toUpperCase() === "Z") return 0;
  const minutes = Number(zone.slice(1, 3)) * 60 + Number(zone.slice(-2));
  return (zone.startsWith("-") ? -minutes : minutes) * 60;
};

/** Whether a text is a moment that {@link instantOf} understands. */
export const isMoment = (text: string): boolean =>
  instantOf(text, { now: instantFromMillis(0), offsetAt: () => 0 }) !== undefined;
