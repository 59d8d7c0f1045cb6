import type { Divider } from "../domain/marker.ts";
import type { ContainerView, PodView } from "../domain/pod.ts";
import type { SourceElement } from "../domain/source.ts";

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

/** That a pod was deleted, and when. */
export const deletedRow = (pod: PodView): Divider => ({
  _tag: "PodDeleted",
  pod: pod.name,
  ...(pod.deletionAt === undefined ? {} : { at: pod.deletionAt }),
});

/** Whether a list of many pods shows what a source gives: that its pod is gone is told once for all its containers. */
export const showsAmongMany = (element: SourceElement): boolean =>
  element._tag !== "Divider" || element.divider._tag !== "PodDeleted";
