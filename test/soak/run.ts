import * as Effect from "effect/Effect";
import * as Stream from "effect/Stream";
import { openSession } from "../../src/session/open.ts";
import { makeStore } from "../../src/store/store.ts";
import type { Container } from "../cluster/container.ts";
import { Faults, type Fault } from "../cluster/faults.ts";
import { startCluster, type Cluster } from "../cluster/server.ts";
import { kubeOf } from "../source/clusters.ts";
import { launch } from "../run/processes.mjs";
import { random, type Random } from "./random.ts";
import { sum, Tally } from "./tally.ts";

// `npm run soak -- --minutes N [--seed S]`: 20 sources over real HTTPS under random faults. Each writes numbered lines;
// what its reader gets is checked line by line. Fails when a line was lost without a marker, doubled or out of order.

const sources = 20;
const storeBytes = 8 << 20;

/** Lines after which the node rotates a log: about a megabyte. */
const rotateAfter = 8000;

interface Writer {
  readonly app: Container;
  written: number;
  /** `written` at the last rotation. */
  rotated: number;
}

/** One more burst of numbered lines, of any length up to a part of a long line. */
const write = (writer: Writer, dice: Random): void => {
  const lines = Array.from({ length: dice.below(60) }, () => {
    const filler = dice.chance(0.002) ? dice.below(40_000) : dice.below(200);
    return `${writer.written++} ${"abcdefghij ".repeat(1 + filler / 11)}`;
  });
  writer.app.lines(lines, dice.chance(0.3) ? { stream: "stderr" } : {});
  if (writer.written - writer.rotated > rotateAfter) {
    writer.app.rotate();
    writer.rotated = writer.written;
  }
};

/** What may become of the next answer about one pod. */
const aFault = (dice: Random): Fault =>
  dice.pick([
    { type: "cut", at: dice.below(200_000) },
    { type: "end", at: dice.below(200_000) },
    { type: "stall", at: dice.below(200_000) },
    { type: "late", ms: dice.below(3000) },
    { type: "reset" },
    Faults.gateway(503),
    Faults.tooManyRequests(1),
    Faults.kubeletUnreachable("refused"),
  ]);

/** One piece of bad luck, somewhere. */
const disturb = (cluster: Cluster, writers: ReadonlyArray<Writer>, dice: Random): void => {
  const writer = dice.pick(writers);
  const answers = cluster.open("follow");
  const what = dice.below(100);
  if (what < 30 && answers.length > 0) dice.pick(answers).cut();
  else if (what < 50 && answers.length > 0) dice.pick(answers).end();
  else if (what < 60 && answers.length > 0) dice.pick(answers).stall();
  else if (what < 85)
    cluster.faults.on({ kind: dice.pick(["log", "follow", "get"] as const) }, aFault(dice));
  else if (what < 93) writer.app.rotate();
  else writer.app.restart({ code: dice.pick([0, 1, 137]) });
};

/** Reads one pod until the soak's scope ends. */
const read = (pod: string, tally: Tally) =>
  Effect.gen(function* () {
    const store = makeStore({ maxBytes: storeBytes });
    const session = yield* openSession(
      { _tag: "Pod", context: "admin", namespace: "default", pod, container: "app" },
      { limit: "all", previous: false },
    );
    yield* session.batches.pipe(
      Stream.runForEach((batch) =>
        Effect.sync(() => {
          for (const part of batch) {
            tally.take(part);
            if (part._tag === "Source" && part.element._tag === "Lines")
              store.append(part.source, part.element.block);
          }
        }),
      ),
    );
  });

const valueOf = (name: string): string | undefined => {
  const at = process.argv.indexOf(name);
  return at < 0 ? undefined : process.argv[at + 1];
};

const megabytes = (bytes: number): string => `${Math.round(bytes / 1e6)} MB`;

const report = (
  cluster: Cluster,
  tallies: ReadonlyArray<Tally>,
  written: number,
  disturbed: number,
): string => {
  const { lines, lost, doubled, reordered, markers, covered } = sum(
    tallies.map(({ counts }) => counts),
  );
  const memory = process.memoryUsage();
  return [
    `disturbed ${disturbed} times`,
    `written ${written}`,
    `read ${lines}`,
    `lost ${lost}`,
    `doubled ${doubled}`,
    `reordered ${reordered}`,
    `markers ${markers} (over ${covered} lines)`,
    `open sockets ${cluster.counters.connections}`,
    `memory ${megabytes(memory.rss)} (heap ${megabytes(memory.heapUsed)})`,
  ].join(", ");
};

const soak = (minutes: number, seed: number) =>
  Effect.gen(function* () {
    const dice = random(seed);
    const cluster = yield* Effect.acquireRelease(
      Effect.promise(() => startCluster()),
      (started) => Effect.promise(() => started.close()),
    );
    const writers = Array.from({ length: sources }, (_, i): Writer => ({
      app: cluster.world.pod({ name: `soak-${i}` }).container(),
      written: 0,
      rotated: 0,
    }));
    const tallies = writers.map(() => new Tally());
    const written = (): number => writers.reduce((total, writer) => total + writer.written, 0);
    let disturbed = 0;
    const say = Effect.sync(() => console.log(report(cluster, tallies, written(), disturbed)));
    yield* Effect.forkScoped(
      Effect.scoped(
        Effect.forEach(tallies, (tally, i) => read(`soak-${i}`, tally), {
          concurrency: "unbounded",
          discard: true,
        }),
      ).pipe(Effect.provide(kubeOf(cluster))),
    );
    const end = Date.now() + minutes * 60_000;
    for (let second = 0; Date.now() < end; second++) {
      for (let tenth = 0; tenth < 10; tenth++) {
        for (const writer of writers) if (dice.chance(0.5)) write(writer, dice);
        yield* Effect.sleep(100);
      }
      for (; dice.chance(0.35); disturbed++) disturb(cluster, writers, dice);
      if (second % 30 === 29) yield* say;
    }
    // The last faults are got over, and what is left is read.
    cluster.faults.clear();
    for (let waited = 0; waited < 120; waited++) {
      const behind = writers.some((writer, i) => (tallies[i]?.due ?? 0) < writer.written);
      if (!behind) break;
      yield* Effect.sleep(1000);
    }
    yield* say;
    for (const [i, writer] of writers.entries()) {
      const due = tallies[i]?.due ?? 0;
      if (due < writer.written)
        console.log(`soak-${i}: ${writer.written - due} lines have not come`);
    }
    const unread = writers.reduce((n, writer, i) => n + writer.written - (tallies[i]?.due ?? 0), 0);
    const total = sum(tallies.map(({ counts }) => counts));
    console.log(`seed ${seed}`);
    return total.lost + total.doubled + total.reordered + unread;
  }).pipe(Effect.scoped);

await launch(async () => {
  const minutes = Number(valueOf("--minutes") ?? 10);
  const seed = Number(valueOf("--seed") ?? Date.now() % 1_000_000);
  const wrong = await Effect.runPromise(soak(minutes, seed));
  return wrong === 0 ? 0 : 1;
});
