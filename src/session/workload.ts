import * as Clock from "effect/Clock";
import * as Effect from "effect/Effect";
import * as Queue from "effect/Queue";
import * as Stream from "effect/Stream";
import { nextStep, NoSelector, type KubeError } from "../domain/errors.ts";
import type { PodView } from "../domain/pod.ts";
import type { Target, WorkloadKind } from "../domain/target.ts";
import type { WorkloadView } from "../domain/workload.ts";
import type { Kube, ListEvent } from "../kubernetes/kube.ts";
import { retryPause } from "../kubernetes/watch.ts";
import type { Sight } from "./pods.ts";

type PodsTarget = Exclude<Target, { readonly _tag: "Pod" }>;

/** How often (ms) a workload is looked at: a Service may select others, a workload may be made anew. */
const lookMs = 30_000;
/** How often (ms) pods are listed where they may not be watched. */
const listMs = 10_000;

/** What stands between a workload and its pods. */
const between: Partial<Record<WorkloadKind, WorkloadKind>> = {
  Deployment: "ReplicaSet",
  CronJob: "Job",
};

/** Whose pods are looked for; without a `workload` and names, all that the selector matches. */
interface Wanted {
  /** Empty: all pods of the namespace. */
  readonly selector: string;
  readonly workload?: WorkloadView;
  readonly names?: ReadonlySet<string>;
}

const lost = (error: KubeError, attempt: number, at: number): Sight => ({
  _tag: "Lost",
  attempt,
  at,
  error,
});

/** The workload as it is, whenever it selects others or is another; fails where it is not there at the start. */
const wantedBy = (
  kube: Kube["Service"],
  target: PodsTarget,
): Stream.Stream<Wanted | Extract<Sight, { readonly _tag: "Lost" }>, KubeError> => {
  if (target._tag === "Selector") return Stream.make({ selector: target.selector });
  if (target._tag === "Pods") return Stream.make({ selector: "", names: new Set(target.pods) });
  const { context, kind, name, namespace } = target;
  return Stream.callback((queue) =>
    Effect.gen(function* () {
      let known = "";
      for (let attempt = 0; ;) {
        const answer = yield* Effect.result(kube.workload(context, namespace, kind, name));
        let wait = lookMs;
        if (answer._tag === "Success") {
          attempt = 0;
          const workload = answer.success;
          const { selector } = workload;
          if (selector === undefined) {
            if (known === "") return yield* Queue.fail(queue, new NoSelector({ kind, name }));
          } else if (known !== `${workload.uid} ${selector}`) {
            known = `${workload.uid} ${selector}`;
            Queue.offerUnsafe(queue, { selector, workload });
          }
        } else if (known === "") {
          // Later, its pods are there even when it is not.
          if (nextStep(answer.failure) === "stop") return yield* Queue.fail(queue, answer.failure);
          wait = yield* retryPause(attempt, answer.failure);
          attempt++;
          const at = (yield* Clock.currentTimeMillis) + wait;
          Queue.offerUnsafe(queue, { _tag: "Lost", attempt, at, error: answer.failure });
        }
        yield* Effect.sleep(wait);
      }
    }),
  );
};

/** The pods that are wanted, by asking once; those that were picked by hand, each by its name. */
const askFor = (
  kube: Kube["Service"],
  { context, namespace }: PodsTarget,
  { names, selector }: Wanted,
): Effect.Effect<ReadonlyArray<PodView>, KubeError> =>
  names === undefined
    ? kube.pods(context, namespace, selector)
    : Effect.forEach(
        names,
        (name) =>
          kube.pod(context, namespace, name).pipe(
            Effect.map((pod) => [pod]),
            Effect.catchTag("PodGone", () => Effect.succeed([])),
          ),
        { concurrency: 8 },
      ).pipe(Effect.map((pods) => pods.flat()));

/** The pods that are wanted, by asking again and again, where they may be read but not watched. */
const polled = (
  kube: Kube["Service"],
  target: PodsTarget,
  wanted: Wanted,
): Stream.Stream<ListEvent<PodView>, KubeError> =>
  Stream.callback((queue) =>
    Effect.gen(function* () {
      for (let attempt = 0; ;) {
        const answer = yield* Effect.result(askFor(kube, target, wanted));
        let wait = listMs;
        if (answer._tag === "Success") {
          attempt = 0;
          Queue.offerUnsafe(queue, { _tag: "Listed", items: answer.success });
        } else if (nextStep(answer.failure) === "stop") {
          return yield* Queue.fail(queue, answer.failure);
        } else {
          wait = yield* retryPause(attempt++, answer.failure);
          const retryAt = (yield* Clock.currentTimeMillis) + wait;
          Queue.offerUnsafe(queue, { _tag: "Lost", error: answer.failure, retryAt });
        }
        yield* Effect.sleep(wait);
      }
    }),
  );

