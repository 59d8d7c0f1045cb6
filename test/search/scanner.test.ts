import { describe, expect, it } from "@effect/vitest";
import * as Arbitrary from "effect/Arbitrary";
import * as Schema from "effect/Schema";
import { Matches } from "../../src/search/matches.ts";
import { Pulse, type Answer, type Wanted } from "../../src/search/messages.ts";
import { Scanner } from "../../src/search/scanner.ts";
import { makeStore, type Store } from "../../src/store/store.ts";
import { FilteredView } from "../../src/store/views.ts";
import { parseFilter } from "../../src/text/filter-parse.ts";
import { blockOf, lineOf, pieces, plainHits, plainMatches, plainRows, queries } from "./rows.ts";

const Int = (minimum: number, maximum: number) =>
  Schema.Number.check(Schema.isInt(), Schema.isBetween({ minimum, maximum }));

/** Filters of every kind of term. */
const filters = [
  "timeout",
  "-timeout",
  "café -日本",
  "/status=5\\d\\d/",
  "-/^$/ time",
  "level>=warn",
  "level=info level=error",
  "source:api",
  "-source:api-1 out",
  "status>=500",
  "-status=200",
  "since:2024-12-29T10:30:50Z",
  "until:2024-12-29T10:30:55Z -k",
  "",
].map((text) => parseFilter(text).filter);

const clock = { now: { seconds: 0, nanos: 0 }, offsetAt: () => 0 };
const nameOf = (source: number): string => `api-${source}`;

const doing = Arbitrary.all({
  what: Arbitrary.schema(
    Schema.Literals(["append", "append", "prepend", "marker", "tell", "steps", "steps", "answer"]),
  ),
  source: Arbitrary.schema(Int(0, 2)),
  lines: Arbitrary.array(
    Arbitrary.map(
      Arbitrary.array(Arbitrary.schema(Int(0, pieces.length - 1)), { maxLength: 6 }),
      lineOf,
    ),
    { maxLength: 12 },
  ),
  /** Plain lines before them, so that the others are few or none. */
  plain: Arbitrary.schema(Schema.Literals([0, 0, 40, 80])),
  steps: Arbitrary.schema(Int(1, 6)),
});

/** A store and the scanner of another thread, which knows only what it was told. */
class World {
  readonly store: Store;
  readonly scanner = new Scanner(new Int32Array(Pulse.words));
  private told: { from: number; to: number } | undefined;

  constructor(maxBytes: number, blockBytes: number) {
    this.store = makeStore({ maxBytes, blockBytes });
    this.scanner.take({
      _tag: "Names",
      names: [0, 1, 2].map((source) => [source, nameOf(source)]),
    });
  }

  tell(): void {
    const { first, end } = this.store;
    const before = this.told?.from ?? first;
    this.scanner.take({
      _tag: "Rows",
      first,
      older: this.store.blocks().filter((block) => block.first < before),
      newer: this.store.blocks(this.told?.to ?? first),
    });
    this.told = { from: first, to: end };
  }
}

const Wanting = Arbitrary.schema(Int(0, queries.length + filters.length - 1));

const wantedOf = (index: number): Wanted => {
  const query = queries[index];
  return query === undefined
    ? { _tag: "Filter", filter: filters[index - queries.length] ?? [] }
    : { _tag: "Find", query };
};

