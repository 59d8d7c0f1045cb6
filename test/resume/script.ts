import { ConnectionCut, PodGone, type KubeError } from "../../src/domain/errors.ts";
import type { LineBlock } from "../../src/domain/line.ts";
import { dividerText, markerText } from "../../src/domain/marker.ts";
import type { ContainerState, ContainerView, PodView } from "../../src/domain/pod.ts";
import type { Command } from "../../src/resume/commands.ts";
import type { Event } from "../../src/resume/events.ts";
import { initial, step, type Config, type State } from "../../src/resume/machine.ts";
import { block, numbered, texts } from "./blocks.ts";

/** The pod `web` with its container `app`. */
export const podWith = (
  state: ContainerState,
  over: Partial<ContainerView> = {},
  pod: Partial<PodView> = {},
): PodView => ({
  namespace: "dev",
  name: "web",
  uid: "u1",
  resourceVersion: "1",
  labels: {},
  phase: "Running",
  ready: true,
  schedulingGated: false,
  initialized: true,
  containers: [
    {
      name: "app",
      kind: "container",
      image: "app:1",
      state,
      containerID: "c1",
      restartCount: 0,
      ready: true,
      started: true,
      ...over,
    },
  ],
  ...pod,
});

/** The pod while its first instance runs. */
export const running = podWith({ _tag: "Running", startedAt: { seconds: 0, nanos: 0 } });

/** How an instance ended, 50 s after it began. */
export const stopped = (exitCode: number, id = "c1") => ({
  containerID: id,
  exitCode,
  reason: exitCode === 0 ? "Completed" : "Error",
  startedAt: { seconds: 0, nanos: 0 },
  finishedAt: { seconds: 50, nanos: 0 },
});

/** The pod after its container was killed and began again. */
export const restartedPod = podWith(
  { _tag: "Running", startedAt: { seconds: 51, nanos: 0 } },
  {
    containerID: "c2",
    restartCount: 1,
    lastTermination: { ...stopped(137), reason: "OOMKilled" },
  },
);

/** The pod is not there. */
export const gone = new PodGone({ namespace: "dev", pod: "web" });

/** The connection was cut. */
export const cut = new ConnectionCut({ server: "s" });

/** The lines A1 to A5. */
export const five = block(...numbered(5));

type Without<E> = E extends { readonly at: number } ? Omit<E, "at" | "number"> : never;

/** A machine, its time, and the answers that a test gives by hand. */
export class Script {
  now = 1_000_000;
  state: State;
  /** All commands so far. */
  readonly said: Command[] = [];
  private waiting: Command[] = [];
  private readonly due = new Map<number, number>();

  constructor(config: Partial<Config> = {}) {
    this.state = initial({
      container: "app",
      limit: "all",
      view: "current",
      waitForNewPod: false,
      watched: false,
      ...config,
    });
  }

  /** Something happens. */
  happens(event: Event): ReadonlyArray<Command> {
    const { state, commands } = step(this.state, event);
    this.state = state;
    this.said.push(...commands);
    for (const command of commands)
      if (command._tag === "Abandon" || command._tag === "AbortFollow")
        this.waiting = this.waiting.filter(
          (other) => !("number" in other) || other.number !== command.number,
        );
      else {
        this.waiting.push(command);
        if (command._tag === "SetTimer")
          this.due.set(command.number, this.now + command.ms + command.jitter);
      }
    return commands;
  }

  start(): ReadonlyArray<Command> {
    return this.happens({ _tag: "Start", at: this.now });
  }

  /** The oldest request of this kind that is not answered yet. */
  private take<T extends Command["_tag"]>(tag: T): Extract<Command, { readonly _tag: T }> {
    const found = this.waiting.find((command) => command._tag === tag);
    if (found === undefined)
      throw new Error(`no ${tag} is asked for; asked: ${JSON.stringify(this.said.at(-1))}`);
    this.waiting = this.waiting.filter((command) => command !== found);
    return found as Extract<Command, { readonly _tag: T }>;
  }

