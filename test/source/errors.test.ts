import { describe, expect, it } from "@effect/vitest";
import * as Effect from "effect/Effect";
import { explain } from "../../src/domain/explain.ts";
import { Faults } from "../cluster/faults.ts";
import {
  cutFollows,
  failureOf,
  makeBench,
  numbered,
  opened,
  read,
  type Reading,
} from "./harness.ts";

const why = ({ state }: Reading): string =>
  state?._tag === "Waiting"
    ? `${state.why.sentence} ${state.why.why ?? ""}`
    : (state?._tag ?? "none");

describe("errors", () => {
  it.effect("58 400 waiting to start", () =>
    Effect.gen(function* () {
      const bench = yield* makeBench();
      const pod = bench.cluster.world.pod({ name: "web", stage: "scheduled" });
      const reading = yield* read(bench);
      yield* bench.advance(5000);
      expect(reading.state?._tag).toBe("Waiting");
      expect(reading.exit).toBeUndefined();
      pod.start();
      pod.container().lines(["A1"]);
      yield* bench.advance(35_000, 1000);
      expect(reading.rows).toEqual(["A1"]);
      expect(reading.state?._tag).toBe("Streaming");
    }),
  );

  it.effect("59 400 image pull", () =>
    Effect.gen(function* () {
      const bench = yield* makeBench();
      bench.cluster.world.pod({
        name: "web",
        containers: [
          {
            name: "app",
            state: {
              reason: "ImagePullBackOff",
              message: 'Back-off pulling image "nowhere/app:1"',
            },
          },
        ],
      });
      const reading = yield* read(bench);
      yield* bench.advance(5000);
      expect(why(reading)).toMatch(/image/iu);
      expect(why(reading)).toMatch(/nowhere\/app:1/u);
    }),
  );

  it.effect("60 204 unscheduled", () =>
    Effect.gen(function* () {
      const bench = yield* makeBench();
      const pod = bench.cluster.world.pod({ name: "web", stage: "pending" });
      pod.noNode("0/3 nodes are available: 3 Insufficient cpu.");
      const reading = yield* read(bench);
      yield* bench.advance(5000);
      expect(why(reading)).toMatch(/node/iu);
      expect(why(reading)).toMatch(/Insufficient cpu/u);
    }),
  );

  it.effect("62 404 from kubelet", () =>
    Effect.gen(function* () {
      const bench = yield* makeBench();
      bench.cluster.world.pod({ name: "web" }).container().lines(["A1"]);
      bench.cluster.faults.on({ kind: ["log", "follow"], times: 2 }, Faults.kubeletLacksPod("web"));
      const reading = yield* read(bench);
      yield* bench.advance(30_000, 1000);
      expect(reading.rows).toEqual(["A1"]);
    }),
  );

  it.effect("62 404 from kubelet, for good", () =>
    Effect.gen(function* () {
      const bench = yield* makeBench();
      bench.cluster.world.pod({ name: "web" });
      const fault = bench.cluster.faults.on(
        { kind: ["log", "follow"], times: Infinity },
        Faults.kubeletLacksPod("web"),
      );
      const reading = yield* read(bench);
      yield* bench.advance(120_000, 1000);
      expect(failureOf(reading)?.cause).toMatchObject({
        _tag: "KubeletUnknownPod",
        pod: "web",
        node: "node-1",
      });
      // Once, and three times more.
      expect(fault.hits).toBe(4);
    }),
  );

  it.effect("63 405", () =>
    Effect.gen(function* () {
      const bench = yield* makeBench();
      bench.cluster.world.pod({ name: "web" });
      bench.cluster.faults.on(
        { kind: ["log", "follow"], times: Infinity },
        Faults.logsDisabled("web"),
      );
      const reading = yield* read(bench);
      yield* bench.advance(5000);
      expect(failureOf(reading)?.cause._tag).toBe("LogsDisabledOnNode");
      expect(reading.state?._tag).toBe("Disconnected");
    }),
  );

  it.effect("64 429", () =>
    Effect.gen(function* () {
      const { app, bench, reading } = yield* opened(["A1"]);
      const fault = bench.cluster.faults.on({ kind: "log" }, Faults.tooManyRequests(7));
      cutFollows(bench);
      app.lines(["A2"]);
      for (let waited = 0; fault.hits === 0 && waited < 20; waited++) yield* bench.advance(500);
      expect(fault.hits).toBe(1);
      const asked = bench.cluster.counters.requests.log;
      yield* bench.advance(6500);
      expect(bench.cluster.counters.requests.log).toBe(asked);
      expect(reading.state).toMatchObject({ _tag: "Reconnecting", error: { _tag: "Throttled" } });
      yield* bench.advance(10_000);
      expect(reading.rows).toEqual(["A1", "A2"]);
    }),
  );

  it.effect("65 500 dial error", () =>
    Effect.gen(function* () {
      const { app, bench, reading } = yield* opened(["A1"]);
      bench.cluster.faults.on(
        { kind: ["log", "follow"], times: 3 },
        Faults.kubeletUnreachable("refused"),
      );
      cutFollows(bench);
      app.lines(["A2"]);
      yield* bench.advance(1000);
      const error = reading.state?._tag === "Reconnecting" ? reading.state.error : undefined;
      expect(error).toMatchObject({ _tag: "KubeletUnreachable", node: "node-1" });
      if (error !== undefined) {
        const { details, ...words } = explain(error);
        expect(words.sentence).toContain("node-1");
        expect(JSON.stringify(words)).not.toContain("https://");
        expect(details).toContain("https://10.0.0.5:10250/");
      }
      yield* bench.advance(60_000, 1000);
      expect(reading.rows).toEqual(["A1", "A2"]);
      expect(reading.states).toEqual(["Connecting", "Streaming", "Reconnecting", "Streaming"]);
    }),
  );

  it.effect("66 502/503/504 HTML", () =>
    Effect.gen(function* () {
      const { app, bench, reading } = yield* opened(["A1"]);
      for (const code of [502, 503, 504] as const)
        bench.cluster.faults.on({ kind: ["log", "follow"] }, Faults.gateway(code));
      cutFollows(bench);
      app.lines(["A2"]);
      yield* bench.advance(60_000, 1000);
      expect(reading.rows).toEqual(["A1", "A2"]);
    }),
  );

  it.effect("55 403 user", () =>
    Effect.gen(function* () {
      const bench = yield* makeBench();
      bench.cluster.world.pod({ name: "web" });
      const reading = yield* read(bench, { context: "nologs" });
      yield* bench.advance(5000);
      expect(failureOf(reading)?.cause).toMatchObject({ _tag: "Forbidden", resource: "pods/log" });
      const asked = bench.cluster.counters.requests.log + bench.cluster.counters.requests.follow;
      yield* bench.advance(120_000, 10_000);
      expect(bench.cluster.counters.requests.log + bench.cluster.counters.requests.follow).toBe(
        asked,
      );
    }),
  );

  it.effect("57 400 several containers", () =>
    Effect.gen(function* () {
      const bench = yield* makeBench();
      const pod = bench.cluster.world.pod({
        name: "web",
        containers: [{ name: "app" }, { name: "proxy" }],
      });
      pod.container("proxy").lines(["P1"]);
      const reading = yield* read(bench, { container: "proxy", limit: 50 });
      yield* bench.advance(20_000);
      expect(reading.rows).toEqual(["P1"]);
      const asked = bench.cluster.heard.filter(({ kind }) => kind === "log" || kind === "follow");
      expect(asked.length).toBeGreaterThan(2);
      for (const { url } of asked) expect(url).toContain("container=proxy");
      // A server that wants a name all the same is told of with the names it offers.
      bench.cluster.faults.on(
        { kind: ["log", "follow"], times: Infinity },
        {
          type: "status",
          error: {
            code: 400,
            reason: "BadRequest",
            message: "a container name must be specified for pod web, choose one of: [app proxy]",
          },
        },
      );
      cutFollows(bench);
      yield* bench.advance(5000);
      expect(failureOf(reading)?.cause).toMatchObject({
        _tag: "ContainerRequired",
        choices: ["app", "proxy"],
      });
    }),
  );

  it.effect("61 404 node gone", () =>
    Effect.gen(function* () {
      const { app, bench, pod, reading } = yield* opened(numbered("A", 1, 5));
      const fault = bench.cluster.faults.on(
        { kind: ["log", "follow"], times: Infinity },
        {
          type: "status",
          error: {
            code: 404,
            reason: "NotFound",
            message: 'nodes "node-1" not found',
            details: { name: "node-1", kind: "nodes" },
          },
        },
      );
      cutFollows(bench);
      app.lines(["A6"]);
      yield* bench.advance(5000);
      expect(reading.state?._tag).toBe("Waiting");
      expect(why(reading)).toMatch(/node-1/u);
      expect(reading.rows).toEqual(numbered("A", 1, 5));
      const hits = fault.hits;
      yield* bench.advance(60_000, 5000);
      // No backoff of half seconds: a look every ten, until the pod says something else.
      expect(fault.hits - hits).toBeLessThanOrEqual(7);
      expect(reading.exit).toBeUndefined();
      pod.remove();
      yield* bench.advance(20_000, 1000);
      expect(reading.rows.slice(5)).toEqual([
        expect.stringMatching(/^\[Lines after .*pod deleted/u),
        expect.stringMatching(/^\(pod deleted/u),
      ]);
    }),
  );

  it.effect("37 previous already removed", () =>
    Effect.gen(function* () {
      const { app, bench, reading } = yield* opened(numbered("A", 1, 5));
      const fault = bench.cluster.faults.on(
        { url: /previous=true/u, times: Infinity },
        {
          type: "status",
          error: {
            code: 400,
            reason: "BadRequest",
            message: 'previous terminated container "app" in pod "web" not found',
          },
        },
      );
      cutFollows(bench);
      app.lines(["A6"]);
      app.restart().lines(numbered("B", 1, 3));
      yield* bench.advance(60_000, 1000);
      expect(fault.hits).toBeGreaterThan(0);
      expect(reading.rows.filter((row) => /^[AB]/u.test(row))).toEqual([
        ...numbered("A", 1, 5),
        ...numbered("B", 1, 3),
      ]);
      expect(reading.rows.filter((row) => row.startsWith("["))).toHaveLength(1);
    }),
  );
});
