import { Level, levelNames } from "../../src/domain/level.ts";
import { MapMark, RowFlag, RowKind } from "../../src/protocol/rows.ts";
import { compileFilter } from "../../src/text/filter-match.ts";
import { parseFilter } from "../../src/text/filter-parse.ts";
import { stripAnsi } from "../../src/text/ansi.ts";
import type { Action } from "../../src/protocol/to-host.ts";
import type { ScriptedRow } from "./scripted-rows.ts";

/** Which rows of a scripted log are shown, and what is folded under them. */
export interface ScriptedView {
  readonly rows: ReadonlyArray<number>;
  readonly folded: ReadonlyMap<number, number>;
  /** Lines that pass the filter. */
  readonly hits: number;
}

/** How a scripted log is looked at. */
export interface ScriptedWays {
  readonly filter: string;
  readonly context: number;
  readonly foldAll: boolean;
  /** Rows that are folded, or unfolded where all are. */
  readonly apart: ReadonlySet<number>;
}

const clock = { now: { seconds: 1_735_468_245, nanos: 0 }, offsetAt: () => 0 };

/** The view of rows `first … end` of a log; undefined where all of them are in it as they are. */
export const scriptedView = (
  rowAt: (number: number) => ScriptedRow,
  first: number,
  end: number,
  ways: ScriptedWays,
): ScriptedView | undefined => {
  if (ways.filter === "" && !ways.foldAll && ways.apart.size === 0) return undefined;
  const { filter } = parseFilter(ways.filter);
  const test = compileFilter(filter, clock);
  const shown = new Set<number>();
  let hits = 0;
  for (let row = first; row < end; row++) {
    const { text, level = Level.none, kind = RowKind.line, source = 0 } = rowAt(row);
    const isLine = kind === RowKind.line;
    const passes = test({
      text: stripAnsi(text),
      level: levelNames[level] === undefined ? Level.none : (level as Level),
      source: `source${source}`,
    });
    if (!isLine) shown.add(row);
    else if (passes) {
      hits++;
      const around = ways.filter === "" ? 0 : ways.context;
      for (let near = row - around; near <= row + around; near++)
        if (near >= first && near < end) shown.add(near);
    }
  }
  const rows: Array<number> = [];
  const folded = new Map<number, number>();
  let head: number | undefined;
  for (const row of [...shown].sort((a, b) => a - b)) {
    if (((rowAt(row).flags ?? 0) & RowFlag.continuation) === 0) head = row;
    else if (head !== undefined && ways.apart.has(head) !== ways.foldAll) {
      folded.set(head, (folded.get(head) ?? 0) + 1);
      continue;
    }
    rows.push(row);
  }
  return { rows, folded, hits };
};

/** The position in a view that is nearest to a row. */
export const nearestPosition = (view: ScriptedView, row: number): number => {
  let best = 0;
  for (const [position, other] of view.rows.entries())
    if (Math.abs(other - row) < Math.abs((view.rows[best] ?? 0) - row)) best = position;
  return best;
};

/** The marks of a map of so many stretches over rows. */
export const scriptedMarks = (
  rows: ReadonlyArray<ScriptedRow>,
  buckets: number,
): Uint8Array<ArrayBuffer> => {
  const marks = new Uint8Array(Math.min(buckets, rows.length));
  for (const [i, { level = 0, kind = 0 }] of rows.entries()) {
    const bucket = Math.floor((i * marks.length) / rows.length);
    const bit =
      kind === RowKind.divider
        ? MapMark.divider
        : kind === RowKind.marker
          ? MapMark.marker
          : level >= Level.error
            ? MapMark.error
            : level === Level.warn
              ? MapMark.warning
              : 0;
    marks[bucket] = (marks[bucket] ?? 0) | bit;
  }
  return marks;
};

/** What a request for copying gives, of a view that shows everything from row `first` to before `end`. */
export const scriptedCopy = (
  request: Extract<Action, { readonly _tag: "CopyRows" }>,
  rowAt: (number: number) => ScriptedRow,
  shown: (row: number) => boolean,
  first: number,
  end: number,
): string => {
  const lines: Array<string> = [];
  for (let row = Math.max(first, request.from); row <= Math.min(end - 1, request.to); row++) {
    if (!shown(row)) continue;
    const text = request.raw ? rowAt(row).text : stripAnsi(rowAt(row).text);
    const to = row === request.to ? request.toAt : undefined;
    const from = row === request.from ? request.fromAt : undefined;
    lines.push(text.slice(from ?? 0, to));
  }
  return lines.join("\n");
};
