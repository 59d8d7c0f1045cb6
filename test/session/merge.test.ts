import { describe, expect, it } from "@effect/vitest";
import { Merge } from "../../src/session/merge.ts";
import { textsOf } from "./blocks.ts";
import {
  deleted,
  line,
  lines,
  live,
  restart,
  start,
  startUnknown,
  state,
  streaming,
} from "./merging.ts";

describe("live lines", () => {
  it("of a single live source don't wait", () => {
    const merge = live(1);
    line(merge, 0, "a", start);
    expect(merge.alone).toBe(true);
    expect(textsOf(merge.release(start))).toEqual(["a"]);
  });

  it("of the last source that is still live don't wait either", () => {
    const merge = live(2);
    state(merge, 1, { _tag: "Ended", why: "exited 0" }, start);
    line(merge, 0, "a", start);
    expect(textsOf(merge.release(start))).toEqual(["a"]);
  });

  it("wait until every live source has shown a later time", () => {
    const merge = live(3);
    line(merge, 0, "a", start + 10);
    line(merge, 1, "b", start + 20);
    expect(textsOf(merge.release(start + 20))).toEqual([]);
    line(merge, 2, "c", start + 15, start + 30);
    expect(textsOf(merge.release(start + 30))).toEqual(["a"]);
  });

  it("wait 500 ms and no longer for a source that is silent (case 73)", () => {
    const merge = live(2);
    line(merge, 0, "a", start);
    expect(textsOf(merge.release(start + 499))).toEqual([]);
    expect(textsOf(merge.release(start + 500))).toEqual(["a"]);
    expect(merge.holds).toBe(false);
  });

  it("do not wait until the clock is where it was, when that is set back", () => {
    const merge = live(2);
    const hour = 3_600_000;
    line(merge, 0, "a", start);
    expect(textsOf(merge.release(start + 20 - hour))).toEqual(["a"]);
    line(merge, 0, "b", start + 30, start + 30 - hour);
    expect(textsOf(merge.release(start + 40 - hour))).toEqual([]);
    expect(textsOf(merge.release(start + 530 - hour))).toEqual(["b"]);
  });

  it("do not wait either when something else tells that it was set back", () => {
    const merge = live(2);
    line(merge, 0, "a", start);
    line(merge, 0, "b", start + 1, start - 3_600_000);
    expect(textsOf(merge.release(start + 20 - 3_600_000))).toEqual(["a", "b"]);
  });

  it("take what belongs above them along when they have to go", () => {
    const merge = live(3);
    line(merge, 0, "late", start + 100);
    line(merge, 1, "early", start + 50, start + 400);
    expect(textsOf(merge.release(start + 600))).toEqual(["early", "late"]);
  });

  it("are flagged where they came too late, and nothing moves (case 72)", () => {
    const merge = live(2);
    line(merge, 0, "ahead", start + 3000, start);
    expect(textsOf(merge.release(start + 500))).toEqual(["ahead"]);
    lines(merge, 1, [{ text: "true", at: start + 600 }], start + 600);
    line(merge, 0, "ahead2", start + 3600, start + 600);
    expect(textsOf(merge.release(start + 600))).toEqual(["true!"]);
    expect(textsOf(merge.release(start + 1100))).toEqual(["ahead2"]);
  });

  it("of sources with true clocks stay in order among themselves when another is ahead", () => {
    const merge = live(3);
    line(merge, 0, "ahead", start + 3000, start);
    expect(textsOf(merge.release(start + 500))).toEqual(["ahead"]);
    line(merge, 0, "ahead2", start + 3001, start + 600);
    line(merge, 1, "b", start + 1000);
    expect(textsOf(merge.release(start + 1100))).toEqual(["ahead2"]);
    line(merge, 2, "c", start + 990, start + 1110);
    expect(textsOf(merge.release(start + 1600))).toEqual(["c!", "b!"]);
  });

  it("of equal time stand in the order of their sources", () => {
    const merge = live(2);
    lines(
      merge,
      1,
      [
        { text: "b1", at: start },
        { text: "b2", at: start },
      ],
      start,
    );
    lines(
      merge,
      0,
      [
        { text: "a1", at: start },
        { text: "a2", at: start + 1 },
      ],
      start,
    );
    expect(textsOf(merge.flush())).toEqual(["a1", "b1", "b2", "a2"]);
  });

  it("without a time stay with the line before them", () => {
    const merge = live(2);
    lines(
      merge,
      0,
      [{ text: "a1", at: start + 5 }, { text: "rest" }, { text: "a2", at: start + 9 }],
      start,
    );
    line(merge, 1, "b", start + 7);
    expect(textsOf(merge.flush())).toEqual(["a1", "rest", "b", "a2"]);
  });

  it("are all given, whatever waits, when too many bytes do", () => {
    const merge = new Merge(start, {
      hold: 500,
      stalled: 2000,
      proving: 4000,
      gather: 10_000,
      heldBytes: 10,
      ahead: 5000,
    });
    for (const source of [0, 1]) {
      merge.join(source, start, { whole: false, opening: false });
      state(merge, source, streaming, start);
    }
    line(merge, 0, "0123456789", start);
    expect(textsOf(merge.release(start))).toEqual([]);
    line(merge, 0, "x", start + 1);
    expect(textsOf(merge.release(start + 1))).toEqual(["0123456789", "x"]);
  });
});

