/** A seeded source of chance: the same seed gives the same run. */
export interface Random {
  /** Uniform in [0, 1). */
  readonly next: () => number;
  /** A whole number in [from, to]. */
  readonly int: (from: number, to: number) => number;
  /** True with this probability. */
  readonly chance: (p: number) => boolean;
  /** Uniform in [from, to). */
  readonly between: (from: number, to: number) => number;
  /** Exponential with this mean. */
  readonly after: (mean: number) => number;
}

/** sfc32, seeded by one number. */
export const makeRandom = (seed: number): Random => {
  let a = 0x9e3779b9 ^ seed;
  let b = 0x243f6a88 ^ Math.imul(seed, 0x85ebca6b);
  let c = 0xb7e15162;
  let counter = 1;
  const next = (): number => {
    const t = (((a + b) | 0) + counter) | 0;
    counter = (counter + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = (c << 21) | (c >>> 11);
    c = (c + t) | 0;
    return (t >>> 0) / 4294967296;
  };
  for (let i = 0; i < 12; i++) next();
  return {
    next,
    int: (from, to) => from + Math.floor(next() * (to - from + 1)),
    chance: (p) => p > 0 && next() < p,
    between: (from, to) => from + next() * (to - from),
    after: (mean) => -Math.log(1 - next()) * mean,
  };
};
