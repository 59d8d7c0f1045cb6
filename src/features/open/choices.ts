import type { ContainerView, PodView } from "../../domain/pod.ts";
import { podStatus } from "../../domain/pod-state.ts";
import type { WorkloadKind } from "../../domain/target.ts";
import type { WorkloadView } from "../../domain/workload.ts";
import { workloadsOfPod, workloadStatus } from "../../domain/workload-pods.ts";
import type { ContextInfo } from "../../kubernetes/kube.ts";
import type { Choice } from "../../vscode/quick-picks.ts";

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
      value: info,
    }));

/** The namespaces, the one first that the kubeconfig names for the context. */
export const namespaceChoices = (
  names: ReadonlyArray<string>,
  usual: string,
): ReadonlyArray<Choice<string>> =>
  [...names]
    .sort((a, b) => Number(b === usual) - Number(a === usual))
    .map((name) => ({ label: name, value: name }));

/** What was chosen: a workload, pods, or a pod, by its name alone where pods can't be listed. */
export type Chosen =
  | { readonly _tag: "Workload"; readonly kind: WorkloadKind; readonly name: string }
  | { readonly _tag: "Pods"; readonly names: ReadonlyArray<string> }
  | { readonly _tag: "Pod"; readonly name: string; readonly view?: PodView };

interface Ranked {
  readonly choice: Choice<Chosen>;
  readonly failing: boolean;
}

const byName = (a: { readonly name: string }, b: { readonly name: string }): number =>
  a.name < b.name ? -1 : a.name > b.name ? 1 : 0;

const workloadChoice = (workload: WorkloadView, pods: ReadonlyArray<PodView>): Ranked => {
  const { kind, name } = workload;
  const { counts = "", reason, severity } = workloadStatus(workload, pods);
  const failing = severity === "failing";
  return {
    choice: {
      label: name,
      description: described(kind, counts, reason),
      icon: failing ? "error" : kind === "Service" ? "plug" : "layers",
      value: { _tag: "Workload", kind, name },
    },
    failing,
  };
};

const podChoice = (pod: PodView): Ranked => {
  const { reason, severity } = podStatus(pod);
  const count = pod.containers.reduce((sum, { restartCount }) => sum + restartCount, 0);
  const restarts = count === 0 ? "" : count === 1 ? "1 restart" : `${count} restarts`;
  const failing = severity === "failing";
  return {
    choice: {
      label: pod.name,
      description: described(reason, restarts),
      icon: failing ? "error" : "package",
      value: { _tag: "Pod", name: pod.name, view: pod },
    },
    failing,
  };
};

const underHeading = (
  under: string,
  choices: ReadonlyArray<Ranked>,
): ReadonlyArray<Choice<Chosen>> =>
  choices.map(({ choice }, i) => (i === 0 ? { ...choice, under } : choice));

/** What fails, workloads before pods; then the workloads in the order that is given, the pods by name, the Services. */
export const workloadAndPodChoices = (
  workloads: ReadonlyArray<WorkloadView>,
  pods: ReadonlyArray<PodView>,
): ReadonlyArray<Choice<Chosen>> => {
  const of = workloadsOfPod(workloads);
  const own = new Map<WorkloadView, Array<PodView>>(workloads.map((one) => [one, []]));
  for (const pod of pods) for (const workload of of(pod)) own.get(workload)?.push(pod);
  const services = workloads.filter(({ kind }) => kind === "Service");
  const owners = workloads
    .filter(({ kind }) => kind !== "Service")
    .map((one) => workloadChoice(one, own.get(one) ?? []));
  const single = [...pods].sort(byName).map(podChoice);
  return [
    ...underHeading(
      "Failing",
      [...owners, ...single].filter(({ failing }) => failing),
    ),
    ...underHeading(
      "Workloads",
      owners.filter(({ failing }) => !failing),
    ),
    ...underHeading(
      "Pods",
      single.filter(({ failing }) => !failing),
    ),
    ...underHeading(
      "Services",
      services.map((one) => workloadChoice(one, [])),
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
 * are several, all of them (C1), which is one step up from the first.
 */
export const containerChoices = (pod: PodView): ReadonlyArray<Choice<ChosenContainer>> => {
  const isDefault = ({ name }: ContainerView): boolean => name === pod.defaultContainer;
  const rank = (container: ContainerView): number =>
    isDefault(container) ? 0 : kindRank[container.kind];
  const each = [...pod.containers]
    .sort((a, b) => rank(a) - rank(b))
    .map((container): Choice<ChosenContainer> => ({
      label: container.name,
      description: described(
        isDefault(container) ? "default" : "",
        container.kind === "container" ? "" : container.kind,
        container.image,
      ),
      value: { _tag: "One", name: container.name },
    }));
  return each.length === 1
    ? each
    : [
        ...each,
        { label: "All Containers", description: "as one log", value: { _tag: "All" }, under: " " },
      ];
};

/** A typed text as a name, where it can be one of a Kubernetes object. */
export const named =
  (what: string) =>
  (text: string): Choice<string> | undefined =>
    /^[a-z0-9](?:[-a-z0-9.]{0,251}[a-z0-9])?$/u.test(text)
      ? { label: text, description: `${what} by its name`, value: text }
      : undefined;