/** Whether the name alone says that an owner belongs to a workload, for one who may not read the owners. */
const namedAfter = (workload: WorkloadView, pod: PodView): boolean => {
  const owner = pod.owner?.name ?? "";
  return workload.kind === "Deployment"
    ? owner === `${workload.name}-${pod.labels["pod-template-hash"] ?? ""}`
    : owner.startsWith(`${workload.name}-`) && /^\d+$/u.test(owner.slice(workload.name.length + 1));
};

/**
 * Tells a workload's own pods from others that its selector matches: by the uid of their controller, or, of a
 * Deployment and a CronJob, by that of their controller's controller. A Service has no pods but those it selects.
 */
const ownership = (kube: Kube["Service"], target: PodsTarget, workload: WorkloadView) => {
  const middle = between[workload.kind];
  /** What is known of the ReplicaSets or Jobs, by uid. */
  const known = new Map<string, boolean>();
  let mayRead = true;

  const learn: Effect.Effect<void> = Effect.gen(function* () {
    if (middle === undefined) return;
    const selector = workload.kind === "CronJob" ? undefined : workload.selector;
    for (let attempt = 0; mayRead; attempt++) {
      const answer = yield* Effect.result(
        kube.workloadsOfKind(target.context, target.namespace, middle, selector),
      );
      if (answer._tag === "Success") {
        for (const { owner, uid } of answer.success) known.set(uid, owner?.uid === workload.uid);
        return;
      }
      if (nextStep(answer.failure) === "stop") mayRead = false;
      else yield* Effect.sleep(yield* retryPause(attempt, answer.failure));
    }
  });

  return (pod: PodView): Effect.Effect<boolean> =>
    Effect.gen(function* () {
      if (workload.kind === "Service") return true;
      const { owner } = pod;
      if (owner === undefined) return false;
      if (middle === undefined) return owner.uid === workload.uid;
      if (owner.kind !== middle) return false;
      // It was made before its pods: a list that does not hold it now is later than its end.
      if (!known.has(owner.uid)) yield* learn;
      const found = known.get(owner.uid) ?? (!mayRead && namedAfter(workload, pod));
      known.set(owner.uid, found);
      return found;
    });
};

/**
 * The pods of a workload or of a selector, and what becomes of them, for ever: by one list and watch, else by a list
 * every 10 s. Compared by uid, so that a list that comes again tells only what changed. Fails with what only the user
 * can help.
 */
export const watchPodsOf = (
  kube: Kube["Service"],
  target: PodsTarget,
): Stream.Stream<Sight, KubeError> => {
  const known = new Map<string, PodView>();
  let first = true;
  let attempt = 0;

  const podsOf = (wanted: Wanted): Stream.Stream<Sight, KubeError> => {
    const { names, selector, workload } = wanted;
    let watched = true;
    const isOurs =
      workload === undefined
        ? ({ name }: PodView) => Effect.succeed(names?.has(name) ?? true)
        : ownership(kube, target, workload);
    const read = (event: ListEvent<PodView>): Effect.Effect<Sight> =>
      Effect.gen(function* () {
        if (event._tag === "Lost") return lost(event.error, ++attempt, event.retryAt);
        attempt = 0;
        if (event._tag === "Removed") {
          const removed = known.delete(event.item.uid) ? [event.item] : [];
          return { _tag: "Pods", pods: [], removed, first: false, watched };
        }
        const seen = event._tag === "Listed" ? event.items : [event.item];
        const pods: Array<PodView> = [];
        for (const pod of seen)
          if (known.has(pod.uid) || (yield* isOurs(pod))) {
            if (known.get(pod.uid)?.resourceVersion !== pod.resourceVersion) pods.push(pod);
            known.set(pod.uid, pod);
          }
        const removed: Array<PodView> = [];
        if (event._tag === "Listed") {
          const uids = new Set(seen.map(({ uid }) => uid));
          for (const [uid, pod] of known)
            if (!uids.has(uid)) {
              known.delete(uid);
              removed.push(pod);
            }
        }
        const sight: Sight = { _tag: "Pods", pods, removed, first, watched };
        first = false;
        return sight;
      });
    return kube.watchPods(target.context, target.namespace, selector).pipe(
      Stream.catchTag("Forbidden", () => {
        watched = false;
        return polled(kube, target, wanted);
      }),
      Stream.mapEffect(read),
    );
  };

  return wantedBy(kube, target).pipe(
    Stream.switchMap((wanted) => ("_tag" in wanted ? Stream.make(wanted) : podsOf(wanted))),
  );
};
