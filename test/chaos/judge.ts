/** A row of the panel, as its reader sees it. */
export interface SeenRow {
  readonly kind: "line" | "marker" | "divider";
  readonly text: string;
}

/** What a panel made of a log of numbered lines. */
export interface Verdict {
  /** Lines that are seen. */
  readonly shown: number;
  /** Lines that are missing where no marker says so. */
  readonly lost: number;
  /** Lines that are seen once more. */
  readonly doubled: number;
  /** Lines that stand after one that was written later. */
  readonly reordered: number;
  /** Lines that are missing where a marker says so. */
  readonly told: number;
  readonly markers: number;
  /** Markers where nothing is missing. */
  readonly needless: number;
}

/** The text of the line with this number, as it is written. */
export const lineText = (number: number): string => `line ${number} of the storm`;

const numberOf = (text: string): number => {
  const found = /^line (\d+) of the storm$/u.exec(text)?.[1];
  if (found === undefined) throw new Error(`Nobody wrote this line: ${text}`);
  return Number(found);
};

/** Compares the rows of a panel, from its first to its last, with the lines 1 … `written`, of which all were to be read. */
export const judge = (rows: ReadonlyArray<SeenRow>, written: number): Verdict => {
  const seen = new Set<number>();
  let [lost, doubled, reordered, told, markers, needless] = [0, 0, 0, 0, 0, 0];
  /** The last line of the log that was seen, and the markers since. */
  let last = 0;
  let since = 0;
  const next = (number: number): void => {
    const missing = number - last - 1;
    if (since > 0) told += missing;
    else lost += missing;
    if (missing === 0) needless += since;
    last = number;
    since = 0;
  };
  for (const { kind, text } of rows) {
    if (kind === "marker") {
      markers++;
      since++;
    }
    if (kind !== "line") continue;
    const number = numberOf(text);
    if (seen.has(number)) doubled++;
    else if (number <= last) reordered++;
    else next(number);
    seen.add(number);
  }
  next(written + 1);
  // One that came late was counted as missing first.
  return {
    shown: seen.size,
    lost: Math.max(0, lost - reordered),
    doubled,
    reordered,
    told,
    markers,
    needless,
  };
};
