import * as Cause from "effect/Cause";
import * as Context from "effect/Context";
import * as Effect from "effect/Effect";
import * as Layer from "effect/Layer";
import type * as Scope from "effect/Scope";
import * as vscode from "vscode";
import type { ArgumentInvalid } from "../domain/faults.ts";
import { OutputLog } from "./log.ts";
import { scoped } from "./scoped.ts";

/** VS Code's commands. */
export class Commands extends Context.Service<
  Commands,
  {
    /**
     * A command of `package.json`, carried out by `run` with whatever its caller passed. Where that is not valid the
     * call fails with a TypeError: another extension gets it, and VS Code shows it where a key of the user's called.
     */
    readonly register: <R>(
      id: string,
      run: (argument: unknown) => Effect.Effect<void, ArgumentInvalid, R>,
    ) => Effect.Effect<void, never, R | Scope.Scope>;
    /** Carries out a command of VS Code or of any extension; a failure of it is its own to tell. */
    readonly execute: (id: string, argument?: unknown) => Effect.Effect<void>;
    readonly setContext: (key: string, value: boolean | string) => Effect.Effect<void>;
  }
>()("podlog/Commands") {
  static readonly layer: Layer.Layer<Commands, never, OutputLog> = Layer.effect(
    Commands,
    Effect.gen(function* () {
      const output = yield* OutputLog;

      /** What no error channel foresaw: told once, in words that say where the rest stands. */
      const defect = (id: string) =>
        Effect.catchCause((cause: Cause.Cause<TypeError>) =>
          Cause.hasFails(cause)
            ? Effect.failCause(cause)
            : Cause.hasInterruptsOnly(cause)
              ? Effect.void
              : Effect.logError(`The command ${id} failed`, cause).pipe(
                  Effect.andThen(
                    Effect.promise(() =>
                      vscode.window.showErrorMessage(
                        "Podlog could not do that: an error of its own. The output channel has the details.",
                        "Show Output",
                      ),
                    ),
                  ),
                  Effect.flatMap((answer) => (answer === undefined ? Effect.void : output.show)),
                ),
        );

      return Commands.of({
        register: Effect.fnUntraced(function* <R>(
          id: string,
          run: (argument: unknown) => Effect.Effect<void, ArgumentInvalid, R>,
        ) {
          const runPromise = Effect.runPromiseWith(yield* Effect.context<R>());
          yield* scoped(() =>
            vscode.commands.registerCommand(id, (argument: unknown) =>
              runPromise(
                run(argument).pipe(
                  Effect.mapError(({ faults }) => new TypeError(`${id}: ${faults.join("; ")}`)),
                  defect(id),
                ),
              ),
            ),
          );
        }),
        execute: (id, argument) =>
          Effect.tryPromise(() => vscode.commands.executeCommand(id, argument)).pipe(Effect.ignore),
        setContext: (key, value) =>
          Effect.promise(() => vscode.commands.executeCommand("setContext", key, value)).pipe(
            Effect.asVoid,
          ),
      });
    }),
  );
}
