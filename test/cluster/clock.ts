/** Time as the cluster sees it: log stamps, object times, watch deadlines and timers all come from here. */
export interface Clock {
  /** Nanoseconds since the epoch. */
  readonly now: () => bigint;
  /** Calls `run` once after `ms` milliseconds of this clock; the answer cancels it. */
  readonly after: (ms: number, run: () => void) => () => void;
}

const NS_PER_MS = 1_000_000n;

/** A clock that may begin in the past. */
export interface RealClock extends Clock {
  /** From now on it is the present. */
  readonly catchUp: () => void;
}

/**
 * The machine's own clock; its sub-millisecond digits come from the monotonic one. It stays `behindMs` milliseconds
 * behind until it catches up: a world can be declared that began before anyone looks.
 */
export const realClock = (behindMs = 0): RealClock => {
  let base = BigInt(Date.now() - behindMs) * NS_PER_MS - process.hrtime.bigint();
  return {
    now: () => base + process.hrtime.bigint(),
    after: (ms, run) => {
      const timer = setTimeout(run, ms);
      return () => {
        clearTimeout(timer);
      };
    },
    catchUp: () => {
      base = BigInt(Date.now()) * NS_PER_MS - process.hrtime.bigint();
    },
  };
};

interface Timer {
  readonly at: bigint;
  readonly run: () => void;
}

/** A clock that stands still until a test moves it; timers fire in order while it moves. */
export class ManualClock implements Clock {
  #now: bigint;
  readonly #timers = new Set<Timer>();

  /** Starts at an ISO 8601 time. */
  constructor(start = "2026-01-01T00:00:00Z") {
    this.#now = instant(start);
  }

  readonly now = (): bigint => this.#now;

  readonly after = (ms: number, run: () => void): (() => void) => {
    const timer = { at: this.#now + BigInt(Math.round(ms * 1e6)), run };
    this.#timers.add(timer);
    return () => {
      this.#timers.delete(timer);
    };
  };

  /** Moves time forward by `ms` milliseconds and fires what falls due, each at its own time. */
  advance(ms: number): void {
    this.moveTo(this.#now + BigInt(Math.round(ms * 1e6)));
  }

  /** Moves time to an ISO 8601 time or to nanoseconds; backwards fires nothing. */
  moveTo(target: bigint | string): void {
    const end = typeof target === "string" ? instant(target) : target;
    for (;;) {
      const due = [...this.#timers]
        .filter((timer) => timer.at <= end)
        .sort((a, b) => (a.at < b.at ? -1 : 1))[0];
      if (due === undefined) break;
      this.#timers.delete(due);
      if (due.at > this.#now) this.#now = due.at;
      due.run();
    }
    this.#now = end;
  }
}

/** Nanoseconds since the epoch of an RFC 3339 time with up to nine digits; throws a RangeError for anything else. */
export const instant = (text: string): bigint => {
  const match = /^(.{19})(?:\.(\d{1,9}))?(Z|[+-]\d\d:\d\d)$/u.exec(text);
  const ms = match === null ? Number.NaN : Date.parse(`${match[1] ?? ""}${match[3] ?? ""}`);
  if (match === null || Number.isNaN(ms)) throw new RangeError(`not an RFC 3339 time: ${text}`);
  return BigInt(ms) * NS_PER_MS + BigInt((match[2] ?? "").padEnd(9, "0"));
};

/** An object's time as the API server prints it: whole seconds, UTC. */
export const seconds = (ns: bigint): string =>
  `${new Date(Number(ns / NS_PER_MS)).toISOString().slice(0, 19)}Z`;

/** A MicroTime as the API server prints it (events.k8s.io): six digits, UTC. */
export const micros = (ns: bigint): string =>
  `${new Date(Number(ns / NS_PER_MS)).toISOString().slice(0, 19)}.${String((ns / 1000n) % 1_000_000n).padStart(6, "0")}Z`;
