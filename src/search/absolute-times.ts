import type { Instant } from "../domain/instant.ts";
import type { Filter } from "../text/filter.ts";
import { instantOf, type Clock } from "../text/when.ts";

const written = ({ seconds, nanos }: Instant): string => {
  const toSecond = new Date(seconds * 1000).toISOString().slice(0, 19);
  return `${toSecond}.${String(nanos).padStart(9, "0")}Z`;
};

/** The filter with its times as moments that need no clock: `5m` becomes `2024-12-29T10:25:00.000000000Z`. */
export const absoluteTimes = (filter: Filter, clock: Clock): Filter =>
  filter.map((term) => {
    if (term._tag !== "Time") return term;
    const instant = instantOf(term.when, clock);
    return instant === undefined ? term : { ...term, when: written(instant) };
  });
