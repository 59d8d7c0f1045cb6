import { get } from "node:https";
import { monitorEventLoopDelay } from "node:perf_hooks";
import * as Effect from "effect/Effect";
import * as Layer from "effect/Layer";
import * as Stream from "effect/Stream";
import type { Target } from "../../src/domain/target.ts";
import { Kube } from "../../src/kubernetes/kube.ts";
import { ConsentToRun, KubeconfigSettings } from "../../src/kubernetes/ports.ts";
import { openSession } from "../../src/session/open.ts";
import { makeStore, type Store } from "../../src/store/store.ts";
import type { Group, Measured } from "./entry.ts";
import { followAll, kubectl, whyNoKubectl } from "./kubectl.ts";
import { startApiServer, type Served } from "./served.ts";

const megabyte = 1e6;
const bulkMegabytes = 500;
/** Each way is gone this often, in turn; the best counts, so that a busy moment of the machine falls on neither. */
const rounds = 3;
const floodSources = 50;
const floodRate = 2000;
const floodSeconds = 60;
const storeBytes = 256 << 20;

/** The way of a log's bytes into the store: throughput, the event loop beside it, losses, memory. */
export const engineGroup: Group = {
  entries: [
    { name: "engine.vs-drain", unit: "×", budget: { atLeast: 0.5 } },
    { name: "engine.vs-kubectl", unit: "×", budget: { atLeast: 1 } },
    { name: "engine.bulk-loop-p99", unit: "ms", budget: { atMost: 25 } },
    { name: "engine.bytes-per-log-byte", unit: "bytes", budget: { atMost: 1.2 } },
    { name: "engine.flood-lost", unit: "lines", budget: { atMost: 0 } },
    { name: "engine.flood-loop-p99", unit: "ms", budget: { atMost: 10 } },
    { name: "engine.flood-cpu", unit: "% of a core", budget: { atMost: 50 } },
    // The same sources as one log, in order of time.
    { name: "engine.merged-lost", unit: "lines", budget: { atMost: 0 } },
    { name: "engine.merged-loop-p99", unit: "ms" },
    { name: "engine.merged-cpu", unit: "% of a core" },
    { name: "engine.merged-vs-kubectl", unit: "×", budget: { atLeast: 1 } },
  ],
  measure,
};

async function* measure(wanted: ReadonlySet<string>): AsyncGenerator<Measured> {
  const served = await startApiServer();
  try {
    if (
      [
        "engine.vs-drain",
        "engine.vs-kubectl",
        "engine.bulk-loop-p99",
        "engine.bytes-per-log-byte",
      ].some((name) => wanted.has(name))
    )
      yield* measureBulk(served);
    if ([...wanted].some((name) => name.startsWith("engine.flood"))) yield* measureFlood(served);
    if ([...wanted].some((name) => name.startsWith("engine.merged")))
      yield* measureMerged(served, wanted.has("engine.merged-vs-kubectl"));
  } finally {
    await served.end();
  }
}

/** Clusters as the extension reaches them, by the kubeconfig of the bench's server. */
const kube = ({ kubeconfig }: Served): Layer.Layer<Kube> =>
  Kube.layer.pipe(
    Layer.provide(
      Layer.mergeAll(
        Layer.succeed(ConsentToRun, { mayRun: () => Effect.succeed(true) }),
        Layer.succeed(KubeconfigSettings, {
          path: Effect.succeed(kubeconfig),
          changes: Stream.empty,
        }),
      ),
    ),
  );

const place = { context: "bench", namespace: "default" };

const podNamed = (pod: string): Target => ({ _tag: "Pod", ...place, pod, container: "app" });

/** Reads a target as a panel does, into a store, until `enough` of it. */
const read = (target: Target, store: Store, enough: () => boolean) =>
  Effect.scoped(
    Effect.gen(function* () {
      const session = yield* openSession(target, { limit: "all", previous: false });
      yield* session.batches.pipe(
        Stream.takeUntil((batch) => {
          for (const part of batch)
            if (part._tag === "Source" && part.element._tag === "Lines")
              store.append(part.source, part.element.block);
          return enough();
        }),
        Stream.runDrain,
      );
    }),
  );

/** Reads a body to its end and drops it: what nobody can be faster than. */
const drain = ({ caPem, port }: Served): Promise<number> =>
  new Promise((resolve, reject) => {
    let bytes = 0;
    get({ host: "127.0.0.1", port, path: `/body/${bulkMegabytes}`, ca: caPem }, (answer) => {
      answer.on("data", (piece: Buffer) => {
        bytes += piece.length;
      });
      answer.on("end", () => resolve(bytes));
      answer.on("error", reject);
    }).on("error", reject);
  });

