import { RowFlag, RowKind, type Rows } from "../protocol/rows.ts";
import type { StoredRows } from "../store/stored-rows.ts";
import type { Span } from "./content.ts";
import type { RowList } from "./row-list.ts";

/** A run of row numbers without gaps. */
interface Run {
  readonly first: number;
  count: number;
}

/** The rows at positions `first … end` of a list, as runs of numbers. */
export const runsOf = (
  view: { readonly rowAt: (position: number) => number | undefined },
  first: number,
  end: number,
): ReadonlyArray<Run> => {
  const runs: Array<Run> = [];
  for (let position = first; position < end; position++) {
    const row = view.rowAt(position);
    if (row === undefined) continue;
    const last = runs.at(-1);
    if (last !== undefined && last.first + last.count === row) last.count++;
    else runs.push({ first: row, count: 1 });
  }
  return runs;
};

const joined = (parts: ReadonlyArray<StoredRows>): Omit<Rows, "first" | "count"> => {
  const text = new Uint8Array(parts.reduce((sum, part) => sum + part.text.length, 0));
  const ends: Array<number> = [];
  const cut: Array<readonly [number, number]> = [];
  let at = 0;
  let rows = 0;
  for (const part of parts) {
    text.set(part.text, at);
    for (const end of part.ends) ends.push(at + end);
    for (const [i, bytes] of part.cut ?? []) cut.push([rows + i, bytes]);
    at += part.text.length;
    rows += part.count;
  }
  return {
    text,
    ends,
    seconds: parts.flatMap(({ seconds }) => seconds),
    nanos: parts.flatMap(({ nanos }) => nanos),
    levels: parts.flatMap(({ levels }) => levels),
    kinds: parts.flatMap(({ kinds }) => kinds),
    flags: parts.flatMap(({ flags }) => flags),
    sources: parts.flatMap(({ sources }) => sources),
    ...(cut.length === 0 ? {} : { cut }),
  };
};

/** The rows at the positions of a span, as far as they exist; of a longer one its first `maxRowBytes` bytes. */
export const readSpan = (list: RowList, span: Span, maxRowBytes: number): Rows => {
  if (list.plain) return list.store.rows(span.first, span.count, maxRowBytes);
  const first = Math.min(Math.max(span.first, list.first), list.end);
  const end = Math.max(first, Math.min(span.first + span.count, list.end));
  const numbers: Array<number> = [];
  const folded: Array<readonly [number, number]> = [];
  for (let position = first; position < end; position++) {
    numbers.push(list.rowAt(position) ?? 0);
    const hidden = list.foldedUnder(position);
    if (hidden > 0) folded.push([position - first, hidden]);
  }
  const rows = joined(
    runsOf(list, first, end).map((run) => list.store.rows(run.first, run.count, maxRowBytes)),
  );
  return {
    first,
    count: end - first,
    numbers,
    ...rows,
    flags: rows.flags.map((flags, i) =>
      rows.kinds[i] === RowKind.line && list.isContext(first + i) ? flags | RowFlag.context : flags,
    ),
    ...(folded.length === 0 ? {} : { folded }),
  };
};
