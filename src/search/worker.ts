import { parentPort, workerData } from "node:worker_threads";
import type { Answer, FromWorker, ToWorker } from "./messages.ts";
import { Scanner } from "./scanner.ts";

// The thread that searches. Its messages are in the envelopes of Effect's workers (`WorkerRunner.PlatformMessage`),
// without Effect: that would cost more than all the rest at its start.

/** How long it searches before it looks for messages, in ms: so long does a new query wait for an old one. */
const sliceMs = 10;

if (parentPort === null) throw new Error("This is the search worker, which needs a parent thread.");
const port = parentPort;
const scanner = new Scanner(new Int32Array(workerData as SharedArrayBuffer));

const transferOf = (answer: Answer): ReadonlyArray<ArrayBuffer> =>
  answer._tag === "Found"
    ? [answer.found.rows.buffer, answer.found.counts.buffer]
    : [answer.passed.hits.buffer, answer.passed.kept.buffer];

const send = (message: FromWorker, transfer: ReadonlyArray<ArrayBuffer>): void =>
  port.postMessage([1, message], transfer);

const answer = (): void => {
  for (const one of scanner.flush()) send(one, transferOf(one));
};

let scheduled = false;

const schedule = (): void => {
  if (scheduled) return;
  scheduled = true;
  setImmediate(search);
};

const search = (): void => {
  scheduled = false;
  const until = performance.now() + sliceMs;
  for (let more = true; more;) {
    more = scanner.step();
    if (!more || performance.now() >= until) {
      answer();
      if (more) schedule();
      return;
    }
  }
};

port.on("message", (message: readonly [0, ToWorker] | readonly [1]) => {
  if (message[0] === 1) {
    port.close();
    return;
  }
  if (message[1]._tag === "Hello") send({ _tag: "Ready" }, []);
  else {
    scanner.take(message[1]);
    schedule();
  }
});
port.postMessage([0]);
