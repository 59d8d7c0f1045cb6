import {
  ContainerWaiting,
  PodGone,
  PreviousNotFound,
  type KubeError,
} from "../../src/domain/errors.ts";
import { Run, servedBy, type Status } from "./pod.ts";
import { epoch, type Stage } from "./stage.ts";

const words = ["tick", "tock", "ping"];

/** Who hears what happens on the node. */
export interface NodeHeard {
  /** The API server has a new status of the pod, some time after the node. */
  readonly changed: (told: Status) => void;
  /** A container has written lines, or ended. */
  readonly wrote: (run: Run) => void;
  /** Its file was rotated. */
  readonly rotated: (run: Run) => void;
  /** The connections are cut in the middle of a burst. */
  readonly cut: () => void;
}

/** A node with one pod, whose container writes, ends, begins again, is rotated, deleted, replaced. */
export interface Node {
  /** All runs of the container so far. */
  readonly runs: ReadonlyArray<Run>;
  /** The pod's status as the API server has it, and whether that lags behind the node. */
  readonly visible: Status;
  readonly lags: boolean;
  /** The run whose log the kubelet gives, or why it gives none. */
  readonly serve: (previous: boolean) => KubeError | Run;
  /** The container begins, and writes what is there before the panel opens. */
  readonly begin: () => void;
  /** It writes on for as long as things happen. */
  readonly keepWriting: () => void;
  readonly rotate: () => void;
  /** The pod is deleted, and another takes its name. */
  readonly replace: () => void;
  readonly stepClock: () => void;
  /** How it ends, where the mix says so. */
  readonly finish: () => void;
}

/** The pod's status in a few words. */
export const said = ({ exists, state, current, last, deleting }: Status): string =>
  exists
    ? `${state} ${current?.number ?? "-"} last ${last?.number ?? "-"}${deleting ? " deleting" : ""}`
    : "no pod";

/** Makes one. */
export const makeNode = ({ active, mix, queue, random, say }: Stage, heard: NodeHeard): Node => {
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
      heard.changed(told);
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
    heard.wrote(run);
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
      heard.wrote(run);
      queue.in(70, () => {
        heard.cut();
        if (!run.finished) for (let i = first; i < lines; i++) writeLine(run);
      });
      return;
    }
    for (let i = 0; i < lines; i++) writeLine(run);
    heard.wrote(run);
  };

  const keepWriting = (): void => {
    const lines =
      mix.burst > 20 && random.chance(0.7) ? random.int(1, 4) : random.int(1, mix.burst);
    const run = status.current;
    if (run !== undefined && !run.finished && status.state === "Running") writeBurst(run, lines);
    if (active()) queue.in(random.after((1000 * (1 + lines)) / 2 / mix.rate) + 1, keepWriting);
  };

  const rotate = (): void => {
    const run = status.current;
    if (run === undefined || run.finished || run.file.count === 0 || run.open !== undefined) return;
    run.rotate(queue.now());
    say(() => `node: rotated ${run.number} before line ${run.lines.length}`);
    heard.rotated(run);
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

  const serve = (previous: boolean): KubeError | Run => {
    if (!status.exists) return new PodGone({ namespace: "dev", pod: "web" });
    const run = servedBy(status, previous);
    if (run === undefined || run.id === removedId)
      return previous || run !== undefined
        ? new PreviousNotFound({ pod: "web", container: "app" })
        : new ContainerWaiting({ pod: "web", container: "app", reason: "ContainerCreating" });
    return run;
  };

  const begin = (): void => {
    startRun();
    const run = runs[0];
    if (run === undefined) return;
    const step = Math.max(1, Math.ceil(mix.before / 40));
    for (let n = 0; n < mix.before; n += step)
      queue.in(1000 + (n * 25_000) / mix.before, () => {
        if (!run.finished) writeBurst(run, step);
      });
  };

  const stepClock = (): void => {
    clockOffset +=
      clockOffset === 0 && random.chance(0.5) ? 3_600_000 : clockOffset > 0 ? -3_600_000 : -8000;
  };

  const finish = (): void => {
    const run = status.current;
    if (run === undefined) return;
    if (mix.exits) {
      exiting = true;
      endRun(run, 0);
      become({ state: "Terminated", phase: "Succeeded" });
    }
    if (mix.deleted) remove(run);
  };

  return {
    runs,
    get visible() {
      return visible;
    },
    get lags() {
      return visible !== status;
    },
    serve,
    begin,
    keepWriting,
    rotate,
    replace,
    stepClock,
    finish,
  };
};
