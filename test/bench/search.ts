import { spawnSync } from "node:child_process";
import { mkdtempSync, openSync, writeSync, closeSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as Effect from "effect/Effect";
import * as Stream from "effect/Stream";
import type { LineBlock } from "../../src/domain/line.ts";
import { Matches } from "../../src/search/matches.ts";
import { makeSearch, type Search } from "../../src/search/search.ts";
import { makeStore, type Store } from "../../src/store/store.ts";
import type { FindQuery } from "../../src/text/search.ts";
import { root } from "../run/install.mjs";
import { output, removeAtEnd } from "../run/processes.mjs";
import type { Group, Measured } from "./entry.ts";

const worker = join(root, "dist", "extension", "search-worker.cjs");

const lines = 1_000_000;
/** Bytes of a line, its line feed included. */
const lineBytes = 150;
const linesOfBlock = 1000;
/** How often each expression is sought, after once to warm up; the least time counts. */
const runs = 5;

const find = (text: string, more: Partial<FindQuery> = {}): FindQuery => ({
  text,
  caseSensitive: false,
  wholeWord: false,
  regex: false,
  ...more,
});

/** The four expressions, and how ripgrep is asked for the same. */
const sought: ReadonlyArray<{ readonly query: FindQuery; readonly rg: ReadonlyArray<string> }> = [
  { query: find("timeout"), rg: ["-i", "-F", "timeout"] },
  { query: find("café"), rg: ["-i", "-F", "café"] },
  { query: find(String.raw`status=5\d\d`, { regex: true }), rg: ["-i", String.raw`status=5\d\d`] },
  { query: find("ERROR", { caseSensitive: true, wholeWord: true }), rg: ["-w", "-F", "ERROR"] },
];

/** The search of a million lines, from the panel's side of the thread to the last match in hand. */
export const searchGroup: Group = {
  entries: [
    { name: "search.first", unit: "ms", budget: { atMost: 50 } },
    { name: "search.all", unit: "ms", budget: { atMost: 300 } },
    { name: "search.vs-rg", unit: "× rg", budget: { atMost: 6 } },
  ],
  measure,
};

interface Times {
  readonly query: FindQuery;
  readonly first: number;
  readonly all: number;
  readonly matches: number;
}

async function* measure(wanted: ReadonlySet<string>): AsyncGenerator<Measured> {
  const folder = removeAtEnd(mkdtempSync(join(tmpdir(), "podlog-search-")));
  const file = join(folder, "lines.log");
  const store = makeStore({ maxBytes: lines * (lineBytes + 50) });
  const descriptor = openSync(file, "w");
  for (const block of blocks()) {
    store.append(0, block);
    writeSync(descriptor, block.bytes);
  }
  closeSync(descriptor);
  const times = await Effect.runPromise(Effect.scoped(measureAll(store)));
  const note = (of: (times: Times) => number): string =>
    times.map((each) => `${each.query.text} ${of(each).toFixed(0)}`).join(", ");
  yield {
    name: "search.first",
    value: Math.max(...times.map(({ first }) => first)),
    note: note(({ first }) => first),
  };
  yield {
    name: "search.all",
    value: Math.max(...times.map(({ all }) => all)),
    note: note(({ all }) => all),
  };
  if (wanted.has("search.vs-rg")) yield await againstRipgrep(times, file);
}

const measureAll = (store: Store) =>
  Effect.gen(function* () {
    const search = yield* makeSearch(store, { worker });
    const times: Array<Times> = [];
    for (const { query } of sought) {
      let best = yield* once(search, store, query);
      best = { ...best, first: Number.POSITIVE_INFINITY, all: Number.POSITIVE_INFINITY };
      for (let run = 0; run < runs; run++) {
        const { first, all } = yield* once(search, store, query);
        best = { ...best, first: Math.min(best.first, first), all: Math.min(best.all, all) };
      }
      times.push(best);
    }
    return times;
  });

const once = (search: Search, store: Store, query: FindQuery) =>
  Effect.gen(function* () {
    const matches = new Matches();
    const begin = performance.now();
    let first = Number.POSITIVE_INFINITY;
    yield* search.find(query, store.end).pipe(
      Stream.takeUntil((found) => {
        matches.add(found);
        if (matches.total > 0) first = Math.min(first, performance.now() - begin);
        return found.whole;
      }),
      Stream.runDrain,
    );
    const times: Times = { query, first, all: performance.now() - begin, matches: matches.total };
    return times;
  });

async function againstRipgrep(times: ReadonlyArray<Times>, file: string): Promise<Measured> {
  const name = "search.vs-rg";
  if (spawnSync("rg", ["--version"]).error !== undefined)
    return { name, note: "rg (ripgrep) is not installed" };
  let theirs = 0;
  for (const [i, { rg }] of sought.entries()) {
    let least = Number.POSITIVE_INFINITY;
    for (let run = 0; run < runs; run++) {
      const begin = performance.now();
      const counted = await output("rg", ["--no-config", "--count-matches", ...rg, file]);
      least = Math.min(least, performance.now() - begin);
      const ours = times[i]?.matches;
      if (Number(counted) !== ours)
        return { name, note: `rg counts ${counted.trim()} of ${rg.join(" ")}, and we ${ours}` };
    }
    theirs += least;
  }
  const ours = times.reduce((sum, { all }) => sum + all, 0);
  return {
    name,
    value: ours / theirs,
    note: `${ours.toFixed(0)} ms against ${theirs.toFixed(0)} ms for all ${sought.length}`,
  };
}

/** A service's log, always the same: one line in 100 with `café`, one in 20 with a timeout, one in 50 an error. */
function* blocks(): Generator<LineBlock> {
  let state = 1;
  const random = (below: number): number => {
    state = (state * 48_271) % 0x7fff_ffff;
    return state % below;
  };
  const end = Uint32Array.from({ length: linesOfBlock }, (_, i) => (i + 1) * lineBytes - 1);
  const start = end.map((at) => at - lineBytes + 1);
  for (let at = 0; at < lines; at += linesOfBlock) {
    const bytes = Buffer.alloc(linesOfBlock * lineBytes, "latency 12 ms; ");
    for (let i = 0; i < linesOfBlock; i++) {
      const words = [
        random(50) === 0 ? "ERROR" : "INFO",
        `request id=${random(1_000_000_000)} user=${random(10_000)}`,
        random(100) === 0 ? "page=/café" : "page=/cart",
        random(20) === 0 ? "upstream timeout" : "upstream answered",
        `status=${random(10) === 0 ? 503 : 200} `,
      ];
      bytes.write(words.join(" "), i * lineBytes);
      bytes[end[i] ?? 0] = 0x0a;
    }
    yield {
      bytes,
      count: linesOfBlock,
      start,
      end,
      seconds: new Uint32Array(linesOfBlock).fill(1_735_468_245 + at / linesOfBlock),
      nanos: new Uint32Array(linesOfBlock),
      flags: new Uint8Array(linesOfBlock),
    };
  }
}
