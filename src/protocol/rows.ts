import * as Schema from "effect/Schema";

/** What a row of the list is; a number, since every row carries it. */
export const RowKind = { line: 0, marker: 1, divider: 2 } as const;

/** Bits about a row. */
export const RowFlag = {
  /** It goes on what the row before began (a stack frame, an indented line). */
  continuation: 1,
  /** No line break came: the last words of an ended container. */
  unterminated: 2,
  /** Longer than the cap; `cut` tells how many bytes are missing. */
  cut: 4,
  /** No timestamp came with it. */
  noTime: 8,
  /** It came after later stamps of other sources (S2). */
  late: 16,
  /** Only its first part was sent; *Show all* asks for the rest. */
  partial: 32,
  /** It passes no filter, and is there as the surroundings of one that does (F4). */
  context: 64,
} as const;

/** Bits about a stretch of the map beside the scroll bar. */
export const MapMark = { error: 1, warning: 2, match: 4, divider: 8, marker: 16 } as const;

const Int = Schema.Number.check(Schema.isInt());
const Ints = Schema.Array(Int);

/**
 * A run of rows at the positions `first … first + count` of a view. The texts lie one after the other in `text`
 * (UTF-8, as received), row `i` ending at `ends[i]`; one buffer of exact size, since a sub-view would drag its
 * whole buffer over the wire. Arrays are `count` long.
 */
export const Rows = Schema.Struct({
  first: Int,
  count: Int.check(Schema.isBetween({ minimum: 0, maximum: 10_000 })),
  /** Absolute row numbers; absent where position and number are the same (no filter, no folds). */
  numbers: Schema.optionalKey(Ints),
  text: Schema.Uint8Array,
  ends: Ints,
  /** Unix seconds (UTC). */
  seconds: Ints,
  nanos: Ints,
  /** `Level` numbers. */
  levels: Ints,
  /** `RowKind` numbers. */
  kinds: Ints,
  /** `RowFlag` bits. */
  flags: Ints,
  /** Source numbers; -1 for rows of the session itself. */
  sources: Ints,
  /** Bytes dropped from over-long rows, as [index in this run, bytes] pairs. */
  cut: Schema.optionalKey(Schema.Array(Schema.Tuple([Int, Int]))),
  /** Rows under which continuation lines are folded away, as [index in this run, lines folded] pairs. */
  folded: Schema.optionalKey(Schema.Array(Schema.Tuple([Int, Int]))),
});
export type Rows = typeof Rows.Type;
