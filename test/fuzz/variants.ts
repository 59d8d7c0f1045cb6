import { newLinesByTime } from "./by-time.ts";
import { rules, type Rules } from "../../src/resume/rules.ts";

/** A machine with one rule broken, and the mixes that catch it. */
export interface Variant {
  readonly name: string;
  readonly rules: Rules;
  readonly caughtBy: ReadonlyArray<string>;
}

const variant = (
  name: string,
  over: Partial<Rules>,
  ...caughtBy: ReadonlyArray<string>
): Variant => ({
  name,
  rules: { ...rules, ...over },
  caughtBy,
});

/** One variant for each rule: each must be caught, else the rule is good for nothing. */
export const variants: ReadonlyArray<Variant> = [
  variant("a time-based rule", newLinesByTime, "backward-stamps"),
  variant(
    "a one-sided match",
    { fits: (ids, asked, h, r) => rules.fits(ids, asked, h, r).filter((offset) => offset >= 0) },
    "tail-small-history",
  ),
  variant("no evidence", { certain: () => true }, "identical-bursts"),
  variant(
    "of several fits the one with the most new lines",
    { best: (fits) => fits.at(-1) ?? 0 },
    "alike-bursts",
  ),
  variant("any fit of a whole file", { narrowed: (fits) => fits }, "alike-whole"),
  variant("rotated without looking for the end", { looksForEnd: false }, "tail-very-short-answers"),
  variant("no farther look for the end", { looksFarther: false }, "rotation-busy"),
  variant("one look for the end", { endLooks: 1 }, "no-pods-short-answers"),
  variant("a marker after every reconnect", { marksReconnect: true }, "whole-cuts"),
  variant("the first line of a tail counts", { dropFirst: false }, "parts-tail"),
  variant("an unfinished line counts", { dropUnterminated: false }, "exits"),
  variant("one quiet answer is the end", { quietAnswers: 1 }, "dead-ends"),
  variant("no two ends are the end of a deleted pod", { agreeingEnds: Infinity }, "rollout"),
  variant("one end is the end of a deleted pod", { agreeingEnds: 1 }, "rollout-rough"),
  variant("ends of a log that went on count", { weighsEnds: false }, "rollout-idle-proxy"),
  variant("a pod that is gone at once proves nothing", { goneWithin: -1 }, "rollout-at-once"),
  variant("a pod that is gone at some time proves it", { goneWithin: Infinity }, "rollout-rough"),
  variant("a short answer is believed", { heedsShort: false }, "dead-ends"),
  variant("no patience with a lagging status", { restartPatience: 0 }, "restarts-long-lag"),
  variant("stale streams are listened to", { heedsNumbers: false }, "tail-stalls"),
  variant("the instance is not confirmed", { confirmsInstance: false }, "crash-loop-fast"),
  variant("a later instance is confirmed once", { confirmsTwice: false }, "crash-loop-fast"),
  variant("an empty end is confirmed once", { confirmsEmpty: false }, "crash-loop-rotation-quiet"),
  variant("last words are told twice", { tellsRestOnce: false }, "restarts-last-words"),
  variant("young lines are an old instance's", { weighsAge: false }, "restarts-rotation-rough"),
  variant("a late first line is the first", { lateStart: Infinity }, "rotation"),
  variant("an empty file says nothing of its start", { knowsStart: false }, "silent-start"),
  variant("any file is of an instance that the status knows", { provenSpan: 0 }, "crash-loop-fast"),
  variant("since: any tail will do", { sinceAfterEarlier: false }, "since-short-answers"),
  variant("since: no look how far back it goes", { sinceHoldsFirst: false }, "since-clock-steps"),
  variant("since: only the current instance", { sincePrevious: false }, "since-restarts"),
  variant("since: unread instances are kept quiet", { tellsOthers: false }, "since-crash-loop"),
  variant("silent streams are not probed", { probes: false }, "tail-stalls"),
];
