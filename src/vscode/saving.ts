import { homedir } from "node:os";
import { join } from "node:path";
import * as Context from "effect/Context";
import * as Effect from "effect/Effect";
import * as Layer from "effect/Layer";
import * as Option from "effect/Option";
import * as vscode from "vscode";
import { ExportFailed } from "../domain/export-problem.ts";

/** Where a file is to go. */
export interface Destination {
  /** The last part of its path. */
  readonly name: string;
  /** Its path, where this machine's own file system has it. */
  readonly path: string | undefined;
  readonly uri: vscode.Uri;
}

/** A kind of file as the save dialog offers it: its name, and its extensions without a dot. */
export type FileKinds = ReadonlyArray<readonly [name: string, extensions: ReadonlyArray<string>]>;

/** How VS Code asks for a file to write, shows that it is being written, and writes where Node cannot. */
export class Saving extends Context.Service<
  Saving,
  {
    /** Asks for a file, beginning in the workspace's folder; undefined where the user thinks better of it. */
    readonly ask: (
      title: string,
      name: string,
      kinds: FileKinds,
    ) => Effect.Effect<Destination | undefined>;
    /** Runs work under a notification with *Cancel*, which interrupts it: none then. `report` takes a share from 0 to 1. */
    readonly withProgress: <A, E, R>(
      title: string,
      work: (report: (share: number) => void) => Effect.Effect<A, E, R>,
    ) => Effect.Effect<Option.Option<A>, E, R>;
    /** Writes a file that only VS Code can reach, beside its place first. */
    readonly write: (
      destination: Destination,
      bytes: Uint8Array,
    ) => Effect.Effect<void, ExportFailed>;
    readonly show: (destination: Destination) => Effect.Effect<void>;
  }
>()("podlog/Saving") {
  static readonly layer: Layer.Layer<Saving> = Layer.sync(Saving, () => {
    const whyOf = (error: unknown): ExportFailed["why"] => {
      const code = error instanceof vscode.FileSystemError ? error.code : "";
      if (code === "NoPermissions") return "not permitted";
      return code === "FileNotFound" ? "no folder" : "other";
    };

    return Saving.of({
      ask: (title, name, kinds) =>
        Effect.promise(() => {
          const folder = vscode.workspace.workspaceFolders?.[0]?.uri;
          return vscode.window.showSaveDialog({
            title,
            defaultUri:
              folder === undefined
                ? vscode.Uri.file(join(homedir(), name))
                : vscode.Uri.joinPath(folder, name),
            filters: Object.fromEntries(kinds.map(([kind, extensions]) => [kind, [...extensions]])),
          });
        }).pipe(
          Effect.map((uri) =>
            uri === undefined
              ? undefined
              : {
                  uri,
                  name: uri.path.slice(uri.path.lastIndexOf("/") + 1),
                  path: uri.scheme === "file" ? uri.fsPath : undefined,
                },
          ),
        ),
      withProgress: <A, E, R>(
        title: string,
        work: (report: (share: number) => void) => Effect.Effect<A, E, R>,
      ) =>
        Effect.callback<Option.Option<A>, E, R>((resume) => {
          vscode.window.withProgress(
            { location: vscode.ProgressLocation.Notification, title, cancellable: true },
            (progress, token) =>
              new Promise<void>((done) => {
                let told = 0;
                const report = (share: number): void => {
                  const increment = Math.floor(share * 100) - told;
                  if (increment <= 0) return;
                  told += increment;
                  progress.report({ increment });
                };
                const cancelled = Effect.callback<void>((cancel) => {
                  const subscription = token.onCancellationRequested(() => cancel(Effect.void));
                  return Effect.sync(() => void subscription.dispose());
                });
                resume(
                  Effect.raceFirst(
                    Effect.map(work(report), Option.some),
                    Effect.as(cancelled, Option.none<A>()),
                  ).pipe(Effect.ensuring(Effect.sync(done))),
                );
              }),
          );
        }),
      write: ({ name, uri }, bytes) => {
        const beside = uri.with({ path: `${uri.path}.part` });
        return Effect.tryPromise({
          try: async () => {
            await vscode.workspace.fs.writeFile(beside, bytes);
            await vscode.workspace.fs.rename(beside, uri, { overwrite: true });
          },
          catch: (cause) => new ExportFailed({ name, why: whyOf(cause), cause }),
        }).pipe(
          Effect.onError(() =>
            Effect.ignore(Effect.tryPromise(() => vscode.workspace.fs.delete(beside))),
          ),
        );
      },
      show: ({ uri }) =>
        Effect.ignore(Effect.tryPromise(() => vscode.commands.executeCommand("vscode.open", uri))),
    });
  });
}
