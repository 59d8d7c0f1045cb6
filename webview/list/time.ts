import type { Instant } from "../../src/domain/instant.ts";
import type { Timestamps } from "../../src/protocol/shown.ts";
import { formatLocal, formatNanos, formatRelative, formatUtc } from "../../src/text/time.ts";

/** A time in the column: the parts that narrow panels leave out, and the part they keep. */
export interface ShownTime {
  readonly date: string;
  readonly clock: string;
  /** What is less than a second, with its point. */
  readonly fraction: string;
  readonly zone: string;
}

/** Minutes that this machine's clock is ahead of UTC at a Unix time in seconds. */
export const offsetHere = (seconds: number): number =>
  -new Date(seconds * 1000).getTimezoneOffset();

/** A time in the form that is chosen; local times are those of the machine the panel is seen on. */
export const shownTime = (
  instant: Instant,
  form: Exclude<Timestamps, "off">,
  now: number,
): ShownTime => {
  if (form === "relative")
    return {
      date: "",
      clock: formatRelative(instant, { seconds: now, nanos: 0 }),
      fraction: "",
      zone: "",
    };
  const whole = form === "utc" ? formatUtc(instant) : formatLocal(instant, offsetHere);
  return {
    date: whole.slice(0, 11),
    clock: whole.slice(11, 19),
    fraction: whole.slice(19, 23),
    zone: whole.slice(23),
  };
};

/** All nine digits that the cluster gave, and the same moment here: what the hover says. */
export const fullTime = (instant: Instant): string =>
  `${formatNanos(instant)}\n${formatLocal(instant, offsetHere)} local`;
