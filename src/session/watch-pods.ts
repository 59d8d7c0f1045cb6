import * as Effect from "effect/Effect";
import * as FiberHandle from "effect/FiberHandle";
import * as Queue from "effect/Queue";
import * as Stream from "effect/Stream";
import { nextStep, type KubeError } from "../domain/errors.ts";
import type { PodView } from "../domain/pod.ts";
import type { Target } from "../domain/target.ts";
import type { WorkloadView } from "../domain/workload.ts";
import type { Kube, ListEvent } from "../kubernetes/kube.ts";
import { retryPause } from "../kubernetes/watch.ts";
import { ownership } from "./ownership.ts";
import { polled } from "./polled.ts";
import type { Sight } from "./sight.ts";
import { guessedPod } from "./watch-pod.ts";
import { watchWorkload } from "./watch-workload.ts";

type PodsTarget = Exclude<Target, { readonly _tag: "Pod" }>;

/** How often (ms) pods are listed where they may not be watched. */
const listMs = 10_000;
/** Requests for single pods at a time, and how often one is made again that failed. */
const atOnce = 8;
const mostTries = 4;

/** Whose pods are looked for; without a `workload` and names, all that the selector matches. */
interface Wanted {
  /** Empty: all pods of the namespace. */
  readonly selector: string;
  readonly workload?: WorkloadView;
  readonly names?: ReadonlySet<string>;
}

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
        { concurrency: atOnce },
      ).pipe(Effect.map((pods) => pods.flat()));

/** Whether anything has come of an event: most are of pods that are nobody's here, where a namespace is watched. */
const saysSomething = (sight: Sight): boolean =>
  sight._tag !== "Pods" ||
  sight.listed ||
  sight.pods.length + sight.removed.length + sight.left.length > 0;

/** The pod of this name; undefined where it is gone, or can't be asked for, also after a few tries. */
const nowNamed = (
  kube: Kube["Service"],
  context: string,
  { name, namespace }: Pick<PodView, "name" | "namespace">,
  attempt = 0,
): Effect.Effect<PodView | undefined> =>
  kube
    .pod(context, namespace, name)
    .pipe(
      Effect.catch((error) =>
        nextStep(error) === "stop" || attempt === mostTries
          ? Effect.succeed(undefined)
          : retryPause(attempt, error).pipe(
              Effect.flatMap(Effect.sleep),
              Effect.andThen(nowNamed(kube, context, { name, namespace }, attempt + 1)),
            ),
      ),
    );

/** Which of the pods that are not seen any more live on: they have other labels now. */
const livingOn = (
  kube: Kube["Service"],
  pods: ReadonlyArray<PodView>,
  { context }: PodsTarget,
): Effect.Effect<ReadonlyArray<PodView>> =>
  Effect.filter(
    pods.filter(({ deletionAt }) => deletionAt === undefined),
    (pod) =>
      Effect.map(
        nowNamed(kube, context, pod),
        (now) => now?.uid === pod.uid && now.deletionAt === undefined,
      ),
    { concurrency: atOnce },
  );

/**
 * The pods of a target that has many, and what becomes of them and of the workload, for ever: by one list and watch,
 * else by asking every 10 s, else (K4) those that were picked by their names alone. Compared by uid, so that a list
 * that comes again tells only what changed. Fails with what only the user can help.
 */
export const watchPods = (
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

    const changedAmong = (seen: ReadonlyArray<PodView>): Effect.Effect<ReadonlyArray<PodView>> =>
      Effect.gen(function* () {
        const changed: Array<PodView> = [];
        for (const pod of seen)
          if (known.has(pod.uid) || (yield* isOurs(pod))) {
            if (known.get(pod.uid)?.resourceVersion !== pod.resourceVersion) changed.push(pod);
            known.set(pod.uid, pod);
          }
        return changed;
      });

    /** Forgets the pods that an event no longer has, and tells which. */
    const missedBy = (event: ListEvent<PodView>): ReadonlyArray<PodView> => {
      if (event._tag === "Removed") return known.delete(event.item.uid) ? [event.item] : [];
      if (event._tag !== "Listed") return [];
      const there = new Set(event.items.map(({ uid }) => uid));
      const missed = [...known.values()].filter(({ uid }) => !there.has(uid));
      for (const { uid } of missed) known.delete(uid);
      return missed;
    };

    const read = (event: ListEvent<PodView>): Effect.Effect<Sight> =>
      Effect.gen(function* () {
        if (event._tag === "Lost")
          return { _tag: "Lost", attempt: ++attempt, at: event.retryAt, error: event.error };
        attempt = 0;
        const seen =
          event._tag === "Listed" ? event.items : event._tag === "Changed" ? [event.item] : [];
        const pods = yield* changedAmong(seen);
        const missed = missedBy(event);
        const left = yield* livingOn(kube, missed, target);
        const there = new Set(seen.map(({ name }) => name));
        const sight: Sight = {
          _tag: "Pods",
          pods,
          removed: missed.filter((pod) => !left.includes(pod)),
          left,
          listed: event._tag === "Listed",
          missing: first ? [...(names ?? [])].filter((name) => !there.has(name)) : [],
          first,
          watched,
        };
        first = false;
        return sight;
      });

    return kube.watchPods(target.context, target.namespace, selector).pipe(
      Stream.catchTag("Forbidden", () => {
        watched = false;
        return polled(askFor(kube, target, wanted), listMs);
      }),
      Stream.mapEffect(read),
      Stream.filter(saysSomething),
      Stream.catchTag("Forbidden", (error) =>
        names === undefined
          ? Stream.fail(error)
          : Stream.mergeAll(
              [...names].map((pod) => guessedPod(kube, { ...target, _tag: "Pod", pod })),
              { concurrency: atOnce },
            ),
      ),
    );
  };

  return Stream.callback<Sight, KubeError>((queue) =>
    Effect.gen(function* () {
      const reading = yield* FiberHandle.make<void, never>();
      const tell = (sight: Sight) => Queue.offer(queue, sight);
      const read = (wanted: Wanted) =>
        FiberHandle.run(
          reading,
          Stream.runForEach(podsOf(wanted), tell).pipe(
            Effect.catch((error) => Effect.asVoid(Queue.fail(queue, error))),
          ),
        );
      if (target._tag === "Pods") return yield* read({ selector: "", names: new Set(target.pods) });
      if (target._tag === "Selector") return yield* read({ selector: target.selector });
      let selected = "";
      yield* watchWorkload(kube, target).pipe(
        Stream.runForEach((sight) =>
          Effect.gen(function* () {
            yield* tell(sight);
            const workload = sight._tag === "Workload" ? sight.workload : undefined;
            if (workload?.selector === undefined) return;
            const { over = false, selector, uid } = workload;
            // A Service may select others, a workload of this name may be made anew; and all pods of a Job that is over
            // must have been seen.
            const selects = `${uid} ${over} ${selector}`;
            if (selects === selected) return;
            selected = selects;
            yield* read({ selector, workload });
          }),
        ),
        Effect.catch((error) => Queue.fail(queue, error)),
      );
    }),
  );
};
