import * as Cause from "effect/Cause";
import * as Effect from "effect/Effect";
import type * as Scope from "effect/Scope";
import * as vscode from "vscode";
import { scoped } from "./scoped.ts";

/** What of a link to the extension comes through: VS Code has decoded its query once. */
export interface HandedUri {
  readonly path: string;
  readonly query: string;
}

/** Runs something with each link `vscode://podlog.podlog/…` that the user follows (O9). */
export const withUris = Effect.fnUntraced(function* <R>(
  run: (uri: HandedUri) => Effect.Effect<void, never, R>,
): Effect.fn.Return<void, never, R | Scope.Scope> {
  const fork = Effect.runForkWith(yield* Effect.context<R>());
  yield* scoped(() =>
    vscode.window.registerUriHandler({
      handleUri: ({ path, query }) =>
        void fork(
          Effect.catchCause(run({ path, query }), (cause) =>
            Cause.hasInterruptsOnly(cause)
              ? Effect.void
              : Effect.logError("A link could not be followed", cause),
          ),
        ),
    }),
  );
});
