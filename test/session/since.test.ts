import { describe, expect, it } from "@effect/vitest";
import * as Effect from "effect/Effect";
import * as Schema from "effect/Schema";
import { Deployment } from "../cluster/deployment.ts";
import { makeBench, numbered } from "../source/harness.ts";
import { open, workload } from "./harness.ts";
import { expectFlags, expectPlaced } from "./judge.ts";

describe("a target since a moment (S10)", () => {
  it.effect("begins at the same moment for all sources, those too that are read later", () =>
    Effect.gen(function* () {
      const bench = yield* makeBench();
      const web = new Deployment(bench.cluster.world, { name: "web", replicas: 3 });
      for (const pod of web.pods) pod.container().lines(numbered("old", 1, 300));
      yield* bench.advance(120_000, 30_000);
      for (const pod of web.pods) pod.container().lines(["new 1"]);
      const list = yield* open(bench, workload("web"), {
        limit: 5,
        since: { _tag: "Ago", seconds: 60 },
        follows: 2,
      });
      yield* bench.advance(90_000, 30_000);
      const waiting = list.sources.find(({ followed }) => !followed);
      const shown = (): ReadonlyArray<ReadonlyArray<string>> =>
        list.sources.map(({ ref }) => list.of(ref.pod));
      expect(shown()).toEqual([["new 1"], ["new 1"], []]);
      yield* list.session.follow(waiting?.id ?? -1);
      yield* bench.advance(2000);
      expect(shown()).toEqual([["new 1"], ["new 1"], ["new 1"]]);
    }),
  );

  it.effect("shows the crash of one among the lines of the others, in order of time", () =>
    Effect.gen(function* () {
      const bench = yield* makeBench();
      const web = new Deployment(bench.cluster.world, { name: "web", replicas: 2 });
      const [a, b] = web.pods.map((pod) => pod.container());
      a?.lines(["a1"]);
      b?.lines(["b1"]);
      yield* bench.advance(60_000, 30_000);
      a?.lines(["a2"]);
      yield* bench.advance(10_000, 5000);
      b?.lines(["b2"]);
      yield* bench.advance(5000);
      a?.restart({ code: 137, reason: "OOMKilled" });
      a?.lines(["a3"]);
      yield* bench.advance(10_000, 5000);
      b?.lines(["b3"]);
      a?.lines(["a4"]);
      const list = yield* open(bench, workload("web"), { since: { _tag: "Ago", seconds: 30 } });
      yield* bench.advance(10_000);
      expect(list.texts).toEqual([
        "a2",
        "b2",
        expect.stringMatching(/restarted · exit 137 · OOMKilled/u),
        "a3",
        "b3",
        "a4",
      ]);
    }),
  );

  it.effect("waits for a crash of which no word is left, though its node takes its time", () =>
    Effect.gen(function* () {
      const bench = yield* makeBench();
      const web = new Deployment(bench.cluster.world, { name: "web", replicas: 2 });
      const [a, b] = web.pods.map((pod) => pod.container());
      b?.lines(["b0"]);
      yield* bench.advance(60_000, 30_000);
      b?.lines(["b1"]);
      yield* bench.advance(5000);
      a?.restart({ code: 137, reason: "OOMKilled" });
      a?.lines(["a1"]);
      yield* bench.advance(5000);
      b?.lines(["b2"]);
      const name = web.pods[0]?.name ?? "";
      bench.cluster.faults.on({ kind: "log", name }, { type: "late", ms: 800 });
      const list = yield* open(bench, workload("web"), { since: { _tag: "Ago", seconds: 30 } });
      yield* bench.advance(15_000, 250);
      expect(list.texts).toEqual(["b1", expect.stringMatching(/restarted/u), "a1", "b2"]);
      expect(list.rows.some(({ late }) => late)).toBe(false);
    }),
  );

  const Steps = Schema.Array(
    Schema.Struct({
      which: Schema.Int.check(Schema.isBetween({ minimum: 0, maximum: 2 })),
      what: Schema.Literals(["write", "write", "write", "restart"]),
      /** How long after the step before (ms). */
      after: Schema.Int.check(Schema.isBetween({ minimum: 0, maximum: 9 })),
    }),
  ).check(Schema.isMaxLength(16));

  it.effect.prop(
    "shows each restart where its time belongs among the lines of the others, then and from then on",
    [Steps, Steps],
    ([before, then]) =>
      Effect.gen(function* () {
        const bench = yield* makeBench();
        const web = new Deployment(bench.cluster.world, { name: "web", replicas: 3 });
        let written = 0;
        const play = (steps: typeof before) =>
          Effect.forEach(steps, ({ after, what, which }) =>
            Effect.gen(function* () {
              yield* bench.advance(after * after * 100, 2000);
              const container = web.pods[which]?.container().lines([`line ${++written}`]);
              if (what === "restart") container?.restart({ code: 1 });
            }),
          );
        yield* play(before);
        yield* bench.advance(2000);
        const list = yield* open(bench, workload("web"), { since: { _tag: "Ago", seconds: 3600 } });
        yield* bench.advance(12_000, 250);
        expectPlaced(list.rows, true);
        expect(list.rows.some(({ late }) => late)).toBe(false);
        yield* play(then);
        yield* bench.advance(20_000, 2000);
        expectPlaced(list.rows, false);
        expectFlags(list);
      }),
    { timeout: 120_000, arbitrary: { runs: 30, seed: "restarts" } },
  );
});
