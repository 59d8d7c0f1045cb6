import { expect, layer } from "@effect/vitest";
import * as Effect from "effect/Effect";
import * as Fiber from "effect/Fiber";
import * as Queue from "effect/Queue";
import * as Stream from "effect/Stream";
import * as TestClock from "effect/testing/TestClock";
import type { KubeError } from "../../src/domain/errors.ts";
import type { PodView } from "../../src/domain/pod.ts";
import { Kube, type ListEvent } from "../../src/kubernetes/kube.ts";
import { Faults } from "../cluster/faults.ts";
import { clusterKube, TestCluster } from "./cluster-kube.ts";

/** A watch that is being read: what came, one after the other. */
const watching = (context = "admin", namespace = "default", selector?: string) =>
  Effect.gen(function* () {
    const kube = yield* Kube;
    const events = yield* Queue.unbounded<ListEvent<PodView>>();
    const fiber: Fiber.Fiber<void, KubeError> = yield* Effect.forkScoped(
      Stream.runForEach(kube.watchPods(context, namespace, selector), (event) =>
        Queue.offer(events, event),
      ),
    );
    const until = (fits: (event: ListEvent<PodView>) => boolean) =>
      Effect.gen(function* () {
        for (;;) {
          const event = yield* Queue.take(events);
          if (fits(event)) return event;
        }
      });
    return { fiber, until, next: Queue.take(events) };
  });

const named = (name: string) => (event: ListEvent<PodView>) =>
  event._tag === "Changed" && event.item.name === name;

const names = (event: ListEvent<PodView>): ReadonlyArray<string> =>
  event._tag === "Listed" ? event.items.map(({ name }) => name) : [];

/** Waits, in real time, until the cluster shows an open watch: the sockets are real, only the engine's clock is not. */
const watchOpen = Effect.gen(function* () {
  const cluster = yield* TestCluster;
  while (cluster.counters.open.watch === 0) yield* Effect.promise(() => new Promise(setImmediate));
});

