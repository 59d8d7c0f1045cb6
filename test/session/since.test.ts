import { describe, expect, it } from "@effect/vitest";
import * as Effect from "effect/Effect";
import { Deployment } from "../cluster/deployment.ts";
import { makeBench, numbered } from "../source/harness.ts";
import { open, workload } from "./harness.ts";

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
      a?.restart({ code: 137, reason: "OOMKilled" });
      a?.lines(["a3"]);
      yield* bench.advance(15_000, 5000);
      b?.lines(["b3"]);
      a?.lines(["a4"]);
      const list = yield* open(bench, workload("web"), { since: { _tag: "Ago", seconds: 30 } });
      yield* bench.advance(10_000);
      expect(list.of(web.pods[0]?.name ?? "")).toEqual([
        "a2",
        expect.stringMatching(/restarted · exit 137 · OOMKilled/u),
        "a3",
        "a4",
      ]);
      expect(list.of(web.pods[1]?.name ?? "")).toEqual(["b2", "b3"]);
    }),
  );
});
