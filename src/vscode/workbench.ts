import * as Layer from "effect/Layer";
import type { ConsentToRun, KubeconfigSettings } from "../kubernetes/ports.ts";
import type { Commands } from "./commands.ts";
import { Consents } from "./consents.ts";
import { Dialogs } from "./dialogs.ts";
import type { Extension } from "./extension-context.ts";
import { consentToRun, kubeconfigSettings } from "./kubernetes-ports.ts";
import { NamespaceChoices } from "./namespace-choices.ts";
import { Preferences } from "./preferences.ts";
import { QuickPicks } from "./quick-picks.ts";
import { Recents } from "./recents.ts";
import { Saving } from "./saving.ts";
import { Settings } from "./settings.ts";
import { Webviews } from "./webviews.ts";
import { WorkspaceFiles } from "./workspace-files.ts";

/** What of VS Code is needed once somebody looks at a cluster; commands and trees are there before. */
export type Workbench =
  | ConsentToRun
  | Consents
  | Dialogs
  | KubeconfigSettings
  | NamespaceChoices
  | Preferences
  | QuickPicks
  | Recents
  | Saving
  | Settings
  | Webviews
  | WorkspaceFiles;

/** The services of `Workbench`. */
export const workbench: Layer.Layer<Workbench, never, Commands | Extension> = Layer.mergeAll(
  NamespaceChoices.layer,
  Preferences.layer,
  Recents.layer,
  Webviews.layer,
  WorkspaceFiles.layer,
  kubeconfigSettings,
  consentToRun,
).pipe(
  Layer.provideMerge(
    Layer.mergeAll(Consents.layer, Dialogs.layer, QuickPicks.layer, Saving.layer, Settings.layer),
  ),
);
