import * as Context from "effect/Context";
import * as Effect from "effect/Effect";
import * as Layer from "effect/Layer";
import * as Option from "effect/Option";
import * as Schema from "effect/Schema";
import { Target, targetKey } from "../domain/target.ts";
import { Extension } from "./extension-context.ts";
import type { ClusterId } from "./preferences.ts";

/** A target that was opened, and the server of its context then: another cluster under its name is another target. */
export const Recent = Schema.Struct({ server: Schema.String, target: Target });
export type Recent = typeof Recent.Type;

/** So many are kept. */
const mostRecents = 10;

const storedKey = "recents";

const decode = Schema.decodeUnknownOption(Recent);

const sameRecent = (a: Recent, b: Recent): boolean =>
  a.server === b.server && targetKey(a.target) === targetKey(b.target);

/** Reads what was kept, dropping what is no target (any more). */
const readRecents = (stored: unknown): ReadonlyArray<Recent> =>
  Array.isArray(stored)
    ? stored.flatMap((one) => Option.toArray(decode(one))).slice(0, mostRecents)
    : [];

/** The targets that a person opened lately, kept by VS Code between sessions. */
export class Recents extends Context.Service<
  Recents,
  {
    /** The latest first. */
    readonly all: Effect.Effect<ReadonlyArray<Recent>>;
    readonly add: (cluster: ClusterId, target: Target) => Effect.Effect<void>;
    readonly remove: (recent: Recent) => Effect.Effect<void>;
  }
>()("podlog/Recents") {
  static readonly layer: Layer.Layer<Recents, never, Extension> = Layer.effect(
    Recents,
    Effect.map(Extension, ({ globalState }) => {
      const read = (): ReadonlyArray<Recent> => readRecents(globalState.get(storedKey));
      const write = (recents: ReadonlyArray<Recent>): Effect.Effect<void> =>
        Effect.promise(() => globalState.update(storedKey, recents));
      const without = (recent: Recent): ReadonlyArray<Recent> =>
        read().filter((one) => !sameRecent(one, recent));
      return Recents.of({
        all: Effect.sync(read),
        add: ({ server }, target) =>
          Effect.suspend(() => {
            const recent = { server, target };
            return write([recent, ...without(recent)].slice(0, mostRecents));
          }),
        remove: (recent) => Effect.suspend(() => write(without(recent))),
      });
    }),
  );
}
