import { instantFromMillis, type Instant } from "../../src/domain/instant.ts";
import type { Command } from "../../src/resume/commands.ts";
import type { Event } from "../../src/resume/events.ts";
import { initial, step, type State } from "../../src/resume/machine.ts";
import type { Rules } from "../../src/resume/rules.ts";
import { provenanceOf } from "./file.ts";
import type { Mix } from "./mixes.ts";
import { makeNode } from "./node.ts";
import { Run } from "./pod.ts";
import { makeQueue } from "./queue.ts";
import { makeRandom, type Random } from "./random.ts";
import { epoch, type Stage } from "./stage.ts";
import { makeWay } from "./way.ts";

/** A row of the list as it was shown: a line by its provenance, or a marker. */
export type ShownRow =
  | {
      readonly _tag: "Line";
      readonly instance: number;
      readonly line: number;
      readonly fragment: boolean;
      readonly at: number;
    }
  | {
      readonly _tag: "Marker";
      readonly what: string;
      /** It stands above all rows, since older ones were asked for. */
      readonly older: boolean;
      readonly at: number;
    }
  | { readonly _tag: "Divider"; readonly what: string; readonly at: number };

/** All that is left of a run. */
export interface Outcome {
  readonly runs: ReadonlyArray<Run>;
  readonly rows: ReadonlyArray<ShownRow>;
  /** Lines in the served file when the machine started, and the number of its first. */
  readonly limit: number | "all";
  readonly since: Instant | undefined;
  readonly startedAt: number;
  readonly firstRowsAt: number;
  /** Lines of the first run's file at that time. */
  readonly linesAtFirst: number;
  readonly fileStartAtFirst: number;
  readonly runAtFirst: number;
  /** The first run whose log was served then, with `previous` or without. */
  readonly keptAtFirst: number;
  /** The pod's status lagged then. */
  readonly laggedAtFirst: boolean;
  /** Three answers in a row that were cut cleanly at one place. */
  readonly cutThrice: boolean;
  /** The pods that the machine was told of. */
  readonly seen: ReadonlySet<string>;
  readonly ended: boolean;
  readonly failed: string | undefined;
  readonly steps: number;
  readonly trace: ReadonlyArray<string>;
}

const calmSeconds = 800;

