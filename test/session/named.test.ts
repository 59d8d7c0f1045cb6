import { describe, expect, it } from "@effect/vitest";
import * as Effect from "effect/Effect";
import { pickedPods } from "../../src/domain/target.ts";
import { makeBench, webPod } from "../source/harness.ts";
import { open } from "./harness.ts";

const place = { context: "admin", namespace: "default" };
const withoutTimes = (texts: ReadonlyArray<string>): ReadonlyArray<string> =>
  texts.map((text) => text.replace(/ · \d\d:\d\d:\d\d/u, ""));

describe("rows of words in a list of several sources (C3)", () => {
  it.effect("say whose they are: of one pod its container", () =>
    Effect.gen(function* () {
      const bench = yield* makeBench();
      const pod = webPod(bench);
      pod.container("app").lines(["A1"]);
      const list = yield* open(bench, { _tag: "Pod", ...place, pod: "web" });
      yield* bench.advance(1000);
      pod.container("app").restart({ code: 137, reason: "OOMKilled" }).lines(["A2"]);
      yield* bench.advance(10_000, 1000);
      expect(withoutTimes(list.texts)).toEqual([
        "A1",
        "(app restarted · exit 137 · OOMKilled)",
        "A2",
      ]);
    }),
  );

  it.effect("say nothing of it where there is only one", () =>
    Effect.gen(function* () {
      const bench = yield* makeBench();
      const pod = webPod(bench);
      pod.container("app").lines(["A1"]);
      const list = yield* open(bench, { _tag: "Pod", ...place, pod: "web", container: "app" });
      yield* bench.advance(1000);
      pod.container("app").restart({ code: 1 }).lines(["A2"]);
      yield* bench.advance(10_000, 1000);
      expect(withoutTimes(list.texts)).toEqual(["A1", "(restarted · exit 1 · Error)", "A2"]);
    }),
  );

  it.effect("say the whole name of the pod, and the container where more of it are read", () =>
    Effect.gen(function* () {
      const bench = yield* makeBench();
      const { world } = bench.cluster;
      const one = world.pod({ name: "web-6c5d4b-6d4f9" });
      const two = world.pod({
        name: "web-6c5d4b-xk2p8",
        containers: [{ name: "app" }, { name: "proxy" }],
      });
      const list = yield* open(bench, pickedPods(place, [one.name, two.name]));
      yield* bench.advance(1000);
      one.container().lines(["A1"]);
      two.container("app").lines(["B1"]);
      yield* bench.advance(1000);
      one.container().lines(["A2"]).rotate({ follows: "missed" });
      one.container().rotate();
      two.container("app").exit({ code: 2 });
      yield* bench.advance(120_000, 5000);
      expect(list.of(one.name)).toContainEqual(
        expect.stringMatching(new RegExp(`^\\[${one.name}: Lines .* may be missing`, "u")),
      );
      expect(withoutTimes(list.of(two.name))).toContain(
        `(${two.name}/app exited · exit 2 · Error)`,
      );
    }),
  );
});
