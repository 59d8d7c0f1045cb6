import { describe, expect, it } from "@effect/vitest";
import * as Effect from "effect/Effect";
import * as Schema from "effect/Schema";
import { Deployment } from "../cluster/deployment.ts";
import type { Pod } from "../cluster/pod.ts";
import { makeBench, type Bench } from "../source/harness.ts";
import { open, workload } from "./harness.ts";
import { expectFlags, expectPlaced, expectTold, expectWhole, type Fate } from "./judge.ts";

/** Writes numbered lines into pods, and keeps what must be shown of each. */
const makeFates = () => {
  const fates = new Map<Pod, Fate>();
  let later = false;
  const of = (pod: Pod): Fate => {
    const fate = fates.get(pod) ?? {
      pod: pod.name,
      written: [],
      later,
      risked: false,
      gone: false,
      aside: false,
    };
    fates.set(pod, fate);
    return fate;
  };
  /** Where the lines of each pod's running instance begin. */
  const begun = new Map<Pod, number>();
  return {
    of,
    restarts: (pod: Pod): void => {
      begun.set(pod, of(pod).written.length);
    },
    /** The first line of its running instance. */
    firstOf: (pod: Pod): string | undefined => of(pod).written[begun.get(pod) ?? 0],
    all: () => [...fates.values()],
    /** Pods that are met from now on come later. */
    opened: () => {
      later = true;
    },
    write: (pod: Pod, count: number): void => {
      const { written } = of(pod);
      const texts = Array.from({ length: count }, (_, i) => `${pod.name} ${written.length + i}`);
      written.push(...texts);
      pod.container().lines(texts);
    },
    setAside: (pod: Pod): void => {
      of(pod).aside = true;
    },
    /** Nothing is sure of it any more but what a marker says. */
    risk: (pod: Pod, gone = false): void => {
      Object.assign(of(pod), { risked: true, ...(gone ? { gone } : {}) });
    },
  };
};

const loseWatches = ({ cluster }: Bench): void => {
  for (const watch of cluster.open("watch")) watch.cut();
};

const expireWatches = (bench: Bench): void => {
  bench.cluster.world.store.compact();
  loseWatches(bench);
};

