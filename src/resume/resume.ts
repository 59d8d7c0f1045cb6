import type { KubeError } from "../domain/errors.ts";
import { nextStep } from "../domain/errors.ts";
import { millisBetween, type Instant } from "../domain/instant.ts";
import type { LineBlock } from "../domain/line.ts";
import type { PodView } from "../domain/pod.ts";
import { commit, lastTime, replaceHistory, timeOf } from "./commit.ts";
import { afterEnd, tellRest } from "./ended.ts";
import { openFollow } from "./follow.ts";
import { previousOf, sameInstance, serving, type Serving } from "./instances.ts";
import { linesOf, type Lines } from "./lines.ts";
import { lookForEnd, type Lost } from "./lost.ts";
import { podGone, podReplaced } from "./gone.ts";
import { restarted } from "./restart.ts";
import { leastTail, search, type Caught, type Search } from "./search.ts";
import {
  endFollow,
  fail,
  getPod,
  leave,
  lookAgain,
  mark,
  noQuiet,
  readsInstance,
  retryLater,
  tell,
  wait,
  type Draft,
  type PodResult,
} from "./state.ts";

/** How long (ms) the pod is given to say that it restarted, between two looks. */
const lookEvery = 1500;

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

/** Milliseconds between two answers of a dead instance. */
export const betweenQuiet = (d: Draft): number =>
  d.s.quiet.count <= d.s.rules.quietAnswers ? 300 : lookEvery;

const sameRest = (a: LineBlock | undefined, b: LineBlock | undefined): boolean => {
  if (a === undefined || b === undefined) return a === b;
  const from = a.start[0] ?? 0;
  const other = b.start[0] ?? 0;
  const length = (a.end[0] ?? 0) - from;
  if ((b.end[0] ?? 0) - other !== length) return false;
  for (let i = 0; i < length; i++) if (a.bytes[from + i] !== b.bytes[other + i]) return false;
  return true;
};

/** Counts an answer of a dead instance; true when enough in a row have added nothing. */
export const countQuiet = (d: Draft, { exact, rest }: Caught, of: Serving | undefined): boolean => {
  const { quiet: before } = d.s;
  const length = rest === undefined ? 0 : (rest.end[0] ?? 0) - (rest.start[0] ?? 0);
  // Less of the last words than an answer before: it was cut short.
  const full = exact && length >= before.longest;
  const same = full && sameRest(before.rest, rest);
  d.s.quiet = {
    count: same ? before.count + 1 : full ? 1 : 0,
    ends: same ? before.ends : 0,
    endedAt: before.endedAt,
    since: same && before.count > 0 ? before.since : d.s.now,
    longest: exact ? Math.max(length, before.longest) : length,
    ...(rest ? { rest } : {}),
  };
  if (d.s.quiet.count < d.s.rules.quietAnswers) return false;
  // Lines of a later time: the status may lag behind a restart. It is given a while to say so.
  return (
    !writtenLater(of, lastTime(d.s.history)) ||
    d.s.now - d.s.quiet.since >= d.s.rules.restartPatience
  );
};

/** A stream that was in place has ended cleanly: where its instance has ended too, that is a place where its log may end. */
export const countEnd = (d: Draft, rest: LineBlock | undefined): void => {
  const { quiet: before } = d.s;
  const length = rest === undefined ? 0 : (rest.end[0] ?? 0) - (rest.start[0] ?? 0);
  const same = before.count + before.ends > 0 && sameRest(before.rest, rest);
  d.s.quiet = {
    ...(same ? before : noQuiet),
    ends: same ? before.ends + 1 : 1,
    endedAt: d.s.now,
    longest: Math.max(length, before.longest),
    ...(rest ? { rest } : {}),
  };
};

/** Whether the pod had its while, and enough answers agreed. */
export const enoughLooks = (d: Draft, looks: number, since: number): boolean =>
  looks >= d.s.rules.endLooks && (d.s.podless || d.s.now - since >= d.s.rules.restartPatience);

/** Milliseconds between two looks for the end of a file. */
export const betweenLooks = (d: Draft): number => (d.s.podless ? 400 : lookEvery);

/** The file lost all that is known: the pod has a while to say that its container restarted, then it was rotated. */
const patience = (d: Draft, blocks: ReadonlyArray<LineBlock>, q: Search, since: number): void => {
  const look: Lost = {
    blocks,
    looks: 0,
    search: q,
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

/**
 * Lines that no line of the history proves belong to this instance only if the pod says so after they came; of a
 * later instance it must say so twice, since its status may lag behind the kubelet.
 */
export const prove = (
  d: Draft,
  which: "current" | "previous",
  lines: Lines,
  then: (d: Draft) => void,
  twice = d.s.anyShown && d.s.rules.confirmsTwice,
): void => {
  if (d.s.podless || !d.s.rules.confirmsInstance) {
    then(d);
    return;
  }
  getPod(d, "main", (draft, result) =>
    judgePod(draft, result, resume, (pod) => {
      const { container } = draft.s.config;
      const named = which === "current" ? serving(pod, container) : previousOf(pod, container);
      const again = twice && !(which === "current" && provenBySpan(draft, lines));
      if (!names(draft, pod, which)) restarted(draft, pod);
      else if (again || writtenLater(named, timeOf(lines, lines.count - 1))) {
        const ms = again ? betweenProofs(draft) : draft.s.rules.restartPatience;
        wait(draft, "main", { ms, jitter: 0 }, (later) => {
          getPod(later, "main", (last, said) =>
            judgePod(last, said, resume, (still) => {
              if (names(last, still, which)) then(last);
              else restarted(last, still);
            }),
          );
        });
      } else then(draft);
    }),
  );
};

/**
 * Whether these lines of the log that is served span so much time that no status can lag behind the instance they are
 * of: it began before their first.
 */
export const provenBySpan = (d: Draft, lines: Lines): boolean => {
  const first = timeOf(lines, 0);
  const last = timeOf(lines, lines.count - 1);
  return (
    first !== undefined && last !== undefined && millisBetween(first, last) >= d.s.rules.provenSpan
  );
};

/** Whether a line was stamped after its instance had ended, by the same node's clock: it is rather the next one's. */
const writtenLater = (of: Serving | undefined, last: Instant | undefined): boolean =>
  last !== undefined &&
  of?.ended?.finishedAt !== undefined &&
  last.seconds > of.ended.finishedAt.seconds;

/** Whether the pod's status names this instance as the one whose log is served. */
export const names = (d: Draft, pod: PodView, which: "current" | "previous"): boolean => {
  const { instance, config } = d.s;
  if (instance === undefined) return true;
  const named =
    which === "current" ? serving(pod, config.container) : previousOf(pod, config.container);
  return named !== undefined && sameInstance(named.instance, instance);
};

/** Milliseconds between two looks at the pod that shall prove a later instance. */
export const betweenProofs = (d: Draft): number => (d.s.frequent ? 10_000 : 3000);

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
