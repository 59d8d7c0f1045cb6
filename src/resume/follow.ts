import type { KubeError } from "../domain/errors.ts";
import { lineTime, type LineBlock } from "../domain/line.ts";
import { align } from "./align.ts";
import { healthyAfter, heeding, longestWait } from "./backoff.ts";
import { commit, commitBlock } from "./commit.ts";
import { countOf } from "./history.ts";
import { inBandError } from "./in-band.ts";
import { sameInstance, serving } from "./instances.ts";
import { linesOf } from "./lines.ts";
import { armProbe } from "./probe.ts";
import { betweenProofs, provenBySpan } from "./proof.ts";
import { countEnd } from "./quiet.ts";
import { judgePod, logFailed, resume } from "./resume.ts";
import { historyLinesOf, leastTail, shownBefore } from "./search.ts";
import { endFollow, getPod, leave, mark, retryLater, take, tell, wait } from "./draft.ts";
import { noQuiet, type Draft, type Follow } from "./state.ts";

/** How long (ms) a follow may take to show its place, once lines stop coming. */
const placeWithin = 3000;

/** A follow that is silent so long (ms) after its head was opened on an empty file. */
const emptyAfter = 2000;

/** How long (ms) a stream in place goes on at most when its container has ended before. */
const endsWithin = 250;

/** How long (ms) a log that cannot be followed is read by asking again and again. */
const pollFor = 60_000;

/** Opens the stream; its lines are held until their place in the log is certain. */
export const openFollow = (d: Draft): void => {
  endFollow(d);
  leave(d, "main");
  const { history, timeless, followAll } = d.s;
  const all = history.whole || countOf(history) < leastTail || timeless || followAll;
  const tail = all ? {} : { tail: leastTail };
  const number = take(d);
  d.s.follow = {
    number,
    ...tail,
    streaming: false,
    held: [],
    heldLines: 0,
    nextTry: 1,
    confirmed: d.s.podless || !d.s.rules.confirmsInstance,
    saidOnce: false,
  };
  d.out.push({ _tag: "OpenFollow", number, ...(all ? {} : { tail: leastTail + 1 }) });
};

/** The stream's head is in: from now on it is of one instance, and the pod must say which. */
export const followOpened = (d: Draft, follow: Follow): void => {
  d.s.follow = { ...follow, openedAt: d.s.now };
  d.s.lastDataAt = d.s.now;
  placeTimer(d, placeWithin);
  if (follow.confirmed) place(d);
  else confirm(d, d.s.anyShown && d.s.rules.confirmsTwice && countOf(d.s.history) === 0);
};

const placeTimer = (d: Draft, ms: number): void =>
  wait(d, "probe", { ms, jitter: 0 }, (draft) => {
    const { follow } = draft.s;
    if (follow === undefined || follow.streaming) return;
    // An empty history waits for the pod, not for lines.
    if (countOf(draft.s.history) === 0) {
      placeTimer(draft, placeWithin);
      return;
    }
    const silent = draft.s.now - draft.s.lastDataAt;
    if (silent < placeWithin) placeTimer(draft, placeWithin - silent);
    else askForAll(draft);
  });

const askForAll = (d: Draft): void => {
  d.s.followAll = true;
  d.s.attempt++;
  if (d.s.attempt > 3) retryLater(d, undefined, resume);
  else resume(d);
};

const confirm = (d: Draft, twice: boolean, pause = 1000): void => {
  getPod(d, "confirm", (draft, result) => {
    if (result._tag === "Failed" && result.error._tag !== "PodGone") {
      if (result.error._tag === "Forbidden") judgePod(draft, result, resume, () => undefined);
      else
        wait(draft, "confirm", heeding(result.error, { ms: pause, jitter: 500 }), (later) =>
          confirm(later, twice, Math.min(longestWait, 2 * pause)),
        );
      return;
    }
    judgePod(draft, result, resume, (pod) => {
      const now = serving(pod, draft.s.config.container);
      const { instance, follow } = draft.s;
      if (follow === undefined) return;
      if (now === undefined || instance === undefined || !sameInstance(now.instance, instance))
        resume(draft);
      else if (twice && !spansEnough(draft, follow.held)) {
        draft.s.follow = { ...follow, saidOnce: true };
        wait(draft, "confirm", { ms: betweenProofs(draft), jitter: 0 }, (later) =>
          confirm(later, false),
        );
      } else {
        draft.s.follow = { ...follow, confirmed: true };
        if (!follow.streaming) place(draft);
      }
    });
  });
};

/** Whether the lines held span so much time that the pod need not say a second time whose they are. */
const spansEnough = (d: Draft, held: ReadonlyArray<LineBlock>): boolean => {
  const first = held[0];
  const last = held.at(-1);
  return (
    first !== undefined &&
    last !== undefined &&
    provenBySpan(d, lineTime(first, 0), lineTime(last, last.count - 1))
  );
};

