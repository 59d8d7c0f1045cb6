import { describe, expect, it } from "vitest";
import {
  ConnectionCut,
  ContainerWaiting,
  Forbidden,
  Gateway,
  KubeletUnknownPod,
  PodGone,
  PodUnscheduled,
  PreviousNotFound,
  Throttled,
} from "../../src/domain/errors.ts";
import type { PodView } from "../../src/domain/pod.ts";
import { block, numbered, rest } from "./blocks.ts";
import { podWith, running, Script } from "./script.ts";

const cut = new ConnectionCut({ server: "s" });
const gone = new PodGone({ namespace: "dev", pod: "web" });
const stopped = (exitCode: number, id = "c1") => ({
  containerID: id,
  exitCode,
  reason: exitCode === 0 ? "Completed" : "Error",
  startedAt: { seconds: 0, nanos: 0 },
  finishedAt: { seconds: 50, nanos: 0 },
});
const five = block(...numbered(5));
/** The pod after its container was killed and began again. */
const restartedPod = podWith(
  { _tag: "Running", startedAt: { seconds: 51, nanos: 0 } },
  {
    containerID: "c2",
    restartCount: 1,
    lastTermination: { ...stopped(137), reason: "OOMKilled" },
  },
);

describe("the start", () => {
  it("of the whole log is the stream itself, shown once the pod confirms it", () => {
    const script = new Script();
    script.start();
    script.pod(running);
    expect(script.opens().tail).toBeUndefined();
    script.brings(five);
    expect(script.list).toEqual([]);
    script.pod(running);
    expect(script.list).toEqual(["A1", "A2", "A3", "A4", "A5"]);
    expect(script.shown).toBe("Streaming");
  });

  it("of a tail shows as many lines as the limit, and knows more", () => {
    const script = new Script({ limit: 3 });
    script.start();
    script.pod(running);
    expect(script.log([block(...numbered(257))]).tail).toBe(257);
    script.pod(running);
    expect(script.list).toEqual(["A255", "A256", "A257"]);
    expect(script.asks).toEqual(["OpenFollow 257"]);
  });

  it("of a short log asks where it begins, and then shows its first line too", () => {
    const script = new Script({ limit: 10 });
    script.start();
    script.pod(running);
    script.log([five]);
    expect(script.log([five]).limitBytes).toBe(4096);
    script.pod(running);
    expect(script.list).toEqual(["A1", "A2", "A3", "A4", "A5"]);
  });

  it("with the limit 0 shows only what comes (case 51)", () => {
    const script = new Script({ limit: 0 });
    script.start();
    script.pod(running);
    script.log([block(...numbered(257))]);
    script.pod(running);
    script.opens();
    script.brings(block(...numbered(258)));
    expect(script.list).toEqual(["A258"]);
  });

  it("begins again when the container restarted meanwhile", () => {
    const script = new Script({ limit: 3 });
    script.start();
    script.pod(running);
    script.log([block(...numbered(257))]);
    const next = podWith(
      { _tag: "Running" },
      { containerID: "c2", restartCount: 1, lastTermination: stopped(1) },
    );
    script.pod(next);
    expect(script.list).toEqual([]);
    expect(script.asks).toEqual(["GetLog 257"]);
  });

  it("says so where earlier lines rotated away (case 30)", () => {
    const script = new Script().streaming(block("500 B1", "501 B2"));
    expect(script.list).toEqual([
      "* Start unknown: earlier lines may have rotated away",
      "B1",
      "B2",
    ]);
  });

  it("does not say so where the file was seen empty", () => {
    const script = new Script();
    script.start();
    script.pod(running);
    script.opens();
    script.pod(running);
    script.now += 20_000;
    script.brings(block("500 B1"));
    expect(script.list).toEqual(["B1"]);
  });

  it("says so above last words that are all that rotation left", () => {
    const script = new Script();
    const exited = podWith({ _tag: "Terminated", ...stopped(0) }, {}, { phase: "Succeeded" });
    script.start();
    script.pod(exited);
    for (let i = 0; i < 60 && script.end === undefined; i++)
      if (script.asks.includes("GetPod")) script.pod(exited);
      else if (script.asks.includes("GetLog all")) script.log([], { rest: rest("45 last") });
      else script.later();
    expect(script.list.slice(0, 2)).toEqual([
      "* Start unknown: earlier lines may have rotated away",
      "last",
    ]);
  });

  it("says so though nothing but a part of that line was in the file at first", () => {
    const script = new Script();
    script.start();
    script.pod(running);
    script.opens();
    script.ends({ rest: rest("45 A") });
    script.pod(running);
    script.log([], { rest: rest("45 A") });
    script.opens();
    script.pod(running);
    script.brings(block("45 A1"));
    for (let i = 0; i < 60 && script.list.length === 0; i++)
      if (script.asks.includes("GetPod")) script.pod(running);
      else script.later();
    expect(script.list).toEqual(["* Start unknown: earlier lines may have rotated away", "A1"]);
  });

  it("says so of a dead instance, though an answer was empty that the next one gave", () => {
    const script = new Script();
    const [old, next] = [running, restartedPod];
    script.start();
    script.pod(old);
    script.opens();
    script.pod(old);
    script.ends();
    script.pod(old);
    script.log([]);
    for (let i = 0; i < 60 && script.list.length < 2; i++)
      if (script.asks.includes("GetPod")) script.pod(next);
      else if (script.asks.includes("GetLog previous all")) script.log([block("45 A1")]);
      else if (script.asks.includes("OpenFollow all")) script.opens();
      else script.later();
    expect(script.list).toEqual(["* Start unknown: earlier lines may have rotated away", "A1"]);
  });

  it("waits for a container that has not started, until a watch says more", () => {
    const script = new Script({ watched: true });
    script.start();
    script.pod(podWith({ _tag: "Waiting", reason: "ContainerCreating" }));
    expect(script.shown).toBe("Waiting");
    expect(script.asks).toEqual([]);
    script.happens({ _tag: "PodAnswer", at: script.now, pod: running });
    expect(script.asks).toEqual(["GetPod"]);
    script.pod(running);
    expect(script.asks).toEqual(["OpenFollow all"]);
  });

  it.each([
    new ContainerWaiting({ pod: "web", container: "app", reason: "ContainerCreating" }),
    new PodUnscheduled({ pod: "web" }),
  ])("waits when the kubelet says so", (error) => {
    const script = new Script({ limit: 5 });
    script.start();
    script.pod(running);
    script.log([], { error });
    expect(script.shown).toBe("Waiting");
  });

  it("fails for a pod that is not there", () => {
    const script = new Script();
    script.start();
    script.pod(gone);
    expect(script.end).toBe("Fail PodGone");
  });
});

