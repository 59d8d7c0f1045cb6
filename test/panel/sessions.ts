import * as Effect from "effect/Effect";
import * as Stream from "effect/Stream";
import { readInto } from "../../src/panel/pipe.ts";
import { contentOf, type Reading } from "../../src/panel/reading.ts";
import type { SessionElement } from "../../src/session/session.ts";
import { makeStore } from "../../src/store/store.ts";

/** Runs the batches of a session that then ends into a reading, whose next run is number 11. */
export const run = (
  reading: Reading,
  batches: ReadonlyArray<ReadonlyArray<SessionElement>>,
): Effect.Effect<void> =>
  readInto(
    reading,
    {
      batches: Stream.fromIterable(batches),
      retryNow: Effect.void,
      older: Effect.void,
      follow: () => Effect.void,
    },
    { emptyStore: () => makeStore({ maxBytes: 10_000_000 }), nextRun: () => 11 },
    { known: () => contentOf(reading), post: () => Effect.void, taken: Effect.void },
  );
