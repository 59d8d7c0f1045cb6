import { mkdirSync, mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { removeAtEnd } from "../../run/processes.mjs";

/** Settings as in settings.json, by their full names. */
export type Settings = Readonly<Record<string, unknown>>;

/** A folder opened in VS Code, with the settings that a test may change while it runs. */
export interface Workspace {
  readonly folder: string;
  /** Adds to the workspace's settings; VS Code takes a change up within a second. */
  readonly set: (settings: Settings) => void;
}

/** Makes a workspace in a temporary folder that goes with this process, with the given files. */
export function makeWorkspace(
  files: Readonly<Record<string, string>> = {},
  settings: Settings = {},
): Workspace {
  const folder = removeAtEnd(mkdtempSync(join(tmpdir(), "podlog-workspace-")));
  let current: Settings = {};
  const workspace: Workspace = {
    folder,
    set: (more) => {
      current = { ...current, ...more };
      write(join(folder, ".vscode", "settings.json"), JSON.stringify(current, null, 2));
    },
  };
  for (const [path, text] of Object.entries(files)) write(join(folder, path), text);
  workspace.set(settings);
  return workspace;
}

function write(path: string, text: string): void {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
}
