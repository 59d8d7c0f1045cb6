import { StoredKind } from "../store/block.ts";
import { stripAnsi } from "../text/ansi.ts";
import type { ExportRow } from "../text/export-text.ts";
import type { RowList } from "./row-list.ts";
import { StoredRow } from "./stored-row.ts";

/** A row on its way out of the panel. */
export interface TakenRow {
  readonly number: number;
  readonly row: ExportRow;
  /** Its text as it came; holds until the next rows are taken. */
  readonly bytes: Uint8Array;
}

/** Which rows are taken, by their numbers, both included; and how. */
export interface Taking {
  readonly from: number;
  readonly to: number;
  /** Escape sequences are kept. */
  readonly raw: boolean;
  /** The labels of sources by their numbers. */
  readonly labels: ReadonlyMap<number, string>;
}

/** Rows and bytes taken before others get their turn: a few milliseconds' worth. */
const maxRows = 5000;
const maxBytes = 1_000_000;

// The mark at the beginning of a text is a character of the log like any other.
const decoder = new TextDecoder("utf-8", { ignoreBOM: true });

const exportRow = (stored: StoredRow, { labels, raw }: Taking): ExportRow => {
  const text = decoder.decode(stored.bytes);
  const source = labels.get(stored.source);
  const { time } = stored;
  const rest = time === undefined ? {} : { time };
  return stored.kind === StoredKind.line
    ? { _tag: "Line", text: raw ? text : stripAnsi(text), source: source ?? "", ...rest }
    : { _tag: "Marker", text, ...rest, ...(source === undefined ? {} : { source }) };
};

/**
 * Takes rows that pass the filter, folded away or not, in order and in pieces; rows that leave the memory meanwhile
 * are not among them. Between two pieces anything may happen.
 */
export function* takeRows(list: RowList, taking: Taking): Generator<ReadonlyArray<TakenRow>, void> {
  const { base, store } = list;
  let position = base.nearest(taking.from) ?? base.end;
  if ((base.rowAt(position) ?? taking.from) < taking.from) position++;
  while (position < base.end) {
    const stored = new StoredRow(store, base.rowAt(position));
    const rows: Array<TakenRow> = [];
    let bytes = 0;
    for (; position < base.end && rows.length < maxRows && bytes < maxBytes; position++) {
      const number = base.rowAt(position);
      if (number === undefined) continue;
      if (number > taking.to) {
        position = base.end;
        break;
      }
      if (!stored.seek(number)) continue;
      bytes += stored.length;
      rows.push({ number, row: exportRow(stored, taking), bytes: stored.bytes });
    }
    yield rows;
    // What was there may have gone, with its positions.
    position = Math.max(position, base.first);
  }
}
