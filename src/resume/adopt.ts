import type { PodView } from "../domain/pod.ts";
import { align } from "./align.ts";
import { getLog } from "./draft.ts";
import type { LogAnswer } from "./events.ts";
import { countOf } from "./history.ts";
import { previousOf, sameInstance, serving, type Serving } from "./instances.ts";
import { linesOf } from "./lines.ts";
import { resume } from "./resume.ts";
import { errorOf, historyLinesOf } from "./search.ts";
import type { Draft } from "./state.ts";
import { rename } from "./top.ts";

/**
 * A pod's status may have lagged so far that the lines read were those of the next instance already. If they stand in
 * the log of the current or the previous one, then that is the instance read; else `none`.
 */
export const adopt = (d: Draft, pod: PodView, none: (d: Draft) => void): void => {
  const { instance, config } = d.s;
  const last = previousOf(pod, config.container);
  const now = serving(pod, config.container);
  const candidates: Array<{ readonly of: Serving; readonly previous: boolean }> = [];
  for (const [of, previous] of [
    [last, true],
    [now, false],
  ] as const)
    if (of !== undefined && (instance === undefined || !sameInstance(of.instance, instance)))
      candidates.push({ of, previous });
  tryNext(d, candidates, none);
};

const tryNext = (
  d: Draft,
  candidates: ReadonlyArray<{ readonly of: Serving; readonly previous: boolean }>,
  none: (d: Draft) => void,
): void => {
  const [first, ...others] = candidates;
  if (first === undefined || countOf(d.s.history) === 0) {
    none(d);
    return;
  }
  const judge = (draft: Draft, answer: LogAnswer): void => {
    const found = align(
      historyLinesOf(draft),
      linesOf(answer.blocks),
      { wholeFile: true, whole: draft.s.history.whole, tail: 0 },
      draft.s.rules,
    );
    if (errorOf(answer) !== undefined || found._tag === "NoOverlap" || !found.certain) {
      tryNext(draft, others, none);
      return;
    }
    rename(draft, draft.s.instance, first.of.instance);
    draft.s.instance = first.of.instance;
    resume(draft);
  };
  getLog(d, "main", { previous: first.previous }, judge);
};
