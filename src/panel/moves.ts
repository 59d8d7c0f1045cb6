import { Level } from "../domain/level.ts";
import type { SourceId } from "../domain/source.ts";
import { StoredKind } from "../store/block.ts";
import type { RowList } from "./row-list.ts";
import { StoredRow } from "./stored-row.ts";

/** Whether a row says itself that it is an error, and does not merely go on one. */
const isError = (stored: StoredRow): boolean =>
  stored.kind === StoredKind.line && stored.level >= Level.error && !stored.goesOn;

/** The next row of a list that says it is an error (1), or the one before (-1), from a row on and round the end. */
export const errorFrom = (list: RowList, from: number, step: 1 | -1): number | undefined => {
  const stored = new StoredRow(list.store);
  const length = list.end - list.first;
  const start = list.nearest(from) ?? list.first;
  // Where the row itself is not shown, the one that stands for it may lie in the direction of the search.
  const standing = list.rowAt(start) ?? from;
  const skip = (standing - from) * step > 0 ? 0 : 1;
  for (let i = skip; i <= length; i++) {
    const offset = (((start - list.first + i * step) % length) + length) % length;
    const row = list.rowAt(list.first + offset);
    if (row !== undefined && stored.seek(row) && isError(stored)) return row;
  }
  return undefined;
};

/** The last row of a source that a list shows; undefined where it shows none. */
export const lastOf = (list: RowList, source: SourceId): number | undefined => {
  const stored = new StoredRow(list.store);
  for (let position = list.end - 1; position >= list.first; position--) {
    const row = list.rowAt(position);
    if (row !== undefined && stored.seek(row) && stored.source === source) return row;
  }
  return undefined;
};

/** The first `maxBytes` bytes of a row's text, never ending inside a character, and how many there are beyond. */
export const textOfStored = (
  list: RowList,
  row: number,
  maxBytes: number,
): { readonly text: Uint8Array; readonly rest: number } => {
  const stored = new StoredRow(list.store, row);
  if (!stored.seek(row)) return { text: new Uint8Array(0), rest: 0 };
  const { text } = list.store.rows(row, 1, Math.max(0, maxBytes));
  return { text, rest: stored.length - text.length };
};