describe("after a cut", () => {
  it("goes on with the next line, without a marker (case 1)", () => {
    const script = new Script().streaming(five);
    script.ends({ error: cut, rest: rest("6 A") });
    expect(script.shown).toBe("Reconnecting");
    script.later();
    script.pod(running);
    script.log([block(...numbered(8))]);
    script.opens();
    script.brings(block(...numbered(9)));
    expect(script.list).toEqual(numbered(9).map((line) => line.slice(2)));
  });

  it("a stale stream can write nothing any more (case 20)", () => {
    const script = new Script().streaming(five);
    const stale = script.said.findLast((command) => command._tag === "OpenFollow");
    script.ends({ error: cut });
    script.brings(block("6 A6"), stale?._tag === "OpenFollow" ? stale.number : 0);
    expect(script.list).toHaveLength(5);
  });

  it("waits as long as the server asks for (case 64)", () => {
    const script = new Script().streaming(five);
    script.ends({ error: cut });
    script.later();
    script.pod(new Throttled({ retryAfterMs: 7000 }));
    expect(script.later()).toMatchObject({ ms: 7000 });
  });

  it("doubles the wait, and forgets it after a healthy minute", () => {
    const script = new Script().streaming(five);
    script.now += 61_000;
    script.ends({ error: cut });
    expect(script.later().jitter).toBe(500);
    script.pod(new Gateway({ status: 503 }));
    expect(script.later().jitter).toBe(1000);
    script.pod(new Gateway({ status: 503 }));
    expect(script.later().jitter).toBe(2000);
    script.pod(running);
    script.log([five]);
    script.opens();
    script.brings(five);
    script.now += 61_000;
    script.ends({ error: cut });
    expect(script.said.at(-1)).toMatchObject({ _tag: "SetTimer", jitter: 500 });
  });

  it("does not wait when the user does not want to", () => {
    const script = new Script().streaming(five);
    script.ends({ error: cut });
    expect(script.asks).toEqual([]);
    script.does({ _tag: "RetryNow" });
    expect(script.asks).toEqual(["GetPod"]);
  });

  it("stops when the log may not be read any more (case 55)", () => {
    const script = new Script().streaming(five);
    script.ends({ error: cut });
    script.later();
    script.pod(running);
    script.log([], { error: new Forbidden({ context: "c", verb: "get", resource: "pods/log" }) });
    expect(script.end).toBe("Fail Forbidden");
  });

  it("bears a kubelet that does not know the pod three times (case 62)", () => {
    const script = new Script().streaming(five);
    script.ends();
    for (let i = 0; i < 3; i++) {
      script.pod(running);
      script.log([], { error: new KubeletUnknownPod({ pod: "web" }) });
      expect(script.end).toBeUndefined();
      script.does({ _tag: "RetryNow" });
    }
    script.pod(running);
    script.log([], { error: new KubeletUnknownPod({ pod: "web" }) });
    expect(script.end).toBe("Fail KubeletUnknownPod");
  });
});

