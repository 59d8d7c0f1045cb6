import type { RequestKind } from "./request.ts";

const KINDS: readonly RequestKind[] = [
  "log",
  "follow",
  "watch",
  "list",
  "get",
  "accessReview",
  "discovery",
  "other",
];

/** What the server has been asked, and what is open now. */
export class Counters {
  /** Requests so far, by kind. */
  readonly requests: Record<RequestKind, number> = zero();
  /** Requests whose answer is not through yet, by kind. */
  readonly open: Record<RequestKind, number> = zero();
  /** TCP connections that are open. */
  connections = 0;
  /** TCP connections so far. */
  connectionsEver = 0;

  /** All requests so far. */
  get total(): number {
    return KINDS.reduce((sum, kind) => sum + this.requests[kind], 0);
  }
}

const zero = (): Record<RequestKind, number> => ({
  log: 0,
  follow: 0,
  watch: 0,
  list: 0,
  get: 0,
  accessReview: 0,
  discovery: 0,
  other: 0,
});
