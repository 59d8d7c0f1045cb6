import { join } from "node:path";
import { describe, expect, it } from "@effect/vitest";
import * as Deferred from "effect/Deferred";
import * as Effect from "effect/Effect";
import * as Fiber from "effect/Fiber";
import * as Stream from "effect/Stream";
import { ExpressionTooSlow, ExpressionWrong, SearchStopped } from "../../src/search/errors.ts";
import { Matches } from "../../src/search/matches.ts";
import type { Found, Passed } from "../../src/search/messages.ts";
import { makeSearch, type Search } from "../../src/search/search.ts";
import { makeStore, type Store } from "../../src/store/store.ts";
import { FilteredView } from "../../src/store/views.ts";
import { parseFilter } from "../../src/text/filter-parse.ts";
import type { FindQuery } from "../../src/text/search.ts";
import { blockOf, lineOf, plainHits, plainMatches, plainRows, queries } from "./rows.ts";

/** Threads start slowly on a busy machine. */
const patient = 60_000;

const worker = join(import.meta.dirname, "../../src/search/worker.ts");

/** Numbers from 0 to before `below`, always the same. */
const seeded = (): ((below: number) => number) => {
  let state = 7;
  return (below) => {
    state = (state * 48_271) % 0x7fff_ffff;
    return state % below;
  };
};

/** Lines of all kinds, most of them plain. */
const linesOf = (count: number): ReadonlyArray<string | Uint8Array> => {
  const random = seeded();
  return Array.from({ length: count }, (_, i) =>
    random(3) > 0
      ? `INFO request ${i} status=${200 + random(400)} ${random(9) === 0 ? "timeout" : "done"}`
      : lineOf(Array.from({ length: random(6) }, () => random(1000))),
  );
};

const fill = (store: Store, count: number): void => {
  const lines = linesOf(count);
  for (let i = 0; i < lines.length; i += 1000)
    store.append(i % 3, blockOf(lines.slice(i, i + 1000)));
};

const nameOf = (source: number): string => `api-${source}`;

const literal = (text: string): FindQuery => ({
  text,
  caseSensitive: false,
  wholeWord: false,
  regex: false,
});

const expression = (text: string): FindQuery => ({ ...literal(text), regex: true });

/** Exponential in the number of `a`s, of which the line has enough for longer than the sun will shine. */
const wild = expression("^(a+)+$");
const bait = `${"a".repeat(60)}!`;

/** All matches of rows that are there. */
const findAll = <E>(found: Stream.Stream<Found, E>): Effect.Effect<Matches, E> =>
  Effect.suspend(() => {
    const matches = new Matches();
    return found.pipe(
      Stream.takeUntil((each) => {
        matches.add(each);
        return each.whole;
      }),
      Stream.runDrain,
      Effect.as(matches),
    );
  });

const listOf = (matches: Matches): ReadonlyArray<readonly [number, number]> =>
  Array.from({ length: matches.rows.count }, (_, i) => {
    const row = matches.rows.at(matches.rows.first + i);
    return [row, matches.countIn(row)] as const;
  });

const open = (store: Store): ReturnType<typeof makeSearch> => makeSearch(store, { worker });

