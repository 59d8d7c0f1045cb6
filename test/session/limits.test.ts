import { describe, expect, it } from "@effect/vitest";
import * as Effect from "effect/Effect";
import { Deployment } from "../cluster/deployment.ts";
import { makeBench } from "../source/harness.ts";
import { open, workload } from "./harness.ts";

describe("limits (C7)", () => {
  it.effect("71 limit reached: 80 pods, 50 are followed, 30 listed as not followed, no abort", () =>
    Effect.gen(function* () {
      const bench = yield* makeBench();
      const { cluster } = bench;
      const web = new Deployment(cluster.world, { name: "web", replicas: 80 });
      for (const pod of web.pods) pod.container().lines([pod.name]);
      const list = yield* open(bench, workload("web"), { limit: 10 });
      // Eight at a time are opened; on a busy machine their answers take more of the bench's time.
      for (let s = 0; s < 30 && list.connection?._tag !== "Streaming"; s++)
        yield* bench.advance(1000);
      yield* bench.advance(1000);
      expect(cluster.counters.open.follow).toBe(50);
      expect(list.sources.length).toBe(80);
      expect(list.sources.filter(({ followed }) => followed).length).toBe(50);
      expect(list.texts.length).toBe(50);
      expect(list.connection?._tag).toBe("Streaming");
      expect(list.failure).toBeUndefined();

      // The user wants one of the others.
      const wanted = list.sources.find(({ followed }) => !followed);
      if (wanted === undefined) throw new Error("all are followed");
      yield* list.session.follow(wanted.id);
      yield* bench.advance(2000);
      expect(list.of(wanted.ref.pod)).toEqual([wanted.ref.pod]);
      expect(list.sources[wanted.id]?.followed).toBe(true);
    }),
  );

  it.effect("a source that ends makes room: first for pods that came later", () =>
    Effect.gen(function* () {
      const bench = yield* makeBench();
      const web = new Deployment(bench.cluster.world, { name: "web", replicas: 3 });
      for (const pod of web.pods) pod.container().lines([pod.name]);
      const list = yield* open(bench, workload("web"), {
        follows: 2,
      });
      yield* bench.advance(1000);
      const unread = list.sources.filter(({ followed }) => !followed).map(({ ref }) => ref.pod);
      expect(unread.length).toBe(1);
      web.scale(4);
      const newest = web.pods.at(-1);
      newest?.container().lines([newest.name]);
      yield* bench.advance(1000);
      expect(list.of(newest?.name ?? "")).toEqual([expect.stringContaining("started on")]);
      const read = web.pods.find(({ name }) => list.of(name).length > 0);
      read?.delete();
      yield* bench.advance(20_000, 1000);
      expect(list.of(newest?.name ?? "")).toEqual([
        expect.stringContaining("started on"),
        newest?.name,
      ]);
      expect(list.of(unread[0] ?? "")).toEqual([]);
    }),
  );

  it.effect("init containers that have done their work take no place of what runs", () =>
    Effect.gen(function* () {
      const bench = yield* makeBench();
      const web = new Deployment(bench.cluster.world, {
        name: "web",
        replicas: 4,
        template: { initContainers: [{ name: "setup" }], containers: [{ name: "app" }] },
      });
      for (const pod of web.pods) pod.container("app").lines([pod.name]);
      const list = yield* open(bench, workload("web"), { follows: 5 });
      yield* bench.advance(5000);
      const followed = list.sources.filter((source) => source.followed);
      expect(followed.map(({ ref }) => ref.container).toSorted()).toEqual([
        "app",
        "app",
        "app",
        "app",
        "setup",
      ]);
    }),
  );

  it.effect("of 200 pods 50 are followed, and others as those end for good", () =>
    Effect.gen(function* () {
      const bench = yield* makeBench();
      const { cluster } = bench;
      const web = new Deployment(cluster.world, { name: "web", replicas: 200 });
      for (const pod of web.pods) pod.container().lines([pod.name]);
      // One that has nothing more to say must not take the place of one that has.
      const [over] = web.pods;
      over?.evict();
      const list = yield* open(bench, workload("web"), { limit: 10 });
      yield* bench.advance(10_000, 250);
      const followed = () => list.sources.filter((source) => source.followed);
      expect(list.sources).toHaveLength(200);
      expect(followed()).toHaveLength(50);
      expect(list.sources.find(({ ref }) => ref.pod === over?.name)?.followed).toBe(false);
      expect(cluster.counters.open.follow).toBe(50);
      const read = new Set(followed().map(({ ref }) => ref.pod));
      const going = web.pods.filter(({ name }) => read.has(name)).slice(0, 20);
      for (const pod of going) pod.delete();
      yield* bench.advance(20_000, 1000);
      expect(cluster.counters.open.follow).toBe(50);
      expect(followed()).toHaveLength(70);
      for (const { ref } of followed()) expect(list.of(ref.pod)[0]).toBe(ref.pod);
      // Of one that is deleted before its turn nothing can be read any more.
      const unread = web.pods.find(({ name }) => list.of(name).length === 0);
      unread?.delete();
      yield* bench.advance(5000);
      expect(list.of(unread?.name ?? "")).toEqual([expect.stringContaining("deleted")]);
      expect(
        list.elements.findLast(
          (element) =>
            element._tag === "Source" &&
            list.sources[element.source]?.ref.pod === unread?.name &&
            element.element._tag === "State",
        ),
      ).toMatchObject({ element: { state: { _tag: "Ended" } } });
    }),
  );

  it.effect("an API server that comes back is not stormed by 50 streams", () =>
    Effect.gen(function* () {
      const bench = yield* makeBench();
      const { cluster } = bench;
      const web = new Deployment(cluster.world, { name: "web", replicas: 50 });
      for (const pod of web.pods) pod.container().lines([`${pod.name} 1`]);
      const list = yield* open(bench, workload("web"), { limit: 10 });
      yield* bench.advance(5000, 250);
      const { requests } = cluster.counters;
      yield* Effect.promise(() => cluster.die());
      for (const pod of web.pods) pod.container().lines([`${pod.name} 2`]);
      yield* bench.advance(3000, 250);
      yield* Effect.promise(() => cluster.comeBack());
      const openings = (): number => requests.log + requests.follow;
      const before = openings();
      const bySecond: Array<number> = [];
      // Not so long that they are looked at for being silent.
      for (let second = 0; second < 14; second++) {
        const sofar = openings();
        yield* bench.advance(1000, 250);
        bySecond.push(openings() - sofar);
      }
      // Each looks where it was and reads on from there; their tries are spread over seconds.
      expect(openings() - before).toBeLessThanOrEqual(100);
      expect(Math.max(...bySecond)).toBeLessThan(50);
      yield* bench.advance(15_000, 1000);
      expect(cluster.counters.open.follow).toBe(50);
      expect(list.texts.toSorted()).toEqual(
        web.pods.flatMap(({ name }) => [`${name} 1`, `${name} 2`]).toSorted(),
      );
    }),
  );

  it.effect("at most 8 logs are opened at a time, also when all connections are lost at once", () =>
    Effect.gen(function* () {
      const bench = yield* makeBench();
      const { cluster, kube } = bench;
      const web = new Deployment(cluster.world, { name: "web", replicas: 20 });
      for (const pod of web.pods) pod.container().lines([pod.name]);
      let opening = 0;
      let most = 0;
      const counted = {
        ...bench,
        kube: {
          ...kube,
          log: (...asked: Parameters<typeof kube.log>) =>
            Effect.suspend(() => {
              most = Math.max(most, ++opening);
              return kube.log(...asked);
            }).pipe(Effect.ensuring(Effect.sync(() => opening--))),
        },
      };
      const list = yield* open(counted, workload("web"), { limit: 10 });
      yield* bench.advance(3000);
      expect(list.texts.length).toBe(20);
      expect(most).toBe(8);
      for (const answer of cluster.open("follow")) answer.cut();
      for (const pod of web.pods) pod.container().lines([`${pod.name} again`]);
      yield* bench.advance(10_000);
      expect(most).toBe(8);
      expect(new Set(list.texts).size).toBe(40);
      expect(list.texts.length).toBe(40);
    }),
  );

  it.effect("a node that does not answer does not keep the others from being opened", () =>
    Effect.gen(function* () {
      const bench = yield* makeBench();
      const { cluster } = bench;
      const web = new Deployment(cluster.world, { name: "web", replicas: 12 });
      for (const pod of web.pods) pod.container().lines([pod.name]);
      const dead = web.pods.slice(0, 9).map(({ name }) => name);
      for (const name of dead)
        cluster.faults.on({ kind: ["log", "follow"], name, times: Infinity }, { type: "silence" });
      const list = yield* open(bench, workload("web"), { limit: 10 });
      yield* bench.advance(6000);
      const shown = new Set(list.texts);
      expect(web.pods.filter(({ name }) => shown.has(name)).length).toBe(3);
      for (const name of dead) expect(shown.has(name)).toBe(false);
    }),
  );
});
