import * as Context from "effect/Context";
import * as Data from "effect/Data";
import * as Effect from "effect/Effect";
import * as Layer from "effect/Layer";
import * as vscode from "vscode";

/** A folder that is open, as its path and its settings name it. */
export interface WorkspaceFolder {
  readonly name: string;
  /** Its path with `/`, whatever machine it is on. */
  readonly path: string;
  readonly uri: vscode.Uri;
}

/** The setting `podlog.pathMapping` as it counts in a folder, or (undefined) where none is open. */
export interface FolderMapping {
  readonly folder: WorkspaceFolder | undefined;
  /** Folders of containers, and the folders that they are made from, variables and all. */
  readonly pairs: ReadonlyArray<readonly [container: string, folder: string]>;
}

/** A file that is there. */
export interface WorkspaceFile {
  /** Its absolute path with `/`. */
  readonly path: string;
  /** The path that a user knows it by: within its folder, where it lies in one. */
  readonly name: string;
  readonly uri: vscode.Uri;
}

/** A file could not be shown in an editor. */
export class FileNotOpened extends Data.TaggedError("FileNotOpened")<{
  readonly name: string;
  readonly cause: unknown;
}> {}

/** As many files of one name are looked at. */
const mostFiles = 1_000;

/** The files of the workspace, and the editors that show them. */
export class WorkspaceFiles extends Context.Service<
  WorkspaceFiles,
  {
    /** One for each open folder; one without a folder where none is open. Those of a workspace count where it is trusted. */
    readonly mappings: Effect.Effect<ReadonlyArray<FolderMapping>>;
    /** The file at an absolute path of the machine of a folder; undefined where there is none. */
    readonly fileAt: (
      folder: WorkspaceFolder | undefined,
      path: string,
    ) => Effect.Effect<WorkspaceFile | undefined>;
    /** The files in the open folders that fit a glob pattern; those that others have written only where they are wanted. */
    readonly search: (
      glob: string,
      inDependency: boolean,
    ) => Effect.Effect<ReadonlyArray<WorkspaceFile>>;
    /** Shows a place in a file, from 1 each, beside the panel that is active. */
    readonly show: (
      file: WorkspaceFile,
      line: number,
      column: number,
    ) => Effect.Effect<void, FileNotOpened>;
  }
>()("podlog/WorkspaceFiles") {
  static readonly layer: Layer.Layer<WorkspaceFiles> = Layer.succeed(
    WorkspaceFiles,
    WorkspaceFiles.of({
      mappings: Effect.sync(() => {
        const folders = vscode.workspace.workspaceFolders ?? [];
        return folders.length === 0
          ? [{ folder: undefined, pairs: pairsIn(undefined) }]
          : folders.map(({ name, uri }) => ({
              folder: { name, path: uri.path, uri },
              pairs: pairsIn(uri),
            }));
      }),
      fileAt: (folder, path) => {
        const uri = folder === undefined ? vscode.Uri.file(path) : folder.uri.with({ path });
        return Effect.tryPromise(() => vscode.workspace.fs.stat(uri)).pipe(
          Effect.map(({ type }) => ((type & vscode.FileType.File) === 0 ? undefined : fileOf(uri))),
          // Nothing is there, or nothing that may be looked at.
          Effect.catchCause(() => Effect.undefined),
        );
      },
      search: (glob, inDependency) =>
        Effect.tryPromise(() =>
          vscode.workspace.findFiles(
            glob,
            inDependency ? undefined : "**/{node_modules,site-packages,dist-packages}/**",
            mostFiles,
          ),
        ).pipe(
          Effect.map((found) => found.map(fileOf)),
          Effect.catchCause((cause) =>
            Effect.as(Effect.logWarning("The files of the workspace can't be searched", cause), []),
          ),
        ),
      show: (file, line, column) =>
        Effect.tryPromise({
          try: () => {
            const at = new vscode.Position(line - 1, column - 1);
            return vscode.window.showTextDocument(file.uri, {
              viewColumn: columnFor(file.uri),
              preview: true,
              selection: new vscode.Range(at, at),
            });
          },
          catch: (cause) => new FileNotOpened({ name: file.name, cause }),
        }).pipe(Effect.asVoid),
    }),
  );
}

const fileOf = (uri: vscode.Uri): WorkspaceFile => ({
  path: uri.path,
  name: vscode.workspace.asRelativePath(uri),
  uri,
});

const pairsIn = (scope: vscode.Uri | undefined): FolderMapping["pairs"] => {
  const value: unknown = vscode.workspace.getConfiguration("podlog", scope).get("pathMapping");
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([container, folder]): FolderMapping["pairs"] =>
    typeof folder === "string" ? [[container, folder]] : [],
  );
};

/** The group of editors for a file: where it is in sight, else where other code is, never over a log. */
const columnFor = (uri: vscode.Uri): vscode.ViewColumn => {
  const seen = vscode.window.visibleTextEditors.filter(
    ({ viewColumn }) => viewColumn !== undefined,
  );
  const editor = seen.find(({ document }) => document.uri.toString() === uri.toString()) ?? seen[0];
  if (editor?.viewColumn !== undefined) return editor.viewColumn;
  const free = vscode.window.tabGroups.all.find(
    ({ activeTab }) => !(activeTab?.input instanceof vscode.TabInputWebview),
  );
  return free?.viewColumn ?? vscode.ViewColumn.Beside;
};
