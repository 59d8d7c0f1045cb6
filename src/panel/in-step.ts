import { compareInstants, type Instant } from "../domain/instant.ts";
import type { RowList } from "./row-list.ts";
import { StoredRow } from "./stored-row.ts";

/** Where the user of a panel stands: at the moment of the row at the top edge, or at the end, following. */
export type Stand = { readonly _tag: "At"; readonly time: Instant } | { readonly _tag: "End" };

/** What a panel that scrolls in step with others tells: where its user went, or that its view has come (again). */
export type Step = Stand | { readonly _tag: "Came" };

/**
 * Panels that scroll in step, each with the name of its group. One that is alone in a group is in step with nobody: it
 * came back with its window (P5), and waits for the others.
 */
export type Groups<P> = ReadonlyMap<P, string>;

/** The others in the group of a panel. */
export const partnersOf = <P>(groups: Groups<P>, panel: P): ReadonlyArray<P> => {
  const name = groups.get(panel);
  if (name === undefined) return [];
  return [...groups].flatMap(([other, of]) => (of === name && other !== panel ? [other] : []));
};

/** The groups without a panel; one that it leaves alone is in no group any more. */
export const withoutPanel = <P>(groups: Groups<P>, panel: P): Groups<P> => {
  const left = partnersOf(groups, panel);
  const rest = new Map(groups);
  for (const gone of left.length === 1 ? [panel, ...left] : [panel]) rest.delete(gone);
  return rest;
};

/** The groups after a panel was put into the group of another, or into a new one of that `name`. */
export const withLink = <P>(groups: Groups<P>, panel: P, other: P, name: string): Groups<P> => {
  const rest = withoutPanel(groups, panel);
  const joined = rest.get(other) ?? name;
  return new Map([...rest, [other, joined], [panel, joined]]);
};

/** Rows without a time (markers, dividers) that are passed over in search of one that has one. */
const mostUntimed = 100;

/** The time of the row at a position, or of the next one that has any; `undefined` where none has. */
export const timeFrom = (
  list: RowList,
  position: number,
  stored = new StoredRow(list.store),
): Instant | undefined => {
  const end = Math.min(list.end, position + mostUntimed);
  for (let at = position; at < end; at++) {
    const row = list.rowAt(at);
    if (row !== undefined && stored.seek(row) && stored.time !== undefined) return stored.time;
  }
  return undefined;
};

/**
 * The position of the first row at or after a time, the last one where all are before it; `undefined` in an empty
 * list. Rows are taken to be in order of time: of a source that is not, some such place is found.
 */
export const positionSince = (list: RowList, time: Instant): number | undefined => {
  if (list.end === list.first) return undefined;
  const stored = new StoredRow(list.store);
  let low = list.first;
  let high = list.end;
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    const at = timeFrom(list, middle, stored);
    if (at !== undefined && compareInstants(at, time) < 0) low = middle + 1;
    else high = middle;
  }
  return Math.min(low, list.end - 1);
};
