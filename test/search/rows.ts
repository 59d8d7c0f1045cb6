import type { LineBlock } from "../../src/domain/line.ts";
import { Block, StoredFlag, StoredKind } from "../../src/store/block.ts";
import type { Store } from "../../src/store/store.ts";
import { stripAnsi } from "../../src/text/ansi.ts";
import { compileFilter, type FilterRow } from "../../src/text/filter-match.ts";
import type { Filter } from "../../src/text/filter.ts";
import { compileSearch, type FindQuery } from "../../src/text/search.ts";
import type { Clock } from "../../src/text/when.ts";

/** Lines as a reader gives them, stamped one second after the other from `seconds` on. */
export const blockOf = (
  lines: ReadonlyArray<string | Uint8Array>,
  seconds = 1_735_468_245,
): LineBlock => {
  const texts = lines.map((line) => Buffer.from(line));
  let at = 0;
  const ends = texts.map((text) => (at += text.length));
  return {
    bytes: Buffer.concat(texts),
    count: lines.length,
    start: Uint32Array.from(ends, (end, i) => end - (texts[i]?.length ?? 0)),
    end: Uint32Array.from(ends),
    seconds: Uint32Array.from(texts, (_, i) => seconds + i),
    nanos: new Uint32Array(lines.length),
    flags: new Uint8Array(lines.length),
  };
};

/** A row as a plain scan sees it. */
export interface PlainRow extends FilterRow {
  readonly number: number;
  readonly isLine: boolean;
}

/** The level that the filter takes for each row of a store: that of the first line of its fold. */
const levelsOf = (store: Store): ReadonlyMap<number, number> =>
  new Map(
    store.blocks().flatMap(({ buffer, first, rows }) => {
      const block = new Block(first, buffer, rows);
      return Array.from({ length: rows }, (_, i) => [first + i, block.foldLevel(i)] as const);
    }),
  );

/** All rows of a store, decoded one by one. */
export const plainRows = (
  store: Store,
  nameOf: (source: number) => string,
): ReadonlyArray<PlainRow> => {
  const rows = store.rows(store.first, store.end - store.first, 1 << 30);
  const levels = levelsOf(store);
  return Array.from({ length: rows.count }, (_, i): PlainRow => {
    const bytes = rows.text.subarray(i === 0 ? 0 : rows.ends[i - 1], rows.ends[i]);
    const time = { seconds: rows.seconds[i] ?? 0, nanos: rows.nanos[i] ?? 0 };
    return {
      number: rows.first + i,
      isLine: rows.kinds[i] === StoredKind.line,
      text: stripAnsi(Buffer.from(bytes).toString("utf8")),
      level: (levels.get(rows.first + i) ?? 0) as FilterRow["level"],
      source: nameOf(rows.sources[i] ?? -1),
      time: ((rows.flags[i] ?? 0) & StoredFlag.noTime) === 0 ? time : undefined,
    };
  });
};

/** Row numbers and their numbers of matches, by a plain scan. */
export const plainMatches = (
  rows: ReadonlyArray<PlainRow>,
  query: FindQuery,
): ReadonlyArray<readonly [number, number]> => {
  const compiled = compileSearch(query);
  if (compiled._tag === "Wrong") return [];
  return rows.flatMap(({ number, text }) => {
    const count = compiled.matcher.ranges(text).length;
    return count === 0 ? [] : [[number, count] as const];
  });
};

/** The lines that pass, by a plain scan. */
export const plainHits = (
  rows: ReadonlyArray<PlainRow>,
  filter: Filter,
  clock: Clock,
): ReadonlyArray<number> => {
  const test = compileFilter(filter, clock);
  return rows.flatMap((row) => (row.isLine && test(row) ? [row.number] : []));
};

/** Pieces that lines are made of: plain, coloured, of other scripts, broken, and parts of what the queries seek. */
export const pieces: ReadonlyArray<string | Uint8Array> = [
  "timeout ",
  "TimeOut",
  "time",
  "out\u001b[0m ",
  "\u001b[31m",
  "ti\u001b[1mme",
  "café ",
  "CAFÉ",
  "cafe\u0301 ",
  "日本",
  "😀",
  "Kelvin \u212a ",
  "k",
  "status=503 ",
  "status=200 ",
  "\u001b]0;timeout\u0007",
  "\u001b]8;;http://a\u001b\\",
  "\u009b32m",
  "\u001b[",
  "\u001b",
  "\r",
  "\t",
  " ",
  "INFO ",
  "ERROR boom ",
  Uint8Array.of(0xc3),
  Uint8Array.of(0xa9),
  Uint8Array.of(0xe2, 0x82),
  Uint8Array.of(0xff),
  "\ufffd",
  "",
];

/** Some of the pieces, one after the other. */
export const lineOf = (indices: ReadonlyArray<number>): Uint8Array =>
  Buffer.concat(indices.map((i) => Buffer.from(pieces[i % pieces.length] ?? "")));

const find = (text: string, more: Partial<FindQuery> = {}): FindQuery => ({
  text,
  caseSensitive: false,
  wholeWord: false,
  regex: false,
  ...more,
});

/** What the tests look for: text and expressions, in every way that is searched in its own manner. */
export const queries: ReadonlyArray<FindQuery> = [
  find("timeout"),
  find("timeout", { caseSensitive: true }),
  find("time", { wholeWord: true }),
  find("t"),
  find("café"),
  find("CAFÉ", { caseSensitive: true }),
  find("cafe\u0301", { wholeWord: true }),
  find("日本"),
  find("k"),
  find("\u212a"),
  find("\ufffd"),
  find("é", { caseSensitive: true }),
  find(String.raw`status=5\d\d`, { regex: true }),
  find("^time", { regex: true }),
  find(String.raw`\s$`, { regex: true }),
  find(String.raw`[^a]+out`, { regex: true }),
  find(String.raw`t(?!i)\W*`, { regex: true }),
  find("x*", { regex: true }),
  find("(?<=é).", { regex: true }),
  find(String.raw`\bk\b|日+`, { regex: true }),
  find("", { regex: true }),
];
