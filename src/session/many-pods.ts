import type { Divider } from "../domain/marker.ts";
import type { PodView } from "../domain/pod.ts";
import { isOver } from "../domain/pod-state.ts";
import type { SourceElement } from "../domain/source.ts";
import type { Target } from "../domain/target.ts";
import { explainNothing, type Nothing } from "../domain/workload.ts";
import { containersAmong, containersOf, factsOf, hasSaidAll } from "./containers.ts";
import { comesAgain } from "./one-pod.ts";
import { deletedRow, evictedRow, failedRow, hasStarted, startedRow } from "./pod-rows.ts";
import type { PodsSight } from "./sight.ts";
import type { Source, Sources } from "./sources.ts";
import type { Beginning, TargetPods } from "./target-pods.ts";

/** A pod that is or was among those of the target. */
interface Known {
  pod: PodView;
  readonly sources: Array<Source>;
  where: "here" | "elsewhere" | "nowhere";
  /** Why it goes has been said, or was known at the start. */
  whyTold: boolean;
  deletedTold: boolean;
}

const row = (divider: Divider): SourceElement => ({ _tag: "Divider", divider, older: false });

/** Shows what becomes of pods. */
export interface Teller {
  /** What a source could have given itself: it stands among the source's own. */
  readonly give: (source: Source, element: SourceElement) => void;
  /** A row about a source, or about all: it stands below all that came before it. */
  readonly tell: (element: SourceElement, source?: Source) => void;
}

/**
 * The pods of a workload or a selector, or those that were picked: each container that is wanted is a source, of its
 * pod's uid. A pod that comes later is read from its first line.
 */
