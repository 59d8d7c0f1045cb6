import { lineTime, type LineBlock } from "../domain/line.ts";
import { lastTime } from "./commit.ts";
import { countOf } from "./history.ts";
import type { Serving } from "./instances.ts";
import { betweenProofs, writtenLater } from "./proof.ts";
import type { Caught } from "./search.ts";
import { noQuiet, type Draft } from "./state.ts";

/** How long (ms) the pod is given to say that it restarted, between two looks. */
export const lookEvery = 1500;

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
  return d.s.now - d.s.quiet.since >= patience(d, of, rest);
};

/** How long (ms) a status that may lag behind a restart is given to say so before what was read is taken for the end. */
const patience = (d: Draft, of: Serving | undefined, rest: LineBlock | undefined): number => {
  const { anyShown, history, rules } = d.s;
  const last = rest === undefined ? undefined : lineTime(rest, 0);
  if (writtenLater(of, last ?? lastTime(history))) return rules.restartPatience;
  // With no line known, nothing but the status proves whose file it is.
  return countOf(history) === 0 && anyShown && rules.confirmsEmpty ? betweenProofs(d) : 0;
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