describe("a quiet stream", () => {
  it("is probed after 15, 30, 60 … 300 s and left in peace", () => {
    const script = new Script().streaming(five);
    const waits: number[] = [];
    for (let i = 0; i < 6; i++) {
      waits.push(Math.floor(script.later().ms / 1000));
      script.log([five]);
    }
    expect(waits).toEqual([15, 30, 60, 120, 240, 300]);
    expect(script.shown).toBe("Streaming");
    expect(script.list).toHaveLength(5);
  });

  it("that hides lines is ended two seconds after a probe saw them (case 18)", () => {
    const script = new Script().streaming(five);
    while (!script.asks.includes("GetLog 33")) script.later();
    script.log([block(...numbered(6))]);
    expect(script.later().ms).toBe(2000);
    expect(script.said.some(({ _tag }) => _tag === "AbortFollow")).toBe(true);
    expect(script.asks).toEqual(["GetPod"]);
  });

  it("that brings them in time goes on (case 23)", () => {
    const script = new Script().streaming(five);
    while (!script.asks.includes("GetLog 33")) script.later();
    script.log([block(...numbered(6))]);
    script.now += 1000;
    script.brings(block("6 A6"));
    script.later();
    expect(script.said.some(({ _tag }) => _tag === "AbortFollow")).toBe(false);
  });

  it("is not given up for a probe that fails (case 24)", () => {
    const script = new Script().streaming(five);
    while (!script.asks.includes("GetLog 33")) script.later();
    script.log([], { error: new Gateway({ status: 503 }) });
    expect(script.asks).toEqual([]);
    expect(script.shown).toBe("Streaming");
  });

  it("of a pod that has ended is dead, for one that lives ends with it", () => {
    const script = new Script().streaming(five);
    const pod = podWith({ _tag: "Unknown" }, {}, { phase: "Failed", reason: "Evicted" });
    script.happens({ _tag: "PodAnswer", at: script.now, pod });
    expect(script.shown).toBe("Streaming");
    while (!script.asks.includes("GetLog 33")) script.later();
    script.log([five]);
    expect(script.said.some(({ _tag }) => _tag === "AbortFollow")).toBe(true);
    script.pod(pod);
    expect(script.end).toBe("Done evicted");
  });

  it.each(["Wake", "NetworkChanged"] as const)("is probed at once on %s", (_tag) => {
    const script = new Script().streaming(five);
    script.does({ _tag });
    expect(script.asks).toEqual(["GetLog 33"]);
  });
});

