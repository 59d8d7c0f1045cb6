import * as Clock from "effect/Clock";
import * as Effect from "effect/Effect";
import * as Stream from "effect/Stream";
import type { SessionError } from "../domain/errors.ts";
import { explain } from "../domain/explain.ts";
import type { Session } from "../session/session.ts";
import type { Content } from "./content.ts";
import { changes, type DeliveryEvent } from "./delivery-events.ts";
import { takeBatch } from "./intake.ts";
import { contentOf, type Fresh, type Reading } from "./reading.ts";

/** What the end of a session means; its lines stay (P10). */
const toFailure = (
  reading: Reading,
  known: Content,
  error: SessionError,
): ReadonlyArray<DeliveryEvent> => {
  const why = explain(error.cause);
  reading.connection = { _tag: "Disconnected", why };
  reading.problem = why;
  return changes(known, contentOf(reading));
};

/** Where a pipe ends: what the view is known to know, and who tells it more. */
export interface Outlet {
  readonly known: () => Content;
  /** Told after each batch, once its rows are in the store, and what it says of itself is told. */
  readonly taken: Effect.Effect<void>;
  readonly post: (events: ReadonlyArray<DeliveryEvent>) => Effect.Effect<void>;
}

/** The way of a session's lines to its view, until the session ends: into the store, then told. */
export const readInto = (
  reading: Reading,
  session: Session,
  fresh: Fresh,
  { known, post, taken }: Outlet,
): Effect.Effect<void> =>
  session.batches.pipe(
    Stream.tap((batch) =>
      Effect.map(Clock.currentTimeMillis, (now) => takeBatch(reading, batch, fresh, now)),
    ),
    Stream.map(() => changes(known(), contentOf(reading))),
    Stream.catchTags({
      SessionError: (error) => Stream.sync(() => toFailure(reading, known(), error)),
    }),
    Stream.runForEach((events) => Effect.andThen(post(events), taken)),
  );
