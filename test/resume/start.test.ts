import { describe, expect, it } from "vitest";
import { ContainerWaiting, PodUnscheduled } from "../../src/domain/errors.ts";
import { block, numbered, rest } from "./blocks.ts";
import { five, gone, restartedPod, stopped, podWith, running, Script } from "./script.ts";

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