describe("the end of a container", () => {
  const exited = podWith({ _tag: "Terminated", ...stopped(0) }, {}, { phase: "Succeeded" });

  it("is believed after three answers that add nothing; then its last words are shown (cases 32, 40)", () => {
    const script = new Script().streaming(five);
    script.ends({ rest: rest("6 last") });
    for (let i = 0; i < 3; i++) {
      script.pod(exited);
      script.log([five], { rest: rest("6 last") });
      expect(script.list).toHaveLength(i < 2 ? 5 : 6);
      if (i < 2) script.later();
    }
    script.pod(exited);
    expect(script.list.slice(5)).toEqual(["last", "- exited · exit 0 · Completed · 00:00:50"]);
    expect(script.end).toBe("Done exited 0");
  });

  it("is not the end while the pod says it runs (case 5)", () => {
    const script = new Script().streaming(five);
    script.ends();
    script.pod(running);
    script.log([five]);
    expect(script.asks).toEqual(["OpenFollow all"]);
    expect(script.list).toHaveLength(5);
  });

  it("a restart reads the dead instance to its end, then the next one (case 33)", () => {
    const script = new Script().streaming(five);
    const next = restartedPod;
    script.ends();
    script.pod(next);
    for (let i = 0; i < 4; i++) {
      if (i > 0) script.later();
      expect(script.log([block(...numbered(6))]).previous).toBe(true);
      script.pod(next);
    }
    script.opens();
    script.brings(block("51 B1"));
    script.pod(next);
    expect(script.list).toHaveLength(7);
    while (!script.asks.includes("GetPod")) script.later();
    script.pod(next);
    expect(script.list.slice(5)).toEqual([
      "A6",
      "- restarted · exit 137 · OOMKilled · 00:00:50",
      "B1",
    ]);
  });

  it("says what is missing when the dead instance is no longer kept (case 37)", () => {
    const script = new Script().streaming(five);
    const next = podWith(
      { _tag: "Running" },
      { containerID: "c2", restartCount: 1, lastTermination: stopped(1) },
    );
    script.ends();
    script.pod(next);
    script.log([], { error: new PreviousNotFound({ pod: "web", container: "app" }) });
    script.pod(next);
    script.log([block("51 B1")]);
    expect(script.list[5]).toBe(
      "* Lines after 00:00:05 may be missing: container removed before its end could be verified",
    );
  });

  it("a pod deleted before its end was verified is said so, once (case 41)", () => {
    const script = new Script().streaming(five);
    script.ends();
    script.pod(gone);
    expect(script.list.slice(5)).toEqual([
      "* Lines after 00:00:05 may be missing: pod deleted before its end could be verified",
      "- pod deleted",
    ]);
    expect(script.end).toBe("Done pod deleted");
  });

  it("a pod that its node evicted is over, and its end not known where it names no instance", () => {
    const script = new Script().streaming(five);
    script.ends();
    script.pod(podWith({ _tag: "Unknown" }, {}, { phase: "Failed", reason: "Evicted" }));
    expect(script.list.slice(5)).toEqual([
      "* Lines after 00:00:05 may be missing: container removed before its end could be verified",
    ]);
    expect(script.end).toBe("Done evicted");
  });

  describe("of a pod that is deleted", () => {
    const going = { deletionAt: { seconds: 40, nanos: 0 } };
    const dead = podWith({ _tag: "Terminated", ...stopped(143) }, {}, going);
    const ended = ["- exited · exit 143 · Error · 00:00:50", "- pod deleted"];
    const unsure =
      "* Lines after 00:00:05 may be missing: pod deleted before its end could be verified";
    const watched = (): Script => new Script({ watched: true, uid: "u1" }).streaming(five);
    const push = (script: Script, pod: PodView): void => {
      script.happens({ _tag: "PodAnswer", at: script.now, pod });
    };

    it("is known where the pod is gone as soon as the stream ended, by the watch's last word", () => {
      const script = watched();
      script.ends({ rest: rest("6 last words") });
      script.pod(gone);
      expect(script.list).toHaveLength(5);
      push(script, dead);
      expect(script.list.slice(5)).toEqual(["last words", ...ended]);
      expect(script.end).toBe("Done pod deleted");
    });

    it("is known where that word came before the stream ended", () => {
      const script = watched();
      push(script, dead);
      script.ends();
      script.pod(gone);
      expect(script.list.slice(5)).toEqual(ended);
    });

    it("is not known where the watch has no last word", () => {
      const script = watched();
      script.ends();
      script.pod(gone);
      script.later();
      expect(script.list.slice(5)).toEqual([unsure, "- pod deleted"]);
    });

    it("is not known where the pod is removed by force while it runs", () => {
      const script = watched();
      push(script, podWith({ _tag: "Running" }, {}, going));
      script.ends();
      script.pod(gone);
      script.later();
      expect(script.list.slice(5)).toEqual([unsure, "- pod deleted"]);
    });

    it("is not known by one clean end, where the pod went some time later", () => {
      const script = watched();
      script.ends();
      script.now += 300;
      script.pod(gone);
      push(script, dead);
      expect(script.list.slice(5)).toEqual([unsure, "- pod deleted"]);
    });

    it("is known by two clean ends at one place", () => {
      const script = watched();
      const leaving = podWith({ _tag: "Running" }, {}, going);
      script.ends();
      script.pod(leaving);
      script.log([five]);
      script.opens();
      script.pod(leaving);
      script.brings(five);
      script.now += 100;
      script.ends();
      script.now += 400;
      script.pod(gone);
      push(script, dead);
      expect(script.list.slice(5)).toEqual(ended);
    });

    it("is not known by an end after which the log went on", () => {
      const script = watched();
      const leaving = podWith({ _tag: "Running" }, {}, going);
      script.ends();
      script.pod(leaving);
      script.log([five]);
      script.opens();
      script.pod(leaving);
      script.brings(five);
      script.now += 1000;
      script.ends();
      script.now += 400;
      script.pod(gone);
      push(script, dead);
      expect(script.list.slice(5)).toEqual([unsure, "- pod deleted"]);
    });

    it("is known by a clean end and one more answer of the dead container", () => {
      const script = watched();
      script.ends();
      script.pod(dead);
      script.log([five]);
      script.now += 400;
      script.later();
      script.pod(gone);
      expect(script.list.slice(5)).toEqual(ended);
    });

    it("is looked for where a silent stream outlives its pod", () => {
      const script = watched();
      push(script, dead);
      for (let probe = 1; probe <= 2; probe++) {
        script.later();
        script.log([], { error: gone });
      }
      script.pod(gone);
      expect(script.list.slice(5)).toEqual([unsure, "- pod deleted"]);
    });
  });

  it("another pod under the name is read from its first line (case 43)", () => {
    const script = new Script({ waitForNewPod: true }).streaming(five);
    const other = podWith({ _tag: "Running" }, { containerID: "d1" }, { uid: "u2" });
    script.ends();
    script.pod(other);
    script.pod(other);
    expect(script.list.slice(5)).toEqual([
      "* Lines after 00:00:05 may be missing: pod replaced before its end could be verified",
      "- pod replaced · new uid u2",
    ]);
    expect(script.asks).toEqual(["OpenFollow all"]);
  });

  it("ends a source of one uid when the pod is replaced", () => {
    const script = new Script({ uid: "u1" }).streaming(five);
    script.ends();
    script.pod(podWith({ _tag: "Running" }, { containerID: "d1" }, { uid: "u2" }));
    expect(script.end).toBe("Done pod replaced");
  });
});

