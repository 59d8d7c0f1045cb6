import * as Clock from "effect/Clock";
import * as Deferred from "effect/Deferred";
import * as Effect from "effect/Effect";
import * as Queue from "effect/Queue";
import * as Stream from "effect/Stream";
import { nextStep } from "../../domain/errors.ts";
import { explain } from "../../domain/explain.ts";
import type { PodView } from "../../domain/pod.ts";
import type { Kube, ListEvent } from "../../kubernetes/kube.ts";
import { retryPause } from "../../kubernetes/watch.ts";
import {
  changed,
  ended,
  listed,
  lost,
  makeNamespacePods,
  type NamespacePods,
  type Redraw,
  removed,
  workloadsListed,
} from "./namespace-pods.ts";
import type { NamespaceNode } from "./nodes.ts";

/** Workloads are listed no more often (ms) than this, and for no more than a tenth of the time. */
const listPause = 5_000;
const restPerWork = 9;

/** What is known of a namespace, and since when. */
export interface NamespaceWatch {
  readonly state: NamespacePods;
  /** Something was told about its pods, or why nothing can be. */
  readonly podsKnown: Deferred.Deferred<void>;
  /** Its workloads were asked for; where they may not be listed, pods stand alone. */
  readonly workloadsKnown: Deferred.Deferred<void>;
}

/** A namespace that has not been asked about. */
export const makeNamespaceWatch = (node: NamespaceNode): NamespaceWatch => ({
  state: makeNamespacePods(node),
  podsKnown: Deferred.makeUnsafe<void>(),
  workloadsKnown: Deferred.makeUnsafe<void>(),
});

const takeIn = (state: NamespacePods, event: ListEvent<PodView>): Redraw => {
  switch (event._tag) {
    case "Listed":
      return listed(state, event.items);
    case "Changed":
      return changed(state, event.item);
    case "Removed":
      return removed(state, event.item);
    case "Lost":
      return lost(state, explain(event.error));
  }
};

/**
 * Keeps what is known of a namespace true until it is interrupted: pods by a watch; workloads by lists, whenever pods
 * come or go, since what that says of a workload (it is new, gone, scaled) only a list tells.
 */
export const keepTrue = Effect.fnUntraced(function* (
  kube: Pick<Kube["Service"], "watchPods" | "workloads">,
  { podsKnown, state, workloadsKnown }: NamespaceWatch,
  redraw: (nodes: Redraw) => Effect.Effect<void>,
) {
  const { context, name } = state.node;
  const cameOrWent = yield* Queue.sliding<void>(1);
  const tell = (known: Deferred.Deferred<void>, nodes: Redraw) =>
    Effect.andThen(Deferred.succeed(known, undefined), redraw(state.shown ? nodes : []));

  const followPods = kube.watchPods(context.info.name, name).pipe(
    Stream.runForEach((event) => {
      const first = state.loading;
      const before = state.pods.size;
      const nodes = takeIn(state, event);
      // A list that comes again may be of others, and as many.
      const others = event._tag === "Listed" ? !first : state.pods.size !== before;
      if (others) Queue.offerUnsafe(cameOrWent, undefined);
      return tell(podsKnown, nodes);
    }),
    Effect.catch((error) => {
      state.forbidden = error._tag === "Forbidden";
      return tell(podsKnown, ended(state, explain(error)));
    }),
  );

  const followWorkloads = Effect.gen(function* () {
    for (let attempt = 0; ;) {
      const began = yield* Clock.currentTimeMillis;
      const answer = yield* Effect.result(kube.workloads(context.info.name, name));
      const took = (yield* Clock.currentTimeMillis) - began;
      if (answer._tag === "Success") {
        attempt = 0;
        yield* tell(workloadsKnown, workloadsListed(state, answer.success));
        yield* Effect.sleep(Math.max(listPause, took * restPerWork));
        yield* Queue.take(cameOrWent);
      } else {
        yield* Deferred.succeed(workloadsKnown, undefined);
        if (nextStep(answer.failure) === "stop") return;
        yield* Effect.sleep(yield* retryPause(attempt++, answer.failure));
      }
    }
  });

  yield* Effect.all([followPods, followWorkloads], { concurrency: 2, discard: true });
});
