import { describe, expect, it } from "@effect/vitest";
import * as Cause from "effect/Cause";
import * as Effect from "effect/Effect";
import * as Exit from "effect/Exit";
import * as Scope from "effect/Scope";
import * as Stream from "effect/Stream";
import type { SessionError } from "../../src/domain/errors.ts";
import type { ConnectionState } from "../../src/domain/source.ts";
import type { Target } from "../../src/domain/target.ts";
import { Kube } from "../../src/kubernetes/kube.ts";
import { combined } from "../../src/session/connection.ts";
import { openSession } from "../../src/session/open.ts";
import type { Session, SessionElement } from "../../src/session/session.ts";
import { type Bench, cutFollows, makeBench, numbered, textsOf, webPod } from "../source/harness.ts";

interface Seen {
  readonly session: Session;
  readonly groups: ReadonlyArray<ReadonlyArray<SessionElement>>;
  readonly exit: () => Exit.Exit<void, SessionError> | undefined;
  readonly close: Effect.Effect<void>;
}

const target = (more: Partial<Extract<Target, { _tag: "Pod" }>> = {}): Target => ({
  _tag: "Pod",
  context: "admin",
  namespace: "default",
  pod: "web",
  ...more,
});

/** Opens a session and takes its groups until it is closed. */
const open = (bench: Bench, of: Target, options: { readonly previous?: boolean } = {}) =>
  Effect.gen(function* () {
    const scope = yield* Scope.make();
    const groups: Array<ReadonlyArray<SessionElement>> = [];
    let exit: Exit.Exit<void, SessionError> | undefined;
    const session = yield* openSession(of, {
      limit: "all",
      previous: options.previous ?? false,
    }).pipe(Effect.provideService(Kube, bench.kube), Scope.provide(scope));
    yield* session.batches.pipe(
      Stream.runForEach((group) => Effect.sync(() => groups.push(group))),
      Effect.onExit((ended) =>
        Effect.sync(() => {
          exit = ended;
        }),
      ),
      Effect.exit,
      Effect.forkScoped,
    );
    yield* bench.advance(2000);
    const seen: Seen = { session, groups, exit: () => exit, close: Scope.close(scope, Exit.void) };
    return seen;
  });

const elements = ({ groups }: Seen): ReadonlyArray<SessionElement> => groups.flat();

/** The lines of each source by its label, in order. */
const linesOf = (seen: Seen): Readonly<Record<string, ReadonlyArray<string>>> => {
  const labels = new Map<number, string>();
  const lines: Record<string, Array<string>> = {};
  for (const element of elements(seen)) {
    if (element._tag === "Sources")
      for (const { id, label } of element.sources) labels.set(id, label);
    else if (element._tag === "Source" && element.element._tag === "Lines")
      (lines[labels.get(element.source) ?? ""] ??= []).push(...textsOf(element.element.block));
  }
  return lines;
};

const connection = (seen: Seen): ConnectionState | undefined =>
  elements(seen).findLast((element) => element._tag === "Connection")?.state;

const failureOf = (seen: Seen): SessionError | undefined => {
  const exit = seen.exit();
  return exit === undefined || Exit.isSuccess(exit)
    ? undefined
    : exit.cause.reasons.flatMap((reason) => (Cause.isFailReason(reason) ? [reason.error] : []))[0];
};

