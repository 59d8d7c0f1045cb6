import * as Schema from "effect/Schema";

const Int = Schema.Number.check(Schema.isInt());

/** What is looked for; the same as `FindQuery` of the text room, whose `compileSearch` both sides use. */
export const FindQuery = Schema.Struct({
  text: Schema.String.check(Schema.isMaxLength(10_000)),
  caseSensitive: Schema.Boolean,
  wholeWord: Schema.Boolean,
  regex: Schema.Boolean,
});
export type FindQuery = typeof FindQuery.Type;

/** Why a find or a filter gives nothing, or no more: its expression is wrong, was ended since it ran too long, or the search broke. */
export const ScanProblem = Schema.Struct({
  what: Schema.Literals(["wrong", "slow", "stopped"]),
  sentence: Schema.String,
});
export type ScanProblem = typeof ScanProblem.Type;

/** The match that a find stands at: the `match`-th (from 0) of row number `row`, the `index`-th (from 0) of all. */
export const CurrentMatch = Schema.Struct({
  row: Int,
  match: Int,
  index: Int,
  /** Where the row is in the view of `epoch`. */
  epoch: Int,
  position: Int,
});
export type CurrentMatch = typeof CurrentMatch.Type;
