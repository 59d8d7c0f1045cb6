import * as Context from "effect/Context";
import type { ExtensionContext } from "vscode";

/** What VS Code hands to `activate`: where the extension lies, and where it may keep things. */
export class Extension extends Context.Service<
  Extension,
  Pick<ExtensionContext, "extensionUri" | "globalState">
>()("podlog/Extension") {}
