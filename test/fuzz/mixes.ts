import type { LineLimit } from "../../src/domain/target.ts";

/** What may happen in a run, and how often. Times are seconds unless said otherwise; a mean of 0 is never. */
export interface Mix {
  readonly name: string;
  /** How long things happen; then a long calm without faults follows. */
  readonly seconds: number;
  /** One of these line limits is taken. */
  readonly limits: ReadonlyArray<LineLimit>;
  /** Begin with what is so many seconds old, one of these, instead of with a line limit. */
  readonly since: ReadonlyArray<number>;
  /** Lines a second, on average; they come in bursts of up to so many. */
  readonly rate: number;
  readonly burst: number;
  /** The container begins only when the panel is open, and is silent for so long; 0: it runs before. */
  readonly silent: number;
  /** Lines written before the panel opens. */
  readonly before: number;
  /** `few`: mostly one of three texts, so that lines are often identical; `one`: all alike. */
  readonly texts: "unique" | "few" | "one";
  /** Chance that streams are cut in the middle of a burst. */
  readonly cutInBurst: number;
  /** `equal`: whole bursts with one stamp; `backward`: stderr a millisecond behind; `same`: one stamp for two seconds' lines; `frozen`: one for all. */
  readonly stamps: "increasing" | "equal" | "backward" | "same" | "frozen";
  /** The node's clock steps by 8 s back, or an hour ahead and back. */
  readonly clockSteps: number;
  /** Chance that a line is written in parts. */
  readonly parts: number;
  /** Mean life of a stream; it is then cut, ends cleanly or stalls, in these proportions. */
  readonly streamLife: number;
  readonly ends: { readonly cut: number; readonly clean: number; readonly stall: number };
  /** A proxy ends each stream cleanly after so long; 0: none does. */
  readonly idleTimeout: number;
  /** An aborted stream goes on to deliver. */
  readonly ghosts: number;
  /** Mean time between outages, and their mean length. */
  readonly outageEvery: number;
  readonly outage: number;
  /** Chances that a log answer is cut short but ends cleanly, is cut, fails, or never comes. */
  readonly shortAnswers: number;
  readonly cutAnswers: number;
  readonly failedAnswers: number;
  readonly lostAnswers: number;
  /** Chance that a kubelet's error stands at the end of an answer or stream. */
  readonly inBand: number;
  /** Mean time between rotations; chance that open streams miss one. */
  readonly rotateEvery: number;
  readonly missed: number;
  /** Mean life of an instance; `crashLoop`: it waits before it starts again; chance that it dies in mid-line. */
  readonly life: number;
  readonly crashLoop: number;
  readonly openEnd: number;
  /** Chance that the dead instance's log is removed soon. */
  readonly removed: number;
  /** Mean time between replacements of the pod under its name. */
  readonly replaceEvery: number;
  /** How long a pod that is deleted lives on at most, in milliseconds. */
  readonly grace: number;
  /** How long it takes at most, from its processes' end on, until a pod that is deleted is gone, in milliseconds; 0: at once. */
  readonly removal: number;
  /** Chance that one is removed by force, whatever still runs. */
  readonly forced: number;
  /** Lines that a process writes in the very moment it ends because its pod is deleted, at most. */
  readonly lastWords: number;
  /** Nothing stands in the way of proving every end: a marker is a fault. */
  readonly provable: boolean;
  /** The pod is deleted at the end. */
  readonly deleted: boolean;
  /** The container exits at the end of its own accord. */
  readonly exits: boolean;
  /** How far the pod's status lags behind the kubelet at most, in milliseconds. */
  readonly lag: number;
  /** Mean time between wishes for older lines. */
  readonly older: number;
  /** Pods may not be read. */
  readonly noPods: boolean;
  /** No marker may stand for more of the log than was written in so many seconds; 0: for any length. */
  readonly mostGap: number;
  /** Lines of history. */
  readonly history: number;
}

