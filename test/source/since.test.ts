import { describe, expect, it } from "@effect/vitest";
import * as Effect from "effect/Effect";
import type { Instant } from "../../src/domain/instant.ts";
import { cutFollows, makeBench, numbered, read, type Bench } from "./harness.ts";

/** The moment that the cluster's clock shows. */
const nowOf = ({ cluster }: Bench): Instant => {
  const now = cluster.world.clock.now();
  return { seconds: Number(now / 1_000_000_000n), nanos: Number(now % 1_000_000_000n) };
};

const begun = Effect.gen(function* () {
  const bench = yield* makeBench();
  const pod = bench.cluster.world.pod({ name: "web" });
  return { bench, pod, app: pod.container() };
});

describe("a log since a moment (S10)", () => {
  it.effect("begins at that moment, inside a second, and goes on by position", () =>
    Effect.gen(function* () {
      const { app, bench } = yield* begun;
      app.lines(numbered("A", 1, 500));
      yield* bench.advance(60_250);
      app.lines(numbered("B", 1, 3));
      yield* bench.advance(400);
      const since = nowOf(bench);
      app.lines(numbered("C", 1, 3));
      yield* bench.advance(30_000);
      const reading = yield* read(bench, { since });
      yield* bench.advance(1000);
      expect(reading.rows).toEqual(numbered("C", 1, 3));
      const asked = bench.cluster.heard.find(({ url }) => url.includes("sinceTime"))?.url ?? "";
      expect(new URL(asked, "https://x").searchParams.get("sinceTime")).toMatch(/:\d\dZ$/u);
      cutFollows(bench);
      app.lines(numbered("D", 1, 400));
      yield* bench.advance(10_000);
      expect(reading.rows).toEqual([...numbered("C", 1, 3), ...numbered("D", 1, 400)]);
    }),
  );

  it.effect("loads what is older above it (S11)", () =>
    Effect.gen(function* () {
      const { app, bench } = yield* begun;
      app.lines(numbered("A", 1, 400));
      yield* bench.advance(60_000);
      const reading = yield* read(bench, { since: nowOf(bench) });
      yield* bench.advance(1000);
      expect(reading.rows).toEqual([]);
      reading.signal({ _tag: "Older", lines: 100 });
      yield* bench.advance(1000);
      expect(reading.rows).toEqual(numbered("A", 301, 400));
      app.lines(["B1"]);
      reading.signal({ _tag: "Older", lines: 1000 });
      yield* bench.advance(1000);
      expect(reading.rows).toEqual(["(start of the log)", ...numbered("A", 1, 400), "B1"]);
    }),
  );

  it.effect("shows the crash that it reaches back to, and the last words before it", () =>
    Effect.gen(function* () {
      const { app, bench } = yield* begun;
      app.lines(numbered("A", 1, 300));
      yield* bench.advance(60_000);
      const since = nowOf(bench);
      app.lines(["A301", "A302"]);
      app.restart({ code: 137, reason: "OOMKilled" });
      app.lines(["B1"]);
      yield* bench.advance(30_000);
      app.lines(["B2"]);
      const reading = yield* read(bench, { since });
      yield* bench.advance(1500);
      // Lines that span half a minute are not doubted: the pod need not say twice whose they are.
      expect(reading.rows).toEqual([
        "A301",
        "A302",
        expect.stringMatching(/^\(restarted · exit 137 · OOMKilled/u),
        "B1",
        "B2",
      ]);
    }),
  );

  it.effect("shows the crash also where the dead instance's log is gone", () =>
    Effect.gen(function* () {
      const { app, bench } = yield* begun;
      app.lines(numbered("A", 1, 300));
      yield* bench.advance(60_000);
      const since = nowOf(bench);
      app.restart({ code: 1 });
      app.removePrevious();
      app.lines(["B1"]);
      yield* bench.advance(30_000);
      const reading = yield* read(bench, { since });
      yield* bench.advance(20_000);
      expect(reading.rows).toEqual([
        expect.stringMatching(/^\[Its last lines may be missing: container removed/u),
        expect.stringMatching(/^\(restarted · exit 1/u),
        "B1",
      ]);
    }),
  );

  it.effect("of a container that restarted before it has nothing of the instance before", () =>
    Effect.gen(function* () {
      const { app, bench } = yield* begun;
      app.lines(["A1"]);
      app.restart({ code: 1 });
      app.lines(["B1"]);
      yield* bench.advance(30_000);
      const since = nowOf(bench);
      app.lines(["B2"]);
      const reading = yield* read(bench, { since });
      yield* bench.advance(1000);
      expect(reading.rows).toEqual(["B2"]);
    }),
  );
});
