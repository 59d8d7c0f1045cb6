import { describe, expect, it } from "@effect/vitest";
import * as Effect from "effect/Effect";
import * as Stream from "effect/Stream";
import { ConnectionRefused, Forbidden, SessionError } from "../../src/domain/errors.ts";
import { explain } from "../../src/domain/explain.ts";
import type { LineBlock } from "../../src/domain/line.ts";
import type { Content } from "../../src/panel/content.ts";
import type { DeliveryEvent } from "../../src/panel/delivery-events.ts";
import { foldsOf } from "../../src/panel/folds.ts";
import { takeRefused } from "../../src/panel/intake.ts";
import { readInto } from "../../src/panel/pipe.ts";
import { contentOf, type Reading, restart, startReading } from "../../src/panel/reading.ts";
import { problemAfter } from "../../src/panel/shown.ts";
import type { Session, SessionElement } from "../../src/session/session.ts";
import { makeStore, type Store } from "../../src/store/store.ts";
import { shown } from "./view-world.ts";

const block = (...texts: ReadonlyArray<string>): LineBlock => {
  const bytes = texts.map((text) => Buffer.from(text, "utf8"));
  const ends = bytes.reduce<Array<number>>(
    (all, one) => [...all, (all.at(-1) ?? 0) + one.length],
    [],
  );
  return {
    bytes: Uint8Array.from(Buffer.concat(bytes)),
    count: texts.length,
    start: Uint32Array.from(ends, (end, i) => end - (bytes[i]?.length ?? 0)),
    end: Uint32Array.from(ends),
    seconds: new Uint32Array(texts.length).fill(1_735_468_245),
    nanos: new Uint32Array(texts.length),
    flags: new Uint8Array(texts.length),
  };
};

const lines = (...texts: ReadonlyArray<string>): SessionElement => ({
  _tag: "Source",
  source: 0,
  element: { _tag: "Lines", block: block(...texts), older: false },
});
const streaming: SessionElement = { _tag: "Connection", state: { _tag: "Streaming" } };

const forbidden = new SessionError({
  cause: new Forbidden({ verb: "get", resource: "pods/log", context: "prod", namespace: "shop" }),
});

const emptyStore = (): Store => makeStore({ maxBytes: 10_000_000 });

/** A session that gives these batches, and then fails if it is told to. */
const session = (
  batches: ReadonlyArray<ReadonlyArray<SessionElement>>,
  error?: SessionError,
): Session => ({
  batches: Stream.concat(
    Stream.fromIterable(batches),
    error === undefined ? Stream.empty : Stream.fail(error),
  ),
  retryNow: Effect.void,
  older: Effect.void,
  follow: () => Effect.void,
});

const texts = ({ store }: Reading): ReadonlyArray<string> => {
  const { ends, text } = store.rows(store.first, store.end - store.first, 1_000_000);
  return ends.map((end, i) =>
    Buffer.from(text.subarray(i === 0 ? 0 : (ends[i - 1] ?? 0), end)).toString("utf8"),
  );
};

/** Runs sessions into one reading, and gives what was posted for each batch of each. */
const run = (reading: Reading, one: Session) => {
  const posted: Array<ReadonlyArray<DeliveryEvent>> = [];
  let known: Content = contentOf(reading);
  return readInto(
    reading,
    one,
    { emptyStore, nextRun: () => 11 },
    {
      taken: Effect.void,
      known: () => known,
      post: (events) =>
        Effect.sync(() => {
          posted.push(events);
          known = contentOf(reading);
        }),
    },
  ).pipe(Effect.as(posted));
};

const tags = (events: ReadonlyArray<DeliveryEvent> | undefined) => events?.map(({ _tag }) => _tag);

