import { Level } from "../domain/level.ts";
import { MapMark } from "../protocol/rows.ts";
import { StoredKind } from "../store/block.ts";
import type { RowNumbers } from "../store/row-numbers.ts";
import type { RowList } from "./row-list.ts";
import { StoredRow } from "./stored-row.ts";

/** Rows looked at before others get their turn: about a millisecond's. */
const slice = 50_000;

/** A map of a list: stretch `i` of `n` covers positions `first + (end − first) × i / n …`, with `MapMark` bits each. */
export interface RowMap {
  readonly first: number;
  readonly end: number;
  readonly marks: Uint8Array<ArrayBuffer>;
}

const markOf = (stored: StoredRow): number => {
  if (stored.kind === StoredKind.divider) return MapMark.divider;
  if (stored.kind === StoredKind.marker) return MapMark.marker;
  if (stored.level >= Level.error) return MapMark.error;
  return stored.level === Level.warn ? MapMark.warning : 0;
};

/**
 * Draws the map of a list with so many stretches, with the rows of `found` as matches. It yields now and then, so that
 * nothing waits for a million rows; rows that go meanwhile leave no mark.
 */
export function* drawMap(
  list: RowList,
  buckets: number,
  found: RowNumbers | undefined,
): Generator<undefined, RowMap> {
  const { end, first } = list;
  const length = end - first;
  const marks = new Uint8Array(buckets);
  let stored = new StoredRow(list.store);
  let match = found?.first ?? 0;
  for (let position = first; position < end; position++) {
    if ((position - first) % slice === slice - 1) {
      yield;
      stored = new StoredRow(list.store);
      match = Math.max(match, found?.first ?? 0);
    }
    const row = list.rowAt(position);
    if (row === undefined || !stored.seek(row)) continue;
    let mark = markOf(stored);
    if (found !== undefined) {
      while (match < found.end && found.at(match) < row) match++;
      if (found.at(match) === row) mark |= MapMark.match;
    }
    if (mark === 0) continue;
    const from = Math.floor(((position - first) * buckets) / length);
    const to = Math.max(from + 1, Math.ceil(((position + 1 - first) * buckets) / length));
    for (let i = from; i < to; i++) marks[i] = (marks[i] ?? 0) | mark;
  }
  return { first, end, marks };
}

/** Whether two maps look the same. */
export const sameMap = (a: RowMap | undefined, b: RowMap): boolean =>
  a?.first === b.first &&
  a.end === b.end &&
  a.marks.length === b.marks.length &&
  a.marks.every((mark, i) => mark === b.marks[i]);
