import * as Schema from "effect/Schema";

const Int = Schema.Number.check(Schema.isInt());

/** One source of the session, as rows name it and the sources list shows it. */
export const SourceInfo = Schema.Struct({
  id: Int,
  pod: Schema.String,
  container: Schema.String,
  label: Schema.String,
  /** From 2: which pod of its name it is, where the log has had others. */
  ordinal: Schema.optionalKey(Int),
  node: Schema.optionalKey(Schema.String),
  image: Schema.optionalKey(Schema.String),
  restarts: Schema.optionalKey(Int),
  /** The limit of follows keeps it from being read (C7). */
  unfollowed: Schema.optionalKey(Schema.Literal(true)),
});
export type SourceInfo = typeof SourceInfo.Type;

/** A source's own name, the same in every session and every panel. */
export const sourceName = ({ container, pod }: Pick<SourceInfo, "pod" | "container">): string =>
  `${pod}/${container}`;

/** A source's whole name in one log, where a later pod may have the name of an earlier: `db-0/app`, `db-0 #2/app`. */
export const wholeName = (source: Pick<SourceInfo, "pod" | "container" | "ordinal">): string =>
  source.ordinal === undefined
    ? sourceName(source)
    : `${source.pod} #${source.ordinal}/${source.container}`;

/** Which sources' rows are shown (C5): these only, later ones not among them; or all but these. By their own names. */
export const SourceChoice = Schema.Struct({
  only: Schema.Boolean,
  names: Schema.Array(Schema.String),
});
export type SourceChoice = typeof SourceChoice.Type;

/** The rows of all sources are shown. */
export const allSources: SourceChoice = { only: false, names: [] };

/** Whether a choice may leave any row out. */
export const hidesAny = ({ names, only }: SourceChoice): boolean => only || names.length > 0;

/** Whether the rows of a source of this name are shown. */
export const showsSource = ({ names, only }: SourceChoice, name: string): boolean =>
  names.includes(name) === only;

/** What a user does to the choice of sources. */
export const SourceChange = Schema.Union([
  Schema.TaggedStruct("Hide", { name: Schema.String }),
  Schema.TaggedStruct("Unhide", { name: Schema.String }),
  /** Shows this one only; all where it is the only one already. */
  Schema.TaggedStruct("Solo", { name: Schema.String }),
  Schema.TaggedStruct("ShowAll", {}),
]);
export type SourceChange = typeof SourceChange.Type;

const without = (names: ReadonlyArray<string>, name: string): ReadonlyArray<string> =>
  names.filter((one) => one !== name);

/** The choice after a change; one that hides none of the sources that there are hides no later one either. */
export const changedChoice = (
  choice: SourceChoice,
  change: SourceChange,
  sources: ReadonlyArray<SourceInfo>,
): SourceChoice => {
  const { names, only } = choice;
  switch (change._tag) {
    case "ShowAll":
      return allSources;
    case "Solo":
      return only && names.length === 1 && names[0] === change.name
        ? allSources
        : { only: true, names: [change.name] };
    case "Hide":
    case "Unhide": {
      const others = without(names, change.name);
      const isNamed = (change._tag === "Unhide") === only;
      const next = { only, names: isNamed ? [...others, change.name] : others };
      return sources.every((source) => showsSource(next, sourceName(source))) ? allSources : next;
    }
  }
};

/** What a source has come to: its connection in one word, with the reason where there is one, and its lines. */
export const SourceReport = Schema.Struct({
  id: Int,
  state: Schema.Literals([
    "Connecting",
    "Streaming",
    "Waiting",
    "Reconnecting",
    "Disconnected",
    "Ended",
  ]),
  why: Schema.optionalKey(Schema.String),
  /** Lines that have been received of it. */
  lines: Int,
  /** Lines per second over the last seconds. */
  rate: Schema.Number,
});
export type SourceReport = typeof SourceReport.Type;
