import { describe, expect, it } from "@effect/vitest";
import * as Effect from "effect/Effect";
import { cutFollows, makeBench, numbered, opened, read } from "./harness.ts";

describe("line format", () => {
  it.effect("45 40 KiB line in 3 parts", () =>
    Effect.gen(function* () {
      const { app, bench, reading } = yield* opened(["A1"]);
      const long = "x".repeat(40 * 1024);
      app.lines([long, "A2"]);
      yield* bench.advance(1000);
      cutFollows(bench);
      app.lines([long, "A3"]);
      yield* bench.advance(20_000);
      expect(reading.rows).toEqual(["A1", long, "A2", long, "A3"]);
    }),
  );

  it.effect("46 stderr inside a stdout partial", () =>
    Effect.gen(function* () {
      const { app, bench, reading } = yield* opened(numbered("A", 1, 5));
      app.entry("AAAA", { partial: true });
      app.entry("err-line", { stream: "stderr" });
      app.entry("BBBB");
      yield* bench.advance(1000);
      expect(reading.rows.slice(5)).toEqual(["AAAAerr-line", "BBBB"]);
      cutFollows(bench);
      app.lines(numbered("A", 6, 9));
      yield* bench.advance(20_000);
      expect(reading.rows.slice(5)).toEqual(["AAAAerr-line", "BBBB", ...numbered("A", 6, 9)]);
    }),
  );

  it.effect("47 answer starts in the middle of a long line", () =>
    Effect.gen(function* () {
      const bench = yield* makeBench();
      const app = bench.cluster.world.pod({ name: "web" }).container();
      app.lines([...numbered("A", 1, 20), `long ${"x".repeat(40_000)}`, ...numbered("B", 1, 256)]);
      // 257 entries of the tail begin with the last part of the long line.
      const reading = yield* read(bench, { limit: 256 });
      yield* bench.advance(1000);
      expect(reading.rows).toEqual(numbered("B", 1, 256));
      cutFollows(bench);
      app.lines(["B257"]);
      yield* bench.advance(20_000);
      expect(reading.rows).toEqual(numbered("B", 1, 257));
    }),
  );

  it.effect("48 line without timestamp in the middle", () =>
    Effect.gen(function* () {
      const { app, bench, reading } = yield* opened(numbered("A", 1, 5));
      // An entry that holds a line break is sent as two lines, the second without a stamp.
      app.entry("A6\nno stamp");
      app.lines(["A7"]);
      app.entry("A8\nno stamp");
      yield* bench.advance(1000);
      const before = [...numbered("A", 1, 6), "no stamp", "A7", "A8", "no stamp"];
      expect(reading.rows).toEqual(before);
      // The last line known is one without a stamp when the stream is cut.
      cutFollows(bench);
      app.entry("A9\nno stamp");
      app.lines(numbered("A", 10, 12));
      yield* bench.advance(20_000);
      expect(reading.rows).toEqual([...before, "A9", "no stamp", ...numbered("A", 10, 12)]);
    }),
  );

  it.effect("49 old kubelet (< 1.23.x/1.24.x/1.25.x fix)", () =>
    Effect.gen(function* () {
      const bench = yield* makeBench();
      bench.cluster.world.node("old", { stampParts: true });
      const app = bench.cluster.world.pod({ name: "web", node: "old" }).container();
      const long = (letter: string): string => letter.repeat(40 * 1024);
      app.lines(["A1", long("x"), "A2"]);
      const reading = yield* read(bench);
      yield* bench.advance(1000);
      const stamp = String.raw`\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{9}Z `;
      const asSent = (letter: string) =>
        expect.stringMatching(
          new RegExp(`^${letter}{16384}${stamp}${letter}{16384}${stamp}${letter}{8192}$`, "u"),
        );
      expect(reading.rows).toEqual(["A1", asSent("x"), "A2"]);
      cutFollows(bench);
      app.lines([long("y"), "A3"]);
      yield* bench.advance(20_000);
      expect(reading.rows).toEqual(["A1", asSent("x"), "A2", asSent("y"), "A3"]);
    }),
  );

  it.effect("50 CR, ANSI, NUL, invalid UTF-8, 1 MiB line", () =>
    Effect.gen(function* () {
      const { app, bench, reading } = yield* opened(["A1"]);
      const long = "y".repeat(1024 * 1024 + 100);
      app.write("progress 1\rprogress 2\n");
      app.write("\u001B[31mred\u001B[0m\n");
      app.write("nul \0 here\n");
      app.write(Buffer.from([0x62, 0xff, 0xfe, 0x64, 0x0a]));
      app.write(`${long}\n`);
      app.write("windows\r\n");
      app.lines(["A2"]);
      yield* bench.advance(2000);
      const [first, cr, ansi, nul, bad, big, windows, last] = reading.rows;
      expect([first, cr, ansi, nul, windows, last]).toEqual([
        "A1",
        "progress 1\rprogress 2",
        "\u001B[31mred\u001B[0m",
        "nul \0 here",
        "windows",
        "A2",
      ]);
      expect(bad).toBe("b\uFFFD\uFFFDd");
      expect(big).toBe("y".repeat(1024 * 1024));
      cutFollows(bench);
      app.lines(["A3"]);
      yield* bench.advance(20_000);
      expect(reading.rows.slice(7)).toEqual(["A2", "A3"]);
    }),
  );

  it.effect("51 `tailLines=0` start", () =>
    Effect.gen(function* () {
      const { app, bench, reading } = yield* opened(numbered("A", 1, 100), { limit: 0 });
      expect(reading.rows).toEqual([]);
      expect(reading.state?._tag).toBe("Streaming");
      app.lines(["A101"]);
      yield* bench.advance(1000);
      expect(reading.rows).toEqual(["A101"]);
      cutFollows(bench);
      app.lines(["A102"]);
      yield* bench.advance(20_000);
      expect(reading.rows).toEqual(["A101", "A102"]);
    }),
  );

  it.effect("52 empty log at start", () =>
    Effect.gen(function* () {
      const { app, bench, reading } = yield* opened([]);
      expect(reading.state?._tag).toBe("Streaming");
      cutFollows(bench);
      app.lines(["A1"]);
      yield* bench.advance(30_000);
      expect(reading.rows).toEqual(["A1"]);
    }),
  );

  it.effect("67 in-band kubelet error at end of backlog", () =>
    Effect.gen(function* () {
      const bench = yield* makeBench();
      const app = bench.cluster.world.pod({ name: "web" }).container();
      app.lines(numbered("A", 1, 3));
      bench.cluster.faults.on(
        { kind: "follow", times: Infinity },
        { type: "inBand", text: "failed to create fsnotify watcher: too many open files" },
      );
      const reading = yield* read(bench);
      yield* bench.advance(20_000);
      app.lines(["A4"]);
      yield* bench.advance(40_000, 1000);
      expect(reading.rows.filter((row) => !row.startsWith("["))).toEqual(numbered("A", 1, 4));
      expect(reading.rows.filter((row) => row.startsWith("["))).toEqual([
        "[The node says: failed to create fsnotify watcher: too many open files]",
      ]);
    }),
  );

  it.effect("68 forged in-band text", () =>
    Effect.gen(function* () {
      const { app, bench, reading } = yield* opened(["A1"]);
      app.lines(["failed to create fsnotify watcher: too many open files", "A2"]);
      yield* bench.advance(1000);
      expect(reading.rows).toEqual([
        "A1",
        "failed to create fsnotify watcher: too many open files",
        "A2",
      ]);
    }),
  );

  it.effect("86 no timestamps", () =>
    Effect.gen(function* () {
      const bench = yield* makeBench();
      bench.cluster.world.node("virtual", { withoutTimestamps: true });
      const app = bench.cluster.world.pod({ name: "web", node: "virtual" }).container();
      app.lines(numbered("A", 1, 3));
      const reading = yield* read(bench);
      yield* bench.advance(5000);
      app.lines(["A4"]);
      yield* bench.advance(1000);
      expect(reading.rows).toEqual([
        expect.stringMatching(/^\[Unverified: this cluster sends no timestamps/u),
        ...numbered("A", 1, 4),
      ]);
    }),
  );

  it.effect("85 only `pods/log`", () =>
    Effect.gen(function* () {
      const bench = yield* makeBench();
      const app = bench.cluster.world.pod({ name: "web" }).container();
      app.lines(numbered("A", 1, 3));
      const reading = yield* read(bench, { context: "logs-only" });
      yield* bench.advance(5000);
      app.lines(["A4"]);
      yield* bench.advance(1000);
      expect(reading.rows).toEqual([
        expect.stringMatching(/^\[Unverified: you may not read pods/u),
        ...numbered("A", 1, 4),
      ]);
    }),
  );
});
