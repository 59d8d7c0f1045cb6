import { describe, expect, it } from "@effect/vitest";
import * as Effect from "effect/Effect";
import * as Schema from "effect/Schema";
import type { SourceElement } from "../../src/domain/source.ts";
import { pickedPods } from "../../src/domain/target.ts";
import { Older } from "../../src/session/older.ts";
import { makeBench } from "../source/harness.ts";
import { blockOf, textsOf, type Line } from "./blocks.ts";
import { open, type Opened } from "./harness.ts";

const start = Date.UTC(2026, 0, 1);
const at = (second: number): number => start + second * 1000;

const lines = (rows: ReadonlyArray<Line>, older = true): SourceElement => ({
  _tag: "Lines",
  block: blockOf(rows),
  older,
});

/** A source that has all its lines, of which it begins with the last `shown`. */
class Log {
  readonly id: number;
  readonly lines: ReadonlyArray<Line>;
  top: number;

  constructor(id: number, seconds: ReadonlyArray<number>, shown: number) {
    this.id = id;
    this.lines = seconds.map((second) => ({ text: `${id}@${second}`, at: at(second) }));
    this.top = Math.max(0, this.lines.length - shown);
  }

  begin(into: Older): void {
    into.begins(this.id, true);
    into.takeFirst(this.id, blockOf(this.lines.slice(this.top)));
  }

  /** Gives so many lines more, in blocks of three, the lowest first, and answers. */
  give(into: Older, count: number): void {
    const from = Math.max(0, this.top - count);
    for (let to = this.top; to > from; to = Math.max(from, to - 3))
      into.take(this.id, lines(this.lines.slice(Math.max(from, to - 3), to)));
    this.top = from;
    into.answers(this.id, from > 0);
  }
}

/** What one release puts above the first row, read downwards. */
const released = (into: Older): ReadonlyArray<string> =>
  into
    .release()
    .toReversed()
    .flatMap((merged) => textsOf([merged]));

