import { isoOfInstant, millisBetween, type Instant } from "../domain/instant.ts";

/** Minutes that local time is ahead of UTC at a Unix time in seconds (the zone's rules are the host's). */
export type OffsetAt = (seconds: number) => number;

const two = (n: number): string => (n < 10 ? `0${n}` : `${n}`);

const shown = (instant: Instant): boolean => Math.abs(instant.seconds) <= 8.64e12;

/** `2024-12-29T10:30:45.123Z`: UTC with milliseconds, cut and not rounded; empty for no real date. */
export const formatUtc = (instant: Instant): string =>
  shown(instant) ? isoOfInstant(instant) : "";

/** `2024-12-29T11:30:45.123+01:00`: the same moment in local time, with the offset of that moment. */
export const formatLocal = (instant: Instant, offsetAt: OffsetAt): string => {
  const minutes = Math.round(offsetAt(instant.seconds));
  const moved = { seconds: instant.seconds + minutes * 60, nanos: instant.nanos };
  if (!shown(instant) || !shown(moved)) return "";
  const ahead = Math.abs(minutes);
  return `${isoOfInstant(moved).slice(0, -1)}${minutes < 0 ? "-" : "+"}${two(Math.floor(ahead / 60))}:${two(ahead % 60)}`;
};

/** `2024-12-29T10:30:45.123456789Z`: UTC with all nine digits that the cluster gave. */
export const formatNanos = (instant: Instant): string =>
  shown(instant)
    ? `${isoOfInstant(instant).slice(0, -5)}.${`${instant.nanos}`.padStart(9, "0")}Z`
    : "";

/** `4 s ago`, `3 min ago`, `now`, and `in 2 s` where a node's clock is ahead. */
export const formatRelative = (instant: Instant, now: Instant): string => {
  const millis = millisBetween(instant, now);
  if (Math.abs(millis) < 1000) return "now";
  return millis < 0 ? `in ${formatDuration(-millis)}` : `${formatDuration(millis)} ago`;
};

/** `812 ms`, `4 s`, `3 min`, `2 h`, `5 d`: milliseconds in the largest unit they fill, cut. */
export const formatDuration = (millis: number): string => {
  if (millis < 1000) return `${Math.max(0, Math.floor(millis))} ms`;
  if (millis < 60_000) return `${Math.floor(millis / 1000)} s`;
  if (millis < 3_600_000) return `${Math.floor(millis / 60_000)} min`;
  if (millis < 86_400_000) return `${Math.floor(millis / 3_600_000)} h`;
  return `${formatCount(Math.floor(millis / 86_400_000))} d`;
};

/** `81,332`: a whole number with a comma before every three digits. */
export const formatCount = (count: number): string => {
  const digits = `${Math.abs(Math.trunc(count))}`;
  let text = digits.slice(-3);
  for (let end = digits.length - 3; end > 0; end -= 3) {
    text = `${digits.slice(Math.max(0, end - 3), end)},${text}`;
  }
  return count <= -1 ? `-${text}` : text;
};

/** `1,240/s`, `3.5/s`, `0/s`: so many a second, with one decimal below ten. */
export const formatRate = (rate: number): string =>
  rate > 0 && rate < 9.95 ? `${rate.toFixed(1)}/s` : `${formatCount(Math.round(rate))}/s`;

/** `38 MB`, `3.2 MB`, `1,240 MB`: bytes as millions of bytes, with one decimal below ten. */
export const formatBytes = (bytes: number): string => {
  if (bytes <= 0) return "0 MB";
  const tenths = Math.round(bytes / 1e5);
  if (tenths === 0) return "< 0.1 MB";
  return tenths < 100 ? `${tenths / 10} MB` : `${formatCount(Math.round(bytes / 1e6))} MB`;
};
