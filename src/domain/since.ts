import * as Schema from "effect/Schema";
import { isoOfInstant, type Instant } from "./instant.ts";

/** How long ago a log may begin, in seconds: up to ten years. */
export const SecondsAgo = Schema.Number.check(
  Schema.isInt(),
  Schema.isBetween({ minimum: 1, maximum: 10 * 366 * 86_400 }),
);

/** Where a log begins, instead of so many lines before its end (S10): some time ago, or at a moment. */
export const Since = Schema.Union([
  Schema.TaggedStruct("Ago", {
    seconds: SecondsAgo,
  }),
  Schema.TaggedStruct("At", {
    at: Schema.Struct({
      seconds: Schema.Number.check(
        Schema.isInt(),
        // What RFC 3339 can write, with four digits for the year.
        Schema.isBetween({ minimum: 0, maximum: 253_402_300_799 }),
      ),
      nanos: Schema.Number.check(
        Schema.isInt(),
        Schema.isBetween({ minimum: 0, maximum: 999_999_999 }),
      ),
    }),
  }),
]);
export type Since = typeof Since.Type;

/** What is offered without typing: 5 min, 15 min, 1 h, 6 h, 24 h. */
export const usualSinces: ReadonlyArray<Since> = [300, 900, 3600, 21_600, 86_400].map(
  (seconds) => ({ _tag: "Ago", seconds }),
);

/** The moment that is meant, given the present. */
export const sinceInstant = (since: Since, now: Instant): Instant =>
  since._tag === "At" ? since.at : { seconds: now.seconds - since.seconds, nanos: now.nanos };

const length = (seconds: number): string => {
  if (seconds % 3600 === 0) return `${seconds / 3600} h`;
  return seconds % 60 === 0 ? `${seconds / 60} min` : `${seconds} s`;
};

/** Its words: `last 15 min`, `since 2026-11-25T10:30:00Z` (UTC, milliseconds where there are any). */
export const sinceWords = (since: Since): string =>
  since._tag === "Ago"
    ? `last ${length(since.seconds)}`
    : `since ${isoOfInstant(since.at).replace(".000Z", "Z")}`;
