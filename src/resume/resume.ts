import type { KubeError } from "../domain/errors.ts";
import { nextStep } from "../domain/errors.ts";
import type { LineBlock } from "../domain/line.ts";
import type { PodView } from "../domain/pod.ts";
import { commit, lastTime, replaceHistory, timeOf } from "./commit.ts";
import { afterEnd, tellRest } from "./ended.ts";
import { openFollow } from "./follow.ts";
import { sameInstance, serving } from "./instances.ts";
import { linesOf } from "./lines.ts";
import { lookForEnd, type Lost } from "./lost.ts";
import { givenUp, podGone, podReplaced } from "./gone.ts";
import { prove } from "./proof.ts";
import { betweenQuiet, countQuiet, lookEvery } from "./quiet.ts";
import { restarted } from "./restart.ts";
import { leastTail, search, type Caught, type Search } from "./search.ts";
import {
  endFollow,
  fail,
  getPod,
  leave,
  lookAgain,
  mark,
  readsInstance,
  retryLater,
  tell,
  wait,
} from "./draft.ts";
import { noQuiet, type Draft, type PodResult } from "./state.ts";

/** How long (ms) a file that is empty is left alone at most. */
const emptyLook = 30_000;

/** How many answers of a kubelet that does not know the pod are borne. */
const unknownPodTries = 3;

/** Reads on by position after any end of a stream: first the pod, then the log, then the stream again. */
export const resume = (d: Draft): void => {
  endFollow(d);
  leave(d, "main");
  if (d.s.rules.marksReconnect) mark(d, { _tag: "Rotated" });
  if (d.s.podless) {
    searchCurrent(d, false);
    return;
  }
  getPod(d, "main", (draft, result) => judgePod(draft, result, resume, (pod) => onPod(draft, pod)));
};

/**
 * What every answer about the pod may say before anything else matters: that it cannot be had, is gone, or is
 * another pod.
 */
export const judgePod = (
  d: Draft,
  result: PodResult,
  again: (d: Draft) => void,
  then: (pod: PodView) => void,
): void => {
  if (result._tag === "Pod") {
    const { instance, config } = d.s;
    const uid = instance?.uid ?? config.uid;
    if (uid !== undefined && uid !== result.pod.uid) podReplaced(d, result.pod);
    else {
      d.s.pod = result.pod;
      d.s.gone = false;
      d.s.missingAt = undefined;
      then(result.pod);
    }
    return;
  }
  const { error } = result;
  if (error._tag === "PodGone") podGone(d, error);
  else if (error._tag === "Forbidden") {
    withoutPods(d);
    again(d);
  } else if (nextStep(error) === "stop") fail(d, error);
  else retryLater(d, error, again);
};

/** From now on without the pod's status: said once. */
const withoutPods = (d: Draft): void => {
  if (!d.s.podless) mark(d, { _tag: "Unverified", why: "pods may not be read" });
  d.s.podless = true;
};

const onPod = (d: Draft, pod: PodView): void => {
  const now = serving(pod, d.s.config.container);
  if (now === undefined) {
    if (givenUp(d, pod)) return;
    d.s.namedAt = d.s.now;
    tell(d, { _tag: "Waiting", pod });
    lookAgain(d, 10_000, resume);
    return;
  }
  const { instance } = d.s;
  if (instance === undefined) readsInstance(d, now.instance);
  else if (!sameInstance(instance, now.instance)) {
    restarted(d, pod);
    return;
  }
  d.s.namedAt = d.s.now;
  // Nobody asked it to go: its streams ended for another reason.
  if (now.ended === undefined && pod.deletionAt === undefined && d.s.rules.weighsEnds)
    d.s.quiet = noQuiet;
  if (now.ended !== undefined && d.s.closed) afterEnd(d, pod);
  else searchCurrent(d, now.ended !== undefined);
};

const tailAfter = (d: Draft): number => {
  const seconds = Math.max(1, (d.s.lastDataAt - d.s.streamingSince) / 1000);
  const away = Math.max(0, (d.s.now - d.s.lastDataAt) / 1000);
  return Math.max(leastTail, Math.ceil((2 * d.s.streamed * away) / seconds));
};

const searchCurrent = (d: Draft, ended: boolean): void => {
  search(d, {
    previous: false,
    ...(d.s.history.whole || d.s.timeless ? {} : { tail: tailAfter(d) }),
    widened: false,
    short: 0,
    failures: 0,
    caught: (draft, caught) => (ended ? quiet(draft, caught) : follow(draft)),
    lost: (draft, blocks, q) => patience(draft, blocks, q, draft.s.now),
    prove: (draft, lines, then) => prove(draft, "current", lines, then),
    failed: (draft, error) => logFailed(draft, error, resume),
  });
};

