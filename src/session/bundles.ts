import type { Merged } from "./merge.ts";
import type { SessionElement } from "./session.ts";

/** A bundle of more bytes of text, or of more elements, is not made larger: 64 of them are a group of a few MB. */
const mostBytes = 64 * 1024;
const mostElements = 512;

/**
 * Rows in their order, in bundles that count as one in a group: where sources speak by turns, a row has an element of
 * its own. `finish` gives each element its last form.
 */
export const bundles = (
  merged: ReadonlyArray<Merged>,
  finish: (merged: Merged) => SessionElement,
): ReadonlyArray<ReadonlyArray<SessionElement>> => {
  const all: Array<Array<SessionElement>> = [];
  let bundle: Array<SessionElement> = [];
  let bytes = 0;
  for (const one of merged) {
    const { element } = one;
    if (bundle.length === 0) all.push(bundle);
    bundle.push(finish(one));
    if (element._tag === "Lines") {
      const { count, end, start } = element.block;
      bytes += (end[count - 1] ?? 0) - (start[0] ?? 0);
    }
    if (bytes >= mostBytes || bundle.length >= mostElements) {
      bundle = [];
      bytes = 0;
    }
  }
  return all;
};
