import type { Divider } from "../domain/marker.ts";
import type { ContainerView, PodView } from "../domain/pod.ts";
import type { SourceElement } from "../domain/source.ts";

/** That a container of a pod has begun to run: where, and what. */
export const startedRow = (pod: PodView, container: string): Divider => {
  const view = pod.containers.find(({ name }) => name === container);
  const at = view === undefined ? undefined : startOf(view);
  return {
    _tag: "Started",
    pod: pod.name,
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

/**
 * What a source gives, as a list of many pods shows it: its dividers name the pod; that the pod is gone is told once
 * for all its containers, so not by each.
 */
export const amongMany = (element: SourceElement, pod: string): SourceElement | undefined => {
  if (element._tag !== "Divider") return element;
  const { divider } = element;
  switch (divider._tag) {
    case "Restarted":
    case "Exited":
      return { ...element, divider: { ...divider, pod } };
    case "PodDeleted":
      return undefined;
    default:
      return element;
  }
};