/** Runs one mix with one seed: a node, a pod, the faults between them and the machine. */
export const simulate = (mix: Mix, seed: number, rules: Rules, tracing = false): Outcome => {
  const random: Random = makeRandom(seed);
  const queue = makeQueue();
  const trace: string[] = [];
  const say = (text: () => string): void => {
    if (tracing) trace.push(`${((queue.now() - epoch) / 1000).toFixed(3)} ${text()}`);
  };
  const start = epoch + 30_000;
  const activeUntil = start + mix.seconds * 1000;
  const active = (): boolean => queue.now() < activeUntil;

  const stage: Stage = { mix, random, queue, active, say };

  const repeat = (mean: number, then: () => void): void => {
    if (mean <= 0) return;
    const next = (): void =>
      queue.in(random.after(mean * 1000), () => {
        if (!active()) return;
        then();
        next();
      });
    next();
  };

  const node = makeNode(stage, {
    changed: (told) => {
      // The event that a pod is deleted carries its last status too.
      if (watched) way.push(told);
    },
    wrote: (run) => way.nudge(run),
    rotated: (run) => way.rotated(run),
    cut: () => way.cutAll(),
  });
  const way = makeWay(stage, node, (event) => feed(event));

  // The machine

  const watched = random.chance(mix.provable ? 1 : 0.5);
  const limit = mix.limits[random.int(0, mix.limits.length - 1)] ?? "all";
  const ago = mix.since[random.int(0, mix.since.length - 1)];
  const since =
    ago === undefined ? undefined : instantFromMillis(start - ago * 1000 - random.int(0, 999));
  let state: State = initial(
    {
      container: "app",
      limit,
      view: "current",
      waitForNewPod: mix.replaceEvery > 0,
      watched,
      ...(since === undefined ? {} : { since }),
    },
    { ...rules, historyLines: mix.history },
  );
  const rows: ShownRow[] = [];
  const older: ShownRow[] = [];
  const seen = new Set<string>();
  let steps = 0;
  let firstRowsAt = 0;
  let linesAtFirst = 0;
  let fileStartAtFirst = 0;
  let runAtFirst = 0;
  let keptAtFirst = 0;
  let laggedAtFirst = false;
  let ended = false;
  let failed: string | undefined;

  const feed = (event: Event): void => {
    if (queue.now() < start || ended) return;
    steps++;
    if (event._tag === "PodAnswer") seen.add(event.pod.uid);
    const next = step(state, event);
    state = next.state;
    older.length = 0;
    for (const command of next.commands) execute(command);
    if (older.length > 0) rows.unshift(...older);
  };

  const execute = (command: Command): void => {
    const at = queue.now();
    switch (command._tag) {
      case "GetPod":
        say(() => `get #${command.number} pod`);
        way.answerPod(command.number);
        return;
      case "GetLog":
        say(
          () =>
            `get #${command.number} log${command.previous ? " previous" : ""} tail ${command.tail ?? "all"}${command.limitBytes === undefined ? "" : " head"}${command.since === undefined ? "" : ` since ${command.since}`}`,
        );
        way.answerLog(command);
        return;
      case "OpenFollow":
        say(() => `follow #${command.number} tail ${command.tail ?? "all"}`);
        way.openFollow(command);
        return;
      case "AbortFollow":
        way.abortFollow(command.number);
        return;
      case "Abandon":
        return;
      case "SetTimer": {
        const { number, ms, jitter } = command;
        queue.in(ms + random.next() * jitter, () =>
          feed({ _tag: "TimerFired", at: queue.now(), number }),
        );
        return;
      }
      case "Rows": {
        const { block } = command;
        const into = command.older ? older : rows;
        say(() => `rows ${block.count}: ${JSON.stringify(provenanceOf(block, 0))}`);
        if (rows.every(({ _tag }) => _tag !== "Line")) {
          firstRowsAt = at;
          const run = node.runs[provenanceOf(block, 0).instance];
          linesAtFirst = run?.lines.length ?? 0;
          fileStartAtFirst = run?.rotations.at(-1)?.line ?? 0;
          runAtFirst = run?.number ?? 0;
          laggedAtFirst = node.lags;
          keptAtFirst = Math.min(
            ...[true, false].map((previous) => {
              const kept = node.serve(previous);
              return kept instanceof Run ? kept.number : Number.POSITIVE_INFINITY;
            }),
          );
        }
        for (let i = 0; i < block.count; i++)
          into.push({ _tag: "Line", ...provenanceOf(block, i), at });
        return;
      }
      case "Marker":
        say(() => `marker ${command.marker._tag}`);
        (command.older ? older : rows).push({
          _tag: "Marker",
          what: command.marker._tag,
          older: command.older,
          at,
        });
        return;
      case "Divider":
        say(() => `divider ${command.divider._tag}`);
        (command.older ? older : rows).push({ _tag: "Divider", what: command.divider._tag, at });
        return;
      case "State":
        say(() => `state ${command.state._tag}`);
        // Somebody does not want to wait.
        if (
          command.state._tag === "Reconnecting" &&
          command.state.attempt > 2 &&
          random.chance(0.5)
        )
          queue.in(random.after(1500), () => feed({ _tag: "RetryNow", at: queue.now() }));
        return;
      case "Fail":
        failed = command.error._tag;
        ended = true;
        return;
      case "Done":
        ended = true;
    }
  };

  // The run

  queue.at(mix.silent > 0 ? start + 3000 : epoch, node.begin);
  // A log that is empty at first gets its first line when a stream has been open for a while.
  const first = mix.silent > 0 ? start + 3000 + mix.silent * 1000 : start + 6000;
  queue.at(mix.before === 0 ? first : start - 500, node.keepWriting);
  queue.at(start, () => feed({ _tag: "Start", at: queue.now() }));
  queue.at(start - 10_000, () => {
    repeat(mix.rotateEvery, node.rotate);
    repeat(mix.outageEvery, way.outage);
    repeat(mix.replaceEvery, node.replace);
    repeat(mix.older, () =>
      feed({ _tag: "OlderAsked", at: queue.now(), lines: random.int(1, 150) }),
    );
    repeat(mix.clockSteps, node.stepClock);
  });
  queue.at(activeUntil - (random.chance(0.5) ? Math.max(8000, mix.grace + 3000) : -1), node.finish);
  queue.run(activeUntil + calmSeconds * 1000);
  return {
    runs: node.runs,
    rows,
    limit,
    since,
    startedAt: start,
    firstRowsAt,
    linesAtFirst,
    fileStartAtFirst,
    runAtFirst,
    keptAtFirst,
    laggedAtFirst,
    cutThrice: way.cutThrice,
    seen,
    ended,
    failed,
    steps,
    trace,
  };
};