describe("a panel's pipe", () => {
  it.effect("puts lines into the store, and tells how many there are after each batch", () =>
    Effect.gen(function* () {
      const reading = startReading(emptyStore(), { epoch: 1, run: 10 }, shown);
      const posted = yield* run(reading, session([[lines("a", "b")], [lines("c")]]));
      expect(texts(reading)).toEqual(["a", "b", "c"]);
      expect(
        posted.map((events) => events.map((event) => event._tag === "Extent" && event.extent.end)),
      ).toEqual([[2], [3]]);
    }),
  );

  it.effect("tells nothing when nothing changed", () =>
    Effect.gen(function* () {
      const reading = startReading(emptyStore(), { epoch: 1, run: 10 }, shown);
      expect(yield* run(reading, session([[]]))).toEqual([[]]);
    }),
  );

  it.effect("tells sources, containers, the connection and that the pod is gone", () =>
    Effect.gen(function* () {
      const reading = startReading(emptyStore(), { epoch: 1, run: 10 }, shown);
      const ref = { context: "prod", namespace: "shop", pod: "web", container: "app" };
      const posted = yield* run(
        reading,
        session([
          [{ _tag: "Sources", sources: [{ id: 0, ref, label: "app", followed: true }] }, streaming],
          [{ _tag: "Gone" }],
        ]),
      );
      expect(posted.map(tags)).toEqual([["Shown", "Connection"], ["Shown"]]);
      expect(reading.shown.sources).toEqual([
        { id: 0, label: "app", pod: "web", container: "app" },
      ]);
      expect(reading.shown.gone).toBe(true);
    }),
  );

  it.effect("keeps the lines of a session that fails, and says why", () =>
    Effect.gen(function* () {
      const reading = startReading(emptyStore(), { epoch: 1, run: 10 }, shown);
      const posted = yield* run(reading, session([[lines("a"), streaming]], forbidden));
      expect(texts(reading)).toEqual(["a"]);
      expect(tags(posted.at(-1))).toEqual(["Connection", "Problem"]);
      expect(reading.connection._tag).toBe("Disconnected");
      expect(reading.problem?.sentence).toMatch(/pods\/log/);
    }),
  );

  it.effect(
    "replaces those lines by the next session's first ones: none twice, and never an empty list",
    () =>
      Effect.gen(function* () {
        const reading = startReading(emptyStore(), { epoch: 1, run: 10 }, shown);
        yield* run(reading, session([[lines("a", "b")]], forbidden));
        reading.stale = true;
        const posted = yield* run(reading, session([[streaming], [lines("b", "c")], [lines("d")]]));
        expect(texts(reading)).toEqual(["b", "c", "d"]);
        expect(posted.map(tags)).toEqual([["Connection", "Problem"], ["Afresh"], ["Extent"]]);
        expect(reading).toMatchObject({ epoch: 2, run: 11 });
      }),
  );

  it.effect("keeps them too when the next session brings none", () =>
    Effect.gen(function* () {
      const reading = startReading(emptyStore(), { epoch: 1, run: 10 }, shown);
      yield* run(reading, session([[lines("a")]], forbidden));
      reading.stale = true;
      yield* run(reading, session([[streaming]], forbidden));
      expect(texts(reading)).toEqual(["a"]);
      expect(reading.epoch).toBe(1);
    }),
  );
});

/** Older lines of a source. */
const older = (...texts: ReadonlyArray<string>): SessionElement => ({
  _tag: "Source",
  source: 0,
  element: { _tag: "Lines", block: block(...texts), older: true },
});

const long = (count: number): ReadonlyArray<string> =>
  Array.from({ length: count }, (_, i) => `row ${i} ${"x".repeat(1000)}`);

