import { expect } from "@effect/vitest";
import type { Opened } from "./harness.ts";

/** What happened to a pod, as far as it says which rows there must be of it. */
export interface Fate {
  readonly pod: string;
  /** Its lines, in order, instance after instance. */
  readonly written: Array<string>;
  /** It came while the list was open. */
  readonly later: boolean;
  /** Lines of it may have gone before anyone could read them: it was rotated, restarted, evicted or deleted. */
  risked: boolean;
  gone: boolean;
  /** It has other labels now, so that nobody tells of its end for sure. */
  aside: boolean;
}

const isLine = (text: string): boolean => !/^[[(]/u.test(text);
const isGap = (text: string): boolean => /^\[.*(?:may be missing|could not be)/u.test(text);

/** Each line is there once and in order; where some are not, a marker stands in their place, and nowhere else a needless one. */
export const expectWhole = (list: Opened, { pod, risked, written }: Fate): void => {
  const rows = list.of(pod);
  let next = 0;
  let marked = false;
  for (const text of rows) {
    if (!isLine(text)) {
      marked ||= isGap(text);
      continue;
    }
    const at = written.indexOf(text, next);
    expect(at, `${text} comes again, or out of order`).toBeGreaterThanOrEqual(next);
    if (!marked)
      expect(text, "lines are missing before it, and no marker says so").toBe(written[next]);
    next = at + 1;
    marked = false;
  }
  if (!marked) expect(written.slice(next), "missing at the end, and no marker says so").toEqual([]);
  if (!risked) expect(rows.filter((text) => text.startsWith("["))).toEqual([]);
};

/** Its start and its end are told where they happened, once. */
export const expectTold = (list: Opened, { aside, gone, later, pod }: Fate): void => {
  const rows = list.of(pod);
  const told = (what: string): number =>
    rows.filter((text) => text.startsWith(`(${pod} ${what}`)).length;
  expect(told("started")).toBe(later ? 1 : 0);
  if (!aside) expect(told("deleted")).toBe(gone ? 1 : 0);
  if (later) expect(rows[0]).toContain("started on");
  if (gone && !aside) expect(rows.at(-1)).toContain("deleted");
};

/** A line is flagged as late if and only if a line of a later time stands above it. */
export const expectFlags = (list: Opened): void => {
  let latest = 0n;
  const reached = new Map<number, bigint>();
  for (const { at, late, source } of list.rows) {
    if (at === undefined) continue;
    const before = reached.get(source) ?? 0n;
    const key = at > before ? at : before;
    reached.set(source, key);
    expect(late).toBe(key < latest);
    if (key > latest) latest = key;
  }
};

/**
 * A row that tells of a container's start or end stands at that time, or below the last line of its own: nothing of
 * others that is earlier stands below it, and, where all was there already, nothing later above.
 */
export const expectPlaced = (rows: Opened["rows"], all: boolean): void => {
  for (const [i, { source, text, told }] of rows.entries()) {
    if (told === undefined || !/restarted|exited|started/u.test(text)) continue;
    const timesOf = (some: Opened["rows"], own: boolean): ReadonlyArray<bigint> =>
      some.flatMap(({ at, late, source: of }) =>
        at === undefined || late || own !== (of === source) ? [] : [at],
      );
    const place = [told, ...timesOf(rows.slice(0, i), true)].reduce((a, b) => (a > b ? a : b));
    for (const at of timesOf(rows.slice(i), false))
      expect(at, `${text} stands too high`).toBeGreaterThanOrEqual(place);
    if (!all) continue;
    for (const at of timesOf(rows.slice(0, i), false))
      expect(at, `${text} stands too low`).toBeLessThanOrEqual(place);
  }
};
