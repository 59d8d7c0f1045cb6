import { describe, expect, it } from "@effect/vitest";
import * as Effect from "effect/Effect";
import { Deployment } from "../cluster/deployment.ts";
import { makeBench } from "../source/harness.ts";
import { open, podNamed, selected, workload } from "./harness.ts";

const isMarker = (text: string): boolean => text.startsWith("[");

/** The log of a pod that has written a line. */
const shown = Effect.gen(function* () {
  const bench = yield* makeBench();
  const pod = bench.cluster.world.pod({ name: "web" });
  const app = pod.container();
  app.lines(["A1"]);
  const list = yield* open(bench, podNamed("web"));
  yield* bench.advance(1000);
  return { app, bench, list, pod };
});

describe("a pod that is deleted", () => {
  it.effect("is read to its end, which needs no marker where the watch shows how it ended", () =>
    Effect.gen(function* () {
      const { app, bench, list, pod } = yield* shown;
      app.lines(["A2"]).write("last words");
      pod.delete();
      yield* bench.advance(5000);
      expect(list.texts).toEqual([
        "A1",
        "A2",
        "last words",
        expect.stringMatching(/^\(exited · exit 143/u),
        expect.stringMatching(/^\(pod deleted/u),
      ]);
    }),
  );

  it.effect("by force, while its container runs, has an end that nobody knows", () =>
    Effect.gen(function* () {
      const { bench, list, pod } = yield* shown;
      pod.remove();
      yield* bench.advance(30_000);
      expect(list.texts).toEqual([
        "A1",
        expect.stringMatching(/^\[Lines after .* may be missing: pod deleted before its end/u),
        expect.stringMatching(/^\(pod deleted/u),
      ]);
    }),
  );

  it.effect("is told below the last lines of all its containers, while others go on (C4)", () =>
    Effect.gen(function* () {
      const bench = yield* makeBench();
      const labels = { app: "web" };
      const gone = bench.cluster.world.pod({
        name: "gone",
        labels,
        containers: [{ name: "app" }, { name: "proxy" }],
      });
      const other = bench.cluster.world.pod({ name: "other", labels });
      other.container().lines(["O1"]);
      const list = yield* open(bench, selected("app=web"));
      yield* bench.advance(2000);
      gone.container("app").exit({ code: 143 });
      yield* bench.advance(5000);
      gone.container("proxy").lines(["P1", "P2"]);
      gone.delete();
      yield* bench.advance(5000, 100);
      expect(list.of("gone").slice(-3)).toEqual([
        "P2",
        expect.stringMatching(/^\(gone\/proxy exited/u),
        expect.stringMatching(/^\(gone deleted/u),
      ]);
    }),
  );

  it.effect("in a rollout has no marker, however fast it goes (C4)", () =>
    Effect.gen(function* () {
      const bench = yield* makeBench();
      const web = new Deployment(bench.cluster.world, { name: "web", replicas: 5 });
      for (const pod of web.pods) pod.container().lines([`${pod.name} up`]);
      const old = web.pods.map(({ name }) => name);
      const list = yield* open(bench, workload("web"));
      yield* bench.advance(1000);
      const rollout = web.rollout({ containers: [{ name: "app", image: "web:2" }] });
      for (let step = 0; step < 5; step++) {
        for (const pod of web.pods) pod.container().lines([`${pod.name} at ${step}`]);
        rollout.step();
        yield* bench.advance(1000);
      }
      yield* bench.advance(20_000, 2000);
      expect(list.texts.filter(isMarker)).toEqual([]);
      for (const name of old) expect(list.of(name).at(-1)).toContain(`${name} deleted`);
    }),
  );
});
