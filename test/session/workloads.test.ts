import { describe, expect, it } from "@effect/vitest";
import * as Effect from "effect/Effect";
import { pickedPods } from "../../src/domain/target.ts";
import { Deployment } from "../cluster/deployment.ts";
import { CronJob, DaemonSet, declareService, Job, StatefulSet } from "../cluster/workloads.ts";
import { makeBench, numbered } from "../source/harness.ts";
import { open, workload, type Opened } from "./harness.ts";

const forbidden = (kind: string) =>
  ({
    type: "status",
    error: {
      code: 403,
      reason: "Forbidden",
      message: `${kind} is forbidden`,
      details: { kind },
    },
  }) as const;

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

const sentence = (list: Opened): string | undefined =>
  list.connection?._tag === "Waiting" ? list.connection.why.sentence : undefined;

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

describe("why a pod goes (C4)", () => {
  const place = { context: "admin", namespace: "default" };

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
      const list = yield* open(bench, { _tag: "Selector", ...place, selector: "app=web" });
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
});

describe("where nothing can be shown", () => {
  it.effect("containers that are called otherwise are named, to choose from", () =>
    Effect.gen(function* () {
      const bench = yield* makeBench();
      new Deployment(bench.cluster.world, {
        name: "web",
        replicas: 2,
        template: { containers: [{ name: "app" }, { name: "proxy" }] },
      }).container();
      const list = yield* open(bench, { ...workload("web"), container: "ap" });
      yield* bench.advance(1000);
      expect(list.connection).toMatchObject({
        why: {
          sentence: "No container of Deployment web is called ap.",
          why: "There are app, proxy.",
          remedies: [{ _tag: "PickContainer", choices: ["app", "proxy"] }],
        },
      });
    }),
  );

  it.effect("no container has a previous instance", () =>
    Effect.gen(function* () {
      const bench = yield* makeBench();
      new Deployment(bench.cluster.world, { name: "web" }).container();
      bench.cluster.world.pod({ name: "alone" });
      const list = yield* open(bench, workload("web"), { previous: true });
      const pod = yield* open(
        bench,
        { _tag: "Pod", context: "admin", namespace: "default", pod: "alone" },
        { previous: true },
      );
      yield* bench.advance(1000);
      expect(sentence(list)).toBe("No container of Deployment web has a previous instance.");
      expect(sentence(pod)).toBe("No container of alone has a previous instance.");
      expect(list.elements.at(-1)?._tag).toBe("Finished");
    }),
  );
});

describe("the containers to choose from (C2)", () => {
  it.effect("are those of all pods, each name once, with whether any has a previous instance", () =>
    Effect.gen(function* () {
      const bench = yield* makeBench();
      const { world } = bench.cluster;
      const labels = { app: "web" };
      world.pod({ name: "a", labels, containers: [{ name: "app" }, { name: "proxy" }] });
      const b = world.pod({ name: "b", labels, containers: [{ name: "app" }, { name: "cron" }] });
      b.container("app").restart({ code: 1 });
      const list = yield* open(bench, {
        _tag: "Selector",
        context: "admin",
        namespace: "default",
        selector: "app=web",
      });
      yield* bench.advance(1000);
      const told = () => list.elements.findLast((element) => element._tag === "Containers");
      expect(
        told()?.containers.map(({ lastTermination, name }) => [
          name,
          lastTermination !== undefined,
        ]),
      ).toEqual([
        ["app", true],
        ["proxy", false],
        ["cron", false],
      ]);
      b.delete();
      yield* bench.advance(5000);
      expect(told()?.containers.map(({ name }) => name)).toEqual(["app", "proxy"]);
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
