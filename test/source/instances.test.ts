import { describe, expect, it } from "@effect/vitest";
import * as Effect from "effect/Effect";
import { cutFollows, makeBench, numbered, opened, read } from "./harness.ts";

const divider = (words: RegExp) => expect.stringMatching(new RegExp(`^\\(.*${words.source}`, "u"));

describe("restarts, deletion, replacement", () => {
  it.effect("32 container exits, no restart", () =>
    Effect.gen(function* () {
      const { app, bench, reading } = yield* opened(numbered("A", 1, 5));
      app.lines(["A6"]);
      app.exit({ code: 0 });
      yield* bench.advance(20_000);
      expect(reading.rows).toEqual([...numbered("A", 1, 6), divider(/exited · exit 0/u)]);
      const asked = bench.cluster.counters.requests.log + bench.cluster.counters.requests.follow;
      yield* bench.advance(600_000, 30_000);
      expect(reading.rows).toHaveLength(7);
      expect(
        bench.cluster.counters.requests.log + bench.cluster.counters.requests.follow,
      ).toBeLessThanOrEqual(asked + 1);
    }),
  );

  it.effect("33 restart while live", () =>
    Effect.gen(function* () {
      const { app, bench, reading } = yield* opened(numbered("A", 1, 5));
      app.lines(["A6"]);
      app
        .exit({ code: 137, reason: "OOMKilled" })
        .start()
        .lines(numbered("B", 1, 3));
      yield* bench.advance(30_000);
      expect(reading.rows).toEqual([
        ...numbered("A", 1, 6),
        divider(/restarted · exit 137 · OOMKilled/u),
        ...numbered("B", 1, 3),
      ]);
    }),
  );

  it.effect("34 restart while away", () =>
    Effect.gen(function* () {
      const { app, bench, reading } = yield* opened(numbered("A", 1, 5));
      cutFollows(bench);
      app.lines(numbered("A", 6, 25));
      app
        .exit({ code: 1 })
        .start()
        .lines(numbered("B", 1, 3));
      yield* bench.advance(30_000);
      expect(reading.rows).toEqual([
        ...numbered("A", 1, 25),
        divider(/restarted · exit 1/u),
        ...numbered("B", 1, 3),
      ]);
    }),
  );

  it.effect("35 CrashLoopBackOff", () =>
    Effect.gen(function* () {
      const { app, bench, reading } = yield* opened(numbered("A", 1, 5));
      app.exit({ code: 1 });
      app.backOff();
      yield* bench.advance(120_000, 2000);
      expect(reading.rows.filter((row) => row.startsWith("A"))).toEqual(numbered("A", 1, 5));
      app.start().lines(numbered("B", 1, 2));
      yield* bench.advance(60_000, 2000);
      expect(reading.rows.filter((row) => /^[AB]/u.test(row))).toEqual([
        ...numbered("A", 1, 5),
        ...numbered("B", 1, 2),
      ]);
    }),
  );

  it.effect("36 two restarts while away", () =>
    Effect.gen(function* () {
      const { app, bench, reading } = yield* opened(numbered("A", 1, 5));
      cutFollows(bench);
      app.lines(["A6"]);
      app.restart().lines(numbered("B", 1, 3));
      app.restart().lines(numbered("C", 1, 3));
      yield* bench.advance(60_000);
      expect(reading.rows.filter((row) => /^[ABC]/u.test(row))).toEqual([
        ...numbered("A", 1, 5),
        ...numbered("B", 1, 3),
        ...numbered("C", 1, 3),
      ]);
      expect(reading.rows[5]).toMatch(/^\[.*could not be read/u);
    }),
  );

  it.effect("38 previous: 200 + in-band error", () =>
    Effect.gen(function* () {
      const { app, bench, reading } = yield* opened(numbered("A", 1, 5));
      cutFollows(bench);
      app.lines(["A6"]);
      app.restart().lines(numbered("B", 1, 3));
      app.removePrevious();
      yield* bench.advance(60_000, 1000);
      expect(reading.rows.filter((row) => /^[AB]/u.test(row))).toEqual([
        ...numbered("A", 1, 5),
        ...numbered("B", 1, 3),
      ]);
      expect(reading.rows.filter((row) => row.startsWith("["))).toEqual([
        expect.stringMatching(/missing|could not be read/u),
      ]);
      expect(reading.rows.join("\n")).not.toMatch(/^unable to retrieve/mu);
    }),
  );

  it.effect("39 status lags kubelet", () =>
    Effect.gen(function* () {
      const { app, bench, pod, reading } = yield* opened(numbered("A", 1, 5));
      pod.holdStatus();
      app
        .exit({ code: 1 })
        .start()
        .lines(numbered("B", 1, 3));
      yield* bench.advance(5000);
      pod.releaseStatus();
      yield* bench.advance(60_000, 1000);
      expect(reading.rows).toEqual([
        ...numbered("A", 1, 5),
        divider(/restarted · exit 1/u),
        ...numbered("B", 1, 3),
      ]);
    }),
  );

  it.effect("40 dead in mid-line", () =>
    Effect.gen(function* () {
      const { app, bench, reading } = yield* opened(numbered("A", 1, 5));
      app.entry("last words", { partial: true });
      app.exit({ code: 3 });
      yield* bench.advance(30_000);
      expect(reading.rows).toEqual([
        ...numbered("A", 1, 5),
        "last words",
        divider(/exited · exit 3/u),
      ]);
    }),
  );

  it.effect("41 pod deleted while live", () =>
    Effect.gen(function* () {
      const { app, bench, pod, reading } = yield* opened(numbered("A", 1, 5));
      app.lines(["A6"]);
      yield* bench.advance(500);
      pod.delete();
      yield* bench.advance(60_000, 1000);
      expect(reading.rows.slice(0, 6)).toEqual(numbered("A", 1, 6));
      expect(reading.rows.slice(6).join("\n")).toMatch(/pod deleted/u);
      expect(reading.state?._tag).toBe("Ended");
    }),
  );

  it.effect("42 pod deleted while away", () =>
    Effect.gen(function* () {
      const { app, bench, pod, reading } = yield* opened(numbered("A", 1, 5));
      cutFollows(bench);
      app.lines(["A6"]);
      pod.delete();
      yield* bench.advance(60_000, 1000);
      expect(reading.rows.slice(0, 5)).toEqual(numbered("A", 1, 5));
      expect(reading.rows[5]).toMatch(/^\[Lines after .*pod deleted/u);
      const asked = bench.cluster.counters.requests.get;
      yield* bench.advance(600_000, 30_000);
      expect(bench.cluster.counters.requests.get).toBe(asked);
      expect(reading.exit?._tag).toBe("Success");
    }),
  );

  it.effect("43 same name, new uid", () =>
    Effect.gen(function* () {
      const { bench, pod, reading } = yield* opened(numbered("A", 1, 5), { waitForNewPod: true });
      const next = bench.cluster.world.replace(pod);
      next.container().lines(numbered("B", 1, 3));
      yield* bench.advance(60_000, 1000);
      expect(reading.rows.filter((row) => /^[AB]/u.test(row))).toEqual([
        ...numbered("A", 1, 5),
        ...numbered("B", 1, 3),
      ]);
      expect(reading.rows).toContain(`(pod replaced · new uid ${next.uid})`);
    }),
  );

  it.effect("44 init, sidecar, ephemeral containers", () =>
    Effect.gen(function* () {
      const bench = yield* makeBench();
      const pod = bench.cluster.world.pod({
        name: "web",
        initContainers: [{ name: "setup" }, { name: "proxy", restartPolicy: "Always" }],
      });
      pod.container("setup").lines([]);
      pod.container("proxy").lines(["P1"]);
      const debug = pod.debug({ name: "debugger" });
      debug.lines(["D1"]);
      const sidecar = yield* read(bench, { container: "proxy" });
      const ephemeral = yield* read(bench, { container: "debugger" });
      yield* bench.advance(2000);
      expect(sidecar.rows).toEqual(["P1"]);
      expect(ephemeral.rows).toEqual(["D1"]);
    }),
  );
});
