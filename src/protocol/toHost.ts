import * as Schema from "effect/Schema";
import { LineLimit } from "../domain/target.ts";
import { Remedy, Timestamps } from "./shown.ts";

const Int = Schema.Number.check(Schema.isInt());
const Count = Int.check(Schema.isBetween({ minimum: 0, maximum: 10_000 }));

/** What a user does in the panel that the host carries out. */
export const Action = Schema.Union([
  Schema.TaggedStruct("SetContainer", { container: Schema.String }),
  Schema.TaggedStruct("SetLineLimit", { limit: LineLimit }),
  Schema.TaggedStruct("SetTimestamps", { timestamps: Timestamps }),
  Schema.TaggedStruct("SetFollow", { follow: Schema.Boolean }),
  Schema.TaggedStruct("SetWrap", { wrap: Schema.Boolean }),
  Schema.TaggedStruct("SetPrevious", { previous: Schema.Boolean }),
  Schema.TaggedStruct("Refresh", {}),
  /** Asks first, then empties the display only (S9). */
  Schema.TaggedStruct("Clear", {}),
  /** Skips the wait of a reconnect. */
  Schema.TaggedStruct("RetryNow", {}),
  Schema.TaggedStruct("Remedy", { remedy: Remedy }),
  Schema.TaggedStruct("Close", {}),
  /** A part of the breadcrumb was chosen: the host shows its pick list. */
  Schema.TaggedStruct("Pick", { part: Schema.Literals(["context", "namespace", "target"]) }),
  Schema.TaggedStruct("CopyAll", {}),
]);
export type Action = typeof Action.Type;

/** A panel's messages to the extension host. */
export const ToHost = Schema.Union([
  /** The view is up and knows nothing. */
  Schema.TaggedStruct("Ready", {}),
  Schema.TaggedStruct("Ack", { seq: Int }),
  /** What is visible now; `follow` says that the view stands at the end and wants the last `count` rows. */
  Schema.TaggedStruct("Window", { epoch: Int, first: Int, count: Count, follow: Schema.Boolean }),
  /** Rows the view lacks. */
  Schema.TaggedStruct("Need", { epoch: Int, request: Int, first: Int, count: Count }),
  /** The user stands at the first row and wants older ones (S11). */
  Schema.TaggedStruct("Older", { epoch: Int }),
  Schema.TaggedStruct("Do", { action: Action }),
  /** A field of the view got or lost the focus: keys of the panel rest while one has it (T4). */
  Schema.TaggedStruct("FieldFocus", { focused: Schema.Boolean }),
  /** A message from the host that did not decode, or an error of the view itself. */
  Schema.TaggedStruct("Trouble", { text: Schema.String.check(Schema.isMaxLength(10_000)) }),
]);
export type ToHost = typeof ToHost.Type;

/** Reads a message from a panel, or throws a `SchemaError` that says what is wrong with it. */
export const decodeToHost: (message: unknown) => ToHost = Schema.decodeUnknownSync(ToHost);
