import { describe, expect, it } from "@effect/vitest";
import * as Clock from "effect/Clock";
import * as Effect from "effect/Effect";
import * as TestClock from "effect/testing/TestClock";
import { Faults } from "../cluster/faults.ts";
import { numbered, opened, type Bench } from "./harness.ts";

const minute = 60_000;

/** The open follows, to be stalled and woken. */
const follows = ({ cluster }: Bench) => cluster.open("follow");

describe("half-open and stalled", () => {
  it.effect("18 half-open socket", () =>
    Effect.gen(function* () {
      const { app, bench, reading } = yield* opened(numbered("A", 1, 5));
      for (const follow of follows(bench)) follow.stall();
      app.lines(numbered("A", 6, 10));
      yield* bench.advance(20_000);
      expect(reading.rows).toEqual(numbered("A", 1, 10));
      expect(bench.cluster.counters.requests.follow).toBe(2);
      expect(bench.cluster.counters.open.follow).toBe(1);
    }),
  );

  it.effect("18 half-open socket, though the machine's clock is set back by an hour", () =>
    Effect.gen(function* () {
      const clock = yield* Clock.Clock;
      let back = 0;
      const setBack = new Proxy(clock, {
        get: (of, key) =>
          key === "currentTimeMillisUnsafe"
            ? () => of.currentTimeMillisUnsafe() - back
            : Reflect.get(of, key),
      });
      yield* Effect.gen(function* () {
        const { app, bench, reading } = yield* opened(numbered("A", 1, 5));
        back = 60 * minute;
        for (const follow of follows(bench)) follow.stall();
        app.lines(numbered("A", 6, 10));
        yield* bench.advance(20_000);
        expect(reading.rows).toEqual(numbered("A", 1, 10));
      }).pipe(Effect.provideService(Clock.Clock, setBack));
    }),
  );

  it.effect("19 quiet container", () =>
    Effect.gen(function* () {
      const { bench, reading } = yield* opened(numbered("A", 1, 5));
      const before = bench.cluster.counters.requests.log;
      yield* bench.advance(60 * minute, 15_000);
      expect(reading.states).toEqual(["Connecting", "Streaming"]);
      expect(bench.cluster.counters.requests.follow).toBe(1);
      const probes = bench.cluster.counters.requests.log - before;
      expect(probes).toBeGreaterThanOrEqual(10);
      expect(probes).toBeLessThanOrEqual(20);
      expect(reading.rows).toEqual(numbered("A", 1, 5));
    }),
  );

  it.effect("20 old stream wakes up", () =>
    Effect.gen(function* () {
      const { app, bench, reading } = yield* opened(numbered("A", 1, 5));
      const old = follows(bench);
      for (const follow of old) follow.stall();
      app.lines(numbered("A", 6, 10));
      yield* bench.advance(20_000);
      for (const follow of old) follow.resume();
      app.lines(["A11"]);
      yield* bench.advance(2000);
      expect(reading.rows).toEqual(numbered("A", 1, 11));
    }),
  );

  it.effect("21 rotation missed by kubelet (< 1.29, or before first EOF)", () =>
    Effect.gen(function* () {
      const { app, bench, reading } = yield* opened(numbered("A", 1, 5));
      app.rotate({ follows: "missed" });
      app.lines(numbered("B", 1, 5));
      yield* bench.advance(60_000);
      const rows = reading.rows;
      expect(rows.filter((row) => !row.startsWith("["))).toEqual([
        ...numbered("A", 1, 5),
        ...numbered("B", 1, 5),
      ]);
      expect(rows[5]).toMatch(/may be missing: the node rotated this log/u);
      expect(rows).toHaveLength(11);
    }),
  );

  it.effect("22 laptop sleep 2 h", () =>
    Effect.gen(function* () {
      const { app, bench, reading } = yield* opened(numbered("A", 1, 5));
      for (const follow of follows(bench)) follow.stall();
      app.lines(numbered("A", 6, 10));
      // Nothing of the engine runs while the machine sleeps: the clock leaps.
      const clock = yield* TestClock.testClockWith((testClock) => Effect.succeed(testClock));
      yield* clock.setTime(clock.currentTimeMillisUnsafe() + 120 * minute);
      reading.signal({ _tag: "Wake" });
      yield* bench.advance(10_000);
      expect(reading.rows).toEqual(numbered("A", 1, 10));
      expect(reading.state?._tag).toBe("Streaming");
    }),
  );

  it.effect("23 probe answered, stream slow", () =>
    Effect.gen(function* () {
      const { app, bench, reading } = yield* opened(numbered("A", 1, 5));
      const before = bench.cluster.counters.requests.log;
      for (const follow of follows(bench)) follow.stall();
      app.lines(numbered("A", 6, 8));
      yield* bench.advance(13_000);
      expect(bench.cluster.counters.requests.log).toBe(before);
      for (
        let waited = 0;
        bench.cluster.counters.requests.log === before && waited < 3000;
        waited += 500
      )
        yield* bench.advance(500);
      expect(bench.cluster.counters.requests.log).toBe(before + 1);
      yield* bench.advance(1000);
      for (const follow of follows(bench)) follow.resume();
      yield* bench.advance(5000);
      expect(reading.rows).toEqual(numbered("A", 1, 8));
      expect(reading.states).toEqual(["Connecting", "Streaming"]);
      expect(bench.cluster.counters.requests.follow).toBe(1);
    }),
  );

  it.effect("24 probe fails, stream works", () =>
    Effect.gen(function* () {
      const { app, bench, reading } = yield* opened(numbered("A", 1, 5));
      const fault = bench.cluster.faults.on({ kind: "log", times: 3 }, Faults.gateway(503));
      for (let i = 6; i <= 14; i++) {
        yield* bench.advance(20_000);
        app.lines([`A${i}`]);
      }
      yield* bench.advance(1000);
      expect(fault.hits).toBe(3);
      expect(reading.rows).toEqual(numbered("A", 1, 14));
      expect(reading.states).toEqual(["Connecting", "Streaming"]);
    }),
  );
});
