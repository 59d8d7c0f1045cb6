import { compareInstants, type Instant } from "../domain/instant.ts";
import type { PodView } from "../domain/pod.ts";
import { align } from "./align.ts";
import { lastTime, timeOf } from "./commit.ts";
import { getLog } from "./draft.ts";
import type { LogAnswer } from "./events.ts";
import { countOf } from "./history.ts";
import { previousOf, sameInstance, serving, type Instance, type Serving } from "./instances.ts";
import { linesOf, type Lines } from "./lines.ts";
import { writtenLater } from "./proof.ts";
import { resume } from "./resume.ts";
import { errorOf, historyLinesOf } from "./search.ts";
import type { Draft } from "./state.ts";
import { rename } from "./top.ts";

/**
 * A pod's status may have lagged so far that the lines read were those of the next instance already. If they stand in
 * the log of the current or the previous one, or can only be the current one's, then that is the instance read; else
 * `none`. `previous`: the previous one's lines, where they are known.
 */
export const adopt = (d: Draft, pod: PodView, none: (d: Draft) => void, previous?: Lines): void => {
  const { instance, config } = d.s;
  const last = previousOf(pod, config.container);
  const now = serving(pod, config.container);
  const candidates: Candidate[] = [];
  for (const [of, dead] of [
    [last, true],
    [now, false],
  ] as const)
    if (of !== undefined && (instance === undefined || !sameInstance(of.instance, instance)))
      candidates.push({ of, previous: dead });
  tryNext(d, candidates, previous, (draft, lines) => {
    const time = lastTime(draft.s.history);
    // Lines younger than the previous one's are the current one's, whose file has rotated since.
    const younger = last !== undefined && (writtenLater(last, time) || endsBefore(lines, time));
    if (
      younger &&
      draft.s.rules.weighsAge &&
      now !== undefined &&
      !sameInstance(now.instance, last.instance)
    )
      take(draft, now.instance);
    else none(draft);
  });
};

/** Whether these lines end before that time. */
const endsBefore = (lines: Lines | undefined, time: Instant | undefined): boolean => {
  const last = lines === undefined ? undefined : timeOf(lines, lines.count - 1);
  return last !== undefined && time !== undefined && compareInstants(last, time) < 0;
};

/** The lines known are those of this instance. */
const take = (d: Draft, instance: Instance): void => {
  rename(d, d.s.instance, instance);
  d.s.instance = instance;
  resume(d);
};

/** An instance that the lines known may be of, and by which request its log comes. */
interface Candidate {
  readonly of: Serving;
  readonly previous: boolean;
}

const tryNext = (
  d: Draft,
  candidates: ReadonlyArray<Candidate>,
  previous: Lines | undefined,
  none: (d: Draft, previous: Lines | undefined) => void,
): void => {
  const [first, ...others] = candidates;
  if (first === undefined || countOf(d.s.history) === 0) {
    none(d, previous);
    return;
  }
  const judge = (draft: Draft, answer: LogAnswer): void => {
    const lines = linesOf(answer.blocks);
    const asked = { wholeFile: true, whole: draft.s.history.whole, tail: 0 };
    const found = align(historyLinesOf(draft), lines, asked, draft.s.rules);
    const failed = errorOf(answer) !== undefined;
    if (!failed && found._tag === "Found" && found.certain) take(draft, first.of.instance);
    else tryNext(draft, others, first.previous && !failed ? lines : previous, none);
  };
  getLog(d, "main", { previous: first.previous }, judge);
};
