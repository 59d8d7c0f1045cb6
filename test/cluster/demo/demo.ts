import type { Container } from "../container.ts";
import { Deployment } from "../deployment.ts";
import type { World } from "../world.ts";
import { CronJob, DaemonSet, declareService, Job, StatefulSet } from "../workloads.ts";
import {
  controller,
  exporter,
  gateway,
  notifier,
  orders,
  payments,
  recommender,
  shop,
  worker,
} from "./lines.ts";
import type { Speaker } from "./lines.ts";
import { Random } from "./random.ts";

/** How long the demo's pods have been there when it begins, in milliseconds, if its clock can begin in the past. */
export const HISTORY_MS = 180_000;

/** At most as many lines stand in a log before anyone looks. */
const HISTORY_LINES = 300;

/**
 * A coffee shop in a cluster of three nodes: believable pods of every kind, writing until the answer is called.
 * `catchUp` brings a clock that is `HISTORY_MS` behind to the present, once all is declared.
 */
export const startDemo = (world: World, catchUp: () => void = () => undefined): (() => void) => {
  const life = new Life(world);
  for (const node of ["node-1", "node-2", "node-3"]) world.node(node);
  declareShop(world, life);
  declarePlatform(world, life);
  declareTrouble(world, life);
  catchUp();
  life.begin();
  return () => {
    life.end();
  };
};

const image = (name: string): string => `registry.acme.example/${name}:2.4.1`;

const declareShop = (world: World, life: Life): void => {
  const namespace = "shop";
  const frontend = new Deployment(world, {
    name: "frontend",
    namespace,
    replicas: 3,
    template: { containers: [{ name: "app", image: image("frontend") }] },
  });
  for (const pod of frontend.pods) life.speak(pod.container(), shop, 3);
  const pay = new Deployment(world, {
    name: "payments",
    namespace,
    template: {
      annotations: { "kubectl.kubernetes.io/default-container": "payments" },
      initContainers: [
        { name: "migrate", image: image("payments-migrate"), state: "running" },
        { name: "proxy", image: "envoyproxy/envoy:v1.34.0", restartPolicy: "Always" },
      ],
      containers: [
        { name: "payments", image: image("payments") },
        { name: "metrics", image: "prom/statsd-exporter:v0.28.0" },
      ],
    },
  });
  for (const pod of pay.pods) {
    pod
      .container("migrate")
      .lines([
        "migrate: 4 migrations to apply",
        "migrate: 0041_add_refund_reason.sql … ok (82 ms)",
        "migrate: 0042_index_orders_by_day.sql … ok (1.4 s)",
        "migrate: done",
      ]);
    pod.container("migrate").exit();
    for (const name of ["proxy", "payments", "metrics"]) {
      const container = pod.container(name);
      if (!container.running) container.start();
    }
    life.speak(pod.container("payments"), payments, 2);
    life.speak(pod.container("proxy"), gateway, 4);
    life.speak(pod.container("metrics"), notifier, 0.2);
  }
  const placing = new Deployment(world, {
    name: "orders",
    namespace,
    replicas: 2,
    template: { containers: [{ name: "app", image: image("orders") }] },
  });
  for (const pod of placing.pods) life.speak(pod.container(), orders, 2);
  const store = new StatefulSet(world, {
    name: "postgres",
    namespace,
    template: { containers: [{ name: "postgres", image: "postgres:17.2" }] },
  });
  for (const pod of store.pods) life.speak(pod.container(), postgres, 0.5);
  for (const name of ["frontend", "payments", "orders", "postgres"]) {
    declareService(world, { name, namespace, selector: { app: name }, port: 80 });
  }
};

const postgres: Speaker = (random, now, count) => [
  `${now.toISOString().replace("T", " ").replace("Z", " UTC")} [${String(40 + (count % 9))}] LOG:  ${
    random.oneIn(3)
      ? `checkpoint complete: wrote ${String(random.between(20, 4000))} buffers (${(random.next() * 10).toFixed(1)}%)`
      : `duration: ${String(random.between(100, 2000))}.${String(random.between(100, 999))} ms  statement: SELECT id FROM orders WHERE day = current_date`
  }`,
];

const declarePlatform = (world: World, life: Life): void => {
  const namespace = "platform";
  const edge = new DaemonSet(world, {
    name: "gateway",
    namespace,
    nodes: ["node-1", "node-2"],
    template: { containers: [{ name: "nginx", image: "nginx:1.29.3" }] },
  });
  for (const pod of edge.pods) life.speak(pod.container(), gateway, 200);
  const control = new Deployment(world, {
    name: "ingress-controller",
    namespace,
    template: { containers: [{ name: "controller", image: image("ingress-controller") }] },
  });
  for (const pod of control.pods) life.speak(pod.container(), controller, 1, "stderr");
  const images = new Deployment(world, {
    name: "image-worker",
    namespace,
    template: { containers: [{ name: "worker", image: image("image-worker") }] },
  });
  for (const pod of images.pods) life.speak(pod.container(), worker, 3);
  life.speak(
    world.pod({ name: "recommender", namespace, labels: { app: "recommender" } }).container(),
    recommender,
    2,
  );
  life.speak(
    world.pod({ name: "notifier", namespace, labels: { app: "notifier" } }).container(),
    notifier,
    1,
  );
  life.speak(
    world.pod({ name: "exporter", namespace, labels: { app: "exporter" } }).container(),
    exporter,
    0.5,
  );
  world.pod({ name: "silent", namespace, labels: { app: "silent" } });
  const nightly = new CronJob(world, { name: "report", namespace, schedule: "*/15 * * * *" });
  const run = nightly.run();
  run
    .container()
    .lines(Array.from({ length: 40 }, (_, at) => `report: page ${String(at + 1)} of 40`));
  run.container().exit();
  const backup = new Job(world, { name: "backup", namespace });
  backup
    .container()
    .lines(["backup: dumping 12 tables", "backup: 1.8 GB in 41 s", "backup: done"])
    .exit();
};