const calm: Mix = {
  name: "calm",
  seconds: 90,
  limits: ["all"],
  since: [],
  rate: 3,
  burst: 4,
  silent: 0,
  before: 40,
  texts: "unique",
  cutInBurst: 0,
  stamps: "increasing",
  clockSteps: 0,
  parts: 0,
  streamLife: 0,
  ends: { cut: 1, clean: 1, stall: 0 },
  idleTimeout: 0,
  ghosts: 0,
  outageEvery: 0,
  outage: 0,
  shortAnswers: 0,
  cutAnswers: 0,
  failedAnswers: 0,
  lostAnswers: 0,
  inBand: 0,
  rotateEvery: 0,
  missed: 0,
  life: 0,
  crashLoop: 0,
  openEnd: 0,
  removed: 0,
  replaceEvery: 0,
  grace: 2000,
  removal: 3000,
  forced: 0,
  lastWords: 0,
  provable: false,
  deleted: false,
  exits: false,
  lag: 0,
  older: 0,
  noPods: false,
  mostGap: 0,
  history: 1024,
};

const mix = (name: string, ...over: ReadonlyArray<Partial<Mix>>): Mix =>
  Object.assign({}, calm, ...over, { name }) as Mix;

const cuts: Partial<Mix> = { streamLife: 12, ends: { cut: 2, clean: 2, stall: 0 } };
const stalls: Partial<Mix> = { streamLife: 12, ends: { cut: 1, clean: 1, stall: 2 }, ghosts: 0.5 };
const tails: Partial<Mix> = { limits: [5, 20, 50, 200], before: 700 };
const shorts: Partial<Mix> = { shortAnswers: 0.15 };
const outages: Partial<Mix> = { outageEvery: 25, outage: 8 };
const rough: Partial<Mix> = { cutAnswers: 0.05, failedAnswers: 0.08, lostAnswers: 0.02 };
const rotating: Partial<Mix> = { rotateEvery: 25 };
/** A node that rotates a log every few seconds, and a pod status that lags behind. */
const rotatingOften: Partial<Mix> = {
  rotateEvery: 8,
  lag: 2500,
  openEnd: 0.3,
  limits: ["all", 50],
};
const restarting: Partial<Mix> = { life: 25, lag: 2500 };

const sinces: Partial<Mix> = { since: [0, 1, 5, 12, 20, 60], before: 700 };
const ending: Partial<Mix> = {
  deleted: true,
  seconds: 25,
  lastWords: 20,
  openEnd: 0.3,
  limits: ["all", 50],
};

