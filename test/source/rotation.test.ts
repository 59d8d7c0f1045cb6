import { describe, expect, it } from "@effect/vitest";
import * as Effect from "effect/Effect";
import { cutFollows, makeBench, numbered, opened, read } from "./harness.ts";

const rotated = expect.stringMatching(
  /^\[Lines .*may be missing: the node rotated this log while disconnected\]$/u,
);

describe("rotation", () => {
  it.effect("25 rotation while live", () =>
    Effect.gen(function* () {
      const { app, bench, reading } = yield* opened(numbered("A", 1, 5));
      app.rotate();
      app.lines(numbered("B", 1, 5));
      yield* bench.advance(60_000);
      expect(reading.rows).toEqual([...numbered("A", 1, 5), ...numbered("B", 1, 5)]);
    }),
  );

  it.effect("26 rotation while away, cursor still in current file", () =>
    Effect.gen(function* () {
      const { app, bench, reading } = yield* opened(numbered("A", 1, 5));
      app.rotate();
      app.lines(numbered("B", 1, 5));
      yield* bench.advance(1000);
      cutFollows(bench);
      app.lines(numbered("B", 6, 9));
      yield* bench.advance(10_000);
      expect(reading.rows).toEqual([...numbered("A", 1, 5), ...numbered("B", 1, 9)]);
    }),
  );

  it.effect("27 rotation while away, cursor line gone", () =>
    Effect.gen(function* () {
      const { app, bench, reading } = yield* opened(numbered("A", 1, 5));
      cutFollows(bench);
      app.lines(["A6"]);
      app.rotate();
      yield* bench.advance(100);
      app.lines(numbered("B", 1, 5));
      yield* bench.advance(60_000);
      expect(reading.rows).toEqual([...numbered("A", 1, 5), rotated, ...numbered("B", 1, 5)]);
      app.lines(["B6"]);
      yield* bench.advance(1000);
      expect(reading.rows.at(-1)).toBe("B6");
    }),
  );

  it.effect("28 rotated, new file still empty", () =>
    Effect.gen(function* () {
      const { app, bench, reading } = yield* opened(numbered("A", 1, 5));
      cutFollows(bench);
      app.rotate();
      yield* bench.advance(60_000);
      expect(reading.rows).toEqual([
        ...numbered("A", 1, 5),
        expect.stringMatching(/^\[Lines .*may be missing: the node rotated/u),
      ]);
      app.lines(["B1"]);
      yield* bench.advance(60_000);
      expect(reading.rows.slice(6)).toEqual(["B1"]);
    }),
  );

  it.effect("29 two rotations while away", () =>
    Effect.gen(function* () {
      const { app, bench, reading } = yield* opened(numbered("A", 1, 5));
      cutFollows(bench);
      app.rotate();
      app.lines(numbered("B", 1, 5));
      app.rotate();
      app.lines(numbered("C", 1, 5));
      yield* bench.advance(60_000);
      expect(reading.rows).toEqual([...numbered("A", 1, 5), rotated, ...numbered("C", 1, 5)]);
    }),
  );

  it.effect("30 attach after a rotation", () =>
    Effect.gen(function* () {
      const bench = yield* makeBench();
      const app = bench.cluster.world.pod({ name: "web" }).container();
      app.lines(numbered("A", 1, 5));
      yield* bench.advance(60_000, 60_000);
      app.rotate();
      app.lines(numbered("B", 1, 5));
      const reading = yield* read(bench);
      yield* bench.advance(1000);
      expect(reading.rows).toEqual([
        "[Start unknown: earlier lines may have rotated away]",
        ...numbered("B", 1, 5),
      ]);
    }),
  );

  it.effect("31 identical line at identical ts across rotation", () =>
    Effect.gen(function* () {
      const { app, bench, reading } = yield* opened([]);
      const at = bench.cluster.world.clock.now();
      app.entry("A1", { ts: at });
      app.entry("same", { ts: at + 1n });
      yield* bench.advance(1000);
      cutFollows(bench);
      app.rotate();
      app.entry("same", { ts: at + 1n });
      app.entry("B1", { ts: at + 2n });
      yield* bench.advance(60_000);
      const lines = reading.rows.filter((row) => !row.startsWith("["));
      const markers = reading.rows.filter((row) => row.startsWith("["));
      // Whether it is one line or two nobody can know: a marker may say so, and without one it must not stand there twice.
      expect(lines.filter((row) => row === "same").length - 1).toBeLessThanOrEqual(markers.length);
      expect(lines.filter((row) => row !== "same")).toEqual(["A1", "B1"]);
    }),
  );

  it.effect('82 wrong "empty" guess', () =>
    Effect.gen(function* () {
      const { bench, reading } = yield* opened(["A1"]);
      const fault = bench.cluster.faults.on({ kind: "log", times: 3 }, { type: "end", at: 0 });
      cutFollows(bench);
      yield* bench.advance(120_000, 1000);
      expect(fault.hits).toBe(3);
      expect(reading.rows.filter((row) => row === "A1")).toEqual(["A1"]);
    }),
  );
});
