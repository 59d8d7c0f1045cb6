import { align } from "./align.ts";
import type { LogAnswer } from "./events.ts";
import { countOf } from "./history.ts";
import { distrust } from "./follow.ts";
import { linesOf } from "./lines.ts";
import { errorOf, historyLinesOf } from "./search.ts";
import { getLog, leave, wait, type Draft } from "./state.ts";

/** A stream that is silent so long (ms) is probed; while nothing changes, each time after twice as long. */
export const probeFirst = 15_000;
const probeLast = 300_000;

/** Lines a probe looks at. */
const probeTail = 32;

/** How long (ms) the stream may take to show what the probe saw. */
const probeGrace = 2000;

/** Waits until the stream has been silent for long enough. */
export const armProbe = (d: Draft): void => {
  if (!d.s.rules.probes) return;
  const silent = d.s.now - Math.max(d.s.lastDataAt, d.s.streamingSince);
  const ms = Math.max(0, d.s.probeAfter - silent);
  wait(d, "probe", { ms, jitter: 0 }, (draft) => {
    const quiet = draft.s.now - Math.max(draft.s.lastDataAt, draft.s.streamingSince);
    if (quiet < probeFirst) {
      draft.s.probeAfter = probeFirst;
      armProbe(draft);
    } else if (quiet < draft.s.probeAfter) armProbe(draft);
    else probe(draft);
  });
};

/** Looks at the end of the log on another connection. */
export const probe = (d: Draft): void => {
  leave(d, "probe");
  getLog(d, "probe", { previous: false, tail: probeTail + 1 }, judge);
};

const judge = (d: Draft, answer: LogAnswer): void => {
  const asked = d.s.now;
  if (errorOf(answer) !== undefined || !unseen(d, answer)) {
    rest(d);
    return;
  }
  wait(d, "probe", { ms: probeGrace, jitter: 0 }, (draft) => {
    if (draft.s.lastDataAt >= asked) rest(draft);
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

const rest = (d: Draft): void => {
  d.s.probeAfter = Math.min(probeLast, d.s.probeAfter * 2);
  armProbe(d);
};
