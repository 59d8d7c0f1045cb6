import { createInterface } from "node:readline";
import type { Container } from "../cluster/container.ts";
import { Faults, type Fault } from "../cluster/faults.ts";
import { startCluster, type Cluster } from "../cluster/server.ts";
import { makeRandom, type Random } from "../fuzz/random.ts";
import type { Weather } from "./weather.ts";

// The cluster of the soak, in a process of its own: `storm.ts SOURCES MINUTES SEED`. Its pods `soak-0 …` write numbered
// lines under random faults for so long, and then the sky is clear. Each second it tells about itself in one line of
// JSON (weather.ts); it ends with its standard input.

/** Lines after which the node rotates a log: about a megabyte. */
const rotateAfter = 8000;
/** So young a container's file is not rotated by bad luck (tenths of a second): 15 s. */
const youth = 150;

interface Writer {
  readonly app: Container;
  written: number;
  /** `written` when its file was last begun, by a rotation or a restart. */
  rotated: number;
  /** When its container last started (tenths of a second). */
  started: number;
}

/** One more burst of numbered lines, of any length up to a part of a long line. */
const write = (writer: Writer, dice: Random): void => {
  const lines = Array.from({ length: dice.int(0, 59) }, () => {
    const filler = dice.int(0, dice.chance(0.002) ? 40_000 : 200);
    return `${writer.written++} ${"abcdefghij ".repeat(1 + filler / 11)}`;
  });
  writer.app.lines(lines, dice.chance(0.3) ? { stream: "stderr" } : {});
  if (writer.written - writer.rotated > rotateAfter) {
    writer.app.rotate();
    writer.rotated = writer.written;
  }
};

const pick = <A>(dice: Random, list: readonly [A, ...ReadonlyArray<A>]): A =>
  list[dice.int(0, list.length - 1)] ?? list[0];

/** What may become of the next answer about one pod. */
const aFault = (dice: Random): Fault =>
  pick<Fault>(dice, [
    { type: "cut", at: dice.int(0, 200_000) },
    { type: "end", at: dice.int(0, 200_000) },
    { type: "stall", at: dice.int(0, 200_000) },
    { type: "late", ms: dice.int(0, 3000) },
    { type: "reset" },
    Faults.gateway(503),
    Faults.tooManyRequests(1),
    Faults.kubeletUnreachable("refused"),
  ]);

/** One piece of bad luck, somewhere. */
const disturb = (cluster: Cluster, writer: Writer, tenths: number, dice: Random): void => {
  const answers = cluster.open("follow");
  const answer = answers[dice.int(0, answers.length - 1)];
  const what = dice.int(0, 99);
  if (what < 30) answer?.cut();
  else if (what < 50) answer?.end();
  else if (what < 60) answer?.stall();
  else if (what < 85)
    cluster.faults.on({ kind: pick(dice, ["log", "follow", "get"]) }, aFault(dice));
  else if (what < 93) {
    // What a file held that rotated before it could be read is one of the losses that no client can see.
    if (tenths - writer.started > youth) writer.app.rotate();
  } else {
    writer.app.restart({ code: pick(dice, [0, 1, 137]) });
    writer.rotated = writer.written;
    writer.started = tenths;
  }
};

const [sources = 0, minutes = 0, seed = 0] = process.argv.slice(2).map(Number);
const dice = makeRandom(seed);
const cluster = await startCluster();
const writers = Array.from({ length: sources }, (_, i): Writer => ({
  app: cluster.world.pod({ name: `soak-${i}` }).container(),
  written: 0,
  rotated: 0,
  started: 0,
}));
const end = Date.now() + minutes * 60_000;
let disturbed = 0;
let tenths = 0;
let calm = false;

const tell = (over: boolean): void => {
  const weather: Weather = {
    kubeconfig: cluster.kubeconfigPath,
    written: writers.map(({ written }) => written),
    disturbed,
    sockets: cluster.counters.connections,
    over,
  };
  console.log(JSON.stringify(weather));
};

const storm = setInterval(() => {
  const over = Date.now() >= end;
  if (!over) for (const writer of writers) if (dice.chance(0.5)) write(writer, dice);
  if (++tenths % 10 !== 0) return;
  if (over && !calm) {
    calm = true;
    cluster.faults.clear();
    // Below what is missing at the end a line must come, for its reader to know.
    for (const { app, written } of writers) app.lines([`${written} the last`]);
    for (const writer of writers) writer.written++;
  }
  if (!over)
    for (; dice.chance(0.35); disturbed++) {
      const writer = writers[dice.int(0, sources - 1)];
      if (writer !== undefined) disturb(cluster, writer, tenths, dice);
    }
  tell(over);
}, 100);
tell(false);

createInterface(process.stdin).on("close", () => {
  clearInterval(storm);
  void cluster.close().then(() => process.exit(0));
});
