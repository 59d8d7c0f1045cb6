import {
  ConnectionCut,
  ConnectionRefused,
  ContainerWaiting,
  Forbidden,
  Gateway,
  PodGone,
  PreviousNotFound,
  TimedOut,
  type KubeError,
} from "../../src/domain/errors.ts";
import { instantFromMillis, type Instant } from "../../src/domain/instant.ts";
import { LineFlag, type LineBlock } from "../../src/domain/line.ts";
import type { Command } from "../../src/resume/commands.ts";
import type { Event } from "../../src/resume/events.ts";
import { initial, step, type State } from "../../src/resume/machine.ts";
import type { Rules } from "../../src/resume/rules.ts";
import { provenanceOf, type LogFile, type Printed } from "./file.ts";
import type { Mix } from "./mixes.ts";
import { Run, servedBy, viewOf, type Status } from "./pod.ts";
import { makeQueue } from "./queue.ts";
import { makeRandom, type Random } from "./random.ts";

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

interface OpenFollow {
  readonly number: number;
  readonly run: Run;
  file: LogFile;
  /** How many of the run's rotations it has followed. */
  rotations: number;
  pos: number;
  stalled: boolean;
  closed: boolean;
  aborted: boolean;
  scheduled: boolean;
}

const words = ["tick", "tock", "ping"];
const epoch = 1_700_000_000_000;
const calmSeconds = 800;

/** The pod's status in a few words. */
const said = ({ exists, state, current, last, deleting }: Status): string =>
  exists
    ? `${state} ${current?.number ?? "-"} last ${last?.number ?? "-"}${deleting ? " deleting" : ""}`
    : "no pod";