describe("pods that come and go (C4)", () => {
  it.effect("a rollout of 10 pods under load, the watch expiring in the middle (410)", () =>
    Effect.gen(function* () {
      const bench = yield* makeBench();
      const { cluster } = bench;
      const fates = makeFates();
      const web = new Deployment(cluster.world, { name: "web", replicas: 10 });
      for (const pod of web.pods) fates.write(pod, 5);
      fates.opened();
      const list = yield* open(bench, workload("web"));
      yield* bench.advance(1000);
      const follows = cluster.counters.requests.follow;
      const rollout = web.rollout({ containers: [{ name: "app", image: "web:2" }] });
      for (let step = 0; step < 10; step++) {
        const before = web.pods;
        for (const pod of before) fates.write(pod, 20);
        if (step === 5) expireWatches(bench);
        rollout.step();
        for (const pod of before) if (!web.pods.includes(pod)) fates.risk(pod, true);
        for (const pod of web.pods) fates.of(pod);
        yield* bench.advance(1000, 500);
      }
      for (const pod of web.pods) fates.write(pod, 20);
      yield* bench.advance(30_000, 3000);
      for (const fate of fates.all()) {
        expectWhole(list, fate);
        expectTold(list, fate);
      }
      expectFlags(list);
      expectPlaced(list.rows, false);
      expect(list.rows.some(({ late }) => late)).toBe(false);
      expect(list.sources.length).toBe(20);
      expect(
        list.texts.filter((text) => /started on node-\d, image web:2/u.test(text)).length,
      ).toBe(10);
      // A list that comes again restarts nothing: each new pod was opened once.
      expect(cluster.counters.requests.follow - follows).toBe(10);
    }),
  );

  const Steps = Schema.Array(
    Schema.Struct({
      what: Schema.Literals([
        "write",
        "write",
        "write",
        "write",
        "start a pod",
        "delete a pod",
        "drain a pod",
        "evict a pod",
        "restart a container",
        "rotate a log",
        "give a pod other labels",
        "cut the streams",
        "end the streams",
        "stall a stream",
        "lose the watches",
        "expire the watches",
        "restart the API server",
        "wait",
        "wait",
      ]),
      which: Schema.Int.check(Schema.isBetween({ minimum: 0, maximum: 9 })),
    }),
  ).check(Schema.isMaxLength(20));

  it.effect.prop(
    "whatever happens: each source whole, or a marker says where not; flags and dividers true",
    [Steps, Schema.Boolean],
    ([steps, isSince]) =>
      Effect.gen(function* () {
        const bench = yield* makeBench();
        const { cluster } = bench;
        const fates = makeFates();
        const web = new Deployment(cluster.world, { name: "web", replicas: 3 });
        for (const pod of web.pods) fates.write(pod, 3);
        fates.opened();
        // Both begin with all that was written.
        const begin = isSince ? { since: { _tag: "Ago", seconds: 3600 } as const } : {};
        const list = yield* open(bench, workload("web"), begin);
        yield* bench.advance(1000);
        /** What nobody has begun to read may go without a trace. */
        const isBegun = (pod: Pod): boolean => list.of(pod.name).includes(fates.firstOf(pod) ?? "");
        for (const { what, which } of steps) {
          const running = web.pods.filter((pod) => pod.container().running);
          const pod = running[which % Math.max(1, running.length)];
          switch (what) {
            case "start a pod": {
              web.scale(web.pods.length + 1);
              const newest = web.pods.at(-1);
              if (newest !== undefined) fates.write(newest, 2);
              break;
            }
            case "cut the streams":
              for (const follow of cluster.open("follow")) follow.cut();
              break;
            case "end the streams":
              for (const follow of cluster.open("follow")) follow.end();
              // A clean end in the very moment in which the pod goes can't be told from a true one.
              yield* bench.advance(1000);
              break;
            case "lose the watches":
              loseWatches(bench);
              break;
            case "expire the watches":
              expireWatches(bench);
              break;
            case "restart the API server":
              yield* Effect.promise(() => cluster.die());
              yield* bench.advance(100 * which);
              yield* Effect.promise(() => cluster.comeBack());
              break;
            case "wait":
              yield* bench.advance(500 + 300 * which, 500);
              break;
            default:
              if (pod === undefined) break;
              switch (what) {
                case "write":
                  fates.write(pod, 1 + which);
                  break;
                case "delete a pod":
                  fates.risk(pod, true);
                  pod.delete();
                  break;
                case "drain a pod":
                  fates.risk(pod, true);
                  pod.disrupt("EvictionByEvictionAPI", "Eviction API: evicting");
                  yield* bench.advance(1000);
                  fates.write(pod, 2);
                  pod.container().exit({ code: 143 });
                  yield* bench.advance(300 * which);
                  pod.remove();
                  break;
                case "evict a pod":
                  if (!isBegun(pod)) break;
                  fates.risk(pod);
                  pod.evict();
                  break;
                case "restart a container":
                  fates.risk(pod);
                  pod.container().exit({ code: 1 });
                  yield* bench.advance(1000 * which);
                  pod.container().start();
                  fates.restarts(pod);
                  break;
                case "rotate a log":
                  if (!isBegun(pod)) break;
                  fates.risk(pod);
                  pod.container().rotate();
                  break;
                case "give a pod other labels":
                  fates.setAside(pod);
                  pod.label({ ...pod.labels, app: "aside" });
                  break;
                case "stall a stream":
                  for (const follow of cluster.open("follow"))
                    if (follow.request.name === pod.name) follow.stall();
              }
          }
        }
        yield* bench.advance(160_000, 8000);
        expect(list.failure).toBeUndefined();
        const seen = new Set(list.sources.map(({ ref }) => ref.pod));
        for (const fate of fates.all()) {
          // One that came and went while nobody could look is not known to have been.
          if (!seen.has(fate.pod) && (fate.gone || fate.aside)) continue;
          expectWhole(list, fate);
          expectTold(list, fate);
        }
        expectFlags(list);
      }),
    { timeout: 300_000, arbitrary: { runs: 100, seed: "coming" } },
  );
});