describe("older lines of several sources (S11)", () => {
  it("are one piece by time, down to where all are known", () => {
    const older = new Older(start / 1000);
    const slow = new Log(0, [10, 20, 30, 40, 50], 1);
    const busy = new Log(1, [41, 42, 43, 44, 45, 46, 47, 48, 49, 50], 2);
    for (const log of [slow, busy]) log.begin(older);
    expect(older.ask()).toEqual([0, 1]);
    slow.give(older, 3);
    expect(older.waits).toBe(true);
    busy.give(older, 3);
    // Of `busy` nothing is known before 46: what `slow` has there waits.
    expect(released(older)).toEqual(["1@46", "1@47", "1@48"]);
    expect(older.ask()).toEqual([1]);
    busy.give(older, 10);
    // `busy` has nothing more, so that only `slow` says how far its own lines reach.
    expect(released(older)).toEqual([
      "0@20",
      "0@30",
      "0@40",
      "1@41",
      "1@42",
      "1@43",
      "1@44",
      "1@45",
    ]);
    expect(older.ask()).toEqual([0]);
    slow.give(older, 3);
    expect(released(older)).toEqual(["0@10"]);
    expect(older.ask()).toEqual([]);
  });

  it("are flagged where they are later than rows that stand below them already", () => {
    const older = new Older(start / 1000);
    const slow = new Log(0, [10, 20, 30], 2);
    const busy = new Log(1, [5, 15, 25, 35], 1);
    for (const log of [slow, busy]) log.begin(older);
    older.ask();
    for (const log of [slow, busy]) log.give(older, 10);
    expect(released(older)).toEqual(["1@5", "0@10", "1@15", "1@25!"]);
  });

  it("are not waited for where a source has ended or does not answer", () => {
    const older = new Older(start / 1000);
    const logs = [1, 2, 3].map((id) => new Log(id, [10 + id, 20 + id, 30 + id], 1));
    for (const log of logs) log.begin(older);
    expect(older.ask()).toEqual([1, 2, 3]);
    logs[0]?.give(older, 5);
    older.leaves(2);
    expect(older.waits).toBe(true);
    older.givesUp();
    expect(older.waits).toBe(false);
    expect(released(older)).toEqual(["1@11", "1@21"]);
    // It is asked again with the next wish, and goes above.
    expect(older.ask()).toEqual([3]);
    logs[2]?.give(older, 5);
    expect(released(older)).toEqual(["3@13!", "3@23!"]);
  });

  it("stay with the line below where they have no time", () => {
    const older = new Older(start / 1000);
    const other = new Log(1, [10, 20, 30], 1);
    other.begin(older);
    older.begins(0, true);
    older.takeFirst(0, blockOf([{ text: "first", at: at(31) }]));
    older.ask();
    other.give(older, 5);
    older.take(0, lines([{ text: "a", at: at(15) }, { text: "of b" }, { text: "b", at: at(25) }]));
    older.answers(0, false);
    expect(released(older)).toEqual(["1@10", "a", "1@20", "of b", "b"]);
  });

  it("of sources without times keep nobody back", () => {
    const older = new Older(start / 1000);
    const other = new Log(1, [10, 20, 30], 1);
    other.begin(older);
    older.begins(0, true);
    older.ask();
    older.take(0, lines([{ text: "timeless" }]));
    older.answers(0, true);
    other.give(older, 5);
    expect(released(older)).toEqual(["1@10", "1@20", "timeless"]);
  });

  it("tell the start of a log above its first line, and not above others'", () => {
    const older = new Older(start / 1000);
    const startOfLog: SourceElement = {
      _tag: "Divider",
      divider: { _tag: "StartOfLog" },
      older: true,
    };
    const logs = [new Log(0, [10, 14], 1), new Log(1, [15], 1), new Log(2, [12, 30], 1)];
    for (const log of logs) log.begin(older);
    older.ask();
    for (const log of logs) {
      log.give(older, 5);
      older.take(log.id, startOfLog);
    }
    // Of 1 all was there, and 0 stands above it.
    expect(released(older)).toEqual(["(StartOfLog)", "0@10", "(StartOfLog)", "2@12"]);
  });

  const World = Schema.Struct({
    logs: Schema.Array(
      Schema.Struct({
        seconds: Schema.Array(Schema.Int.check(Schema.isBetween({ minimum: 0, maximum: 60 }))),
        shown: Schema.Int.check(Schema.isBetween({ minimum: 1, maximum: 5 })),
      }),
    ),
    give: Schema.Int.check(Schema.isBetween({ minimum: 1, maximum: 7 })),
    silent: Schema.Array(Schema.Int.check(Schema.isBetween({ minimum: 0, maximum: 5 }))),
  });

  it.prop(
    "come each once, in the order of their log and of all, flagged where they must be",
    [World],
    ([{ give, logs: parts, silent }]) => {
      const older = new Older(start / 1000);
      const logs = parts.slice(0, 6).map(
        ({ seconds, shown }, id) =>
          new Log(
            id,
            seconds.toSorted((a, b) => a - b),
            shown,
          ),
      );
      for (const log of logs) log.begin(older);
      const below = Math.min(
        Number.POSITIVE_INFINITY,
        ...logs.flatMap(({ lines: all, top }) => all[top]?.at ?? []),
      );
      let upwards: ReadonlyArray<string> = [];
      const quiet = [...silent];
      for (let wish = 0; wish < 100; wish++) {
        const asked = older.ask();
        // Some do not answer in time.
        const mute = quiet.shift();
        for (const id of asked) if (id !== mute) logs[id]?.give(older, give);
        older.givesUp();
        const rows = released(older);
        upwards = [...rows, ...upwards];
        if (asked.length === 0 && rows.length === 0) break;
      }
      const timeOf = (text: string): number => at(Number(/@(\d+)/u.exec(text)?.[1]));
      for (const log of logs)
        expect(
          upwards
            .filter((text) => text.startsWith(`${log.id}@`))
            .map((text) => text.replace("!", "")),
        ).toEqual(
          log.lines
            .slice(0, Math.max(0, log.lines.length - (parts[log.id]?.shown ?? 0)))
            .map(({ text }) => text),
        );
      // Whatever answers late, a row is flagged if and only if an earlier one stands below it.
      let earliest = below;
      for (const text of upwards.toReversed()) {
        expect(text.endsWith("!")).toBe(timeOf(text) > earliest);
        earliest = Math.min(earliest, timeOf(text));
      }
      if (silent.length === 0) {
        const times = upwards.map(timeOf);
        expect(times).toEqual(times.toSorted((a, b) => a - b));
      }
    },
    { arbitrary: { runs: 500, seed: "older" } },
  );
});

