import { failingAmong } from "../../domain/failing.ts";
import type { Heir } from "../../domain/heirs.ts";
import type { Instant } from "../../domain/instant.ts";
import type { ContainerView, PodView } from "../../domain/pod.ts";
import {
  containerStatus,
  podStatus,
  type PodSeverity,
  type PodStatus,
} from "../../domain/pod-state.ts";
import { targetName, type Target, type WorkloadKind } from "../../domain/target.ts";
import { endWords } from "../../domain/termination.ts";
import type { WorkloadView } from "../../domain/workload.ts";
import { workloadsOfPod, workloadStatus } from "../../domain/workload-pods.ts";
import { formatCount } from "../../text/time.ts";
import { type Choice, underHeading } from "../../vscode/quick-pick-rows.ts";
import { severityIcons } from "../../vscode/severity-icons.ts";

const described = (...parts: ReadonlyArray<string>): string =>
  parts.filter((part) => part !== "").join(" · ");

/** What was chosen: a workload, pods, or a pod, by its name alone where pods can't be listed. */
export type Chosen =
  | { readonly _tag: "Workload"; readonly kind: WorkloadKind; readonly name: string }
  | { readonly _tag: "Selector"; readonly selector: string }
  | { readonly _tag: "Pods"; readonly names: ReadonlyArray<string> }
  | { readonly _tag: "Pod"; readonly name: string; readonly view?: PodView };

/** Where its failing stands among that of others, from 0 for the worst; absent: nothing fails. */
interface Ranked {
  readonly choice: Choice<Chosen>;
  readonly failing?: number;
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

/** Gives a pod's place among those that fail; what failed long ago comes last. */
type Placing = (pod: PodView) => number;

/** How bad and how fresh it is decides, as in *What Is Failing?*: the first of them is the one to look at. */
const placing = (pods: ReadonlyArray<PodView>, now: Instant): Placing => {
  const places = new Map<PodView, number>();
  for (const [place, { pod }] of failingAmong(pods, now).entries())
    if (!places.has(pod)) places.set(pod, place);
  return (pod) => places.get(pod) ?? pods.length;
};

const workloadChoice = (
  workload: WorkloadView,
  pods: ReadonlyArray<PodView>,
  placeOf: Placing,
): Ranked => {
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
    ...(severity === "failing" ? { failing: Math.min(...pods.map(placeOf)) } : {}),
  };
};

/** `3 restarts`; empty for none. */
const restartsOf = (containers: ReadonlyArray<ContainerView>): string => {
  const count = containers.reduce((sum, { restartCount }) => sum + restartCount, 0);
  return count === 0 ? "" : count === 1 ? "1 restart" : `${formatCount(count)} restarts`;
};

/** The state, where `Running` alone would hide that nobody is served. */
const stateWords = ({ reason, severity }: PodStatus): string =>
  reason === "Running" && severity !== "ok" ? "not ready" : reason;

/** A pod with its state; `place` says where it is. */
export const podChoice = (pod: PodView, place = ""): Choice<Chosen> => {
  const status = podStatus(pod);
  return {
    label: pod.name,
    key: `pod/${pod.namespace}/${pod.name}`,
    description: described(place, stateWords(status), restartsOf(pod.containers)),
    ...severityIcons[status.severity],
    value: { _tag: "Pod", name: pod.name, view: pod },
  };
};

/** A workload that has pods now, which its name was not needed to find. */
export const heirChoice = ({ kind, name, namespace }: Heir, place: string): Choice<Chosen> => ({
  label: `${kind} ${name}`,
  key: `${kind}/${namespace}/${name}`,
  description: place,
  icon: "layers",
  value: { _tag: "Workload", kind, name },
});

const rankedPod =
  (placeOf: Placing) =>
  (pod: PodView): Ranked => ({
    choice: podChoice(pod),
    ...(podStatus(pod).severity === "failing" ? { failing: placeOf(pod) } : {}),
  });

/** Whether a pod has a container whose previous instance can be read. */
const hasPrevious = ({ containers }: PodView): boolean =>
  containers.some(({ lastTermination }) => lastTermination !== undefined);

/** What of a namespace is offered: all, or only what has a previous instance. */
export interface Offered {
  readonly previous: boolean;
}

/**
 * What fails, workloads before pods and of each the worst and freshest first; then the workloads in the order that is
 * given, the pods by name, the Services.
 */
export const workloadAndPodChoices = (
  workloads: ReadonlyArray<WorkloadView>,
  pods: ReadonlyArray<PodView>,
  now: Instant,
  { previous }: Offered = { previous: false },
): ReadonlyArray<Choice<Chosen>> => {
  const place = placing(pods, now);
  const of = workloadsOfPod(workloads);
  const own = new Map<WorkloadView, Array<PodView>>(workloads.map((one) => [one, []]));
  for (const pod of pods) for (const workload of of(pod)) own.get(workload)?.push(pod);
  const podsOf = (workload: WorkloadView): ReadonlyArray<PodView> => own.get(workload) ?? [];
  const services = previous ? [] : workloads.filter(({ kind }) => kind === "Service");
  const owners = workloads
    .filter(({ kind }) => kind !== "Service")
    .filter((one) => !previous || podsOf(one).some(hasPrevious))
    .map((one) => workloadChoice(one, podsOf(one), place));
  const single = pods
    .filter((pod) => !previous || hasPrevious(pod))
    .sort(byName)
    .map(rankedPod(place));
  const bad = (ranked: ReadonlyArray<Ranked>): ReadonlyArray<Choice<Chosen>> =>
    ranked
      .flatMap(({ choice, failing }) => (failing === undefined ? [] : [{ choice, failing }]))
      .sort((a, b) => a.failing - b.failing)
      .map(({ choice }) => choice);
  const calm = (ranked: ReadonlyArray<Ranked>): ReadonlyArray<Choice<Chosen>> =>
    ranked.filter(({ failing }) => failing === undefined).map(({ choice }) => choice);
  return [
    ...underHeading("Failing", [...bad(owners), ...bad(single)]),
    ...underHeading("Workloads", calm(owners)),
    ...underHeading("Pods", calm(single)),
    ...underHeading(
      "Services",
      services.map((one) => workloadChoice(one, [], place).choice),
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
 * The containers: the default one first, then those that serve, then the others, each kind marked, with what it does; last,
 * where there are several, all of them (C1), which is one step up from the first. Of previous instances, those that there are, each
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
      const own = [isDefault(container) ? "default" : "", kind === "container" ? "" : kind];
      const value = { _tag: "One", name } as const;
      if (previous && lastTermination !== undefined)
        return { label: name, description: described(...own, endWords(lastTermination)), value };
      const status = containerStatus(container);
      return {
        label: name,
        description: described(...own, stateWords(status), restartsOf([container]), image),
        ...severityIcons[status.severity],
        value,
      };
    });
  return each.length < 2
    ? each
    : [
        ...each,
        { label: "All Containers", description: "as one log", value: { _tag: "All" }, under: " " },
      ];
};

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
