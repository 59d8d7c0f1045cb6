import { setTimeout as delay } from "node:timers/promises";
import { parseArgs } from "node:util";
import * as Effect from "effect/Effect";
import * as Stream from "effect/Stream";
import { openSession } from "../../src/session/open.ts";
import { makeStore } from "../../src/store/store.ts";
import { kubeOf } from "../source/clusters.ts";
import { environment, root } from "../run/install.mjs";
import { launch, run } from "../run/processes.mjs";
import { memoryNow, memoryText, socketsNow, type Memory } from "./memory.ts";
import { sum, Tally } from "./tally.ts";
import { startStorm, type Storm, type Weather } from "./weather.ts";

// `npm run soak -- --minutes N [--seed S]`: 20 sources over real HTTPS under random faults, each into a store that is
// soon full. Each writes numbered lines; what its reader gets is checked line by line. The cluster is another process, so
// that the memory told is the engine's. Fails when a line was lost without a marker, doubled or out of order, and when
// the second half needed more memory than the first. Panels and the tree are opened and closed 200 times afterwards.

const sources = 20;
/** Small, so that all stores are full within two minutes. */
const storeBytes = 1 << 20;
/** Heap and buffers may be larger by so many bytes at the end than at half time. */
const mostGrowth = 20_000_000;
/** How often panels and the tree are opened and closed to look for leaks. */
const leakRounds = 200;
/** Seconds to read what is left when the storm is over. */
const patience = 120;

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

const report = (
  { disturbed, sockets, written }: Weather,
  tallies: ReadonlyArray<Tally>,
): string => {
  const { lines, lost, doubled, reordered, markers, covered } = sum(
    tallies.map(({ counts }) => counts),
  );
  return [
    `disturbed ${disturbed} times`,
    `written ${written.reduce((total, lines_) => total + lines_, 0)}`,
    `read ${lines}`,
    `lost ${lost}`,
    `doubled ${doubled}`,
    `reordered ${reordered}`,
    `markers ${markers} (over ${covered} lines)`,
    `sockets ${sockets} at the server`,
  ].join(", ");
};

const parts = ["start", "quarter", "half", "three quarters", "end"] as const;

/** Lines that have not come, by source; none where all have. */
const missing = ({ written }: Weather, tallies: ReadonlyArray<Tally>): ReadonlyArray<string> =>
  written.flatMap((lines, i) => {
    const unread = lines - (tallies[i]?.due ?? 0);
    return unread > 0 ? [`soak-${i}: ${unread} lines have not come`] : [];
  });

/** Reads through the storm; gives what is wrong. */
const weather = (storm: Storm, minutes: number, tallies: ReadonlyArray<Tally>) =>
  Effect.gen(function* () {
    yield* Effect.forkScoped(
      Effect.scoped(
        Effect.forEach(tallies, (tally, i) => read(`soak-${i}`, tally), {
          concurrency: "unbounded",
          discard: true,
        }),
      ).pipe(Effect.provide(kubeOf({ kubeconfigPath: storm.now().kubeconfig }))),
    );
    const began = Date.now();
    const looks: Array<Memory> = [];
    let seconds = 0;
    let calm = 0;
    while (calm < patience) {
      const now = yield* Effect.promise(storm.next);
      if (now.over && calm++ > 0 && missing(now, tallies).length === 0) break;
      const due = began + (looks.length * minutes * 60_000) / (parts.length - 1);
      if (looks.length < parts.length - 1 && Date.now() >= due) {
        const look = memoryNow();
        console.log(`${parts[looks.length]}: ${memoryText(look)}, sockets ${socketsNow()}`);
        looks.push(look);
      }
      if (++seconds % 30 === 0) console.log(report(now, tallies));
    }
    const last = memoryNow();
    console.log(`${parts.at(-1)}: ${memoryText(last)}, sockets ${socketsNow()}`);
    const half = looks[parts.indexOf("half")] ?? last;
    const grown = last.heap + last.external - half.heap - half.external;
    const wrong = [...missing(storm.now(), tallies)];
    if (grown > mostGrowth) wrong.push(`${Math.round(grown / 1e6)} MB more than at half time`);
    return wrong;
  }).pipe(Effect.scoped);

await launch(async () => {
  const { values } = parseArgs({
    options: { minutes: { type: "string", default: "10" }, seed: { type: "string" } },
  });
  const minutes = Number(values.minutes);
  const seed = Number(values.seed ?? Date.now() % 1_000_000);
  if (!(minutes > 0) || !Number.isInteger(seed)) {
    console.error("npm run soak -- [--minutes N] [--seed S]");
    return 1;
  }
  console.log(`soak: seed ${seed}, ${minutes} min`);
  const storm = await startStorm(sources, minutes, seed);
  const tallies = Array.from({ length: sources }, () => new Tally());
  const wrong = await Effect.runPromise(weather(storm, minutes, tallies));
  const { doubled, lost, reordered } = sum(tallies.map(({ counts }) => counts));
  for (const text of wrong) console.log(text);
  for (let waited = 0; waited < 50 && socketsNow() > 0; waited++) await delay(100);
  if (socketsNow() > 0) wrong.push(`${socketsNow()} sockets are left open`);
  console.log(`soak: ${report(storm.now(), tallies)}`);
  const leaks = await run("vitest", ["run", "--project", "node", "test/vscode/leaks.test.ts"], {
    cwd: root,
    env: { ...environment(), PODLOG_LEAK_ROUNDS: String(leakRounds) },
  });
  return leaks + wrong.length + lost + doubled + reordered === 0 ? 0 : 1;
});