describe("what is there at the start", () => {
  const opening = (count: number, whole = false): Merge => {
    const merge = new Merge(start);
    for (let source = 0; source < count; source++)
      merge.join(source, start, { whole, opening: true });
    return merge;
  };

  it("waits for the backlog of each source and is merged whole", () => {
    const merge = opening(2);
    lines(
      merge,
      0,
      [
        { text: "a1", at: start - 9000 },
        { text: "a2", at: start - 100 },
      ],
      start + 10,
    );
    expect(textsOf(merge.release(start + 900))).toEqual([]);
    lines(
      merge,
      1,
      [
        { text: "b1", at: start - 5000 },
        { text: "b2", at: start - 50 },
      ],
      start + 1000,
    );
    expect(textsOf(merge.release(start + 1000))).toEqual(["a1", "b1", "a2", "b2"]);
  });

  it("does not wait for an empty log, nor for a container that can't log", () => {
    const merge = opening(3);
    line(merge, 0, "a", start - 10, start + 10);
    state(merge, 1, streaming, start + 20);
    state(merge, 2, { _tag: "Ended", why: "exited 0" }, start + 20);
    expect(textsOf(merge.release(start + 20))).toEqual(["a"]);
  });

  it("waits 1.5 s and no longer for a node that does not answer", () => {
    const merge = opening(2);
    line(merge, 0, "a", start - 10, start + 100);
    expect(textsOf(merge.release(start + 1599))).toEqual([]);
    expect(textsOf(merge.release(start + 1600))).toEqual(["a"]);
  });

  it("is waited for while one that has given nothing yet is at work on it, 10 s at most", () => {
    const merge = opening(3);
    line(merge, 0, "b", start - 10, start + 100);
    for (let at = 1000; at <= 4000; at += 1000) {
      merge.works(1, start + at);
      expect(textsOf(merge.release(start + at + 999))).toEqual([]);
    }
    line(merge, 1, "a", start - 20, start + 5000);
    expect(textsOf(merge.release(start + 6499))).toEqual([]);
    expect(textsOf(merge.release(start + 6500))).toEqual(["a", "b"]);

    const stuck = opening(2);
    line(stuck, 0, "b", start - 10, start + 100);
    for (let at = 1000; at <= 10_000; at += 1000) stuck.works(1, start + at);
    expect(textsOf(stuck.release(start + 10_099))).toEqual([]);
    expect(textsOf(stuck.release(start + 10_100))).toEqual(["b"]);
  });

  it("is not waited for because a source is at work that needs not be waited for", () => {
    const merge = opening(2);
    line(merge, 0, "a", start - 10, start + 100);
    state(merge, 1, { _tag: "Ended", why: "exited 0" }, start + 100);
    merge.works(1, start + 200);
    expect(textsOf(merge.release(start + 200))).toEqual(["a"]);
  });

  it("is not waited for until the clock is where it was, when that is set back", () => {
    const merge = new Merge(start);
    for (const source of [0, 1]) merge.join(source, start, { whole: false, opening: true });
    line(merge, 0, "a", start);
    expect(textsOf(merge.release(start + 20))).toEqual([]);
    expect(textsOf(merge.release(start + 40 - 3_600_000))).toEqual(["a"]);
  });

  it("waits for whole logs, which come with the stream, until they rest or reach the present", () => {
    const merge = opening(2, true);
    for (const source of [0, 1]) state(merge, source, streaming, start);
    line(merge, 0, "a1", start - 9000, start + 10);
    line(merge, 0, "a2", start - 500, start + 20);
    for (let at = 100; at <= 1000; at += 100)
      line(merge, 1, `b${at}`, start - 10_000 + at * 8, start + at);
    expect(textsOf(merge.release(start + 1000))).toEqual([
      "b100",
      "a1",
      ...Array.from({ length: 9 }, (_, i) => `b${200 + i * 100}`),
    ]);
    expect(textsOf(merge.release(start + 1500))).toEqual(["a2"]);
  });

  it("keeps a marker above the first line at its line", () => {
    const merge = opening(2);
    merge.take(0, startUnknown, start);
    line(merge, 0, "a", start - 10, start);
    line(merge, 1, "b", start - 20, start);
    expect(textsOf(merge.release(start + 500))).toEqual(["b", "[StartUnknown]", "a"]);
  });
});