const secondsOf = async (what: () => Promise<unknown>): Promise<number> => {
  const began = performance.now();
  await what();
  return (performance.now() - began) / 1000;
};

type Delay = ReturnType<typeof monitorEventLoopDelay>;

const watchLoop = (): Delay => {
  const delay = monitorEventLoopDelay({ resolution: 1 });
  delay.enable();
  return delay;
};

/** The 99th percentile of the event loop's delay in ms. */
const p99 = (delay: Delay): number => {
  delay.disable();
  return delay.percentile(99) / 1e6;
};

const idleP99 = async (): Promise<number> => {
  const delay = watchLoop();
  await new Promise((done) => setTimeout(done, 2000));
  return p99(delay);
};

async function* measureBulk(served: Served): AsyncGenerator<Measured> {
  const pieces = Math.ceil((bulkMegabytes * megabyte) / served.pieceBytes);
  const total = pieces * served.pieceLines;
  const bytes = pieces * served.pieceBytes;
  const layer = kube(served);
  const throughPath = async (store: Store, lines = total): Promise<void> => {
    const done = read(podNamed(`bulk-${bulkMegabytes}`), store, () => store.lines >= lines);
    await Effect.runPromise(Effect.provide(done, layer));
    if (store.lines < lines) throw new Error(`${store.lines} of ${lines} lines came.`);
  };
  // Once before it counts: the first request loads the client's library, and the code is compiled.
  await throughPath(makeStore({ maxBytes: storeBytes }), served.pieceLines);
  await drain(served);
  const idle = await idleP99();
  const missing = await whyNoKubectl(served);
  let ours = Infinity;
  let bare = Infinity;
  let theirs = Infinity;
  let loop = Infinity;
  for (let round = 0; round < rounds; round++) {
    bare = Math.min(bare, await secondsOf(() => drain(served)));
    const store = makeStore({ maxBytes: storeBytes });
    const delay = watchLoop();
    ours = Math.min(ours, await secondsOf(() => throughPath(store)));
    loop = Math.min(loop, p99(delay));
    if (missing === undefined)
      theirs = Math.min(
        theirs,
        await secondsOf(() =>
          kubectl(served, ["logs", `bulk-${bulkMegabytes}`, "-c", "app", "--timestamps"]),
        ),
      );
  }
  const rate = (seconds: number): string => `${Math.round(bytes / megabyte / seconds)} MB/s`;
  yield {
    name: "engine.vs-drain",
    value: bare / ours,
    note: `${rate(ours)} into the store against ${rate(bare)} drained, best of ${rounds}`,
  };
  yield missing !== undefined
    ? { name: "engine.vs-kubectl", note: missing.message }
    : {
        name: "engine.vs-kubectl",
        value: theirs / ours,
        note: `${rate(ours)} into the store against ${rate(theirs)} of kubectl to /dev/null, best of ${rounds}`,
      };
  yield {
    name: "engine.bulk-loop-p99",
    value: Math.max(0, loop - idle),
    note: `above ${idle.toFixed(1)} ms of an idle loop, best of ${rounds}`,
  };
  yield await measureMemory(served, throughPath, total);
}

/** Memory at the store's limit, where it must be flat: what the process grows by beyond the store counts above 30 MB. */
async function measureMemory(
  served: Served,
  throughPath: (store: Store, lines?: number) => Promise<void>,
  total: number,
): Promise<Measured> {
  const maxBytes = 128 << 20;
  const before = process.memoryUsage().rss;
  const store = makeStore({ maxBytes });
  await throughPath(store);
  const grown = process.memoryUsage().rss - before;
  const kept = (store.lines - store.evicted.lines) / total;
  const logBytes = kept * total * (served.pieceBytes / served.pieceLines);
  const beyond = Math.max(0, grown - store.bytes - 30 * megabyte);
  return {
    name: "engine.bytes-per-log-byte",
    value: (store.bytes + beyond) / logBytes,
    note: `the store ${Math.round(store.bytes / megabyte)} MB of ${Math.round(maxBytes / megabyte)} MB allowed, the process grew by ${Math.round(grown / megabyte)} MB`,
  };
}

