import { describe, expect, it } from "@effect/vitest";
import * as Effect from "effect/Effect";
import { Deployment } from "../cluster/deployment.ts";
import { makeBench } from "../source/harness.ts";
import { open, podNamed, selected, sentence, workload } from "./harness.ts";

describe("a selector", () => {
  it.effect("shows the containers that fit a pattern, of all pods that match", () =>
    Effect.gen(function* () {
      const bench = yield* makeBench();
      const { world } = bench.cluster;
      for (const name of ["a", "b"]) {
        const pod = world.pod({
          name,
          labels: { app: "web", tier: name },
          containers: [{ name: "app-main" }, { name: "app-side" }, { name: "proxy" }],
        });
        for (const container of pod.containers) container.lines([`${name} ${container.name}`]);
      }
      const list = yield* open(bench, {
        _tag: "Selector",
        context: "admin",
        namespace: "default",
        selector: "app=web,tier in (a,b)",
        container: "app-*",
      });
      yield* bench.advance(1000);
      expect(list.texts.toSorted()).toEqual([
        "a app-main",
        "a app-side",
        "b app-main",
        "b app-side",
      ]);
    }),
  );

  it.effect("that the server can't read fails the session in its words", () =>
    Effect.gen(function* () {
      const bench = yield* makeBench();
      const list = yield* open(bench, selected("app in web"));
      yield* bench.advance(1000);
      expect(list.failure?._tag).toBe("RequestInvalid");
    }),
  );
});

describe("where nothing can be shown", () => {
  it.effect("containers that are called otherwise are named, to choose from", () =>
    Effect.gen(function* () {
      const bench = yield* makeBench();
      new Deployment(bench.cluster.world, {
        name: "web",
        replicas: 2,
        template: { containers: [{ name: "app" }, { name: "proxy" }] },
      }).container();
      const list = yield* open(bench, { ...workload("web"), container: "ap" });
      yield* bench.advance(1000);
      expect(list.connection).toMatchObject({
        why: {
          sentence: "No container of Deployment web is called ap.",
          why: "There are app, proxy.",
          remedies: [{ _tag: "PickContainer", choices: ["app", "proxy"] }],
        },
      });
    }),
  );

  it.effect("no container has a previous instance", () =>
    Effect.gen(function* () {
      const bench = yield* makeBench();
      new Deployment(bench.cluster.world, { name: "web" }).container();
      bench.cluster.world.pod({ name: "alone" });
      const list = yield* open(bench, workload("web"), { previous: true });
      const pod = yield* open(bench, podNamed("alone"), { previous: true });
      yield* bench.advance(1000);
      expect(sentence(list)).toBe("No container of Deployment web has a previous instance.");
      expect(sentence(pod)).toBe("No container of alone has a previous instance.");
      expect(list.elements.at(-1)?._tag).toBe("Finished");
    }),
  );
});

describe("the containers to choose from (C2)", () => {
  it.effect("are those of all pods, each name once, with whether any has a previous instance", () =>
    Effect.gen(function* () {
      const bench = yield* makeBench();
      const { world } = bench.cluster;
      const labels = { app: "web" };
      world.pod({ name: "a", labels, containers: [{ name: "app" }, { name: "proxy" }] });
      const b = world.pod({ name: "b", labels, containers: [{ name: "app" }, { name: "cron" }] });
      b.container("app").restart({ code: 1 });
      const list = yield* open(bench, selected("app=web"));
      yield* bench.advance(1000);
      const told = () => list.elements.findLast((element) => element._tag === "Containers");
      expect(
        told()?.containers.map(({ lastTermination, name }) => [
          name,
          lastTermination !== undefined,
        ]),
      ).toEqual([
        ["app", true],
        ["proxy", false],
        ["cron", false],
      ]);
      b.delete();
      yield* bench.advance(5000);
      expect(told()?.containers.map(({ name }) => name)).toEqual(["app", "proxy"]);
    }),
  );
});
