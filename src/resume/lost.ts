import type { LineBlock } from "../domain/line.ts";
import { align } from "./align.ts";
import { blocksFrom } from "./commit.ts";
import { linesOf } from "./lines.ts";
import { errorOf, historyLinesOf, leastTail, search, shorter, type Search } from "./search.ts";
import { getLog, wait } from "./draft.ts";
import type { Draft } from "./state.ts";

/** The end of a file is looked for in up to so many lines. */
const mostTail = 50_000;

/** A file in which no line of the history stands, as far as it was read: does that reach its end? */
export interface Lost {
  /** The file from its first line on, as far as it is known; none where it is empty. */
  readonly blocks: ReadonlyArray<LineBlock>;
  /** Answers that agreed so far. */
  readonly looks: number;
  /** Lines that the next one is to have; more where many are written between two. */
  readonly tail: number;
  readonly search: Search;
  /** So many looks are enough. */
  readonly enough: (d: Draft, looks: number) => boolean;
  /** Milliseconds between two looks. */
  readonly pause: (d: Draft) => number;
  /** Whether it is still the file of the instance that is read; else something else is done. */
  readonly check: (d: Draft, then: (d: Draft) => void) => void;
  /** The history is not in the file. */
  readonly gone: (d: Draft, blocks: ReadonlyArray<LineBlock>) => void;
}

/**
 * Looks for the end of the file: an answer from its end must overlap what is known of it, else that was cut short.
 * What the answer has beyond goes to it, and may hold the history after all. One answer is not enough, since it may be
 * cut short itself.
 */
export const lookForEnd = (d: Draft, lost: Lost): void => {
  lost.check(d, (draft) => {
    if (draft.s.rules.looksForEnd) ask(draft, lost);
    else onwards(draft, lost);
  });
};

const ask = (d: Draft, lost: Lost): void => {
  const empty = linesOf(lost.blocks).count === 0;
  const { previous } = lost.search;
  getLog(d, "main", { previous, ...(empty ? {} : { tail: lost.tail + 1 }) }, (draft, answer) => {
    const error = errorOf(answer);
    if (error !== undefined) lost.search.failed(draft, error, lost.search);
    else if (linesOf(answer.blocks).count === 0)
      if (empty) onwards(draft, lost);
      else shorter(draft, lost.search);
    else if (empty) search(draft, lost.search);
    else extend(draft, lost, answer.blocks);
  });
};

const onwards = (d: Draft, lost: Lost): void => {
  const looks = lost.looks + 1;
  if (lost.enough(d, looks)) lost.gone(d, lost.blocks);
  else
    wait(d, "main", { ms: lost.pause(d), jitter: 0 }, (draft) =>
      lookForEnd(draft, { ...lost, looks }),
    );
};

const extend = (d: Draft, lost: Lost, end: ReadonlyArray<LineBlock>): void => {
  const file = linesOf(lost.blocks);
  const { tail } = lost;
  const asked = { wholeFile: false, whole: true, tail };
  // Of a file that may be shorter than the tail the first line counts too; it may be a fragment all the same.
  let first = file.count < tail + 1 ? 0 : 1;
  let found = align(file, linesOf(end, first), asked, d.s.rules);
  if (found._tag === "NoOverlap" && first === 0) {
    first = 1;
    found = align(file, linesOf(end, first), asked, d.s.rules);
  }
  if (found._tag === "NoOverlap" || linesOf(end, first).count === 0) {
    // Where the file has more, what was known of it ended too soon, or so much was written since.
    const more = linesOf(end).count > tail && tail < mostTail;
    if (more && d.s.rules.looksFarther) ask(d, { ...lost, tail: tail * 8 });
    else shorter(d, lost.search);
    return;
  }
  const beyond = blocksFrom(end, first + found.from);
  const next = Math.max(leastTail, 2 * linesOf(beyond).count);
  const blocks = [...lost.blocks, ...beyond];
  const whole = { wholeFile: true, whole: d.s.history.whole, tail: 0 };
  if (
    beyond.length > 0 &&
    align(historyLinesOf(d), linesOf(blocks), whole, d.s.rules)._tag !== "NoOverlap"
  )
    shorter(d, lost.search);
  else onwards(d, { ...lost, blocks, tail: next });
};