describe("a scan", () => {
  it.prop(
    "finds what a plain scan finds, while rows come above and below, and go from under it",
    {
      doings: Arbitrary.array(doing, { maxLength: 40 }),
      maxBytes: Arbitrary.schema(Schema.Literals([6_000, 1_000_000])),
      blockBytes: Arbitrary.schema(Schema.Literals([1024, 5000])),
      first: Wanting,
      second: Wanting,
      near: Arbitrary.schema(Int(-30, 200)),
      startAt: Arbitrary.schema(Int(0, 20)),
    },
    ({ doings, maxBytes, blockBytes, first, second, near, startAt }) => {
      const world = new World(maxBytes, blockBytes);
      const { store, scanner } = world;
      const wanted = [first, second].map(wantedOf);
      const found = wanted.map(() => ({ matches: new Matches(), view: new FilteredView(0) }));
      const whole = [false, false];
      const take = (answer: Answer): void => {
        const into = found[answer.id - 1];
        if (answer._tag === "Found") {
          into?.matches.add(answer.found);
          whole[answer.id - 1] = answer.found.whole;
        } else {
          into?.view.extend(answer.passed);
          whole[answer.id - 1] = answer.passed.whole;
        }
      };
      const start = (): void =>
        wanted.forEach((each, i) =>
          scanner.take({ _tag: "Start", id: i + 1, wanted: each, near: near + i }),
        );
      doings.forEach(({ what, source, lines, plain, steps }, i) => {
        if (i === startAt) start();
        const words = [
          ...Array.from({ length: plain }, (_, k) =>
            k % 3 === 0 ? "k timeout " : "INFO status=503",
          ),
          ...(plain === 0 ? lines : lines.slice(0, 1)),
        ];
        if (what === "append") store.append(source, blockOf(words));
        else if (what === "prepend") store.prepend(source, blockOf(words));
        else if (what === "marker") store.appendMarker(source, { _tag: "StartUnknown" });
        else if (what === "tell") world.tell();
        else if (what === "answer") scanner.flush().forEach(take);
        else for (let step = 0; step < steps; step++) scanner.step();
      });
      if (doings.length <= startAt) start();
      world.tell();
      while (scanner.step());
      scanner.flush().forEach(take);
      expect(whole).toEqual([true, true]);
      const rows = plainRows(store, nameOf);
      wanted.forEach((each, i) => {
        const { matches, view } = found[i] ?? { matches: new Matches(), view: new FilteredView(0) };
        matches.evictBefore(store.first);
        view.evictBefore(store.first);
        if (each._tag === "Find") {
          const got = Array.from({ length: matches.rows.count }, (_, k) => {
            const row = matches.rows.at(matches.rows.first + k);
            return [row, matches.countIn(row)];
          });
          expect(got).toEqual(plainMatches(rows, each.query));
        } else {
          const shown = Array.from({ length: view.end - view.first }, (_, k) =>
            view.rowAt(view.first + k),
          );
          const hits = plainHits(rows, each.filter, clock);
          const kept = rows.filter(({ isLine }) => !isLine).map(({ number }) => number);
          expect(shown).toEqual([...hits, ...kept].toSorted((a, b) => a - b));
          expect(view.hits).toBe(hits.length);
        }
      });
    },
    { arbitrary: { runs: 250, seed: "scan" }, timeout: 60_000 },
  );

  it("goes outwards from where the user is", () => {
    const store = makeStore({ maxBytes: 1 << 24 });
    for (let i = 0; i < 20; i++)
      store.append(0, blockOf(Array.from({ length: 1000 }, () => `a ${"x".repeat(150)}`)));
    const scanner = new Scanner(new Int32Array(Pulse.words));
    scanner.take({ _tag: "Rows", first: 0, older: [], newer: store.blocks() });
    const query = { text: "a", caseSensitive: true, wholeWord: false, regex: false };
    scanner.take({ _tag: "Start", id: 1, wanted: { _tag: "Find", query }, near: 10_000 });
    for (let step = 0; step < 2; step++) expect(scanner.step()).toBe(true);
    const spans = scanner
      .flush()
      .map((answer) => (answer._tag === "Found" ? [answer.found.from, answer.found.to] : []));
    expect(spans).toHaveLength(2);
    expect(spans[0]?.[1]).toBe(10_000);
    expect(spans[1]?.[0]).toBe(10_000);
  });

  it("goes on where another thread stood, also when what that had seen is gone", () => {
    const store = makeStore({ maxBytes: 4096, blockBytes: 512 });
    const fill = (): void => {
      for (let i = 0; i < 300; i++) store.append(0, blockOf([`a ${i}`]));
    };
    fill();
    const query = { text: "a", caseSensitive: true, wholeWord: false, regex: false };
    const wanted = { _tag: "Find", query } as const;
    const rowsAfter = (seen: { from: number; to: number }): ReadonlyArray<number> => {
      const scanner = new Scanner(new Int32Array(Pulse.words));
      scanner.take({ _tag: "Rows", first: store.first, older: [], newer: store.blocks() });
      scanner.take({ _tag: "Start", id: 1, wanted, near: 0, seen });
      while (scanner.step());
      return scanner.flush().flatMap((each) => (each._tag === "Found" ? [...each.found.rows] : []));
    };
    const all = Array.from({ length: store.end - store.first }, (_, i) => store.first + i);
    expect(rowsAfter({ from: 0, to: 10 })).toEqual(all);
    expect(rowsAfter({ from: 0, to: store.first + 5 })).toEqual(all.slice(5));
    expect(rowsAfter({ from: store.first + 5, to: store.first + 8 })).toEqual(
      all.filter((_, i) => i < 5 || i >= 8),
    );
  });

  it("is over at once when it is stopped", () => {
    const store = makeStore({ maxBytes: 1 << 20 });
    store.append(0, blockOf(["a"]));
    const scanner = new Scanner(new Int32Array(Pulse.words));
    scanner.take({ _tag: "Rows", first: 0, older: [], newer: store.blocks() });
    const query = { text: "a", caseSensitive: true, wholeWord: false, regex: false };
    scanner.take({ _tag: "Start", id: 1, wanted: { _tag: "Find", query }, near: 0 });
    scanner.take({ _tag: "Stop", id: 1 });
    expect(scanner.step()).toBe(false);
    expect(scanner.flush()).toEqual([]);
  });
});
