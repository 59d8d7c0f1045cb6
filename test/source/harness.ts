import { vi } from "@effect/vitest";
import * as Cause from "effect/Cause";
import * as Context from "effect/Context";
import type * as Duration from "effect/Duration";
import * as Effect from "effect/Effect";
import * as Exit from "effect/Exit";
import * as Layer from "effect/Layer";
import * as Queue from "effect/Queue";
import type * as Scope from "effect/Scope";
import * as Stream from "effect/Stream";
import * as TestClock from "effect/testing/TestClock";
import type { SourceError } from "../../src/domain/errors.ts";
import type { Instant } from "../../src/domain/instant.ts";
import type { LineBlock } from "../../src/domain/line.ts";
import { dividerText, markerText } from "../../src/domain/marker.ts";
import type { ConnectionState, SourceElement } from "../../src/domain/source.ts";
import type { LineLimit } from "../../src/domain/target.ts";
import { Kube } from "../../src/kubernetes/kube.ts";
import {
  readSource,
  type AtWork,
  type OlderRead,
  type SourceSignal,
} from "../../src/source/source.ts";
import { ManualClock } from "../cluster/clock.ts";
import { startCluster, type Cluster, type ClusterOptions } from "../cluster/server.ts";
import { kubeOf } from "./clusters.ts";

// Clocks are moved by hand, but sockets and a busy machine take their time.
vi.setConfig({ testTimeout: 120_000 });

/** A cluster over real HTTPS whose time, like the engine's, only a test moves. */
export interface Bench {
  readonly cluster: Cluster;
  readonly kube: Kube["Service"];
  /** Waits until all that was written has been read and the engine has nothing more to ask. */
  readonly settle: Effect.Effect<void>;
  /** Settles, moves both clocks on by `ms` in steps of at most `step` ms, and settles after each in which a timer fired. */
  readonly advance: (ms: number, step?: number) => Effect.Effect<void>;
}

/** One source as a reader of its rows sees it. */
export interface Reading {
  /** From the top: a line's text; `[…]` a marker's, `(…)` a divider's words. */
  readonly rows: ReadonlyArray<string>;
  /** The states told, in order, each once in a row. */
  readonly states: ReadonlyArray<ConnectionState["_tag"]>;
  readonly state: ConnectionState | undefined;
  readonly exit: Exit.Exit<void, SourceError> | undefined;
  readonly signal: (signal: SourceSignal) => void;
}

/** The texts of a block's lines; bytes that are no UTF-8 are replaced. */
export const textsOf = (block: LineBlock): ReadonlyArray<string> =>
  Array.from({ length: block.count }, (_, i) =>
    Buffer.from(block.bytes.subarray(block.start[i], block.end[i])).toString("utf8"),
  );

const rowsOf = (element: SourceElement): ReadonlyArray<string> => {
  switch (element._tag) {
    case "Lines":
      return textsOf(element.block);
    case "Marker":
      return [`[${markerText(element.marker)}]`];
    case "Divider":
      return [`(${dividerText(element.divider)})`];
    case "State":
      return [];
  }
};

/** How many timers of either clock fired since a test last looked. */
interface Woken {
  since: number;
}

/** The cluster's time, which counts the timers that it fires. */
const countingClock = (woken: Woken): ManualClock => {
  const clock = new ManualClock();
  const { after } = clock;
  return Object.assign(clock, {
    after: (ms: number, run: () => void) =>
      after(ms, () => {
        woken.since++;
        run();
      }),
  });
};

/** Has a test's clock count the sleepers that it wakes. */
const countWakings = (clock: TestClock.TestClock, woken: Woken): void => {
  const sleep = clock.sleep.bind(clock);
  Object.assign(clock, {
    sleep: (duration: Duration.Duration) =>
      Effect.tap(sleep(duration), () => Effect.sync(() => woken.since++)),
  });
};

/**
 * Starts a cluster for the rest of the scope; the engine's clock begins at the cluster's. `kubeconfig` gives the path of
 * another one than the cluster's own.
 */
export const makeBench = (
  options: Omit<ClusterOptions, "clock"> = {},
  kubeconfig = (cluster: Cluster): string => cluster.kubeconfigPath,
): Effect.Effect<Bench, never, Scope.Scope> =>
  Effect.gen(function* () {
    const woken = { since: 0 };
    const clock = countingClock(woken);
    const cluster = yield* Effect.acquireRelease(
      Effect.promise(() => startCluster({ ...options, clock })),
      (started) => Effect.promise(() => started.close()),
    );
    yield* TestClock.testClockWith((testClock) =>
      Effect.sync(() => countWakings(testClock, woken)),
    );
    yield* TestClock.setTime(Number(clock.now() / 1_000_000n));
    const context = yield* Layer.build(kubeOf({ kubeconfigPath: kubeconfig(cluster) }));
    const { kube, asking } = counted(Context.get(context, Kube));
    // The first request loads the client's library, which no clock and no socket tells of.
    yield* Effect.ignore(kube.pods("admin", "default"));
    const settle = Effect.promise(async () => {
      let quiet = 0;
      let before = -1;
      // What a fault holds back is never answered: that is quiet too, after a while.
      while (quiet < (asking() > 0 ? 40 : 1)) {
        await cluster.settled();
        for (let turn = 0; turn < 5; turn++) await new Promise((done) => setImmediate(done));
        const requests = Object.values(cluster.counters.requests).reduce((sum, n) => sum + n, 0);
        quiet = requests === before ? quiet + 1 : 0;
        before = requests;
      }
    });
    const advance = (ms: number, step = 500): Effect.Effect<void> =>
      Effect.gen(function* () {
        yield* settle;
        for (let left = ms; left > 0; left -= step) {
          woken.since = 0;
          clock.advance(Math.min(step, left));
          yield* TestClock.adjust(Math.min(step, left));
          // To look whether all is still costs milliseconds; where no timer fired nothing can have begun to move.
          if (woken.since > 0 || left <= step) yield* settle;
        }
      });
    return { cluster, kube, settle, advance };
  });

