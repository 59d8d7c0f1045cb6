import { lineText } from "../lines.ts";

declare global {
  interface Window {
    /** Lets the list have so many rows. */
    podlogGrow?: (end: number) => void;
    /** Lets it grow by so many rows a second, ten times a second; 0 ends it. */
    podlogFlood?: (perSecond: number) => void;
  }
}

/** What a row says, by its position; where it stands can be read from it. */
export const rowText = (position: number): string => `#${position} ${lineText(position)}`;

/** Puts a list in the bench's hand: `grow` lets it have rows `0 … end`. */
export const expose = (grow: (end: number) => void): void => {
  let timer: ReturnType<typeof setInterval> | undefined;
  let rows = 0;
  const growTo = (end: number): void => {
    rows = end;
    grow(end);
  };
  window.podlogGrow = growTo;
  window.podlogFlood = (perSecond) => {
    clearInterval(timer);
    if (perSecond === 0) return;
    const began = performance.now();
    const from = rows;
    timer = setInterval(
      () => growTo(from + Math.floor(((performance.now() - began) / 1000) * perSecond)),
      100,
    );
  };
};
