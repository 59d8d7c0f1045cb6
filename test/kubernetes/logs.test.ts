import { writeFileSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { describe, expect, it, layer } from "@effect/vitest";
import * as Deferred from "effect/Deferred";
import * as Effect from "effect/Effect";
import * as Exit from "effect/Exit";
import * as Fiber from "effect/Fiber";
import * as Queue from "effect/Queue";
import * as Scope from "effect/Scope";
import * as Stream from "effect/Stream";
import * as TestClock from "effect/testing/TestClock";
import { Kube, type LogQuery } from "../../src/kubernetes/kube.ts";
import { clusterKube, kubeFrom, TestCluster, textOf } from "./cluster-kube.ts";

/** Texts of a log without their stamps. */
const texts = (log: string): ReadonlyArray<string> =>
  log
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => line.slice(line.indexOf(" ") + 1));

const read = (pod: string, query: Partial<LogQuery> = {}, context = "admin") =>
  Effect.gen(function* () {
    const kube = yield* Kube;
    const { body } = yield* kube.log(context, "default", pod, { container: "app", ...query });
    return yield* textOf(body);
  }).pipe(Effect.scoped);

layer(clusterKube())("A log", (it) => {
  it.effect("is asked for with stamps, from the container named, as far back as wanted", () =>
    Effect.gen(function* () {
      const cluster = yield* TestCluster;
      const pod = cluster.world.pod({
        name: "two",
        containers: [{ name: "app" }, { name: "side" }],
      });
      pod.container("app").lines(["A1", "A2", "A3"]);
      pod.container("side").lines(["S1"]);
      const log = yield* read("two", { tailLines: 2 });
      expect(texts(log)).toEqual(["A2", "A3"]);
      expect(log).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{9}Z A2\n/u);
      expect(texts(yield* read("two", { container: "side" }))).toEqual(["S1"]);
      expect((yield* read("two", { limitBytes: 12 })).length).toBe(12);
    }),
  );

  it.effect("of the instance before is its own", () =>
    Effect.gen(function* () {
      const cluster = yield* TestCluster;
      const app = cluster.world.pod({ name: "crashed" }).container();
      app.lines(["A1"]);
      app.exit({ code: 137 }).start().lines(["B1"]);
      expect(texts(yield* read("crashed", { previous: true }))).toEqual(["A1"]);
      expect(texts(yield* read("crashed"))).toEqual(["B1"]);
    }),
  );

  it.effect("can be read with a client certificate", () =>
    Effect.gen(function* () {
      const cluster = yield* TestCluster;
      cluster.world.pod({ name: "certified" }).container().lines(["A1"]);
      expect(texts(yield* read("certified", {}, "admin-cert"))).toEqual(["A1"]);
    }),
  );

  it.effect(
    "that follows gives each line as it comes, and ends cleanly where the server ends it",
    () =>
      Effect.gen(function* () {
        const cluster = yield* TestCluster;
        const kube = yield* Kube;
        const app = cluster.world.pod({ name: "live" }).container();
        app.lines(["A1"]);
        const got = yield* Queue.unbounded<string>();
        const ended = yield* kube
          .log("admin", "default", "live", { container: "app", follow: true })
          .pipe(
            Effect.flatMap(({ body }) =>
              Stream.runForEach(body, (piece) => Queue.offer(got, Buffer.from(piece).toString())),
            ),
            Effect.scoped,
            Effect.forkChild,
          );
        expect(texts(yield* Queue.take(got))).toEqual(["A1"]);
        app.lines(["A2"]);
        expect(texts(yield* Queue.take(got))).toEqual(["A2"]);
        for (const answer of cluster.open("follow")) answer.end();
        yield* Fiber.join(ended);
      }),
  );

  it.effect("that is cut fails as cut, and never ends as if it were whole", () =>
    Effect.gen(function* () {
      const cluster = yield* TestCluster;
      const app = cluster.world.pod({ name: "cut" }).container();
      app.lines(["A1", "A2", "A3"]);
      cluster.faults.on({ kind: "log", name: "cut" }, { type: "cut", at: 50 });
      const error = yield* Effect.flip(read("cut"));
      expect(error).toMatchObject({ _tag: "ConnectionCut", server: cluster.url });
    }),
  );

  it.effect("loses its socket with its scope, read or not", () =>
    Effect.gen(function* () {
      const cluster = yield* TestCluster;
      const kube = yield* Kube;
      cluster.world.pod({ name: "closed" }).container().lines(["A1"]);
      const scope = yield* Scope.make();
      yield* Scope.provide(
        kube.log("admin", "default", "closed", { container: "app", follow: true }),
        scope,
      );
      expect(cluster.counters.open.follow).toBe(1);
      yield* Scope.close(scope, Exit.void);
      yield* Effect.promise(() => cluster.settled());
      expect(cluster.counters.open.follow).toBe(0);
    }),
  );

  it.effect("can be left at any moment, and leaves no connection behind", () =>
    Effect.gen(function* () {
      const cluster = yield* TestCluster;
      const app = cluster.world.pod({ name: "left" }).container();
      app.lines(Array.from({ length: 2_000 }, (_, i) => `A${i} ${"x".repeat(200)}`));
      const turn = Effect.promise(() => new Promise(setImmediate));
      let answered = 0;
      for (let turns = 0; turns < 120; turns++) {
        const fiber = yield* Effect.forkChild(read("left", { follow: true }));
        for (let i = 0; i < turns; i++) yield* turn;
        answered += cluster.counters.open.follow;
        yield* Fiber.interrupt(fiber);
      }
      expect(answered).toBeGreaterThan(0);
      while (cluster.counters.open.follow > 0) yield* turn;
      yield* Effect.promise(() => cluster.settled());
      expect(cluster.counters.open.follow).toBe(0);
    }),
  );

  it.effect("survives a cut between its head and its first reader", () =>
    Effect.gen(function* () {
      const cluster = yield* TestCluster;
      const kube = yield* Kube;
      cluster.world.pod({ name: "early" });
      const { body } = yield* kube.log("admin", "default", "early", {
        container: "app",
        follow: true,
      });
      for (const answer of cluster.open("follow")) answer.cut();
      yield* Effect.promise(() => cluster.settled());
      expect((yield* Effect.flip(textOf(body)))._tag).toBe("ConnectionCut");
    }),
  );

  it.effect("that falls silent is given up after 30 s, unless it follows", () =>
    Effect.gen(function* () {
      const cluster = yield* TestCluster;
      const kube = yield* Kube;
      cluster.world.pod({ name: "silent" }).container().lines(["A1", "A2"]);
      cluster.faults.on({ kind: "log", name: "silent" }, { type: "stall", at: 20 });
      const opened = yield* Deferred.make<void>();
      const fiber = yield* kube.log("admin", "default", "silent", { container: "app" }).pipe(
        Effect.flatMap(({ body }) =>
          Stream.runForEach(body, () => Deferred.succeed(opened, undefined)),
        ),
        Effect.scoped,
        Effect.flip,
        Effect.forkChild,
      );
      yield* Deferred.await(opened);
      yield* TestClock.adjust("40 seconds");
      expect(yield* Fiber.join(fiber)).toMatchObject({ _tag: "TimedOut", afterMs: 30_000 });
    }),
  );

  it.effect("whose head does not come is given up after 30 s", () =>
    Effect.gen(function* () {
      const cluster = yield* TestCluster;
      cluster.world.pod({ name: "headless" });
      const fault = cluster.faults.on({ kind: "log", name: "headless" }, { type: "silence" });
      const fiber = yield* Effect.forkChild(Effect.flip(read("headless")));
      while (fault.hits === 0) yield* Effect.promise(() => new Promise(setImmediate));
      yield* TestClock.adjust("30 seconds");
      expect(yield* Fiber.join(fiber)).toMatchObject({ _tag: "TimedOut", afterMs: 30_000 });
    }),
  );
});

