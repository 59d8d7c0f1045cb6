import type { ContainerView, PodView } from "../domain/pod.ts";
import { isOver } from "../domain/pod-state.ts";
import type { Target } from "../domain/target.ts";
import { fitting } from "../domain/wildcard.ts";
import type { Source } from "./sources.ts";

/**
 * The containers of a pod that are wanted: all, or those whose names fit the target's, which may be a pattern where
 * it has many pods. Of the previous instances, those that there are.
 */
export const containersOf = (
  pod: PodView,
  target: Target,
  previous: boolean,
): ReadonlyArray<string> => {
  const { container } = target;
  const named =
    container === undefined
      ? () => true
      : target._tag === "Pod"
        ? (name: string) => name === container
        : fitting(container);
  const always = target._tag === "Pod" && container !== undefined;
  return pod.containers
    .filter(
      ({ lastTermination, name }) =>
        named(name) && (always || !previous || lastTermination !== undefined),
    )
    .map(({ name }) => name);
};

/** Where a container of a pod runs, what, and how often it has been restarted. */
export const factsOf = (pod: PodView, container: string): Source["facts"] => {
  const view = pod.containers.find(({ name }) => name === container);
  return {
    ...(pod.node === undefined ? {} : { node: pod.node }),
    ...(view === undefined ? {} : { image: view.image, restarts: view.restartCount }),
  };
};

/** Whether nothing more comes of a container: its pod has ended, or it did what had to be done before the others start. */
export const hasSaidAll = (pod: PodView, container: string): boolean =>
  isOver(pod) ||
  pod.containers.some(
    ({ kind, name, state }) =>
      name === container && kind === "init" && state._tag === "Terminated" && state.exitCode === 0,
  );

const hasPrevious = ({ lastTermination, restartCount }: ContainerView): boolean =>
  restartCount > 0 || lastTermination !== undefined;

/** The containers that pods have, each name once: where any pod has a previous instance of it, that pod's. */
export const containersAmong = (pods: Iterable<PodView>): ReadonlyArray<ContainerView> => {
  const all = new Map<string, ContainerView>();
  for (const { containers } of pods)
    for (const view of containers) {
      const there = all.get(view.name);
      if (there === undefined || (hasPrevious(view) && !hasPrevious(there)))
        all.set(view.name, view);
    }
  return [...all.values()];
};
