import { describe, expect, it } from "@effect/vitest";
import * as Effect from "effect/Effect";
import { Deployment } from "../cluster/deployment.ts";
import { CronJob, DaemonSet, declareService, Job, StatefulSet } from "../cluster/workloads.ts";
import { makeBench, numbered } from "../source/harness.ts";
import { forbidden, lines, open, workload } from "./harness.ts";

describe("a Deployment", () => {
  it.effect("70 rollout: new pods from their first line, old ones to their last, each once", () =>
    Effect.gen(function* () {
      const bench = yield* makeBench();
      const { cluster } = bench;
      const web = new Deployment(cluster.world, { name: "web", replicas: 3 });
      const old = web.pods.map(({ name }) => name);
      for (const pod of web.pods) pod.container().lines([`${pod.name} first`]);
      const list = yield* open(bench, workload("web"));
      yield* bench.advance(1000);
      const rollout = web.rollout({ containers: [{ name: "app", image: "web:1.4.2" }] });
      for (let step = 0; step < 3; step++) {
        for (const pod of web.pods) pod.container().lines([`${pod.name} at ${step}`]);
        const before = new Set(web.pods);
        // The watch is lost in the middle: a list comes instead, in another order.
        if (step === 1) for (const watch of cluster.open("watch")) watch.cut();
        rollout.step();
        for (const pod of web.pods)
          if (!before.has(pod)) pod.container().lines([`${pod.name} first`]);
        yield* bench.advance(2000);
      }
      yield* bench.advance(60_000, 2000);
      const now = web.pods.map(({ name }) => name);
      expect(new Set([...old, ...now]).size).toBe(6);
      for (const name of old) {
        const shown = list.of(name);
        expect(lines(shown)[0]).toBe(`${name} first`);
        expect(new Set(lines(shown)).size).toBe(lines(shown).length);
        expect(shown.at(-1)).toMatch(new RegExp(`^\\(${name} deleted`, "u"));
      }
      for (const name of now) {
        const [started, ...shown] = list.of(name);
        expect(started).toMatch(
          new RegExp(`^\\(${name} started on node-\\d, image web:1.4.2`, "u"),
        );
        expect(shown[0]).toBe(`${name} first`);
      }
      const all = lines(list.texts);
      expect(all.length).toBe(new Set(all).size);
      expect(all.length).toBe(6 + 3 + 3 + 3);
      // Each went as soon as its processes ended: its last status, which the watch missed of one, tells that all is read.
      expect(list.texts.filter((text) => text.startsWith("["))).toEqual([
        expect.stringContaining("pod deleted before its end"),
      ]);
    }),
  );

  it.effect("shows its own pods and no others that have the same labels", () =>
    Effect.gen(function* () {
      const bench = yield* makeBench();
      const { world } = bench.cluster;
      const web = new Deployment(world, { name: "web", replicas: 2 });
      const other = new Deployment(world, {
        name: "other",
        selector: { matchLabels: { app: "web" } },
      });
      world.pod({ name: "stray", labels: { app: "web" } });
      const list = yield* open(bench, workload("web"));
      yield* bench.advance(1000);
      expect(list.sources.map(({ ref }) => ref.pod).toSorted()).toEqual(
        web.pods.map(({ name }) => name).toSorted(),
      );
      other.scale(2);
      web.scale(3);
      yield* bench.advance(1000);
      expect(list.sources.map(({ ref }) => ref.pod).toSorted()).toEqual(
        web.pods.map(({ name }) => name).toSorted(),
      );
    }),
  );

  it.effect("is selected by its expressions", () =>
    Effect.gen(function* () {
      const bench = yield* makeBench();
      const web = new Deployment(bench.cluster.world, {
        name: "web",
        selector: {
          matchLabels: { app: "web" },
          matchExpressions: [
            { key: "tier", operator: "In", values: ["front", "edge"] },
            { key: "legacy", operator: "DoesNotExist" },
          ],
        },
        template: { labels: { tier: "edge" } },
      });
      web.container().lines(["A1"]);
      const list = yield* open(bench, workload("web"));
      yield* bench.advance(1000);
      expect(list.texts).toEqual(["A1"]);
    }),
  );

  it.effect("is shown as having no pods until one comes", () =>
    Effect.gen(function* () {
      const bench = yield* makeBench();
      const web = new Deployment(bench.cluster.world, { name: "web", replicas: 0 });
      const list = yield* open(bench, workload("web"));
      yield* bench.advance(1000);
      expect(list.connection).toMatchObject({
        _tag: "Waiting",
        why: { sentence: "Deployment web has no pods now." },
      });
      web.scale(1);
      web.container().lines(["A1"]);
      yield* bench.advance(1000);
      expect(list.texts.slice(1)).toEqual(["A1"]);
      expect(list.connection?._tag).toBe("Streaming");
    }),
  );

  it.effect("is not said to have no pods before they have been looked for", () =>
    Effect.gen(function* () {
      const bench = yield* makeBench();
      const web = new Deployment(bench.cluster.world, { name: "web" });
      web.container().lines(["A1"]);
      const slow = { kind: "list", resource: "pods" } as const;
      bench.cluster.faults.on(slow, { type: "late", ms: 700 });
      const list = yield* open(bench, workload("web"));
      yield* bench.advance(3000, 100);
      const states = list.elements.flatMap((element) =>
        element._tag === "Connection" ? [element.state._tag] : [],
      );
      expect(states).toEqual(["Connecting", "Streaming"]);
    }),
  );

  it.effect("fails the session where it is not there", () =>
    Effect.gen(function* () {
      const bench = yield* makeBench();
      const list = yield* open(bench, workload("web"));
      yield* bench.advance(1000);
      expect(list.failure).toMatchObject({ _tag: "ObjectGone", kind: "Deployment", name: "web" });
    }),
  );

  it.effect("tells why a pod went: killed, evicted", () =>
    Effect.gen(function* () {
      const bench = yield* makeBench();
      const web = new Deployment(bench.cluster.world, { name: "web", replicas: 2 });
      for (const pod of web.pods) pod.container().lines(["A1"]);
      const list = yield* open(bench, workload("web"));
      yield* bench.advance(1000);
      const [a, b] = web.pods;
      if (a === undefined || b === undefined) throw new Error("two pods");
      a.container().exit({ code: 137, reason: "OOMKilled" });
      yield* bench.advance(5000);
      a.container().start().lines(["B1"]);
      b.evict("The node was low on resource: memory.");
      yield* bench.advance(20_000);
      expect(list.of(a.name).map((text) => text.replace(/ · \d\d:\d\d:\d\d/u, ""))).toEqual([
        "A1",
        `(${a.name} exited · exit 137 · OOMKilled)`,
        `(${a.name} restarted)`,
        "B1",
      ]);
      expect(list.of(b.name)).toContain(
        `(${b.name} failed on node-1 · Evicted · The node was low on resource: memory.)`,
      );
    }),
  );
});