/** What it takes to read for a minute: of a core, in percent; of the event loop, the delay above an idle one, in ms. */
const forAMinute = async (
  served: Served,
  reading: (isOver: () => boolean) => Effect.Effect<unknown, unknown, Kube>,
): Promise<{ readonly cpu: number; readonly loop: number; readonly idle: number }> => {
  const idle = await idleP99();
  const end = performance.now() + floodSeconds * 1000;
  const before = process.cpuUsage();
  const delay = watchLoop();
  await Effect.runPromise(
    Effect.provide(
      reading(() => performance.now() >= end),
      kube(served),
    ),
  );
  const loop = Math.max(0, p99(delay) - idle);
  const { system, user } = process.cpuUsage(before);
  return { cpu: ((user + system) / 1e6 / floodSeconds) * 100, loop, idle };
};

async function* measureFlood(served: Served): AsyncGenerator<Measured> {
  const stores = Array.from({ length: floodSources }, () =>
    makeStore({ maxBytes: storeBytes / floodSources }),
  );
  const { cpu, idle, loop } = await forAMinute(served, (isOver) =>
    Effect.forEach(stores, (store, i) => read(podNamed(`flood-${floodRate}-${i}`), store, isOver), {
      concurrency: "unbounded",
      discard: true,
    }),
  );
  const lines = stores.reduce((sum, store) => sum + store.lines, 0);
  yield {
    name: "engine.flood-lost",
    value: stores.reduce((sum, store) => sum + lostIn(store), 0),
    note: `${lines.toLocaleString("en-US")} lines of ${floodSources} sessions in ${floodSeconds} s`,
  };
  yield {
    name: "engine.flood-loop-p99",
    value: loop,
    note: `above ${idle.toFixed(1)} ms of an idle loop`,
  };
  yield {
    name: "engine.flood-cpu",
    value: cpu,
    note: `${floodSources} × ${floodRate} lines/s`,
  };
}

async function* measureMerged(served: Served, besideKubectl: boolean): AsyncGenerator<Measured> {
  const store = makeStore({ maxBytes: storeBytes });
  const selector = `flood=${floodRate}`;
  const all: Target = { _tag: "Selector", ...place, selector };
  const { cpu, idle, loop } = await forAMinute(served, (isOver) => read(all, store, isOver));
  yield {
    name: "engine.merged-lost",
    value: lostIn(store, floodSources),
    note: `${store.lines.toLocaleString("en-US")} lines of ${floodSources} sources of one session in ${floodSeconds} s`,
  };
  yield {
    name: "engine.merged-loop-p99",
    value: loop,
    note: `above ${idle.toFixed(1)} ms of an idle loop`,
  };
  yield {
    name: "engine.merged-cpu",
    value: cpu,
    note: `${floodSources} × ${floodRate} lines/s in order of time`,
  };
  if (besideKubectl) yield await measureKubectl(served, selector, cpu);
}

/** What kubectl takes of the processor to print the same flood, for each that this takes. */
async function measureKubectl(served: Served, selector: string, ours: number): Promise<Measured> {
  const name = "engine.merged-vs-kubectl";
  const missing = await whyNoKubectl(served);
  if (missing !== undefined) return { name, note: missing.message };
  const { cpu, lines, lost } = await followAll(served, selector, floodSeconds);
  const note = `kubectl logs -f -l … --prefix: ${lines.toLocaleString("en-US")} lines, ${lost} lost, in no order`;
  return cpu === undefined
    ? { name, note: `${note}; its CPU can't be told here` }
    : { name, value: cpu / ours, note: `${note}, ${cpu.toFixed(0)} % of a core` };
}

/**
 * How many lines are missing among those that a store still has, or are in it twice: each source's are numbered without
 * gaps. Where it has but one, the first that is left tells of those before it as well.
 */
const lostIn = (store: Store, sources = 1): number => {
  const rows = store.rows(store.first, store.end - store.first, 32);
  let wrong = 0;
  const next = new Map<number, number>();
  for (let i = 0, from = 0; i < rows.count; i++) {
    const to = rows.ends[i] ?? from;
    const text = Buffer.from(rows.text.subarray(from, to)).toString("latin1");
    from = to;
    const source = rows.sources[i] ?? 0;
    const n = Number(/^n=(\d+) /u.exec(text)?.[1] ?? -1);
    const due = next.get(source) ?? (sources === 1 ? store.lines - rows.count : n);
    if (n !== due) wrong++;
    next.set(source, n + 1);
  }
  return wrong;
};
