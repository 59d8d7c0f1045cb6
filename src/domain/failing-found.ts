import { millisBetween, type Instant } from "./instant.ts";
import { lastWords } from "./termination.ts";

/** What is the matter, from worst to best: does not run and should; over, and failed; runs but serves nobody; runs again, or another in its place. */
export type FailingKind = "down" | "over" | "unready" | "restarted";

/** What is found to be the matter with one container, or with a pod as a whole. */
export interface Found {
  /** Absent: no container is to blame. */
  readonly container?: string;
  readonly kind: FailingKind;
  /** When it died, or when it began; absent where the status does not say. */
  readonly since?: Instant;
  /** The cluster's own word, as `kubectl get pods` would show it. */
  readonly reason: string;
  readonly sentence: string;
  readonly restarts: number;
  /** Its log has a death in it to look at. */
  readonly died: boolean;
}

/** Times in ms. */
export const minute = 60_000;
export const hour = 60 * minute;
export const day = 24 * hour;

/** `{ since }`, where it is known. */
export const since = (at: Instant | undefined): Pick<Found, "since"> =>
  at === undefined ? {} : { since: at };

/** Whether a moment is less than so long (ms) ago. */
export const within = (at: Instant | undefined, now: Instant, ms: number): boolean =>
  at !== undefined && millisBetween(at, now) < ms;

/** A pod that starts is given a minute before anybody is told that it does not run. */
export const starts = (at: Instant | undefined, now: Instant): boolean => within(at, now, minute);

/** Sentences, one after the other. */
export const sentences = (...parts: ReadonlyArray<string | undefined>): string =>
  parts.filter((part) => part !== undefined).join(" ");

/** Words that were left behind, as a sentence: `It said: out of disk`. */
export const quoted = (message: string | undefined, whose: string): string | undefined => {
  const words = lastWords(message);
  return words === undefined ? undefined : `${whose}: ${words}`;
};

/** What died or restarted a day ago is no news any more; a morning sees its night. */
export const lately = (at: Instant | undefined, now: Instant): boolean => within(at, now, day);
