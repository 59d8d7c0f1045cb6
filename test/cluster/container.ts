import type { Clock } from "./clock.ts";
import { ContainerLog } from "./container-log.ts";
import type { Rotation } from "./container-log.ts";
import type { Identities } from "./identity.ts";
import type { LogStream } from "./log-file.ts";

/** A container as a pod's manifest declares it. */
export interface ContainerDeclaration {
  readonly name: string;
  readonly image?: string;
  readonly command?: readonly string[];
  readonly args?: readonly string[];
  readonly imagePullPolicy?: "Always" | "IfNotPresent" | "Never";
  /** Of an init container, `Always` makes it a sidecar. */
  readonly restartPolicy?: "Always";
  readonly volumeMounts?: readonly { readonly name: string; readonly mountPath: string }[];
  readonly ports?: readonly { readonly containerPort: number; readonly name?: string }[];
  /** How it stands when the pod has started; without it, running, and of an init container, completed. */
  readonly state?: "running" | "completed" | { readonly reason: string; readonly message?: string };
}

/** Why and how a process ended. */
export interface Exit {
  /** 0 if left out. */
  readonly code?: number;
  readonly signal?: number;
  /** `Completed` for 0, `Error` for others, if left out. */
  readonly reason?: string;
  readonly message?: string;
}

/** An ended instance of a container. */
export interface Terminated {
  readonly kind: "terminated";
  readonly exitCode: number;
  readonly signal: number | undefined;
  readonly reason: string;
  readonly message: string | undefined;
  readonly startedAt: bigint;
  readonly finishedAt: bigint;
  /** `containerd://…`; empty if the instance never came to be. */
  readonly containerID: string;
}

/** What a container does, by the kubelet. */
export type ContainerState =
  | { readonly kind: "waiting"; readonly reason: string; readonly message: string | undefined }
  | { readonly kind: "running"; readonly startedAt: bigint }
  | Terminated;

/** Where a container stands in its pod. */
export type Role = "init" | "main" | "ephemeral";

/** How something is written to a log. */
export interface Writing {
  readonly stream?: LogStream;
  /** Nanoseconds since the epoch; the clock's time if left out, and then never the same twice. */
  readonly ts?: bigint;
}

/** Beyond this the runtime (containerd) cuts a line into parts: 16 KiB. */
export const PART_BYTES = 16_384;

/** Between two lines that are written at once: 1 µs. */
const STEP = 1000n;

/** What the pod does when one of its containers changes. */
export interface ContainerHost {
  readonly clock: Clock;
  readonly ids: Identities;
  /** The node's offset from UTC, in minutes. */
  readonly zone: () => number;
  readonly changed: (
    container: Container,
    what: "started" | "exited" | "waiting" | "ready",
  ) => void;
}

/** A container: its instances, their logs, its state. Changes show in the pod's status at once, unless that is held. */
export class Container {
  readonly name: string;
  readonly role: Role;
  readonly declaration: ContainerDeclaration;
  readonly #host: ContainerHost;
  state: ContainerState = { kind: "waiting", reason: "ContainerCreating", message: undefined };
  lastState: Terminated | undefined;
  restartCount = 0;
  /** `containerd://…` of the running or last instance; undefined before the first. */
  containerID: string | undefined;
  imageID = "";
  ready = false;
  /** Logs by `containerd://…`; an instance the runtime has removed is not there. */
  readonly logs = new Map<string, ContainerLog>();
  readonly #pending = new Map<LogStream, Buffer>();
  #lastStamp = 0n;

  constructor(declaration: ContainerDeclaration, role: Role, host: ContainerHost) {
    this.name = declaration.name;
    this.role = role;
    this.declaration = declaration;
    this.#host = host;
  }

  /** The log being written, or last written; a container that never ran has none. */
  get log(): ContainerLog {
    const log = this.containerID === undefined ? undefined : this.logs.get(this.containerID);
    if (log === undefined) throw new Error(`container ${this.name} has no instance with a log`);
    return log;
  }

  get running(): boolean {
    return this.state.kind === "running";
  }

