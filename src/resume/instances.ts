import type { Instant } from "../domain/instant.ts";
import type { ContainerView, PodView, Termination } from "../domain/pod.ts";

/** One run of a container in one pod. */
export interface Instance {
  readonly uid: string;
  /** The containerID; `#n`, the number of restarts, where the status names none. */
  readonly id: string;
  /** How many restarts came before it. */
  readonly restarts: number;
  readonly startedAt?: Instant;
}

/** What the pod's status says of a container's log. */
export interface Serving {
  /** The instance whose log a request without `previous` returns. */
  readonly instance: Instance;
  /** It has ended, and how. */
  readonly ended?: Termination;
}

/** The container of this name, if the pod's status or spec knows it. */
export const containerOf = (pod: PodView, name: string): ContainerView | undefined =>
  pod.containers.find((container) => container.name === name);

const instance = (
  pod: PodView,
  id: string | undefined,
  restarts: number,
  startedAt: Instant | undefined,
): Instance => ({
  uid: pod.uid,
  id: id ?? `#${restarts}`,
  restarts,
  ...(startedAt === undefined ? {} : { startedAt }),
});

/**
 * The instance that the kubelet serves without `previous`, by its own rule (`validateContainerLogStatus`): the
 * running one; one that has ended; while it waits to start again, the dead one. Nothing before the first.
 */
export const serving = (pod: PodView, name: string): Serving | undefined => {
  const container = containerOf(pod, name);
  if (container === undefined) return undefined;
  const { state, lastTermination, restartCount } = container;
  switch (state._tag) {
    case "Running":
      return { instance: instance(pod, container.containerID, restartCount, state.startedAt) };
    case "Terminated":
      return {
        instance: instance(
          pod,
          state.containerID ?? container.containerID,
          restartCount,
          state.startedAt,
        ),
        ended: state,
      };
    case "Waiting":
    case "Unknown":
      return lastTermination === undefined
        ? undefined
        : {
            instance: instance(
              pod,
              lastTermination.containerID,
              restartCount,
              lastTermination.startedAt,
            ),
            ended: lastTermination,
          };
  }
};

/** The instance whose log a request with `previous` returns. */
export const previousOf = (pod: PodView, name: string): Serving | undefined => {
  const container = containerOf(pod, name);
  const last = container?.lastTermination;
  if (container === undefined || last === undefined) return undefined;
  const current = serving(pod, name)?.instance.id;
  const dead = container.state._tag === "Waiting" || container.state._tag === "Unknown";
  const restarts = dead ? container.restartCount : container.restartCount - 1;
  const found = instance(pod, last.containerID, Math.max(0, restarts), last.startedAt);
  return dead || found.id !== current ? { instance: found, ended: last } : undefined;
};

/** Whether instances before this one may have run after that time; a status tells whole seconds. */
export const mayFollowOthers = ({ restarts, startedAt }: Instance, time: Instant): boolean =>
  restarts > 0 && startedAt !== undefined && startedAt.seconds >= time.seconds;

/** Whether two are the same run of the same container in the same pod. */
export const sameInstance = (a: Instance, b: Instance): boolean => a.uid === b.uid && a.id === b.id;