describe("a panel's memory at its limit", () => {
  const small = (): Store => makeStore({ maxBytes: 300_000, blockBytes: 50_000 });

  it.effect(
    "makes older lines wait for which there is no room, and shows them once there is (S11)",
    () =>
      Effect.gen(function* () {
        const reading = startReading(small(), { epoch: 1, run: 10 }, shown);
        yield* run(
          reading,
          session([[lines(...long(100))], [older(...long(150))], [older("oldest")]]),
        );
        expect(contentOf(reading).extent).toMatchObject({
          first: 0,
          above: { evicted: 0, full: true },
        });
        reading.store.raise(1_000_000);
        takeRefused(reading);
        expect(contentOf(reading).extent).toMatchObject({ first: -151, end: 100 });
        expect(contentOf(reading).extent).not.toHaveProperty("above");
        expect(texts(reading)[0]).toBe("oldest");
      }),
  );

  it.effect("says how many lines went and since when, and puts nothing above the gap (S12)", () =>
    Effect.gen(function* () {
      const reading = startReading(small(), { epoch: 1, run: 10 }, shown);
      yield* run(reading, session([[lines(...long(400))], [older("oldest")]]));
      const { above, end, first, lines: ever } = contentOf(reading).extent;
      expect(ever).toBe(400);
      expect(above).toEqual({ evicted: 400 - (end - first), since: 1_735_468_245, full: false });
    }),
  );

  it.effect("gives up what waited once the lines that it stood above are gone", () =>
    Effect.gen(function* () {
      const reading = startReading(small(), { epoch: 1, run: 10 }, shown);
      yield* run(reading, session([[lines(...long(200))], [older(...long(200))]]));
      expect(contentOf(reading).extent.above?.full).toBe(true);
      yield* run(reading, session([[lines(...long(200))]]));
      expect(contentOf(reading).extent.above).toMatchObject({ full: false });
      reading.store.raise(2_000_000);
      takeRefused(reading);
      expect(contentOf(reading).extent.first).toBeGreaterThan(0);
    }),
  );
});

describe("a panel's filter", () => {
  it.effect("goes on over the lines of the next session", () =>
    Effect.gen(function* () {
      const filter = { text: "level>=error", context: 1 };
      const reading = startReading(emptyStore(), { epoch: 1, run: 10 }, shown, filter);
      expect(contentOf(reading).extent.passed).toEqual({ hits: 0, of: 0, whole: false });
      yield* run(reading, session([[lines("a", "b")]], forbidden));
      reading.stale = true;
      yield* run(reading, session([[lines("c")]]));
      expect(reading).toMatchObject({ filter, run: 11 });
      expect(contentOf(reading).extent).toMatchObject({ first: 0, end: 0, passed: { of: 1 } });
    }),
  );
});

describe("a panel whose log is read again", () => {
  it("has no rows, and nothing left of how the last reading went; its filter and its folds stay", () => {
    const reading = startReading(emptyStore(), { epoch: 1, run: 10 }, shown, {
      text: "error",
      context: 2,
      problem: { what: "slow", sentence: "Too slow" },
    });
    reading.store.append(0, block("A1", "A2"));
    reading.list = reading.list.withFolds(foldsOf(true));
    Object.assign(reading, { stale: true, filtered: true, problem: explain(forbidden.cause) });
    reading.connection = { _tag: "Streaming" };
    restart(reading, { emptyStore, nextRun: () => 11 });
    expect(contentOf(reading)).toMatchObject({
      epoch: 2,
      run: 11,
      foldAll: true,
      filter: { text: "error", context: 2 },
      connection: { _tag: "Connecting" },
      problem: null,
      extent: { lines: 0, passed: { hits: 0, of: 0, whole: false } },
    });
    expect(reading.filter).not.toHaveProperty("problem");
    expect(reading.stale).toBe(false);
  });
});

describe("what stands in the way", () => {
  const refused = new ConnectionRefused({ server: "https://prod" });
  const again = { _tag: "Reconnecting", attempt: 2, at: 0, error: refused } as const;

  it("is the reason while a first connection fails again and again", () => {
    expect(problemAfter(null, again, 0)?.sentence).toMatch(/https:\/\/prod/);
  });

  it("is nothing new while lines are there: the footer says that it reconnects", () => {
    expect(problemAfter(null, again, 10)).toBeNull();
  });

  it("goes once lines flow, or there is proof that none can yet", () => {
    const before = problemAfter(null, again, 0);
    expect(problemAfter(before, { _tag: "Connecting" }, 0)).toBe(before);
    expect(problemAfter(before, { _tag: "Streaming" }, 0)).toBeNull();
    expect(problemAfter(before, { _tag: "Ended", why: "done" }, 0)).toBeNull();
  });
});
