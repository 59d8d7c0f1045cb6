import { rules as theRules, type Rules } from "../../src/resume/rules.ts";
import { judge, type Verdict } from "./judge.ts";
import type { Mix } from "./mixes.ts";
import { simulate, type Outcome } from "./world.ts";

/** One run and what is to be said of it. */
export interface Judged {
  readonly seed: number;
  readonly verdict: Verdict;
  readonly outcome: Outcome;
}

/** Runs one mix with one seed. */
export const runOnce = (
  mix: Mix,
  seed: number,
  rules: Rules = theRules,
  tracing = false,
): Judged => {
  const outcome = simulate(mix, seed, rules, tracing);
  return { seed, verdict: judge(mix, outcome), outcome };
};
