import { describe, expect, it } from "@effect/vitest";
import * as Effect from "effect/Effect";
import { Deployment } from "../cluster/deployment.ts";
import { Faults } from "../cluster/faults.ts";
import { Job } from "../cluster/workloads.ts";
import { makeBench } from "../source/harness.ts";
import { forbidden, lines, open, selected, sentence, workload } from "./harness.ts";

describe("why a pod goes (C4)", () => {
  it.effect.each([
    ["EvictionByEvictionAPI", "Eviction API: evicting"],
    ["DeletionByTaintManager", "Taint manager: deleting due to NoExecute taint"],
    ["PreemptionByScheduler", "default-scheduler: preempting to accommodate a higher priority pod"],
  ] as const)("is said of a drain, a lost node and a preemption: %s", ([reason, message]) =>
    Effect.gen(function* () {
      const bench = yield* makeBench();
      const web = new Deployment(bench.cluster.world, { name: "web" });
      const [pod] = web.pods;
      web.container().lines(["A1"]);
      const list = yield* open(bench, workload("web"));
      yield* bench.advance(1000);
      pod?.disrupt(reason, message);
      yield* bench.advance(1000);
      pod?.container().lines(["A2"]);
      pod?.delete();
      yield* bench.advance(30_000, 1000);
      expect(list.texts.map((text) => text.replace(/ · \d\d:\d\d:\d\d\)/u, ")"))).toEqual([
        "A1",
        `(${pod?.name} evicted from node-1 · ${message})`,
        "A2",
        expect.stringMatching(/^\(\S+ exited · exit 143|may be missing/u),
        `(${pod?.name} deleted)`,
      ]);
    }),
  );

  it.effect.each(["deleted", "evicted"] as const)(
    "a marker stands for what a pod wrote that was %s before it could be read",
    (end) =>
      Effect.gen(function* () {
        const bench = yield* makeBench();
        const web = new Deployment(bench.cluster.world, { name: "web" });
        const list = yield* open(bench, workload("web"));
        yield* bench.advance(1000);
        web.scale(2);
        const pod = web.pods.at(-1);
        pod?.container().lines(["B1"]);
        if (end === "deleted") pod?.delete();
        else pod?.evict();
        yield* bench.advance(60_000, 2000);
        const rows = list.of(pod?.name ?? "");
        expect(rows[0]).toContain("started on");
        expect(rows.filter((text) => text.startsWith("["))).toEqual([
          expect.stringMatching(/^\[\S+: Its last lines may be missing: /u),
        ]);
        expect(rows.at(-1)).toMatch(end === "deleted" ? /deleted/u : /may be missing/u);
      }),
  );

  it.effect("one that only has other labels now is not called deleted, and is read on", () =>
    Effect.gen(function* () {
      const bench = yield* makeBench();
      const pod = bench.cluster.world.pod({ name: "web", labels: { app: "web" } });
      pod.container().lines(["A1"]);
      const list = yield* open(bench, selected("app=web"));
      yield* bench.advance(1000);
      pod.label({ app: "aside" });
      yield* bench.advance(1000);
      pod.container().lines(["A2"]);
      yield* bench.advance(1000);
      expect(list.texts).toEqual([
        "A1",
        "(web is not among these pods any more · its log is read on)",
        "A2",
      ]);
      pod.label({ app: "web" });
      pod.container().lines(["A3"]);
      yield* bench.advance(1000);
      pod.label({ app: "aside" });
      yield* bench.advance(1000);
      pod.delete();
      yield* bench.advance(60_000, 2000);
      expect(lines(list.texts)).toEqual(["A1", "A2", "A3"]);
      expect(list.texts.filter((text) => text.startsWith("(web deleted"))).toHaveLength(1);
    }),
  );

  it.effect("is asked again where the server fails just then, before it is called deleted", () =>
    Effect.gen(function* () {
      const bench = yield* makeBench();
      const pod = bench.cluster.world.pod({ name: "web", labels: { app: "web" } });
      pod.container().lines(["A1"]);
      const list = yield* open(bench, selected("app=web"));
      yield* bench.advance(1000);
      const unwell = { kind: "get", resource: "pods", name: "web", times: 2 } as const;
      bench.cluster.faults.on(unwell, Faults.gateway(503));
      pod.label({ app: "aside" });
      yield* bench.advance(5000);
      pod.container().lines(["A2"]);
      yield* bench.advance(1000);
      expect(list.texts).toEqual(["A1", expect.stringMatching(/read on/u), "A2"]);
    }),
  );
});

describe("a workload that goes (P7)", () => {
  it.effect(
    "is told in a row, its pods are read to their ends, and one of its name is read again",
    () =>
      Effect.gen(function* () {
        const bench = yield* makeBench();
        const { world } = bench.cluster;
        const old = new Deployment(world, { name: "web" });
        const [pod] = old.pods;
        old.container().lines(["A1"]);
        const list = yield* open(bench, workload("web"));
        yield* bench.advance(1000);
        old.container().lines(["A2"]);
        old.delete();
        yield* bench.advance(30_000, 1000);
        expect(list.failure).toBeUndefined();
        expect(lines(list.texts)).toEqual(["A1", "A2"]);
        expect(list.texts).toContain("(Deployment web deleted · its pods are read to their ends)");
        expect(list.texts.at(-1)).toMatch(new RegExp(`^\\(${pod?.name} deleted`, "u"));
        expect(list.elements.filter(({ _tag }) => _tag === "Gone")).toHaveLength(1);
        expect(list.connection?._tag).toBe("Ended");

        const told = list.elements.length;
        const again = new Deployment(world, { name: "web" });
        again.container().lines(["B1"]);
        yield* bench.advance(5000);
        expect(lines(list.texts)).toEqual(["A1", "A2", "B1"]);
        expect(list.connection?._tag).toBe("Streaming");
        // It has containers to choose from again.
        expect(list.elements.slice(told).some(({ _tag }) => _tag === "Containers")).toBe(true);
      }),
  );

  it.effect("says so where it has no pods to show", () =>
    Effect.gen(function* () {
      const bench = yield* makeBench();
      const web = new Deployment(bench.cluster.world, { name: "web", replicas: 0 });
      const list = yield* open(bench, workload("web"));
      yield* bench.advance(1000);
      web.delete();
      yield* bench.advance(1000);
      expect(sentence(list)).toBe("Deployment web was deleted.");
    }),
  );

  it.effect("a Job that is over ends once its last pod is read", () =>
    Effect.gen(function* () {
      const bench = yield* makeBench();
      const job = new Job(bench.cluster.world, { name: "report" });
      job.container().lines(["J1"]);
      const list = yield* open(bench, workload("report", "Job"));
      yield* bench.advance(1000);
      expect(list.elements.some(({ _tag }) => _tag === "Finished")).toBe(false);
      job.container().lines(["J2"]).exit({ code: 0 });
      yield* bench.advance(20_000);
      expect(lines(list.texts)).toEqual(["J1", "J2"]);
      expect(list.elements.at(-1)?._tag).toBe("Finished");
    }),
  );

  it.effect("is asked for now and then where it may not be watched", () =>
    Effect.gen(function* () {
      const bench = yield* makeBench();
      const { cluster } = bench;
      cluster.faults.on(
        { kind: ["list", "watch"], resource: "deployments", times: Infinity },
        forbidden("deployments"),
      );
      const web = new Deployment(cluster.world, { name: "web" });
      web.container().lines(["A1"]);
      const list = yield* open(bench, workload("web"));
      yield* bench.advance(1000);
      expect(list.texts).toEqual(["A1"]);
      web.delete();
      yield* bench.advance(35_000, 1000);
      expect(list.texts).toContainEqual(expect.stringContaining("Deployment web deleted"));
    }),
  );
});
