import type { KubeError } from "../domain/errors.ts";
import { compareInstants, type Instant } from "../domain/instant.ts";
import { sameLine, type LineBlock } from "../domain/line.ts";
import { beginsAs, headBytes } from "./beginning.ts";
import { blocksFrom, commitBlock, replaceHistory, timeOf } from "./commit.ts";
import type { LogAnswer } from "./events.ts";
import { linesOf, type Lines } from "./lines.ts";
import { errorOf, leastTail } from "./search.ts";
import { getLog } from "./draft.ts";
import type { Draft } from "./state.ts";
import { hideTop, tellUnknownStart } from "./top.ts";

/** The first rows of a source. It carries what is done with what it finds. */
export interface FirstWindow {
  readonly previous: boolean;
  readonly failed: (d: Draft, error: KubeError) => void;
  /** Goes on if the log is still that of the instance which was meant. */
  readonly confirm: (d: Draft, then: (d: Draft) => void) => void;
  /** The rows are shown; the history is the end of the log. */
  readonly shown: (d: Draft) => void;
}

/** Which rows of an answer are shown. */
type Wanted =
  /** So many at its end. */
  | { readonly lines: number }
  /** From the first of that time or later; `first` is the first that the kubelet finds, where there is one. */
  | { readonly since: Instant; readonly first: Line | undefined };

/** A line of a block. */
interface Line {
  readonly block: LineBlock;
  readonly i: number;
}

/** Shows the last `lines` lines of the log. */
export const showLast = (d: Draft, window: FirstWindow, lines: number): void =>
  ask(d, window, { lines }, Math.max(lines, leastTail) + 1);

/**
 * Shows the lines since then. They are asked for to learn how many there are; then so many are asked for by position:
 * `sinceTime` leaves out each line that is stamped earlier, wherever it stands, and what has holes can't be resumed.
 * So they come twice, of a file of 10 MiB by a kubelet's default. To guess their number from less costs about as much:
 * a tail that is too short comes for nothing, and one that is too long brings lines that nobody wants.
 */
export const showSince = (d: Draft, window: FirstWindow, since: Instant): void =>
  getLog(d, "main", { previous: window.previous, since: since.seconds }, (draft, answer) => {
    const error = errorOf(answer);
    if (error !== undefined) {
      window.failed(draft, error);
      return;
    }
    const lines = linesOf(answer.blocks);
    const first = lineAt(answer.blocks, lines, 0);
    const timeless = first !== undefined && timeOf(lines, 0) === undefined;
    const wanted = timeless ? { lines: lines.count } : { since, first };
    // Some are written meanwhile, and where lines are long the kubelet counts more than there are.
    const more = Math.ceil(lines.count / 16);
    ask(draft, window, wanted, Math.max(lines.count + more, leastTail) + 1);
  });

/** The end of the log and, if that may be all of it, its beginning. `tail` absent: the whole file. */
const ask = (d: Draft, window: FirstWindow, wanted: Wanted, tail?: number): void => {
  const { previous } = window;
  getLog(d, "main", { previous, ...(tail === undefined ? {} : { tail }) }, (draft, answer) => {
    const error = errorOf(answer);
    if (error !== undefined) {
      window.failed(draft, error);
      return;
    }
    const got = { answer, lines: linesOf(answer.blocks), wanted, tail };
    // As many lines as were asked for: the file has more, or its first line is one too many anyway.
    if (tail === undefined || got.lines.count >= tail) {
      judge(draft, window, { ...got, whole: tail === undefined, empty: got.lines.count === 0 });
      return;
    }
    getLog(draft, "main", { previous, limitBytes: headBytes }, (later, head) => {
      const failed = errorOf(head);
      if (failed !== undefined) window.failed(later, failed);
      else {
        const whole = beginsAs(answer.blocks, head);
        const empty = got.lines.count === 0 && linesOf(head.blocks).count === 0;
        judge(later, window, { ...got, whole: whole || empty, empty });
      }
    });
  });
};

/** An answer to `ask`. */
interface Got {
  readonly answer: LogAnswer;
  readonly lines: Lines;
  readonly wanted: Wanted;
  readonly tail: number | undefined;
  /** It begins with the first line of the file. */
  readonly whole: boolean;
  readonly empty: boolean;
}

const judge = (d: Draft, window: FirstWindow, got: Got): void => {
  const { answer, empty, lines, tail, wanted, whole } = got;
  const first = whole || !d.s.rules.dropFirst ? 0 : 1;
  const from = beginsAt(lines, first, wanted);
  if (!whole && !reaches(d, got, first, from)) {
    const most = tail === undefined || tail > 100_000 || lines.count === 0;
    ask(d, window, wanted, most ? undefined : tail * 8);
    return;
  }
  window.confirm(d, (draft) => {
    replaceHistory(draft, answer.blocks, first, whole);
    draft.s.emptyAt = empty ? answer.at : undefined;
    const anchors = draft.s.history;
    if (whole && from === 0 && !empty) tellUnknownStart(draft, answer.blocks);
    for (const block of blocksFrom(answer.blocks, from)) commitBlock(draft, block);
    if (from === lines.count && !empty) hideTop(draft, blocksFrom(answer.blocks, first));
    draft.s.history = anchors;
    window.shown(draft);
  });
};

/** Where the rows wanted begin; the number of lines where there are none. */
const beginsAt = (lines: Lines, first: number, wanted: Wanted): number => {
  if ("lines" in wanted) return Math.max(first, lines.count - wanted.lines);
  for (let i = first; i < lines.count; i++) {
    const time = timeOf(lines, i);
    if (time !== undefined && compareInstants(time, wanted.since) >= 0) return i;
  }
  return lines.count;
};

/** Whether an answer that begins somewhere in the file, of which `first … ` are whole lines, has all rows wanted. */
const reaches = (d: Draft, got: Got, first: number, from: number): boolean => {
  const { lines, wanted } = got;
  if (lines.count <= first) return false;
  if ("lines" in wanted) return lines.count - first >= wanted.lines;
  const { sinceAfterEarlier, sinceHoldsFirst } = d.s.rules;
  return (from > first || !sinceAfterEarlier) && (holdsFirst(got, first) || !sinceHoldsFirst);
};

const holdsFirst = ({ answer, lines, wanted }: Got, from: number): boolean => {
  if ("lines" in wanted || wanted.first === undefined) return true;
  const { block, i } = wanted.first;
  for (let at = from; at < lines.count; at++) {
    const other = lineAt(answer.blocks, lines, at);
    if (other !== undefined && sameLine(other.block, other.i, block, i)) return true;
  }
  return false;
};

const lineAt = (blocks: ReadonlyArray<LineBlock>, lines: Lines, i: number): Line | undefined => {
  const block = blocks[lines.piece[i] ?? -1];
  return block === undefined ? undefined : { block, i: lines.index[i] ?? 0 };
};
