import type { Rows } from "../../src/protocol/rows.ts";

const decoder = new TextDecoder();

/** One row as the host sent it; its text stays bytes until it is shown. */
export interface CachedRow {
  readonly run: Rows;
  /** The row's index in its run. */
  readonly index: number;
  /** The decoded text, once it was asked for. */
  text?: string;
}

/** What a row says, decoded at the first call. */
export const textOf = (row: CachedRow): string => (row.text ??= decoder.decode(bytesOf(row)));

/** A row's text in bytes (UTF-8, as received). */
export const bytesOf = ({ run, index }: CachedRow): Uint8Array =>
  run.text.subarray(index === 0 ? 0 : (run.ends[index - 1] ?? 0), run.ends[index] ?? 0);

/** A row's number: it outlives filters and folds, which give the row other positions. */
export const numberOf = ({ run, index }: CachedRow): number =>
  run.numbers?.[index] ?? run.first + index;

/** How many lines are folded away under a row. */
export const foldedUnder = ({ run, index }: CachedRow): number =>
  run.folded?.find(([at]) => at === index)?.[1] ?? 0;

/** Whether a row has a bit of `RowFlag`. */
export const hasFlag = ({ run, index }: CachedRow, flag: number): boolean =>
  ((run.flags[index] ?? 0) & flag) !== 0;

const sameRow = (a: CachedRow, b: CachedRow): boolean => {
  const i = a.index;
  const j = b.index;
  if (
    a.run.seconds[i] !== b.run.seconds[j] ||
    a.run.nanos[i] !== b.run.nanos[j] ||
    a.run.levels[i] !== b.run.levels[j] ||
    a.run.kinds[i] !== b.run.kinds[j] ||
    a.run.flags[i] !== b.run.flags[j] ||
    a.run.sources[i] !== b.run.sources[j] ||
    numberOf(a) !== numberOf(b) ||
    foldedUnder(a) !== foldedUnder(b)
  )
    return false;
  const p = bytesOf(a);
  const q = bytesOf(b);
  if (p.length !== q.length) return false;
  for (let k = 0; k < p.length; k++) if (p[k] !== q[k]) return false;
  return true;
};

/** The rows near the view, by position; plain data outside the framework. */
export interface RowCache {
  readonly get: (position: number) => CachedRow | undefined;
  readonly has: (position: number) => boolean;
  /** The number of the row at a position, where that is known. */
  readonly numberAt: (position: number) => number | undefined;
  /**
   * Takes a run in. A row equal to the one it already holds keeps its identity, so that a host which sends the
   * rows at the end again renders nothing again.
   */
  readonly put: (rows: Rows) => void;
  readonly clear: () => void;
  /** Lets go of rows far from `center` when it holds more than its limits. */
  readonly trim: (center: number) => void;
  readonly size: () => number;
}

/** Limits in rows and in bytes of text; the panel's heap stays under 20 MB (budget `list.heap`). */
const maxRows = 4_000;
const maxBytes = 6_000_000;

/** An empty cache. */
export const makeRowCache = (): RowCache => {
  const rows = new Map<number, CachedRow>();
  let bytes = 0;
  /** Positions are row numbers, as far as the rows here tell. */
  let plain = false;
  const drop = (position: number, row: CachedRow) => {
    bytes -= bytesOf(row).length;
    rows.delete(position);
  };
  const isFull = () => rows.size > maxRows || bytes > maxBytes;
  return {
    get: (position) => rows.get(position),
    has: (position) => rows.has(position),
    numberAt: (position) => {
      const row = rows.get(position);
      return row !== undefined ? numberOf(row) : plain ? position : undefined;
    },
    put: (run) => {
      if (run.count > 0) plain = run.numbers === undefined;
      for (let index = 0; index < run.count; index++) {
        const position = run.first + index;
        const row: CachedRow = { run, index };
        const old = rows.get(position);
        if (old !== undefined) {
          if (sameRow(old, row)) continue;
          drop(position, old);
        }
        bytes += bytesOf(row).length;
        rows.set(position, row);
      }
    },
    clear: () => {
      rows.clear();
      bytes = 0;
      plain = false;
    },
    trim: (center) => {
      for (let reach = maxRows / 4; isFull() && reach >= 100; reach = Math.floor(reach / 2))
        for (const [position, row] of rows)
          if (Math.abs(position - center) > reach) drop(position, row);
    },
    size: () => rows.size,
  };
};
