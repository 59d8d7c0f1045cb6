import { describe, expect, it } from "vitest";
import { makeSteadyClock } from "../../src/source/steady-clock.ts";

const hour = 3_600_000;

/** A machine whose clock shows two hours. */
const machine = () => {
  let time = 2 * hour;
  let elapsed = 0n;
  const clock = makeSteadyClock({
    currentTimeMillisUnsafe: () => time,
    monotonicTimeNanosUnsafe: () => elapsed,
  });
  clock.now();
  return {
    clock,
    passes: (ms: number): void => {
      time += ms;
      elapsed += BigInt(ms) * 1_000_000n;
    },
    isSet: (ms: number): void => {
      time += ms;
    },
  };
};

describe("a steady clock", () => {
  it("is the machine's while that goes on, also in leaps", () => {
    const { clock, isSet, passes } = machine();
    passes(500);
    expect(clock.now()).toBe(2 * hour + 500);
    // It slept, in which only the machine's clock went on.
    isSet(hour);
    expect(clock.now()).toBe(3 * hour + 500);
    expect(clock.toMachine(3 * hour + 5000)).toBe(3 * hour + 5000);
  });

  it("loses nothing when that is set back, and tells moments as that has them", () => {
    const { clock, isSet, passes } = machine();
    passes(15_000);
    isSet(-hour);
    expect(clock.now()).toBe(2 * hour + 15_000);
    passes(500);
    expect(clock.now()).toBe(2 * hour + 15_500);
    expect(clock.toMachine(2 * hour + 16_500)).toBe(hour + 16_500);
  });

  it("goes no faster, however often it is asked between two of the machine's ticks", () => {
    let elapsed = 0;
    const clock = makeSteadyClock({
      currentTimeMillisUnsafe: () => Math.floor(elapsed),
      monotonicTimeNanosUnsafe: () => BigInt(Math.round(elapsed * 1e6)),
    });
    for (; elapsed < 1000; elapsed += 0.1) clock.now();
    expect(Math.abs(clock.now() - elapsed)).toBeLessThan(1);
  });
});
