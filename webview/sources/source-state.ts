import { wholeName, type SourceInfo, type SourceReport } from "../../src/protocol/sources.ts";

/** A source's state as its list shows it: by icon and word, never by colour alone. */
export interface SourceState {
  readonly icon: string;
  readonly word: string;
}

const states: Readonly<Record<SourceReport["state"], SourceState>> = {
  Connecting: { icon: "loading", word: "Connecting" },
  Streaming: { icon: "pass-filled", word: "Streaming" },
  Waiting: { icon: "clockface", word: "Waiting" },
  Reconnecting: { icon: "sync", word: "Reconnecting" },
  Disconnected: { icon: "debug-disconnect", word: "Disconnected" },
  Ended: { icon: "circle-slash", word: "Ended" },
};

const notFollowed: SourceState = { icon: "circle-large", word: "Not followed" };

/** The words of states, what a user must know first before the others. */
const urgency = [
  "Reconnecting",
  "Disconnected",
  "Connecting",
  "Streaming",
  "Waiting",
  "Not followed",
  "Ended",
];

/** The state of a source, of which there may be no report yet. */
export const stateOf = (source: SourceInfo, report: SourceReport | undefined): SourceState =>
  source.unfollowed === true ? notFollowed : states[report?.state ?? "Connecting"];

/** A source's state in words, with the reason where there is one. */
export const stateWords = (source: SourceInfo, report: SourceReport | undefined): string => {
  const { word } = stateOf(source, report);
  return report?.why === undefined || source.unfollowed === true ? word : `${word}: ${report.why}`;
};

/** Sources of one state are named up to so many. */
const mostNamed = 3;

const namesOf = (labels: ReadonlyArray<string>): string =>
  labels.length <= mostNamed + 1
    ? labels.join(", ")
    : `${labels.slice(0, mostNamed).join(", ")} and ${labels.length - mostNamed} more`;

/** What one word for all sources stands for (S7): a line for each state that any has, what is wrong first. */
export const statesOf = (
  sources: ReadonlyArray<SourceInfo>,
  reports: ReadonlyMap<number, SourceReport>,
): string => {
  const labels = new Map<string, Array<string>>();
  for (const source of sources) {
    const words = stateWords(source, reports.get(source.id));
    const of = labels.get(words);
    if (of === undefined) labels.set(words, [source.label]);
    else of.push(source.label);
  }
  const rank = (words: string): number => urgency.findIndex((word) => words.startsWith(word));
  return [...labels]
    .sort(([a], [b]) => rank(a) - rank(b))
    .map(([words, of]) => `${words} (${namesOf(of)})`)
    .join("\n");
};

/** The end of an image's name, which tells most: `web:1.4.2` of `registry.example/shop/web:1.4.2`. */
const shortImage = (image: string): string => {
  const name = image.slice(image.lastIndexOf("/") + 1);
  const digest = name.indexOf("@sha256:");
  return digest < 0 ? name : name.slice(0, digest + "@sha256:".length + 7);
};

const restartWords = (restarts: number): string =>
  restarts === 1 ? "1 restart" : `${restarts} restarts`;

/** What else is known of a source, in one line. */
export const factsOf = ({ image, node, restarts = 0 }: SourceInfo): ReadonlyArray<string> => [
  ...(node === undefined ? [] : [node]),
  ...(image === undefined ? [] : [shortImage(image)]),
  ...(restarts === 0 ? [] : [restartWords(restarts)]),
];

/** Whatever a source is found by: its name, its state and what else its row says. */
export const wordsOf = (source: SourceInfo, report: SourceReport | undefined): string =>
  [wholeName(source), stateWords(source, report), ...factsOf(source)].join(" ");

/** All that is known of a source, for the hover. */
export const wholeOf = (source: SourceInfo, report: SourceReport | undefined): string => {
  const { image, node, restarts } = source;
  return [
    wholeName(source),
    stateWords(source, report),
    ...(node === undefined ? [] : [`Node: ${node}`]),
    ...(image === undefined ? [] : [`Image: ${image}`]),
    ...(restarts === undefined ? [] : [`Restarts: ${restarts}`]),
  ].join("\n");
};
