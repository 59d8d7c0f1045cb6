import { nanosAt, secondsAt, type Lines } from "../../src/resume/lines.ts";
import type { Rules } from "../../src/resume/rules.ts";

const later = (a: Lines, i: number, b: Lines, j: number): boolean =>
  secondsAt(a, i) === secondsAt(b, j)
    ? nanosAt(a, i) > nanosAt(b, j)
    : secondsAt(a, i) > secondsAt(b, j);

/** What other viewers do: a line is new if its stamp is later than that of the last line shown. */
export const newLinesByTime: Partial<Rules> = {
  fits: (_ids, _asked, h, r) => {
    if (h.count === 0) return [0];
    let from = 0;
    while (from < r.count && !later(r, from, h, h.count - 1)) from++;
    return [h.count - from];
  },
  narrowed: (fits) => fits,
  certain: () => true,
};
