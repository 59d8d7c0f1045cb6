import * as Effect from "effect/Effect";
import * as Exit from "effect/Exit";
import * as Scope from "effect/Scope";
import * as Semaphore from "effect/Semaphore";
import { sourceName } from "../protocol/sources.ts";
import type { Search } from "../search/search.ts";
import type { Store } from "../store/store.ts";
import type { Reading } from "./reading.ts";

/** The search of a panel's rows. */
export interface Searching {
  /** The search of the store of the moment; made when it is first asked for. */
  readonly search: Effect.Effect<Search>;
  /** To be run after each change of the store. */
  readonly changed: Effect.Effect<void>;
}

/** Keeps a search of the store that a panel reads into; `worker` is the path of its thread's script. */
export const makeSearching = (
  reading: Reading,
  worker: string,
): Effect.Effect<Searching, never, Scope.Scope> =>
  Effect.gen(function* () {
    const scope = yield* Effect.scope;
    // A find and a filter that begin together share one thread.
    const oneAtATime = yield* Semaphore.make(1);
    let current:
      | { readonly store: Store; readonly search: Search; readonly scope: Scope.Closeable }
      | undefined;
    /** The sources whose names the search knows. */
    let named: Reading["shown"]["sources"] = [];

    const name = Effect.suspend(() => {
      const { sources } = reading.shown;
      if (current === undefined || sources === named) return Effect.void;
      named = sources;
      return current.search.name(sources.map((source) => [source.id, sourceName(source)]));
    });

    const end = Effect.suspend(() => {
      const ending = current;
      current = undefined;
      named = [];
      return ending === undefined ? Effect.void : Scope.close(ending.scope, Exit.void);
    });

    const search = Effect.gen(function* () {
      const { store } = reading;
      if (current?.store === store) return current.search;
      yield* end;
      // Its threads are of no use to who only reads.
      const { makeSearch } = yield* Effect.promise(() => import("../search/search.ts"));
      const own = yield* Scope.fork(scope);
      const made = yield* makeSearch(store, { worker }).pipe(Scope.provide(own));
      current = { store, search: made, scope: own };
      yield* name;
      return made;
    }).pipe(oneAtATime.withPermits(1));

    const changed = Effect.suspend(() => {
      if (current === undefined) return Effect.void;
      if (current.store !== reading.store) return end;
      return Effect.andThen(name, current.search.changed);
    });

    return { search, changed };
  });
