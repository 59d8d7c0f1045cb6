import type { OffsetAt } from "../text/time.ts";

/** The zone of this machine: how many minutes it was ahead of UTC at a Unix second. */
export const localOffset: OffsetAt = (seconds) => -new Date(seconds * 1000).getTimezoneOffset();