  /** Starts the first instance, or the next one. */
  start(): this {
    const before = this.state;
    if (before.kind === "running") throw new Error(`container ${this.name} already runs`);
    if (before.kind === "terminated") this.lastState = before;
    if (this.containerID !== undefined) this.restartCount += 1;
    // The kubelet keeps one dead instance of a container (maximum-dead-containers-per-container).
    for (const id of this.logs.keys()) {
      if (id !== this.lastState?.containerID) this.logs.delete(id);
    }
    this.containerID = `containerd://${this.#host.ids.digest()}`;
    this.logs.set(this.containerID, new ContainerLog());
    this.imageID = this.imageID === "" ? `sha256:${this.#host.ids.digest()}` : this.imageID;
    this.state = { kind: "running", startedAt: this.#host.clock.now() };
    this.ready = this.role === "main" || this.declaration.restartPolicy === "Always";
    this.#host.changed(this, "started");
    return this;
  }

  /** The process ends: what it printed without a newline becomes its last entry, and every follow ends. */
  exit(exit: Exit = {}): this {
    const before = this.state;
    if (before.kind !== "running") throw new Error(`container ${this.name} does not run`);
    for (const [stream, text] of this.#pending) {
      if (text.length > 0) this.#append(text, true, stream, undefined);
    }
    this.#pending.clear();
    const code = exit.code ?? (exit.signal === undefined ? 0 : 128 + exit.signal);
    this.state = {
      kind: "terminated",
      exitCode: code,
      signal: exit.signal,
      reason: exit.reason ?? (code === 0 ? "Completed" : "Error"),
      message: exit.message,
      startedAt: before.startedAt,
      finishedAt: this.#host.clock.now(),
      containerID: this.containerID ?? "",
    };
    this.ready = this.role === "init" && code === 0;
    this.log.finish();
    this.#host.changed(this, "exited");
    return this;
  }

  /** Ends the running instance, if there is one, and starts the next. */
  restart(exit: Exit = { code: 1 }): this {
    if (this.running) this.exit(exit);
    return this.start();
  }

  /** After an exit: the kubelet waits before the next instance. */
  backOff(delay = "10s", pod = this.name): this {
    return this.wait(
      "CrashLoopBackOff",
      `back-off ${delay} restarting failed container=${this.name} pod=${pod}`,
    );
  }

  /** It waits, with the kubelet's reason: ContainerCreating, ImagePullBackOff, CreateContainerConfigError… */
  wait(reason: string, message?: string): this {
    if (this.state.kind === "terminated") this.lastState = this.state;
    this.state = { kind: "waiting", reason, message };
    this.ready = false;
    this.#host.changed(this, "waiting");
    return this;
  }

  /** A readiness probe's verdict. */
  setReady(ready: boolean): this {
    this.ready = ready;
    this.#host.changed(this, "ready");
    return this;
  }

  /**
   * The process prints: whole lines become entries, lines above 16 KiB entries in parts; text without a newline
   * waits for it, or for the end of the process.
   */
  write(text: string | Uint8Array, writing: Writing = {}): this {
    const stream = writing.stream ?? "stdout";
    const before = this.#pending.get(stream);
    const added = typeof text === "string" ? Buffer.from(text) : Buffer.from(text.slice());
    const bytes =
      before === undefined || before.length === 0 ? added : Buffer.concat([before, added]);
    const zone = this.#host.zone();
    const file = this.log.current;
    let stamp = writing.ts ?? this.#stamp();
    let at = 0;
    for (;;) {
      const newline = bytes.indexOf(10, at);
      if (newline === -1) break;
      for (; newline - at > PART_BYTES; at += PART_BYTES) {
        file.appendFrom(bytes, at, at + PART_BYTES, stamp, true, zone);
        if (writing.ts === undefined) stamp += STEP;
      }
      file.appendFrom(bytes, at, newline, stamp, false, zone);
      if (writing.ts === undefined) stamp += STEP;
      at = newline + 1;
    }
    if (writing.ts === undefined) this.#lastStamp = stamp - STEP;
    this.#pending.set(stream, Buffer.from(bytes.subarray(at)));
    this.log.appended();
    return this;
  }

  /** Prints whole lines: each gets its newline. */
  lines(lines: readonly string[], writing: Writing = {}): this {
    return lines.length === 0 ? this : this.write(`${lines.join("\n")}\n`, writing);
  }

  /** One entry of the log file as it is: a part, or the end of a line. */
  entry(text: string | Uint8Array, entry: Writing & { readonly partial?: boolean } = {}): this {
    const bytes = typeof text === "string" ? Buffer.from(text) : Buffer.from(text);
    this.#append(bytes, entry.partial ?? false, entry.stream ?? "stdout", entry.ts);
    return this;
  }

  /** The node puts the log file aside: what was in it can never be read again. */
  rotate(rotation: Rotation = {}): this {
    this.log.rotate(rotation);
    return this;
  }

  /** The runtime removes the last dead instance: `previous` answers with an error inside its body. */
  removePrevious(): this {
    const id = this.lastState?.containerID;
    if (id !== undefined) this.logs.delete(id);
    return this;
  }

  #append(text: Buffer, partial: boolean, stream: LogStream, ts: bigint | undefined): void {
    const stamp = ts ?? this.#stamp();
    if (ts === undefined) this.#lastStamp = stamp;
    this.log.append({ ts: stamp, stream, partial, text, zone: this.#host.zone() });
  }

  /** The clock's time, and behind the last stamp that was given. */
  #stamp(): bigint {
    const now = this.#host.clock.now();
    return now > this.#lastStamp ? now : this.#lastStamp + STEP;
  }
}
