import { availableParallelism } from "node:os";
import { isMainThread, parentPort, Worker } from "node:worker_threads";
import { parseArgs } from "node:util";
import { mixes, mixNamed } from "./mixes.ts";
import { runOnce } from "./once.ts";

// `npm run fuzz` tries the machine with every mix, on two threads.
// `npm run fuzz -- --runs N` so many runs in all; `--mix NAME` one mix only; `--first S` seeds from S on.
// `npm run fuzz -- --seed S --mix NAME` replays one run and prints what happened.

/** Seeds of one mix that a thread tries. */
interface Task {
  readonly mix: string;
  readonly from: number;
  readonly count: number;
}

/** What came of them. */
interface Done {
  readonly mix: string;
  readonly runs: number;
  readonly violations: ReadonlyArray<{ readonly seed: number; readonly text: string }>;
  readonly undecidable: ReadonlyArray<string>;
  readonly markers: number;
  readonly needless: number;
}

const perTask = 25;

const carryOut = ({ mix, from, count }: Task): Done => {
  const violations: Array<{ seed: number; text: string }> = [];
  const undecidable: string[] = [];
  let markers = 0;
  let needless = 0;
  for (let seed = from; seed < from + count; seed++) {
    const { verdict } = runOnce(mixNamed(mix), seed);
    const [first] = verdict.violations;
    if (first !== undefined) violations.push({ seed, text: first });
    undecidable.push(...new Set(verdict.undecidable));
    markers += verdict.markers;
    needless += verdict.needless;
  }
  return { mix, runs: count, violations, undecidable, markers, needless };
};

const replay = (seed: number, name: string): void => {
  const { outcome, verdict } = runOnce(mixNamed(name), seed, undefined, true);
  console.log(outcome.trace.join("\n"));
  console.log(`\nlimit ${outcome.limit}, ${outcome.steps} events`);
  for (const text of verdict.violations) console.log(`violation: ${text}`);
  for (const text of verdict.undecidable) console.log(`undecidable: ${text}`);
  console.log(
    `fuzz: 1 runs, ${verdict.violations.length} violations, ${verdict.markers} markers, ${verdict.needless} needless`,
  );
};

const all = async (runs: number, names: ReadonlyArray<string>, first: number): Promise<void> => {
  const each = Math.ceil(runs / names.length);
  const tasks: Task[] = [];
  let left = runs;
  for (const mix of names)
    for (let at = 0; at < each && left > 0; at += perTask) {
      const count = Math.min(perTask, each - at, left);
      tasks.push({ mix, from: first + at, count });
      left -= count;
    }
  const sums = new Map<string, Done>();
  const kinds = new Map<string, number>();
  const add = (done: Done): void => {
    const sum = sums.get(done.mix);
    sums.set(done.mix, {
      ...done,
      runs: (sum?.runs ?? 0) + done.runs,
      violations: [...(sum?.violations ?? []), ...done.violations],
      markers: (sum?.markers ?? 0) + done.markers,
      needless: (sum?.needless ?? 0) + done.needless,
    });
    for (const kind of done.undecidable) kinds.set(kind, (kinds.get(kind) ?? 0) + 1);
    for (const { seed, text } of done.violations)
      console.log(
        `${done.mix} ${text}\n  replay: npm run fuzz -- --seed ${seed} --mix ${done.mix}`,
      );
  };
  let next = 0;
  const work = (): Promise<void> =>
    new Promise((resolve, reject) => {
      const worker = new Worker(new URL(import.meta.url));
      const give = (): void => {
        const task = tasks[next++];
        if (task === undefined) void worker.terminate().then(() => resolve());
        else worker.postMessage(task);
      };
      worker.on("message", (done: Done) => {
        add(done);
        give();
      });
      worker.on("error", reject);
      give();
    });
  await Promise.all(Array.from({ length: Math.min(2, availableParallelism()) }, work));
  let violations = 0;
  let markers = 0;
  let needless = 0;
  let total = 0;
  for (const [mix, sum] of [...sums].sort(([a], [b]) => a.localeCompare(b))) {
    console.log(
      `${mix.padEnd(30)} ${sum.runs} runs, ${sum.violations.length} violations, ${sum.markers} markers, ${sum.needless} needless`,
    );
    total += sum.runs;
    violations += sum.violations.length;
    markers += sum.markers;
    needless += sum.needless;
  }
  for (const [kind, count] of kinds)
    console.log(`undecidable, not counted: ${kind}: ${count} runs`);
  console.log(
    `fuzz: ${total} runs, ${violations} violations, ${markers} markers, ${needless} needless`,
  );
  process.exitCode = violations > 0 ? 1 : 0;
};

const main = async (): Promise<void> => {
  const { values } = parseArgs({
    options: {
      seed: { type: "string" },
      mix: { type: "string" },
      runs: { type: "string", default: "50000" },
      first: { type: "string", default: "1" },
    },
  });
  if (values.seed !== undefined) replay(Number(values.seed), values.mix ?? "everything");
  else
    await all(
      Number(values.runs),
      values.mix === undefined ? mixes.map(({ name }) => name) : [mixNamed(values.mix).name],
      Number(values.first),
    );
};

if (isMainThread) await main();
else parentPort?.on("message", (task: Task) => parentPort?.postMessage(carryOut(task)));
