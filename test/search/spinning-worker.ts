import { parentPort } from "node:worker_threads";
import type { FromWorker, ToWorker } from "../../src/search/messages.ts";

// A worker that answers its first scan once and then runs for ever, as a wild expression makes the real one.

const send = (message: FromWorker): void => parentPort?.postMessage([1, message]);

parentPort?.on("message", ([, message]: readonly [0, ToWorker]) => {
  if (message._tag === "Hello") send({ _tag: "Ready" });
  if (message._tag !== "Start") return;
  const span = { from: 0, to: 0, whole: false };
  const found = { ...span, rows: new Float64Array(0), counts: new Uint32Array(0) };
  send({ _tag: "Found", id: message.id, found });
  for (;;);
});
parentPort?.postMessage([0]);
