import { ServerSaid, type KubeError } from "../domain/errors.ts";
import type { LineBlock } from "../domain/line.ts";
import type { Instant } from "../domain/instant.ts";
import { align, type Asked } from "./align.ts";
import { commit, lastTime, replaceHistory } from "./commit.ts";
import type { LogAnswer } from "./events.ts";
import { remembered } from "./history.ts";
import { inBandError } from "./in-band.ts";
import { linesOf, type Lines } from "./lines.ts";
import { getLog, mark, retryLater, wait } from "./draft.ts";
import type { Draft } from "./state.ts";
import { rename } from "./top.ts";

/** The least number of lines asked for beyond what is new; the evidence of a match grows with it. */
export const leastTail = 256;

/** So many answers in a row that were cut short make it ask for the whole file. */
const shortTries = 3;

/** Beyond this many lines the whole file is asked for. */
const mostTail = 200_000;

/** An answer that is placed, and whose new lines are committed. */
export interface Caught {
  /** It ended exactly at the last line known. */
  readonly exact: boolean;
  /** What stood after the last line break. */
  readonly rest?: LineBlock;
}

/**
 * Reads a log on from the last line of the history by position: a tail, a longer one, the whole file.
 * What it finds out goes to the functions that it carries.
 */
export interface Search {
  readonly previous: boolean;
  /** Lines asked for; absent: the whole file. */
  readonly tail?: number;
  /** It has been widened once. */
  readonly widened: boolean;
  /** Answers in a row that were cut short. */
  readonly short: number;
  /** Failed requests in a row. */
  readonly failures: number;
  /** The history's end is reached; new lines are committed. */
  readonly caught: (d: Draft, caught: Caught) => void;
  /** No line of the history stands in the whole file, as far as it was read. `blocks`: its lines, none where it is empty. */
  readonly lost: (d: Draft, blocks: ReadonlyArray<LineBlock>, search: Search) => void;
  /** No line of the history proves these lines: go on once the instance is confirmed. */
  readonly prove: (d: Draft, lines: Lines, then: (d: Draft) => void) => void;
  readonly failed: (d: Draft, error: KubeError, search: Search) => void;
}

/** Asks, and judges the answer. */
export const search = (d: Draft, q: Search): void => {
  getLog(
    d,
    "main",
    { previous: q.previous, ...(q.tail === undefined ? {} : { tail: q.tail + 1 }) },
    (draft, answer) => judge(draft, q, answer),
  );
};

const again = (d: Draft, q: Search, ms: number): void =>
  wait(d, "main", { ms, jitter: 0 }, (draft) => search(draft, q));

const wholeFile = (q: Search): Search => {
  const { tail, ...others } = q;
  return tail === undefined ? { ...q, short: 0 } : { ...others, short: 0 };
};

/** N, 8 N, all. */
const wider = (q: Search): Search =>
  q.tail === undefined || q.widened || q.tail * 8 > mostTail
    ? wholeFile(q)
    : { ...q, short: 0, widened: true, tail: q.tail * 8 };

/** The history as lines that can be compared. */
export const historyLinesOf = (d: Draft): Lines => linesOf(remembered(d.s.history));

/** What the kubelet said in place of the log's end, or what cut the answer. */
export const errorOf = (answer: LogAnswer): KubeError | undefined => {
  if (answer.error !== undefined) return answer.error;
  const said = inBandError(answer.rest);
  return said === undefined ? undefined : new ServerSaid({ status: 200, message: said.text });
};

const judge = (d: Draft, q: Search, answer: LogAnswer): void => {
  const error = errorOf(answer);
  const first = q.tail === undefined || !d.s.rules.dropFirst ? 0 : 1;
  const blocks =
    d.s.rules.dropUnterminated || answer.rest === undefined || inBandError(answer.rest)
      ? answer.blocks
      : [...answer.blocks, answer.rest];
  const r = linesOf(blocks, first);
  const h = historyLinesOf(d);
  const asked: Asked = {
    wholeFile: q.tail === undefined,
    whole: d.s.history.whole,
    tail: q.tail ?? 0,
  };
  const found = r.count === 0 ? undefined : align(h, r, asked, d.s.rules);
  if (error !== undefined) {
    if (found?._tag === "Found" && found.certain && h.count > 0)
      commit(d, blocks, first + found.from);
    q.failed(d, error, { ...q, failures: q.failures + 1 });
    return;
  }
  const rest = answer.rest !== undefined && answer.rest.count > 0 ? { rest: answer.rest } : {};
  if (found === undefined) {
    if (q.tail !== undefined) search(d, wider(q));
    else if (h.count === 0) {
      if (answer.rest === undefined || answer.rest.count === 0) d.s.emptyAt ??= d.s.now;
      q.caught(d, { exact: true, ...rest });
    } else q.lost(d, [], q);
    return;
  }
  if (found._tag === "Found" && found.certain) {
    if (found.behind > 0 && d.s.rules.heedsShort) shorter(d, q);
    else if (h.count === 0)
      q.prove(d, r, (draft) => {
        commit(draft, blocks, shownBefore(draft, r));
        q.caught(draft, { exact: false, ...rest });
      });
    else {
      commit(d, blocks, first + found.from);
      q.caught(d, { exact: found.from === r.count, ...rest });
    }
    return;
  }
  if (q.tail !== undefined) {
    search(d, wider(q));
    return;
  }
  if (found._tag === "NoOverlap") {
    q.lost(d, blocks, q);
    return;
  }
  if (found.behind > 0) {
    shorter(d, q);
    return;
  }
  if (!d.s.timeless) mark(d, unverifiable(lastTime(d.s.history)));
  commit(d, blocks, found.from);
  replaceHistory(d, blocks, 0, r.count <= d.s.rules.historyLines);
  q.caught(d, { exact: found.from === r.count, ...rest });
};

/**
 * How many lines at the beginning of an instance's file were shown already, as those of the instance before: a status
 * that lagged said so. They become the history.
 */
export const shownBefore = (d: Draft, r: Lines): number => {
  const before = linesOf(remembered(d.s.before));
  if (before.count === 0 || r.count === 0) return 0;
  const asked = { wholeFile: true, whole: d.s.before.whole, tail: 0 };
  const found = align(before, r, asked, d.s.rules);
  if (found._tag === "NoOverlap" || !found.certain) return 0;
  d.s.history = d.s.before;
  if (d.s.instance !== undefined) rename(d, d.s.beforeOf, d.s.instance);
  return found.from;
};

const unverifiable = (from: Instant | undefined) => ({
  _tag: "Unverifiable" as const,
  ...(from === undefined ? {} : { from }),
});

/** The answer ended before the last line known: nothing can be said but that it was cut short. */
export const shorter = (d: Draft, q: Search): void => {
  const short = q.short + 1;
  if (q.tail !== undefined && short >= shortTries) {
    search(d, wholeFile(q));
    return;
  }
  if (short > 8) retryLater(d, undefined, (draft) => search(draft, { ...q, short }));
  else again(d, { ...q, short }, 200 * short);
};
