import { describe, expect, it } from "@effect/vitest";
import * as Schema from "effect/Schema";
import { Merge, type Merged } from "../../src/session/merge.ts";
import { textsOf, type Line } from "./blocks.ts";
import { deleted, lines, restart, start, startUnknown, state, streaming } from "./merging.ts";
import { plainMerge } from "./plain-merge.ts";

const Step = Schema.Struct({
  source: Schema.Int.check(Schema.isBetween({ minimum: 0, maximum: 3 })),
  /** How long before its arrival the first of its lines was written (ms). */
  lag: Schema.Int.check(Schema.isBetween({ minimum: 0, maximum: 399 })),
  count: Schema.Int.check(Schema.isBetween({ minimum: 1, maximum: 6 })),
  /** How long after the step before (ms). */
  after: Schema.Int.check(Schema.isBetween({ minimum: 0, maximum: 120 })),
  what: Schema.Literals([
    "lines",
    "lines",
    "lines",
    "lines without times",
    "marker",
    "restart",
    "note",
    "stream",
  ]),
});
type Step = typeof Step.Type;
const Steps = Schema.Array(Step);

/** Plays the steps; the engine's merge and the model give what they would every `tick` ms. */
const play = (steps: ReadonlyArray<Step>, skew: (source: number) => number) => {
  // Whether they stream or are about to makes no difference.
  const merge = new Merge(start);
  for (let source = 0; source < 4; source++)
    merge.join(source, start, { whole: false, opening: false });
  const plain = plainMerge();
  const given: Array<{
    readonly at: number;
    readonly merged: ReadonlyArray<Merged>;
    readonly plain: ReadonlyArray<string>;
  }> = [];
  const arrived = new Map<string, { readonly at: number; readonly stamp: number | undefined }>();
  const order: ReadonlyArray<Array<string>> = [[], [], [], []];
  let now = start;
  const tickTo = (to: number): void => {
    for (; now < to; now += 20)
      given.push({ at: now, merged: merge.release(now), plain: plain.release(now) });
  };
  for (const [n, { after, count, lag, source, what }] of steps.entries()) {
    const at = now + after;
    tickTo(at - (at % 20));
    const clock = Math.max(now, at);
    now = clock;
    switch (what) {
      case "marker":
        merge.take(source, startUnknown, clock);
        plain.add(source, "[StartUnknown]", undefined, clock);
        continue;
      case "restart": {
        const when = clock + skew(source) - lag;
        restart(merge, source, when, clock);
        plain.add(source, "(Restarted)", when, clock);
        continue;
      }
      case "note":
        merge.note(source, deleted, clock);
        plain.note("(PodDeleted)", clock);
        continue;
      case "stream":
        state(merge, source, streaming, clock);
        continue;
      default:
    }
    const rows = Array.from({ length: count }, (_, i): Line => {
      const text = `${source}.${n}.${i}`;
      return what === "lines"
        ? { text, at: clock + skew(source) - lag + Math.floor((i * lag) / count) }
        : { text };
    });
    lines(merge, source, rows, clock);
    for (const { at: stamp, text } of rows) {
      plain.add(source, text, stamp, clock);
      arrived.set(text, { at: clock, stamp });
      order[source]?.push(text);
    }
  }
  tickTo(now + 600);
  given.push({ at: now, merged: merge.flush(), plain: plain.flush() });
  return { arrived, given, order };
};

const skews = (source: number): number => [0, 3000, -700, 40][source] ?? 0;
const options = { arbitrary: { runs: 300, seed: "merge" } };

describe("any lines of any sources, whatever their clocks", () => {
  it.prop(
    "come as a plain model gives them",
    [Steps],
    ([steps]) => {
      for (const { merged, plain } of play(steps, skews).given)
        expect(textsOf(merged)).toEqual(plain);
    },
    options,
  );

  it.prop(
    "come each once, those of a source in the order of their arrival",
    [Steps],
    ([steps]) => {
      const { given, order } = play(steps, skews);
      const texts = given
        .flatMap(({ merged }) => textsOf(merged))
        .filter((text) => !/^[[(]/u.test(text));
      for (const [source, expected] of order.entries())
        expect(
          texts
            .filter((text) => text.startsWith(`${source}.`))
            .map((text) => text.replace("!", "")),
        ).toEqual(expected);
    },
    options,
  );

  it.prop(
    "wait no longer than 500 ms and a look",
    [Steps],
    ([steps]) => {
      const { arrived, given } = play(steps, skews);
      for (const { at, merged } of given)
        for (const text of textsOf(merged))
          expect(at - (arrived.get(text.replace("!", ""))?.at ?? at)).toBeLessThan(520);
    },
    options,
  );
});

describe("lines that come within the window, of clocks that agree", () => {
  it.prop(
    "come in the order of their times, and none is late",
    [Steps],
    ([steps]) => {
      const plain = steps.map((step) => ({ ...step, what: "lines" as const }));
      const { arrived, given } = play(plain, () => 0);
      const latest = new Map<string, number>();
      let before = Number.NEGATIVE_INFINITY;
      for (const text of given.flatMap(({ merged }) => textsOf(merged))) {
        const source = text.slice(0, 1);
        const key = Math.max(latest.get(source) ?? 0, arrived.get(text)?.stamp ?? Number.NaN);
        latest.set(source, key);
        expect(key).toBeGreaterThanOrEqual(before);
        before = key;
      }
    },
    options,
  );
});

describe("what is there of any sources at the start, however they bring it", () => {
  const Part = Schema.Struct({
    source: Schema.Int.check(Schema.isBetween({ minimum: 0, maximum: 3 })),
    /** How much later than the last line of its source each of its lines was written (ms). */
    apart: Schema.Array(Schema.Int.check(Schema.isBetween({ minimum: 0, maximum: 900 }))).check(
      Schema.isMinLength(1),
      Schema.isMaxLength(6),
    ),
    /** How long after the part before it comes (ms). */
    after: Schema.Int.check(Schema.isBetween({ minimum: 0, maximum: 200 })),
  });

  it.prop(
    "comes in the order of its times, and nothing of it late",
    [Schema.Array(Part).check(Schema.isMaxLength(40))],
    ([parts]) => {
      const sources = [0, 1, 2, 3];
      const merge = new Merge(start);
      for (const source of sources) merge.join(source, start, { whole: true, opening: true });
      // All long past: none is taken for live.
      const latest = sources.map((source) => start - 10_000_000 + source);
      const known: Array<{ readonly source: number; readonly text: string; readonly key: number }> =
        [];
      const given: Array<string> = [];
      let now = start;
      for (const [n, { after, apart, source }] of parts.entries()) {
        for (const until = now + after; now < until; now += Math.min(20, until - now))
          given.push(...textsOf(merge.release(now)));
        const rows = apart.map((ms, i): Line => {
          latest[source] = (latest[source] ?? 0) + ms;
          return { text: `${source}.${n}.${i}`, at: latest[source] };
        });
        lines(merge, source, rows, now);
        for (const { at = 0, text } of rows) known.push({ source, text, key: at });
      }
      given.push(...textsOf(merge.flush()));
      known.sort((a, b) => a.key - b.key || a.source - b.source);
      expect(given).toEqual(known.map(({ text }) => text));
    },
    options,
  );
});
