import * as Effect from "effect/Effect";
import type * as Scope from "effect/Scope";

/** A thing of VS Code that is disposed of when the scope closes. */
export const scoped = <A extends { dispose(): unknown }>(
  make: () => A,
): Effect.Effect<A, never, Scope.Scope> =>
  Effect.acquireRelease(Effect.sync(make), (thing) => Effect.sync(() => void thing.dispose()));