export const makeManyPods = (
  target: Target,
  beginning: Beginning,
  sources: Sources,
  { give, tell }: Teller,
): TargetPods => {
  const { previous, ...begins } = beginning;
  const known = new Map<string, Known>();
  /** Sources whose start was told, or is older than the list. */
  const started = new Set<Source>();
  /** Sources whose container has run, of which nothing is read yet. */
  const unread = new Set<Source>();
  let opened = false;
  /** The pods, or those of them that were picked, have been looked at. */
  let looked = false;
  let deleted = false;
  /** A Job that is over makes no pods any more; `sure` once they have been listed after its end. */
  let over: "no" | "told" | "sure" = "no";

  const here = (): ReadonlyArray<PodView> =>
    [...known.values()].flatMap(({ pod, where }) => (where === "here" ? [pod] : []));

  /** A pod's end is told below the last line of all its containers. */
  const tellDeleted = (one: Known): void => {
    const [first] = one.sources;
    if (one.where !== "nowhere" || one.deletedTold || first === undefined) return;
    if (one.sources.some(({ stage }) => stage === "reading")) return;
    one.deletedTold = true;
    tell(row(deletedRow(one.pod)), first);
  };

  /** What a container wrote that nobody can read any more. */
  const tellLost = (source: Source, what: "pod deleted" | "container removed"): void => {
    if (!unread.delete(source)) return;
    tell({ _tag: "Marker", marker: { _tag: "EndUnverified", what }, older: false }, source);
  };

  const tellWhy = (one: Known): void => {
    const why = failedRow(one.pod) ?? evictedRow(one.pod);
    const [first] = one.sources;
    if (why === undefined || one.whyTold || first === undefined) return;
    one.whyTold = true;
    tell(row(why), first);
    if (isOver(one.pod))
      for (const source of one.sources)
        if (!hasStarted(one.pod, source.ref.container)) tellLost(source, "container removed");
  };

  const meet = (pod: PodView, first: boolean, watched: boolean): void => {
    const one = known.get(pod.uid) ?? {
      pod,
      sources: [],
      where: "here",
      whyTold: first && (failedRow(pod) ?? evictedRow(pod)) !== undefined,
      deletedTold: previous,
    };
    known.set(pod.uid, one);
    one.pod = pod;
    one.where = "here";
    for (const container of containersOf(pod, target, previous)) {
      const facts = factsOf(pod, container);
      const there = one.sources.find(({ ref }) => ref.container === container);
      if (there !== undefined) {
        there.facts = facts;
        continue;
      }
      const { context } = target;
      const { name, namespace, uid } = pod;
      const source = sources.add({
        ref: { context, namespace, pod: name, container, uid },
        how: {
          ...(first ? begins : { limit: "all" }),
          previous,
          watched,
          waitForNewPod: false,
        },
        opening: first,
        saidAll: hasSaidAll(pod, container),
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
        unread.add(source);
        give(source, row(startedRow(pod, source.ref.container)));
      }
    sources.signal({ _tag: "Pod", pod }, one.sources);
    tellWhy(one);
  };

  const remove = (one: Known, pod: PodView): void => {
    one.pod = pod;
    one.where = "nowhere";
    tellWhy(one);
    // How it ended tells whether its logs are read to their ends. Where the watch missed that, this is older.
    if (pod.deletionAt !== undefined) sources.signal({ _tag: "Pod", pod }, one.sources);
    sources.drop(one.sources);
    // Those that wait for a container that never comes now need not.
    sources.signal(
      { _tag: "RetryNow" },
      one.sources.filter(({ state }) => state._tag !== "Streaming"),
    );
    tellDeleted(one);
  };

  const seePods = ({ first, left, listed, missing, pods, removed, watched }: PodsSight): void => {
    const atStart = first && !opened;
    for (const pod of pods) meet(pod, atStart, watched);
    sources.fill();
    for (const pod of pods) tellChanges(pod);
    for (const pod of left) {
      const one = known.get(pod.uid);
      if (one === undefined) continue;
      one.where = "elsewhere";
      const [source] = one.sources;
      if (source !== undefined) tell(row({ _tag: "PodLeft", pod: pod.name }), source);
    }
    for (const pod of removed) {
      const one = known.get(pod.uid);
      if (one !== undefined) remove(one, pod);
    }
    if (atStart) for (const pod of missing) tell(row({ _tag: "PodMissing", pod }));
    // The first look of another watch, after one that failed.
    if (first && opened) {
      const uids = new Set(pods.map(({ uid }) => uid));
      for (const [uid, one] of known)
        if (!uids.has(uid) && one.where === "here") remove(one, one.pod);
    }
    opened = true;
    if (listed && over === "told") over = "sure";
  };

  const why = (): Nothing => {
    const pods = here();
    if (pods.length === 0) return deleted ? { _tag: "Deleted" } : { _tag: "NoPods" };
    return previous
      ? { _tag: "NoPrevious" }
      : { _tag: "NoContainer", choices: containersAmong(pods).map(({ name }) => name) };
  };

  /** The pods that were picked have all come to their end, and none comes again under its name. */
  const pickedAreOver = (): boolean =>
    target._tag === "Pods" &&
    target.pods.every((name) => {
      const last = [...known.values()].findLast(({ pod }) => pod.name === name);
      return (
        last !== undefined && (last.where === "nowhere" ? !comesAgain(last.pod) : isOver(last.pod))
      );
    });

  return {
    see: (sight) => {
      switch (sight._tag) {
        case "Pods":
          looked = true;
          return seePods(sight);
        case "Workload": {
          const gone = sight.workload === undefined;
          if (gone && !deleted && target._tag === "Workload")
            tell(row({ _tag: "WorkloadDeleted", kind: target.kind, name: target.name }));
          deleted = gone;
          if (sight.workload?.over !== true) over = "no";
          else if (over === "no") over = "told";
          return;
        }
        case "Unseen": {
          looked = true;
          const { context, namespace } = target;
          for (const container of sight.wanted)
            started.add(
              sources.add({
                ref: { context, namespace, pod: sight.pod, container },
                how: { ...beginning, watched: false, waitForNewPod: true },
                opening: !opened,
                saidAll: false,
                facts: {},
              }),
            );
          return sources.fill();
        }
        case "Pod":
        case "Gone":
        case "Lost":
      }
    },
    gave: (source, element) => {
      const one = known.get(source.ref.uid ?? "");
      if (one === undefined || element._tag === "State" || element.older) return [element];
      unread.delete(source);
      // Told once for all its containers.
      const gone = element._tag === "Divider" && element.divider._tag === "PodDeleted";
      if (gone) one.where = "nowhere";
      const shown = gone ? [] : [element];
      if (started.has(source)) return shown;
      started.add(source);
      return [row(startedRow(one.pod, source.ref.container)), ...shown];
    },
    ended: (source, error) => {
      const one = known.get(source.ref.uid ?? "");
      if (one === undefined) return;
      if (error?._tag === "PodGone") {
        // A pod that went before it was read is no trouble of the others.
        give(source, { _tag: "State", state: { _tag: "Ended", why: "pod deleted" } });
        tellLost(source, "pod deleted");
      }
      tellDeleted(one);
    },
    complete: () =>
      opened &&
      (previous || over === "sure" || pickedAreOver()) &&
      sources.all().every(({ stage }) => stage !== "listed"),
    gone: () => deleted || (target._tag === "Pods" && known.size > 0 && here().length === 0),
    containers: () => containersAmong(here()),
    nothing: () => (looked ? explainNothing(target, why()) : undefined),
  };
};
