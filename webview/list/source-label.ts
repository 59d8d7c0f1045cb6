import type { SourceInfo } from "../../src/protocol/sources.ts";

/** A source's name as rows show it. */
export interface SourceLabel {
  readonly text: string;
  /** The whole name, for the hover. */
  readonly full: string;
  /** 0 … 5: which of the theme's terminal colours. */
  readonly colour: number;
}

/** Labels are at most this many characters; what tells sources apart stands at a name's end. */
const maxLength = 18;
/** How many of the theme's terminal colours tell sources apart; red says error and is not one. */
const colours = 6;

/** A number that is the same for the same name in every panel (FNV-1a). */
const hash = (name: string): number => {
  let value = 0x811c9dc5;
  for (let i = 0; i < name.length; i++)
    value = Math.imul(value ^ name.charCodeAt(i), 0x01000193) >>> 0;
  return value;
};

/** A name's own colour, or the next that no source before it has: few sources never share one. */
const freeColour = (name: string, taken: ReadonlySet<number>): number => {
  const own = hash(name) % colours;
  for (let step = 0; step < colours; step++)
    if (!taken.has((own + step) % colours)) return (own + step) % colours;
  return own;
};

/** The labels of a session's sources by number, and the width of their column in characters. */
export const sourceLabels = (
  sources: ReadonlyArray<SourceInfo>,
): { readonly labels: ReadonlyMap<number, SourceLabel>; readonly width: number } => {
  const labels = new Map<number, SourceLabel>();
  const taken = new Set<number>();
  let width = 0;
  for (const { id, pod, container, label } of sources) {
    const text = label.length > maxLength ? `…${label.slice(1 - maxLength)}` : label;
    const colour = freeColour(label, taken);
    taken.add(colour);
    width = Math.max(width, text.length);
    labels.set(id, { text, full: `${pod}/${container}`, colour });
  }
  return { labels, width };
};
