import { LineFlag } from "../domain/line.ts";
import { flagsAt, nanosAt, numbered, secondsAt, type Lines, type Numbered } from "./lines.ts";

/** What an answer is, as far as its place in the file is known before it is compared. */
export interface Asked {
  /** The answer begins with the first line of the file: asked for without tailLines. */
  readonly wholeFile: boolean;
  /** The history holds every line of the file since the first: no answer begins before it. */
  readonly whole: boolean;
  /** How many lines were asked for; the least evidence is a quarter of it. */
  readonly tail: number;
}

/** Where an answer `r` stands against the history `h`. */
export type Alignment =
  /** They agree nowhere over their whole common range. */
  | { readonly _tag: "NoOverlap" }
  | {
      readonly _tag: "Found";
      /** Line 0 of the answer is line `offset` of the history; negative where the answer begins before it. */
      readonly offset: number;
      /** The answer's lines from here on are new. */
      readonly from: number;
      /** Lines of the history that stand after the answer's end: it was cut short. */
      readonly behind: number;
      /** Every other fit would say the same, and the evidence is strong. */
      readonly certain: boolean;
    };

/** The rules by which an answer is placed; a variant replaces one to show what it is good for. */
export interface AlignRules {
  /** All offsets at which the two agree over their whole common range, from the least to the greatest. */
  readonly fits: (ids: Numbered, asked: Asked, h: Lines, r: Lines) => ReadonlyArray<number>;
  /** Of several fits, those worth considering. */
  readonly narrowed: (
    fits: ReadonlyArray<number>,
    h: number,
    r: number,
    asked: Asked,
  ) => ReadonlyArray<number>;
  /** The one to go by. */
  readonly best: (fits: ReadonlyArray<number>, h: number, r: number) => number;
  /**
   * Whether to go by it: the fits left leave the same new lines (`agreed`), and the overlap at this offset can hardly
   * be a coincidence.
   */
  readonly certain: (agreed: boolean, h: Lines, r: Lines, offset: number, asked: Asked) => boolean;
}

/** Length of the common prefix of `text` and each of its suffixes (Z function), of `a` followed by `b`. */
const commonPrefixes = (a: Int32Array, b: Int32Array): Int32Array => {
  const n = a.length + b.length;
  const text = new Int32Array(n);
  text.set(a);
  text.set(b, a.length);
  const z = new Int32Array(n);
  z[0] = n;
  let left = 0;
  let right = 0;
  for (let i = 1; i < n; i++) {
    let length = i < right ? Math.min(right - i, z[i - left] ?? 0) : 0;
    while (i + length < n && text[length] === text[i + length]) length++;
    z[i] = length;
    if (i + length > right) {
      left = i;
      right = i + length;
    }
  }
  return z;
};

/** In linear time, every offset at which `r` and `h` agree over their whole common range. */
const twoSidedFits = ({ h, r }: Numbered, asked: Asked): ReadonlyArray<number> => {
  const fits: number[] = [];
  if (h.length === 0 || r.length === 0) return h.length === 0 && asked.whole ? [0] : fits;
  if (!asked.whole) {
    const z = commonPrefixes(h, r);
    for (let begin = r.length - 1; begin > 0; begin--)
      if ((z[h.length + begin] ?? 0) >= Math.min(h.length, r.length - begin)) fits.push(-begin);
  }
  const z = commonPrefixes(r, h);
  for (let offset = 0; offset < h.length; offset++)
    if ((z[r.length + offset] ?? 0) >= Math.min(r.length, h.length - offset)) fits.push(offset);
  return fits;
};

const overlap = (offset: number, h: number, r: number): number =>
  Math.min(h, offset + r) - Math.max(0, offset);

const newLines = (offset: number, h: number, r: number): number => Math.max(0, offset + r - h);

/** A whole file that still holds all of the history shows it; a whole history begins where its file does. */
const narrowedFits = (
  fits: ReadonlyArray<number>,
  h: number,
  r: number,
  asked: Asked,
): ReadonlyArray<number> => {
  if (!asked.wholeFile) return fits;
  if (asked.whole && fits.includes(0)) return [0];
  const covering = fits.filter((offset) => overlap(offset, h, r) === h);
  return covering.length > 0 ? covering : fits;
};

/** The fit with the fewest new lines, so that nothing is ever doubled. */
const fewestNew = (fits: ReadonlyArray<number>, h: number, r: number): number => {
  let best = fits[0] ?? 0;
  for (const offset of fits) if (newLines(offset, h, r) < newLines(best, h, r)) best = offset;
  return best;
};

/** What makes an overlap evidence. */
const strongEvidence = (
  agreed: boolean,
  h: Lines,
  r: Lines,
  offset: number,
  asked: Asked,
): boolean => {
  if (!agreed) return false;
  const first = Math.max(0, offset);
  const last = Math.min(h.count, offset + r.count);
  const all = last - first === h.count;
  if (asked.wholeFile)
    return all || spansTwoTimes(h, first, last) || hasUniqueText(h, r, first, last);
  return spansTwoTimes(h, first, last) && (all || (last - first) * 4 >= asked.tail);
};

const spansTwoTimes = (h: Lines, first: number, last: number): boolean => {
  let seconds = -1;
  let nanos = -1;
  for (let i = first; i < last; i++) {
    if ((flagsAt(h, i) & LineFlag.noTime) !== 0) continue;
    if (seconds === -1) {
      seconds = secondsAt(h, i);
      nanos = nanosAt(h, i);
    } else if (secondsAt(h, i) !== seconds || nanosAt(h, i) !== nanos) return true;
  }
  return false;
};

const hasUniqueText = (h: Lines, r: Lines, first: number, last: number): boolean => {
  const texts = numbered(h, r, "text");
  const inH = new Map<number, number>();
  const inR = new Map<number, number>();
  for (const id of texts.h) inH.set(id, (inH.get(id) ?? 0) + 1);
  for (const id of texts.r) inR.set(id, (inR.get(id) ?? 0) + 1);
  for (let i = first; i < last; i++) {
    const id = texts.h[i] ?? -1;
    if (inH.get(id) === 1 && inR.get(id) === 1) return true;
  }
  return false;
};

/** The rules that ship. */
export const alignRules: AlignRules = {
  fits: twoSidedFits,
  narrowed: narrowedFits,
  best: fewestNew,
  certain: strongEvidence,
};

/** Places the answer `r` against the history `h`. */
export const align = (h: Lines, r: Lines, asked: Asked, rules: AlignRules): Alignment => {
  const ids = numbered(h, r);
  const fits = rules.narrowed(rules.fits(ids, asked, h, r), h.count, r.count, asked);
  if (fits.length === 0) return { _tag: "NoOverlap" };
  const offset = rules.best(fits, h.count, r.count);
  const fresh = newLines(offset, h.count, r.count);
  const agreed = fits.every((other) => newLines(other, h.count, r.count) === fresh);
  return {
    _tag: "Found",
    offset,
    from: r.count - fresh,
    behind: Math.max(0, h.count - (offset + r.count)),
    certain: rules.certain(agreed, h, r, offset, asked),
  };
};
