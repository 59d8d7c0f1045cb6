import { indexOfRow } from "../store/block.ts";
import { findIn, finderOfQuery, type Finder } from "./finder.ts";
import {
  Pulse,
  type Answer,
  type ScanId,
  type Span,
  type ToWorker,
  type Wanted,
} from "./messages.ts";
import { Piece, pieceEnd, pieceStart, readBlock, type ReadBlock } from "./piece.ts";
import { makeSift, type Sift } from "./sift.ts";

/** What has been found since the last answer. */
interface Gathered {
  /** Rows with a match, or that pass. */
  readonly rows: Array<number>;
  /** Matches in each of them, or, of a filter, the markers and dividers. */
  readonly more: Array<number>;
}

/** One find or filter on its way from the row that it began at, up and down. */
interface Scan {
  readonly id: ScanId;
  readonly task:
    | { readonly _tag: "Find"; readonly finder: Finder | undefined }
    | { readonly _tag: "Filter"; readonly sift: Sift };
  readonly near: number;
  /** The rows searched so far; absent before any are there. */
  seen: Span | undefined;
  /** What is found but not answered: above what has been, a piece each, upwards; and below it. */
  above: Array<Gathered>;
  below: Gathered;
  /** What has been answered. */
  told: Span | undefined;
  whole: boolean;
  up: boolean;
}

const nothing = (): Gathered => ({ rows: [], more: [] });

const together = (upwards: ReadonlyArray<Gathered>): Gathered => {
  const pieces = upwards.toReversed();
  return { rows: pieces.flatMap(({ rows }) => rows), more: pieces.flatMap(({ more }) => more) };
};

/** What is left of it when the rows before `first` are gone. */
const since = (found: Gathered, first: number, find: boolean): Gathered => ({
  rows: found.rows.filter((row) => row >= first),
  more: found.more.filter((more, i) => (find ? (found.rows[i] ?? first) : more) >= first),
});

/**
 * Searches the rows of a store's shared blocks, piece by piece, for every scan that was started, and goes on as rows
 * come. It knows nothing of threads: messages go in by `take`, answers come out of `flush`.
 */
export class Scanner {
  private blocks: ReadonlyArray<ReadBlock> = [];
  private first = 0;
  private readonly scans = new Map<ScanId, Scan>();
  private readonly names = new Map<number, string>();
  private readonly piece = new Piece();
  private counts = new Uint32Array(0);
  private passed = new Uint8Array(0);
  /** The scan that comes next, so that a find and a filter get on side by side. */
  private turn = 0;
  private readonly pulse: Int32Array;

  /** `pulse` is the memory of `Pulse`'s words. */
  constructor(pulse: Int32Array) {
    this.pulse = pulse;
  }

  take(message: Exclude<ToWorker, { readonly _tag: "Hello" }>): void {
    switch (message._tag) {
      case "Rows": {
        const kept = message.newer[0]?.first ?? Number.POSITIVE_INFINITY;
        this.blocks = [
          ...message.older.map((block) => readBlock(block, undefined)),
          ...this.blocks.filter((block) => block.first < kept),
          ...message.newer.map((block) =>
            readBlock(block, this.blocks[indexOfRow(this.blocks, block.first)]),
          ),
        ];
        this.dropBefore(message.first);
        break;
      }
      case "Names":
        for (const [source, name] of message.names) this.names.set(source, name);
        break;
      case "Start": {
        const { id, wanted, near } = message;
        const first = (row: number): number => Math.max(row, this.first);
        const seen = message.seen && { from: first(message.seen.from), to: first(message.seen.to) };
        this.scans.set(id, {
          id,
          task: taskOf(wanted, this.names),
          near,
          seen,
          told: seen,
          above: [],
          below: nothing(),
          whole: false,
          up: false,
        });
        break;
      }
      case "Stop":
        this.scans.delete(message.id);
        break;
    }
  }

  /** Searches one piece for one scan; false when there is nothing left to search. */
  step(): boolean {
    const scans = [...this.scans.values()];
    for (let i = 0; i < scans.length; i++) {
      const scan = scans[(this.turn + i) % scans.length];
      if (scan === undefined) continue;
      const block = this.next(scan);
      if (block === undefined) continue;
      this.turn = (this.turn + i + 1) % scans.length;
      Atomics.store(this.pulse, Pulse.scan, scan.id);
      this.search(scan, block);
      Atomics.add(this.pulse, Pulse.beat, 1);
      Atomics.store(this.pulse, Pulse.scan, 0);
      return true;
    }
    return false;
  }

  /** The answers since the last time: what was searched, and for a scan that is through, that it is. */
  flush(): ReadonlyArray<Answer> {
    return [...this.scans.values()].flatMap((scan) => this.answersOf(scan));
  }

  private get end(): number {
    const last = this.blocks.at(-1);
    return last === undefined ? this.first : last.first + last.rows;
  }