describe("what cannot be verified", () => {
  it("is said once where pods may not be read (case 85)", () => {
    const script = new Script();
    script.start();
    script.pod(new Forbidden({ context: "c", verb: "get", resource: "pods" }));
    script.opens();
    script.brings(five);
    script.ends();
    script.log([block(...numbered(6))]);
    expect(script.list[0]).toContain("Unverified: you may not read pods here");
    expect(script.list.slice(1)).toEqual(["A1", "A2", "A3", "A4", "A5", "A6"]);
  });

  it("is said once where there are no timestamps (case 86)", () => {
    const script = new Script().streaming(block("one", "two"));
    script.ends();
    script.pod(running);
    script.log([block("one", "two", "three")]);
    script.opens();
    script.brings(block("one", "two", "three", "four"));
    expect(script.list[0]).toContain("Unverified: this cluster sends no timestamps");
    expect(script.list.slice(1)).toEqual(["one", "two", "three", "four"]);
  });
});

describe("notes of the node", () => {
  it("a kubelet without inotify instances is polled (case 67)", () => {
    const script = new Script().streaming(five);
    script.ends({ rest: rest("failed to create fsnotify watcher: too many open files") });
    expect(script.list.at(-1)).toContain("The node says: failed to create fsnotify watcher");
    script.pod(running);
    script.log([block(...numbered(6))]);
    expect(script.asks).toEqual([]);
    expect(script.list.at(-1)).toBe("A6");
    expect(script.later().ms).toBe(5000);
    expect(script.asks).toEqual(["GetPod"]);
  });

  it("a clock that steps back is told at its place (case 16)", () => {
    const script = new Script().streaming(block("100 a", "101 b", "93 c", "94 d"));
    expect(script.list.slice(-4)).toEqual(["b", "* The node's clock moved back by 8 s", "c", "d"]);
  });

  it("stderr a moment behind stdout is no step (case 11)", () => {
    const script = new Script().streaming(block("1.200 a", "1.100 b", "2.1 c", "1.999 d"));
    expect(script.list).toEqual(["a", "b", "c", "d"]);
  });
});