describe("other workloads", () => {
  it.effect("a StatefulSet's pod that is replaced is another source under the same name", () =>
    Effect.gen(function* () {
      const bench = yield* makeBench();
      const db = new StatefulSet(bench.cluster.world, { name: "db", replicas: 1 });
      db.container().lines(["A1"]);
      const list = yield* open(bench, workload("db", "StatefulSet"));
      yield* bench.advance(1000);
      db.replace(0).container().lines(["B1"]);
      yield* bench.advance(60_000, 2000);
      expect(lines(list.texts)).toEqual(["A1", "B1"]);
      expect(list.sources.map(({ label, ordinal }) => [label, ordinal])).toEqual([
        ["db-0 app", undefined],
        ["db-0 #2 app", 2],
      ]);
      db.replace(0);
      yield* bench.advance(60_000, 2000);
      const rows = list.texts.filter((text) => text.startsWith("("));
      for (const name of ["db-0", "db-0 #2"])
        expect(rows).toContainEqual(expect.stringMatching(`^\\(${name} deleted`));
      for (const name of ["db-0 #2", "db-0 #3"])
        expect(rows).toContainEqual(expect.stringMatching(`^\\(${name} started`));
    }),
  );

  it.effect("a DaemonSet, a Service and a Job show their pods", () =>
    Effect.gen(function* () {
      const bench = yield* makeBench();
      const { world } = bench.cluster;
      world.node("n1");
      world.node("n2");
      const agent = new DaemonSet(world, { name: "agent", nodes: ["n1", "n2"] });
      for (const pod of agent.pods) pod.container().lines([`agent on ${pod.name}`]);
      declareService(world, { name: "agents", selector: { app: "agent" } });
      const job = new Job(world, { name: "report" });
      job.container().lines(["J1"]);
      const daemons = yield* open(bench, workload("agent", "DaemonSet"));
      const service = yield* open(bench, workload("agents", "Service"));
      const report = yield* open(bench, workload("report", "Job"));
      yield* bench.advance(1000);
      expect(daemons.texts.length).toBe(2);
      expect(service.texts.toSorted()).toEqual(daemons.texts.toSorted());
      expect(report.texts).toEqual(["J1"]);
      job.container().lines(["J2"]).exit({ code: 0 });
      yield* bench.advance(20_000);
      expect(report.of(job.pods[0]?.name ?? "")).toEqual([
        "J1",
        "J2",
        expect.stringMatching(/exited · exit 0 · Completed/u),
      ]);
    }),
  );

  it.effect("a CronJob shows each run as it comes, and no other's", () =>
    Effect.gen(function* () {
      const bench = yield* makeBench();
      const { world } = bench.cluster;
      const backup = new CronJob(world, { name: "backup", schedule: "* * * * *" });
      const other = new CronJob(world, { name: "other", schedule: "* * * * *" });
      backup.run().container().lines(["A1"]);
      other.run().container().lines(["X1"]);
      const list = yield* open(bench, workload("backup", "CronJob"));
      yield* bench.advance(1000);
      backup.run().container().lines(["B1"]);
      other.run().container().lines(["X2"]);
      yield* bench.advance(2000);
      expect(lines(list.texts)).toEqual(["A1", "B1"]);
    }),
  );

  it.effect("a Service without a selector is told as such", () =>
    Effect.gen(function* () {
      const bench = yield* makeBench();
      declareService(bench.cluster.world, { name: "outside", selector: {} });
      const list = yield* open(bench, workload("outside", "Service"));
      yield* bench.advance(1000);
      expect(list.failure?._tag).toBe("NoSelector");
    }),
  );
});

