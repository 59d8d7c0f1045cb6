import type { KubeError } from "../domain/errors.ts";
import type { PodView } from "../domain/pod.ts";
import { isOver } from "../domain/pod-state.ts";
import { lastTime } from "./commit.ts";
import { tellExit, tellRest } from "./ended.ts";
import { sameInstance, serving } from "./instances.ts";
import { begin } from "./restart.ts";
import { resume } from "./resume.ts";
import { start } from "./start.ts";
import { divide, endFollow, fail, finish, leave, lookAgain, mark, tell, wait } from "./draft.ts";
import type { Draft } from "./state.ts";

/** How long (ms) a watch may take to show the last status of a pod that is gone. */
const lastStatusWithin = 1000;

/** Says that the end of the current instance is not known to be read. */
export const endUnverified = (
  d: Draft,
  what: "pod deleted" | "pod replaced" | "container removed",
  why?: string,
): void => {
  const from = lastTime(d.s.history);
  mark(d, {
    _tag: "EndUnverified",
    what,
    ...(from === undefined ? {} : { from }),
    ...(why === undefined ? {} : { why }),
  });
};

/** The pod's last status says how the instance ended, and that no other is started after it. */
const endedForGood = ({ s: { config, instance, pod } }: Draft): boolean => {
  const last = pod === undefined ? undefined : serving(pod, config.container);
  return (
    instance !== undefined &&
    last?.ended !== undefined &&
    sameInstance(last.instance, instance) &&
    pod !== undefined &&
    (pod.deletionAt !== undefined || isOver(pod))
  );
};

/**
 * Whether the log of an instance that ended for good is known to be read to its end, although its pod is gone. One clean
 * end proves nothing: it takes a second one at the same place; or, since a node removes a pod only some time after its
 * processes ended, that the pod was gone as soon as the stream had ended.
 */
const readToItsEnd = (d: Draft): boolean => {
  if (!endedForGood(d)) return false;
  const { closed, missingAt, quiet, rules } = d.s;
  if (closed) return true;
  if (quiet.count + quiet.ends >= rules.agreeingEnds) return true;
  return quiet.ends > 0 && missingAt !== undefined && missingAt - quiet.endedAt <= rules.goneWithin;
};

/** Says that the end may lack, where it may, or shows the last words that are now known to be the last. */
const tellEnd = (d: Draft, what: "pod deleted" | "pod replaced"): void => {
  if (!readToItsEnd(d)) {
    endUnverified(d, what);
    return;
  }
  if (!d.s.closed) tellRest(d);
  d.s.closed = true;
  tellExit(d);
};

/** Goes on when the watch has shown the pod's last status, which alone can tell that its log had ended. */
const withLastStatus = (d: Draft, then: (d: Draft) => void): void => {
  if (!d.s.config.watched || d.s.instance === undefined || d.s.closed || endedForGood(d)) {
    then(d);
    return;
  }
  const go = (draft: Draft): void => {
    leave(draft, "main");
    then(draft);
  };
  wait(d, "main", { ms: lastStatusWithin, jitter: 0 }, go);
  d.s.onPod = (draft) => {
    if (endedForGood(draft)) go(draft);
  };
};

/** Another pod stands under the name. */
export const podReplaced = (d: Draft, pod: PodView): void => {
  endFollow(d);
  leave(d, "main");
  d.s.missingAt ??= d.s.now;
  withLastStatus(d, (draft) => {
    if (draft.s.instance !== undefined && !draft.s.gone) tellEnd(draft, "pod replaced");
    if (draft.s.config.uid !== undefined || draft.s.config.view === "previous") {
      finish(draft, "pod replaced");
      return;
    }
    divide(draft, { _tag: "PodReplaced", uid: pod.uid });
    begin(draft, { uid: pod.uid, id: "", restarts: -1 });
    draft.s.closed = true;
    draft.s.gone = false;
    draft.s.missingAt = undefined;
    resume(draft);
  });
};

/**
 * Whether the pod is over and names the instance that was read no more, as one that its node evicted: nothing can be
 * read of it then, and that its end is not known is said.
 */
export const givenUp = (d: Draft, pod: PodView): boolean => {
  if (d.s.instance === undefined || !isOver(pod)) return false;
  if (!d.s.closed) endUnverified(d, "container removed");
  finish(d, pod.reason?.toLowerCase() ?? "pod over");
  return true;
};

/** The pod is not there any more. */
export const podGone = (d: Draft, error: KubeError): void => {
  endFollow(d);
  leave(d, "main");
  d.s.missingAt ??= d.s.now;
  const { config, instance, anyShown } = d.s;
  const stays = config.uid === undefined && config.waitForNewPod;
  if (instance === undefined && !anyShown && !stays) {
    fail(d, error);
    return;
  }
  withLastStatus(d, (draft) => {
    if (!draft.s.gone && instance !== undefined) {
      tellEnd(draft, "pod deleted");
      divide(draft, { _tag: "PodDeleted" });
    }
    draft.s.gone = true;
    if (!stays) {
      finish(draft, "pod deleted");
      return;
    }
    tell(draft, { _tag: "Ended", why: "pod deleted" });
    lookAgain(draft, 10_000, instance === undefined ? start : resume);
  });
};
