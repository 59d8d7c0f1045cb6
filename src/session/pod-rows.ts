import type { Divider } from "../domain/marker.ts";
import type { ContainerView, PodView } from "../domain/pod.ts";

/** That a container of a pod has begun to run: where, and what. */
export const startedRow = (pod: PodView, container: string): Divider => {
  const view = pod.containers.find(({ name }) => name === container);
  const at = view === undefined ? undefined : startOf(view);
  return {
    _tag: "Started",
    ...(pod.node === undefined ? {} : { node: pod.node }),
    ...(view === undefined ? {} : { image: view.image }),
    ...(at === undefined ? {} : { at }),
  };
};

const startOf = ({ lastTermination, state }: ContainerView) =>
  lastTermination?.startedAt ??
  (state._tag === "Running" || state._tag === "Terminated" ? state.startedAt : undefined);

/** Whether a container has begun to run at all. */
export const hasStarted = (pod: PodView, container: string): boolean => {
  const view = pod.containers.find(({ name }) => name === container);
  return (
    view !== undefined &&
    (view.lastTermination !== undefined ||
      view.state._tag === "Running" ||
      view.state._tag === "Terminated")
  );
};

/** Why a pod has failed as a whole, where it says so itself: evicted, its node shut down. */
export const failedRow = (pod: PodView): Divider | undefined =>
  pod.phase !== "Failed" || pod.reason === undefined
    ? undefined
    : {
        _tag: "PodFailed",
        pod: pod.name,
        reason: pod.reason,
        ...(pod.node === undefined ? {} : { node: pod.node }),
        ...(pod.message === undefined ? {} : { message: pod.message }),
      };

/** Why a pod that still runs has to go, where it says so itself. */
export const evictedRow = ({ evictedFor, name, node }: PodView): Divider | undefined =>
  evictedFor === undefined
    ? undefined
    : {
        _tag: "PodEvicted",
        pod: name,
        why: evictedFor,
        ...(node === undefined ? {} : { node }),
      };

/** That a pod was deleted, and when. */
export const deletedRow = (pod: PodView): Divider => ({
  _tag: "PodDeleted",
  pod: pod.name,
  ...(pod.deletionAt === undefined ? {} : { at: pod.deletionAt }),
});
