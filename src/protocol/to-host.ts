import * as Schema from "effect/Schema";
import { Since } from "../domain/since.ts";
import { LineLimit } from "../domain/target.ts";
import { FindQuery } from "./find.ts";
import { LabelWidth, Remedy, Timestamps } from "./shown.ts";
import { SourceChange } from "./sources.ts";

const Int = Schema.Number.check(Schema.isInt());
const Count = Int.check(Schema.isBetween({ minimum: 0, maximum: 10_000 }));

/** The path of a file as a line names it. */
const LinePath = Schema.String.check(Schema.isMinLength(1), Schema.isMaxLength(1_000));
/** Of a line or a column in a file: from 1. */
const Ordinal = Int.check(Schema.isBetween({ minimum: 1, maximum: 9_999_999 }));

/** Where a place in a line leads, as `findLinks` finds it: log text, which may say anything. */
const LineLink = Schema.Union([
  Schema.TaggedStruct("File", {
    path: LinePath,
    line: Ordinal,
    column: Schema.optionalKey(Ordinal),
  }),
  Schema.TaggedStruct("Url", {
    url: Schema.String.check(Schema.isPattern(/^https?:\/\/\S+$/i), Schema.isMaxLength(4_000)),
  }),
]);

/** What a user does in the panel that the host carries out. */
export const Action = Schema.Union([
  Schema.TaggedStruct("SetContainer", { container: Schema.String }),
  /** All containers of the target, as one log. */
  Schema.TaggedStruct("AllContainers", {}),
  /** So many lines from the end, and no moment to begin at any more. */
  Schema.TaggedStruct("SetLineLimit", { limit: LineLimit }),
  Schema.TaggedStruct("SetSince", { since: Since }),
  Schema.TaggedStruct("SetTimestamps", { timestamps: Timestamps }),
  Schema.TaggedStruct("SetFollow", { follow: Schema.Boolean }),
  Schema.TaggedStruct("SetWrap", { wrap: Schema.Boolean }),
  Schema.TaggedStruct("SetLabels", { labels: LabelWidth }),
  Schema.TaggedStruct("SetPrevious", { previous: Schema.Boolean }),
  /** Keeps the panel for its target alone, or lets others take it over (P2). */
  Schema.TaggedStruct("SetOwn", { own: Schema.Boolean }),
  Schema.TaggedStruct("Refresh", {}),
  /** Asks first, then empties the display only (S9). */
  Schema.TaggedStruct("Clear", {}),
  /** Skips the wait of a reconnect. */
  Schema.TaggedStruct("RetryNow", {}),
  Schema.TaggedStruct("Remedy", { remedy: Remedy }),
  Schema.TaggedStruct("Close", {}),
  /** A part of the breadcrumb was chosen: the host shows its pick list. */
  Schema.TaggedStruct("Pick", { part: Schema.Literals(["context", "namespace", "target"]) }),
  /** Scrolls in step with another panel, which the host asks for, or with none any more. */
  Schema.TaggedStruct("LinkScrolling", {}),
  Schema.TaggedStruct("UnlinkScrolling", {}),
  Schema.TaggedStruct("CopyAll", {}),
  /** Copies a link to what is shown; `since` is where its log begins, in place of where this one does (O9). */
  Schema.TaggedStruct("CopyLink", { since: Schema.optionalKey(Since) }),
  /**
   * Copies the rows of the view from row number `from` to `to`, both included, with what is folded between them; of
   * the first from `fromAt` on, of the last up to before `toAt` (UTF-16 units of the text without escape sequences;
   * absent: the whole row, with its line break where another follows). `raw` keeps escape sequences.
   */
  Schema.TaggedStruct("CopyRows", {
    from: Int,
    to: Int,
    fromAt: Schema.optionalKey(Int),
    toAt: Schema.optionalKey(Int),
    timestamps: Schema.Boolean,
    raw: Schema.Boolean,
  }),
  /** Reads a source that the limit of follows has left out (C7). */
  Schema.TaggedStruct("FollowSource", { source: Int }),
  /** Opens a source in a panel of its own. */
  Schema.TaggedStruct("OpenSource", { source: Int }),
  /** Goes where places of lines lead: the host asks to which of several, and says it where there is none (V10). */
  Schema.TaggedStruct("FollowLink", {
    links: Schema.Array(LineLink).check(Schema.isMaxLength(200)),
  }),
  /** Writes all rows of the view to a file: the host asks where, and in which form unless it is said. */
  Schema.TaggedStruct("Export", {
    format: Schema.optionalKey(Schema.Literals(["text", "jsonl"])),
  }),
  /** Doubles the memory of this panel, and goes on with older lines if they wait for it (S11, S12). */
  Schema.TaggedStruct("RaiseMemory", {}),
]);
export type Action = typeof Action.Type;

