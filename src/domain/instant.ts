/** A moment as the cluster stamps it: whole seconds since 1970 (UTC) and nanoseconds in that second. */
export interface Instant {
  readonly seconds: number;
  readonly nanos: number;
}

/** Orders two instants: negative when `a` is earlier, 0 when equal, positive when later. */
export const compareInstants = (a: Instant, b: Instant): number =>
  a.seconds === b.seconds ? a.nanos - b.nanos : a.seconds - b.seconds;

/** The distance from `a` to `b` in milliseconds, with fractions. */
export const millisBetween = (a: Instant, b: Instant): number =>
  (b.seconds - a.seconds) * 1000 + (b.nanos - a.nanos) / 1e6;

/** The instant of a Unix time in milliseconds. */
export const instantFromMillis = (millis: number): Instant => {
  const seconds = Math.floor(millis / 1000);
  return { seconds, nanos: Math.round((millis - seconds * 1000) * 1e6) };
};

/** `2024-12-29T10:30:45.123Z`: UTC with milliseconds, cut and not rounded. */
export const isoOfInstant = (instant: Instant): string =>
  new Date(instant.seconds * 1000 + Math.floor(instant.nanos / 1e6)).toISOString();

/** `10:30:45`: the clock time in UTC, as markers name it. */
export const clockOfInstant = (instant: Instant): string => isoOfInstant(instant).slice(11, 19);
