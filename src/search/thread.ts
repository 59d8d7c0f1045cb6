import { Worker as Thread } from "node:worker_threads";
import type * as Duration from "effect/Duration";
import * as Effect from "effect/Effect";
import * as Result from "effect/Result";
import * as Worker from "effect/workers/Worker";
import type { WorkerError } from "effect/workers/WorkerError";
import { Pulse, type Answer, type FromWorker, type ScanId, type ToWorker } from "./messages.ts";

/** Sends a message to the thread. */
export type Send = (message: ToWorker) => Effect.Effect<void>;

/** How a thread ended: by itself, or because a scan did not get on. */
export type ThreadEnd =
  | { readonly _tag: "Died"; readonly cause: WorkerError }
  | { readonly _tag: "Stuck"; readonly scan: ScanId };

const died = (cause: WorkerError): ThreadEnd => ({ _tag: "Died", cause });

/** How often in its time of patience a thread is looked at. */
export const looks = 8;

/**
 * Gives the scan that makes no progress for `looks` looks at the thread's pulse, `pause` apart. The thread itself
 * cannot be asked; and by counting looks, a computer that slept is not taken for a slow expression.
 */
const stuckScan = (pulse: Int32Array, pause: Duration.Duration): Effect.Effect<ScanId> =>
  Effect.gen(function* () {
    let beat = 0;
    for (let still = 0; ;) {
      yield* Effect.sleep(pause);
      const scan = Atomics.load(pulse, Pulse.scan);
      const now = Atomics.load(pulse, Pulse.beat);
      still = scan !== 0 && now === beat ? still + 1 : 0;
      beat = now;
      if (still === looks) return scan;
    }
  });

/**
 * Runs a thread with the worker's script at `path` until it ends or is stuck; interrupting ends it, whatever it does.
 * `ready` is run once it listens.
 */
export const runThread = (options: {
  readonly path: string;
  readonly pause: Duration.Duration;
  readonly ready: (send: Send) => Effect.Effect<void>;
  readonly answered: (answer: Answer) => void;
}): Effect.Effect<ThreadEnd, never, Worker.WorkerPlatform> =>
  Effect.gen(function* () {
    const platform = yield* Worker.WorkerPlatform;
    const pulse = new Int32Array(new SharedArrayBuffer(4 * Pulse.words));
    let thread: Thread | undefined;
    const worker = yield* platform.spawn<FromWorker, ToWorker>(0).pipe(
      Effect.provideService(Worker.Spawner, () => {
        thread = new Thread(options.path, { workerData: pulse.buffer, name: "podlog search" });
        return thread;
      }),
    );
    const receive = (message: FromWorker): Effect.Effect<void> =>
      message._tag === "Ready"
        ? options.ready((next) => Effect.orDie(worker.send(next)))
        : Effect.sync(() => options.answered(message));
    // To be kept here, since ending the thread is an error of the worker too, and the first to be seen.
    let stuck: ScanId | undefined;
    const watch = stuckScan(pulse, options.pause).pipe(
      Effect.tap((scan) => Effect.sync(() => (stuck = scan))),
      // A platform's worker is asked to close and given 5 seconds, which an expression running wild would use up.
      Effect.ensuring(Effect.promise(async () => thread?.terminate())),
    );
    // It answers when it listens; what is sent before may be overtaken by what is sent then.
    yield* worker.send({ _tag: "Hello" });
    const end = yield* Effect.result(Effect.raceFirst(worker.run(receive), watch));
    if (stuck === undefined && Result.isFailure(end)) return died(end.failure);
    return { _tag: "Stuck", scan: stuck ?? 0 } satisfies ThreadEnd;
  }).pipe(Effect.catch((cause: WorkerError) => Effect.succeed(died(cause))));
