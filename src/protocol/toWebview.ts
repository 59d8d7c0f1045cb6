import * as Schema from "effect/Schema";
import { Rows } from "./rows.ts";
import { Connection, Explanation, Shown } from "./shown.ts";

const Int = Schema.Number.check(Schema.isInt());

/**
 * The extension host's messages to a panel. `seq` grows by one with each message; the panel acknowledges it.
 * `epoch` grows when the rows start anew (refresh, another container): rows of an earlier epoch are void.
 */
export const ToWebview = Schema.Union([
  /** What is shown: after *Ready* and at each change of it. */
  Schema.TaggedStruct("Showing", { seq: Int, epoch: Int, shown: Shown }),
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
  }),
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
    what: Schema.Literals(["toggleFollow", "toTop", "toBottom", "find", "focusList"]),
  }),
]);
export type ToWebview = typeof ToWebview.Type;

/** Reads a message from the host, or throws a `SchemaError` that says what is wrong with it. */
export const decodeToWebview: (message: unknown) => ToWebview = Schema.decodeUnknownSync(ToWebview);