const inBandRest = (text: string): LineBlock => ({
  bytes: Uint8Array.from(text, (c) => c.charCodeAt(0)),
  count: 1,
  start: Uint32Array.of(0),
  end: Uint32Array.of(text.length),
  seconds: Uint32Array.of(0),
  nanos: Uint32Array.of(0),
  flags: Uint8Array.of(LineFlag.noTime | LineFlag.unterminated),
});

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

  // The node

  const runs: Run[] = [];
  let clockOffset = 0;
  let lastStamp = 0;
  let stamp = { ms: epoch, nanos: 0 };
  let uid = 1;
  let removedId: string | undefined;

  let status: Status = {
    state: "Waiting",
    current: undefined,
    last: undefined,
    restarts: 0,
    uid: "pod-1",
    deleting: false,
    exists: true,
    phase: "Running",
  };
  let visible = status;
  let visibleAt = 0;
  const become = (next: Partial<Status>): void => {
    status = { ...status, ...next };
    const told = status;
    say(() => `node: ${said(told)}`);
    visibleAt = Math.max(
      visibleAt + 1,
      queue.now() + (mix.lag > 0 ? random.between(0, mix.lag) : 0),
    );
    queue.at(visibleAt, () => {
      visible = told;
      // The event that a pod is deleted carries its last status too.
      if (watched && !down && !mix.noPods) {
        say(() => `  watch: ${said(told)}`);
        feed({ _tag: "PodAnswer", at: queue.now(), pod: viewOf(told) });
      }
    });
  };

  const startRun = (): void => {
    const run = new Run(runs.length, queue.now(), `pod-${uid}`);
    runs.push(run);
    const last =
      status.uid === `pod-${uid}` && status.current !== undefined ? status.current : undefined;
    become({
      state: "Running",
      current: run,
      last,
      restarts: last === undefined ? 0 : status.restarts + 1,
      uid: `pod-${uid}`,
      exists: true,
      phase: "Running",
    });
    if (last !== undefined && random.chance(mix.removed))
      queue.in(random.between(0, 4000), () => {
        removedId = last.id;
      });
    if (runs.length > 1 || mix.before > 0)
      writeBurst(run, runs.length === 1 ? 1 : random.int(1, 3));
    if (mix.life > 0) {
      const life = Math.max(400, random.after(mix.life * 1000));
      queue.in(mix.lag > 3000 ? life + 20_000 : life, () => {
        if (active() && status.current === run && status.exists) endRun(run, random.int(0, 3));
      });
    }
  };

  let exiting = false;
  const endRun = (run: Run, exitCode: number): void => {
    if (run.finished) return;
    if (random.chance(mix.openEnd)) writeEntry(run, false);
    run.end(queue.now(), exitCode);
    nudge(run);
    const stays = random.chance(0.5);
    const waits = mix.crashLoop > 0 ? random.after(mix.crashLoop * 1000) : 0;
    if (status.exists && (stays || waits > 0)) become({ state: "Terminated" });
    const next = (): void => {
      if (status.current !== run || !status.exists || status.deleting) return;
      startRun();
    };
    if (!active() || status.deleting || exiting) return;
    if (waits > 0) {
      queue.in(random.between(100, 1500), () => {
        if (status.current === run && status.exists && status.state === "Terminated")
          become({ state: "Waiting", last: run });
      });
      queue.in(1600 + waits, next);
    } else queue.in(stays ? random.between(200, 2000) : 1, next);
  };

  const timeOf = (): { seconds: number; nanos: number } => {
    const now = queue.now() + clockOffset;
    let ms = Math.floor(now);
    let nanos = Math.floor(random.next() * 1e6);
    switch (mix.stamps) {
      case "increasing":
        lastStamp = ms <= lastStamp && clockOffset === 0 ? lastStamp + 1 : ms;
        ms = lastStamp;
        break;
      case "equal":
        if (random.chance(0.05) || stamp.ms === epoch) stamp = { ms, nanos };
        ({ ms, nanos } = stamp);
        break;
      case "backward":
        if (random.chance(0.3)) ms -= 1;
        break;
      case "same":
        ms = Math.floor(now / 2000) * 2000;
        nanos = 0;
        break;
      case "frozen":
        ms = epoch;
        nanos = 0;
    }
    const seconds = Math.floor(ms / 1000);
    return { seconds, nanos: (ms - seconds * 1000) * 1_000_000 + nanos };
  };

  const writeEntry = (run: Run, ends: boolean): void => {
    const { seconds, nanos } = timeOf();
    const text =
      mix.texts === "one"
        ? "tick"
        : mix.texts === "few" && random.chance(0.8)
          ? (words[random.int(0, 2)] ?? "")
          : `${run.number}:${run.lines.length}${ends ? "" : "…"}`;
    run.write(text, seconds, nanos, ends);
  };

  const writeLine = (run: Run): void => {
    if (random.chance(mix.parts)) for (let n = random.int(1, 2); n > 0; n--) writeEntry(run, false);
    writeEntry(run, true);
  };

  const writeBurst = (run: Run, lines: number): void => {
    if (lines > 10 && active() && random.chance(mix.cutInBurst)) {
      const first = random.int(1, 10);
      for (let i = 0; i < first; i++) writeLine(run);
      nudge(run);
      queue.in(70, () => {
        for (const follow of follows)
          if (!follow.closed) closeFollow(follow, new ConnectionCut(server));
        if (!run.finished) for (let i = first; i < lines; i++) writeLine(run);
      });
      return;
    }
    for (let i = 0; i < lines; i++) writeLine(run);
    nudge(run);
  };

  const keepWriting = (): void => {
    const lines =
      mix.burst > 20 && random.chance(0.7) ? random.int(1, 4) : random.int(1, mix.burst);
    const run = status.current;
    if (run !== undefined && !run.finished && status.state === "Running") writeBurst(run, lines);
    if (active()) queue.in(random.after((1000 * (1 + lines)) / 2 / mix.rate) + 1, keepWriting);
  };

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

  const rotate = (): void => {
    const run = status.current;
    if (run === undefined || run.finished || run.file.count === 0 || run.open !== undefined) return;
    run.rotate(queue.now());
    say(() => `node: rotated ${run.number} before line ${run.lines.length}`);
    for (const follow of follows)
      if (follow.run === run && !follow.closed && random.chance(mix.missed)) follow.rotations = -1;
  };

  /** The pod is asked to go. Its processes end, which its status says, and then it is gone; or it goes by force at once. */
  const remove = (run: Run, then: () => void = () => undefined): void => {
    become({ deleting: true });
    // The API server marks it itself: that does not lag.
    visible = { ...visible, deleting: true };
    const end = (exitCode: number): void => {
      if (!run.finished && mix.lastWords > 0) writeBurst(run, random.int(1, mix.lastWords));
      endRun(run, exitCode);
    };
    if (random.chance(mix.forced)) {
      become({ exists: false });
      queue.in(random.between(100, 3000), () => end(137));
      queue.in(4000, then);
      return;
    }
    queue.in(random.between(50, mix.grace), () => {
      end(0);
      become({ state: "Terminated" });
      // The sandbox is stopped and volumes are unmounted before the object goes.
      queue.in(mix.removal === 0 ? 0 : random.between(300, mix.removal), () => {
        become({ exists: false });
        then();
      });
    });
  };

  const replace = (): void => {
    const run = status.current;
    if (run === undefined || !status.exists || status.deleting) return;
    remove(run, () => {
      queue.in(random.between(200, 4000), () => {
        uid++;
        become({
          exists: true,
          deleting: false,
          state: "Waiting",
          current: undefined,
          last: undefined,
          restarts: 0,
          uid: `pod-${uid}`,
        });
        queue.in(random.between(100, 2000), startRun);
      });
    });
  };

  // The way to it

  let down = false;
  const outage = (): void => {
    down = true;
    say(() => "outage");
    const stalls = random.chance(0.5);
    for (const follow of follows) {
      if (follow.closed) continue;
      if (stalls) follow.stalled = true;
      else closeFollow(follow, new ConnectionCut({ server: "s" }));
    }
    queue.in(random.after(mix.outage * 1000), () => {
      down = false;
      say(() => "outage over");
      if (stalls && random.chance(0.3)) feed({ _tag: "Wake", at: queue.now() });
    });
  };

  const travel = (): number => random.between(1, 30);
  const server = { server: "s" };

  const requestFails = (): KubeError | undefined => {
    if (down) return new ConnectionRefused(server);
    if (!active()) return undefined;
    if (random.chance(mix.failedAnswers)) return new Gateway({ status: 503 });
    if (random.chance(mix.lostAnswers)) return new TimedOut({ server: "s", afterMs: 10_000 });
    return undefined;
  };

  const answerPod = (number: number): void => {
    queue.in(travel(), () => {
      const error: KubeError | undefined =
        requestFails() ??
        (mix.noPods
          ? new Forbidden({ context: "c", verb: "get", resource: "pods" })
          : visible.exists
            ? undefined
            : new PodGone({ namespace: "dev", pod: "web" }));
      const told = visible;
      const pod = viewOf(told);
      queue.in(error?._tag === "TimedOut" ? 10_000 : travel(), () => {
        const at = queue.now();
        say(() => `  #${number} pod: ${error?._tag ?? said(told)}`);
        feed(
          error === undefined
            ? { _tag: "PodAnswer", at, number, pod }
            : { _tag: "PodFailed", at, number, error },
        );
      });
    });
  };

  const refusal = (previous: boolean): KubeError | Run => {
    if (!status.exists) return new PodGone({ namespace: "dev", pod: "web" });
    const run = servedBy(status, previous);
    if (run === undefined || run.id === removedId)
      return previous || run !== undefined
        ? new PreviousNotFound({ pod: "web", container: "app" })
        : new ContainerWaiting({ pod: "web", container: "app", reason: "ContainerCreating" });
    return run;
  };

  // Places at which the last answers were cut, to recognise what no client can decide.
  const cutPlaces: number[] = [];
  let cutThrice = false;
  const noteCut = (place: number): void => {
    cutPlaces.push(place);
    if (cutPlaces.length > 3) cutPlaces.shift();
    if (cutPlaces.length === 3 && place >= 0 && cutPlaces.every((other) => other === place))
      cutThrice = true;
  };

  // Nothing, all but the last lines, or anything.
  const cutPlace = (from: number, to: number): number => {
    const p = random.next();
    if (p < 0.15) return from;
    return p < 0.4
      ? Math.max(from, to - random.int(1, 4))
      : random.int(from, Math.max(from, to - 1));
  };

  const answerLog = (command: Extract<Command, { readonly _tag: "GetLog" }>): void => {
    const { number } = command;
    queue.in(travel(), () => {
      const failed = requestFails();
      const served = failed ?? refusal(command.previous);
      if (!(served instanceof Run)) {
        const delay = served._tag === "TimedOut" ? 10_000 : travel();
        queue.in(delay, () =>
          feed({ _tag: "LogAnswer", at: queue.now(), number, blocks: [], error: served }),
        );
        return;
      }
      const { file } = served;
      let printed: Printed;
      let error: KubeError | undefined;
      if (command.limitBytes !== undefined) printed = file.printLimited(command.limitBytes);
      else {
        const from = file.fromEnd(command.tail);
        let to = file.count;
        if (active() && random.chance(mix.cutAnswers)) error = new ConnectionCut(server);
        const short = active() && random.chance(mix.shortAnswers);
        if (short || error !== undefined) to = cutPlace(from, to);
        noteCut(
          short && to < file.count ? served.number * 1e6 + to + served.rotations.length * 1e5 : -1,
        );
        printed =
          command.since === undefined
            ? file.printCut(from, to, to < file.count && random.chance(0.5))
            : file.printSince(command.since, to);
        const says = "unable to retrieve container logs for containerd://1";
        if (active() && random.chance(mix.inBand)) printed = { ...printed, rest: inBandRest(says) };
      }
      const { blocks, rest } = printed;
      say(
        () =>
          `  #${number} reads ${served.number}: ${blocks.reduce((n, b) => n + b.count, 0)} lines to entry ${printed.end} of ${file.count}${error ? " cut" : ""}`,
      );
      queue.in(travel(), () =>
        feed({
          _tag: "LogAnswer",
          at: queue.now(),
          number,
          blocks,
          ...(rest === undefined ? {} : { rest }),
          ...(error === undefined ? {} : { error }),
        }),
      );
    });
  };

  const follows: OpenFollow[] = [];

  const openFollow = (command: Extract<Command, { readonly _tag: "OpenFollow" }>): void => {
    const { number } = command;
    queue.in(travel(), () => {
      const served = requestFails() ?? refusal(false);
      if (!(served instanceof Run)) {
        const delay = served._tag === "TimedOut" ? 10_000 : travel();
        queue.in(delay, () =>
          feed({ _tag: "FollowClosed", at: queue.now(), number, error: served }),
        );
        return;
      }
      const follow: OpenFollow = {
        number,
        run: served,
        file: served.file,
        rotations: served.rotations.length,
        pos: served.file.fromEnd(command.tail),
        stalled: false,
        closed: false,
        aborted: false,
        scheduled: false,
      };
      follows.push(follow);
      queue.in(travel(), () => {
        say(() => `  #${number} follows ${served.number} from entry ${follow.pos}`);
        feed({ _tag: "FollowOpened", at: queue.now(), number });
        pump(follow);
      });
      if (random.chance(mix.inBand) && active())
        queue.in(random.between(50, 3000), () =>
          closeFollow(
            follow,
            undefined,
            inBandRest("failed to create fsnotify watcher: too many open files"),
          ),
        );
      if (mix.idleTimeout > 0)
        queue.in(mix.idleTimeout * 1000, () => {
          if (active() && !follow.stalled) closeFollow(follow, undefined);
        });
      if (mix.streamLife > 0)
        queue.in(random.after(mix.streamLife * 1000), () => breakFollow(follow));
    });
  };

  const breakFollow = (follow: OpenFollow): void => {
    if (!active() || follow.closed || follow.stalled) return;
    const { cut, clean, stall } = mix.ends;
    const p = random.next() * (cut + clean + stall);
    if (p < cut) closeFollow(follow, new ConnectionCut(server));
    else if (p < cut + clean) closeFollow(follow, undefined);
    else {
      say(() => `  #${follow.number} stalls`);
      follow.stalled = true;
      if (random.chance(mix.ghosts))
        queue.in(random.after(30_000), () => {
          follow.stalled = false;
          pump(follow);
        });
    }
  };

  const closeFollow = (
    follow: OpenFollow,
    error: KubeError | undefined,
    rest?: LineBlock,
  ): void => {
    if (follow.closed) return;
    follow.closed = true;
    const open = follow.file.print(follow.pos, follow.file.count).rest;
    const half =
      rest ??
      open ??
      (follow.pos < follow.file.count && random.chance(0.5)
        ? follow.file.printCut(follow.pos, follow.pos, true).rest
        : undefined);
    queue.in(travel(), () => {
      say(() => `  #${follow.number} ends ${error?._tag ?? "cleanly"}`);
      feed({
        _tag: "FollowClosed",
        at: queue.now(),
        number: follow.number,
        ...(half === undefined ? {} : { rest: half }),
        ...(error === undefined ? {} : { error }),
      });
    });
  };

  const nudge = (run: Run): void => {
    for (const follow of follows) if (follow.run === run && !follow.closed) pump(follow);
  };

  const pump = (follow: OpenFollow): void => {
    if (follow.scheduled || follow.closed || follow.stalled) return;
    follow.scheduled = true;
    queue.in(travel(), () => {
      follow.scheduled = false;
      if (follow.closed || follow.stalled) return;
      const { file, run } = follow;
      let to = file.count;
      while (to > follow.pos && file.ends[to - 1] === 0) to--;
      const whole = to;
      if (to > follow.pos) {
        if (random.chance(0.2)) {
          to = random.int(follow.pos + 1, to);
          while (to < file.count && file.ends[to - 1] === 0) to++;
        }
        const { blocks } = file.print(follow.pos, to);
        follow.pos = to;
        for (const block of blocks)
          feed({ _tag: "FollowData", at: queue.now(), number: follow.number, block });
      }
      if (follow.pos < whole) {
        pump(follow);
        return;
      }
      const next = follow.rotations < 0 ? undefined : run.rotations[follow.rotations];
      if (next !== undefined && file.count === follow.pos) {
        follow.rotations++;
        follow.file = run.rotations[follow.rotations]?.file ?? run.file;
        follow.pos = 0;
        pump(follow);
      } else if (run.finished) closeFollow(follow, undefined);
    });
  };

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
        answerPod(command.number);
        return;
      case "GetLog":
        say(
          () =>
            `get #${command.number} log${command.previous ? " previous" : ""} tail ${command.tail ?? "all"}${command.limitBytes === undefined ? "" : " head"}${command.since === undefined ? "" : ` since ${command.since}`}`,
        );
        answerLog(command);
        return;
      case "OpenFollow":
        say(() => `follow #${command.number} tail ${command.tail ?? "all"}`);
        openFollow(command);
        return;
      case "AbortFollow": {
        const follow = follows.find(({ number }) => number === command.number);
        say(() => `abort #${command.number}`);
        if (follow !== undefined && !random.chance(mix.ghosts)) follow.closed = true;
        return;
      }
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
          const run = runs[provenanceOf(block, 0).instance];
          linesAtFirst = run?.lines.length ?? 0;
          fileStartAtFirst = run?.rotations.at(-1)?.line ?? 0;
          runAtFirst = run?.number ?? 0;
          laggedAtFirst = visible !== status;
          keptAtFirst = Math.min(
            ...[true, false].map((previous) => {
              const kept = refusal(previous);
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

  queue.at(mix.silent > 0 ? start + 3000 : epoch, () => {
    startRun();
    const run = runs[0];
    if (run === undefined) return;
    const step_ = Math.max(1, Math.ceil(mix.before / 40));
    for (let n = 0; n < mix.before; n += step_)
      queue.in(1000 + (n * 25_000) / mix.before, () => {
        if (!run.finished) writeBurst(run, step_);
      });
  });
  // A log that is empty at first gets its first line when a stream has been open for a while.
  const first = mix.silent > 0 ? start + 3000 + mix.silent * 1000 : start + 6000;
  queue.at(mix.before === 0 ? first : start - 500, keepWriting);
  queue.at(start, () => feed({ _tag: "Start", at: queue.now() }));
  queue.at(start - 10_000, () => {
    repeat(mix.rotateEvery, rotate);
    repeat(mix.outageEvery, outage);
    repeat(mix.replaceEvery, replace);
    repeat(mix.older, () =>
      feed({ _tag: "OlderAsked", at: queue.now(), lines: random.int(1, 150) }),
    );
    repeat(mix.clockSteps, () => {
      clockOffset +=
        clockOffset === 0 && random.chance(0.5) ? 3_600_000 : clockOffset > 0 ? -3_600_000 : -8000;
    });
  });
  queue.at(activeUntil - (random.chance(0.5) ? Math.max(8000, mix.grace + 3000) : -1), () => {
    const run = status.current;
    if (run === undefined) return;
    if (mix.exits) {
      exiting = true;
      endRun(run, 0);
      become({ state: "Terminated", phase: "Succeeded" });
    }
    if (mix.deleted) remove(run);
  });
  queue.run(activeUntil + calmSeconds * 1000);
  return {
    runs,
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
    cutThrice,
    seen,
    ended,
    failed,
    steps,
    trace,
  };
};
