import * as Effect from "effect/Effect";
import * as vscode from "vscode";

/** The scheme of links that open this very editor: `vscode`, `vscode-insiders`, `vscodium`, … */
export const uriScheme: Effect.Effect<string> = Effect.sync(() => vscode.env.uriScheme);
