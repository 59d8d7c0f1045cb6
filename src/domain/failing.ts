import { failingContainer } from "./failing-container.ts";
import { day, type FailingKind, type Found, hour, minute } from "./failing-found.ts";
import { failingPod, notAgreed } from "./failing-pod.ts";
import { compareInstants, millisBetween, type Instant } from "./instant.ts";
import type { PodView } from "./pod.ts";

/** A container that fails or has failed lately, or a pod that does so as a whole. */
export interface Failing extends Found {
  readonly pod: PodView;
  /** How bad and how fresh: 0 is the worst, and 7 the least. */
  readonly rank: number;
}

const badness: Readonly<Record<FailingKind, number>> = {
  down: 0,
  over: 1,
  unready: 2,
  restarted: 3,
};

/** How stale: what has been so for a day is known, and gives way to what is new. What can't be dated is not played down. */
const staleness = (since: Instant | undefined, now: Instant): number => {
  const age = since === undefined ? 0 : millisBetween(since, now);
  if (age < 10 * minute) return 0;
  if (age < hour) return 1;
  return age < day ? 2 : 4;
};

/**
 * What fails or has failed lately of a pod, by its status at `now` (O10). A pod that is being deleted, a run that ended
 * well and what is only starting fail nobody.
 */
export const failingOf = (pod: PodView, now: Instant): ReadonlyArray<Failing> => {
  const whole = failingPod(pod, now);
  const silent = whole !== undefined || pod.deletionAt !== undefined || pod.phase === "Succeeded";
  const single = silent
    ? []
    : pod.containers.flatMap((container) => failingContainer(pod, container, now) ?? []);
  const found = whole ?? (silent || single.length > 0 ? undefined : notAgreed(pod, now));
  return [...(found === undefined ? [] : [found]), ...single].map((one) => ({
    ...one,
    pod,
    rank: badness[one.kind] + staleness(one.since, now),
  }));
};

const byText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/** Orders what fails: by rank, then how bad it is, then the freshest first. */
export const compareFailing = (a: Failing, b: Failing): number =>
  a.rank - b.rank ||
  badness[a.kind] - badness[b.kind] ||
  (a.since !== undefined && b.since !== undefined
    ? compareInstants(b.since, a.since)
    : Number(a.since === undefined) - Number(b.since === undefined)) ||
  b.restarts - a.restarts ||
  byText(a.pod.namespace, b.pod.namespace) ||
  byText(a.pod.name, b.pod.name) ||
  byText(a.container ?? "", b.container ?? "");

/** What fails among pods, the worst and freshest first. */
export const failingAmong = (pods: Iterable<PodView>, now: Instant): ReadonlyArray<Failing> => {
  const found: Array<Failing> = [];
  for (const pod of pods) found.push(...failingOf(pod, now));
  return found.sort(compareFailing);
};
