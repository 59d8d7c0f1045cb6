import * as Cause from "effect/Cause";
import * as Effect from "effect/Effect";
import * as Fiber from "effect/Fiber";
import type * as Scope from "effect/Scope";
import * as vscode from "vscode";
import { scoped } from "./scoped.ts";

export type DebugSession = vscode.DebugSession;

/** What `podlog.autoOpen` is for a session, of the user and of the workspace; empty where there are no rules. */
export const autoOpenValues = ({
  workspaceFolder,
}: DebugSession): ReadonlyArray<readonly [of: "user" | "workspace", value: unknown]> => {
  const found = vscode.workspace.getConfiguration("podlog", workspaceFolder).inspect("autoOpen");
  const ofFolder = found?.workspaceFolderValue;
  // Where one folder is open, its settings are told as the workspace's as well.
  const twice = JSON.stringify(ofFolder) === JSON.stringify(found?.workspaceValue);
  return (
    [
      ["user", found?.globalValue],
      ["workspace", found?.workspaceValue],
      ["workspace", twice ? undefined : ofFolder],
    ] as const
  ).filter(([, value]) => value !== undefined && !(Array.isArray(value) && value.length === 0));
};

/**
 * Runs something with each debug session that has no parent, where there are rules for it (O6), and interrupts it when
 * the session ends. VS Code's own JavaScript debugger starts a child in each session: the rules mean the session.
 */
export const withDebugSessions = Effect.fnUntraced(function* <R>(
  run: (session: DebugSession) => Effect.Effect<void, never, R>,
): Effect.fn.Return<void, never, R | Scope.Scope> {
  const scope = yield* Effect.scope;
  const fork = Effect.runForkWith(yield* Effect.context<R>());
  const running = new Map<string, Fiber.Fiber<void>>();
  const start = (session: DebugSession): void => {
    if (session.parentSession !== undefined || autoOpenValues(session).length === 0) return;
    const logged = Effect.catchCause(run(session), (cause) =>
      Cause.hasInterruptsOnly(cause)
        ? Effect.void
        : Effect.logError("The rules of podlog.autoOpen could not be carried out", cause),
    );
    running.set(session.id, Fiber.runIn(fork(logged), scope));
  };
  yield* scoped(() => vscode.debug.onDidStartDebugSession(start));
  yield* scoped(() =>
    vscode.debug.onDidTerminateDebugSession(({ id }) => {
      running.get(id)?.interruptUnsafe();
      running.delete(id);
    }),
  );
});
