import type { LabelWidth, Shown } from "../../src/protocol/shown.ts";
import { sourceName, wholeName, type SourceInfo } from "../../src/protocol/sources.ts";

/** A source's name as rows show it. */
export interface SourceLabel {
  readonly text: string;
  /** The whole name and where it runs, for the hover. */
  readonly full: string;
  /** 0 … 5: which of the theme's terminal colours. */
  readonly colour: number;
}

/** A column as wide as it needs is no wider than so many characters, unless labels would be the same then. */
const easyWidth = 18;
/** The same in a narrow panel, which is for the text. */
const narrowWidth = 11;
/** A shorter part of a name says nothing. */
const leastPart = 3;
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

/**
 * The colours of a session's sources, by their numbers: of a pod by the container, of many pods by both names. One
 * that comes later changes none of those before it.
 */
export const sourceColours = ({
  sources,
  target,
}: Pick<Shown, "sources" | "target">): ReadonlyMap<number, number> => {
  const byName = new Map<string, number>();
  return new Map(
    sources.map((source) => {
      const name = target._tag === "Pod" ? source.container : sourceName(source);
      const colour = byName.get(name) ?? freeColour(name, new Set(byName.values()));
      byName.set(name, colour);
      return [source.id, colour];
    }),
  );
};

/** A text in at most so many characters: its end, which tells most of a name. */
export const endOf = (text: string, width: number): string =>
  text.length <= width ? text : `…${text.slice(text.length - width + 1)}`;
const startOf = (text: string, width: number): string =>
  text.length <= width ? text : `${text.slice(0, width - 1)}…`;

const areDistinct = (texts: ReadonlyArray<string>, wholes: ReadonlyArray<string>): boolean =>
  new Set(texts).size === new Set(wholes).size;

/**
 * Labels in so many characters each. What all have in common goes first: the container where it is the same, the start
 * of a name, its end where the start tells more.
 */
export const fitLabels = (labels: ReadonlyArray<string>, width: number): ReadonlyArray<string> => {
  const parts = labels.map((label) => {
    const at = label.lastIndexOf(" ");
    return { label, pod: label.slice(0, Math.max(0, at)), container: label.slice(at + 1) };
  });
  const containers = parts.map(({ container }) => container);
  const alike = new Set(containers).size === 1;
  const fit = (cut: typeof endOf): ReadonlyArray<string> =>
    parts.map(({ container, label, pod }) => {
      if (label.length <= width) return label;
      if (pod === "") return cut(label, width);
      const rest = width - 1 - pod.length;
      if (alike) return rest < leastPart ? endOf(pod, width) : `${pod} ${startOf(container, rest)}`;
      const room = Math.min(container.length, Math.max(rest, Math.floor((width - 1) / 2)));
      const left = width - 1 - room;
      return left < leastPart
        ? cut(container, width)
        : `${endOf(pod, left)} ${cut(container, room)}`;
    });
  const byEnd = fit(endOf);
  if (areDistinct(byEnd, labels)) return byEnd;
  const byStart = fit(startOf);
  return areDistinct(byStart, labels) ? byStart : byEnd;
};

/** The least width from so many characters on in which no two labels become the same. */
const easyFit = (labels: ReadonlyArray<string>, easy: number): ReadonlyArray<string> => {
  const longest = Math.max(0, ...labels.map(({ length }) => length));
  for (let width = Math.min(easy, longest); width < longest; width++) {
    const fitted = fitLabels(labels, width);
    if (areDistinct(fitted, labels)) return fitted;
  }
  return labels;
};

const fullName = (source: SourceInfo): string =>
  source.node === undefined ? wholeName(source) : `${wholeName(source)} on ${source.node}`;

/**
 * The labels of a session's sources by number, and the width of their column in characters; none where it is off.
 * `narrow`: there is little room for them.
 */
export const sourceLabels = (
  shown: Pick<Shown, "sources" | "target">,
  wanted: LabelWidth,
  narrow = false,
): { readonly labels: ReadonlyMap<number, SourceLabel>; readonly width: number } | undefined => {
  const { sources } = shown;
  if (wanted === "off" || sources.length < 2) return undefined;
  const whole = sources.map(({ label }) => label);
  const texts =
    wanted === "auto" ? easyFit(whole, narrow ? narrowWidth : easyWidth) : fitLabels(whole, wanted);
  const colour = sourceColours(shown);
  const labels = new Map(
    sources.map((source, i) => [
      source.id,
      { text: texts[i] ?? "", full: fullName(source), colour: colour.get(source.id) ?? 0 },
    ]),
  );
  const longest = Math.max(...texts.map(({ length }) => length));
  return { labels, width: wanted === "auto" ? longest : Math.max(wanted, 1) };
};
