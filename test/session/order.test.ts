import { describe, expect, it } from "@effect/vitest";
import * as Effect from "effect/Effect";
import { makeBench } from "../source/harness.ts";
import type { Pod } from "../cluster/pod.ts";
import { open, selected } from "./harness.ts";

const ms = 1_000_000n;

/** Two pods with the label `app=web`, opened by it; both have written a line. */
const twoPods = Effect.gen(function* () {
  const bench = yield* makeBench();
  const { world } = bench.cluster;
  const [a, b] = ["a", "b"].map((name) => world.pod({ name, labels: { app: "web" } }));
  if (a === undefined || b === undefined) throw new Error("two pods");
  const write = (pod: Pod, text: string, skewMs = 0): void => {
    pod.container().lines([text], { ts: world.clock.now() + BigInt(skewMs) * ms });
  };
  write(a, "a0");
  write(b, "b0");
  const list = yield* open(bench, selected("app=web"));
  yield* bench.advance(3000);
  return { bench, a, b, write, list };
});

describe("the order of several sources", () => {
  it.effect("the backlogs of all are merged by time, whatever is read first", () =>
    Effect.gen(function* () {
      const bench = yield* makeBench();
      const { world } = bench.cluster;
      const pods = ["a", "b", "c"].map((name) => world.pod({ name, labels: { app: "web" } }));
      const now = world.clock.now();
      for (const [p, pod] of pods.entries())
        for (let i = 0; i < 50; i++)
          pod.container().lines([`${i}${pod.name}`], {
            ts: now - BigInt(100 - i) * 1000n * ms + BigInt(p) * ms,
          });
      bench.cluster.faults.on({ kind: "log", name: "b" }, { type: "late", ms: 700 });
      const list = yield* open(bench, selected("app=web"), { limit: 40 });
      yield* bench.advance(3000, 100);
      expect(list.texts).toEqual(
        Array.from({ length: 40 }, (_, i) =>
          ["a", "b", "c"].map((name) => `${i + 10}${name}`),
        ).flat(),
      );
      expect(list.rows.some(({ late }) => late)).toBe(false);
    }),
  );

  it.effect(
    "72 merge with skew: a's clock is 3 s ahead; nothing moves, late rows are flagged",
    () =>
      Effect.gen(function* () {
        const { a, b, bench, list, write } = yield* twoPods;
        const before = list.rows.length;
        const seen: Array<string> = [];
        for (let i = 1; i <= 5; i++) {
          write(a, `a${i}`, 3000);
          yield* bench.advance(700, 100);
          write(b, `b${i}`);
          yield* bench.advance(700, 100);
          expect(list.texts.slice(0, seen.length)).toEqual(seen);
          seen.splice(0, seen.length, ...list.texts);
        }
        yield* bench.advance(1000, 100);
        const rows = list.rows.slice(before);
        for (const name of ["a", "b"])
          expect(rows.filter(({ text }) => text.startsWith(name)).map(({ text }) => text)).toEqual(
            [1, 2, 3, 4, 5].map((i) => `${name}${i}`),
          );
        expect(rows.filter(({ late }) => late).map(({ text }) => text)).toEqual([
          "b1",
          "b2",
          "b3",
          "b4",
          "b5",
        ]);
      }),
  );

  it.effect(
    "a pod that comes is waited for from its start on: its first lines are not late (C4)",
    () =>
      Effect.gen(function* () {
        const { a, b, bench, list, write } = yield* twoPods;
        const { faults, world } = bench.cluster;
        const c = world.pod({ name: "c", labels: { app: "web" }, stage: "scheduled" });
        yield* bench.advance(1000);
        faults.on({ kind: ["log", "follow"], times: Infinity }, { type: "late", ms: 200 });
        for (let i = 1; i <= 15; i++) {
          if (i === 5) c.start();
          for (const pod of i < 5 ? [a, b] : [a, b, c]) write(pod, `${pod.name}${i}`);
          yield* bench.advance(50, 50);
        }
        yield* bench.advance(1000, 100);
        expect(list.texts.slice(10)).toEqual([
          expect.stringContaining("c started on"),
          ...Array.from({ length: 11 }, (_, i) => [`a${i + 5}`, `b${i + 5}`, `c${i + 5}`]).flat(),
        ]);
        expect(list.rows.some(({ late }) => late)).toBe(false);
      }),
  );

  it.effect("73 one stuck stream: a's rows appear within the window although b is silent", () =>
    Effect.gen(function* () {
      const { a, bench, list, write } = yield* twoPods;
      for (const answer of bench.cluster.open("follow"))
        if (answer.request.name === "b") answer.stall();
      write(a, "a1");
      yield* bench.advance(400, 100);
      expect(list.texts).not.toContain("a1");
      // The window, and the 100 ms of a batch.
      yield* bench.advance(200, 100);
      expect(list.texts).toContain("a1");
    }),
  );

  it.effect("a clock that is more than 5 s ahead is named, once, at the source that has it", () =>
    Effect.gen(function* () {
      const { a, b, bench, list, write } = yield* twoPods;
      for (let i = 1; i <= 3; i++) {
        write(b, `b${i}`);
        write(a, `a${i}`, 8000);
        yield* bench.advance(1000, 100);
      }
      const markers = list.rows.filter(({ text }) => text.startsWith("["));
      expect(markers).toEqual([
        {
          source: list.sources.find(({ ref }) => ref.pod === "a")?.id,
          text: "[a: The node's clock is 8 s ahead of the others: the order across sources is not certain]",
          late: false,
        },
      ]);
    }),
  );
});
