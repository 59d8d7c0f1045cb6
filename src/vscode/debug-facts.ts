import * as vscode from "vscode";
import type { DebugSession } from "./debug-sessions.ts";

/** What rules may look at of a debug session and of the window that it runs in. */
export interface DebugFacts {
  /** The name of its configuration. */
  readonly configuration: string;
  readonly type: string;
  /** The workspace folder that it belongs to. */
  readonly folder?: { readonly name: string; readonly path: string };
  /** The last part of the path of that folder, else of the first one; undefined where no folder is open. */
  readonly basename: string | undefined;
  /** Whether the user trusts what is in the workspace. */
  readonly trusted: boolean;
  /** The value of a setting of VS Code or of any extension, as it counts for that folder. */
  readonly setting: (key: string) => unknown;
}

/** The facts of a session, as they are now. */
export const debugFacts = ({ configuration, type, workspaceFolder }: DebugSession): DebugFacts => {
  const folder = workspaceFolder ?? vscode.workspace.workspaceFolders?.[0];
  return {
    configuration: configuration.name,
    type,
    ...(workspaceFolder === undefined
      ? {}
      : { folder: { name: workspaceFolder.name, path: workspaceFolder.uri.fsPath } }),
    basename: folder?.uri.path.slice(folder.uri.path.lastIndexOf("/") + 1),
    trusted: vscode.workspace.isTrusted,
    setting: (key) => vscode.workspace.getConfiguration(undefined, folder).get(key),
  };
};
