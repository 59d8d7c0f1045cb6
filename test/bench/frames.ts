import type { Frame, Page } from "playwright-core";
import { quantile } from "./statistics.ts";

/** What a page has counted: when its frames began (ms), in which of them rows changed, how many nodes it had. */
interface Counted {
  readonly times: ReadonlyArray<number>;
  /** Whether rows changed between the frame before and this one. */
  readonly changed: ReadonlyArray<boolean>;
  readonly nodes: ReadonlyArray<number>;
}

declare global {
  interface Window {
    /** Ends the counting that `countFrames` began. */
    podlogFrames?: () => Counted;
  }
}

/** The frames of a page while something went on in it; times in ms from one frame to the next. */
export interface Frames {
  readonly count: number;
  readonly p95: number;
  /** Of the frames in which rows changed; undefined where none did. */
  readonly changedP95: number | undefined;
  readonly changes: number;
  readonly longest: number;
  /** Frames of more than 50 ms. */
  readonly slow: number;
  /** Elements and texts of the document: the most of them in the first half of the time and in the second. */
  readonly nodes: readonly [first: number, second: number];
}

/** Begins to count the frames of a page, whose rows stand in the element that `rows` selects; returns how to end it. */
export async function countFrames(
  page: Page | Frame,
  rows: string,
): Promise<() => Promise<Frames>> {
  await page.evaluate(count, rows);
  return async () => {
    const counted = await page.evaluate(() => window.podlogFrames?.());
    if (counted === undefined) throw new Error("The page that counted frames is gone.");
    return framesOf(counted);
  };
}

/** The 95th percentile of a page's frames while nothing goes on in it, in ms: what the machine itself allows. */
export async function idleP95(page: Page | Frame, rows: string): Promise<number> {
  const stop = await countFrames(page, rows);
  await page.waitForTimeout(2_000);
  return (await stop()).p95;
}

/** How frames went, for people. */
export function wordsOf({ changedP95, changes, count, longest, nodes, slow }: Frames): string {
  return [
    `${count} frames, ${changes} with new rows (p95 ${changedP95?.toFixed(1) ?? "–"} ms)`,
    `longest ${longest.toFixed(0)} ms`,
    `${slow} over 50 ms`,
    `${Math.max(...nodes).toLocaleString("en-US")} DOM nodes at most`,
  ].join(", ");
}

/** Whether the document grows: a row's words decide how many nodes it has, hence the tolerance. */
export function grows({ nodes: [first, second] }: Frames): boolean {
  return second > first * 1.1;
}

function framesOf({ changed, nodes, times }: Counted): Frames {
  const gaps = times.slice(1).map((time, i) => Math.round((time - (times[i] ?? time)) * 10) / 10);
  const ofChanges = gaps.filter((_, i) => changed[i + 1]);
  const half = Math.ceil(nodes.length / 2);
  return {
    count: gaps.length,
    p95: quantile(gaps, 0.95),
    changedP95: ofChanges.length === 0 ? undefined : quantile(ofChanges, 0.95),
    changes: ofChanges.length,
    longest: Math.max(...gaps),
    slow: gaps.filter((gap) => gap > 50).length,
    nodes: [Math.max(...nodes.slice(0, half)), Math.max(...nodes.slice(half))],
  };
}

/** Runs in the page. */
function count(rows: string): void {
  const times: Array<number> = [];
  const changed: Array<boolean> = [];
  const nodes: Array<number> = [];
  let touched = false;
  let going = true;
  const observer = new MutationObserver(() => {
    touched = true;
  });
  const observed = document.querySelector(rows);
  if (observed === null) throw new Error(`There is nothing at ${rows}`);
  observer.observe(observed, { childList: true, subtree: true, characterData: true });
  const countNodes = (): number => {
    const walker = document.createTreeWalker(document, NodeFilter.SHOW_ALL);
    let found = 0;
    while (walker.nextNode() !== null) found++;
    return found;
  };
  const onFrame = (now: number): void => {
    times.push(now);
    changed.push(touched);
    touched = false;
    if (times.length % 30 === 0) nodes.push(countNodes());
    if (going) requestAnimationFrame(onFrame);
  };
  requestAnimationFrame(onFrame);
  window.podlogFrames = () => {
    going = false;
    observer.disconnect();
    return { times, changed, nodes };
  };
}
