import type { PodView, Termination } from "../domain/pod.ts";
import { lineTime, sameLine } from "../domain/line.ts";
import { isOver } from "../domain/pod-state.ts";
import { countOf } from "./history.ts";
import { containerOf, sameInstance, serving } from "./instances.ts";
import { resume } from "./resume.ts";
import { divide, finish, leave, lookAgain, tell, tellUnread } from "./draft.ts";
import type { Draft } from "./state.ts";
import { tellUnknownStart } from "./top.ts";

/** Shows the unterminated last words of an instance that is read to its end. */
export const tellRest = (d: Draft): void => {
  const { history, quiet, restTold, rules } = d.s;
  const { rest } = quiet;
  if (rest === undefined) return;
  const timed = lineTime(rest, 0) !== undefined;
  // A status that lagged had them told as those of the instance before.
  if (timed && restTold && sameLine(rest, 0, restTold, 0) && rules.tellsRestOnce) return;
  if (history.whole && countOf(history) === 0) tellUnknownStart(d, [rest]);
  tellUnread(d);
  d.s.anyShown = true;
  d.s.restTold = rest;
  d.out.push({ _tag: "Rows", block: rest, older: false });
};

/** How a container ended, as a divider tells it. */
export const exitOf = (ended: Termination | undefined) => ({
  ...(ended === undefined ? {} : { exitCode: ended.exitCode }),
  ...(ended?.reason === undefined ? {} : { reason: ended.reason }),
  ...(ended?.finishedAt === undefined ? {} : { at: ended.finishedAt }),
});

/** Tells how the instance ended that is read to its end, once, as far as the pod's last status knows. */
export const tellExit = (d: Draft): void => {
  const { config, exitTold, pod } = d.s;
  if (exitTold) return;
  const ended = pod === undefined ? undefined : serving(pod, config.container)?.ended;
  divide(d, { _tag: "Exited", ...exitOf(ended) });
  d.s.exitTold = true;
};

/**
 * The served instance has ended and is read to its end: tells how, once; then waits for the next one, unless the pod
 * itself has ended.
 */
export const afterEnd = (d: Draft, pod: PodView): void => {
  const ended = serving(pod, d.s.config.container)?.ended;
  const why = `exited ${ended?.exitCode ?? ""}`.trimEnd();
  tellExit(d);
  d.s.attempt = 0;
  if (isOver(pod)) {
    finish(d, why);
    return;
  }
  const state = containerOf(pod, d.s.config.container)?.state._tag;
  tell(d, state === "Waiting" ? { _tag: "Waiting", pod } : { _tag: "Ended", why });
  lookAgain(d, 10_000, resume);
  // A status that a watch pushes need not be asked for again, as long as it names no other instance.
  d.s.onPod = (draft, pushed) => {
    const { config, instance } = draft.s;
    const now = serving(pushed, config.container);
    leave(draft, "main");
    if (now?.ended !== undefined && instance && sameInstance(now.instance, instance))
      afterEnd(draft, pushed);
    else resume(draft);
  };
};
