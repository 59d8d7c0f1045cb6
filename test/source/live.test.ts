import { describe, expect, it } from "@effect/vitest";
import * as Effect from "effect/Effect";
import { Kube } from "../../src/kubernetes/kube.ts";
import { readInto } from "../../src/panel/pipe.ts";
import { contentOf, extentOf, startReading } from "../../src/panel/reading.ts";
import { makeViewLink } from "../../src/panel/view-link.ts";
import { openSession } from "../../src/session/open.ts";
import { makeStore } from "../../src/store/store.ts";
import type { Fault } from "../cluster/faults.ts";
import { shown } from "../panel/view-world.ts";
import { open, type Opened } from "../session/harness.ts";
import { cutFollows, makeBench, numbered } from "./harness.ts";

const web = { _tag: "Pod", context: "admin", namespace: "default", pod: "web" } as const;

/** The rows of one container, dividers left out. */
const linesOf = ({ rows, sources }: Opened, container: string): ReadonlyArray<string> =>
  rows.flatMap(({ source, text }) =>
    sources.find(({ id }) => id === source)?.ref.container === container && !text.startsWith("(")
      ? [text]
      : [],
  );

describe("what comes and goes while it is read", () => {
  it.effect("44 init, sidecar, ephemeral containers: each from its first line, as it comes", () =>
    Effect.gen(function* () {
      const bench = yield* makeBench();
      const pod = bench.cluster.world.pod({
        name: "web",
        initContainers: [
          { name: "setup", state: "running" },
          { name: "proxy", restartPolicy: "Always" },
        ],
      });
      const setup = pod.container("setup");
      setup.lines(["S1", "S2"]);
      const list = yield* open(bench, web);
      yield* bench.advance(2000);
      expect(linesOf(list, "setup")).toEqual(["S1", "S2"]);
      setup.lines(["S3"]).exit();
      pod.container("proxy").start().lines(["P1"]);
      pod.container("app").start().lines(["A1"]);
      yield* bench.advance(5000);
      expect(linesOf(list, "setup")).toEqual(["S1", "S2", "S3"]);
      expect(linesOf(list, "proxy")).toEqual(["P1"]);
      expect(linesOf(list, "app")).toEqual(["A1"]);
      const asked = bench.cluster.counters.requests.follow;
      pod.debug({ name: "debugger" }).lines(["D1"]);
      yield* bench.advance(3000);
      expect(linesOf(list, "debugger")).toEqual(["D1"]);
      // The others are not read anew for it.
      expect(bench.cluster.counters.requests.follow).toBe(asked + 1);
    }),
  );

  it.effect.each<readonly [string, Fault]>([
    [
      "as a status",
      {
        type: "status",
        error: { code: 410, reason: "Expired", message: "too old resource version: 1 (2)" },
      },
    ],
    [
      "as an event in a 200 stream",
      {
        type: "answer",
        code: 200,
        contentType: "application/json",
        body: '{"type":"ERROR","object":{"kind":"Status","apiVersion":"v1","status":"Failure","message":"too old resource version: 1 (2)","reason":"Expired","code":410}}\n',
      },
    ],
  ])("69 410 in watch, %s", ([, fault]) =>
    Effect.gen(function* () {
      const bench = yield* makeBench();
      const { cluster } = bench;
      const labels = { app: "web" };
      const a = cluster.world.pod({ name: "a", labels });
      const b = cluster.world.pod({ name: "b", labels });
      a.container().lines(["A1"]);
      b.container().lines(["B1"]);
      const list = yield* open(bench, {
        _tag: "Selector",
        context: "admin",
        namespace: "default",
        selector: "app=web",
      });
      yield* bench.advance(2000);
      const { follow, list: lists } = cluster.counters.requests;
      const set = cluster.faults.on({ kind: "watch" }, fault);
      for (const watch of cluster.open("watch")) watch.end();
      // Nobody hears of these: only the new list shows them.
      b.delete();
      cluster.world.pod({ name: "c", labels }).container().lines(["C1", "C2"]);
      a.container().lines(["A2"]);
      yield* bench.advance(20_000);
      expect(set.hits).toBe(1);
      expect(cluster.counters.requests.list).toBe(lists + 1);
      expect(list.of("a")).toEqual(["A1", "A2"]);
      expect(list.of("b")[0]).toBe("B1");
      expect(list.of("b").at(-1)).toMatch(/^\(b deleted/u);
      expect(list.of("c").slice(1)).toEqual(["C1", "C2"]);
      // Only the new pod's stream was opened.
      expect(cluster.counters.requests.follow).toBe(follow + 1);
    }),
  );

  it.effect.each(["/k8s/clusters/c-1", "/k8s/clusters/c-1/"])("88 base path: %s", (basePath) =>
    Effect.gen(function* () {
      const bench = yield* makeBench({ basePath });
      const { cluster } = bench;
      const app = cluster.world.pod({ name: "web" }).container();
      app.lines(["A1"]);
      const list = yield* open(bench, web);
      yield* bench.advance(2000);
      expect(list.texts).toEqual(["A1"]);
      cutFollows(bench);
      app.lines(["A2"]);
      yield* bench.advance(10_000);
      expect(list.texts).toEqual(["A1", "A2"]);
      for (const kind of ["list", "watch", "get", "follow", "log"] as const)
        expect(cluster.heard.some((heard) => heard.kind === kind)).toBe(true);
      for (const { url } of cluster.heard) expect(url).toMatch(/^\/k8s\/clusters\/c-1\/api\//u);
    }),
  );

  it.effect("81 slow view", () =>
    Effect.gen(function* () {
      const bench = yield* makeBench();
      const app = bench.cluster.world.pod({ name: "web" }).container();
      const store = makeStore({ maxBytes: 3_000_000 });
      const fresh = {
        emptyStore: () => store,
        nextRun: () => 2,
      };
      const reading = startReading(store, { epoch: 1, run: 1 }, shown);
      const link = makeViewLink(
        contentOf(reading),
        () => reading.list,
        (_, what) => what(),
      );
      let posts = 0;
      // A view that takes what it is sent, and never gets round to anything.
      link.connect(() => {
        posts++;
        return Promise.resolve(true);
      });
      link.happen([{ _tag: "Visible", visible: true }, { _tag: "Ready" }]);
      const session = yield* openSession(web, { limit: "all", previous: false }).pipe(
        Effect.provideService(Kube, bench.kube),
      );
      yield* Effect.forkScoped(
        readInto(reading, session, fresh, {
          known: link.content,
          taken: Effect.void,
          post: (events) => Effect.sync(() => link.happen(events)),
        }),
      );
      yield* bench.advance(2000);
      const perStep = 5000;
      let written = 0;
      for (let second = 0; second < 300; second += 10) {
        app.lines(numbered("A", written + 1, written + perStep));
        written += perStep;
        // Settled is only what has been read from the socket to the last byte.
        yield* bench.advance(10_000, 5000);
        expect(store.lines).toBe(written);
      }
      expect(posts).toBeLessThan(20);
      const kept = store.end - store.first;
      expect(store.bytes).toBeLessThanOrEqual(store.maxBytes);
      expect(store.evicted.lines).toBeGreaterThan(0);
      expect(store.evicted.lines + kept).toBe(written);
      expect(extentOf(reading).above).toMatchObject({ evicted: written - kept });
      const { ends, text } = store.rows(store.first, kept, 1000);
      const rows = ends.map((end, i) =>
        Buffer.from(text.subarray(ends[i - 1] ?? 0, end)).toString("utf8"),
      );
      expect(rows).toEqual(numbered("A", written - kept + 1, written));
      expect(bench.cluster.counters.requests.follow).toBe(1);
    }),
  );
});
