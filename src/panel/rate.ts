/** How many lines came over the last seconds. */
export interface Rate {
  /** [Unix ms, lines ever] at each beat of the window, oldest first. */
  readonly samples: ReadonlyArray<readonly [number, number]>;
}

/** Over how long the rate is taken, in ms. */
const windowMs = 3000;

export const noRate: Rate = { samples: [] };

/** Takes in how many lines there have ever been at a moment (Unix ms). */
export const sampleRate = (rate: Rate, now: number, lines: number): Rate => {
  const from = rate.samples.findLastIndex(([at]) => at <= now - windowMs);
  return { samples: [...rate.samples.slice(Math.max(from, 0)), [now, lines]] };
};

/** Lines per second over the samples; 0 while they span less than a second, which says nothing yet. */
export const linesPerSecond = (rate: Rate): number => {
  const first = rate.samples[0];
  const last = rate.samples.at(-1);
  if (first === undefined || last === undefined || last[0] - first[0] < 1000) return 0;
  return (last[1] - first[1]) / ((last[0] - first[0]) / 1000);
};
