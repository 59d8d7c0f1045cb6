import * as Context from "effect/Context";
import type { Uri } from "vscode";

/** What the extension reads of its own `package.json`. */
export interface Manifest {
  readonly contributes: { readonly commands: ReadonlyArray<{ readonly command: string }> };
}

/** What of its context the extension takes: where it lies, and where VS Code keeps things for it. */
export interface Host {
  readonly extensionUri: Uri;
  readonly extension: { readonly packageJSON: Manifest };
  readonly globalState: {
    keys(): ReadonlyArray<string>;
    get(key: string): unknown;
    update(key: string, value: unknown): PromiseLike<void>;
  };
}

/** The path of the script that a thread which searches runs; the build puts it beside the extension's own. */
export const searchWorkerPath = ({ extensionUri }: Host): string =>
  `${extensionUri.fsPath}/dist/extension/search-worker.cjs`;

/** What VS Code hands to `activate`. */
export class Extension extends Context.Service<Extension, Host>()("podlog/Extension") {}
