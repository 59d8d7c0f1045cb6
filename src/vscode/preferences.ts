import * as Context from "effect/Context";
import * as Effect from "effect/Effect";
import * as Layer from "effect/Layer";
import { Extension } from "./extension-context.ts";
import { isIntBetween, settings, type SettingValues } from "./settings.ts";

/** A cluster as a person tells it from others: two kubeconfigs may use one name for different servers. */
export interface ClusterId {
  readonly context: string;
  /** The server's URL; empty where the kubeconfig does not say. */
  readonly server: string;
}

/** What a panel's user chose, remembered per cluster (T3). */
export type Remembered = Partial<
  Pick<SettingValues, "lineLimit" | "timestamps" | "follow" | "wrap" | "labels">
> & {
  /** A log begins so many seconds ago, in place of the line limit. */
  readonly sinceSeconds?: number | undefined;
};

/** Up to ten years, as `Since` has it. */
const isSeconds = isIntBetween(1, 10 * 366 * 86_400);

const keyOf = (cluster: ClusterId): string =>
  `panel:${JSON.stringify([cluster.server, cluster.context])}`;

/** Reads what was remembered, dropping what is no value (any more). */
export const readRemembered = (stored: unknown): Remembered => {
  if (typeof stored !== "object" || stored === null) return {};
  const found = new Map<string, unknown>(Object.entries(stored));
  const lineLimit = found.get("lineLimit");
  const timestamps = found.get("timestamps");
  const follow = found.get("follow");
  const wrap = found.get("wrap");
  const labels = found.get("labels");
  const sinceSeconds = found.get("sinceSeconds");
  return {
    ...(settings.lineLimit.accepts(lineLimit) ? { lineLimit } : {}),
    ...(settings.timestamps.accepts(timestamps) ? { timestamps } : {}),
    ...(settings.follow.accepts(follow) ? { follow } : {}),
    ...(settings.wrap.accepts(wrap) ? { wrap } : {}),
    ...(settings.labels.accepts(labels) ? { labels } : {}),
    ...(isSeconds(sinceSeconds) ? { sinceSeconds } : {}),
  };
};

/** What users chose in panels, kept by VS Code between sessions. */
export class Preferences extends Context.Service<
  Preferences,
  {
    readonly of: (cluster: ClusterId) => Effect.Effect<Remembered>;
    readonly remember: (cluster: ClusterId, choice: Remembered) => Effect.Effect<void>;
  }
>()("podlog/Preferences") {
  static readonly layer: Layer.Layer<Preferences, never, Extension> = Layer.effect(
    Preferences,
    Effect.map(Extension, ({ globalState }) => {
      const read = (cluster: ClusterId): Remembered =>
        readRemembered(globalState.get(keyOf(cluster)));
      return Preferences.of({
        of: (cluster) => Effect.sync(() => read(cluster)),
        remember: (cluster, choice) =>
          Effect.promise(() => globalState.update(keyOf(cluster), { ...read(cluster), ...choice })),
      });
    }),
  );
}