describe("a source that is still connecting", () => {
  it("keeps others waiting for the rest of what it has, as one since a moment may (S10)", () => {
    const merge = new Merge(start);
    for (const source of [0, 1]) merge.join(source, start, { whole: true, opening: true });
    // The last words of a dead instance; the log of the next is asked for.
    line(merge, 0, "dead", start - 9000, start + 10);
    state(merge, 1, streaming, start + 10);
    line(merge, 1, "b", start - 100, start + 10);
    expect(textsOf(merge.release(start + 3500))).toEqual(["dead"]);
    line(merge, 0, "next", start - 5000, start + 3510);
    state(merge, 0, streaming, start + 3520);
    expect(textsOf(merge.release(start + 4100))).toEqual(["next", "b"]);
  });

  it("keeps nothing waiting that is older than what it brought last: 500 ms, and the last words are seen (O10)", () => {
    const merge = new Merge(start);
    for (const source of [0, 1]) merge.join(source, start, { whole: true, opening: true });
    line(merge, 1, "silent since", start - 9000, start);
    state(merge, 1, streaming, start);
    line(merge, 0, "dying", start - 3000, start);
    line(merge, 0, "dead", start - 2000, start + 100);
    expect(textsOf(merge.release(start + 499))).toEqual(["silent since"]);
    expect(textsOf(merge.release(start + 599))).toEqual(["dying"]);
    line(merge, 1, "b", start - 1000, start + 600);
    expect(textsOf(merge.release(start + 1200))).toEqual(["dead"]);
    expect(textsOf(merge.release(start + 3000))).toEqual([]);
    line(merge, 0, "next", start - 1500, start + 3100);
    state(merge, 0, streaming, start + 3100);
    expect(textsOf(merge.release(start + 3600))).toEqual(["next", "b"]);
  });

  it("is not waited for longer than it takes to make sure of an instance", () => {
    const merge = new Merge(start);
    for (const source of [0, 1]) merge.join(source, start, { whole: true, opening: true });
    line(merge, 0, "dead", start - 9000, start);
    state(merge, 1, streaming, start);
    line(merge, 1, "b", start - 100, start);
    expect(textsOf(merge.release(start + 500))).toEqual(["dead"]);
    expect(textsOf(merge.release(start + 4499))).toEqual([]);
    expect(textsOf(merge.release(start + 4500))).toEqual(["b"]);
  });

  it("is waited for once its stream is open, however long that took", () => {
    const merge = new Merge(start);
    for (const source of [0, 1]) merge.join(source, start, { whole: true, opening: true });
    state(merge, 1, streaming, start + 10);
    line(merge, 1, "b", start - 100, start + 10);
    state(merge, 0, streaming, start + 1400);
    expect(textsOf(merge.release(start + 1600))).toEqual([]);
    line(merge, 0, "a", start - 9000, start + 1610);
    expect(textsOf(merge.release(start + 2200))).toEqual(["a", "b"]);
  });

  it("after its first backlog is waited for as a live one is, 500 ms at most", () => {
    const merge = new Merge(start);
    for (const source of [0, 1]) {
      merge.join(source, start, { whole: false, opening: true });
      line(merge, source, `old ${source}`, start - 1000 + source, start);
    }
    expect(textsOf(merge.release(start))).toEqual(["old 0", "old 1"]);
    state(merge, 0, streaming, start);
    line(merge, 0, "a", start + 100);
    line(merge, 0, "a2", start + 300);
    expect(textsOf(merge.release(start + 300))).toEqual([]);
    state(merge, 1, streaming, start + 310);
    line(merge, 1, "b", start + 50, start + 320);
    line(merge, 1, "b2", start + 150, start + 330);
    expect(textsOf(merge.release(start + 330))).toEqual(["b", "a", "b2"]);
    expect(textsOf(merge.release(start + 800))).toEqual(["a2"]);
  });
});

