import type * as Clock from "effect/Clock";

/** A clock that is never set back, as waiting needs it. */
export interface SteadyClock {
  /** Unix ms by the machine's clock; where that is set back, this one goes on from where it was. */
  readonly now: () => number;
  /** The same moment by the machine's clock as it goes now (Unix ms), to be shown. */
  readonly toMachine: (at: number) => number;
}

/** What is needed of a clock: the machine's time, and one that nobody sets but that may stand still in sleep. */
type Times = Pick<Clock.Clock, "currentTimeMillisUnsafe" | "monotonicTimeNanosUnsafe">;

/**
 * Makes one of the machine's clock. That is set back by a person, by NTP or after sleep; a wait that is measured by it
 * would last as long as it was set back.
 */
export const makeSteadyClock = (clock: Times): SteadyClock => {
  /** By how much (ms) the machine's clock is before the one that nobody sets: at most so far, and now. */
  let most = Number.NEGATIVE_INFINITY;
  let before = 0;
  return {
    now: () => {
      const elapsed = Number(clock.monotonicTimeNanosUnsafe()) / 1e6;
      before = clock.currentTimeMillisUnsafe() - elapsed;
      most = Math.max(most, before);
      return elapsed + most;
    },
    toMachine: (at) => at - most + before,
  };
};
