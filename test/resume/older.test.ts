import { describe, expect, it } from "vitest";
import { Throttled } from "../../src/domain/errors.ts";
import { block, numbered } from "./blocks.ts";
import { five, podWith, running, Script } from "./script.ts";

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

  it("are asked for again no sooner than the server asks for (case 64)", () => {
    const script = tail();
    script.happens({ _tag: "OlderAsked", at: script.now, lines: 3 });
    script.pod(running);
    script.log([], { error: new Throttled({ retryAfterMs: 7000 }) });
    const { now } = script;
    while (!script.asks.includes("GetPod")) script.later();
    expect(script.now - now).toBeGreaterThanOrEqual(7000);
  });
});
