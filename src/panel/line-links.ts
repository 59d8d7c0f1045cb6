import * as Clock from "effect/Clock";
import * as Effect from "effect/Effect";
import { bestMatches, type FramePath, framePath, searchFor } from "../domain/frame-path.ts";
import { folderOf, mapped, pathMapping, type PathMapping } from "../domain/path-mapping.ts";
import type { FileLink, LineLink } from "../text/line-links.ts";
import { quoted } from "../text/quoted.ts";
import { Commands } from "../vscode/commands.ts";
import { Dialogs } from "../vscode/dialogs.ts";
import {
  type FileNotOpened,
  type FolderMapping,
  type WorkspaceFile,
  WorkspaceFiles,
  type WorkspaceFolder,
} from "../vscode/workspace-files.ts";
import type { Acting } from "./acting.ts";

/** A file that was found counts for so many ms: who hovers a link clicks it then. */
const remembered = 10_000;

const openFolder = "Open Folder…";
const mapPaths = "Map Paths…";

/** How a link is offered among others. */
const labelOf = (link: LineLink): string =>
  link._tag === "Url" ? link.url : `${link.path}:${link.line}`;

const foldersIn = (mappings: ReadonlyArray<FolderMapping>): ReadonlyArray<WorkspaceFolder> =>
  mappings.flatMap(({ folder }) => folder ?? []);

const mappingsOf = (
  { folder, pairs }: FolderMapping,
  folders: ReadonlyArray<WorkspaceFolder>,
): ReadonlyArray<PathMapping> =>
  pairs.flatMap(([container, template]) => {
    const at = folderOf(template, folder, folders);
    return (at === undefined ? undefined : pathMapping(container, at)) ?? [];
  });

/** A folder of the setting that is none, in each of the folders that are open: a variable in it has no value. */
const faultIn = (mappings: ReadonlyArray<FolderMapping>): string | undefined => {
  const folders = foldersIn(mappings);
  const [first] = mappings;
  return first?.pairs
    .map(([, template]) => template)
    .find((template) =>
      mappings.every(({ folder }) => folderOf(template, folder, folders) === undefined),
    );
};

/** What is said where no file matches a path, and what can be done about it. */
const missing = (
  path: string,
  mappings: ReadonlyArray<FolderMapping>,
): readonly [sentence: string, remedy: string] => {
  const none = `No file of this workspace matches ${quoted(path)}.`;
  const fault = faultIn(mappings);
  if (fault !== undefined)
    return [
      `${none} In podlog.pathMapping ${quoted(fault)} is no folder: something in it has no value.`,
      mapPaths,
    ];
  return foldersIn(mappings).length > 0
    ? [`${none} Where a container has its files is set by podlog.pathMapping.`, mapPaths]
    : [
        `No folder is open, so there is no ${quoted(path)} to go to. Open the folder that the container is built from.`,
        openFolder,
      ];
};

/** Follows what the lines of a log lead to: files of the workspace, and pages of the web (V10). */
export const makeLineLinks = Effect.gen(function* () {
  const commands = yield* Commands;
  const dialogs = yield* Dialogs;
  const workspace = yield* WorkspaceFiles;
  let last: { path: string; files: ReadonlyArray<WorkspaceFile>; at: number } | undefined;

  /** Where the mappings say that a file is: in each folder by its own, as far as it is there. */
  const mappedFiles = Effect.fnUntraced(function* (
    frame: FramePath,
    mappings: ReadonlyArray<FolderMapping>,
  ) {
    const folders = foldersIn(mappings);
    const found = yield* Effect.forEach(mappings, (mapping) => {
      const place = mapped(frame, mappingsOf(mapping, folders));
      return place === undefined
        ? Effect.undefined
        : workspace.fileAt(mapping.folder, [place.folder, ...place.below].join("/"));
    });
    const byPath = new Map(found.flatMap((file) => (file ? [[file.path, file] as const] : [])));
    return [...byPath.values()];
  });

  /** The files that a path may mean: by the mappings, else those of the workspace that it fits best. */
  const lookUp = Effect.fnUntraced(function* (path: string) {
    const frame = framePath(path);
    if (frame === undefined) return [];
    const mappings = yield* workspace.mappings;
    const files = yield* mappedFiles(frame, mappings);
    if (files.length > 0 || foldersIn(mappings).length === 0) return files;
    const { glob, inDependency } = searchFor(frame);
    return bestMatches(frame, yield* workspace.search(glob, inDependency));
  });

  const filesOf = Effect.fnUntraced(function* (path: string) {
    const at = yield* Clock.currentTimeMillis;
    if (last?.path === path && at - last.at < remembered) return last.files;
    const files = yield* lookUp(path);
    last = files.length === 0 ? undefined : { path, files, at };
    return files;
  });

  const tellMissing = Effect.fnUntraced(function* (path: string) {
    const answer = yield* dialogs.warn(...missing(path, yield* workspace.mappings));
    if (answer === mapPaths)
      yield* commands.execute("workbench.action.openSettings", "podlog.pathMapping");
    if (answer === openFolder) yield* commands.execute("workbench.action.files.openFolder");
  });

  const openFile = Effect.fnUntraced(
    function* ({ column, line, path }: FileLink) {
      const files = yield* filesOf(path);
      const name =
        files.length < 2
          ? files[0]?.name
          : yield* dialogs.chooseOne(
              `Several files match ${quoted(path)}`,
              files.map((file) => ({ label: file.name })),
            );
      const file = files.find((one) => one.name === name);
      if (file !== undefined) yield* workspace.show(file, line, column ?? 1);
      else if (files.length === 0) yield* tellMissing(path);
    },
    Effect.catchTag("FileNotOpened", ({ cause, name }: FileNotOpened) =>
      Effect.andThen(
        Effect.logError("A file could not be opened", cause),
        dialogs.complain(`VS Code could not open ${name}. The output channel has the details.`),
      ),
    ),
  );

  return {
    /** Whether a file fits a path. */
    isFile: (path: string): Effect.Effect<boolean> =>
      Effect.map(filesOf(path), (files) => files.length > 0),
    /** Opens what one of the links leads to, chosen by the user where there are several. */
    follow: Effect.fnUntraced(function* (panel: Acting, links: ReadonlyArray<LineLink>) {
      const byLabel = new Map(links.map((link) => [labelOf(link), link]));
      const [first] = byLabel.keys();
      if (first === undefined) return yield* panel.say("No links here");
      const label =
        byLabel.size === 1
          ? first
          : yield* dialogs.chooseOne(
              "Choose what to open",
              [...byLabel.keys()].map((one) => ({ label: one })),
            );
      const link = label === undefined ? undefined : byLabel.get(label);
      if (link?._tag === "File") yield* openFile(link);
      // As text: an address that is taken apart comes back with other signs. VS Code asks before it leaves.
      else if (link !== undefined) yield* commands.execute("vscode.open", link.url);
    }),
  };
});
