import { readdirSync, readFileSync } from "node:fs";
import { dirname } from "node:path";
import { setTimeout } from "node:timers/promises";
import { startProcess } from "../run/processes.mjs";
import type { Served } from "./served.ts";

/** Ticks of a processor's time in a second, as Linux tells it to programs on every architecture. */
const ticksPerSecond = 100;

const start = ({ kubeconfig }: Served, args: ReadonlyArray<string>, stdout: "ignore" | "pipe") =>
  startProcess("kubectl", ["--kubeconfig", kubeconfig, ...args], {
    stdio: ["ignore", stdout, "ignore"],
    env: { ...process.env, HOME: dirname(kubeconfig) },
  });

/** Runs kubectl against the bench's server with its output thrown away; fails when it does. */
export const kubectl = async (served: Served, args: ReadonlyArray<string>): Promise<void> => {
  const started = start(served, args, "ignore");
  const { code } = await started.exited;
  await started.end();
  if (code !== 0) throw new Error(`kubectl ${args.join(" ")} ended with ${code}.`);
};

/** Why kubectl can't be run against the bench's server; nothing where it can. */
export const whyNoKubectl = (served: Served): Promise<Error | undefined> =>
  kubectl(served, ["version", "--client"]).then(
    () => undefined,
    (cause: unknown) => new Error(`kubectl can't be run here: ${String(cause)}`),
  );

/** What came of a flood that kubectl followed. */
export interface Followed {
  readonly lines: number;
  /** Lines that are not the next of their pod. */
  readonly lost: number;
  /** Of a core, in percent; absent where there is no `/proc`. */
  readonly cpu: number | undefined;
}

/** Follows all pods that a selector finds, 50 at most, for so many seconds, and reads what kubectl prints. */
export const followAll = async (
  served: Served,
  selector: string,
  seconds: number,
): Promise<Followed> => {
  const { child, end, pid } = start(
    served,
    [
      "logs",
      "-f",
      "-l",
      selector,
      "-c",
      "app",
      "--prefix",
      "--timestamps",
      "--max-log-requests=50",
    ],
    "pipe",
  );
  let lines = 0;
  let lost = 0;
  let rest = "";
  const next = new Map<string, number>();
  child.stdout?.setEncoding("latin1").on("data", (text: string) => {
    const whole = (rest + text).split("\n");
    rest = whole.pop() ?? "";
    for (const line of whole) {
      const [, pod = "", number] = /^\[pod\/([^/]+)\/app\] \S+ n=(\d+) /u.exec(line) ?? [];
      const n = Number(number);
      if (n !== (next.get(pod) ?? 0)) lost++;
      next.set(pod, n + 1);
      lines++;
    }
  });
  await setTimeout(seconds * 1000);
  const cpu = cpuSeconds(pid);
  await end();
  return { lines, lost, cpu: cpu === undefined ? undefined : (cpu / seconds) * 100 };
};

/** What the processes of a group have taken of the processor, in seconds, as proc_pid_stat(5) tells it. */
const cpuSeconds = (group: number): number | undefined => {
  let ticks: number | undefined;
  for (const pid of process.platform === "linux" ? readdirSync("/proc") : []) {
    if (!/^\d+$/u.test(pid)) continue;
    try {
      const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
      // Behind the name, which may hold anything: state, parent, group, …
      const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
      if (Number(fields[2]) === group)
        ticks = (ticks ?? 0) + Number(fields[11]) + Number(fields[12]);
    } catch {
      // It ended meanwhile.
    }
  }
  return ticks === undefined ? undefined : ticks / ticksPerSecond;
};