/** All mixes. */
export const mixes: ReadonlyArray<Mix> = [
  mix("whole-cuts", cuts),
  mix("whole-cuts-rough", cuts, rough, outages),
  mix("whole-stalls", stalls),
  mix("whole-short-answers", cuts, shorts),
  mix("tail-cuts", tails, cuts),
  mix("tail-cuts-rough", tails, cuts, rough, outages),
  mix("tail-stalls", tails, stalls, { rate: 1 }),
  mix("tail-short-answers", tails, cuts, shorts),
  mix("older", tails, cuts, { older: 8 }),
  mix("older-rough", tails, cuts, rough, shorts, { older: 5, parts: 0.2 }),
  mix("older-rotation", tails, cuts, { older: 10, rotateEvery: 60 }),
  mix("older-restarts", tails, restarting, { older: 10, before: 200 }),
  mix("tail-none", cuts, { limits: [0, 1], before: 30 }),
  mix("tail-small-history", tails, cuts, shorts, { history: 32 }),
  mix("bursts", tails, cuts, outages, { burst: 300, rate: 12 }),
  mix("backlog-beyond-history", tails, cuts, {
    history: 128,
    burst: 900,
    rate: 20,
    outageEvery: 20,
    outage: 12,
  }),
  mix("backlog-beyond-history-whole", cuts, {
    history: 128,
    burst: 900,
    rate: 20,
    outageEvery: 20,
    outage: 12,
  }),
  mix("empty-start", cuts, shorts, { before: 0, rate: 0.3, limits: ["all", 10] }),
  mix("silent-start", cuts, { silent: 15, before: 0, older: 12 }),
  mix("equal-stamps", cuts, shorts, { stamps: "equal", burst: 60, rate: 8 }),
  mix("equal-stamps-tail", tails, cuts, outages, { stamps: "equal", burst: 200, rate: 10 }),
  mix("backward-stamps", tails, cuts, outages, { stamps: "backward" }),
  mix("clock-steps", cuts, outages, { clockSteps: 20, limits: ["all", 50] }),
  mix("parts", cuts, shorts, { parts: 0.3, limits: ["all", 20, 200], before: 500 }),
  mix("in-band", cuts, { inBand: 0.15, limits: ["all", 50], before: 300 }),
  mix("identical", cuts, shorts, {
    texts: "few",
    stamps: "same",
    limits: ["all", 50],
    before: 300,
  }),
  mix("identical-tail", tails, cuts, outages, { texts: "few", stamps: "increasing" }),
  mix("identical-bursts", tails, cuts, {
    texts: "few",
    stamps: "same",
    burst: 700,
    rate: 20,
    cutInBurst: 0.5,
    history: 64,
  }),
  mix("alike-whole", cuts, shorts, { texts: "one", stamps: "frozen", rate: 4, before: 60 }),
  mix("alike-bursts", tails, cuts, {
    texts: "one",
    stamps: "same",
    burst: 300,
    rate: 10,
    cutInBurst: 0.5,
    history: 16,
  }),
  mix("parts-tail", tails, cuts, { parts: 0.4 }),
  mix("tail-very-short-answers", tails, cuts, { shortAnswers: 0.4, history: 16 }),
  mix("rotation", cuts, outages, rotating, { limits: ["all", 50] }),
  mix("rotation-busy", outages, {
    rotateEvery: 120,
    rate: 350,
    burst: 900,
    seconds: 120,
    outageEvery: 40,
    outage: 2,
    mostGap: 60,
  }),
  mix("rotation-short-answers", cuts, outages, shorts, {
    rotateEvery: 60,
    limits: ["all", 50],
    before: 500,
  }),
  mix("rotation-quiet", cuts, outages, {
    rotateEvery: 40,
    rate: 0.2,
    burst: 3,
    limits: ["all", 20],
  }),
  mix("rotation-missed", stalls, { rotateEvery: 40, missed: 0.7, limits: ["all", 50] }),
  mix("rotation-often", cuts, outages, { rotateEvery: 7, rate: 30, limits: ["all", 50] }),
  mix("rotation-identical", cuts, outages, { rotateEvery: 30, texts: "few", stamps: "increasing" }),
  mix("restarts", restarting, { limits: ["all", 50] }),
  mix("restarts-cuts", restarting, cuts, outages, { limits: ["all", 50], openEnd: 0.3 }),
  mix("restarts-short-answers", restarting, cuts, shorts, { limits: ["all", 50], openEnd: 0.3 }),
  mix("crash-loop", {
    life: 4,
    crashLoop: 15,
    lag: 1500,
    limits: ["all", 50],
    openEnd: 0.3,
    rate: 6,
  }),
  mix("crash-loop-outages", cuts, {
    life: 6,
    crashLoop: 8,
    lag: 2500,
    rate: 6,
    outageEvery: 20,
    outage: 20,
  }),
  mix("restarts-removed", restarting, cuts, { removed: 0.6 }),
  mix("restarts-long-lag", { life: 40, lag: 6000, streamLife: 20, limits: ["all", 50] }),
  mix("restarts-rotation", restarting, cuts, rotating, { life: 40, limits: ["all", 50] }),
  mix("crash-loop-rotation", cuts, rotatingOften, { life: 4, crashLoop: 4, rate: 6 }),
  mix("crash-loop-rotation-quiet", cuts, rotatingOften, {
    life: 4,
    crashLoop: 4,
    rate: 1,
    rotateEvery: 2,
    lag: 2900,
  }),
  mix("restarts-last-words", cuts, rotatingOften, {
    life: 1,
    openEnd: 1,
    rotateEvery: 4,
    rate: 6,
    lag: 2900,
    streamLife: 3,
  }),
  mix("restarts-rotation-often", rotatingOften, { life: 4, streamLife: 20, rate: 20 }),
  mix("restarts-rotation-rough", cuts, outages, shorts, rotatingOften, { life: 4, rate: 6 }),
  mix("restarts-rotation-removed", cuts, rotatingOften, { life: 3, removed: 0.3, rate: 2 }),
  mix("restarts-rotation-older", tails, cuts, rotatingOften, { life: 4, rate: 6, older: 8 }),
  mix("replaced", cuts, { replaceEvery: 40, lag: 2000, limits: ["all", 50] }),
  mix("rollout", ending, { lag: 200, provable: true }),
  mix("rollout-quick", ending, { removal: 301, provable: true }),
  mix("rollout-at-once", ending, { removal: 0, provable: true }),
  mix("rollout-cuts", ending, cuts, { lag: 1000, forced: 0.2, streamLife: 1 }),
  mix("rollout-rough", ending, cuts, rough, shorts, outages, {
    lag: 1000,
    forced: 0.2,
    streamLife: 1,
  }),
  mix("rollout-idle-proxy", ending, {
    rate: 0.3,
    burst: 2,
    grace: 10_000,
    removal: 301,
    idleTimeout: 1.5,
    outageEvery: 6,
    outage: 6,
  }),
  mix("deleted", cuts, { deleted: true, lag: 1000, limits: ["all", 50], openEnd: 0.3 }),
  mix("exits", cuts, shorts, {
    exits: true,
    lag: 2500,
    shortAnswers: 0.3,
    limits: ["all", 50],
    openEnd: 0.5,
  }),
  mix("no-pods", cuts, { noPods: true, limits: ["all", 50] }),
  mix("no-pods-short-answers", cuts, { noPods: true, limits: ["all", 50], shortAnswers: 0.45 }),
  mix("dead-ends", cuts, {
    life: 8,
    crashLoop: 20,
    openEnd: 1,
    shortAnswers: 0.5,
    lag: 500,
    rate: 6,
  }),
  mix("crash-loop-fast", { life: 3, lag: 2500, rate: 6, streamLife: 20, limits: ["all", 50] }),
  mix("since-cuts", sinces, cuts, { older: 15 }),
  mix("since-rough", sinces, cuts, rough, shorts, outages, { older: 10 }),
  mix("since-quiet", sinces, cuts, { rate: 0.2, before: 30, older: 10 }),
  mix("since-clock-steps", sinces, cuts, outages, {
    clockSteps: 3,
    before: 2000,
    since: [3, 6, 9],
    older: 15,
  }),
  mix("since-short-answers", cuts, { since: [8, 15], before: 2000, shortAnswers: 0.3, older: 20 }),
  mix("since-backward-stamps", sinces, cuts, { stamps: "backward", burst: 200, rate: 10 }),
  mix("since-equal-stamps", sinces, cuts, shorts, { stamps: "equal", burst: 60, rate: 8 }),
  mix("since-parts", sinces, cuts, { parts: 0.4, older: 15 }),
  mix("since-rotation", sinces, cuts, outages, rotating, { older: 20 }),
  mix("since-restarts", sinces, cuts, { life: 12, lag: 1500, openEnd: 0.3, older: 20 }),
  mix("since-restarts-removed", sinces, cuts, { life: 12, lag: 500, removed: 0.6 }),
  mix("since-crash-loop", sinces, cuts, { life: 6, crashLoop: 8, lag: 2500, openEnd: 0.3 }),
  mix("everything", tails, stalls, outages, shorts, rough, restarting, {
    rotateEvery: 60,
    parts: 0.1,
    stamps: "backward",
    limits: ["all", 0, 20, 200],
    openEnd: 0.3,
    crashLoop: 3,
  }),
];

/** The mix of this name. */
export const mixNamed = (name: string): Mix => {
  const found = mixes.find((mix_) => mix_.name === name);
  if (found === undefined)
    throw new Error(`no mix ${name}; there are: ${mixes.map((m) => m.name).join(", ")}`);
  return found;
};
