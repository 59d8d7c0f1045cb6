import { isObjectName } from "../../domain/object-name.ts";
import type { ContainerView, PodView } from "../../domain/pod.ts";
import { podStatus, type PodSeverity } from "../../domain/pod-state.ts";
import { targetName, type Target, type WorkloadKind } from "../../domain/target.ts";
import { endWords } from "../../domain/termination.ts";
import type { WorkloadView } from "../../domain/workload.ts";
import { workloadsOfPod, workloadStatus } from "../../domain/workload-pods.ts";
import type { ContextInfo } from "../../kubernetes/kube.ts";
import { type Choice, filtersRows, type Row, underHeading } from "../../vscode/quick-pick-rows.ts";
import { severityIcons } from "../../vscode/severity-icons.ts";

const described = (...parts: ReadonlyArray<string>): string =>
  parts.filter((part) => part !== "").join(" · ");

/** The contexts, the current one first. */
export const contextChoices = (
  infos: ReadonlyArray<ContextInfo>,
): ReadonlyArray<Choice<ContextInfo>> =>
  [...infos]
    .sort((a, b) => Number(b.current) - Number(a.current))
    .map((info) => ({
      label: info.name,
      description: described(info.current ? "current" : "", info.server),
      icon: "server-environment",
      value: info,
    }));

/** The namespaces, the one first that the kubeconfig names for the context. */
export const namespaceChoices = (
  names: ReadonlyArray<string>,
  usual: string,
): ReadonlyArray<Choice<string>> =>
  [...names]
    .sort((a, b) => Number(b === usual) - Number(a === usual))
    .map((name) => ({ label: name, icon: "symbol-namespace", value: name }));

/** What was chosen: a workload, pods, or a pod, by its name alone where pods can't be listed. */
export type Chosen =
  | { readonly _tag: "Workload"; readonly kind: WorkloadKind; readonly name: string }
  | { readonly _tag: "Selector"; readonly selector: string }
  | { readonly _tag: "Pods"; readonly names: ReadonlyArray<string> }
  | { readonly _tag: "Pod"; readonly name: string; readonly view?: PodView };

interface Ranked {
  readonly choice: Choice<Chosen>;
  readonly failing: boolean;
}

const byName = (a: { readonly name: string }, b: { readonly name: string }): number =>
  a.name < b.name ? -1 : a.name > b.name ? 1 : 0;

/** How a kind looks while nothing is the matter with it. */
const kindIcon = (
  kind: WorkloadKind,
  severity: PodSeverity,
): Pick<Choice<never>, "icon" | "color"> =>
  kind === "Service"
    ? { icon: "plug" }
    : severity === "ok" || severity === "done"
      ? { icon: "layers", color: severityIcons[severity].color }
      : severityIcons[severity];

const workloadChoice = (workload: WorkloadView, pods: ReadonlyArray<PodView>): Ranked => {
  const { kind, name } = workload;
  const { counts = "", reason, severity } = workloadStatus(workload, pods);
  return {
    choice: {
      label: name,
      key: `${kind}/${name}`,
      description: described(kind, counts, reason),
      ...kindIcon(kind, severity),
      value: { _tag: "Workload", kind, name },
    },
    failing: severity === "failing",
  };
};

/** `3 restarts`; empty for none. */
const restartsOf = ({ containers }: PodView): string => {
  const count = containers.reduce((sum, { restartCount }) => sum + restartCount, 0);
  return count === 0 ? "" : count === 1 ? "1 restart" : `${count} restarts`;
};

/** A pod with its state; `place` says where it is. */
export const podChoice = (pod: PodView, place = ""): Choice<Chosen> => {
  const { reason, severity } = podStatus(pod);
  return {
    label: pod.name,
    key: `pod/${pod.namespace}/${pod.name}`,
    description: described(place, reason, restartsOf(pod)),
    ...severityIcons[severity],
    value: { _tag: "Pod", name: pod.name, view: pod },
  };
};

const rankedPod = (pod: PodView): Ranked => ({
  choice: podChoice(pod),
  failing: podStatus(pod).severity === "failing",
});

/** Whether a pod has a container whose previous instance can be read. */
const hasPrevious = ({ containers }: PodView): boolean =>
  containers.some(({ lastTermination }) => lastTermination !== undefined);

