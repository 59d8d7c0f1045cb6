import { ManualClock } from "../clock.ts";
import { Deployment } from "../deployment.ts";
import type { Pod } from "../pod.ts";
import { World } from "../world.ts";
import { Job } from "../workloads.ts";

/** What the pods of the world are called; in the order of the alphabet, so that lists of two worlds can be compared. */
export interface Names {
  readonly namespace: string;
  readonly otherNamespace: string;
  readonly node: string;
  readonly container: string;
  readonly init: string;
  readonly second: string;
  readonly third: string;
  readonly chatty: string;
  readonly crasher: string;
  readonly initWaiting: string;
  readonly multi: string;
  readonly neverStarted: string;
  readonly pullFails: string;
  readonly report: string;
  readonly streams: string;
  readonly unscheduled: string;
  readonly waiting: string;
  readonly web: string;
  readonly bulk: string;
  readonly leaver: string;
  readonly oneshot: string;
  readonly done: string;
  readonly longline: string;
  readonly odd: string;
  readonly image: string;
  readonly missing: string;
}

/** What its programs print. */
export interface Words {
  /** The line of a number, of a program that never stops. */
  readonly chatter: (count: number) => string;
  /** The first line of each of four runs. */
  readonly start: (run: number) => string;
  readonly crash: (count: number) => string;
  readonly tick: (count: number) => string;
  readonly panic: string;
  readonly step: (count: number) => string;
  readonly line: (count: number) => string;
  readonly goodbye: readonly string[];
  readonly setup: (count: number) => string;
  readonly done: readonly [string, string, string];
  /** Each longer than two, and than one part of 16 KiB. */
  readonly long: readonly [string, string, string];
  readonly odd: Uint8Array;
}

const MS = 1_000_000n;

/** A world with a pod for each thing a cluster can say of one, and the script of what happens to them. */
export class DeclaredWorld {
  readonly clock = new ManualClock("2026-11-22T12:10:38Z");
  readonly world: World;
  readonly names: Names;
  readonly #words: Words;
  readonly #pods = new Map<string, Pod>();
  #chatter = 0;

  constructor(names: Names, words: Words) {
    this.names = names;
    this.#words = words;
    this.world = new World({ clock: this.clock, node: names.node, seed: names.chatty });
  }

  pod(name: string): Pod {
    const pod = this.#pods.get(name);
    if (pod === undefined) throw new Error(`no pod ${name}`);
    return pod;
  }

