import * as Context from "effect/Context";
import * as Effect from "effect/Effect";
import * as Layer from "effect/Layer";
import { Extension } from "./extension-context.ts";

/** What a user is asked about once: a rule of a workspace's settings, a login program of a kubeconfig. */
export type Questionable = "rule" | "program";

const prefixes: Readonly<Record<Questionable, string>> = { rule: "autoOpen:", program: "consent:" };

/** What the user has allowed or refused for good, kept by VS Code for all windows. */
export class Consents extends Context.Service<
  Consents,
  {
    /** The answer about just this content; undefined where none is kept. */
    readonly of: (what: Questionable, content: string) => boolean | undefined;
    readonly keep: (what: Questionable, content: string, allowed: boolean) => Effect.Effect<void>;
    /** Forgets all answers, so that everything is asked about again; gives how many there were. */
    readonly forget: Effect.Effect<number>;
    /** How often that was done in this window: what was asked before counts no more. */
    readonly timesForgotten: () => number;
  }
>()("podlog/Consents") {
  static readonly layer: Layer.Layer<Consents, never, Extension> = Layer.effect(
    Consents,
    Effect.map(Extension, ({ globalState }) => {
      let times = 0;
      return Consents.of({
        of: (what, content) => {
          const kept = globalState.get(`${prefixes[what]}${content}`);
          return typeof kept === "boolean" ? kept : undefined;
        },
        keep: (what, content, allowed) =>
          Effect.promise(() => globalState.update(`${prefixes[what]}${content}`, allowed)),
        forget: Effect.suspend(() => {
          times++;
          const kept = globalState
            .keys()
            .filter((key) => Object.values(prefixes).some((prefix) => key.startsWith(prefix)));
          return Effect.as(
            Effect.forEach(
              kept,
              (key) => Effect.promise(() => globalState.update(key, undefined)),
              { discard: true },
            ),
            kept.length,
          );
        }),
        timesForgotten: () => times,
      });
    }),
  );
}
