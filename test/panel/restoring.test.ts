import { describe, expect, it } from "@effect/vitest";
import * as Effect from "effect/Effect";
import * as TestClock from "effect/testing/TestClock";
import { restart } from "../../src/panel/reading.ts";
import { makeRestoring, readSaved } from "../../src/panel/restoring.ts";
import { hashOfText, type Saved } from "../../src/protocol/saved.ts";
import { makeDesk } from "./desk.ts";
import { block, start, storeOf } from "./rows.ts";
import { shown } from "./view-world.ts";

/** What a panel kept that stood at a line of so many seconds after the first. */
const savedAt = (text: string, second: number, more: Partial<Saved> = {}): Saved => ({
  target: shown.target,
  cluster: "prod",
  options: shown.options,
  previous: false,
  filter: { text: "", context: 0 },
  run: 1,
  row: 3,
  offset: 7,
  follow: false,
  anchor: {
    pod: "web",
    container: "app",
    seconds: start + second,
    nanos: 123_456_789,
    hash: hashOfText(Buffer.from(text)),
  },
  ...more,
});

describe("a panel that comes back after a reload", () => {
  it("reads what it kept, and nothing else", () => {
    const saved = savedAt("three", 2);
    expect(readSaved(structuredClone(saved))).toEqual(saved);
    expect(readSaved(undefined)).toBeUndefined();
    expect(readSaved({ ...saved, target: "pod" })).toBeUndefined();
  });

  it.effect("goes to the line where it stood, as soon as that has come, and only once", () =>
    Effect.gen(function* () {
      const desk = makeDesk(storeOf("one", "two"));
      const restoring = yield* makeRestoring(desk.viewing, savedAt("three", 2), Effect.void);
      yield* restoring.look;
      expect(desk.all("Go")).toEqual([]);
      desk.reading.store.append(0, block(["three", "four"], start + 2));
      desk.viewing.tell();
      yield* restoring.look;
      yield* restoring.look;
      expect(desk.all("Go")).toMatchObject([{ epoch: 5, row: 2, position: 2, offset: 7 }]);
    }).pipe(Effect.scoped),
  );

  it.effect("takes no line of another text, time or source for it", () =>
    Effect.gen(function* () {
      const store = storeOf("one", "two", "other");
      store.append(1, block(["three"], start + 2));
      store.append(0, block(["three"], start + 9));
      const desk = makeDesk(store);
      const restoring = yield* makeRestoring(desk.viewing, savedAt("three", 2), Effect.void);
      yield* restoring.look;
      expect(desk.all("Go")).toEqual([]);
    }).pipe(Effect.scoped),
  );

  it.effect("asks for older lines where its own is above them all", () =>
    Effect.gen(function* () {
      const desk = makeDesk(storeOf("five", "six"));
      let asked = 0;
      const older = Effect.sync(() => {
        asked++;
      });
      const restoring = yield* makeRestoring(desk.viewing, savedAt("three", -2), older);
      yield* restoring.look;
      yield* restoring.look;
      expect(asked).toBe(1);
      desk.reading.store.prepend(0, block(["three", "four"], start - 2));
      desk.viewing.tell();
      yield* restoring.look;
      expect(desk.all("Go")).toMatchObject([{ row: -2 }]);
    }).pipe(Effect.scoped),
  );

  it.effect(
    "looks anew among other rows, where the log is read again before its own has come",
    () =>
      Effect.gen(function* () {
        const desk = makeDesk(storeOf("a", "b", "c", "d", "e"));
        const restoring = yield* makeRestoring(desk.viewing, savedAt("three", 2), Effect.void);
        yield* restoring.look;
        restart(desk.reading, {
          emptyStore: () => storeOf("one", "two", "three"),
          nextRun: () => 51,
        });
        desk.viewing.tell();
        yield* restoring.look;
        expect(desk.all("Go")).toMatchObject([{ epoch: 6, row: 2, offset: 7 }]);
      }).pipe(Effect.scoped),
  );

  it.effect("makes do with the first line that is not older, where its own does not come", () =>
    Effect.gen(function* () {
      const desk = makeDesk(storeOf("one", "two", "tree", "four"));
      yield* makeRestoring(desk.viewing, savedAt("three", 2), Effect.void);
      yield* TestClock.adjust("10 seconds");
      expect(desk.all("Go")).toMatchObject([{ row: 2 }]);
    }).pipe(Effect.scoped),
  );

  it.effect("stays where the user has gone meanwhile", () =>
    Effect.gen(function* () {
      const desk = makeDesk(storeOf("one", "two", "three"));
      const restoring = yield* makeRestoring(desk.viewing, savedAt("three", 2), Effect.void);
      restoring.leave();
      yield* restoring.look;
      yield* TestClock.adjust("10 seconds");
      expect(desk.all("Go")).toEqual([]);
    }).pipe(Effect.scoped),
  );

  it.effect("goes nowhere where it followed", () =>
    Effect.gen(function* () {
      const desk = makeDesk(storeOf("one", "two", "three"));
      const followed = savedAt("three", 2, { follow: true });
      const restoring = yield* makeRestoring(desk.viewing, followed, Effect.void);
      yield* restoring.look;
      yield* TestClock.adjust("10 seconds");
      expect(desk.all("Go")).toEqual([]);
    }).pipe(Effect.scoped),
  );
});
