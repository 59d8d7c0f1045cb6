import { describe, expect, it } from "@effect/vitest";
import * as Effect from "effect/Effect";
import { pickedPods } from "../../src/domain/target.ts";
import { Deployment } from "../cluster/deployment.ts";
import { CronJob, DaemonSet, declareService, Job, StatefulSet } from "../cluster/workloads.ts";
import { makeBench, numbered } from "../source/harness.ts";
import { open, workload } from "./harness.ts";

const podsForbidden = {
  type: "status",
  error: {
    code: 403,
    reason: "Forbidden",
    message: "pods is forbidden",
    details: { kind: "pods" },
  },
} as const;

const lines = (texts: ReadonlyArray<string>): ReadonlyArray<string> =>
  texts.filter((text) => !/^[[(]/u.test(text));

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
      // A pod that is removed as soon as its processes end leaves no time to read its log again.
      const marked = list.texts.filter((text) => text.startsWith("["));
      expect(marked.filter((text) => !text.includes("pod deleted before"))).toEqual([]);
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
      expect(list.sources.map(({ label }) => label)).toEqual(["db-0 app", "db-0 app"]);
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

describe("a selector", () => {
  it.effect("shows the containers that fit a pattern, of all pods that match", () =>
    Effect.gen(function* () {
      const bench = yield* makeBench();
      const { world } = bench.cluster;
      for (const name of ["a", "b"]) {
        const pod = world.pod({
          name,
          labels: { app: "web", tier: name },
          containers: [{ name: "app-main" }, { name: "app-side" }, { name: "proxy" }],
        });
        for (const container of pod.containers) container.lines([`${name} ${container.name}`]);
      }
      const list = yield* open(bench, {
        _tag: "Selector",
        context: "admin",
        namespace: "default",
        selector: "app=web,tier in (a,b)",
        container: "app-*",
      });
      yield* bench.advance(1000);
      expect(list.texts.toSorted()).toEqual([
        "a app-main",
        "a app-side",
        "b app-main",
        "b app-side",
      ]);
    }),
  );

  it.effect("that the server can't read fails the session in its words", () =>
    Effect.gen(function* () {
      const bench = yield* makeBench();
      const list = yield* open(bench, {
        _tag: "Selector",
        context: "admin",
        namespace: "default",
        selector: "app in web",
      });
      yield* bench.advance(1000);
      expect(list.failure?._tag).toBe("RequestInvalid");
    }),
  );
});

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

  it.effect("are asked for one by one where pods may be neither listed nor watched", () =>
    Effect.gen(function* () {
      const bench = yield* makeBench();
      const { cluster } = bench;
      cluster.faults.on({ kind: ["list", "watch"], times: Infinity }, podsForbidden);
      cluster.world.pod({ name: "a" }).container().lines(["A1"]);
      const list = yield* open(bench, picked);
      yield* bench.advance(1000);
      cluster.world.pod({ name: "b" }).container().lines(["B1"]);
      yield* bench.advance(12_000, 1000);
      expect(lines(list.texts)).toEqual(["A1", "B1"]);
    }),
  );
});

describe("where pods may be listed but not watched", () => {
  it.effect("new pods are found by listing again", () =>
    Effect.gen(function* () {
      const bench = yield* makeBench();
      const { cluster } = bench;
      cluster.faults.on({ kind: "watch", times: Infinity }, podsForbidden);
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
          podsForbidden,
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
