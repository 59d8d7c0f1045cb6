import { describe, expect, it } from "vitest";
import { PreviousNotFound } from "../../src/domain/errors.ts";
import type { PodView } from "../../src/domain/pod.ts";
import { block, numbered, rest } from "./blocks.ts";
import { five, gone, restartedPod, stopped, podWith, running, Script } from "./script.ts";

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

  it("is not asked about again at each status that a watch pushes, until that tells of more", () => {
    const init = podWith({ _tag: "Terminated", ...stopped(0) });
    const script = new Script({ watched: true }).streaming(five);
    script.ends();
    for (let i = 0; i < 4; i++) {
      script.pod(init);
      if (i < 3) script.log([five]);
      if (i < 2) script.later();
    }
    expect(script.list.slice(5)).toEqual(["- exited · exit 0 · Completed · 00:00:50"]);
    const push = (pod: PodView): void => {
      script.happens({ _tag: "PodAnswer", at: script.now, pod });
    };
    for (let i = 0; i < 3; i++) push(init);
    expect(script.asks).toEqual([]);
    expect(script.list).toHaveLength(6);
    push(restartedPod);
    expect(script.asks).toEqual(["GetPod"]);
  });

  it("is known to be for good by a status that a watch pushes", () => {
    const script = new Script({ watched: true }).streaming(five);
    script.ends();
    for (let i = 0; i < 4; i++) {
      script.pod(podWith({ _tag: "Terminated", ...stopped(0) }));
      if (i < 3) script.log([five]);
      if (i < 2) script.later();
    }
    script.happens({ _tag: "PodAnswer", at: script.now, pod: exited });
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
