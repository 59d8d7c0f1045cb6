import { describe, expect, it } from "vitest";
import { Forbidden, Gateway, KubeletUnknownPod, Throttled } from "../../src/domain/errors.ts";
import { block, numbered, rest } from "./blocks.ts";
import { cut, five, podWith, running, Script } from "./script.ts";

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

  it("leaves a server that asks for it alone while the stream waits for its pod (case 64)", () => {
    const script = new Script();
    script.start();
    script.pod(running);
    script.opens();
    script.pod(new Throttled({ retryAfterMs: 7000 }));
    const { now } = script;
    while (!script.asks.includes("GetPod")) script.later();
    expect(script.now - now).toBeGreaterThanOrEqual(7000);
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
