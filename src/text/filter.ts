import type { LevelName } from "../domain/level.ts";

/** How two values are compared. */
export type Comparison = "=" | "!=" | ">=" | "<=" | ">" | "<";

/** One condition of a filter; a chip of the filter bar. `exclude` turns it round. */
export type Term =
  | { readonly _tag: "Text"; readonly exclude: boolean; readonly text: string }
  /** `flags` are of `i`, `m` and `s`, in that order. */
  | {
      readonly _tag: "Expression";
      readonly exclude: boolean;
      readonly source: string;
      readonly flags: string;
    }
  | {
      readonly _tag: "Level";
      readonly exclude: boolean;
      readonly comparison: Comparison;
      readonly level: LevelName;
    }
  /** By the source's name `pod/container`: a part of it, or (`exact`) its pod, its container or both; case is ignored. */
  | {
      readonly _tag: "Source";
      readonly exclude: boolean;
      readonly exact: boolean;
      readonly label: string;
    }
  /** `when` as it was typed: `10:30`, `5m`, `2024-12-29T10:30Z`. */
  | {
      readonly _tag: "Time";
      readonly exclude: boolean;
      readonly side: "since" | "until";
      readonly when: string;
    }
  /** By a field of JSON or logfmt, at a dotted path. */
  | {
      readonly _tag: "Field";
      readonly exclude: boolean;
      readonly path: string;
      readonly comparison: Comparison;
      readonly value: string;
    };

/** What rows are shown: those that fulfil all terms (see `compileFilter` for what is alternatives). */
export type Filter = ReadonlyArray<Term>;

/** What is wrong in a typed filter: where, in UTF-16 units, and one sentence about it. */
export interface FilterProblem {
  readonly from: number;
  readonly to: number;
  readonly sentence: string;
}
