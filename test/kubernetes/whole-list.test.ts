import { describe, expect, it, layer } from "@effect/vitest";
import * as Effect from "effect/Effect";
import * as Fiber from "effect/Fiber";
import * as Queue from "effect/Queue";
import * as Stream from "effect/Stream";
import * as TestClock from "effect/testing/TestClock";
import { ConnectionRefused, Forbidden, type KubeError } from "../../src/domain/errors.ts";
import { Kube, type ListEvent, type ListPage } from "../../src/kubernetes/kube.ts";
import { wholeList, type WholeList } from "../../src/kubernetes/whole-list.ts";
import { clusterKube, TestCluster } from "./cluster-kube.ts";

interface Thing {
  readonly uid: string;
}
type Event = ListEvent<Thing> | ListPage<Thing>;

const things = (...uids: ReadonlyArray<string>): ReadonlyArray<Thing> =>
  uids.map((uid) => ({ uid }));
const refused = new ConnectionRefused({ server: "https://there" });
const forbidden = new Forbidden({ context: "dev", verb: "watch", resource: "pods" });

/** A list whose events the test tells, and what is told of the whole of it. */
const told = Effect.gen(function* () {
  const events = yield* Queue.unbounded<Event, KubeError>();
  const states = yield* Queue.unbounded<WholeList<Thing>>();
  const fiber = yield* Effect.forkScoped(
    Stream.runForEach(wholeList(Stream.fromQueue(events)), (state) => Queue.offer(states, state)),
  );
  return {
    tell: (event: Event) => Queue.offer(events, event),
    fail: (error: KubeError) => Queue.fail(events, error),
    next: Effect.map(Queue.take(states), (state) => ({
      ...state,
      items: state.items.map(({ uid }) => uid).sort(),
    })),
    size: Queue.size(states),
    end: Fiber.await(fiber),
  };
});

describe("The whole of a list", () => {
  it.effect("is there from its first page on, and complete with its last", () =>
    Effect.gen(function* () {
      const list = yield* told;
      yield* list.tell({ _tag: "Page", items: things("a", "b") });
      expect(yield* list.next).toEqual({ items: ["a", "b"], partial: true });
      yield* list.tell({ _tag: "Listed", items: things("b", "c") });
      yield* TestClock.adjust("250 millis");
      expect(yield* list.next).toEqual({ items: ["b", "c"], partial: false });
    }),
  );

  it.effect("follows what comes, changes and goes, four times a second at most", () =>
    Effect.gen(function* () {
      const list = yield* told;
      yield* list.tell({ _tag: "Listed", items: things("a") });
      expect(yield* list.next).toMatchObject({ items: ["a"] });
      for (const uid of ["b", "c", "d"]) yield* list.tell({ _tag: "Changed", item: { uid } });
      yield* list.tell({ _tag: "Removed", item: { uid: "c" } });
      yield* TestClock.adjust("249 millis");
      expect(yield* list.size).toBe(0);
      yield* TestClock.adjust("1 millis");
      expect(yield* list.next).toMatchObject({ items: ["a", "b", "d"] });
    }),
  );

  it.effect("is told of less often where it is long", () =>
    Effect.gen(function* () {
      const list = yield* told;
      const many = Array.from({ length: 4_000 }, (_, i) => `${i}`);
      yield* list.tell({ _tag: "Listed", items: things(...many) });
      yield* list.next;
      yield* list.tell({ _tag: "Changed", item: { uid: "more" } });
      yield* TestClock.adjust("999 millis");
      expect(yield* list.size).toBe(0);
      yield* TestClock.adjust("1 millis");
      expect((yield* list.next).items).toHaveLength(4_001);
    }),
  );

  it.effect("stays when the thread is lost, says so, and is true again with the next list", () =>
    Effect.gen(function* () {
      const list = yield* told;
      yield* list.tell({ _tag: "Listed", items: things("a") });
      yield* list.next;
      yield* list.tell({ _tag: "Lost", error: refused, retryAt: 0 });
      yield* TestClock.adjust("250 millis");
      expect(yield* list.next).toEqual({ items: ["a"], partial: false, lost: refused });
      yield* list.tell({ _tag: "Listed", items: things("z") });
      yield* TestClock.adjust("250 millis");
      expect(yield* list.next).toEqual({ items: ["z"], partial: false });
    }),
  );

  it.effect("fails where not even a first part of it can be had, and tells nothing before", () =>
    Effect.gen(function* () {
      const list = yield* told;
      yield* list.tell({ _tag: "Lost", error: refused, retryAt: 0 });
      expect(yield* Effect.flip(Effect.flatten(list.end))).toBe(refused);
      expect(yield* list.size).toBe(0);
    }),
  );

  it.effect("is told once more before it fails", () =>
    Effect.gen(function* () {
      const list = yield* told;
      yield* list.tell({ _tag: "Listed", items: things("a") });
      yield* list.next;
      yield* list.tell({ _tag: "Changed", item: { uid: "b" } });
      yield* list.fail(forbidden);
      expect(yield* list.next).toMatchObject({ items: ["a", "b"] });
      expect(yield* Effect.flip(Effect.flatten(list.end))).toBe(forbidden);
    }),
  );
});

layer(clusterKube())("A long list of pods", (it) => {
  it.effect("is told of page by page, each pod once in the end", () =>
    Effect.gen(function* () {
      const { world } = yield* TestCluster;
      world.namespace("crowd");
      for (let i = 0; i < 1_100; i++)
        world.pod({ name: `pod-${i}`, namespace: "crowd", stage: "pending" });
      const kube = yield* Kube;
      const events = yield* Stream.runCollect(
        Stream.takeUntil(kube.watchPodsByPage("admin", "crowd"), ({ _tag }) => _tag === "Listed"),
      );
      expect(events.map(({ _tag }) => _tag)).toEqual(["Page", "Page", "Listed"]);
      const sizes = events.map((event) => ("items" in event ? event.items.length : 0));
      expect(sizes).toEqual([500, 500, 1_100]);
    }),
  );
});
