import { describe, expect, it } from "vitest";
import { PreviousNotFound } from "../../src/domain/errors.ts";
import { block, numbered } from "./blocks.ts";
import { podWith, Script } from "./script.ts";

const at = (seconds: number, nanos = 0) => ({ seconds, nanos });
const old = podWith({ _tag: "Running", startedAt: at(1) });
const ended = (from: number, to: number, id = "c1") => ({
  containerID: id,
  exitCode: 137,
  reason: "OOMKilled",
  startedAt: at(from),
  finishedAt: at(to),
});
/** The pod while its second instance runs, from second 620 on; the first ended then. */
const restarted = podWith(
  { _tag: "Running", startedAt: at(620) },
  { containerID: "c2", restartCount: 1, lastTermination: ended(1, 620) },
);
const begun = (since: { seconds: number; nanos: number }, pod = old): Script => {
  const script = new Script({ since });
  script.start();
  script.pod(pod);
  return script;
};

describe("a log since a moment (S10)", () => {
  it("is asked for by the second, then by position, and begins at the very moment", () => {
    const script = begun(at(900, 500));
    expect(script.asks).toEqual(["GetLog since 900"]);
    script.log([block("900.100 a", "900.500 b", "901 c")]);
    expect(script.asks).toEqual(["GetLog 257"]);
    script.log([block(...numbered(254, 600), "900.100 a", "900.500 b", "901 c")]);
    script.pod(old);
    expect(script.list).toEqual(["b", "c"]);
    expect(script.asks).toEqual(["OpenFollow 257"]);
  });

  it("shows what is stamped earlier but stands below its first line", () => {
    const script = begun(at(900));
    script.log([block("900 b", "901 d")]);
    script.log([block(...numbered(253, 600), "899 a", "900 b", "899 c", "901 d")]);
    script.pod(old);
    expect(script.list).toEqual(["b", "c", "d"]);
  });

  it("is looked for farther back where no earlier line stands before it", () => {
    const script = begun(at(900));
    script.log([block("950 z")]);
    script.log([block(...numbered(257, 905))]);
    expect(script.asks).toEqual([`GetLog ${257 * 8}`]);
  });

  it("is looked for farther back where a clock went back below its first line", () => {
    const script = begun(at(900));
    script.log([block("901 a", "905 z")]);
    script.log([block(...numbered(256, 600), "905 z")]);
    expect(script.asks).toEqual([`GetLog ${257 * 8}`]);
  });

  it("that is shorter than the file's end is the whole file", () => {
    const script = begun(at(2));
    script.log([block(...numbered(4, 2))]);
    script.log([block(...numbered(5))]);
    script.log([block(...numbered(5))]);
    script.pod(old);
    expect(script.list).toEqual(["A2", "A3", "A4", "A5"]);
    expect(script.asks).toEqual(["OpenFollow all"]);
  });

  it("of an instance that began later is its whole log", () => {
    const script = begun(at(900), podWith({ _tag: "Running", startedAt: at(901) }));
    expect(script.asks).toEqual(["OpenFollow all"]);
  });

  it("may be empty; what comes is shown, and older lines load above it (S11)", () => {
    const script = begun(at(5000));
    script.log([]);
    script.log([block(...numbered(257))]);
    script.pod(old);
    expect(script.list).toEqual([]);
    script.opens();
    script.pod(old);
    script.brings(block(...numbered(257), "5001 new"));
    expect(script.list).toEqual(["new"]);
    script.happens({ _tag: "OlderAsked", at: script.now, lines: 10 });
    script.pod(old);
    expect(script.asks).toEqual([`GetLog ${1 + 256 + 10 + 256 + 1}`]);
    script.log([block(...numbered(266, 1, "B"), ...numbered(257), "5001 new")]);
    expect(script.list).toEqual([...numbered(10, 248).map((line) => line.split(" ")[1]), "new"]);
  });

  it("without timestamps is as many lines as the kubelet finds", () => {
    const script = begun(at(900));
    script.log([block("y", "z")]);
    script.log([block(...Array.from({ length: 255 }, (_, i) => `x${i}`), "y", "z")]);
    script.pod(old);
    expect(script.list.slice(1)).toEqual(["y", "z"]);
  });

  it("begins in the instance before, where that ended since", () => {
    const script = begun(at(600), restarted);
    expect(script.asks).toEqual(["GetLog previous since 600"]);
    const end = block("600 last words", "619 died");
    script.log([end]);
    const tail = block(...numbered(255, 300), "600 last words", "619 died");
    expect(script.log([tail]).previous).toBe(true);
    script.pod(restarted);
    expect(script.list).toEqual(["last words", "died"]);
    for (let quiet = 1; quiet <= 3; quiet++) {
      script.log([tail]);
      script.pod(restarted);
      if (quiet < 3) script.later();
    }
    expect(script.list).toEqual([
      "last words",
      "died",
      "- restarted · exit 137 · OOMKilled · 00:10:20",
    ]);
    script.opens();
    script.brings(block("621 up", "640 well"));
    script.pod(restarted);
    expect(script.list.slice(3)).toEqual(["up", "well"]);
  });

  it("begins in the current instance, where the one before ended earlier", () => {
    expect(begun(at(621), restarted).asks).toEqual(["GetLog since 621"]);
  });

  it("says that an instance ended since, though its log is not kept", () => {
    const script = begun(at(600), restarted);
    const gone = new PreviousNotFound({ pod: "web", container: "app" });
    script.log([], { error: gone });
    script.log([], { error: gone });
    script.pod(restarted);
    expect(script.list).toEqual([
      "* Its last lines may be missing: container removed before its end could be verified",
      "- restarted · exit 137 · OOMKilled · 00:10:20",
    ]);
    expect(script.asks).toEqual(["OpenFollow all"]);
  });

  it("says that instances before the first shown are not kept", () => {
    const looping = podWith(
      { _tag: "Running", startedAt: at(900) },
      { containerID: "c5", restartCount: 4, lastTermination: ended(800, 850, "c4") },
    );
    const script = begun(at(600), looping);
    script.log([block("801 A1")]);
    script.pod(looping);
    expect(script.list).toEqual([
      "* Start unknown: the log of 3 earlier instances could not be read",
      "A1",
    ]);
  });

  it("says nothing of instances before, where the one before the first shown ended earlier", () => {
    const looping = podWith(
      { _tag: "Running", startedAt: at(900) },
      { containerID: "c5", restartCount: 4, lastTermination: ended(800, 850, "c4") },
    );
    const script = begun(at(860), looping);
    script.opens();
    script.brings(block("901 A1"));
    script.pod(looping);
    expect(script.list).toEqual(["A1"]);
  });
});
