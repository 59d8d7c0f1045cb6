import type { PodView } from "../../domain/pod.ts";
import { pickedPods, type LineLimit, type Target } from "../../domain/target.ts";
import { readSince } from "../../domain/link.ts";
import type { Since } from "../../domain/since.ts";
import type { ContextInfo } from "../../kubernetes/kube.ts";
import type { OpenArgument } from "./argument.ts";
import type { Chosen, ChosenContainer } from "./choices.ts";

/** How far a walk has come. */
export interface Place {
  readonly context?: ContextInfo;
  readonly namespace?: string;
  readonly chosen?: Chosen;
  readonly container?: ChosenContainer;
  /** Several pods are to be ticked among these. */
  readonly several?: ReadonlyArray<PodView>;
  /** Only what has a previous instance is offered, and that is what opens. */
  readonly previous: boolean;
  /** What a pasted line says of how much is to be seen. */
  readonly lineLimit?: LineLimit;
  readonly since?: Since;
  /** Nothing is left to ask. */
  readonly done: boolean;
}

/** A place as far as it is known, with whether anything is left to ask: only of a pod is a container. */
export const placeOf = (known: Omit<Place, "done">): Place => {
  const { chosen, container, context, namespace } = known;
  const whole = chosen !== undefined && (chosen._tag !== "Pod" || container !== undefined);
  return { ...known, done: context !== undefined && namespace !== undefined && whole };
};

const chosenBy = ({ pod, pods, workload }: OpenArgument): Chosen | undefined => {
  if (workload !== undefined) return { _tag: "Workload", ...workload };
  if (pods !== undefined) return { _tag: "Pods", names: pods };
  return pod === undefined ? undefined : { _tag: "Pod", name: pod };
};

/** Where a walk begins that was told so much. */
export const startOf = (asked: OpenArgument, context: ContextInfo | undefined): Place => {
  const { container, namespace, previous = false } = asked;
  const chosen = chosenBy(asked);
  const since = readSince(asked.since ?? "");
  return placeOf({
    previous,
    ...(context === undefined ? {} : { context }),
    ...(namespace === undefined ? {} : { namespace }),
    ...(chosen === undefined ? {} : { chosen }),
    ...(since === undefined ? {} : { since }),
    ...(container === undefined ? {} : { container: { _tag: "One", name: container } }),
  });
};

/** The place that a target is. */
export const placeOfTarget = (
  target: Target,
  context: ContextInfo,
  more: Pick<Place, "previous" | "since">,
): Place => {
  const { container, namespace } = target;
  return placeOf({
    ...more,
    context,
    namespace,
    container: container === undefined ? { _tag: "All" } : { _tag: "One", name: container },
    chosen: chosenOf(target),
  });
};

const chosenOf = (target: Target): Chosen => {
  switch (target._tag) {
    case "Pod":
      return { _tag: "Pod", name: target.pod };
    case "Pods":
      return { _tag: "Pods", names: target.pods };
    case "Workload":
      return { _tag: "Workload", kind: target.kind, name: target.name };
    case "Selector":
      return { _tag: "Selector", selector: target.selector };
  }
};

/** The target that a walk has come to; undefined while something is left to ask. */
export const targetOf = ({ chosen, container, context, namespace }: Place): Target | undefined => {
  if (context === undefined || namespace === undefined || chosen === undefined) return undefined;
  const where = {
    context: context.name,
    namespace,
    ...(container?._tag === "One" ? { container: container.name } : {}),
  };
  switch (chosen._tag) {
    case "Pod":
      return { _tag: "Pod", ...where, pod: chosen.name };
    case "Pods":
      return pickedPods(where, chosen.names);
    case "Workload":
      return { _tag: "Workload", ...where, kind: chosen.kind, name: chosen.name };
    case "Selector":
      return { _tag: "Selector", ...where, selector: chosen.selector };
  }
};