describe.each(["/k8s/clusters/c-1", "/k8s/clusters/c-1/"])("A server below %s", (basePath) => {
  layer(clusterKube({ basePath }))((it) => {
    it.effect("lists, watches and reads logs", () =>
      Effect.gen(function* () {
        const cluster = yield* TestCluster;
        const kube = yield* Kube;
        cluster.world.pod({ name: "web" }).container().lines(["A1"]);
        expect((yield* kube.pods("admin", "default")).map(({ name }) => name)).toEqual(["web"]);
        const first = yield* Stream.runHead(kube.watchPods("admin", "default"));
        expect(first).toMatchObject({ _tag: "Some", value: { _tag: "Listed" } });
        expect(texts(yield* read("web"))).toEqual(["A1"]);
        expect((yield* kube.contexts)[0]?.server).toContain("/k8s/clusters/c-1");
      }),
    );
  });
});

describe("A server's address", () => {
  it.effect("whose name nobody knows fails as such", () =>
    Effect.gen(function* () {
      const folder = mkdtempSync(path.join(tmpdir(), "podlog-address-"));
      yield* Effect.addFinalizer(() => Effect.sync(() => rmSync(folder, { recursive: true })));
      const file = path.join(folder, "config");
      writeFileSync(
        file,
        JSON.stringify({
          clusters: [{ name: "c", cluster: { server: "https://cluster.invalid" } }],
          contexts: [{ name: "a", context: { cluster: "c" } }],
        }),
      );
      const error = yield* Effect.flip(
        Effect.flatMap(Kube, (kube) => kube.namespaces("a")).pipe(Effect.provide(kubeFrom(file))),
      );
      expect(error).toMatchObject({ _tag: "HostNotFound", server: "https://cluster.invalid" });
    }),
  );
});