describe("the previous instance", () => {
  const now = podWith(
    { _tag: "Running" },
    { containerID: "c2", restartCount: 1, lastTermination: stopped(3) },
  );

  it("is read to its end, and nothing else", () => {
    const script = new Script({ view: "previous" });
    script.start();
    script.pod(now);
    for (let i = 0; i < 4; i++) {
      expect(script.log([five]).previous).toBe(true);
      script.pod(now);
      if (i === 0) script.pod(now);
      if (i < 3) script.later();
    }
    expect(script.list).toEqual([
      "A1",
      "A2",
      "A3",
      "A4",
      "A5",
      "- exited · exit 3 · Error · 00:00:50",
    ]);
    expect(script.end).toBe("Done read to its end");
  });

  it("fails where there is none", () => {
    const script = new Script({ view: "previous" });
    script.start();
    script.pod(running);
    expect(script.end).toBe("Fail PreviousNotFound");
  });
});

describe("a rotation while away", () => {
  /** The file that took the place of the one that was read. */
  const file = (lines: number): ReadonlyArray<string> => numbered(lines, 1001, "B");

  it("is told when the pod has had its while, and the file is read from its first line", () => {
    const script = new Script().streaming(five);
    script.ends();
    script.pod(running);
    script.log([block(...file(3))]);
    for (let looks = 0; script.list.length === 5; looks++) {
      expect(looks).toBeLessThan(20);
      script.pod(running);
      script.log([block(...file(3))]);
      if (script.list.length === 5) script.later();
    }
    expect(script.list.slice(5)).toEqual([
      "* Lines between 00:00:05 and 00:16:41 may be missing: the node rotated this log while disconnected",
      "B1001",
      "B1002",
      "B1003",
    ]);
  });

  it("is looked into farther back where much is written between two looks", () => {
    const script = new Script().streaming(five);
    script.ends();
    script.pod(running);
    script.log([block(...file(500))]);
    script.pod(running);
    expect(script.log([block(...file(500).slice(-257))]).tail).toBe(257);
    script.later();
    script.pod(running);
    expect(script.log([block(...file(900).slice(-257))]).tail).toBe(257);
    expect(script.log([block(...file(900))]).tail).toBe(2049);
    script.later();
    script.pod(running);
    expect(script.asks).toEqual(["GetLog 801"]);
  });

  it("is told in time though the node rotates again and again", () => {
    const script = new Script().streaming(five);
    const { now } = script;
    script.ends();
    for (let i = 0; i < 200 && script.list.length === 5; i++) {
      const [asked = ""] = script.asks;
      const lines = numbered(400, 1000 * Math.ceil((script.now - now + 1) / 9000), "B");
      if (asked === "GetPod") script.pod(running);
      else if (asked === "GetLog all") script.log([block(...lines)]);
      else if (asked !== "") script.log([block(...lines.slice(-Number(asked.slice(7))))]);
      else script.later();
    }
    expect(script.list.slice(5, 7)).toEqual([
      "* Lines between 00:00:05 and 00:33:20 may be missing: the node rotated this log while disconnected",
      "B2000",
    ]);
  });
});

