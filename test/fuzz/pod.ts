import { instantFromMillis } from "../../src/domain/instant.ts";
import type { ContainerState, PodView, Termination } from "../../src/domain/pod.ts";
import { LogFile } from "./file.ts";

/** A line as it was written: the truth that the rows are compared with. */
export interface TrueLine {
  readonly text: string;
  readonly seconds: number;
  readonly nanos: number;
}

/** One run of the container: all lines it ever wrote, and the file that is served. */
export class Run {
  readonly lines: TrueLine[] = [];
  file: LogFile;
  /** Files that were rotated away, and the line with which the file after each began. */
  readonly rotations: Array<{
    readonly file: LogFile;
    readonly line: number;
    readonly at: number;
  }> = [];
  finished = false;
  readonly number: number;
  readonly id: string;
  readonly startedAt: number;
  readonly uid: string;
  finishedAt = 0;
  exitCode = 0;
  /** A line of which only parts are written. */
  open: { text: string; readonly seconds: number; readonly nanos: number } | undefined;

  constructor(number: number, startedAt: number, uid: string) {
    this.number = number;
    this.id = `containerd://${number}`;
    this.startedAt = startedAt;
    this.uid = uid;
    this.file = new LogFile(number);
  }

  write(text: string, seconds: number, nanos: number, ends: boolean): void {
    this.file.append(text, seconds, nanos, ends, this.lines.length);
    const open = this.open ?? { text: "", seconds, nanos };
    open.text += text;
    if (ends) {
      this.lines.push(open);
      this.open = undefined;
    } else this.open = open;
  }

  rotate(at: number): void {
    this.rotations.push({ file: this.file, line: this.lines.length, at });
    this.file = new LogFile(this.number);
  }

  end(at: number, exitCode: number): void {
    this.finished = true;
    this.finishedAt = at;
    this.exitCode = exitCode;
    if (this.open !== undefined) this.lines.push(this.open);
  }

  termination(): Termination {
    return {
      containerID: this.id,
      exitCode: this.exitCode,
      reason: this.exitCode === 0 ? "Completed" : "Error",
      startedAt: instantFromMillis(Math.floor(this.startedAt / 1000) * 1000),
      finishedAt: instantFromMillis(Math.floor(this.finishedAt / 1000) * 1000),
    };
  }
}

/** What the kubelet knows of the container at one moment. */
export interface Status {
  readonly state: "Running" | "Terminated" | "Waiting";
  readonly current: Run | undefined;
  readonly last: Run | undefined;
  readonly restarts: number;
  readonly uid: string;
  /** The pod exists. */
  readonly exists: boolean;
  readonly phase: string;
  /** It has a deletionTimestamp: no container is started again. */
  readonly deleting: boolean;
}

const stateOf = ({ state, current }: Status): ContainerState => {
  if (state === "Waiting" || current === undefined)
    return {
      _tag: "Waiting",
      reason: current === undefined ? "ContainerCreating" : "CrashLoopBackOff",
    };
  return state === "Running"
    ? { _tag: "Running", startedAt: instantFromMillis(Math.floor(current.startedAt / 1000) * 1000) }
    : { _tag: "Terminated", ...current.termination() };
};

/** The pod's status as the API server would return it. */
export const viewOf = (status: Status): PodView => ({
  namespace: "dev",
  name: "web",
  uid: status.uid,
  resourceVersion: "1",
  labels: {},
  phase: status.phase,
  ready: true,
  schedulingGated: false,
  initialized: true,
  ...(status.deleting ? { deletionAt: instantFromMillis(0) } : {}),
  containers: [
    {
      name: "app",
      kind: "container",
      image: "app:1",
      state: stateOf(status),
      ...(status.current === undefined ? {} : { containerID: status.current.id }),
      restartCount: status.restarts,
      ready: true,
      started: true,
      ...(status.last === undefined ? {} : { lastTermination: status.last.termination() }),
    },
  ],
});

/** The run whose log the kubelet serves, by `validateContainerLogStatus`. */
export const servedBy = (status: Status, previous: boolean): Run | undefined => {
  if (previous) return status.last;
  if (status.state === "Waiting") return status.last;
  return status.current;
};
