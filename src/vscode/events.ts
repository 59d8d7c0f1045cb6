import * as Effect from "effect/Effect";
import * as Queue from "effect/Queue";
import * as Stream from "effect/Stream";
import type { Disposable, Event } from "vscode";

/** What an event of VS Code tells, from the moment the stream is run; it never ends by itself. */
export const events = <A>(event: Event<A>): Stream.Stream<A> =>
  Stream.callback<A>((queue) =>
    Effect.acquireRelease(
      Effect.sync((): Disposable => event((value) => void Queue.offerUnsafe(queue, value))),
      (subscription) => Effect.sync(() => void subscription.dispose()),
    ),
  );