describe("a row that tells when something happened", () => {
  it("stands there in time among the rows of others", () => {
    const merge = live(2);
    line(merge, 0, "a1", start - 9000, start);
    restart(merge, 0, start - 5000, start);
    line(merge, 0, "a2", start - 1000, start);
    for (const ago of [7000, 3000]) line(merge, 1, `b${ago}`, start - ago, start);
    expect(textsOf(merge.flush())).toEqual(["a1", "b7000", "(Restarted)", "b3000", "a2"]);
  });

  it("stands below what came before it, whatever the clocks say, and takes what has no time along", () => {
    const merge = live(2);
    merge.take(0, startUnknown, start);
    restart(merge, 0, start - 5000, start);
    merge.take(0, startUnknown, start);
    line(merge, 0, "a1", start - 1000, start);
    restart(merge, 0, start - 2000, start);
    line(merge, 0, "a2", start - 900, start);
    for (const ago of [6000, 3000, 950]) line(merge, 1, `b${ago}`, start - ago, start);
    expect(textsOf(merge.flush())).toEqual([
      "b6000",
      "[StartUnknown]",
      "(Restarted)",
      "b3000",
      "[StartUnknown]",
      "a1",
      "(Restarted)",
      "b950",
      "a2",
    ]);
  });

  it("that is about no source alone stands below all that came before it, and not above them", () => {
    const merge = live(3);
    line(merge, 1, "b", start + 10);
    line(merge, 0, "a", start + 20);
    merge.leave(0, start + 20);
    merge.note(0, deleted, start + 30);
    line(merge, 1, "b2", start + 40);
    expect(textsOf(merge.release(start + 400))).toEqual([]);
    expect(textsOf(merge.release(start + 520))).toEqual(["b", "a", "(PodDeleted)"]);
    expect(textsOf(merge.release(start + 540))).toEqual(["b2"]);
    merge.note(0, deleted, start + 600);
    expect(merge.holds).toBe(true);
    expect(textsOf(merge.release(start + 600))).toEqual(["(PodDeleted)"]);
    expect(merge.holds).toBe(false);
  });
});

describe("a clock that is ahead", () => {
  it("is named once, before the lines that show it", () => {
    const merge = live(2);
    line(merge, 1, "b", start);
    line(merge, 0, "a1", start + 8000, start);
    line(merge, 0, "a2", start + 8100, start + 100);
    expect(textsOf(merge.flush())).toEqual(["b", "[ClockAhead]", "a1", "a2"]);
  });

  it("is not said of all when it is this machine's that is behind", () => {
    const merge = live(2);
    line(merge, 0, "a", start + 8000, start);
    line(merge, 1, "b", start + 8000, start);
    line(merge, 0, "a2", start + 8001, start + 1);
    expect(textsOf(merge.flush())).toEqual(["a", "b", "a2"]);
  });
});