  /** What stands in the cluster when the first questions are asked. */
  begin(): Deployment {
    const { names, world, clock } = this;
    clock.moveTo("2026-11-22T12:10:46Z");
    world.namespace(names.namespace).namespace(names.otherNamespace);
    const own = {
      namespace: names.namespace,
      terminationGracePeriodSeconds: 1,
      containers: [this.#container(names.container)],
    };
    const declare = (name: string, more: Partial<Parameters<World["pod"]>[0]> = {}): Pod => {
      const pod = world.pod({ ...own, name, labels: { app: name }, ...more });
      this.#pods.set(name, pod);
      return pod;
    };
    const patient = { terminationGracePeriodSeconds: 30 };
    declare(names.chatty);
    this.#crash(declare(names.crasher));
    declare(names.initWaiting, {
      initContainers: [{ ...this.#container(names.init), state: "running" }],
    });
    const multi = declare(names.multi, {
      initContainers: [{ ...this.#container(names.init), state: "running" }],
      containers: [this.#container(names.third), this.#container(names.second)],
    });
    for (let at = 1; at <= 5; at += 1) {
      clock.advance(200);
      multi.container(names.init).lines([this.#words.setup(at)]);
    }
    multi.container(names.init).exit();
    multi.container(names.second).start();
    multi.container(names.third).start();
    declare(names.neverStarted, {
      ...patient,
      containers: [
        {
          name: names.container,
          imagePullPolicy: "Never",
          image: names.missing,
          state: {
            reason: "ErrImageNeverPull",
            message: `Container image "${names.missing}" is not present with pull policy of Never`,
          },
        },
      ],
    });
    declare(names.pullFails, {
      ...patient,
      containers: [
        {
          name: names.container,
          image: "127.0.0.1:9/none:1",
          imagePullPolicy: "IfNotPresent",
          state: {
            reason: "ImagePullBackOff",
            message:
              'Back-off pulling image "127.0.0.1:9/none:1": ErrImagePull: failed to pull and unpack image "127.0.0.1:9/none:1": failed to resolve image: failed to do request: Head "https://127.0.0.1:9/v2/none/manifests/1": dial tcp 127.0.0.1:9: connect: connection refused',
          },
        },
      ],
    });
    const report = new Job(world, {
      name: names.report,
      namespace: names.namespace,
      template: { labels: { app: names.report }, containers: [this.#container(names.container)] },
    });
    report.container().exit();
    declare(names.streams);
    declare(names.unscheduled, {
      ...patient,
      stage: "pending",
      nodeSelector: { "no-such": "label" },
    }).noNode(
      "0/1 nodes are available: 1 node(s) didn't match Pod's node affinity/selector. no new claims to deallocate, preemption: 0/1 nodes are available: 1 Preemption is not helpful for scheduling.",
    );
    declare(names.waiting, {
      ...patient,
      stage: "scheduled",
      containers: [
        {
          ...this.#container(names.container),
          volumeMounts: [{ name: "v", mountPath: "/v" }],
        },
      ],
      volumes: [{ name: "v", configMap: "there-is-no-such-configmap" }],
    });
    const web = new Deployment(world, {
      name: names.web,
      namespace: names.namespace,
      labels: { app: names.web },
      replicas: 3,
      template: {
        containers: [this.#container(names.container)],
        terminationGracePeriodSeconds: 1,
      },
    });
    declare(names.bulk, { namespace: names.otherNamespace });
    for (let at = 0; at < 20; at += 1) this.chatter();
    const second = multi.container(names.second);
    for (let at = 1; at <= 6; at += 1) second.lines([this.#words.tick(at)]);
    return web;
  }

  /** The pods of the second hour. */
  goOn(): void {
    const { names, world, clock } = this;
    clock.moveTo("2026-11-22T12:12:33Z");
    const declare = (name: string, more: Partial<Parameters<World["pod"]>[0]> = {}): Pod => {
      const pod = world.pod({
        name,
        namespace: names.namespace,
        labels: { app: name },
        terminationGracePeriodSeconds: 1,
        containers: [this.#container(names.container)],
        ...more,
      });
      this.#pods.set(name, pod);
      return pod;
    };
    const leaver = declare(names.leaver, { terminationGracePeriodSeconds: 3 });
    for (let at = 1; at <= 18; at += 1) leaver.container().lines([this.#words.line(at)]);
    declare(names.oneshot, { restartPolicy: "OnFailure" });
    const [first, second, last] = this.#words.done;
    declare(names.done, { restartPolicy: "Never" })
      .container()
      .lines([first, second])
      .write(last)
      .exit();
    declare(names.longline).container().lines(this.#words.long);
    declare(names.odd).container().write(this.#words.odd);
  }

  /** The program that exits with 3, is restarted, prints, and exits again; its first instance is removed. */
  runOneshot(): void {
    const container = this.pod(this.names.oneshot).container();
    container.exit({ code: 3 });
    this.clock.advance(1000);
    container.start().removePrevious();
    for (let at = 1; at <= 8; at += 1) container.lines([this.#words.step(at)]);
  }

  chatter(): void {
    this.#chatter += 1;
    this.clock.advance(100);
    this.pod(this.names.chatty)
      .container()
      .lines([this.#words.chatter(this.#chatter)]);
  }

  tick(at: number): void {
    this.pod(this.names.multi)
      .container(this.names.second)
      .lines([this.#words.tick(at)]);
  }

  leave(line: number): void {
    this.pod(this.names.leaver)
      .container()
      .lines([this.#words.line(line)]);
  }

  goodbye(): void {
    const pod = this.pod(this.names.leaver);
    pod.terminate();
    pod.container().lines(this.#words.goodbye);
    pod.container().exit();
    pod.remove();
  }

  #crash(pod: Pod): void {
    const container = pod.container();
    let run = 0;
    const live = (lines: number): void => {
      container.lines([this.#words.start(run)]);
      run += 1;
      for (let at = 1; at <= lines; at += 1) {
        this.clock.moveTo(this.clock.now() + 2n * MS);
        container.lines([this.#words.crash(at)]);
      }
    };
    const die = (): void => {
      container.write(`${this.#words.panic}\n`, { stream: "stderr" }).exit({ code: 3 });
    };
    live(25);
    die();
    container.start();
    live(25);
    die();
    container.backOff("10s", pod.name).start();
    live(25);
    die();
    container.backOff("10s", pod.name).start();
    live(13);
  }

  #container(name: string) {
    return {
      name,
      image: this.names.image,
      command: ["run", "-m", "mix"],
      imagePullPolicy: "Never" as const,
    };
  }
}
