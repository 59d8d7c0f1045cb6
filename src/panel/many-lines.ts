import * as Clock from "effect/Clock";
import * as Effect from "effect/Effect";
import { StoredRow } from "./stored-row.ts";
import type { Viewing } from "./viewing.ts";

/** More lines of the past than this are worth a word (T5). */
const many = 10_000;

/** Says of a log that was asked for as a whole that it is long. */
export interface ManyLines {
  /** To be run after each change of the rows, and when a view has come. */
  readonly look: Effect.Effect<void>;
}

/** Says once for each run of rows, and in passing, that `all` brought more than 10,000 lines of the past (T5). */
export const makeManyLines = (viewing: Viewing): ManyLines => {
  let run: number | undefined;
  /** When the run began, in Unix ms: what is younger came by itself. */
  let since = 0;
  let told = false;

  const isLong = (): boolean => {
    const { shown, store } = viewing.reading;
    const { lineLimit, since: begun } = shown.options;
    if (lineLimit !== "all" || begun !== undefined || store.lines <= many) return false;
    const row = store.first + many;
    const stored = new StoredRow(store, row);
    const time = stored.seek(row) ? stored.time : undefined;
    return time !== undefined && time.seconds * 1000 < since;
  };

  return {
    look: Effect.map(Clock.currentTimeMillis, (now) => {
      const reading = viewing.reading;
      if (reading.run !== run) {
        run = reading.run;
        since = now;
        told = false;
      }
      if (told || !viewing.link.live() || !isLong()) return;
      told = true;
      viewing.send({
        _tag: "Said",
        text: "More than 10,000 lines came: a line limit opens this log faster",
      });
    }),
  };
};
