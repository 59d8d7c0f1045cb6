import { describe, expect, it } from "@effect/vitest";
import * as Effect from "effect/Effect";
import * as Schema from "effect/Schema";
import { Deployment } from "../cluster/deployment.ts";
import type { Pod } from "../cluster/pod.ts";
import { makeBench, type Bench } from "../source/harness.ts";
import { open, workload, type Opened } from "./harness.ts";

const isLine = (text: string): boolean => !/^[[(]/u.test(text);

/** Writes numbered lines into pods and remembers them. */
const writer = () => {
  const written = new Map<string, Array<string>>();
  return {
    written,
    write: (pod: Pod, count: number): void => {
      const lines = written.get(pod.name) ?? [];
      written.set(pod.name, lines);
      const texts = Array.from({ length: count }, (_, i) => `${pod.name} ${lines.length + i}`);
      lines.push(...texts);
      pod.container().lines(texts);
    },
  };
};

/** Each pod's lines are all there, in order, each once; or a marker says that the end of one that went may lack. */
const expectWhole = (list: Opened, written: ReadonlyMap<string, ReadonlyArray<string>>): void => {
  for (const [pod, lines] of written) {
    const rows = list.of(pod);
    const shown = rows.filter(isLine);
    const unsure = rows.some((text) => text.includes("pod deleted before its end"));
    expect(shown).toEqual(unsure ? lines.slice(0, shown.length) : lines);
  }
};

/** A line is flagged as late if and only if a line of a later time stands above it. */
const expectFlags = (list: Opened): void => {
  let latest = 0n;
  const reached = new Map<number, bigint>();
  for (const { at, late, source } of list.rows) {
    if (at === undefined) continue;
    const key = at > (reached.get(source) ?? 0n) ? at : (reached.get(source) ?? 0n);
    reached.set(source, key);
    expect(late).toBe(key < latest);
    if (key > latest) latest = key;
  }
};

const loseWatch = ({ cluster }: Bench): void => {
  for (const watch of cluster.open("watch")) watch.cut();
};

describe("pods that come and go", () => {
  it.effect("a rollout of 10 pods under load, the watch expiring in the middle (410)", () =>
    Effect.gen(function* () {
      const bench = yield* makeBench();
      const { cluster } = bench;
      const { write, written } = writer();
      const web = new Deployment(cluster.world, { name: "web", replicas: 10 });
      for (const pod of web.pods) write(pod, 5);
      const list = yield* open(bench, workload("web"));
      yield* bench.advance(1000);
      const follows = cluster.counters.requests.follow;
      const rollout = web.rollout({ containers: [{ name: "app", image: "web:2" }] });
      for (let step = 0; step < 10; step++) {
        for (const pod of web.pods) write(pod, 20);
        if (step === 5) {
          cluster.world.store.compact();
          loseWatch(bench);
        }
        rollout.step();
        yield* bench.advance(1000, 500);
      }
      for (const pod of web.pods) write(pod, 20);
      yield* bench.advance(30_000, 3000);
      expectWhole(list, written);
      expectFlags(list);
      expect(list.sources.length).toBe(20);
      expect(
        list.texts.filter((text) => /started on node-\d, image web:2/u.test(text)).length,
      ).toBe(10);
      expect(list.texts.filter((text) => /^\(\S+ deleted/u.test(text)).length).toBe(10);
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
        "start a pod",
        "delete a pod",
        "restart a container",
        "cut the streams",
        "lose the watch",
        "expire the watch",
        "wait",
      ]),
      which: Schema.Int.check(Schema.isBetween({ minimum: 0, maximum: 9 })),
    }),
  );

  it.effect.prop(
    "whatever happens: each source whole, flags and markers true",
    [Steps],
    ([steps]) =>
      Effect.gen(function* () {
        const bench = yield* makeBench();
        const { cluster } = bench;
        const { write, written } = writer();
        const web = new Deployment(cluster.world, { name: "web", replicas: 2 });
        for (const pod of web.pods) write(pod, 3);
        const list = yield* open(bench, workload("web"));
        yield* bench.advance(1000);
        const there = new Set(web.pods.map(({ name }) => name));
        for (const { what, which } of steps) {
          const pod = web.pods[which % Math.max(1, web.pods.length)];
          if (what === "write" && pod !== undefined) write(pod, 1 + which);
          else if (what === "start a pod") {
            web.scale(web.pods.length + 1);
            const newest = web.pods.at(-1);
            if (newest !== undefined) write(newest, 2);
          } else if (what === "delete a pod") pod?.delete();
          else if (what === "restart a container") {
            pod?.container().exit({ code: 1 });
            yield* bench.advance(15_000, 5000);
            pod?.container().start();
          } else if (what === "cut the streams") {
            for (const follow of cluster.open("follow")) follow.cut();
          } else if (what === "lose the watch") loseWatch(bench);
          else if (what === "expire the watch") {
            cluster.world.store.compact();
            loseWatch(bench);
          } else yield* bench.advance(500 + 100 * which, 500);
        }
        yield* bench.advance(60_000, 5000);
        expectWhole(list, written);
        expectFlags(list);
        const now = new Set(web.pods.map(({ name }) => name));
        for (const { ref } of list.sources) {
          const rows = list.of(ref.pod);
          expect(rows.filter((text) => text.startsWith(`(${ref.pod} started`)).length).toBe(
            there.has(ref.pod) ? 0 : 1,
          );
          expect(rows.filter((text) => text.startsWith(`(${ref.pod} deleted`)).length).toBe(
            now.has(ref.pod) ? 0 : 1,
          );
          if (!there.has(ref.pod)) expect(rows[0]).toContain("started on");
        }
      }),
    { timeout: 300_000, arbitrary: { runs: 12, seed: "coming" } },
  );
});
