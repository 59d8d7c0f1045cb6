import { describe, expect, it } from "@effect/vitest";
import * as Effect from "effect/Effect";
import * as Schema from "effect/Schema";
import * as TestClock from "effect/testing/TestClock";
import { ConnectionRefused } from "../../src/domain/errors.ts";
import type { SourceElement } from "../../src/domain/source.ts";
import { lastOf } from "../../src/panel/moves.ts";
import { startReading } from "../../src/panel/reading.ts";
import { makeReporting } from "../../src/panel/reporting.ts";
import { SourceTallies } from "../../src/panel/source-tallies.ts";
import type { SessionElement } from "../../src/session/session.ts";
import { makeStore } from "../../src/store/store.ts";
import { makeDesk } from "./desk.ts";
import { block, listOf, storeOf } from "./rows.ts";
import { run } from "./sessions.ts";
import { shown } from "./view-world.ts";

describe("the report of the sources (C5)", () => {
  it.effect(
    "tells states, lines and rates while it is wanted, once a second, and no news twice",
    () =>
      Effect.gen(function* () {
        const desk = makeDesk(storeOf());
        const { tallies } = desk.reading;
        const reporting = yield* makeReporting(desk.viewing);
        yield* TestClock.adjust(5000);
        expect(desk.all("SourcesAre")).toEqual([]);
        yield* reporting.want(true);
        tallies.turned(0, { _tag: "Streaming" });
        yield* TestClock.adjust(1000);
        expect(desk.all("SourcesAre").map(({ sources }) => sources[0]?.state)).toEqual([
          "Connecting",
          "Streaming",
        ]);
        yield* TestClock.adjust(10_000);
        expect(desk.all("SourcesAre")).toHaveLength(2);
        for (let second = 0; second < 5; second++) {
          tallies.took(0, 100);
          yield* TestClock.adjust(1000);
        }
        expect(desk.all("SourcesAre")).toHaveLength(7);
        expect(desk.all("SourcesAre").at(-1)?.sources).toMatchObject([
          { id: 0, lines: 500, rate: 100 },
          { id: 1, lines: 0, rate: 0 },
        ]);
        yield* TestClock.adjust(4000);
        expect(desk.all("SourcesAre").at(-1)?.sources).toMatchObject([{ lines: 500, rate: 0 }, {}]);
        yield* reporting.want(false);
        tallies.took(0, 1);
        yield* TestClock.adjust(5000);
        expect(desk.all("SourcesAre").at(-1)?.sources[0]?.lines).toBe(500);
      }).pipe(Effect.scoped),
  );

  it("gives the reason for a state in one sentence", () => {
    const tallies = new SourceTallies();
    const error = new ConnectionRefused({ server: "https://prod.example" });
    tallies.turned(1, { _tag: "Reconnecting", attempt: 3, at: 0, error });
    tallies.turned(2, { _tag: "Ended", why: "pod deleted" });
    expect(tallies.reports([{ id: 1 }, { id: 2 }])).toMatchObject([
      { state: "Reconnecting", why: expect.stringContaining("prod.example") },
      { state: "Ended", why: "pod deleted" },
    ]);
  });
});

const Step = Schema.Struct({
  source: Schema.Literals([0, 1, 2]),
  lines: Schema.Number.check(Schema.isInt(), Schema.isBetween({ minimum: 1, maximum: 40 })),
  older: Schema.Boolean,
});

describe("the lines of all sources", () => {
  it.effect.prop(
    "are together the lines of the panel, whatever comes and goes",
    [Schema.Array(Step)],
    ([steps]) =>
      Effect.gen(function* () {
        const store = makeStore({ maxBytes: 20_000, blockBytes: 2_000 });
        const reading = startReading(store, { epoch: 1, run: 1 }, shown);
        const parts = steps.map(({ lines, older, source }): ReadonlyArray<SessionElement> => {
          const texts = Array.from({ length: lines }, (_, i) => `line ${i}`);
          const element: SourceElement = { _tag: "Lines", block: block(texts), older };
          return [{ _tag: "Source", source, element }];
        });
        yield* run(reading, parts);
        const reports = reading.tallies.reports([{ id: 0 }, { id: 1 }, { id: 2 }]);
        expect(reports.reduce((sum, { lines }) => sum + lines, 0)).toBe(store.lines);
      }),
    { arbitrary: { seed: "reports" } },
  );

  it("end at the last row of each that is shown", () => {
    const store = storeOf("a", "b");
    store.append(1, block(["c"]));
    store.append(0, block(["d"]));
    const list = listOf(store);
    expect([0, 1, 2].map((source) => lastOf(list, source))).toEqual([3, 2, undefined]);
  });
});
