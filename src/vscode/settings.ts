import * as Context from "effect/Context";
import * as Effect from "effect/Effect";
import * as Layer from "effect/Layer";
import * as Stream from "effect/Stream";
import * as vscode from "vscode";
import { events } from "./events.ts";

/** The settings `podlog.*` as the user has them now, each valid. */
export interface SettingValues {
  /** A path, or several as in `KUBECONFIG`; empty: kubectl's own rule. */
  readonly kubeconfig: string;
  readonly lineLimit: number | "all";
  readonly timestamps: "off" | "utc" | "local" | "relative";
  readonly follow: boolean;
  readonly wrap: boolean;
  /** The column of source labels; a number is characters. */
  readonly labels: "auto" | "off" | number;
  /** MB (10⁶ bytes) a panel. */
  readonly maxMemory: number;
  /** Logs that a panel reads at a time (C7). */
  readonly maxFollows: number;
  /** Logs that a panel opens at a time (C7). */
  readonly maxOpenings: number;
}

/** How one setting is read: its default, and what counts as a value of it. */
interface Setting<A> {
  readonly standard: A;
  readonly accepts: (value: unknown) => value is A;
}

const isText = (value: unknown): value is string => typeof value === "string";
const isFlag = (value: unknown): value is boolean => typeof value === "boolean";
/** Whether a value is a whole number from `minimum` to `maximum`. */
export const isIntBetween =
  (minimum: number, maximum: number) =>
  (value: unknown): value is number =>
    typeof value === "number" && Number.isInteger(value) && value >= minimum && value <= maximum;
const isOneOf =
  <A extends string>(...words: ReadonlyArray<A>) =>
  (value: unknown): value is A =>
    words.some((word) => word === value);
const isLimit = isIntBetween(1, 10_000_000);
const isLabelWidth = isIntBetween(4, 60);

/** Every setting of `package.json`: a test holds the two together. A value that is none counts as its default. */
export const settings: { readonly [K in keyof SettingValues]: Setting<SettingValues[K]> } = {
  kubeconfig: { standard: "", accepts: isText },
  lineLimit: {
    standard: 1000,
    accepts: (value): value is number | "all" => value === "all" || isLimit(value),
  },
  timestamps: { standard: "utc", accepts: isOneOf("off", "utc", "local", "relative") },
  follow: { standard: true, accepts: isFlag },
  wrap: { standard: true, accepts: isFlag },
  labels: {
    standard: "auto",
    accepts: (value): value is "auto" | "off" | number =>
      value === "auto" || value === "off" || isLabelWidth(value),
  },
  maxMemory: { standard: 256, accepts: isIntBetween(16, 4096) },
  maxFollows: { standard: 50, accepts: isIntBetween(1, 1000) },
  maxOpenings: { standard: 8, accepts: isIntBetween(1, 100) },
};

/** The valid values among what `read` finds for each setting, defaults for the rest. */
export const readSettings = (read: (key: string) => unknown): SettingValues => {
  const valid = <A>(key: string, setting: Setting<A>): A => {
    const value = read(key);
    return setting.accepts(value) ? value : setting.standard;
  };
  return {
    kubeconfig: valid("kubeconfig", settings.kubeconfig),
    lineLimit: valid("lineLimit", settings.lineLimit),
    timestamps: valid("timestamps", settings.timestamps),
    follow: valid("follow", settings.follow),
    wrap: valid("wrap", settings.wrap),
    labels: valid("labels", settings.labels),
    maxMemory: valid("maxMemory", settings.maxMemory),
    maxFollows: valid("maxFollows", settings.maxFollows),
    maxOpenings: valid("maxOpenings", settings.maxOpenings),
  };
};

/** The settings now, and afresh whenever one of them changes. */
export class Settings extends Context.Service<
  Settings,
  {
    readonly current: Effect.Effect<SettingValues>;
    readonly changes: Stream.Stream<SettingValues>;
  }
>()("podlog/Settings") {
  static readonly layer: Layer.Layer<Settings> = Layer.sync(Settings, () => {
    const read = (): SettingValues => {
      const section = vscode.workspace.getConfiguration("podlog");
      return readSettings((key) => section.get(key));
    };
    return Settings.of({
      current: Effect.sync(read),
      changes: events(vscode.workspace.onDidChangeConfiguration).pipe(
        Stream.filter((change) => change.affectsConfiguration("podlog")),
        Stream.map(read),
      ),
    });
  });
}