/** Lines of the stream. */
export const followData = (d: Draft, follow: Follow, block: LineBlock): void => {
  if (block.count === 0) return;
  if (follow.heldLines === 0 && countOf(d.s.history) === 0) noteEmpty(d, follow);
  if (follow.streaming) {
    d.s.lastDataAt = d.s.now;
    if (countOf(d.s.history) === 0) {
      commit(d, [block]);
      return;
    }
    d.s.streamed += block.count;
    commitBlock(d, block);
    return;
  }
  d.s.lastDataAt = d.s.now;
  const heldLines = follow.heldLines + block.count;
  const held = [...follow.held, block];
  const proven = follow.saidOnce && spansEnough(d, held);
  d.s.follow = { ...follow, held, heldLines, saidOnce: follow.saidOnce && !proven };
  if (proven) {
    leave(d, "confirm");
    confirm(d, false);
  } else if (heldLines >= follow.nextTry) place(d);
};

/** Remembers that the file of this stream was empty when it was opened. */
const noteEmpty = (d: Draft, { openedAt }: Follow): void => {
  if (openedAt !== undefined && d.s.now - openedAt >= emptyAfter) d.s.emptyAt ??= openedAt;
};

/** Tries to find the place of the lines held. */
const place = (d: Draft): void => {
  const { follow, history } = d.s;
  if (follow === undefined) return;
  if (countOf(history) === 0) {
    if (follow.confirmed) stream(d, follow, shownBefore(d, linesOf(follow.held)));
    return;
  }
  const first = follow.tail === undefined || !d.s.rules.dropFirst ? 0 : 1;
  const r = linesOf(follow.held, first);
  if (r.count === 0) return;
  const found = align(
    historyLinesOf(d),
    r,
    { wholeFile: follow.tail === undefined, whole: history.whole, tail: follow.tail ?? 0 },
    d.s.rules,
  );
  if (found._tag === "Found" && found.certain) {
    if (found.behind === 0) stream(d, follow, first + found.from);
    else d.s.follow = { ...follow, nextTry: follow.heldLines + found.behind };
    return;
  }
  const hopeless =
    follow.tail === undefined
      ? history.whole && found._tag === "NoOverlap"
      : follow.heldLines > follow.tail;
  if (hopeless) askForAll(d);
  else
    d.s.follow = {
      ...follow,
      nextTry:
        follow.tail === undefined ? Math.ceil(follow.heldLines * 1.5) + 1 : follow.heldLines + 1,
    };
};

const stream = (d: Draft, follow: Follow, from: number): void => {
  leave(d, "probe");
  d.s.follow = { ...follow, streaming: true, held: [], heldLines: 0 };
  d.s.streamingSince = d.s.now;
  d.s.streamed = 0;
  d.s.followAll = false;
  commit(d, follow.held, from);
  tell(d, { _tag: "Streaming" });
  d.s.probeAfter = 15_000;
  armProbe(d);
};

/** The stream ended, which says nothing by itself: the pod and the log are asked. */
export const followClosed = (
  d: Draft,
  follow: Follow,
  rest: LineBlock | undefined,
  error: KubeError | undefined,
): void => {
  const healthy = follow.streaming && d.s.now - d.s.streamingSince >= healthyAfter;
  leave(d, "probe", "confirm");
  if (follow.heldLines === 0 && countOf(d.s.history) === 0) noteEmpty(d, follow);
  d.s.follow = undefined;
  if (healthy) d.s.attempt = 0;
  const said = inBandError(rest);
  if (said !== undefined && said.text !== d.s.notice) {
    mark(d, { _tag: "KubeletNotice", text: said.text });
    d.s.notice = said.text;
  }
  if (said?.cannotFollow === true) d.s.pollUntil = d.s.now + pollFor;
  if (follow.streaming) {
    // That of a container which has ended ends as soon as it is in place.
    if (d.s.now - d.s.streamingSince > endsWithin && d.s.rules.weighsEnds) d.s.quiet = noQuiet;
    if (error === undefined && said === undefined) countEnd(d, rest);
  }
  if (error !== undefined && follow.openedAt === undefined) {
    logFailed(d, error, resume);
    return;
  }
  if (error !== undefined) {
    retryLater(d, error, resume);
    return;
  }
  // A container that ends is soon removed: its end is read at once, and only the next stream has to wait.
  d.s.tired = d.s.attempt > 0;
  if (!d.s.tired) d.s.attempt = 1;
  resume(d);
};

/** The stream is not trusted any more. */
export const distrust = (d: Draft): void => {
  endFollow(d);
  resume(d);
};
