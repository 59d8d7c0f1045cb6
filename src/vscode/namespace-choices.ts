import * as Context from "effect/Context";
import * as Effect from "effect/Effect";
import * as Layer from "effect/Layer";
import { Extension } from "./extension-context.ts";
import type { ClusterId } from "./preferences.ts";

/** Which namespaces of a cluster a person wants first, and which not at all. */
export interface NamespaceChoice {
  readonly pinned: ReadonlyArray<string>;
  readonly hidden: ReadonlyArray<string>;
}

const keyOf = ({ context, server }: ClusterId): string =>
  `namespaces:${JSON.stringify([server, context])}`;

const names = (stored: unknown, key: string): ReadonlyArray<string> => {
  const found: unknown =
    typeof stored === "object" && stored !== null
      ? new Map<string, unknown>(Object.entries(stored)).get(key)
      : undefined;
  return Array.isArray(found) ? found.filter((name) => typeof name === "string") : [];
};

/** The namespaces that people pinned and hid, kept by VS Code between sessions, for each cluster. */
export class NamespaceChoices extends Context.Service<
  NamespaceChoices,
  {
    readonly of: (cluster: ClusterId) => NamespaceChoice;
    readonly choose: (cluster: ClusterId, choice: NamespaceChoice) => Effect.Effect<void>;
  }
>()("podlog/NamespaceChoices") {
  static readonly layer: Layer.Layer<NamespaceChoices, never, Extension> = Layer.effect(
    NamespaceChoices,
    Effect.map(Extension, ({ globalState }) =>
      NamespaceChoices.of({
        of: (cluster) => {
          const stored = globalState.get(keyOf(cluster));
          return { pinned: names(stored, "pinned"), hidden: names(stored, "hidden") };
        },
        choose: (cluster, choice) =>
          Effect.promise(() => globalState.update(keyOf(cluster), choice)),
      }),
    ),
  );
}
