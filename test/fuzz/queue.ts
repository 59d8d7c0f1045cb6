/** Simulated time: things happen in the order of their times, those of one time in the order they were asked for. */
export interface Queue {
  readonly now: () => number;
  /** At this time (ms), or now if it is past. */
  readonly at: (time: number, then: () => void) => void;
  /** After so many milliseconds. */
  readonly in: (ms: number, then: () => void) => void;
  /** Lets time pass until then. */
  readonly run: (until: number) => void;
}

interface Entry {
  readonly time: number;
  readonly order: number;
  readonly act: () => void;
}

const before = (a: Entry, b: Entry): boolean =>
  a.time === b.time ? a.order < b.order : a.time < b.time;

/** A queue at time 0: a binary heap. */
export const makeQueue = (): Queue => {
  const heap: Entry[] = [];
  let time = 0;
  let order = 0;
  const push = (entry: Entry): void => {
    let i = heap.length;
    heap.push(entry);
    while (i > 0) {
      const up = (i - 1) >> 1;
      const parent = heap[up];
      if (parent === undefined || before(parent, entry)) break;
      heap[i] = parent;
      i = up;
    }
    heap[i] = entry;
  };
  const pop = (): Entry | undefined => {
    const top = heap[0];
    const last = heap.pop();
    if (last === undefined || heap.length === 0) return top;
    let i = 0;
    for (;;) {
      let child = 2 * i + 1;
      let best = heap[child];
      if (best === undefined) break;
      const right = heap[child + 1];
      if (right !== undefined && before(right, best)) {
        best = right;
        child++;
      }
      if (before(last, best)) break;
      heap[i] = best;
      i = child;
    }
    heap[i] = last;
    return top;
  };
  const at = (when: number, then: () => void): void =>
    push({ time: Math.max(when, time), order: order++, act: then });
  return {
    now: () => time,
    at,
    in: (ms, then) => at(time + ms, then),
    run: (until) => {
      for (let next = heap[0]; next !== undefined && next.time <= until; next = heap[0]) {
        pop();
        time = next.time;
        next.act();
      }
      time = Math.max(time, until);
    },
  };
};
