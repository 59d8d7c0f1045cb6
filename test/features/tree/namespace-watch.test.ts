import { describe, expect, it } from "@effect/vitest";
import * as Deferred from "effect/Deferred";
import * as Effect from "effect/Effect";
import * as Queue from "effect/Queue";
import * as Stream from "effect/Stream";
import * as TestClock from "effect/testing/TestClock";
import { Forbidden, type KubeError, TimedOut } from "../../../src/domain/errors.ts";
import type { PodView } from "../../../src/domain/pod.ts";
import type { WorkloadView } from "../../../src/domain/workload.ts";
import { workloadsAndPods } from "../../../src/features/tree/namespace-pods.ts";
import { keepTrue, makeNamespaceWatch } from "../../../src/features/tree/namespace-watch.ts";
import type { ListEvent } from "../../../src/kubernetes/kube.ts";
import { pod } from "../pods.ts";

const db: WorkloadView = { kind: "StatefulSet", namespace: "shop", name: "db", uid: "uid-db" };
const dbPod = (name: string): PodView =>
  pod(name, { owner: { kind: "StatefulSet", name: "db", uid: "uid-db" } });

/** A namespace that is kept true by what the test tells of it. */
const kept = Effect.gen(function* () {
  const events = yield* Queue.unbounded<ListEvent<PodView>>();
  const cluster = {
    workloads: [] as ReadonlyArray<WorkloadView>,
    failure: undefined as KubeError | undefined,
    asked: 0,
  };
  const watch = makeNamespaceWatch({
    _tag: "Namespace",
    id: "c/shop",
    context: {
      _tag: "Context",
      id: "c",
      info: {
        name: "prod",
        cluster: "prod",
        server: "https://prod",
        namespace: "shop",
        current: true,
        insecure: false,
      },
    },
    name: "shop",
    place: "plain",
  });
  yield* Effect.forkScoped(
    keepTrue(
      {
        watchPods: () => Stream.fromQueue(events),
        workloads: () =>
          Effect.suspend(() => {
            cluster.asked++;
            return cluster.failure === undefined
              ? Effect.succeed(cluster.workloads)
              : Effect.fail(cluster.failure);
          }),
      },
      watch,
      () => Effect.void,
    ),
  );
  return {
    cluster,
    watch,
    tell: (event: ListEvent<PodView>) =>
      Effect.andThen(Queue.offer(events, event), TestClock.adjust("1 millis")),
    names: () => workloadsAndPods(watch.state).map(({ name }) => name),
  };
});

describe("a namespace in the tree", () => {
  it.effect("lists its workloads again when pods come or go, and not when they only change", () =>
    Effect.gen(function* () {
      const { cluster, names, tell, watch } = yield* kept;
      yield* tell({ _tag: "Listed", items: [pod("alone")] });
      yield* Deferred.await(watch.workloadsKnown);
      yield* TestClock.adjust("1 hour");
      yield* tell({ _tag: "Changed", item: pod("alone", { resourceVersion: "2" }) });
      expect(cluster.asked).toBe(1);
      cluster.workloads = [db];
      yield* tell({ _tag: "Changed", item: dbPod("db-0") });
      expect(cluster.asked).toBe(2);
      expect(names()).toEqual(["db", "alone"]);
      yield* TestClock.adjust("1 hour");
      cluster.workloads = [];
      yield* tell({ _tag: "Removed", item: dbPod("db-0") });
      expect(names()).toEqual(["alone"]);
    }),
  );

  it.effect("asks no more often than every 5 s, and not less for all that", () =>
    Effect.gen(function* () {
      const { cluster, tell, watch } = yield* kept;
      yield* tell({ _tag: "Listed", items: [] });
      yield* Deferred.await(watch.workloadsKnown);
      for (let i = 0; i < 100; i++) yield* tell({ _tag: "Changed", item: pod(`burst-${i}`) });
      expect(cluster.asked).toBe(1);
      yield* TestClock.adjust("5 seconds");
      expect(cluster.asked).toBe(2);
      yield* TestClock.adjust("1 hour");
      expect(cluster.asked).toBe(2);
    }),
  );

  it.effect("shows its pods alone while its workloads can't be had, and tries again", () =>
    Effect.gen(function* () {
      const { cluster, names, tell, watch } = yield* kept;
      cluster.failure = new TimedOut({ server: "https://prod", afterMs: 30_000 });
      yield* tell({ _tag: "Listed", items: [dbPod("db-0")] });
      yield* Deferred.await(watch.workloadsKnown);
      expect(names()).toEqual(["db-0"]);
      cluster.failure = undefined;
      cluster.workloads = [db];
      yield* TestClock.adjust("1 minute");
      expect(names()).toEqual(["db"]);
    }),
  );

  it.effect("does not ask again for workloads that the user may not list", () =>
    Effect.gen(function* () {
      const { cluster, names, tell, watch } = yield* kept;
      cluster.failure = new Forbidden({ verb: "list", resource: "deployments", context: "prod" });
      yield* tell({ _tag: "Listed", items: [dbPod("db-0")] });
      yield* Deferred.await(watch.workloadsKnown);
      yield* tell({ _tag: "Changed", item: dbPod("db-1") });
      yield* TestClock.adjust("1 hour");
      expect(cluster.asked).toBe(1);
      expect(names()).toEqual(["db-0", "db-1"]);
    }),
  );
});
