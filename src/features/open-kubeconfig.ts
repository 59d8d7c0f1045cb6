import * as Effect from "effect/Effect";
import { kubeconfigPaths } from "../kubernetes/kubeconfig.ts";
import { KubeconfigSettings } from "../kubernetes/ports.ts";
import { Dialogs } from "../vscode/dialogs.ts";

/** Opens the first file of the kubeconfig in an editor; where it can't be opened, the setting that names one. */
export const openKubeconfig = Effect.gen(function* () {
  const { paths } = kubeconfigPaths(yield* (yield* KubeconfigSettings).path);
  yield* (yield* Dialogs).openKubeconfig(paths[0] ?? "");
});
