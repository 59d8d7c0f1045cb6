import { delimiter, resolve } from "node:path";
import * as Effect from "effect/Effect";
import { Kube } from "../../kubernetes/kube.ts";
import { kubeconfigPaths } from "../../kubernetes/kubeconfig.ts";
import { KubeconfigSettings } from "../../kubernetes/ports.ts";
import { quoted } from "../../text/quoted.ts";
import { Commands } from "../../vscode/commands.ts";
import { Dialogs } from "../../vscode/dialogs.ts";
import { exportsOf } from "../../vscode/other-extensions.ts";
import { kubeconfigOf, kubernetesToolsId, resourceOf } from "./kubernetes-tools.ts";

/** Whether a list as in `KUBECONFIG` names these files, in this order: the first one says which context is current. */
const isList = (list: string, paths: ReadonlyArray<string>): boolean => {
  const listed = list.split(delimiter).filter((path) => path !== "");
  return [...new Set(listed.map((path) => resolve(path)))].join("\0") === paths.join("\0");
};

/** Opens the logs of a pod or a Job in the tree of Microsoft's Kubernetes extension, given its node (O8). */
export const openResource = Effect.fnUntraced(function* (node: unknown) {
  const dialogs = yield* Dialogs;
  const commands = yield* Commands;
  const kube = yield* Kube;
  const broker = yield* exportsOf(kubernetesToolsId);
  const resource = resourceOf(broker, node);
  if (resource === undefined)
    return yield* dialogs.complain(
      "Microsoft's Kubernetes extension does not say which pod or Job this is. Choose one in its tree; if you did, update that extension.",
    );

  // Its tree shows the current context of its kubeconfig, and names neither.
  const theirs = kubeconfigOf(broker);
  const ours = kubeconfigPaths(yield* (yield* KubeconfigSettings).path);
  if (theirs !== undefined && !isList(theirs, ours.paths)) {
    const answer = yield* dialogs.warn(
      `Microsoft's Kubernetes extension reads another kubeconfig than Podlog: ${quoted(theirs)}. Name the same in podlog.kubeconfig.`,
      "Open Settings",
    );
    if (answer !== undefined)
      yield* commands.execute("workbench.action.openSettings", "podlog.kubeconfig");
    return;
  }

  const context = yield* kube.contexts.pipe(
    Effect.map((infos) => infos.find(({ current }) => current)),
    Effect.orElseSucceed(() => undefined),
  );
  const { name, namespace, resourceKind } = resource;
  yield* commands.execute("podlog.openLogs", {
    ...(context === undefined
      ? {}
      : { context: context.name, namespace: namespace ?? context.namespace }),
    ...(resourceKind.manifestKind === "Pod" ? { pod: name } : { workload: { kind: "Job", name } }),
  });
});
