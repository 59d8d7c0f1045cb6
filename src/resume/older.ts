import type { LineBlock } from "../domain/line.ts";
import type { PodView } from "../domain/pod.ts";
import { align } from "./align.ts";
import { heeding } from "./backoff.ts";
import { blocksFrom } from "./commit.ts";
import type { LogAnswer } from "./events.ts";
import { previousOf, sameInstance, serving, type Instance } from "./instances.ts";
import { linesOf, type Lines } from "./lines.ts";
import { errorOf, historyLinesOf } from "./search.ts";
import { divide, getLog, getPod, mark, wait } from "./draft.ts";
import type { Draft, State, Top } from "./state.ts";
import { startsLate, topLines } from "./top.ts";

/** How often an answer that shows nothing is asked for again before older lines are given up for now. */
const tries = 3;

/** What is being asked for: `lines` more, at the `attempt`-th try; `all`: the whole file. */
interface Asked {
  readonly lines: number;
  readonly previous: boolean;
  readonly all: boolean;
  readonly attempt: number;
  /** Lines of the answers before that were whole and showed nothing. */
  readonly counts: ReadonlyArray<number>;
}

/** Whether a wish for older lines is under way. */
export const readsOlder = ({ awaits }: State): boolean =>
  awaits.some(({ slot }) => slot === "older");

/** Whether the log may have lines before the first row. */
export const mayHaveOlder = ({ over, top }: State): boolean =>
  !over && top !== undefined && !top.reached;

/**
 * The user wants older lines: those of the first row's instance, placed by the first lines shown, until the start of
 * what the cluster has (S11). Nothing happens while an earlier wish is under way, or when the start is reached.
 */
export const olderAsked = (d: Draft, lines: number): void => {
  const { top } = d.s;
  if (top === undefined || !mayHaveOlder(d.s) || readsOlder(d.s)) return;
  if (top.fromStart) {
    divide(d, { _tag: "StartOfLog" }, true);
    d.s.top = { ...top, reached: true };
    return;
  }
  look(d, { lines, previous: false, all: false, attempt: 1, counts: [] });
};

/** First of all: whose log is served now, and is the first row's among them? */
const look = (d: Draft, asked: Asked): void => {
  if (d.s.podless || d.s.top?.instance === undefined) {
    ask(d, { ...asked, previous: d.s.config.view === "previous" });
    return;
  }
  which(d, (draft, previous) => {
    if (previous === undefined) startUnknown(draft);
    else ask(draft, { ...asked, previous });
  });
};

/** Which request returns the log of the first row's instance, if any does. */
const which = (d: Draft, then: (d: Draft, previous: boolean | undefined) => void): void => {
  getPod(d, "older", (draft, result) => {
    const { top, config } = draft.s;
    // A pod that is gone has nothing older; another failure leaves it to the next wish.
    if (result._tag === "Failed") {
      if (result.error._tag === "PodGone") then(draft, undefined);
      return;
    }
    then(draft, top?.instance && servedWith(result.pod, config.container, top.instance));
  });
};

const servedWith = (pod: PodView, container: string, of: Instance): boolean | undefined => {
  const now = serving(pod, container);
  if (now !== undefined && sameInstance(now.instance, of)) return false;
  const last = previousOf(pod, container);
  return last !== undefined && sameInstance(last.instance, of) ? true : undefined;
};

const ask = (d: Draft, asked: Asked): void => {
  const { top } = d.s;
  if (top === undefined) return;
  const tail = top.below + top.hidden + asked.lines + topLines;
  const all = asked.all || tail > 200_000;
  getLog(
    d,
    "older",
    { previous: asked.previous, ...(all ? {} : { tail: tail + 1 }) },
    (draft, answer) => judge(draft, { ...asked, all }, answer),
  );
};

