import * as Effect from "effect/Effect";
import * as Queue from "effect/Queue";
import type * as Scope from "effect/Scope";
import * as Stream from "effect/Stream";
import type { Disposable, Event } from "vscode";

/** A thing of VS Code that is disposed of when the scope closes. */
export const scoped = <A extends { dispose(): unknown }>(
  make: () => A,
): Effect.Effect<A, never, Scope.Scope> =>
  Effect.acquireRelease(Effect.sync(make), (thing) => Effect.sync(() => void thing.dispose()));

/** What an event of VS Code tells, from the moment the stream is run; it never ends by itself. */
export const events = <A>(event: Event<A>): Stream.Stream<A> =>
  Stream.callback<A>((queue) =>
    Effect.acquireRelease(
      Effect.sync((): Disposable => event((value) => void Queue.offerUnsafe(queue, value))),
      (subscription) => Effect.sync(() => void subscription.dispose()),
    ),
  );
