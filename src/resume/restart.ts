import type { KubeError } from "../domain/errors.ts";
import type { LineBlock } from "../domain/line.ts";
import type { PodView } from "../domain/pod.ts";
import { adopt } from "./adopt.ts";
import { commit, lastTime, replaceHistory, timeOf } from "./commit.ts";
import { exitOf, tellRest } from "./ended.ts";
import { openFollow } from "./follow.ts";
import { endUnverified } from "./gone.ts";
import { countOf, emptyHistory } from "./history.ts";
import { previousOf, sameInstance, serving, type Instance } from "./instances.ts";
import { linesOf } from "./lines.ts";
import { lookForEnd } from "./lost.ts";
import { names, prove } from "./proof.ts";
import { betweenQuiet, countQuiet } from "./quiet.ts";
import { betweenLooks, enoughLooks, judgePod, logFailed, resume } from "./resume.ts";
import { leastTail, search, type Caught } from "./search.ts";
import {
  divide,
  divideInstances,
  endFollow,
  fail,
  finish,
  getPod,
  leave,
  lookAgain,
  mark,
  markUnread,
  readsInstance,
  tell,
  wait,
} from "./draft.ts";
import { noQuiet, type Draft } from "./state.ts";

/** How many answers of a kubelet that cannot read a dead instance's log are borne. */
const unreadableTries = 3;

/** The pod's status names another instance than the one being read: the old one first, to its end, then the next. */
export const restarted = (d: Draft, pod: PodView): void => {
  endFollow(d);
  leave(d, "main");
  const { instance } = d.s;
  if (instance === undefined) {
    resume(d);
    return;
  }
  if (d.s.closed) {
    nextInstance(d, pod, instance, false);
    return;
  }
  const last = previousOf(pod, d.s.config.container);
  // While the status lagged, the file that was seen empty may have been the next one's.
  d.s.emptyAt = undefined;
  if (last !== undefined && sameInstance(last.instance, instance)) closeOld(d);
  else
    adopt(d, pod, (draft) => {
      if (draft.s.config.view === "previous") {
        endUnverified(draft, "container removed");
        finish(draft, "the container restarted again");
      } else nextInstance(draft, pod, instance, true);
    });
};

/** Reads the dead instance on to its end; the pod must name it as the previous one before and after each answer. */
export const closeOld = (d: Draft): void => closeAfter(d, 0);

/** The same, after so many answers in a row that could not be read. */
const closeAfter = (d: Draft, failures: number): void => {
  search(d, {
    previous: true,
    ...(d.s.history.whole || d.s.timeless ? {} : { tail: leastTail }),
    widened: false,
    short: 0,
    failures,
    caught: closing,
    lost: (draft, blocks, q) => {
      const since = draft.s.now;
      lookForEnd(draft, {
        blocks,
        looks: 0,
        tail: leastTail,
        search: q,
        enough: (later, looks) => enoughLooks(later, looks, since),
        pause: betweenLooks,
        check: stillPrevious,
        gone: lookElsewhere,
      });
    },
    prove: (draft, lines, then) => prove(draft, "previous", lines, then),
    failed: (draft, error, q) => previousFailed(draft, error, q.failures),
  });
};

const closing = (d: Draft, caught: Caught): void => {
  const last = d.s.pod === undefined ? undefined : previousOf(d.s.pod, d.s.config.container);
  const enough = countQuiet(d, caught, last);
  const go = (draft: Draft, pod: PodView | undefined): void => {
    if (!enough) {
      wait(draft, "main", { ms: betweenQuiet(draft), jitter: 0 }, closeOld);
      return;
    }
    tellRest(draft);
    draft.s.closed = true;
    const { instance, config } = draft.s;
    if (config.view === "previous") {
      // The last row says how it went, as that of a live log does.
      const ended = pod === undefined ? undefined : previousOf(pod, config.container)?.ended;
      if (ended !== undefined) divide(draft, { _tag: "Exited", ...exitOf(ended) });
      finish(draft, "read to its end");
    } else if (pod !== undefined && instance !== undefined)
      nextInstance(draft, pod, instance, false);
    else resume(draft);
  };
  if (d.s.podless) {
    go(d, undefined);
    return;
  }
  getPod(d, "main", (draft, result) =>
    judgePod(draft, result, closeOld, (pod) => {
      if (names(draft, pod, "previous")) go(draft, pod);
      else restarted(draft, pod);
    }),
  );
};

