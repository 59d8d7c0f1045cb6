import { ContainerUnknown, PreviousNotFound } from "../domain/errors.ts";
import { LineFlag, type LineBlock } from "../domain/line.ts";
import type { PodView } from "../domain/pod.ts";
import { blocksFrom, commitBlock, replaceHistory, tellUnknownStart } from "./commit.ts";
import type { LogAnswer } from "./events.ts";
import { openFollow } from "./follow.ts";
import { containerOf, previousOf, sameInstance, serving, type Serving } from "./instances.ts";
import { linesOf } from "./lines.ts";
import { closeOld } from "./restart.ts";
import { judgePod, logFailed, resume } from "./resume.ts";
import { errorOf, leastTail } from "./search.ts";
import { fail, getLog, getPod, leave, lookAgain, retryLater, tell, type Draft } from "./state.ts";

/** Bytes of the file's beginning that tell whether a tail begins with its first line. */
const headBytes = 4096;

/** Begins: the pod, the last lines of the log, the stream. */
export const start = (d: Draft): void => {
  leave(d, "main");
  if (d.s.shown === undefined) tell(d, { _tag: "Connecting" });
  if (d.s.podless) {
    read(d, undefined);
    return;
  }
  getPod(d, "main", (draft, result) => judgePod(draft, result, start, (pod) => onPod(draft, pod)));
};

const onPod = (d: Draft, pod: PodView): void => {
  const { container, view } = d.s.config;
  if (containerOf(pod, container) === undefined) {
    fail(d, new ContainerUnknown({ pod: pod.name, container }));
    return;
  }
  const found = view === "previous" ? previousOf(pod, container) : serving(pod, container);
  if (found !== undefined) read(d, found);
  else if (view === "previous") fail(d, new PreviousNotFound({ pod: pod.name, container }));
  else {
    tell(d, { _tag: "Waiting", pod });
    lookAgain(d, 2000, start);
  }
};

const read = (d: Draft, of: Serving | undefined): void => {
  const { limit } = d.s.config;
  if (limit !== "all") {
    askTail(d, of, Math.max(limit, leastTail) + 1);
    return;
  }
  d.s.instance = of?.instance;
  goOn(d, of);
};

const goOn = (d: Draft, of: Serving | undefined): void => {
  if (d.s.config.view === "previous") closeOld(d);
  else if (of?.ended !== undefined) resume(d);
  else openFollow(d);
};

const isPrevious = (d: Draft): boolean => d.s.config.view === "previous";

/** The end of the log and, if that may be all of it, its beginning. `tail` absent: the whole file. */
const askTail = (d: Draft, of: Serving | undefined, tail: number | undefined): void => {
  const previous = isPrevious(d);
  getLog(d, "main", { previous, ...(tail === undefined ? {} : { tail }) }, (draft, answer) => {
    const error = errorOf(answer);
    if (error !== undefined) {
      logFailed(draft, error, start);
      return;
    }
    // As many lines as were asked for: the file has more, or its first line is one too many anyway.
    if (tail === undefined || linesOf(answer.blocks).count >= tail) {
      judge(draft, of, tail, answer, tail === undefined);
      return;
    }
    getLog(draft, "main", { previous, limitBytes: headBytes }, (later, beginning) => {
      if (errorOf(beginning) !== undefined) retryLater(later, errorOf(beginning), start);
      else judge(later, of, tail, answer, beginsAs(answer.blocks, beginning), beginning);
    });
  });
};

/** Whether these lines begin as the file does. */
const beginsAs = (blocks: ReadonlyArray<LineBlock>, head: LogAnswer): boolean => {
  const file = linesOf(head.blocks);
  const r = linesOf(blocks);
  let i = 0;
  for (; i < file.count && i < r.count; i++) {
    const a = head.blocks[file.piece[i] ?? 0];
    const b = blocks[r.piece[i] ?? 0];
    if (a === undefined || b === undefined) return false;
    if (!startsWith(b, r.index[i] ?? 0, a, file.index[i] ?? 0, true)) return false;
  }
  if (i > 0 || head.rest === undefined || head.rest.count === 0) return i > 0;
  const first = blocks[r.piece[0] ?? 0];
  return first !== undefined && startsWith(first, r.index[0] ?? 0, head.rest, 0, false);
};

/** Whether line `i` of `line` begins with the text and time of line `j` of `part`, and ends there if `exact`. */
const startsWith = (
  line: LineBlock,
  i: number,
  part: LineBlock,
  j: number,
  exact: boolean,
): boolean => {
  if (((part.flags[j] ?? 0) & LineFlag.noTime) !== ((line.flags[i] ?? 0) & LineFlag.noTime))
    return false;
  if (line.seconds[i] !== part.seconds[j] || line.nanos[i] !== part.nanos[j]) return false;
  const p = line.start[i] ?? 0;
  const q = part.start[j] ?? 0;
  const length = (part.end[j] ?? 0) - q;
  const whole = (line.end[i] ?? 0) - p;
  if (exact ? whole !== length : whole < length) return false;
  for (let k = 0; k < length; k++) if (line.bytes[p + k] !== part.bytes[q + k]) return false;
  return true;
};

const judge = (
  d: Draft,
  of: Serving | undefined,
  tail: number | undefined,
  answer: LogAnswer,
  whole: boolean,
  head?: LogAnswer,
): void => {
  const { limit } = d.s.config;
  const total = linesOf(answer.blocks).count;
  const first = whole || !d.s.rules.dropFirst ? 0 : 1;
  const wanted = limit === "all" ? total : limit;
  const empty = total === 0 && (head === undefined || linesOf(head.blocks).count === 0);
  if (!whole && !empty && (total - first < wanted || total <= first)) {
    askTail(d, of, tail === undefined || tail > 100_000 || total === 0 ? undefined : tail * 8);
    return;
  }
  confirm(d, of, (draft) => {
    draft.s.instance = of?.instance;
    replaceHistory(draft, answer.blocks, first, whole || empty);
    draft.s.foundEmpty = empty;
    const anchors = draft.s.history;
    const from = Math.max(first, total - wanted);
    if (whole && from === 0 && total > 0) tellUnknownStart(draft, answer.blocks);
    for (const block of blocksFrom(answer.blocks, from)) commitBlock(draft, block);
    draft.s.history = anchors;
    goOn(draft, of);
  });
};

/** The pod must name the same instance after the answer as before. */
const confirm = (d: Draft, of: Serving | undefined, then: (d: Draft) => void): void => {
  if (d.s.podless || of === undefined || !d.s.rules.confirmsInstance) {
    then(d);
    return;
  }
  getPod(d, "main", (draft, result) =>
    judgePod(draft, result, start, (pod) => {
      const { container } = draft.s.config;
      const now = isPrevious(draft) ? previousOf(pod, container) : serving(pod, container);
      if (now !== undefined && sameInstance(now.instance, of.instance)) then(draft);
      else onPod(draft, pod);
    }),
  );
};