/** What is read, and how; the container `app` of the pod `web`, whole, unless told otherwise. */
export interface Reads {
  readonly limit?: LineLimit;
  readonly since?: Instant;
  readonly previous?: boolean;
  readonly context?: string;
  readonly pod?: string;
  readonly container?: string;
  readonly waitForNewPod?: boolean;
}

/** The same clusters, and how many of their answers are awaited just now; an open follow is none. */
const counted = (kube: Kube["Service"]) => {
  let awaited = 0;
  const during = <A, E, R>(effect: Effect.Effect<A, E, R>): Effect.Effect<A, E, R> =>
    Effect.acquireUseRelease(
      Effect.sync(() => awaited++),
      () => effect,
      () => Effect.sync(() => awaited--),
    );
  return {
    asking: (): number => awaited,
    kube: Kube.of({
      ...kube,
      pod: (...asked) => during(kube.pod(...asked)),
      pods: (...asked) => during(kube.pods(...asked)),
      log: (context, namespace, pod, query) =>
        Effect.map(during(kube.log(context, namespace, pod, query)), (log) =>
          query.follow === true
            ? log
            : {
                body: log.body.pipe(
                  Stream.onStart(Effect.sync(() => awaited++)),
                  Stream.ensuring(Effect.sync(() => awaited--)),
                ),
              },
        ),
    }),
  };
};

/** Reads a container for the rest of the scope, as a session does where pods may not be watched. */
export const read = (
  { kube, settle }: Bench,
  options: Reads = {},
): Effect.Effect<Reading, never, Scope.Scope> =>
  Effect.gen(function* () {
    let rows: Array<string> = [];
    const states: Array<ConnectionState["_tag"]> = [];
    let state: ConnectionState | undefined;
    let exit: Exit.Exit<void, SourceError> | undefined;
    const signals = yield* Queue.unbounded<SourceSignal>();
    const take = (element: SourceElement | OlderRead | AtWork): void => {
      if (element._tag === "OlderRead" || element._tag === "AtWork") return;
      if (element._tag === "State") {
        if (states.at(-1) !== element.state._tag) states.push(element.state._tag);
        state = element.state;
      } else if (element.older) rows = [...rowsOf(element), ...rows];
      else rows.push(...rowsOf(element));
    };
    yield* readSource(
      {
        context: options.context ?? "admin",
        namespace: "default",
        pod: options.pod ?? "web",
        container: options.container ?? "app",
      },
      {
        limit: options.limit ?? "all",
        ...(options.since === undefined ? {} : { since: options.since }),
        previous: options.previous ?? false,
        watched: false,
        waitForNewPod: options.waitForNewPod ?? false,
      },
      signals,
    ).pipe(
      Stream.runForEach((element) => Effect.sync(() => take(element))),
      Effect.onExit((ended) =>
        Effect.sync(() => {
          exit = ended;
        }),
      ),
      Effect.provideService(Kube, kube),
      Effect.exit,
      Effect.forkScoped,
    );
    yield* settle;
    return {
      get rows() {
        return rows;
      },
      states,
      get state() {
        return state;
      },
      get exit() {
        return exit;
      },
      signal: (signal) => {
        Queue.offerUnsafe(signals, signal);
      },
    };
  });

/** Names of lines: `A1` to `A5`. */
export const numbered = (letter: string, from: number, to: number): ReadonlyArray<string> =>
  Array.from({ length: to - from + 1 }, (_, i) => `${letter}${from + i}`);

/** What a reading failed with, or undefined. */
export const failureOf = (reading: Reading): SourceError | undefined =>
  reading.exit === undefined || Exit.isSuccess(reading.exit)
    ? undefined
    : reading.exit.cause.reasons.flatMap((reason) =>
        Cause.isFailReason(reason) ? [reason.error] : [],
      )[0];

/** A pod `web` whose container has written these lines, read for a second: the beginning of most cases. */
export const opened = (lines: ReadonlyArray<string>, options: Reads = {}) =>
  Effect.gen(function* () {
    const bench = yield* makeBench();
    const pod = bench.cluster.world.pod({ name: "web" });
    const app = pod.container();
    app.lines(lines);
    const reading = yield* read(bench, options);
    yield* bench.advance(1000);
    return { bench, pod, app, reading };
  });

/** Cuts every follow that is open. */
export const cutFollows = ({ cluster }: Bench): void => {
  for (const answer of cluster.open("follow")) answer.cut();
};

/** Ends every follow that is open, cleanly. */
export const endFollows = ({ cluster }: Bench): void => {
  for (const answer of cluster.open("follow")) answer.end();
};

/** The pod `web` of a bench's cluster, with the containers `app` and `proxy`. */
export const webPod = ({ cluster }: Bench) =>
  cluster.world.pod({ name: "web", containers: [{ name: "app" }, { name: "proxy" }] });