const previousFailed = (d: Draft, error: KubeError, failures: number): void => {
  const said = error._tag === "ServerSaid" && error.status === 200 ? error.message : undefined;
  if (error._tag !== "PreviousNotFound" && (said === undefined || failures < unreadableTries)) {
    logFailed(d, error, (later) => closeAfter(later, failures));
    return;
  }
  if (d.s.config.view === "previous" && !d.s.anyShown) {
    fail(d, error);
    return;
  }
  getPod(d, "main", (draft, result) =>
    judgePod(draft, result, closeOld, (pod) => {
      if (!names(draft, pod, "previous")) {
        restarted(draft, pod);
        return;
      }
      adopt(draft, pod, (lost) => {
        const { anyShown, config, history, instance } = lost.s;
        // One of which nothing was read is told of with others like it, unless the node says why.
        const unread = anyShown && said === undefined && countOf(history) === 0;
        if (!unread) endUnverified(lost, "container removed", said);
        lost.s.closed = true;
        if (config.view === "previous") finish(lost, "no longer kept");
        else if (instance !== undefined) nextInstance(lost, pod, instance, unread);
      });
    }),
  );
};

/** No line known stands in the dead instance's file: it rotated, unless the lines were another instance's. */
const lookElsewhere = (d: Draft, blocks: ReadonlyArray<LineBlock>): void => {
  const r = linesOf(blocks);
  const go = (draft: Draft): void =>
    prove(
      draft,
      "previous",
      r,
      (proven) => {
        const from = lastTime(proven.s.history);
        const to = timeOf(r, 0);
        mark(proven, {
          _tag: "Rotated",
          ...(from === undefined ? {} : { from }),
          ...(to === undefined ? {} : { to }),
        });
        commit(proven, blocks);
        replaceHistory(proven, blocks, 0, r.count <= proven.s.rules.historyLines);
        closeOld(proven);
      },
      false,
    );
  if (d.s.podless) {
    go(d);
    return;
  }
  getPod(d, "main", (draft, result) =>
    judgePod(draft, result, closeOld, (pod) => {
      if (names(draft, pod, "previous")) adopt(draft, pod, go, r);
      else restarted(draft, pod);
    }),
  );
};

/** Goes on if the pod still names the instance as the previous one. */
const stillPrevious = (d: Draft, then: (d: Draft) => void): void => {
  if (d.s.podless) {
    then(d);
    return;
  }
  getPod(d, "main", (draft, result) =>
    judgePod(draft, result, closeOld, (pod) => {
      if (names(draft, pod, "previous")) then(draft);
      else restarted(draft, pod);
    }),
  );
};

/** On to the instance after `old`: the previous one if it was never read, else the current one. */
const nextInstance = (d: Draft, pod: PodView, old: Instance, unread: boolean): void => {
  const { container } = d.s.config;
  const now = serving(pod, container);
  if (now === undefined) {
    tell(d, { _tag: "Waiting", pod });
    lookAgain(d, 10_000, resume);
    return;
  }
  const last = previousOf(pod, container);
  const between =
    last !== undefined &&
    !sameInstance(last.instance, old) &&
    !sameInstance(last.instance, now.instance) &&
    last.instance.restarts > old.restarts;
  const next = between ? last : now;
  const missing = next.instance.restarts - old.restarts - (unread ? 0 : 1);
  if (missing > 0 || unread) {
    const from = unread ? lastTime(d.s.history) : undefined;
    markUnread(d, Math.max(1, missing), from);
  }
  if (old.id !== "") {
    const ended = last !== undefined && sameInstance(last.instance, old) ? last.ended : undefined;
    divideInstances(d, {
      _tag: "Restarted",
      ...(d.s.exitTold
        ? next.instance.startedAt === undefined
          ? {}
          : { at: next.instance.startedAt }
        : exitOf(ended)),
    });
  }
  begin(d, next.instance);
  if (between) closeOld(d);
  else if (now.ended !== undefined) resume(d);
  else openFollow(d);
};

/** The next instance is read from its first line. */
export const begin = (d: Draft, instance: Instance): void => {
  d.s.frequent = d.s.now - d.s.restartedAt < 60_000;
  d.s.restartedAt = d.s.now;
  if (countOf(d.s.history) > 0) {
    d.s.before = d.s.history;
    d.s.beforeOf = d.s.instance;
  }
  readsInstance(d, instance);
  d.s.history = emptyHistory(true);
  d.s.closed = false;
  d.s.emptyAt = undefined;
  d.s.exitTold = false;
  d.s.quiet = noQuiet;
  d.s.gapTold = false;
  d.s.emptyLooks = 0;
  d.s.followAll = false;
};
