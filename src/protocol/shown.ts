import * as Schema from "effect/Schema";
import { Since } from "../domain/since.ts";
import { LineLimit, Target } from "../domain/target.ts";
import { SourceChoice, SourceInfo } from "./sources.ts";

const Int = Schema.Number.check(Schema.isInt());

/** A button under a problem. */
export const Remedy = Schema.Union([
  Schema.TaggedStruct("Retry", {}),
  Schema.TaggedStruct("OpenKubeconfig", { path: Schema.optionalKey(Schema.String) }),
  Schema.TaggedStruct("LogIn", { command: Schema.String }),
  Schema.TaggedStruct("CopyCommand", { command: Schema.String }),
  Schema.TaggedStruct("PickContainer", { choices: Schema.Array(Schema.String) }),
]);

/**
 * What happened, why if known, what to do; `word` is the cluster's own for a state to wait in, which goes on by itself
 * about at `goesOnAt` (Unix ms); `details` is the raw answer.
 */
export const Explanation = Schema.Struct({
  sentence: Schema.String,
  why: Schema.optionalKey(Schema.String),
  advice: Schema.String,
  remedies: Schema.Array(Remedy),
  word: Schema.optionalKey(Schema.String),
  goesOnAt: Schema.optionalKey(Schema.Number),
  details: Schema.optionalKey(Schema.String),
});
export type Explanation = typeof Explanation.Type;

/** The connection in the words of S7; times are Unix ms. */
export const Connection = Schema.Union([
  Schema.TaggedStruct("Connecting", {}),
  Schema.TaggedStruct("Streaming", {}),
  Schema.TaggedStruct("Waiting", { why: Explanation }),
  Schema.TaggedStruct("Reconnecting", {
    attempt: Int,
    at: Schema.Number,
    why: Schema.optionalKey(Explanation),
  }),
  Schema.TaggedStruct("Disconnected", { why: Explanation }),
  Schema.TaggedStruct("Ended", { why: Schema.String }),
]);
export type Connection = typeof Connection.Type;

/** How times are written: off, or one of three forms (V5). */
export const Timestamps = Schema.Literals(["off", "utc", "local", "relative"]);
export type Timestamps = typeof Timestamps.Type;

/** The column of source labels: as wide as it needs, so many characters, or none. */
export const LabelWidth = Schema.Union([
  Schema.Literals(["auto", "off"]),
  Int.check(Schema.isBetween({ minimum: 4, maximum: 60 })),
]);
export type LabelWidth = typeof LabelWidth.Type;

/** What a user can set about a panel; remembered per cluster (T3). */
export const Options = Schema.Struct({
  lineLimit: LineLimit,
  /** Where the log begins, in place of the line limit (S10). */
  since: Schema.optionalKey(Since),
  timestamps: Timestamps,
  follow: Schema.Boolean,
  wrap: Schema.Boolean,
  /** Absent: as wide as it needs. */
  labels: Schema.optionalKey(LabelWidth),
});
export type Options = typeof Options.Type;

/** A container that the panel can switch to. */
export const ContainerChoice = Schema.Struct({
  name: Schema.String,
  kind: Schema.Literals(["container", "init", "sidecar", "ephemeral"]),
  hasPrevious: Schema.Boolean,
});
export type ContainerChoice = typeof ContainerChoice.Type;

/** What becomes of a panel that a debug session opened when the last of its sessions ends (O6). */
export const OfDebug = Schema.Literals(["stays", "closes"]);
export type OfDebug = typeof OfDebug.Type;

/** What the panel shows: everything the toolbar needs. */
export const Shown = Schema.Struct({
  target: Target,
  cluster: Schema.String,
  /** The server's certificate is not verified, as the kubeconfig wants it (`insecure-skip-tls-verify`); absent: it is. */
  insecure: Schema.optionalKey(Schema.Boolean),
  containers: Schema.Array(ContainerChoice),
  sources: Schema.Array(SourceInfo),
  choice: SourceChoice,
  options: Options,
  previous: Schema.Boolean,
  /** A panel of its own: no other target takes it over (P2). */
  own: Schema.Boolean,
  /** Absent: a person opened it. */
  ofDebug: Schema.optionalKey(OfDebug),
  /** With how many other panels it scrolls in step, by time; absent or 0: with none. */
  inStep: Schema.optionalKey(Int),
  /** The group of panels that scroll in step with it, those too that have not come back yet; absent or empty: none. */
  group: Schema.optionalKey(Schema.String),
  /** The target is gone: what needs it is disabled, the lines stay (P7). */
  gone: Schema.Boolean,
});
export type Shown = typeof Shown.Type;