describe("a session of a pod", () => {
  it.effect("reads the container that is named, and tells all there are", () =>
    Effect.gen(function* () {
      const bench = yield* makeBench();
      const pod = webPod(bench);
      pod.container("app").lines(numbered("A", 1, 3));
      pod.container("proxy").lines(["P1"]);
      const seen = yield* open(bench, target({ container: "app" }));
      expect(linesOf(seen)).toEqual({ app: numbered("A", 1, 3) });
      const told = elements(seen).find((element) => element._tag === "Containers");
      expect(told?.containers.map(({ name }) => name)).toEqual(["app", "proxy"]);
      expect(connection(seen)?._tag).toBe("Streaming");
    }),
  );

  it.effect(
    "reads all containers, each as a source of its own, ephemeral ones as they appear",
    () =>
      Effect.gen(function* () {
        const bench = yield* makeBench();
        const pod = webPod(bench);
        pod.container("app").lines(numbered("A", 1, 3));
        pod.container("proxy").lines(["P1"]);
        const seen = yield* open(bench, target());
        pod.debug({ name: "debugger" }).lines(["D1"]);
        yield* bench.advance(3000);
        expect(linesOf(seen)).toEqual({
          app: numbered("A", 1, 3),
          proxy: ["P1"],
          debugger: ["D1"],
        });
      }),
  );

  it.effect(
    "tells of each container where it runs, of which image, and how often it restarted",
    () =>
      Effect.gen(function* () {
        const bench = yield* makeBench();
        const pod = bench.cluster.world.pod({
          name: "web",
          containers: [{ name: "app", image: "web:1.4.2" }, { name: "proxy" }],
        });
        const seen = yield* open(bench, target());
        const facts = () =>
          elements(seen)
            .findLast((element) => element._tag === "Sources")
            ?.sources.map(({ image, label, node, restarts }) => [label, node, image, restarts]);
        expect(facts()?.[0]).toEqual(["app", "node-1", "web:1.4.2", 0]);
        pod.container("app").restart({ code: 1 });
        yield* bench.advance(3000);
        expect(facts()?.[0]).toEqual(["app", "node-1", "web:1.4.2", 1]);
      }),
  );

  it.effect("gives a line at most 100 ms after it came, and nothing while nothing comes", () =>
    Effect.gen(function* () {
      const bench = yield* makeBench();
      const app = bench.cluster.world.pod({ name: "web" }).container();
      const seen = yield* open(bench, target());
      app.lines(["A1"]);
      yield* bench.advance(100, 100);
      expect(linesOf(seen)).toEqual({ app: ["A1"] });
      const groups = seen.groups.length;
      yield* bench.advance(5000);
      expect(seen.groups.length).toBe(groups);
    }),
  );

  it.effect("loses no line to the error that ends it, and raises that after the last group", () =>
    Effect.gen(function* () {
      const bench = yield* makeBench();
      const app = bench.cluster.world.pod({ name: "web" }).container();
      app.lines(numbered("A", 1, 3));
      const seen = yield* open(bench, target());
      bench.cluster.faults.on(
        { kind: ["log", "follow"], times: Infinity },
        {
          type: "status",
          error: {
            code: 403,
            reason: "Forbidden",
            message: `pods "web" is forbidden: User "admin" cannot get resource "pods/log" in API group "" in the namespace "default"`,
          },
        },
      );
      app.lines(numbered("A", 4, 6));
      yield* bench.settle;
      cutFollows(bench);
      yield* bench.advance(5000);
      expect(linesOf(seen)).toEqual({ app: numbered("A", 1, 6) });
      expect(failureOf(seen)?.cause._tag).toBe("Forbidden");
      expect(connection(seen)?._tag).toBe("Disconnected");
    }),
  );

  it.effect("goes on when one container's log can't be read", () =>
    Effect.gen(function* () {
      const bench = yield* makeBench();
      const pod = webPod(bench);
      const app = pod.container("app");
      app.lines(["A1"]);
      bench.cluster.faults.on(
        { kind: ["log", "follow"], url: /container=proxy/u, times: Infinity },
        {
          type: "status",
          error: {
            code: 405,
            reason: "MethodNotAllowed",
            message:
              "the server does not allow this method on the requested resource ( pods/log web)",
            details: { name: "web", kind: "pods/log" },
          },
        },
      );
      const seen = yield* open(bench, target());
      app.lines(["A2"]);
      yield* bench.advance(2000);
      expect(linesOf(seen)).toEqual({ app: ["A1", "A2"] });
      expect(seen.exit()).toBeUndefined();
      expect(
        elements(seen).some(
          (element) =>
            element._tag === "Source" &&
            element.element._tag === "State" &&
            element.element.state._tag === "Disconnected",
        ),
      ).toBe(true);
    }),
  );

  it.effect("fails with PodGone where there is no such pod", () =>
    Effect.gen(function* () {
      const bench = yield* makeBench();
      const seen = yield* open(bench, target({ pod: "nobody" }));
      expect(failureOf(seen)?.cause).toMatchObject({ _tag: "PodGone", pod: "nobody" });
    }),
  );

  it.effect("fails with ContainerUnknown where the pod has no such container", () =>
    Effect.gen(function* () {
      const bench = yield* makeBench();
      bench.cluster.world.pod({ name: "web" });
      const seen = yield* open(bench, target({ container: "nothing" }));
      expect(failureOf(seen)?.cause).toMatchObject({
        _tag: "ContainerUnknown",
        container: "nothing",
      });
    }),
  );

  it.effect("keeps its lines and says so when the pod is deleted", () =>
    Effect.gen(function* () {
      const bench = yield* makeBench();
      const pod = bench.cluster.world.pod({ name: "web" });
      pod.container().lines(numbered("A", 1, 3));
      const seen = yield* open(bench, target());
      pod.delete();
      yield* bench.advance(30_000, 1000);
      expect(linesOf(seen)).toEqual({ app: numbered("A", 1, 3) });
      expect(elements(seen).filter((element) => element._tag === "Gone")).toHaveLength(1);
      expect(seen.exit()).toBeUndefined();
    }),
  );

  it.effect("56 403 list pods only: works without the right to watch pods", () =>
    Effect.gen(function* () {
      const bench = yield* makeBench();
      bench.cluster.faults.on(
        { kind: ["list", "watch"], times: Infinity },
        {
          type: "status",
          error: {
            code: 403,
            reason: "Forbidden",
            message: `pods is forbidden: User "admin" cannot list resource "pods" in API group "" in the namespace "default"`,
          },
        },
      );
      const app = bench.cluster.world.pod({ name: "web" }).container();
      app.lines(["A1"]);
      const seen = yield* open(bench, target());
      app.lines(["A2"]);
      yield* bench.advance(2000);
      expect(linesOf(seen)).toEqual({ app: ["A1", "A2"] });
    }),
  );

  it.effect("works with the right to read logs only, for a container that nobody named", () =>
    Effect.gen(function* () {
      const bench = yield* makeBench();
      const pod = webPod(bench);
      pod.container("app").lines(["A1"]);
      pod.container("proxy").lines(["P1"]);
      const seen = yield* open(bench, target({ context: "logs-only" }));
      yield* bench.advance(3000);
      expect(linesOf(seen)).toEqual({ app: ["A1"], proxy: ["P1"] });
    }),
  );

  it.effect("skips the wait for the next try when told to", () =>
    Effect.gen(function* () {
      const bench = yield* makeBench();
      const app = bench.cluster.world.pod({ name: "web" }).container();
      app.lines(["A1"]);
      const seen = yield* open(bench, target());
      const fault = bench.cluster.faults.on(
        { kind: ["log", "follow", "get"], times: Infinity },
        { type: "reset" },
      );
      cutFollows(bench);
      app.lines(["A2"]);
      yield* bench.advance(60_000, 2000);
      expect(connection(seen)?._tag).toBe("Reconnecting");
      fault.remove();
      yield* seen.session.retryNow;
      yield* bench.settle;
      yield* bench.advance(200, 100);
      expect(linesOf(seen)).toEqual({ app: ["A1", "A2"] });
    }),
  );

  it.effect("closes every connection with its scope", () =>
    Effect.gen(function* () {
      const bench = yield* makeBench();
      bench.cluster.world.pod({ name: "web", containers: [{ name: "app" }, { name: "proxy" }] });
      const seen = yield* open(bench, target());
      expect(bench.cluster.counters.open).toMatchObject({ follow: 2, watch: 1 });
      yield* seen.close;
      yield* bench.settle;
      expect(bench.cluster.counters.open).toMatchObject({ follow: 0, watch: 0, log: 0 });
    }),
  );
});

describe("one state for all sources", () => {
  const reconnecting = (at: number): ConnectionState => ({ _tag: "Reconnecting", attempt: 1, at });

  it.each<readonly [string, ReadonlyArray<ConnectionState>, ConnectionState["_tag"]]>([
    ["none yet", [], "Connecting"],
    [
      "an ended init container does not end a pod",
      [{ _tag: "Ended", why: "" }, { _tag: "Streaming" }],
      "Streaming",
    ],
    ["one that reconnects is told first", [{ _tag: "Streaming" }, reconnecting(1)], "Reconnecting"],
    [
      "all ended",
      [
        { _tag: "Ended", why: "" },
        { _tag: "Ended", why: "" },
      ],
      "Ended",
    ],
  ])("%s", (_, states, tag) => {
    expect(combined(states)._tag).toBe(tag);
  });

  it("of several that reconnect, the one that tries next", () => {
    expect(combined([reconnecting(9), reconnecting(3), reconnecting(5)])).toMatchObject({ at: 3 });
  });
});
