import type { SharedBlock } from "../store/store.ts";
import type { Filter } from "../text/filter.ts";
import type { FindQuery } from "../text/search.ts";

/** A scan's number: never used again, and never 0. */
export type ScanId = number;

/** What a scan looks for. The times of a filter are absolute: a worker knows no user's clock. */
export type Wanted =
  | { readonly _tag: "Find"; readonly query: FindQuery }
  | { readonly _tag: "Filter"; readonly filter: Filter };

/** Rows from number `from` to before `to`. */
export interface Span {
  readonly from: number;
  readonly to: number;
}

/** What the worker is told. */
export type ToWorker =
  /** The first message, which `Ready` answers. */
  | { readonly _tag: "Hello" }
  /**
   * The rows that are there now: none before `first`; `older` blocks stand above those told before, and `newer` ones
   * replace those told before from the first of them on.
   */
  | {
      readonly _tag: "Rows";
      readonly first: number;
      readonly older: ReadonlyArray<SharedBlock>;
      readonly newer: ReadonlyArray<SharedBlock>;
    }
  /** The names of sources, by their numbers. */
  | { readonly _tag: "Names"; readonly names: ReadonlyArray<readonly [number, string]> }
  /** Scan outwards from a row; `seen` has been answered already. */
  | {
      readonly _tag: "Start";
      readonly id: ScanId;
      readonly wanted: Wanted;
      readonly near: number;
      readonly seen?: Span;
    }
  | { readonly _tag: "Stop"; readonly id: ScanId };

/**
 * Rows `from … to` have been searched; they adjoin those answered before, above or below (a gap means that the rows in
 * it were evicted first). Row numbers ascend; arrays are of exact size.
 */
interface Searched extends Span {
  /** Whether all rows that are loaded have been searched now. */
  readonly whole: boolean;
}

/** Of a find: the rows with a match, and how many matches each has. */
export interface Found extends Searched {
  readonly rows: Float64Array<ArrayBuffer>;
  readonly counts: Uint32Array<ArrayBuffer>;
}

/** Of a filter: the lines that pass, and the markers and dividers, which always stay. */
export interface Passed extends Searched {
  readonly hits: Float64Array<ArrayBuffer>;
  readonly kept: Float64Array<ArrayBuffer>;
}

/** What a scan answers, in any number of parts. */
export type Answer =
  | { readonly _tag: "Found"; readonly id: ScanId; readonly found: Found }
  | { readonly _tag: "Passed"; readonly id: ScanId; readonly passed: Passed };

/** What the worker says. */
export type FromWorker = { readonly _tag: "Ready" } | Answer;

/** The words of shared memory by which the worker shows that it gets on. */
export const Pulse = {
  /** Grows with each piece of rows. */
  beat: 0,
  /** The number of the scan at work; 0 between two. */
  scan: 1,
  /** How many words there are. */
  words: 2,
} as const;
