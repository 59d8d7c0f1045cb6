import * as Schema from "effect/Schema";
import { Target } from "../domain/target.ts";
import { FindQuery } from "./find.ts";
import { OfDebug, Options } from "./shown.ts";
import { SourceChoice } from "./sources.ts";

const Int = Schema.Number.check(Schema.isInt());

/** A place in the text of a row: `at` counts UTF-16 units of the text without escape sequences. */
export const Point = Schema.Struct({ row: Int, at: Int });
export type Point = typeof Point.Type;

/** A row that is known again in another run: where it came from, when, and `hashOfText` of what it says. */
export const Anchor = Schema.Struct({
  pod: Schema.String,
  container: Schema.String,
  seconds: Int,
  nanos: Int,
  hash: Int,
});
export type Anchor = typeof Anchor.Type;

/**
 * What VS Code keeps of a panel: the view writes it, the view reads it when it was hidden (P4), and the host when the
 * window was reloaded (P5). Row numbers hold within one run only.
 */
export const Saved = Schema.Struct({
  target: Target,
  cluster: Schema.String,
  options: Options,
  previous: Schema.Boolean,
  /** A panel of its own (P2). */
  own: Schema.optionalKey(Schema.Boolean),
  /** Absent: a person opened it. */
  ofDebug: Schema.optionalKey(OfDebug),
  /** Absent: it scrolls in step with no other panel. */
  group: Schema.optionalKey(Schema.String),
  filter: Schema.Struct({ text: Schema.String, context: Int }),
  /** Absent: the rows of all sources are shown. */
  choice: Schema.optionalKey(SourceChoice),
  /** Whether the list of sources is open. */
  sources: Schema.optionalKey(Schema.Boolean),
  /** Absent: the find widget is closed. */
  find: Schema.optionalKey(FindQuery),
  run: Int,
  /** The row at the top edge, and how many px of it are above that edge. */
  row: Int,
  offset: Schema.Number,
  follow: Schema.Boolean,
  /** The same row; absent where it is no line of a source. */
  anchor: Schema.optionalKey(Anchor),
  /** From where the selection began to where it goes; `whole`: by whole rows. */
  selection: Schema.optionalKey(Schema.Struct({ from: Point, to: Point, whole: Schema.Boolean })),
});
export type Saved = typeof Saved.Type;

const decodeSavedOption = Schema.decodeUnknownOption(Saved);

/** Reads what was kept of a panel; undefined for anything else. */
export const decodeSaved = (state: unknown): Saved | undefined => {
  const read = decodeSavedOption(state);
  return read._tag === "Some" ? read.value : undefined;
};

/** A number for a text in bytes, as `Anchor.hash` has it (FNV-1a, 32 bit, over the first 4096 bytes). */
export const hashOfText = (text: Uint8Array): number => {
  let hash = 0x811c9dc5;
  const end = Math.min(text.length, 4096);
  for (let i = 0; i < end; i++) hash = Math.imul(hash ^ (text[i] ?? 0), 0x01000193) >>> 0;
  return hash;
};