layer(clusterKube())("A watch of pods", (it) => {
  it.effect("lists, then tells what comes, changes and goes", () =>
    Effect.gen(function* () {
      const { world } = yield* TestCluster;
      world.namespace("a");
      world.pod({ name: "one", namespace: "a" });
      const watch = yield* watching("admin", "a");
      expect(names(yield* watch.next)).toEqual(["one"]);
      const two = world.pod({ name: "two", namespace: "a" });
      yield* watch.until(named("two"));
      two.remove();
      expect(yield* watch.until(({ _tag }) => _tag === "Removed")).toMatchObject({
        item: { name: "two" },
      });
    }),
  );

  it.effect("keeps to its selector", () =>
    Effect.gen(function* () {
      const { world } = yield* TestCluster;
      world.namespace("b");
      world.pod({ name: "web", namespace: "b", labels: { app: "web" } });
      world.pod({ name: "db", namespace: "b", labels: { app: "db" } });
      const watch = yield* watching("admin", "b", "app in (web)");
      expect(names(yield* watch.next)).toEqual(["web"]);
    }),
  );

  it.effect("goes on where a watch ended cleanly, without a new list", () =>
    Effect.gen(function* () {
      const cluster = yield* TestCluster;
      cluster.world.namespace("c");
      const watch = yield* watching("admin", "c");
      yield* watch.next;
      yield* watchOpen;
      const lists = cluster.counters.requests.list;
      for (const answer of cluster.open("watch")) answer.end();
      cluster.world.pod({ name: "late", namespace: "c" });
      // It ended at once, so the next one waits for a moment.
      yield* TestClock.adjust("1 second");
      yield* watch.until(named("late"));
      expect(cluster.counters.requests.list).toBe(lists);
    }),
  );

  it.effect("that is cut says that it is lost and when it tries again, then lists anew", () =>
    Effect.gen(function* () {
      const cluster = yield* TestCluster;
      cluster.world.namespace("d");
      const watch = yield* watching("admin", "d");
      yield* watch.next;
      yield* watchOpen;
      for (const answer of cluster.open("watch")) answer.cut();
      const lost = yield* watch.next;
      expect(lost).toMatchObject({ _tag: "Lost", error: { _tag: "ConnectionCut" } });
      cluster.world.pod({ name: "meanwhile", namespace: "d" });
      yield* TestClock.adjust("1 second");
      expect(names(yield* watch.next)).toEqual(["meanwhile"]);
    }),
  );

  it.effect("outlives an API server that dies and comes back", () =>
    Effect.gen(function* () {
      const cluster = yield* TestCluster;
      cluster.world.namespace("e");
      const watch = yield* watching("admin", "e");
      yield* watch.next;
      yield* watchOpen;
      yield* Effect.promise(() => cluster.die());
      yield* watch.until(({ _tag }) => _tag === "Lost");
      yield* TestClock.adjust("1 second");
      expect(yield* watch.next).toMatchObject({
        _tag: "Lost",
        error: { _tag: "ConnectionRefused" },
      });
      yield* Effect.promise(() => cluster.comeBack());
      yield* TestClock.adjust("30 seconds");
      expect((yield* watch.until(({ _tag }) => _tag === "Listed"))._tag).toBe("Listed");
    }),
  );

  it.effect("lists anew after 410, as a status and as an event, and calls neither a loss", () =>
    Effect.gen(function* () {
      const cluster = yield* TestCluster;
      cluster.world.namespace("f");
      for (const fault of [
        {
          type: "status",
          error: { code: 410, reason: "Expired", message: "too old resource version: 1 (2)" },
        },
        {
          type: "answer",
          code: 200,
          contentType: "application/json",
          body: '{"type":"ERROR","object":{"kind":"Status","apiVersion":"v1","status":"Failure","message":"too old resource version: 1 (2)","reason":"Expired","code":410}}\n',
        },
      ] as const) {
        const set = cluster.faults.on({ kind: "watch", namespace: "f" }, fault);
        const watch = yield* watching("admin", "f");
        expect((yield* watch.next)._tag).toBe("Listed");
        expect((yield* watch.next)._tag).toBe("Listed");
        expect(set.hits).toBe(1);
        yield* Fiber.interrupt(watch.fiber);
      }
    }),
  );

  it.effect("opens a silent watch anew, without a word", () =>
    Effect.gen(function* () {
      const cluster = yield* TestCluster;
      cluster.world.namespace("g");
      const watch = yield* watching("admin", "g");
      yield* watch.next;
      yield* watchOpen;
      yield* Effect.promise(() => cluster.settled());
      for (const answer of cluster.open("watch")) answer.stall();
      cluster.world.pod({ name: "unheard", namespace: "g" });
      const next = yield* Effect.forkChild(watch.next);
      while (next.pollUnsafe() === undefined) {
        yield* TestClock.adjust("10 seconds");
        yield* Effect.promise(() => new Promise(setImmediate));
      }
      expect(named("unheard")(yield* Fiber.join(next))).toBe(true);
    }),
  );

  it.effect("heals from garbage in its stream", () =>
    Effect.gen(function* () {
      const cluster = yield* TestCluster;
      cluster.world.namespace("h");
      cluster.faults.on(
        { kind: "watch", namespace: "h" },
        { type: "answer", code: 200, contentType: "application/json", body: "{]\n" },
      );
      const watch = yield* watching("admin", "h");
      yield* watch.next;
      expect(yield* watch.next).toMatchObject({ _tag: "Lost", error: { _tag: "NotKubernetes" } });
      yield* TestClock.adjust("1 second");
      expect((yield* watch.next)._tag).toBe("Listed");
    }),
  );

  it.effect("waits as long as a busy server asks for", () =>
    Effect.gen(function* () {
      const cluster = yield* TestCluster;
      cluster.world.namespace("i");
      cluster.faults.on({ kind: "list", namespace: "i" }, Faults.tooManyRequests(20));
      const watch = yield* watching("admin", "i");
      const lost = yield* watch.next;
      expect(lost._tag === "Lost" && lost.retryAt).toBeGreaterThanOrEqual(20_000);
      yield* TestClock.adjust("21 seconds");
      expect((yield* watch.next)._tag).toBe("Listed");
    }),
  );

  it.effect("ends with an error that trying again can't help", () =>
    Effect.gen(function* () {
      const watch = yield* watching("logs-only");
      expect(yield* Effect.flip(Fiber.join(watch.fiber))).toMatchObject({
        _tag: "Forbidden",
        resource: "pods",
      });
    }),
  );

  it.effect("closes its connection when nobody reads on", () =>
    Effect.gen(function* () {
      const cluster = yield* TestCluster;
      const kube = yield* Kube;
      yield* Stream.runDrain(Stream.take(kube.watchPods("admin", "default"), 1));
      yield* Effect.promise(() => cluster.settled());
      expect(cluster.counters.open.watch).toBe(0);
    }),
  );
});

layer(clusterKube())("A list of pods", (it) => {
  it.effect("comes whole, in pages of 500", () =>
    Effect.gen(function* () {
      const cluster = yield* TestCluster;
      const kube = yield* Kube;
      cluster.world.namespace("many");
      for (let i = 0; i < 501; i++) cluster.world.pod({ name: `p-${i}`, namespace: "many" });
      const before = cluster.counters.requests.list;
      const pods = yield* kube.pods("admin", "many");
      expect(new Set(pods.map(({ name }) => name)).size).toBe(501);
      expect(cluster.counters.requests.list - before).toBe(2);
    }),
  );

  it.effect("begins again when its pages expire", () =>
    Effect.gen(function* () {
      const cluster = yield* TestCluster;
      const kube = yield* Kube;
      cluster.faults.on(
        { kind: "list", namespace: "many", url: /continue=/u },
        { type: "status", error: { code: 410, reason: "Expired", message: "continue too old" } },
      );
      expect((yield* kube.pods("admin", "many")).length).toBe(501);
    }),
  );
});
