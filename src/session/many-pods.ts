import type { PodView } from "../domain/pod.ts";
import type { Divider } from "../domain/marker.ts";
import type { SourceElement } from "../domain/source.ts";
import type { Target } from "../domain/target.ts";
import { deletedRow, failedRow, hasStarted, showsAmongMany, startedRow } from "./pod-rows.ts";
import { containersOf, type Sight } from "./pods.ts";
import type { SourceOptions } from "../source/source.ts";
import type { Source, Sources } from "./sources.ts";

/** A pod that is or was among those of the target. */
interface Known {
  pod: PodView;
  readonly sources: Array<Source>;
  removed: boolean;
  failedTold: boolean;
  deletedTold: boolean;
}

/** The pods of a target that come and go, and the rows that tell it. */
export interface ManyPods {
  readonly see: (sight: Extract<Sight, { readonly _tag: "Pods" }>) => void;
  /** What a source gave, with the rows that belong before it; nothing where another row tells the same. */
  readonly gave: (source: Source, element: SourceElement) => ReadonlyArray<SourceElement>;
  /** A source has ended. */
  readonly ended: (source: Source) => void;
}

const row = (divider: Divider): SourceElement => ({ _tag: "Divider", divider, older: false });

const factsOf = (pod: PodView, container: string): Source["facts"] => {
  const view = pod.containers.find(({ name }) => name === container);
  return {
    ...(pod.node === undefined ? {} : { node: pod.node }),
    ...(view === undefined ? {} : { image: view.image, restarts: view.restartCount }),
  };
};

/** How the pods that are there at first are read; one that comes later is read from its first line. */
type Beginning = Pick<SourceOptions, "limit" | "since"> & { readonly previous: boolean };

/** Makes the sources of many pods; `tell` shows a row of a source at its end. */
export const makeManyPods = (
  target: Target,
  { previous, ...beginning }: Beginning,
  sources: Sources,
  tell: (source: Source, element: SourceElement) => void,
): ManyPods => {
  const known = new Map<string, Known>();
  /** Sources whose start was seen, or is older than the list. */
  const started = new Set<Source>();

  /** A pod's end is told below the last line of all its containers. */
  const tellDeleted = (one: Known): void => {
    const [first] = one.sources;
    if (!one.removed || one.deletedTold || first === undefined) return;
    if (one.sources.some(({ stage }) => stage === "reading")) return;
    one.deletedTold = true;
    tell(first, row(deletedRow(one.pod)));
  };

  const see = (pod: PodView, first: boolean, watched: boolean): void => {
    const one = known.get(pod.uid) ?? {
      pod,
      sources: [],
      removed: false,
      failedTold: first && failedRow(pod) !== undefined,
      deletedTold: previous,
    };
    known.set(pod.uid, one);
    one.pod = pod;
    one.removed = false;
    for (const container of containersOf(pod, target, previous)) {
      const facts = factsOf(pod, container);
      const there = one.sources.find(({ ref }) => ref.container === container);
      if (there !== undefined) {
        there.facts = facts;
        continue;
      }
      const source = sources.add({
        ref: {
          context: target.context,
          namespace: pod.namespace,
          pod: pod.name,
          container,
          uid: pod.uid,
        },
        how: {
          ...(first ? beginning : { limit: "all" }),
          previous,
          watched,
          waitForNewPod: false,
        },
        opening: first,
        facts,
      });
      one.sources.push(source);
      if (first || previous) started.add(source);
    }
  };

  const tellChanges = (pod: PodView): void => {
    const one = known.get(pod.uid);
    if (one === undefined) return;
    for (const source of one.sources)
      if (!started.has(source) && hasStarted(pod, source.ref.container)) {
        started.add(source);
        tell(source, row(startedRow(pod, source.ref.container)));
      }
    sources.signal({ _tag: "Pod", pod }, one.sources);
    const failed = failedRow(pod);
    const [first] = one.sources;
    if (failed === undefined || one.failedTold || first === undefined) return;
    one.failedTold = true;
    tell(first, row(failed));
  };

  const remove = (one: Known, pod: PodView): void => {
    one.pod = pod;
    one.removed = true;
    // Those that wait for a container that never comes now need not.
    sources.signal(
      { _tag: "RetryNow" },
      one.sources.filter(({ state }) => state._tag !== "Streaming"),
    );
    tellDeleted(one);
  };

  let opened = false;

  return {
    see: ({ first, pods, removed, watched }) => {
      for (const pod of pods) see(pod, first && !opened, watched);
      sources.fill();
      for (const pod of pods) tellChanges(pod);
      for (const pod of removed) {
        const one = known.get(pod.uid);
        if (one !== undefined) remove(one, pod);
      }
      // The first look of another watch, after one that failed.
      if (first && opened) {
        const uids = new Set(pods.map(({ uid }) => uid));
        for (const [uid, one] of known) if (!uids.has(uid) && !one.removed) remove(one, one.pod);
      }
      opened = true;
    },
    gave: (source, element) => {
      const shown = showsAmongMany(element) ? [element] : [];
      const one = known.get(source.ref.uid ?? "");
      if (started.has(source) || one === undefined || element._tag === "State") return shown;
      started.add(source);
      return [row(startedRow(one.pod, source.ref.container)), ...shown];
    },
    ended: (source) => {
      const one = known.get(source.ref.uid ?? "");
      if (one !== undefined) tellDeleted(one);
    },
  };
};