/** What of a namespace is offered: all, or only what has a previous instance. */
export interface Offered {
  readonly previous: boolean;
}

/** What fails, workloads before pods; then the workloads in the order that is given, the pods by name, the Services. */
export const workloadAndPodChoices = (
  workloads: ReadonlyArray<WorkloadView>,
  pods: ReadonlyArray<PodView>,
  { previous }: Offered = { previous: false },
): ReadonlyArray<Choice<Chosen>> => {
  const of = workloadsOfPod(workloads);
  const own = new Map<WorkloadView, Array<PodView>>(workloads.map((one) => [one, []]));
  for (const pod of pods) for (const workload of of(pod)) own.get(workload)?.push(pod);
  const podsOf = (workload: WorkloadView): ReadonlyArray<PodView> => own.get(workload) ?? [];
  const services = previous ? [] : workloads.filter(({ kind }) => kind === "Service");
  const owners = workloads
    .filter(({ kind }) => kind !== "Service")
    .filter((one) => !previous || podsOf(one).some(hasPrevious))
    .map((one) => workloadChoice(one, podsOf(one)));
  const single = pods
    .filter((pod) => !previous || hasPrevious(pod))
    .sort(byName)
    .map(rankedPod);
  const all = [...owners, ...single];
  const bad = all.filter(({ failing }) => failing).map(({ choice }) => choice);
  const calm = (ranked: ReadonlyArray<Ranked>): ReadonlyArray<Choice<Chosen>> =>
    ranked.filter(({ failing }) => !failing).map(({ choice }) => choice);
  return [
    ...underHeading("Failing", bad),
    ...underHeading("Workloads", calm(owners)),
    ...underHeading("Pods", calm(single)),
    ...underHeading(
      "Services",
      services.map((one) => workloadChoice(one, []).choice),
    ),
  ];
};

const kindRank: Readonly<Record<ContainerView["kind"], number>> = {
  container: 1,
  sidecar: 2,
  init: 3,
  ephemeral: 4,
};

/** All containers of a pod, or the one of a name. */
export type ChosenContainer =
  | { readonly _tag: "All" }
  | { readonly _tag: "One"; readonly name: string };

/**
 * The containers: the default one first, then those that serve, then the others, each kind marked; last, where there
 * are several, all of them (C1), which is one step up from the first. Of previous instances, those that there are, each
 * with how it ended.
 */
export const containerChoices = (
  pod: PodView,
  { previous }: Offered = { previous: false },
): ReadonlyArray<Choice<ChosenContainer>> => {
  const isDefault = ({ name }: ContainerView): boolean => name === pod.defaultContainer;
  const rank = (container: ContainerView): number =>
    isDefault(container) ? 0 : kindRank[container.kind];
  const each = pod.containers
    .filter(({ lastTermination }) => !previous || lastTermination !== undefined)
    .sort((a, b) => rank(a) - rank(b))
    .map((container): Choice<ChosenContainer> => {
      const { image, kind, lastTermination, name } = container;
      return {
        label: name,
        description: described(
          isDefault(container) ? "default" : "",
          kind === "container" ? "" : kind,
          previous && lastTermination !== undefined ? endWords(lastTermination) : image,
        ),
        value: { _tag: "One", name },
      };
    });
  return each.length < 2
    ? each
    : [
        ...each,
        { label: "All Containers", description: "as one log", value: { _tag: "All" }, under: " " },
      ];
};

/** A typed text as a name, where it can be one of a Kubernetes object and is no filter of the rows that there are. */
export const named =
  (what: string) =>
  (text: string, rows: ReadonlyArray<Row<unknown>> = []): ReadonlyArray<Choice<string>> =>
    isObjectName(text) && !filtersRows(text, rows)
      ? [{ label: text, key: `named/${text}`, description: `${what} by its name`, value: text }]
      : [];

/** A target that was opened before, with the words that tell it from others of its name. */
export const recentChoice = (target: Target): Choice<Target> => ({
  label:
    target.container === undefined
      ? targetName(target)
      : `${targetName(target)}/${target.container}`,
  key: `recent/${JSON.stringify(target)}`,
  description: described(target.namespace, target.context),
  icon: "history",
  value: target,
});
