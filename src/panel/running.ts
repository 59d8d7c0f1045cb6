import * as Effect from "effect/Effect";
import * as FiberHandle from "effect/FiberHandle";
import * as Queue from "effect/Queue";
import type { SourceId } from "../domain/source.ts";
import { openSession } from "../session/open.ts";
import type { Session } from "../session/session.ts";
import { Settings } from "../vscode/settings.ts";
import { readInto } from "./pipe.ts";
import { type Fresh, restart } from "./reading.ts";
import type { Viewing } from "./viewing.ts";

/** The sessions of a panel, one at a time. */
export interface Running {
  /** Asks the cluster for what is shown. */
  readonly start: Effect.Effect<void>;
  /** Asks again, and takes the answer for other rows. */
  readonly afresh: Effect.Effect<void>;
  /** Skips a wait, or goes on after a failure. */
  readonly retry: Effect.Effect<void>;
  /** Asks for lines above the first; does nothing while no session runs, as with `follow`. */
  readonly older: Effect.Effect<void>;
  /** Reads a source that is not followed. */
  readonly follow: (source: SourceId) => Effect.Effect<void>;
}

/** Reads the target of a panel; `taken` is run after each change of its rows. */
export const makeRunning = Effect.fnUntraced(function* (
  viewing: Viewing,
  fresh: Fresh,
  taken: Effect.Effect<void>,
) {
  const { link, reading } = viewing;
  const { current } = yield* Settings;
  const running = yield* FiberHandle.make<void>();
  const retries = yield* Queue.dropping<void>(1);
  let session: Session | undefined;

  const readOnce = Effect.gen(function* () {
    const { options, previous, target } = reading.shown;
    const { lineLimit: limit, since } = options;
    const { maxFollows: follows, maxOpenings: openings } = yield* current;
    session = yield* openSession(target, {
      limit,
      previous,
      follows,
      openings,
      ...(since === undefined ? {} : { since }),
    });
    yield* readInto(reading, session, fresh, {
      known: link.content,
      post: (events) => Effect.sync(() => link.happen(events)),
      taken,
    });
  }).pipe(
    Effect.scoped,
    Effect.ensuring(
      Effect.sync(() => {
        session = undefined;
      }),
    ),
  );

  // After a session failed, the next waits for the user.
  const read = readOnce.pipe(
    Effect.andThen(Queue.take(retries)),
    Effect.andThen(
      Effect.sync(() =>
        viewing.change({ connection: { _tag: "Connecting" }, problem: null, stale: true }),
      ),
    ),
    Effect.forever,
  );
  const services = yield* Effect.context<Effect.Services<typeof read>>();
  const start = FiberHandle.run(running, read).pipe(Effect.asVoid, Effect.provideContext(services));

  return {
    start,
    afresh: Effect.gen(function* () {
      yield* FiberHandle.clear(running);
      yield* Queue.clear(retries);
      restart(reading, fresh);
      viewing.tell();
      yield* taken;
      yield* start;
    }),
    retry: Effect.suspend(() =>
      session === undefined ? Effect.asVoid(Queue.offer(retries, undefined)) : session.retryNow,
    ),
    older: Effect.suspend(() => session?.older ?? Effect.void),
    follow: (source) => Effect.suspend(() => session?.follow(source) ?? Effect.void),
  } satisfies Running;
});
