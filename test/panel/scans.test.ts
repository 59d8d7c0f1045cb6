import { describe, expect, it } from "@effect/vitest";
import * as Effect from "effect/Effect";
import * as Stream from "effect/Stream";
import { makeFiltering } from "../../src/panel/filtering.ts";
import { foldsOf } from "../../src/panel/folds.ts";
import { contentOf, restart } from "../../src/panel/reading.ts";
import { RowList } from "../../src/panel/row-list.ts";
import { makeSearching } from "../../src/panel/searching.ts";
import { makeStore } from "../../src/store/store.ts";
import { makeDesk, makeScans, until, worker } from "./desk.ts";
import { block, storeOf } from "./rows.ts";

/** Threads start slowly on a busy machine. */
const patient = 60_000;

const query = { text: "needle", caseSensitive: false, wholeWord: false, regex: false };
const expression = (text: string) => ({ ...query, text, regex: true });

const hay = (count: number, needle: (i: number) => boolean): ReadonlyArray<string> =>
  Array.from({ length: count }, (_, i) => (needle(i) ? `row ${i} needle` : `row ${i}`));

describe("the filter of a panel", () => {
  it.live(
    "shows what passes around the user's place, by positions of another epoch and the same run",
    () =>
      Effect.gen(function* () {
        const desk = makeDesk(storeOf(...hay(2000, (i) => i % 10 === 0)));
        desk.leaveEnd(10);
        const { filtering } = yield* makeScans(desk);
        yield* filtering.set({ text: "needle", context: 0, near: 1004 });
        const view = yield* until(() => desk.all("ViewIs")[1]);
        expect(view).toMatchObject({ epoch: 6, run: 50, at: { row: 1000 } });
        const at = (view.at?.position ?? 0) - (view.rows?.first ?? 0);
        expect(view.rows?.numbers?.[at]).toBe(1000);
        expect(view.rows?.numbers?.every((row) => row % 10 === 0)).toBe(true);
        expect(desk.all("FilterIs").at(-1)).toMatchObject({ text: "needle", context: 0 });
        const beat = yield* until(() => desk.all("Beat").find(({ passed }) => passed?.whole));
        expect(beat.passed).toEqual({ hits: 200, of: 2000, whole: true });
      }).pipe(Effect.scoped),
    patient,
  );

  it.live(
    "goes on with lines that come, and counts them",
    () =>
      Effect.gen(function* () {
        const desk = makeDesk(storeOf(...hay(10, () => true)));
        const { changed, filtering } = yield* makeScans(desk);
        yield* filtering.set({ text: "source:app needle", context: 0, near: 0 });
        yield* until(() => desk.all("Beat").find(({ passed }) => passed?.hits === 10));
        desk.reading.store.append(0, block(["another needle", "hay"]));
        desk.reading.store.append(1, block(["the proxy's needle"]));
        yield* changed;
        const beat = yield* until(() => desk.all("Beat").find(({ passed }) => passed?.hits === 11));
        expect(beat.passed?.of).toBe(13);
        expect(beat.end - beat.first).toBe(11);
      }).pipe(Effect.scoped),
    patient,
  );

  it.live(
    "keeps the user's row when it goes, and says so only once it can show it",
    () =>
      Effect.gen(function* () {
        const desk = makeDesk(storeOf(...hay(100, (i) => i === 40)));
        desk.leaveEnd(10);
        const { filtering } = yield* makeScans(desk);
        yield* filtering.set({ text: "needle", context: 2, near: 0 });
        const view = yield* until(() => desk.all("ViewIs")[1]);
        expect(view.at?.row).toBe(38);
        expect(view.rows?.numbers).toEqual([38, 39, 40, 41, 42]);
        yield* filtering.set({ text: "", context: 0, near: 41 });
        const all = yield* until(() => desk.all("ViewIs")[2]);
        expect(all).toMatchObject({ run: 50, first: 0, end: 100, at: { row: 41, position: 41 } });
        expect(desk.all("Beat").at(-1)).not.toHaveProperty("passed");
      }).pipe(Effect.scoped),
    patient,
  );

  it.live(
    "shows nothing of what passed among rows that were read again meanwhile",
    () =>
      Effect.gen(function* () {
        const desk = makeDesk(storeOf(...hay(2000, (i) => i % 10 === 0)));
        const { search } = yield* makeSearching(desk.reading, worker);
        let whole = false;
        const watched = Effect.map(search, (real) => ({
          ...real,
          filter: (...wanted: Parameters<typeof real.filter>) =>
            Stream.ensuring(
              real.filter(...wanted).pipe(Stream.takeUntil((passed) => passed.whole)),
              Effect.sync(() => {
                whole = true;
              }),
            ),
        }));
        const filtering = yield* makeFiltering(desk.viewing, watched);
        yield* filtering.set({ text: "needle", context: 0, near: 0 });
        restart(desk.reading, { emptyStore: () => storeOf("hay"), nextRun: () => 51 });
        desk.viewing.tell();
        yield* until(() => (whole ? true : undefined));
        expect(desk.all("ViewIs").map(({ run }) => run)).toEqual([50, 51]);
        expect(contentOf(desk.reading).extent.passed).toMatchObject({ hits: 0, of: 1 });
      }).pipe(Effect.scoped),
    patient,
  );

  it.live(
    "takes a filter without a term that can be read for none",
    () =>
      Effect.gen(function* () {
        const desk = makeDesk(storeOf("a"));
        const { filtering } = yield* makeScans(desk);
        yield* filtering.set({ text: "/(/", context: 0, near: 0 });
        expect(desk.all("FilterIs").at(-1)).toMatchObject({ text: "/(/" });
        expect(desk.all("ViewIs")).toHaveLength(1);
      }).pipe(Effect.scoped),
    patient,
  );

  it.live(
    "ends an expression that runs wild, says so, and keeps what passed",
    () =>
      Effect.gen(function* () {
        const desk = makeDesk(storeOf("short a", `${"a".repeat(60)}!`));
        const { filtering } = yield* makeScans(desk);
        yield* filtering.set({ text: "/^(a+)+$/", context: 0, near: 0 });
        const told = yield* until(() => desk.all("FilterIs").find(({ problem }) => problem));
        expect(told.problem).toMatchObject({ what: "slow" });
        expect(desk.all("ViewIs").length).toBeGreaterThan(1);
      }).pipe(Effect.scoped),
    patient,
  );
});

