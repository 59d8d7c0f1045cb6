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

/** The wait, no shorter than a server's Retry-After. */
export const heeding = (error: KubeError | undefined, { ms, jitter }: Wait): Wait => ({
  ms: Math.max(ms, error?._tag === "Throttled" ? (error.retryAfterMs ?? 1000) : 0),
  jitter,
});

/**
 * How long to wait before the `attempt`-th try in a row (1 is the first): 0.5 s, doubled up to 30 s, with full
 * jitter; never less than a server's Retry-After.
 */
export const waitBefore = (attempt: number, error: KubeError | undefined): Wait =>
  heeding(error, {
    ms: 0,
    jitter: Math.min(longestWait, 500 * 2 ** Math.min(attempt - 1, 16)),
  });
