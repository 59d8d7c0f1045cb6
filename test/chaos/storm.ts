import type { Container } from "../cluster/container.ts";
import type { Cluster } from "../cluster/server.ts";
import type { Random } from "../fuzz/random.ts";
import { lineText } from "./judge.ts";

/** Something that befell a log. */
export interface Blow {
  readonly what: string;
  /** How many lines had been written before. */
  readonly after: number;
}

/** What befalls a log. */
export interface Storm {
  /** How many lines were written. */
  readonly written: () => number;
  readonly blows: ReadonlyArray<Blow>;
  /** Brings everything back, and writes a last line. */
  readonly end: () => Promise<void>;
}

/** Between the lines of a container that speaks, in ms, and the most lines at once. */
const pause = 40;
const burst = 4;

/** Between one blow and the next, in ms. */
const calm = { from: 500, to: 5_000 };

/**
 * How long an instance is read before the next blow, in ms. Its first lines are shown when the pod has named it twice,
 * up to 10 s apart; what is rotated away before is a loss that no client can tell from an application that was silent.
 */
const firstReading = { from: 13_000, to: 18_000 };

const sleep = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** Lets a container write numbered lines while its API server, its log and itself suffer what the seed says. */
export const startStorm = (cluster: Cluster, container: Container, random: Random): Storm => {
  let written = 0;
  let down = false;
  let over = false;
  /** The current instance has been there long enough, and is being read. */
  let known = true;
  const suffered: Array<Blow> = [];

  const write = (lines: number): void => {
    container.lines(Array.from({ length: lines }, () => lineText(++written)));
  };
  const writing = setInterval(() => write(random.int(1, burst)), pause);

  /** The server is away for a while, and meanwhile the log goes on. */
  const whileDown = async (deed: () => void): Promise<void> => {
    down = true;
    await cluster.die();
    await sleep(random.between(100, 2_000));
    deed();
    await sleep(random.between(100, 1_000));
    await cluster.comeBack();
    down = false;
  };

  const restart = (): void => {
    container.exit({ code: 137, reason: "OOMKilled" }).start();
    known = false;
  };

  const blows: Readonly<Record<string, () => Promise<void> | void>> = {
    "server killed": () => whileDown(() => {}),
    "server killed, log rotated": () => whileDown(() => container.rotate()),
    "server killed, log rotated twice": () =>
      whileDown(() => {
        container.rotate();
        write(random.int(1, burst));
        container.rotate();
      }),
    "server killed, container restarted": () => whileDown(restart),
    "server killed, container restarted twice": () =>
      whileDown(() => {
        restart();
        write(random.int(1, burst));
        restart();
      }),
    "connections cut": () => {
      for (const answer of cluster.open()) answer.cut();
    },
    "follows ended cleanly": () => {
      for (const answer of cluster.open("follow")) answer.end();
    },
    "follows stalled for a while": async () => {
      const stalled = cluster.open("follow");
      for (const answer of stalled) answer.stall();
      await sleep(random.between(500, 5_000));
      for (const answer of stalled) answer.resume();
    },
    "follows stalled for ever": () => {
      for (const answer of cluster.open("follow")) answer.stall();
    },
    "log rotated": () => void container.rotate(),
    "rotation missed by the kubelet": () => void container.rotate({ follows: "missed" }),
    "container restarted": restart,
  };
  const names = Object.keys(blows);

  const blow = async (): Promise<void> => {
    const quiet = known ? calm : firstReading;
    await sleep(random.between(quiet.from, quiet.to));
    if (over) return;
    if (cluster.counters.open.follow === 0) return blow();
    known = true;
    const what = names[random.int(0, names.length - 1)] ?? "";
    suffered.push({ what, after: written });
    await blows[what]?.();
    return blow();
  };
  const blowing = blow();

  return {
    written: () => written,
    blows: suffered,
    end: async () => {
      over = true;
      await blowing;
      if (down) await cluster.comeBack();
      clearInterval(writing);
      write(1);
    },
  };
};