describe("the find of a panel", () => {
  it.live(
    "goes to the nearest match, counts all, and counts on while lines come (F3)",
    () =>
      Effect.gen(function* () {
        const desk = makeDesk(storeOf(...hay(3000, (i) => i % 100 === 0)));
        const { changed, finding } = yield* makeScans(desk);
        yield* finding.start({ _tag: "Find", find: 1, query, near: 1510 });
        const went = yield* until(() => desk.all("Finding").find(({ go }) => go));
        expect(went.current).toMatchObject({ row: 1500, match: 0, epoch: 5, position: 1500 });
        const whole = yield* until(() => desk.all("Finding").find((one) => one.whole));
        expect(whole).toMatchObject({ total: 30, current: { index: 15 } });
        desk.reading.store.append(0, block(["needle needle"]));
        yield* changed;
        yield* until(() => desk.all("Finding").find(({ total }) => total === 32));
        expect(desk.all("Finding").filter(({ go }) => go)).toHaveLength(1);
        yield* finding.go({ _tag: "FindGo", find: 1, step: -1, from: 20 });
        expect(desk.all("Finding").at(-1)).toMatchObject({
          go: true,
          current: { row: 0, index: 0 },
        });
        yield* finding.go({ _tag: "FindGo", find: 1, step: -1 });
        expect(desk.all("Finding").at(-1)).toMatchObject({
          current: { row: 3000, match: 1, index: 31 },
        });
      }).pipe(Effect.scoped),
    patient,
  );

  it.live(
    "unfolds the trace that a match is folded away in",
    () =>
      Effect.gen(function* () {
        const store = storeOf("INFO a", "ERROR boom", "    at needle.b(C.java:1)", "INFO b");
        const desk = makeDesk(store);
        const { finding } = yield* makeScans(desk);
        desk.viewing.show(new RowList(store, undefined, foldsOf(true)), 0);
        yield* finding.start({ _tag: "Find", find: 2, query, near: 0 });
        const went = yield* until(() => desk.all("Finding").find(({ go }) => go));
        expect(desk.all("ViewIs").at(-1)).toMatchObject({
          epoch: 7,
          foldAll: true,
          at: { row: 2 },
        });
        expect(went.current).toMatchObject({ row: 2, epoch: 7 });
        expect(desk.reading.list.rowAt(went.current?.position ?? -1)).toBe(2);
      }).pipe(Effect.scoped),
    patient,
  );

  it.live(
    "counts what the filter lets pass, and tells where its match is in the view that comes",
    () =>
      Effect.gen(function* () {
        const desk = makeDesk(storeOf(...hay(100, (i) => i % 2 === 0)));
        const { filtering, finding } = yield* makeScans(desk);
        yield* finding.start({ _tag: "Find", find: 3, query, near: 50 });
        yield* until(() => desk.all("Finding").find(({ whole, total }) => whole && total === 50));
        yield* filtering.set({ text: "/row \\d0/", context: 0, near: 50 });
        const told = yield* until(() =>
          desk.all("Finding").find(({ current, total }) => total === 9 && current?.epoch === 6),
        );
        expect(told).toMatchObject({
          current: { row: 50, index: 4, position: desk.reading.list.positionOf(50) },
        });
      }).pipe(Effect.scoped),
    patient,
  );

  it.live(
    "says why a wrong expression is wrong, and that a wild one was ended",
    () =>
      Effect.gen(function* () {
        const desk = makeDesk(storeOf(`${"a".repeat(60)}!`));
        const { finding } = yield* makeScans(desk);
        yield* finding.start({ _tag: "Find", find: 4, query: expression("a(b"), near: 0 });
        const wrong = yield* until(() => desk.all("Finding").find(({ problem }) => problem));
        expect(wrong).toMatchObject({ total: 0, problem: { what: "wrong" } });
        expect(wrong.problem?.sentence).toMatch(/Unterminated group/);
        yield* finding.start({ _tag: "Find", find: 5, query: expression("^(a+)+$"), near: 0 });
        const slow = yield* until(() =>
          desk.all("Finding").find(({ find, problem }) => find === 5 && problem),
        );
        expect(slow.problem?.what).toBe("slow");
      }).pipe(Effect.scoped),
    patient,
  );

  it.live(
    "forgets matches that leave the memory",
    () =>
      Effect.gen(function* () {
        const store = makeStore({ maxBytes: 100_000, blockBytes: 8192 });
        store.append(0, block(hay(100, () => true)));
        const desk = makeDesk(store);
        const { changed, finding } = yield* makeScans(desk);
        yield* finding.start({ _tag: "Find", find: 6, query, near: 0 });
        yield* until(() => desk.all("Finding").find(({ total }) => total === 100));
        while (store.first < 100)
          store.append(0, block(Array.from({ length: 50 }, () => "x".repeat(60))));
        yield* changed;
        yield* until(() => desk.all("Finding").find(({ total, whole }) => whole && total === 0));
      }).pipe(Effect.scoped),
    patient,
  );
});