/** A panel's messages to the extension host. */
export const ToHost = Schema.Union([
  /** The view is up and knows nothing; `at` is where it stood when it was hidden: `ViewIs` says where that is now. */
  Schema.TaggedStruct("Ready", {
    at: Schema.optionalKey(Schema.Struct({ run: Int, row: Int })),
  }),
  Schema.TaggedStruct("Ack", { seq: Int }),
  /** For how many rows there is room; `follow` says that the view stands at the end and wants the last of them. */
  Schema.TaggedStruct("Window", { epoch: Int, count: Count, follow: Schema.Boolean }),
  /**
   * Where its user has gone in a view that scrolls in step with others, or was asked to tell: the position at the top
   * edge; absent: the end, following. What the host itself sends it to (`Stand`) is not told.
   */
  Schema.TaggedStruct("Stood", { epoch: Int, position: Schema.optionalKey(Int) }),
  /** Rows the view lacks. */
  Schema.TaggedStruct("Need", { epoch: Int, request: Int, first: Int, count: Count }),
  /** The user stands at the first row and wants older ones (S11). */
  Schema.TaggedStruct("Older", { epoch: Int }),
  Schema.TaggedStruct("Do", { action: Action }),
  /** Looks in all rows of the view, outwards from row number `near`; `find` numbers it, and the one before ends. */
  Schema.TaggedStruct("Find", { find: Int, query: FindQuery, near: Int }),
  /**
   * To the next match (1) or the previous (-1), round the end: from the current one, or from row number `from` if the
   * user has gone there since. `Finding` with `go` answers.
   */
  Schema.TaggedStruct("FindGo", {
    find: Int,
    step: Schema.Literals([1, -1]),
    from: Schema.optionalKey(Int),
  }),
  /** The find widget was closed. */
  Schema.TaggedStruct("FindStop", {}),
  /**
   * Shows the rows that pass a filter (in the filter language; an empty one shows all) with `context` lines around
   * each. `ViewIs` answers once rows around row number `near` are known, or all are, or 300 ms have passed; until then the
   * view of before stays.
   */
  Schema.TaggedStruct("Filter", {
    text: Schema.String.check(Schema.isMaxLength(10_000)),
    context: Int.check(Schema.isBetween({ minimum: 0, maximum: 1_000 })),
    near: Int,
  }),
  /** Shows the rows of other sources (C5). `ViewIs` answers as to a filter, and `Showing` has the choice. */
  Schema.TaggedStruct("ShowSources", { change: SourceChange, near: Int }),
  /** The view shows the list of sources, or no more: `SourcesAre` comes at once and when it has changed, once a second. */
  Schema.TaggedStruct("SourcesWanted", { wanted: Schema.Boolean }),
  /** To the last row of a source that is shown. `Go` answers. */
  Schema.TaggedStruct("SourceGo", { source: Int }),
  /** Folds or unfolds the continuation lines right under row number `row`. `ViewIs` answers, `at` that row. */
  Schema.TaggedStruct("Fold", { row: Int, folded: Schema.Boolean }),
  /** Folds or unfolds all of them, those to come too. `ViewIs` answers. */
  Schema.TaggedStruct("FoldAll", { folded: Schema.Boolean, near: Int }),
  /** To the next row (1) or the previous (-1) that says it is an error, from row number `from`, round the end. `Go` answers. */
  Schema.TaggedStruct("ErrorGo", { step: Schema.Literals([1, -1]), from: Int }),
  /** The view has a map of so many stretches; `MapIs` comes now and when it has changed, at most twice a second. 0: no map. */
  Schema.TaggedStruct("MapWanted", {
    buckets: Int.check(Schema.isBetween({ minimum: 0, maximum: 4_096 })),
  }),
  /** *Show all* of a partial row, by its number: the first `maxBytes` bytes of its text. */
  Schema.TaggedStruct("NeedText", { row: Int, maxBytes: Int }),
  /** The pointer rests on the path of a file: whether the workspace has it. `FileIs` answers. */
  Schema.TaggedStruct("FileWanted", { path: LinePath }),
  /** Whether any text is selected: for context keys. */
  Schema.TaggedStruct("Selected", { any: Schema.Boolean }),
  /** A field of the view got or lost the focus: keys of the panel rest while one has it (T4). */
  Schema.TaggedStruct("FieldFocus", { focused: Schema.Boolean }),
  /** A message from the host that did not decode, or an error of the view itself. */
  Schema.TaggedStruct("Trouble", { text: Schema.String.check(Schema.isMaxLength(10_000)) }),
]);
export type ToHost = typeof ToHost.Type;

/** Reads a message from a panel, or throws a `SchemaError` that says what is wrong with it. */
export const decodeToHost: (message: unknown) => ToHost = Schema.decodeUnknownSync(ToHost);
