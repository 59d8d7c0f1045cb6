import { explainNothing } from "../domain/workload.ts";
import type { PodView } from "../domain/pod.ts";
import type { PodTarget } from "../domain/target.ts";
import { factsOf } from "./containers.ts";
import type { Sources } from "./sources.ts";
import type { Beginning, TargetPods } from "./target-pods.ts";

/** Whether another pod may come under the same name: a StatefulSet's does, and one that a person made may. */
export const comesAgain = (pod: PodView): boolean =>
  pod.owner === undefined || pod.owner.kind === "StatefulSet";

/** The containers of one pod, as they appear, each a source for as long as a pod of the name may be there. */
export const makeOnePod = (
  target: PodTarget,
  beginning: Beginning,
  sources: Sources,
): TargetPods => {
  let pod: PodView | undefined;
  let gone = false;

  /** Reads these containers, as far as they are not read yet. */
  const readAll = (
    wanted: ReadonlyArray<string>,
    how: { readonly watched: boolean; readonly waitForNewPod: boolean },
  ): void => {
    const { context, namespace } = target;
    const opening = sources.all().length === 0;
    for (const container of wanted) {
      if (sources.all().some(({ ref }) => ref.container === container)) continue;
      sources.add({
        ref: { context, namespace, pod: target.pod, container },
        how: { ...beginning, ...how },
        opening,
        saidAll: false,
        facts: {},
      });
    }
    sources.fill();
  };

  return {
    see: (sight) => {
      switch (sight._tag) {
        case "Pod":
          ({ pod } = sight);
          gone = false;
          sources.signal({ _tag: "Pod", pod });
          readAll(sight.wanted, { watched: sight.watched, waitForNewPod: comesAgain(pod) });
          for (const source of sources.all()) source.facts = factsOf(pod, source.ref.container);
          return;
        case "Unseen":
          return readAll(sight.wanted, { watched: false, waitForNewPod: true });
        case "Gone":
          gone = true;
          if (sight.last !== undefined) sources.signal({ _tag: "Pod", pod: sight.last });
          return;
        case "Pods":
        case "Workload":
        case "Lost":
      }
    },
    gave: (_, element) => [element],
    ended: () => undefined,
    complete: () => sources.all().length > 0 || (pod !== undefined && beginning.previous),
    gone: () => gone,
    containers: () => pod?.containers ?? [],
    nothing: () =>
      explainNothing(target, beginning.previous ? { _tag: "NoPrevious" } : { _tag: "NoPods" }),
  };
};
