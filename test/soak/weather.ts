import { createInterface } from "node:readline";
import { join } from "node:path";
import { node24 } from "../run/install.mjs";
import { startProcess } from "../run/processes.mjs";

/** What the storm (storm.ts) says about itself each second. */
export interface Weather {
  readonly kubeconfig: string;
  /** Lines written so far, by source. */
  readonly written: ReadonlyArray<number>;
  readonly disturbed: number;
  /** Connections of its API server. */
  readonly sockets: number;
  /** No line is written and no fault happens any more. */
  readonly over: boolean;
}

/** A storm in a process of its own. */
export interface Storm {
  /** What it said last. */
  readonly now: () => Weather;
  /** Resolves at the next time it says something. */
  readonly next: () => Promise<Weather>;
  readonly end: () => Promise<void>;
}

/** Starts a storm; rejects when its process ends before it has said anything. */
export const startStorm = async (
  sources: number,
  minutes: number,
  seed: number,
): Promise<Storm> => {
  const script = join(import.meta.dirname, "storm.ts");
  const { child, end } = startProcess(node24, [script, ...[sources, minutes, seed].map(String)], {
    stdio: ["pipe", "pipe", "inherit"],
  });
  if (child.stdout === null) throw new Error("the storm has no voice");
  const lines = createInterface(child.stdout);
  const next = (): Promise<Weather> =>
    new Promise((resolve, reject) => {
      const ended = (): void => reject(new Error("the storm has ended by itself"));
      lines.once("close", ended);
      lines.once("line", (line) => {
        lines.off("close", ended);
        resolve(JSON.parse(line) as Weather);
      });
    });
  let now = await next();
  lines.on("line", (line) => {
    now = JSON.parse(line) as Weather;
  });
  return { now: () => now, next, end };
};
