import { ContainerUnknown, PreviousNotFound, type KubeError } from "../domain/errors.ts";
import { compareInstants, type Instant } from "../domain/instant.ts";
import type { PodView } from "../domain/pod.ts";
import { showLast, showSince, type FirstWindow } from "./first-window.ts";
import { openFollow } from "./follow.ts";
import {
  containerOf,
  mayFollowOthers,
  previousOf,
  sameInstance,
  serving,
  type Serving,
} from "./instances.ts";
import { closeOld } from "./restart.ts";
import { judgePod, logFailed, resume } from "./resume.ts";
import { fail, getPod, leave, lookAgain, readsInstance, tell } from "./draft.ts";
import type { Draft } from "./state.ts";

/** Begins: the pod, the last lines of the log, the stream. */
export const start = (d: Draft): void => {
  leave(d, "main");
  if (d.s.shown === undefined) tell(d, { _tag: "Connecting" });
  if (d.s.podless) {
    read(d, { previous: d.s.config.view === "previous" });
    return;
  }
  getPod(d, "main", (draft, result) => judgePod(draft, result, start, (pod) => onPod(draft, pod)));
};

/** The instance whose log is read first, and by which request. */
interface First {
  /** Absent where pods may not be read. */
  readonly of?: Serving;
  readonly previous: boolean;
}

const onPod = (d: Draft, pod: PodView): void => {
  const { container, view } = d.s.config;
  if (containerOf(pod, container) === undefined) {
    fail(d, new ContainerUnknown({ pod: pod.name, container }));
    return;
  }
  const first = firstOf(d, pod);
  if (first !== undefined) read(d, first);
  else if (view === "previous") fail(d, new PreviousNotFound({ pod: pod.name, container }));
  else {
    d.s.namedAt = d.s.now;
    tell(d, { _tag: "Waiting", pod });
    lookAgain(d, 2000, start);
  }
};

const firstOf = (d: Draft, pod: PodView): First | undefined => {
  const { container, since, view } = d.s.config;
  const now = serving(pod, container);
  const last = previousOf(pod, container);
  if (view === "previous") return last && { of: last, previous: true };
  if (now === undefined) return undefined;
  if (since === undefined) return { of: now, previous: false };
  // One that ended within the time that is wanted: how it went is what the user looks for.
  const previous =
    last !== undefined &&
    !sameInstance(last.instance, now.instance) &&
    !endedBefore(last, since) &&
    d.s.rules.sincePrevious;
  const of = previous ? last : now;
  const others =
    mayFollowOthers(of.instance, since) &&
    (previous || last === undefined || !endedBefore(last, since)) &&
    d.s.rules.tellsOthers;
  d.s.unread = others ? { restarts: of.instance.restarts, atStart: true } : undefined;
  return { of, previous };
};

/** Whether an instance ended before that time; its status tells whole seconds. */
const endedBefore = ({ ended }: Serving, time: Instant): boolean =>
  ended?.finishedAt !== undefined && ended.finishedAt.seconds < time.seconds;

const read = (d: Draft, first: First): void => {
  const { limit, since } = d.s.config;
  const startedAt = first.of?.instance.startedAt;
  // All of an instance that began after that time.
  const whole =
    startedAt !== undefined && since !== undefined && compareInstants(startedAt, since) >= 0;
  if (since !== undefined && !whole) showSince(d, windowOf(first), since);
  else if (since === undefined && limit !== "all") showLast(d, windowOf(first), limit);
  else {
    readsInstance(d, first.of?.instance);
    goOn(d, first);
  }
};

const goOn = (d: Draft, { of, previous }: First): void => {
  if (previous) closeOld(d);
  else if (of?.ended !== undefined) resume(d);
  else openFollow(d);
};

const windowOf = (first: First): FirstWindow => ({
  previous: first.previous,
  failed: (d, error) => failed(d, first, error),
  confirm: (d, then) => confirm(d, first, then),
  shown: (d) => goOn(d, first),
});

/** The pod must name the same instance after the answer as before. */
const confirm = (d: Draft, { of, previous }: First, then: (d: Draft) => void): void => {
  const go = (draft: Draft): void => {
    readsInstance(draft, of?.instance);
    then(draft);
  };
  if (d.s.podless || of === undefined || !d.s.rules.confirmsInstance) {
    go(d);
    return;
  }
  getPod(d, "main", (draft, result) =>
    judgePod(draft, result, start, (pod) => {
      const { container } = draft.s.config;
      const now = previous ? previousOf(pod, container) : serving(pod, container);
      if (now !== undefined && sameInstance(now.instance, of.instance)) go(draft);
      else onPod(draft, pod);
    }),
  );
};

/** How often the node may say that it can't read a log which the pod's status names. */
const unreadableTries = 3;

/** The log of a dead instance may be gone although the pod names it: what follows then says so. */
const failed = (d: Draft, first: First, error: KubeError): void => {
  const unreadable =
    error._tag === "PreviousNotFound" ||
    (error._tag === "ServerSaid" && error.status === 200 && d.s.attempt >= unreadableTries);
  if (d.s.config.view === "current" && first.previous && unreadable) {
    readsInstance(d, first.of?.instance);
    closeOld(d);
  } else logFailed(d, error, start);
};