const follow = (d: Draft): void => {
  d.s.gapTold = false;
  d.s.emptyLooks = 0;
  d.s.unknownPod = 0;
  if (d.s.now < d.s.pollUntil) {
    tell(d, { _tag: "Streaming" });
    wait(d, "main", { ms: 5000, jitter: 0 }, resume);
    return;
  }
  if (d.s.tired) {
    d.s.tired = false;
    // A pod that is being deleted is soon gone, and the end of its log with it.
    if (d.s.pod?.deletionAt !== undefined) d.s.attempt = 0;
    retryLater(d, undefined, resume);
  } else openFollow(d);
};

/** One more answer of an ended instance: after enough that add nothing it is read to its end. */
const quiet = (d: Draft, caught: Caught): void => {
  const { pod, config, instance } = d.s;
  const of = pod === undefined ? undefined : serving(pod, config.container);
  const same = of === undefined || instance === undefined || sameInstance(of.instance, instance);
  if (!countQuiet(d, caught, of) || !same) {
    wait(d, "main", { ms: betweenQuiet(d), jitter: 0 }, resume);
    return;
  }
  tellRest(d);
  d.s.closed = true;
  resume(d);
};

/** Whether the pod had its while, and enough answers agreed. */
export const enoughLooks = (d: Draft, looks: number, since: number): boolean =>
  looks >= d.s.rules.endLooks && (d.s.podless || d.s.now - since >= d.s.rules.restartPatience);

/** Milliseconds between two looks for the end of a file. */
export const betweenLooks = (d: Draft): number => (d.s.podless ? 400 : lookEvery);

/**
 * The file lost all that is known: the pod has a while to say that its container restarted, then it was rotated.
 * One that is rotated again meanwhile gets no more time, else nothing would come of a log whose node rotates it every
 * ten seconds. What the file between held is not kept: until the while is over nobody knows whose lines they are, and
 * whether that file was rotated or its answer cut short. The one marker tells of them too.
 */
const patience = (d: Draft, blocks: ReadonlyArray<LineBlock>, q: Search, since: number): void => {
  const look: Lost = {
    blocks,
    looks: 0,
    tail: leastTail,
    search: { ...q, lost: (draft, found, later) => patience(draft, found, later, since) },
    enough: (draft, looks) => enoughLooks(draft, looks, since),
    pause: betweenLooks,
    check: (draft, then) => {
      if (draft.s.podless) {
        then(draft);
        return;
      }
      getPod(draft, "main", (asked, result) =>
        judgePod(asked, result, resume, (pod) => {
          const now = serving(pod, asked.s.config.container);
          const { instance } = asked.s;
          if (now === undefined || instance === undefined || sameInstance(instance, now.instance))
            then(asked);
          else restarted(asked, pod);
        }),
      );
    },
    gone: rotated,
  };
  lookForEnd(d, look);
};

/** The node rotated the log: a marker, and the file from its first line; where that is still empty, the old lines stay known. */
const rotated = (d: Draft, blocks: ReadonlyArray<LineBlock>): void => {
  const r = linesOf(blocks);
  if (!d.s.gapTold) {
    const from = lastTime(d.s.history);
    const to = timeOf(r, 0);
    mark(d, {
      _tag: "Rotated",
      ...(from === undefined ? {} : { from }),
      ...(to === undefined ? {} : { to }),
    });
  }
  if (r.count === 0) {
    d.s.gapTold = true;
    d.s.emptyLooks++;
    tell(d, { _tag: "Streaming" });
    const ms = Math.min(emptyLook, 1000 * 2 ** Math.min(d.s.emptyLooks, 8));
    wait(d, "main", { ms, jitter: 0 }, resume);
    d.s.onHurry = resume;
    return;
  }
  commit(d, blocks);
  replaceHistory(d, blocks, 0, r.count <= d.s.rules.historyLines);
  d.s.gapTold = false;
  resume(d);
};

/** What a failed log request means. */
export const logFailed = (d: Draft, error: KubeError, again: (d: Draft) => void): void => {
  if (error._tag === "PodGone" && d.s.podless) {
    podGone(d, error);
    return;
  }
  if (error._tag === "PodGone") {
    d.s.missingAt ??= d.s.now;
    retryLater(d, error, again);
    return;
  }
  if (error._tag === "KubeletUnknownPod" && ++d.s.unknownPod > unknownPodTries) {
    fail(d, error);
    return;
  }
  switch (nextStep(error)) {
    case "stop":
      fail(d, error);
      return;
    case "retry":
      retryLater(d, error, again);
      return;
    case "wait":
      tell(d, { _tag: "Waiting", error, ...(d.s.pod === undefined ? {} : { pod: d.s.pod }) });
      lookAgain(d, 10_000, again);
  }
};
