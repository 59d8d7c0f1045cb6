import type { KubeError } from "../domain/errors.ts";
import type { Instant } from "../domain/instant.ts";
import type { Divider, Marker } from "../domain/marker.ts";
import { waitBefore, type Wait } from "./backoff.ts";
import type { Command, SourceState } from "./commands.ts";
import type { LogAnswer } from "./events.ts";
import { serving, type Instance } from "./instances.ts";
import type { Draft, PodResult, Slot, Then } from "./state.ts";

/** From now on this instance is read, which no status has named until now. */
export const readsInstance = (d: Draft, instance: Instance | undefined): void => {
  d.s.instance = instance;
  d.s.unbegunAt = d.s.namedAt;
};

/** The next command's number. */
export const take = (d: Draft): number => d.s.next++;

/** GET the pod, then go on. */
export const getPod = (d: Draft, slot: Slot, then: Then<PodResult>): void => {
  const number = take(d);
  d.s.awaits = [...d.s.awaits, { _tag: "Pod", number, slot, goOn: then }];
  d.out.push({ _tag: "GetPod", number });
};

/** GET the log without following, then go on. */
export const getLog = (
  d: Draft,
  slot: Slot,
  query: Omit<Extract<Command, { readonly _tag: "GetLog" }>, "_tag" | "number">,
  then: Then<LogAnswer>,
): void => {
  const number = take(d);
  d.s.awaits = [...d.s.awaits, { _tag: "Log", number, slot, goOn: then }];
  d.out.push({ _tag: "GetLog", number, ...query });
};

/** Wait, then go on. */
export const wait = (d: Draft, slot: Slot, { ms, jitter }: Wait, then: Then<undefined>): void => {
  const number = take(d);
  d.s.awaits = [...d.s.awaits, { _tag: "Timer", number, slot, goOn: then }];
  d.out.push({ _tag: "SetTimer", number, ms, jitter });
};

/** Nothing of this slot is waited for any more. */
export const leave = (d: Draft, ...slots: ReadonlyArray<Slot>): void => {
  for (const { number, slot } of d.s.awaits)
    if (slots.includes(slot)) d.out.push({ _tag: "Abandon", number });
  d.s.awaits = d.s.awaits.filter(({ slot }) => !slots.includes(slot));
  if (slots.includes("main")) {
    d.s.onPod = undefined;
    d.s.onHurry = undefined;
  }
};

/** Ends the follow and what belongs to it. */
export const endFollow = (d: Draft): void => {
  leave(d, "probe", "confirm");
  const { follow } = d.s;
  if (follow === undefined) return;
  d.out.push({ _tag: "AbortFollow", number: follow.number });
  d.s.follow = undefined;
};

/** Tells the state of the connection, if it is another than before. */
export const tell = (d: Draft, state: SourceState): void => {
  const { shown } = d.s;
  if (shown?._tag === state._tag && (state._tag === "Streaming" || state._tag === "Connecting"))
    return;
  if (state._tag !== "Reconnecting") tellUnread(d);
  d.s.shown = state;
  d.out.push({ _tag: "State", state });
};

/** Tells of instances that came and went unread in one row, however many there were before the next line. */
export const markUnread = (d: Draft, restarts: number, from: Instant | undefined): void => {
  const { unread } = d.s;
  const since = unread === undefined ? from : unread.from;
  d.s.unread = {
    ...unread,
    restarts: restarts + (unread?.restarts ?? 0),
    ...(since === undefined ? {} : { from: since }),
  };
};

/** The divider before the next instance; with instances unread before it, only the last of them is shown. */
export const divideInstances = (d: Draft, divider: Divider): void => {
  if (d.s.unread === undefined) divide(d, divider);
  else d.s.unread = { ...d.s.unread, divider };
};

/** Shows what was gathered about unread instances. */
export const tellUnread = (d: Draft): void => {
  const { unread } = d.s;
  if (unread === undefined) return;
  d.s.unread = undefined;
  const { atStart = false, divider, ...gap } = unread;
  const marker: Marker = atStart
    ? { _tag: "StartUnknown", restarts: gap.restarts }
    : { _tag: "InstancesUnread", ...gap };
  d.out.push({ _tag: "Marker", marker, older: false });
  if (divider !== undefined) d.out.push({ _tag: "Divider", divider, older: false });
};

/** A marker row at the end, or above all rows. */
export const mark = (d: Draft, marker: Marker, older = false): void => {
  if (!older) tellUnread(d);
  d.out.push({ _tag: "Marker", marker, older });
};

/** A divider row at the end, or above all rows. */
export const divide = (d: Draft, divider: Divider, older = false): void => {
  if (!older) tellUnread(d);
  d.out.push({ _tag: "Divider", divider, older });
};

/** Ends the machine: only the user can help. */
export const fail = (d: Draft, error: KubeError): void => {
  endFollow(d);
  leave(d, "main", "older");
  d.s.over = true;
  tellUnread(d);
  d.out.push({ _tag: "Fail", error });
};

/** Ends the machine: all has been read. */
export const finish = (d: Draft, why: string): void => {
  endFollow(d);
  leave(d, "main", "older");
  d.s.over = true;
  tell(d, { _tag: "Ended", why });
  d.out.push({ _tag: "Done", why });
};

/** Tries again later, with growing delay; at once when the user, a wake-up or the network asks for it. */
export const retryLater = (
  d: Draft,
  error: KubeError | undefined,
  again: (d: Draft) => void,
): void => {
  d.s.attempt++;
  const time = waitBefore(d.s.attempt, error);
  tell(d, {
    _tag: "Reconnecting",
    attempt: d.s.attempt,
    at: d.s.now + time.ms + time.jitter,
    ...(error === undefined ? {} : { error }),
  });
  const go = (draft: Draft): void => {
    leave(draft, "main");
    again(draft);
  };
  wait(d, "main", time, go);
  d.s.onHurry = go;
  // Where the container has ended there is an end to read while it is there; and another pod may be short-lived.
  d.s.onPod = (draft, pod) => {
    const ended = serving(pod, draft.s.config.container)?.ended !== undefined;
    if ((ended && error === undefined) || pod.uid !== draft.s.instance?.uid) go(draft);
  };
};

/** Looks again after `ms`, or at the next status that a watch pushes, or when hurried. */
export const lookAgain = (d: Draft, ms: number, again: (d: Draft) => void): void => {
  const go = (draft: Draft): void => {
    leave(draft, "main");
    again(draft);
  };
  wait(d, "main", { ms: d.s.config.watched ? Math.max(ms, 30_000) : ms, jitter: 0 }, go);
  d.s.onPod = go;
  d.s.onHurry = go;
};