describe("a Service", () => {
  it.effect("that selects others later shows those", () =>
    Effect.gen(function* () {
      const bench = yield* makeBench();
      const { world } = bench.cluster;
      for (const name of ["blue", "green"])
        world
          .pod({ name, labels: { track: name } })
          .container()
          .lines([name]);
      declareService(world, { name: "web", selector: { track: "blue" } });
      const list = yield* open(bench, workload("web", "Service"));
      yield* bench.advance(1000);
      expect(list.texts).toEqual(["blue"]);
      declareService(world, { name: "web", selector: { track: "green" } });
      yield* bench.advance(2000);
      expect(list.texts).toContain("green");
      expect(list.texts).toContain("(blue is not among these pods any more · its log is read on)");
    }),
  );
});

describe("where pods may be listed but not watched", () => {
  it.effect("new pods are found by listing again", () =>
    Effect.gen(function* () {
      const bench = yield* makeBench();
      const { cluster } = bench;
      cluster.faults.on({ kind: "watch", times: Infinity }, forbidden("pods"));
      const web = new Deployment(cluster.world, { name: "web" });
      web.container().lines(numbered("A", 1, 2));
      const list = yield* open(bench, workload("web"));
      yield* bench.advance(1000);
      web.scale(2);
      web.pods[1]?.container().lines(["B1"]);
      yield* bench.advance(12_000, 1000);
      expect(lines(list.texts)).toEqual(["A1", "A2", "B1"]);
    }),
  );

  it.effect(
    "a row says that new pods are not seen when even that ends; the others are read on",
    () =>
      Effect.gen(function* () {
        const bench = yield* makeBench();
        const { cluster } = bench;
        const web = new Deployment(cluster.world, { name: "web" });
        const app = web.container();
        app.lines(["A1"]);
        const list = yield* open(bench, workload("web"));
        yield* bench.advance(1000);
        const refused = cluster.faults.on(
          { kind: ["watch", "list"], resource: "pods", times: Infinity },
          forbidden("pods"),
        );
        for (const watch of cluster.open("watch")) watch.cut();
        yield* bench.advance(5000);
        app.lines(["A2"]);
        yield* bench.advance(1000);
        expect(list.texts).toEqual([
          "A1",
          expect.stringMatching(
            /^\[Pods that start from now on are not shown here: Can't list pods/u,
          ),
          "A2",
        ]);
        web.scale(2);
        web.pods[1]?.container().lines(["B1"]);
        refused.remove();
        yield* list.session.retryNow;
        yield* bench.advance(2000);
        expect(lines(list.texts)).toEqual(["A1", "A2", "B1"]);
        expect(list.of(web.pods[1]?.name ?? "")[0]).toContain("started on");
      }),
  );
});