describe("a search", () => {
  it.live(
    "finds in its thread what a plain scan finds, in any script",
    () =>
      Effect.gen(function* () {
        const store = makeStore({ maxBytes: 1 << 26 });
        fill(store, 6000);
        const search = yield* open(store);
        const rows = plainRows(store, nameOf);
        for (const query of queries) {
          const matches = yield* findAll(search.find(query, 3456));
          expect(listOf(matches), query.text).toEqual(plainMatches(rows, query));
        }
      }).pipe(Effect.scoped),
    patient,
  );

  it.live(
    "filters in its thread as a plain scan does, by a clock that stays here",
    () =>
      Effect.gen(function* () {
        const store = makeStore({ maxBytes: 1 << 26 });
        fill(store, 6000);
        store.appendMarker(0, { _tag: "StartUnknown" });
        const search = yield* open(store);
        yield* search.name([0, 1, 2].map((source) => [source, nameOf(source)]));
        const rows = plainRows(store, nameOf);
        const clock = { now: { seconds: 1_735_469_000, nanos: 5 }, offsetAt: () => 60 };
        for (const text of ["timeout -café", "source:api-1 since:10m", "status>=500 until:11:40"]) {
          const { filter } = parseFilter(text);
          const view = new FilteredView(0);
          yield* search.filter(filter, clock, store.end).pipe(
            Stream.takeUntil((passed) => {
              view.extend(passed);
              return passed.whole;
            }),
            Stream.runDrain,
          );
          const hits = plainHits(rows, filter, clock);
          expect(hits.length, text).toBeGreaterThan(0);
          const shown = Array.from({ length: view.end - view.first }, (_, i) =>
            view.rowAt(view.first + i),
          );
          expect(shown, text).toEqual([...hits, store.end - 1]);
        }
      }).pipe(Effect.scoped),
    patient,
  );

  it.live(
    "goes on with rows that come, above and below, and lets evicted ones go",
    () =>
      Effect.gen(function* () {
        const store = makeStore({ maxBytes: 100_000, blockBytes: 8192 });
        store.append(0, blockOf(["café one", "nothing"]));
        const search = yield* open(store);
        const matches = new Matches();
        let step = 0;
        let reached = 0;
        yield* search.find(literal("café"), 0).pipe(
          Stream.tap((found) =>
            Effect.suspend(() => {
              matches.add(found);
              matches.evictBefore(store.first);
              reached = Math.max(reached, found.to);
              if (!found.whole || reached < store.end || ++step === 15) return Effect.void;
              if (step === 1) store.prepend(0, blockOf(["CAFÉ zero", "nothing"]));
              else store.append(0, blockOf(linesOf(500 + step)));
              return search.changed;
            }),
          ),
          Stream.takeUntil(() => step === 15),
          Stream.runDrain,
        );
        const rows = plainRows(store, nameOf);
        expect(store.first).toBeGreaterThan(0);
        expect(matches.total).toBeGreaterThan(0);
        expect(listOf(matches)).toEqual(plainMatches(rows, literal("café")));
      }).pipe(Effect.scoped),
    patient,
  );

  it.live(
    "ends an expression that runs wild and says so, while the filter beside it goes on",
    () =>
      Effect.gen(function* () {
        const store = makeStore({ maxBytes: 1 << 20 });
        store.append(0, blockOf(["a line", bait]));
        const search = yield* makeSearch(store, { worker, patience: "400 millis" });
        const seen: Array<Passed> = [];
        const begun = yield* Deferred.make<void>();
        const { filter } = parseFilter("line");
        const beside = yield* search.filter(filter, clockAtZero, 0).pipe(
          Stream.tap((passed) => {
            seen.push(passed);
            return Deferred.succeed(begun, undefined);
          }),
          Stream.takeUntil((passed) => passed.to === 3),
          Stream.runDrain,
          Effect.forkChild,
        );
        yield* Deferred.await(begun);
        const error = yield* Effect.flip(findAll(search.find(wild, 2)));
        expect(error).toBeInstanceOf(ExpressionTooSlow);
        store.append(0, blockOf(["another line"]));
        yield* search.changed;
        yield* Fiber.join(beside);
        expect(seen.flatMap(({ hits }) => [...hits])).toEqual([0, 2]);
        const matches = yield* findAll(search.find(literal("line"), 0));
        expect(matches.total).toBe(2);
      }).pipe(Effect.scoped),
    patient,
  );

  it.effect(
    "ends a thread that listens to nothing any more, without waiting for it",
    () =>
      Effect.gen(function* () {
        const store = makeStore({ maxBytes: 1 << 20 });
        const spinning = join(import.meta.dirname, "spinning-worker.ts");
        // A platform's worker is given 5 seconds to close: in this test they never pass.
        yield* Effect.gen(function* () {
          const search = yield* makeSearch(store, { worker: spinning });
          const begun = yield* Deferred.make<void>();
          yield* search.find(literal("a"), 0).pipe(
            Stream.runForEach(() => Deferred.succeed(begun, undefined)),
            Effect.forkScoped,
          );
          yield* Deferred.await(begun);
        }).pipe(Effect.scoped);
      }),
    patient,
  );

  it.effect(
    "tells a wrong expression and the engine's reason",
    () =>
      Effect.gen(function* () {
        const search = yield* open(makeStore({ maxBytes: 1 << 20 }));
        const error = yield* Effect.flip(findAll(search.find(expression("a(b"), 0)));
        expect(error).toEqual(new ExpressionWrong({ reason: "Unterminated group" }));
      }).pipe(Effect.scoped),
    patient,
  );

  it.live(
    "tells that its thread cannot start, and tries again at the next query",
    () =>
      Effect.gen(function* () {
        const store = makeStore({ maxBytes: 1 << 20 });
        const search: Search = yield* makeSearch(store, { worker: join(worker, "nowhere.cjs") });
        for (let i = 0; i < 2; i++) {
          const error = yield* Effect.flip(findAll(search.find(literal("a"), 0)));
          expect(error).toBeInstanceOf(SearchStopped);
        }
      }).pipe(Effect.scoped),
    patient,
  );

  it.live(
    "answers an empty store, and finds again after it was cleared",
    () =>
      Effect.gen(function* () {
        const store = makeStore({ maxBytes: 1 << 20 });
        const search = yield* open(store);
        expect((yield* findAll(search.find(literal("a"), 0))).total).toBe(0);
        store.append(0, blockOf(["a", "b"]));
        expect((yield* findAll(search.find(literal("a"), 0))).total).toBe(1);
        store.clear();
        yield* search.changed;
        store.append(0, blockOf(["b", "a", "a"]));
        expect(listOf(yield* findAll(search.find(literal("a"), 0)))).toEqual([
          [3, 1],
          [4, 1],
        ]);
      }).pipe(Effect.scoped),
    patient,
  );
});

const clockAtZero = { now: { seconds: 0, nanos: 0 }, offsetAt: () => 0 };