  /** Answers the GetPod. */
  pod(answer: PodView | KubeError): void {
    const { number } = this.take("GetPod");
    const { now: at } = this;
    this.happens(
      "_tag" in answer
        ? { _tag: "PodFailed", at, number, error: answer }
        : { _tag: "PodAnswer", at, number, pod: answer },
    );
  }

  /** Answers the GetLog, and gives what was asked for. */
  log(blocks: ReadonlyArray<LineBlock>, more: { rest?: LineBlock; error?: KubeError } = {}) {
    const command = this.take("GetLog");
    this.happens({ _tag: "LogAnswer", at: this.now, number: command.number, blocks, ...more });
    return command;
  }

  private following = 0;

  /** The stream opens. */
  opens() {
    const command = this.take("OpenFollow");
    this.following = command.number;
    this.happens({ _tag: "FollowOpened", at: this.now, number: command.number });
    return command;
  }

  /** The stream brings lines. */
  brings(block: LineBlock, number = this.following): ReadonlyArray<Command> {
    return this.happens({ _tag: "FollowData", at: this.now, number, block });
  }

  /** The stream ends. */
  ends(more: { rest?: LineBlock; error?: KubeError } = {}): void {
    if (more.error !== undefined && this.waiting.some(({ _tag }) => _tag === "OpenFollow"))
      this.following = this.take("OpenFollow").number;
    this.happens({ _tag: "FollowClosed", at: this.now, number: this.following, ...more });
  }

  /** The timer that fires next; time goes on to it. */
  later(): { readonly ms: number; readonly jitter: number } {
    const timers = this.waiting.filter((command) => command._tag === "SetTimer");
    const dueAt = (number: number): number => this.due.get(number) ?? 0;
    const [next] = timers.toSorted((a, b) => dueAt(a.number) - dueAt(b.number));
    if (next === undefined) throw new Error("no timer is set");
    this.waiting = this.waiting.filter((command) => command !== next);
    this.now = Math.max(this.now, dueAt(next.number));
    this.happens({ _tag: "TimerFired", at: this.now, number: next.number });
    return next;
  }

  does(
    event: Without<Extract<Event, { _tag: "Wake" | "RetryNow" | "NetworkChanged" | "Stop" }>>,
  ): void {
    this.happens({ ...event, at: this.now });
  }

  /** What is asked for and not answered yet: `GetLog 257`, `GetPod`, `OpenFollow all`. */
  get asks(): ReadonlyArray<string> {
    return this.waiting.flatMap((command) => {
      switch (command._tag) {
        case "GetPod":
          return ["GetPod"];
        case "GetLog":
          return [
            `GetLog ${command.previous ? "previous " : ""}${
              command.since === undefined
                ? command.limitBytes === undefined
                  ? (command.tail ?? "all")
                  : "head"
                : `since ${command.since}`
            }`,
          ];
        case "OpenFollow":
          return [`OpenFollow ${command.tail ?? "all"}`];
        default:
          return [];
      }
    });
  }

  /** The list as a user sees it: older rows first. */
  get list(): ReadonlyArray<string> {
    const list: string[] = [];
    let older: string[] = [];
    for (const command of this.said) {
      const rows =
        command._tag === "Rows"
          ? texts(command.block)
          : command._tag === "Marker"
            ? [`* ${markerText(command.marker)}`]
            : command._tag === "Divider"
              ? [`- ${dividerText(command.divider)}`]
              : [];
      if ("older" in command && command.older) older.push(...rows);
      else {
        list.unshift(...older);
        older = [];
        list.push(...rows);
      }
    }
    return [...older, ...list];
  }

  /** The last state told. */
  get shown(): string {
    const last = this.said.findLast((command) => command._tag === "State");
    return last?._tag === "State" ? last.state._tag : "";
  }

  /** How it ended. */
  get end(): string | undefined {
    const last = this.said.at(-1);
    return last?._tag === "Fail"
      ? `Fail ${last.error._tag}`
      : last?._tag === "Done"
        ? `Done ${last.why}`
        : undefined;
  }

  /** Started on a whole log of these lines, and streaming. */
  streaming(lines: LineBlock, pod: PodView = running): this {
    this.start();
    this.pod(pod);
    this.opens();
    this.pod(pod);
    this.brings(lines);
    return this;
  }
}
