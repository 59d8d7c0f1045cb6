import { mkdirSync, mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startCodeServer } from "../../run/code-server.mjs";
import { root } from "../../run/install.mjs";
import { removeAtEnd } from "../../run/processes.mjs";
import type { Settings } from "./workspace.ts";

/** A real VS Code with the extension loaded, to which pages connect. */
export interface Server {
  readonly url: string;
  /** The file that KUBECONFIG names in its extension hosts. */
  readonly kubeconfig: string;
  /** Replaces the text of that file. */
  useKubeconfig(text: string): void;
  end(): Promise<void>;
}

/** A server that a test has started for itself. */
export interface OwnServer extends Server {
  /** Where VS Code keeps all that it writes on the machine: its logs, its state, and what it said. */
  readonly folder: string;
  /** Writes the settings of the machine, in place of those that were there; VS Code takes them up within a second. */
  setMachineSettings(settings: Settings): void;
}

/** What a server may be started with, each with a default. */
export interface ServerOptions {
  /** The extension: a .vsix to install, or the folder to load it from (this project). */
  readonly extension?: { readonly vsix: string } | { readonly source: string };
  /** Folders of other extensions that are loaded too, where ours is loaded from its folder. */
  readonly beside?: ReadonlyArray<string>;
  /** What KUBECONFIG names; a file of its own, empty at first, if not given. */
  readonly kubeconfig?: string;
  /** More of the environment of the extension host; `undefined` takes a name out. */
  readonly environment?: Readonly<Record<string, string | undefined>>;
  /** False where workspace trust itself is under test. */
  readonly trustEverything?: boolean;
}

/** Starts a server of its own; most tests share the one that `sharedServer` gives. */
export async function startServer(options: ServerOptions = {}): Promise<OwnServer> {
  const folder = removeAtEnd(mkdtempSync(join(tmpdir(), "podlog-vscode-")));
  const kubeconfig = options.kubeconfig ?? join(folder, "kubeconfig.yaml");
  if (options.kubeconfig === undefined) writeFileSync(kubeconfig, "");
  const started = await startCodeServer({
    folder,
    extension: options.extension ?? { source: root },
    beside: options.beside ?? [],
    environment: { KUBECONFIG: kubeconfig, ...options.environment },
    trustEverything: options.trustEverything ?? true,
  });
  return {
    ...serverAt(started.url, kubeconfig, started.end),
    folder,
    setMachineSettings: (settings) => {
      const machine = join(folder, "user", "Machine");
      mkdirSync(machine, { recursive: true });
      writeFileSync(join(machine, "settings.json"), JSON.stringify(settings));
    },
  };
}

/** A server that runs already. */
export function serverAt(url: string, kubeconfig: string, end: () => Promise<void>): Server {
  return { url, kubeconfig, useKubeconfig: (text) => writeFileSync(kubeconfig, text), end };
}
