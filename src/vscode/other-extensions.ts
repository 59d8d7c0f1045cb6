import * as Effect from "effect/Effect";
import * as vscode from "vscode";

/** What another extension gives to others, started where it does not run yet; undefined without it, or where it fails. */
export const exportsOf = (id: string): Effect.Effect<unknown> =>
  Effect.tryPromise(async (): Promise<unknown> =>
    vscode.extensions.getExtension(id)?.activate(),
  ).pipe(
    Effect.tapCause((cause) =>
      Effect.logWarning(`The extension ${id} could not be started`, cause),
    ),
    Effect.orElseSucceed(() => undefined),
  );
