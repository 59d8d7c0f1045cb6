import type { Explanation } from "../domain/explanation.ts";
import type { Connection, Shown } from "../protocol/shown.ts";
import type { ToWebview } from "../protocol/to-webview.ts";

/** The rows of a panel in numbers: positions `first … end` exist; `rate` is lines per second, sizes are bytes. */
export interface Extent {
  readonly first: number;
  readonly end: number;
  readonly lines: number;
  readonly rate: number;
  readonly bytes: number;
  readonly maxBytes: number;
  /** How many lines pass the filter, of those loaded, and whether all have been looked at; absent without a filter. */
  readonly passed?: { readonly hits: number; readonly of: number; readonly whole: boolean };
  /** What is missing above the first row; absent where nothing is. */
  readonly above?: { readonly evicted: number; readonly since?: number; readonly full: boolean };
}

/** `count` positions from `first` on. */
export interface Span {
  readonly first: number;
  readonly count: number;
}

/** The filter as the user typed it, and why it gives nothing, or no more. */
export type FilterShown = Omit<Extract<ToWebview, { readonly _tag: "FilterIs" }>, "_tag" | "seq">;

/** A row and where it is in the view of the moment. */
export interface Place {
  readonly row: number;
  readonly position: number;
}

/** Everything there is to know about a panel but its rows. */
export interface Content {
  /** The generation of positions, and that of rows: a new view of the same rows has another epoch and the same run. */
  readonly epoch: number;
  readonly run: number;
  /** Whether all traces are folded, and whether any may be: the last row then counts what comes under it. */
  readonly foldAll: boolean;
  readonly folding: boolean;
  readonly filter: FilterShown;
  readonly extent: Extent;
  readonly shown: Shown;
  readonly connection: Connection;
  readonly problem: Explanation | null;
}

/** Whether two extents say the same, how fast lines come aside. */
export const sameExtent = (a: Extent, b: Extent): boolean =>
  a.first === b.first &&
  a.end === b.end &&
  a.lines === b.lines &&
  a.bytes === b.bytes &&
  a.maxBytes === b.maxBytes &&
  a.passed?.hits === b.passed?.hits &&
  a.passed?.of === b.passed?.of &&
  a.passed?.whole === b.passed?.whole &&
  a.above?.evicted === b.above?.evicted &&
  a.above?.full === b.above?.full;
