import * as Schema from "effect/Schema";
import { CurrentMatch, ScanProblem } from "./find.ts";
import { Rows } from "./rows.ts";
import { Connection, Explanation, Shown } from "./shown.ts";
import { SourceReport } from "./sources.ts";

const Int = Schema.Number.check(Schema.isInt());

/**
 * The extension host's messages to a panel. `seq` grows by one with each message; the panel acknowledges it.
 * `epoch` is the generation of positions, and grows when they start anew (refresh, another container, another filter,
 * a fold): positions of an earlier epoch are void. Row numbers outlive it as long as `run` stays (see `ViewIs`).
 */
export const ToWebview = Schema.Union([
  /** What is shown: after *Ready* and at each change of it. */
  Schema.TaggedStruct("Showing", { seq: Int, shown: Shown }),
  /** At most every 100 ms: which positions exist, and the rows at the end while the view follows. */
  Schema.TaggedStruct("Beat", {
    seq: Int,
    epoch: Int,
    /** Positions `first … end` exist; positions are signed, older rows count downwards. */
    first: Int,
    end: Int,
    /** Rows received since the session began, markers aside. */
    lines: Int,
    /** Lines per second over the last seconds. */
    rate: Schema.Number,
    /** Memory of the store in bytes, and its limit. */
    bytes: Int,
    maxBytes: Int,
    rows: Schema.optionalKey(Rows),
    /** While a filter is set: lines that pass, of the lines loaded; `whole` once all of them have been looked at. */
    passed: Schema.optionalKey(Schema.Struct({ hits: Int, of: Int, whole: Schema.Boolean })),
    /**
     * What is missing above the first row; absent: nothing. `evicted` lines left the memory at its limit, the first of
     * them of Unix second `since` (S12); `full`: older lines came and wait for more memory (S11).
     */
    above: Schema.optionalKey(
      Schema.Struct({ evicted: Int, since: Schema.optionalKey(Int), full: Schema.Boolean }),
    ),
  }),
  /**
   * The first message of an epoch, and sent after *Ready*: positions are those of another view from here on. With the
   * `run` of before they show the same rows by other positions, so row numbers still hold (place, selection); with
   * another one all rows are others.
   */
  Schema.TaggedStruct("ViewIs", {
    seq: Int,
    epoch: Int,
    run: Int,
    first: Int,
    end: Int,
    /** The row that the request named as `near` (or *Ready* as `at`), or the nearest to it in this view. */
    at: Schema.optionalKey(Schema.Struct({ row: Int, position: Int })),
    /** Rows around `at`, or at the end while the view follows, so that nothing flashes. */
    rows: Schema.optionalKey(Rows),
    /** All traces are folded, but for those unfolded one by one. */
    foldAll: Schema.Boolean,
  }),
  /** The filter as typed, in the filter language, with lines of context around hits; empty: none. After *Ready* and at each change. */
  Schema.TaggedStruct("FilterIs", {
    seq: Int,
    text: Schema.String,
    context: Int,
    problem: Schema.optionalKey(ScanProblem),
  }),
  /**
   * How far find number `find` is; sent at most every 100 ms while it goes on. `total` counts the matches in rows of
   * the view so far; `whole` once all have been looked at. With `go`, the view moves to `current`.
   */
  Schema.TaggedStruct("Finding", {
    seq: Int,
    find: Int,
    total: Int,
    whole: Schema.Boolean,
    current: Schema.optionalKey(CurrentMatch),
    go: Schema.Boolean,
    problem: Schema.optionalKey(ScanProblem),
  }),
  /** The map beside the scroll bar: as many stretches of equally many positions as were wanted, `MapMark` bits each. */
  Schema.TaggedStruct("MapIs", { seq: Int, epoch: Int, marks: Schema.Uint8Array }),
  /** What all sources have come to. */
  Schema.TaggedStruct("SourcesAre", { seq: Int, sources: Schema.Array(SourceReport) }),
  /** The text of row number `row` as far as `NeedText` asked for it (UTF-8); `rest` bytes are stored beyond. */
  Schema.TaggedStruct("TextOf", {
    seq: Int,
    run: Int,
    row: Int,
    text: Schema.Uint8Array,
    rest: Int,
  }),
  /** Whether the workspace has the file that `FileWanted` asked for. */
  Schema.TaggedStruct("FileIs", { seq: Int, path: Schema.String, found: Schema.Boolean }),
  /**
   * Go to a row, with the keyboard on it: into the middle unless it is in sight, or with `offset` px of it above the
   * top edge (a place that is restored). With `hold` it comes a third from the top also where there are no rows below it
   * yet: it rises there as they come, until the user moves.
   */
  Schema.TaggedStruct("Go", {
    seq: Int,
    epoch: Int,
    row: Int,
    position: Int,
    offset: Schema.optionalKey(Schema.Number),
    hold: Schema.optionalKey(Schema.Boolean),
  }),
  /** Stand with this position at the top edge, or (absent) at the end, following: another panel in step went there. */
  Schema.TaggedStruct("Stand", { seq: Int, epoch: Int, position: Schema.optionalKey(Int) }),
  /** Rows that were asked for. */
  Schema.TaggedStruct("RowsAt", { seq: Int, epoch: Int, request: Int, rows: Rows }),
  Schema.TaggedStruct("ConnectionIs", { seq: Int, epoch: Int, connection: Connection }),
  /** Something that stands in the way, or its end. */
  Schema.TaggedStruct("Problem", {
    seq: Int,
    epoch: Int,
    problem: Schema.NullOr(Explanation),
  }),
  /** A short message for the user's eye and screen reader: `200 lines copied`. */
  Schema.TaggedStruct("Said", { seq: Int, text: Schema.String }),
  /** A command of the palette or a key that the view itself carries out. */
  Schema.TaggedStruct("Perform", {
    seq: Int,
    what: Schema.Literals([
      "toggleFollow",
      "toTop",
      "toBottom",
      "find",
      "findNext",
      "findPrevious",
      "filter",
      /** Opens the list of sources, or closes it. */
      "sources",
      "focusList",
      "selectAll",
      /** Copies the selection, or the focused row where nothing is selected. */
      "copySelection",
      "foldAll",
      "unfoldAll",
      "nextError",
      "previousError",
      /** Has what the focused row leads to opened, or else what the rows in view do. */
      "openLink",
      /** Says by `Stood` where it stands. */
      "tellPlace",
    ]),
  }),
]);
export type ToWebview = typeof ToWebview.Type;

/** Reads a message from the host, or throws a `SchemaError` that says what is wrong with it. */
export const decodeToWebview: (message: unknown) => ToWebview = Schema.decodeUnknownSync(ToWebview);