  /** The block with the next rows for a scan, which `scan.up` tells to lie above or below those it has seen. */
  private next(scan: Scan): ReadBlock | undefined {
    const { first, end } = this;
    const { from, to } = this.seen(scan);
    if (from <= first && to >= end) return undefined;
    scan.up = to >= end || (!scan.up && from > first);
    return this.blocks[indexOfRow(this.blocks, scan.up ? from - 1 : to)];
  }

  private seen(scan: Scan): Span {
    if (scan.seen === undefined) {
      scan.seen = atRow(Math.min(Math.max(scan.near, this.first), this.end));
      scan.told = scan.seen;
    }
    return scan.seen;
  }

  private search(scan: Scan, read: ReadBlock): void {
    const seen = this.seen(scan);
    const { up } = scan;
    const from = up ? pieceStart(read, seen.from - read.first) : seen.to - read.first;
    const to = up ? seen.from - read.first : pieceEnd(read, from);
    const { piece } = this;
    if (!piece.load(read, from, to, scan.task._tag === "Filter")) {
      // Evicted meanwhile, and so is all above; the message that says so is under way.
      this.dropBefore(read.first + read.rows);
      return;
    }
    if (this.counts.length < piece.rows) {
      this.counts = new Uint32Array(piece.rows);
      this.passed = new Uint8Array(piece.rows);
    }
    const found = up ? nothing() : scan.below;
    if (scan.task._tag === "Find") this.gatherMatches(scan.task.finder, found);
    else this.gatherPassing(scan.task.sift, found);
    if (up) scan.above.push(found);
    scan.seen = up
      ? { from: read.first + from, to: seen.to }
      : { from: seen.from, to: read.first + to };
  }

  private gatherMatches(finder: Finder | undefined, into: Gathered): void {
    if (finder === undefined) return;
    const { piece, counts } = this;
    counts.fill(0, 0, piece.rows);
    findIn(piece, finder, counts, { all: true });
    for (let row = 0; row < piece.rows; row++) {
      const count = counts[row] ?? 0;
      if (count === 0) continue;
      into.rows.push(piece.first + row);
      into.more.push(count);
    }
  }

  private gatherPassing(sift: Sift, into: Gathered): void {
    const { piece, passed } = this;
    sift(piece, passed);
    for (let row = 0; row < piece.rows; row++) {
      if (passed[row] === 1) into.rows.push(piece.first + row);
      else if (!piece.isLine(row)) into.more.push(piece.first + row);
    }
  }

  private answersOf(scan: Scan): ReadonlyArray<Answer> {
    const seen = this.seen(scan);
    const whole = seen.from <= this.first && seen.to >= this.end;
    const told = scan.told ?? seen;
    const { above, below } = scan;
    const spans: Array<readonly [Gathered, Span]> = [];
    if (seen.from < told.from) spans.push([together(above), { from: seen.from, to: told.from }]);
    // What lies between has been evicted.
    if (seen.to > told.to) spans.push([below, { from: Math.max(told.to, seen.from), to: seen.to }]);
    if (spans.length === 0 && whole && !scan.whole)
      spans.push([below, { from: seen.to, to: seen.to }]);
    scan.above = [];
    scan.below = nothing();
    scan.told = seen;
    scan.whole = whole;
    return spans.map(([found, span], i) =>
      answerOf(scan, found, { ...span, whole: whole && i === spans.length - 1 }),
    );
  }

  /** Forgets the rows before `first`, which the store has evicted. */
  private dropBefore(first: number): void {
    this.blocks = this.blocks.filter((block) => block.first + block.rows > first);
    this.first = this.blocks[0]?.first ?? first;
    for (const scan of this.scans.values()) {
      if (scan.seen === undefined || scan.seen.from >= this.first) continue;
      const find = scan.task._tag === "Find";
      scan.seen = { from: this.first, to: Math.max(scan.seen.to, this.first) };
      scan.above = scan.above.map((found) => since(found, this.first, find));
      scan.below = since(scan.below, this.first, find);
    }
  }
}

const atRow = (row: number): Span => ({ from: row, to: row });

const taskOf = (wanted: Wanted, names: ReadonlyMap<number, string>): Scan["task"] =>
  wanted._tag === "Find"
    ? { _tag: "Find", finder: finderOfQuery(wanted.query) }
    : { _tag: "Filter", sift: makeSift(wanted.filter, names) };

const answerOf = (
  { id, task }: Scan,
  { rows, more }: Gathered,
  span: Span & { readonly whole: boolean },
): Answer =>
  task._tag === "Find"
    ? {
        _tag: "Found",
        id,
        found: { ...span, rows: Float64Array.from(rows), counts: Uint32Array.from(more) },
      }
    : {
        _tag: "Passed",
        id,
        passed: { ...span, hits: Float64Array.from(rows), kept: Float64Array.from(more) },
      };