const judge = (d: Draft, asked: Asked, answer: LogAnswer): void => {
  const { top } = d.s;
  if (top === undefined) return;
  const first = asked.all ? 0 : 1;
  const known = linesOf(top.blocks);
  const r = linesOf(answer.blocks, first);
  // The answer must hold all of the first lines shown: a place before them is then a place in the file.
  const found = align(
    known,
    r,
    { wholeFile: true, whole: false, tail: 0 },
    { ...d.s.rules, narrowed: covering },
  );
  if (errorOf(answer) !== undefined || found._tag === "NoOverlap" || !found.certain) {
    if (errorOf(answer) === undefined && !asked.all) look(d, { ...asked, all: true });
    else if (asked.attempt < tries)
      wait(
        d,
        "older",
        heeding(errorOf(answer), { ms: 500 * asked.attempt, jitter: 500 }),
        (draft) =>
          look(draft, {
            ...asked,
            attempt: asked.attempt + 1,
            counts: [...asked.counts, errorOf(answer) === undefined ? r.count : -1],
          }),
      );
    else if (errorOf(answer) === undefined && reachesEnd(d, asked, r)) startUnknown(d);
    return;
  }
  const place = top.hidden - found.offset;
  if (!asked.all && place < asked.lines) {
    // Fewer than wanted, since entries are counted and not lines: the file may have more, or begin here.
    look(d, { ...asked, all: true });
    return;
  }
  show(d, asked, answer.blocks, first, place);
};

/**
 * Whether an answer without the first lines shown is the whole file, and not one that was cut short: it has the last
 * lines known; the log of a dead instance, of which nothing else is known, was as long each time.
 */
const reachesEnd = (d: Draft, asked: Asked, r: Lines): boolean => {
  const { instance, top, history, rules } = d.s;
  if (asked.previous || instance !== top?.instance)
    return asked.counts.every((count) => count === r.count);
  const whole = { wholeFile: true, whole: history.whole, tail: 0 };
  const found = align(historyLinesOf(d), r, whole, rules);
  return found._tag === "Found" && found.behind === 0;
};

/** Only fits that hold all of the first lines shown. */
const covering = (fits: ReadonlyArray<number>, h: number, r: number): ReadonlyArray<number> =>
  fits.filter((offset) => offset <= 0 && r + offset >= h);

const show = (
  d: Draft,
  asked: Asked,
  blocks: ReadonlyArray<LineBlock>,
  first: number,
  place: number,
): void => {
  const { top } = d.s;
  if (top === undefined) return;
  const from = Math.max(0, place - asked.lines);
  const reached = asked.all && from === 0;
  if (reached) {
    if (startsLate(d, blocks, top.instance)) mark(d, { _tag: "StartUnknown" }, true);
    else divide(d, { _tag: "StartOfLog" }, true);
  }
  const shown = takeLines(blocksFrom(blocks, first + from), place - from);
  for (const block of shown) d.out.push({ _tag: "Rows", block, older: true });
  d.s.top = grown(top, shown, place - from, reached);
};

const takeLines = (blocks: ReadonlyArray<LineBlock>, count: number): ReadonlyArray<LineBlock> => {
  const out: LineBlock[] = [];
  let left = count;
  for (const block of blocks) {
    if (left <= 0) break;
    out.push(left >= block.count ? block : { ...block, count: left });
    left -= block.count;
  }
  return out;
};

const grown = (top: Top, shown: ReadonlyArray<LineBlock>, lines: number, reached: boolean): Top => {
  const blocks: LineBlock[] = [];
  let kept = 0;
  for (const block of [...shown, ...blocksFrom(top.blocks, top.hidden)]) {
    if (kept >= topLines) break;
    blocks.push(block);
    kept += block.count;
  }
  return { ...top, blocks, lines: kept, hidden: 0, below: top.below + lines, reached };
};

/** What stood before the first row is not kept any more. */
const startUnknown = (d: Draft): void => {
  const { top } = d.s;
  if (top === undefined) return;
  mark(d, { _tag: "StartUnknown" }, true);
  d.s.top = { ...top, reached: true };
};
