/** Something has happened: wakes everyone who waits, once, after the running code is through. */
export class Signal {
  #waiting: (() => void)[] = [];
  readonly #listeners = new Set<() => void>();

  /** Calls `listener` at every `raise` until the answer is called. */
  subscribe(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => {
      this.#listeners.delete(listener);
    };
  }

  /** Resolves at the next `raise`. */
  wait(): Promise<void> {
    return new Promise((resolve) => {
      this.#waiting.push(resolve);
    });
  }

  /** Wakes all who wait. Raised many times in one turn, a waiter wakes once: what was written together is read together. */
  raise(): void {
    for (const listener of this.#listeners) listener();
    if (this.#waiting.length === 0) return;
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const resolve of waiting) resolve();
  }
}
