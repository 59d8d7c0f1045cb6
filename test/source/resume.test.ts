import { describe, expect, it } from "@effect/vitest";
import * as Effect from "effect/Effect";
import type { Container } from "../cluster/container.ts";
import { cutFollows, endFollows, makeBench, numbered, opened, read } from "./harness.ts";

const second = 1_000_000_000n;
/** Bytes of a line of the log as it is sent: its stamp, its text, its line break. */
const sent = (...texts: ReadonlyArray<string>): number =>
  texts.reduce((sum, text) => sum + 31 + Buffer.byteLength(text) + 1, 0);

/** Lines of one stamp, or of stamps that grow by `step` ns. */
const stamped = (app: Container, texts: ReadonlyArray<string>, first: bigint, step = 0n): void => {
  for (const [i, text] of texts.entries()) app.entry(text, { ts: first + BigInt(i) * step });
};

describe("resume", () => {
  it.effect("1 cut between lines", () =>
    Effect.gen(function* () {
      const { app, bench, reading } = yield* opened(numbered("A", 1, 5));
      cutFollows(bench);
      app.lines(numbered("A", 6, 10));
      yield* bench.advance(5000);
      expect(reading.rows).toEqual(numbered("A", 1, 10));
      expect(reading.states).toEqual(["Connecting", "Streaming", "Reconnecting", "Streaming"]);
    }),
  );

  it.effect("2 cut inside a line", () =>
    Effect.gen(function* () {
      const bench = yield* makeBench();
      const app = bench.cluster.world.pod({ name: "web" }).container();
      const lines = [...numbered("A", 1, 5), "A6 is a longer line"];
      const fault = bench.cluster.faults.on(
        { kind: "follow" },
        { type: "cut", at: sent(...lines) - 10 },
      );
      app.lines(lines);
      const reading = yield* read(bench);
      yield* bench.advance(5000);
      expect(reading.rows).toEqual(lines);
      expect(fault.hits).toBe(1);
    }),
  );

  it.effect("3 cut inside a UTF-8 character, and a chunk boundary there without a cut", () =>
    Effect.gen(function* () {
      const bench = yield* makeBench();
      const app = bench.cluster.world.pod({ name: "web" }).container();
      const lines = [...numbered("A", 1, 5), "A6 😀 smiles"];
      const fault = bench.cluster.faults.on(
        { kind: "follow" },
        { type: "cut", at: sent(...lines) - 10 },
      );
      bench.cluster.faults.on({ kind: "follow", after: 1 }, { type: "slow", bytes: 7, ms: 1 });
      app.lines(lines);
      const reading = yield* read(bench);
      yield* bench.advance(5000);
      app.lines(["A7 😀😀"]);
      yield* bench.advance(1000);
      expect(reading.rows).toEqual([...lines, "A7 😀😀"]);
      expect(fault.hits).toBe(1);
    }),
  );

  it.effect("4 cut inside the timestamp prefix", () =>
    Effect.gen(function* () {
      const bench = yield* makeBench();
      const app = bench.cluster.world.pod({ name: "web" }).container();
      const lines = numbered("A", 1, 5);
      const fault = bench.cluster.faults.on(
        { kind: "follow" },
        { type: "cut", at: sent(...lines) + 15 },
      );
      app.lines([...lines, "A6"]);
      const reading = yield* read(bench);
      yield* bench.advance(5000);
      expect(reading.rows).toEqual([...lines, "A6"]);
      expect(fault.hits).toBe(1);
    }),
  );

  it.effect("5 clean EOF, container running", () =>
    Effect.gen(function* () {
      const { app, bench, reading } = yield* opened(numbered("A", 1, 5));
      endFollows(bench);
      app.lines(numbered("A", 6, 7));
      yield* bench.advance(5000);
      expect(reading.rows).toEqual(numbered("A", 1, 7));
      expect(reading.states.at(-1)).toBe("Streaming");
    }),
  );

  it.effect("6 4 h cut", () =>
    Effect.gen(function* () {
      const { app, bench, reading } = yield* opened(["A1"]);
      for (let i = 2; i <= 49; i++) {
        yield* bench.advance(300_000, 60_000);
        app.lines([`A${i}`]);
      }
      endFollows(bench);
      app.lines(["A50"]);
      yield* bench.advance(5000);
      expect(reading.rows).toEqual(numbered("A", 1, 50));
    }),
  );

  it.effect("7 same nanosecond", () =>
    Effect.gen(function* () {
      const { app, bench, reading } = yield* opened([]);
      const at = bench.cluster.world.clock.now();
      stamped(app, numbered("A", 1, 150), at);
      yield* bench.advance(1000);
      cutFollows(bench);
      stamped(app, numbered("A", 151, 300), at);
      yield* bench.advance(10_000);
      expect(reading.rows).toEqual(numbered("A", 1, 300));
    }),
  );

  it.effect("8 same second, 5000 lines", () =>
    Effect.gen(function* () {
      const { app, bench, reading } = yield* opened([]);
      const at = (bench.cluster.world.clock.now() / second) * second;
      stamped(app, numbered("A", 1, 2500), at, 100_000n);
      yield* bench.advance(1000);
      cutFollows(bench);
      stamped(app, numbered("A", 2501, 5000), at + 2500n * 100_000n, 100_000n);
      yield* bench.advance(10_000);
      expect(reading.rows).toEqual(numbered("A", 1, 5000));
    }),
  );

  it.effect("9 identical text, different ts", () =>
    Effect.gen(function* () {
      const { app, bench, reading } = yield* opened([]);
      const at = bench.cluster.world.clock.now();
      const ticks = (n: number) => Array.from({ length: n }, () => "tick");
      stamped(app, ticks(50), at, second);
      yield* bench.advance(1000);
      cutFollows(bench);
      stamped(app, ticks(50), at + 50n * second, second);
      yield* bench.advance(10_000);
      expect(reading.rows).toEqual(ticks(100));
    }),
  );

  it.effect("10 identical text and ts, no rotation", () =>
    Effect.gen(function* () {
      const { app, bench, reading } = yield* opened([]);
      const at = bench.cluster.world.clock.now();
      stamped(app, numbered("A", 1, 100), at, 1_000_000n);
      stamped(app, ["same", "same"], at + second);
      yield* bench.advance(1000);
      cutFollows(bench);
      stamped(app, ["same"], at + second);
      stamped(app, numbered("A", 101, 200), at + second + 1n, 1_000_000n);
      yield* bench.advance(10_000);
      expect(reading.rows).toEqual([
        ...numbered("A", 1, 100),
        "same",
        "same",
        "same",
        ...numbered("A", 101, 200),
      ]);
    }),
  );

  it.effect("11 older timestamp after newer", () =>
    Effect.gen(function* () {
      const { app, bench, reading } = yield* opened([]);
      const at = bench.cluster.world.clock.now();
      const pair = (name: string, from: bigint): void => {
        app.entry(`${name} err`, { stream: "stderr", ts: from + 200_000_000n });
        app.entry(`${name} out`, { ts: from + 100_000_000n });
      };
      pair("A1", at);
      pair("A2", at + second);
      yield* bench.advance(1000);
      app.entry("A3 err", { stream: "stderr", ts: at + 2n * second + 200_000_000n });
      yield* bench.settle;
      cutFollows(bench);
      app.entry("A3 out", { ts: at + 2n * second + 100_000_000n });
      yield* bench.advance(10_000);
      expect(reading.rows).toEqual(["A1 err", "A1 out", "A2 err", "A2 out", "A3 err", "A3 out"]);
    }),
  );

  it.effect("12 backlog larger than first overlap", () =>
    Effect.gen(function* () {
      const { app, bench, reading } = yield* opened(numbered("A", 1, 2000));
      cutFollows(bench);
      app.lines(numbered("A", 2001, 12_000));
      yield* bench.advance(10_000);
      expect(reading.rows).toEqual(numbered("A", 1, 12_000));
    }),
  );

  it.effect("13 truncated answer with clean EOF", () =>
    Effect.gen(function* () {
      const { app, bench, reading } = yield* opened(numbered("A", 1, 20));
      const fault = bench.cluster.faults.on({ kind: "log" }, { type: "end", at: 10 * sent("A10") });
      cutFollows(bench);
      app.lines(numbered("A", 21, 40));
      yield* bench.advance(20_000);
      expect(reading.rows).toEqual(numbered("A", 1, 40));
      expect(fault.hits).toBe(1);
    }),
  );

  it.effect("14 empty answer then good answer", () =>
    Effect.gen(function* () {
      const { app, bench, reading } = yield* opened(numbered("A", 1, 20));
      const fault = bench.cluster.faults.on({ kind: "log" }, { type: "end", at: 0 });
      cutFollows(bench);
      app.lines(numbered("A", 21, 40));
      yield* bench.advance(20_000);
      expect(reading.rows).toEqual(numbered("A", 1, 40));
      expect(fault.hits).toBe(1);
    }),
  );

  it.effect("15 zone offset", () =>
    Effect.gen(function* () {
      const { app, bench, reading } = yield* opened(numbered("A", 1, 20));
      cutFollows(bench);
      const [node] = bench.cluster.world.pods.map((pod) => pod.node ?? "");
      bench.cluster.world.node(node ?? "", { zone: 120 });
      app.lines(numbered("A", 21, 40));
      yield* bench.advance(10_000);
      expect(reading.rows).toEqual(numbered("A", 1, 40));
    }),
  );

  it.effect("16 clock steps back 8 s", () =>
    Effect.gen(function* () {
      const { app, bench, reading } = yield* opened(numbered("A", 1, 20));
      const at = bench.cluster.world.clock.now() - 8n * second;
      stamped(app, numbered("A", 21, 30), at, 1_000_000n);
      yield* bench.advance(500);
      expect(reading.rows).toEqual([
        ...numbered("A", 1, 20),
        expect.stringMatching(/^\[The node's clock moved back by \d+(\.\d)? s\]$/u),
        ...numbered("A", 21, 30),
      ]);
      cutFollows(bench);
      stamped(app, numbered("A", 31, 40), at + 100_000_000n, 1_000_000n);
      yield* bench.advance(10_000);
      expect(reading.rows.slice(21)).toEqual(numbered("A", 21, 40));
    }),
  );

  it.effect("17 clock jumps 1 h forward and back", () =>
    Effect.gen(function* () {
      const { app, bench, reading } = yield* opened(numbered("A", 1, 20));
      const at = bench.cluster.world.clock.now();
      stamped(app, numbered("A", 21, 22), at + 3600n * second, 1_000_000n);
      stamped(app, numbered("A", 23, 40), at, 1_000_000n);
      yield* bench.advance(500);
      expect(reading.rows.filter((row) => !row.startsWith("["))).toEqual(numbered("A", 1, 40));
      expect(reading.rows.filter((row) => row.startsWith("["))).toHaveLength(1);
    }),
  );

  it.effect("83 started from a tail", () =>
    Effect.gen(function* () {
      const { app, bench, reading } = yield* opened(numbered("A", 1, 5000), { limit: 50 });
      expect(reading.rows).toEqual(numbered("A", 4951, 5000));
      cutFollows(bench);
      app.lines(numbered("A", 5001, 5003));
      yield* bench.advance(10_000);
      expect(reading.rows).toEqual(numbered("A", 4951, 5003));
    }),
  );

  it.effect("84 backlog larger than the history", () =>
    Effect.gen(function* () {
      const { app, bench, reading } = yield* opened(numbered("A", 1, 1500), { limit: 1000 });
      cutFollows(bench);
      app.lines(numbered("A", 1501, 11_500));
      yield* bench.advance(20_000);
      expect(reading.rows).toEqual(numbered("A", 501, 11_500));
    }),
  );

  it.effect("87 whole-file answer cut short, started from a tail", () =>
    Effect.gen(function* () {
      const { app, bench, reading } = yield* opened(numbered("A", 1, 5000), { limit: 50 });
      cutFollows(bench);
      app.lines(numbered("A", 5001, 9000));
      // Every tail is cut to nothing, and the first answer with the whole file before the first anchor.
      const tails = bench.cluster.faults.on(
        { kind: "log", url: /tailLines=/u, times: Infinity },
        { type: "end", at: 0 },
      );
      const fault = bench.cluster.faults.on(
        { kind: "log", url: /^(?!.*tailLines=)/u },
        { type: "end", at: 1000 * sent("A1000") },
      );
      for (let waited = 0; fault.hits === 0 && waited < 60; waited++) yield* bench.advance(500);
      expect(reading.rows).toEqual(numbered("A", 4951, 5000));
      tails.remove();
      yield* bench.advance(60_000, 1000);
      expect(reading.rows).toEqual(numbered("A", 4951, 9000));
      expect(fault.hits).toBe(1);
    }),
  );
});
