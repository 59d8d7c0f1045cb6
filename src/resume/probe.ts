import { isOver } from "../domain/pod-state.ts";
import { align } from "./align.ts";
import type { LogAnswer } from "./events.ts";
import { countOf } from "./history.ts";
import { distrust } from "./follow.ts";
import { linesOf } from "./lines.ts";
import { errorOf, historyLinesOf } from "./search.ts";
import { getLog, leave, wait } from "./draft.ts";
import type { Draft } from "./state.ts";

/** A stream that is silent so long (ms) is probed; while nothing changes, each time after twice as long. */
const probeFirst = 15_000;
const probeLast = 300_000;

/** Lines a probe looks at. */
const probeTail = 32;

/** How long (ms) the stream may take to show what the probe saw. */
const probeGrace = 2000;

/** Waits until nothing has come, from stream or probe, for long enough. */
export const armProbe = (d: Draft): void => {
  if (!d.s.rules.probes) return;
  wait(d, "probe", { ms: Math.max(0, Math.ceil(dueAt(d) - d.s.now)) + 1, jitter: 0 }, (draft) => {
    if (draft.s.lastDataAt > draft.s.probedAt) draft.s.probeAfter = probeFirst;
    if (draft.s.now < dueAt(draft)) armProbe(draft);
    else probe(draft);
  });
};

const dueAt = ({ s }: Draft): number =>
  Math.max(s.lastDataAt, s.streamingSince, s.probedAt) + s.probeAfter;

/** Looks at the end of the log on another connection. */
export const probe = (d: Draft): void => {
  leave(d, "probe");
  d.s.probedAt = d.s.now;
  getLog(d, "probe", { previous: false, tail: probeTail + 1 }, judge);
};

const judge = (d: Draft, answer: LogAnswer): void => {
  const asked = d.s.now;
  const error = errorOf(answer);
  // A stream may outlive its pod for a while, when that is removed by force; one that stays silent is dead.
  const missing = error?._tag === "PodGone" && d.s.missingAt !== undefined;
  // That of a pod that has ended ends too.
  const over = d.s.pod !== undefined && isOver(d.s.pod);
  if (missing || (over && d.s.lastDataAt < d.s.probedAt)) {
    distrust(d);
    return;
  }
  if (error?._tag === "PodGone") d.s.missingAt = d.s.now;
  if (error !== undefined || !unseen(d, answer)) {
    backOff(d);
    return;
  }
  wait(d, "probe", { ms: probeGrace, jitter: 0 }, (draft) => {
    if (draft.s.lastDataAt >= asked) backOff(draft);
    else distrust(draft);
  });
};

/** Whether the end of the log holds a line that the stream has not brought. */
const unseen = (d: Draft, { blocks }: LogAnswer): boolean => {
  const all = linesOf(blocks);
  if (all.count === 0) return countOf(d.s.history) > 0;
  // A single line has nothing before it: it counts, fragment or not.
  const r = all.count === 1 ? all : linesOf(blocks, 1);
  const found = align(
    historyLinesOf(d),
    r,
    { wholeFile: false, whole: d.s.history.whole, tail: probeTail },
    d.s.rules,
  );
  return found._tag === "NoOverlap" || found.from < r.count;
};

const backOff = (d: Draft): void => {
  d.s.probeAfter = Math.min(probeLast, d.s.probeAfter * 2);
  armProbe(d);
};
