import { describe, expect, it } from "@effect/vitest";
import * as Effect from "effect/Effect";
import * as TestClock from "effect/testing/TestClock";
import { makeManyLines } from "../../src/panel/many-lines.ts";
import { makeStore } from "../../src/store/store.ts";
import { makeDesk } from "./desk.ts";
import { block, start } from "./rows.ts";

const lines = (count: number): ReadonlyArray<string> => Array<string>(count).fill("x");

/** A panel that has asked for so much, whose log is read a day after its first line. */
const open = Effect.fnUntraced(function* (lineLimit: number | "all", count: number) {
  yield* TestClock.setTime((start + 86_400) * 1000);
  const store = makeStore({ maxBytes: 100_000_000 });
  const desk = makeDesk(store);
  const { options } = desk.reading.shown;
  desk.reading.shown = { ...desk.reading.shown, options: { ...options, lineLimit } };
  const { look } = makeManyLines(desk.viewing);
  yield* look;
  store.append(0, block(lines(count)));
  yield* look;
  return { desk, look, store, said: () => desk.all("Said").map(({ text }) => text) };
});

describe("all lines of a log (T5)", () => {
  it.effect("warns once that more than 10,000 came, and stops nothing", () =>
    Effect.gen(function* () {
      const { look, said, store } = yield* open("all", 10_001);
      expect(said()).toEqual(["More than 10,000 lines came: a line limit opens this log faster"]);
      store.append(0, block(lines(10)));
      yield* look;
      expect(said()).toHaveLength(1);
    }),
  );

  it.effect("says it again of another run, as after Refresh", () =>
    Effect.gen(function* () {
      const { desk, look, said } = yield* open("all", 10_001);
      desk.reading.run++;
      yield* look;
      expect(said()).toHaveLength(2);
    }),
  );

  it.effect("says nothing of fewer, nor where a limit was asked for", () =>
    Effect.gen(function* () {
      expect((yield* open("all", 10_000)).said()).toEqual([]);
      expect((yield* open(50_000, 20_000)).said()).toEqual([]);
    }),
  );

  it.effect("says nothing of lines that came while the panel was open", () =>
    Effect.gen(function* () {
      const { look, said, store } = yield* open("all", 10);
      store.append(0, block(lines(20_000), start + 86_400));
      yield* look;
      expect(said()).toEqual([]);
    }),
  );
});
