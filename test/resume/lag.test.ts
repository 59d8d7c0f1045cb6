import { describe, expect, it } from "vitest";
import { PreviousNotFound } from "../../src/domain/errors.ts";
import type { PodView } from "../../src/domain/pod.ts";
import { block, numbered, rest } from "./blocks.ts";
import { five, podWith, restartedPod, Script, stopped } from "./script.ts";

/** The pod after its `n`th restart: instance `c1` is the first, and each lives for 50 s. */
const restartedTimes = (n: number): PodView => {
  const at = 51 * n;
  return podWith(
    { _tag: "Running", startedAt: { seconds: at, nanos: 0 } },
    {
      containerID: `c${n + 1}`,
      restartCount: n,
      lastTermination: {
        ...stopped(1, `c${n}`),
        startedAt: { seconds: at - 51, nanos: 0 },
        finishedAt: { seconds: at - 1, nanos: 0 },
      },
    },
  );
};

/** Reads the previous instance so many times, each as these lines and last words, which the pod then names. */
const reads = (
  script: Script,
  times: number,
  pod: PodView,
  lines: ReturnType<typeof block>,
  last?: ReturnType<typeof rest>,
): void => {
  for (let i = 0; i < times; i++) {
    while (script.asks.length === 0) script.later();
    expect(script.log([lines], last && { rest: last }).previous).toBe(true);
    script.pod(pod);
  }
};

/** Streaming its second instance, of which nothing has come, when it restarts again. */
const silentSecond = (): Script => {
  const script = new Script().streaming(five);
  script.ends();
  script.pod(restartedPod);
  reads(script, 3, restartedPod, five);
  script.opens();
  script.pod(restartedPod);
  script.ends();
  script.pod(restartedTimes(2));
  return script;
};

describe("a pod's status that lags behind a restart", () => {
  it("does not make the next one's empty file the end of an instance that was not read", () => {
    const script = silentSecond();
    reads(script, 3, restartedTimes(2), block());
    expect(script.list.slice(6)).toEqual([]);
    const { now } = script;
    reads(script, 1, restartedTimes(2), block());
    while (!script.asks.includes("OpenFollow all")) {
      expect(script.now - now).toBeLessThan(20_000);
      reads(script, 1, restartedTimes(2), block());
    }
    expect(script.now - now).toBeGreaterThanOrEqual(3000);
  });

  it("leaves it to a marker where the one that was not read is gone by then", () => {
    const script = silentSecond();
    reads(script, 3, restartedTimes(2), block());
    script.later();
    script.log([block()]);
    script.pod(restartedTimes(3));
    reads(script, 1, restartedTimes(3), block(...numbered(2, 110, "C")));
    while (script.list.length < 9) {
      if (script.asks.length === 0) script.later();
      script.pod(restartedTimes(3));
    }
    expect(script.list.slice(6)).toEqual([
      "* 1 restart while disconnected: the log of the instance before could not be read",
      "- restarted",
      "C110",
      "C111",
    ]);
  });

  it("has last words told once, though they come as those of two instances", () => {
    const script = silentSecond();
    const last = rest("60 last words");
    while (script.list.length === 6) reads(script, 1, restartedTimes(2), block(), last);
    expect(script.list.slice(6)).toEqual(["last words", "- restarted · exit 1 · Error · 00:01:41"]);
    script.opens();
    script.pod(restartedTimes(3));
    script.pod(restartedTimes(3));
    while (!script.asks.includes("OpenFollow all"))
      reads(script, 1, restartedTimes(3), block(), last);
    expect(script.list.slice(8)).toEqual(["- restarted · exit 1 · Error · 00:02:32"]);
  });

  it("puts no older instance's lines below younger ones", () => {
    // The lines are of the third instance, which the status calls the first.
    const script = new Script().streaming(
      block("103 C1", "104 C2"),
      podWith({ _tag: "Running", startedAt: { seconds: 100, nanos: 0 } }),
    );
    script.ends();
    script.pod(restartedTimes(2));
    expect(script.log([block("60 B1", "61 B2")]).previous).toBe(true);
    script.log([block()]);
    script.pod(restartedTimes(2));
    while (script.list.length === 2) {
      while (script.asks.length === 0) script.later();
      if (script.asks[0] === "GetPod") script.pod(restartedTimes(2));
      else expect(script.log([block("112 C9")]).previous).toBe(false);
    }
    expect(script.list.slice(2)).toEqual([
      "* Lines between 00:01:44 and 00:01:52 may be missing: the node rotated this log while disconnected",
      "C9",
    ]);
  });
});

describe("instances of which nothing could be read", () => {
  it("are told of in one row, however many there were", () => {
    const script = silentSecond();
    const removed = new PreviousNotFound({ pod: "web", container: "app" });
    script.log([], { error: removed });
    script.pod(restartedTimes(2));
    script.opens();
    script.pod(restartedTimes(3));
    script.pod(restartedTimes(3));
    script.log([], { error: removed });
    script.pod(restartedTimes(3));
    script.opens();
    script.brings(block("154 D1"));
    while (script.list.length === 6) {
      while (script.asks.length === 0) script.later();
      script.pod(restartedTimes(3));
    }
    expect(script.list.slice(6)).toEqual([
      "* 2 restarts while disconnected: the log of the instances between could not be read",
      "- restarted · exit 1 · Error · 00:02:32",
      "D1",
    ]);
  });
});