const declareTrouble = (world: World, life: Life): void => {
  const namespace = "trouble";
  const labels = (app: string) => ({ labels: { app }, namespace, name: app });
  const crash = world.pod({
    ...labels("crash-loop"),
    containers: [{ name: "app", image: image("crasher") }],
  });
  life.crash(crash.container());
  world.pod({
    ...labels("image-missing"),
    containers: [
      {
        name: "app",
        image: image("no-such"),
        state: {
          reason: "ImagePullBackOff",
          message: `Back-off pulling image "${image("no-such")}": ErrImagePull: not found`,
        },
      },
    ],
  });
  world.pod({
    ...labels("config-missing"),
    containers: [
      {
        name: "app",
        state: { reason: "CreateContainerConfigError", message: 'configmap "settings" not found' },
      },
    ],
  });
  world
    .pod({ ...labels("no-room"), stage: "pending" })
    .noNode("0/3 nodes are available: 3 Insufficient memory. no new claims to deallocate.");
  const waiting = world.pod({
    ...labels("waits-for-database"),
    initContainers: [{ name: "wait-for-db", state: "running" }],
  });
  life.speak(waiting.container("wait-for-db"), () => ["waiting for database at db:5432 …"], 0.5);
};

/** What runs in the demo: containers that speak at their rates, and one that crashes again and again. */
class Life {
  readonly #world: World;
  readonly #speaking: {
    readonly container: Container;
    readonly speaker: Speaker;
    readonly rate: number;
    readonly stream: "stdout" | "stderr";
    readonly random: Random;
    count: number;
    due: number;
  }[] = [];
  readonly #crashing: (() => void)[] = [];
  #cancel: (() => void)[] = [];

  constructor(world: World) {
    this.#world = world;
  }

  /** Lets a container print `rate` times a second. */
  speak(
    container: Container,
    speaker: Speaker,
    rate: number,
    stream: "stdout" | "stderr" = "stdout",
  ): void {
    const random = new Random(this.#speaking.length + 1);
    this.#speaking.push({ container, speaker, rate, stream, random, count: 0, due: 0 });
  }

  /** A container that dies after some lines, waits, and starts again. */
  crash(container: Container): void {
    const run = (): void => {
      if (!container.running) container.start();
      container.lines(["starting crasher 2.4.1", "loading /etc/crasher/config.yaml"]);
      this.#later(2000, () => {
        container.write(
          'level=error msg="cannot bind" err="listen tcp :8080: bind: address already in use"\n',
          { stream: "stderr" },
        );
        container.lines(
          [
            "panic: address already in use",
            "",
            "goroutine 1 [running]:",
            "main.main()",
            "\t/src/main.go:31 +0x1d4",
          ],
          { stream: "stderr" },
        );
        container.exit({ code: 2, reason: "Error" });
        this.#later(1000, () => {
          container.backOff("20s", "crash-loop_trouble");
          this.#later(17_000, run);
        });
      });
    };
    this.#crashing.push(run);
  }

  begin(): void {
    this.#remember();
    for (const crash of this.#crashing) crash();
    const step = 50;
    const tick = (): void => {
      const now = new Date(Number(this.#world.clock.now() / 1_000_000n));
      for (const voice of this.#speaking) {
        if (!voice.container.running) continue;
        voice.due += (voice.rate * step) / 1000;
        const lines: string[] = [];
        for (; voice.due >= 1; voice.due -= 1) {
          voice.count += 1;
          lines.push(...voice.speaker(voice.random, now, voice.count));
        }
        voice.container.lines(lines, { stream: voice.stream });
        // As the kubelet does (containerLogMaxSize), so that a demo may run for days.
        if (voice.container.log.current.bytes > 10_485_760) voice.container.rotate();
      }
      this.#later(step, tick);
    };
    tick();
  }

  /** Prints what was printed while nobody looked: none of it older than its container. */
  #remember(): void {
    const now = this.#world.clock.now();
    for (const voice of this.#speaking) {
      const { container, rate, stream, speaker, random } = voice;
      const { state } = container;
      if (state.kind !== "running") continue;
      const seconds = Number(now - state.startedAt) / 1e9;
      const lines = Math.min(HISTORY_LINES, Math.floor(rate * seconds));
      for (let left = lines; left > 0; left -= 1) {
        const ts = now - BigInt(Math.round((left / rate) * 1e9));
        voice.count += 1;
        container.lines(speaker(random, new Date(Number(ts / 1_000_000n)), voice.count), {
          ts,
          stream,
        });
      }
    }
  }

  end(): void {
    for (const cancel of this.#cancel) cancel();
    this.#cancel = [];
  }

  #later(ms: number, run: () => void): void {
    const cancel = this.#world.clock.after(ms, () => {
      this.#cancel = this.#cancel.filter((other) => other !== cancel);
      run();
    });
    this.#cancel.push(cancel);
  }
}
