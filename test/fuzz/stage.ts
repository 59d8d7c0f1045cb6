import type { Mix } from "./mixes.ts";
import type { Queue } from "./queue.ts";
import type { Random } from "./random.ts";

/** When time begins (Unix ms). */
export const epoch = 1_700_000_000_000;

/** What all parts of a run share. */
export interface Stage {
  readonly mix: Mix;
  readonly random: Random;
  readonly queue: Queue;
  /** Whether things still happen, or it is calm at last. */
  readonly active: () => boolean;
  /** A line of the trace, if one is kept. */
  readonly say: (text: () => string) => void;
}
