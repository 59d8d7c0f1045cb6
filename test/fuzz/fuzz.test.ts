import { describe, expect, it } from "vitest";
import { mixes, mixNamed } from "./mixes.ts";
import { runOnce } from "./once.ts";
import { variants } from "./variants.ts";

const minutes = 60_000;

describe("nothing is lost, doubled or out of order", () => {
  it("has at least twenty mixes, each of its own name", () => {
    expect(new Set(mixes.map(({ name }) => name)).size).toBe(mixes.length);
    expect(mixes.length).toBeGreaterThanOrEqual(20);
  });

  it.each(mixes.map((mix) => [mix.name, mix] as const))(
    "%s",
    (_, mix) => {
      const violations: string[] = [];
      let lines = 0;
      for (let seed = 1; seed <= 100; seed++) {
        const { verdict, outcome } = runOnce(mix, seed);
        lines += outcome.rows.length;
        for (const text of verdict.violations)
          violations.push(`${text}; npm run fuzz -- --seed ${seed} --mix ${mix.name}`);
      }
      expect(violations).toEqual([]);
      expect(lines).toBeGreaterThan(0);
    },
    5 * minutes,
  );
});

describe("a machine with one rule broken is caught", () => {
  it.each(
    variants.flatMap((variant) =>
      variant.caughtBy.map((mix) => [variant.name, mix, variant.rules] as const),
    ),
  )(
    "%s, by %s",
    (_, mix, rules) => {
      let caught = 0;
      for (let seed = 1; seed <= 200 && caught === 0; seed++)
        caught = runOnce(mixNamed(mix), seed, rules).verdict.violations.length;
      expect(caught).toBeGreaterThan(0);
    },
    5 * minutes,
  );
});

describe("a run", () => {
  it("is the same for the same seed", () => {
    const mix = mixNamed("everything");
    const once = runOnce(mix, 7, undefined, true).outcome;
    expect(runOnce(mix, 7, undefined, true).outcome.trace).toEqual(once.trace);
    expect(runOnce(mix, 8, undefined, true).outcome.trace).not.toEqual(once.trace);
  });
});
