import { describe, expect, it } from "@effect/vitest";
import * as Effect from "effect/Effect";
import { pickedPods } from "../../src/domain/target.ts";
import { Deployment } from "../cluster/deployment.ts";
import { Job } from "../cluster/workloads.ts";
import { makeBench } from "../source/harness.ts";
import { forbidden, lines, open } from "./harness.ts";

describe("pods that were picked by hand", () => {
  const picked = pickedPods({ context: "admin", namespace: "default" }, ["a", "b"]);

  it.effect("are one log, and no other pod is in it", () =>
    Effect.gen(function* () {
      const bench = yield* makeBench();
      for (const name of ["a", "b", "c"])
        bench.cluster.world.pod({ name }).container().lines([name]);
      const list = yield* open(bench, picked);
      yield* bench.advance(1000);
      expect(list.texts.toSorted()).toEqual(["a", "b"]);
    }),
  );

  it.effect("come again under their names, as a StatefulSet's do", () =>
    Effect.gen(function* () {
      const bench = yield* makeBench();
      const { world } = bench.cluster;
      const a = world.pod({ name: "a" });
      a.container().lines(["A1"]);
      const list = yield* open(bench, picked);
      yield* bench.advance(1000);
      world.pod({ name: "b" }).container().lines(["B1"]);
      world.replace(a).container().lines(["A2"]);
      yield* bench.advance(60_000, 2000);
      expect(lines(list.of("a"))).toEqual(["A1", "A2"]);
      expect(list.of("b")).toEqual([expect.stringContaining("b started on"), "B1"]);
    }),
  );

  it.effect("have come to their end when none of them can come again", () =>
    Effect.gen(function* () {
      const bench = yield* makeBench();
      const { world } = bench.cluster;
      const web = new Deployment(world, { name: "web" });
      const job = new Job(world, { name: "report" });
      const pods = [...web.pods, ...job.pods];
      const list = yield* open(
        bench,
        pickedPods(
          { context: "admin", namespace: "default" },
          pods.map(({ name }) => name),
        ),
      );
      yield* bench.advance(1000);
      job.container().lines(["J1"]).exit({ code: 0 });
      yield* bench.advance(20_000);
      const ends = () => list.elements.filter(({ _tag }) => _tag === "Finished").length;
      expect(ends()).toBe(0);
      web.container().lines(["A1"]);
      web.pods[0]?.delete();
      yield* bench.advance(20_000, 1000);
      expect(ends()).toBe(1);
      expect(lines(list.texts)).toEqual(["J1", "A1"]);
      // The Job's pod is there still, though it is over.
      expect(list.elements.some(({ _tag }) => _tag === "Gone")).toBe(false);
      job.pods[0]?.delete();
      yield* bench.advance(5000);
      expect(list.elements.filter(({ _tag }) => _tag === "Gone")).toHaveLength(1);
    }),
  );

  it.effect("are named where they are not there", () =>
    Effect.gen(function* () {
      const bench = yield* makeBench();
      bench.cluster.world.pod({ name: "a" }).container().lines(["A1"]);
      const list = yield* open(bench, picked);
      yield* bench.advance(1000);
      expect(list.texts).toEqual(["(b is not there)", "A1"]);
    }),
  );

  it.effect("are read by their names alone where nothing but logs may be read (K4)", () =>
    Effect.gen(function* () {
      const bench = yield* makeBench();
      const { world } = bench.cluster;
      world.pod({ name: "a" }).container().lines(["A1"]);
      const b = world.pod({ name: "b", containers: [{ name: "app" }, { name: "proxy" }] });
      b.container("app").lines(["B1"]);
      b.container("proxy").lines(["B2"]);
      const list = yield* open(bench, { ...picked, context: "logs-only" });
      yield* bench.advance(3000, 100);
      expect(lines(list.texts).toSorted()).toEqual(["A1", "B1", "B2"]);
    }),
  );

  it.effect("are asked for one by one where pods may be neither listed nor watched", () =>
    Effect.gen(function* () {
      const bench = yield* makeBench();
      const { cluster } = bench;
      cluster.faults.on({ kind: ["list", "watch"], times: Infinity }, forbidden("pods"));
      cluster.world.pod({ name: "a" }).container().lines(["A1"]);
      const list = yield* open(bench, picked);
      yield* bench.advance(1000);
      cluster.world.pod({ name: "b" }).container().lines(["B1"]);
      yield* bench.advance(12_000, 1000);
      expect(lines(list.texts)).toEqual(["A1", "B1"]);
    }),
  );
});
