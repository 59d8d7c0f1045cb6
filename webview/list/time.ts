import { isoOfInstant, type Instant } from "../../src/domain/instant.ts";
import type { Timestamps } from "../../src/protocol/shown.ts";

/** A time in the column: the part that narrow panels leave out, and the part they keep. */
export interface ShownTime {
  readonly date: string;
  readonly clock: string;
  readonly zone: string;
}

const two = (n: number): string => String(n).padStart(2, "0");
const millisOf = (instant: Instant): number => Math.floor(instant.nanos / 1e6);

/** The distance to now in one unit: `12 s`, `3 min`, `2 h`, `5 d`. A clock that is ahead of ours gives `0 s`. */
export const relativeTime = (instant: Instant, nowSeconds: number): string => {
  const seconds = Math.max(0, Math.floor(nowSeconds - instant.seconds));
  if (seconds < 60) return `${seconds} s`;
  if (seconds < 3600) return `${Math.floor(seconds / 60)} min`;
  if (seconds < 86_400) return `${Math.floor(seconds / 3600)} h`;
  return `${Math.floor(seconds / 86_400)} d`;
};

/** A time in the form that is chosen; local times are those of the machine the panel is seen on. */
export const shownTime = (
  instant: Instant,
  form: Exclude<Timestamps, "off">,
  nowSeconds: number,
): ShownTime => {
  if (form === "relative") return { date: "", clock: relativeTime(instant, nowSeconds), zone: "" };
  if (form === "utc") {
    const iso = isoOfInstant(instant);
    return { date: iso.slice(0, 11), clock: iso.slice(11, 23), zone: "Z" };
  }
  const at = new Date(instant.seconds * 1000);
  const date = `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())} `;
  const clock = `${two(at.getHours())}:${two(at.getMinutes())}:${two(at.getSeconds())}.${String(
    millisOf(instant),
  ).padStart(3, "0")}`;
  return { date, clock, zone: "" };
};

/** `2024-12-29T10:30:45.123456789Z`: all that the cluster said, for the hover. */
export const fullTime = (instant: Instant): string =>
  `${isoOfInstant(instant).slice(0, 19)}.${String(instant.nanos).padStart(9, "0")}Z`;