/** Two pods that have written for 50 minutes: one a line each second, the other each minute. */
const busyAndSlow = Effect.gen(function* () {
  const bench = yield* makeBench();
  const { clock } = bench.cluster.world;
  const pods = ["busy", "slow"].map((name) => bench.cluster.world.pod({ name }));
  const now = clock.now();
  for (const [pod, step] of [
    [pods[0], 1],
    [pods[1], 60],
  ] as const)
    for (let before = 3000; before > 0; before -= step)
      pod?.container().lines([`${pod.name} ${before}`], {
        ts: now - BigInt(before) * 1_000_000_000n,
      });
  const list = yield* open(
    bench,
    pickedPods({ context: "admin", namespace: "default" }, ["busy", "slow"]),
    { limit: 10 },
  );
  yield* bench.advance(3000);
  return { bench, list };
});

/** How long before the opening each row was written, and whose it is. */
const agesOf = ({ texts }: Opened): ReadonlyArray<readonly [string, number]> =>
  texts
    .filter((text) => !text.startsWith("("))
    .map((text) => {
      const [name = "", age] = text.split(" ");
      return [name, Number(age)];
    });

describe("older lines of a session with several sources (S11)", () => {
  it.effect("come in pieces that follow each other by time, to the start of each log", () =>
    Effect.gen(function* () {
      const { bench, list } = yield* busyAndSlow;
      // The slow one began 10 minutes ago, the busy one 10 seconds.
      expect(list.texts[0]).toBe("slow 600");
      yield* list.session.older;
      yield* bench.advance(1000);
      const first = agesOf(list).slice(0, -20);
      // What the busy one has between them is later than the slow one's first line: flagged, and above it.
      expect(list.rows.filter(({ late }) => late).map(({ text }) => text)).toEqual(
        first.filter(([, age]) => age < 600).map(([name, age]) => `${name} ${age}`),
      );
      expect(first.some(([name]) => name === "slow")).toBe(true);
      for (let wish = 0; wish < 4; wish++) {
        yield* list.session.older;
        yield* bench.advance(1000);
      }
      const all = agesOf(list);
      expect(all.filter(([name]) => name === "busy")).toHaveLength(3000);
      expect(all.filter(([name]) => name === "slow")).toHaveLength(50);
      const above = all.slice(0, -20).map(([, age]) => age);
      expect(above).toEqual(above.toSorted((a, b) => b - a));
      expect(list.texts.filter((text) => text.endsWith("start of the log)"))).toEqual([
        "(busy: start of the log)",
        "(slow: start of the log)",
      ]);
    }),
  );

  it.effect("of one are shown after 5 s where the other's node does not answer", () =>
    Effect.gen(function* () {
      const { bench, list } = yield* busyAndSlow;
      bench.cluster.faults.on({ kind: "log", name: "busy", times: Infinity }, { type: "silence" });
      yield* list.session.older;
      yield* bench.advance(4000);
      expect(list.texts[0]).toBe("slow 600");
      yield* bench.advance(2000);
      expect(list.texts.slice(0, 2)).toEqual(["(slow: start of the log)", "slow 3000"]);
    }),
  );
});