describe("older lines", () => {
  const tail = () => {
    const script = new Script({ limit: 2 });
    script.start();
    script.pod(running);
    script.log([block(...numbered(257, 44))]);
    script.pod(running);
    return script;
  };

  it("stand before all rows, up to the start of the log", () => {
    const script = tail();
    script.happens({ _tag: "OlderAsked", at: script.now, lines: 3 });
    script.pod(running);
    script.log([block(...numbered(261, 40))]);
    expect(script.list).toEqual(["A296", "A297", "A298", "A299", "A300"]);
    script.happens({ _tag: "OlderAsked", at: script.now, lines: 1000 });
    script.pod(running);
    script.log([block(...numbered(300))]);
    script.pod(running);
    expect(script.log([block(...numbered(300))]).tail).toBeUndefined();
    expect(script.list.slice(0, 2)).toEqual(["- start of the log", "A1"]);
    expect(script.list).toHaveLength(301);
  });

  it("that rotated away are said to be unknown", () => {
    const script = tail();
    script.opens();
    script.pod(running);
    script.brings(block(...numbered(257, 44), "900 Z"));
    script.happens({ _tag: "OlderAsked", at: script.now, lines: 3 });
    for (let i = 0; i < 4; i++) {
      while (!script.asks.includes("GetPod")) script.later();
      script.pod(running);
      script.log([block("900 Z")]);
    }
    expect(script.list[0]).toBe("* Start unknown: earlier lines may have rotated away");
  });

  it("are not asked for where the first row is known to be the first line", () => {
    const script = new Script().streaming(five);
    script.happens({ _tag: "OlderAsked", at: script.now, lines: 3 });
    expect(script.asks).toEqual([]);
    expect(script.list.slice(0, 2)).toEqual(["- start of the log", "A1"]);
  });

  it("are known not to exist of a container that was seen to begin, and was silent at first", () => {
    const script = new Script({ watched: true });
    script.start();
    script.pod(podWith({ _tag: "Waiting", reason: "ContainerCreating" }));
    script.now += 1000;
    const begun = podWith({ _tag: "Running", startedAt: { seconds: 1000, nanos: 0 } });
    script.happens({ _tag: "PodAnswer", at: script.now, pod: begun });
    script.pod(begun);
    script.opens();
    script.pod(begun);
    script.now += 60_000;
    script.brings(block("1061 A1"));
    script.happens({ _tag: "OlderAsked", at: script.now, lines: 3 });
    expect(script.list).toEqual(["- start of the log", "A1"]);
  });

  it("are not asked for where a row says already that they may have rotated away", () => {
    const script = new Script().streaming(block("500 B1", "501 B2"));
    script.happens({ _tag: "OlderAsked", at: script.now, lines: 3 });
    expect(script.asks).toEqual([]);
    expect(script.list).toEqual([
      "* Start unknown: earlier lines may have rotated away",
      "B1",
      "B2",
    ]);
  });

  it("are not asked for twice at a time", () => {
    const script = tail();
    script.happens({ _tag: "OlderAsked", at: script.now, lines: 3 });
    script.happens({ _tag: "OlderAsked", at: script.now, lines: 3 });
    expect(script.asks.filter((ask) => ask === "GetPod")).toHaveLength(1);
  });
});

describe("while it streams", () => {
  it("hands each block on as it came", () => {
    const script = new Script().streaming(five);
    const more = block("6 A6", "7 A7");
    expect(script.brings(more)).toEqual([{ _tag: "Rows", block: more, older: false }]);
  });

  it("is a value: the same state and event give the same step", () => {
    const script = new Script().streaming(five);
    const before = script.state;
    script.brings(block("6 A6"));
    const after = script.state;
    script.state = before;
    script.brings(block("6 A6"));
    expect(script.state).toEqual(after);
  });

  it("says nothing more once it is stopped", () => {
    const script = new Script().streaming(five);
    script.does({ _tag: "Stop" });
    expect(script.brings(block("6 A6"))).toEqual([]);
    expect(script.end).toBe("Done stopped");
  });
});
