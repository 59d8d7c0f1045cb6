import type { KubeError } from "../domain/errors.ts";

/** The longest wait between two tries, in milliseconds. */
export const longestWait = 30_000;
/** A stream that lived this long, in milliseconds, makes the next try the first again. */
export const healthyAfter = 60_000;

/** A wait: `ms` at least, and up to `jitter` more (milliseconds). */
export interface Wait {
  readonly ms: number;
  readonly jitter: number;
}

/**
 * How long to wait before the `attempt`-th try in a row (1 is the first): 0.5 s, doubled up to 30 s, with full
 * jitter; never less than a server's Retry-After.
 */
export const waitBefore = (attempt: number, error: KubeError | undefined): Wait => {
  const ms = Math.min(longestWait, 500 * 2 ** Math.min(attempt - 1, 16));
  const least = error?._tag === "Throttled" ? (error.retryAfterMs ?? 1000) : 0;
  return { ms: least, jitter: ms };
};
