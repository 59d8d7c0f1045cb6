import type * as Context from "effect/Context";
import * as Effect from "effect/Effect";
import type { Kube } from "../../kubernetes/kube.ts";
import type { Panels } from "../../panel/panels.ts";
import type { Rows } from "./read-logs.ts";
import type { PodlogApi } from "./types.ts";

/** What the API works with, each there at its first use. */
export interface ApiNeeds {
  readonly clusters: Effect.Effect<Context.Context<Kube>>;
  readonly panels: Effect.Effect<Context.Context<Kube | Panels>>;
}

/**
 * Makes what `activate` returns (O7). Nothing is loaded before a call; what was read for others ends with the scope.
 * Arguments come from other extensions: they are checked at every call, whatever their types promise.
 */
export const makeApi = Effect.fnUntraced(function* ({ clusters, panels }: ApiNeeds) {
  const scope = yield* Effect.scope;
  const run = Effect.runPromiseWith(yield* Effect.context());

  const api: PodlogApi = {
    version: 1,
    open: async (target, options) => {
      const { open } = await import("./open.ts");
      const opening = open(target, options);
      await run(Effect.flatMap(panels, (services) => Effect.provideContext(opening, services)));
    },
    readLogs: (target, options) => ({
      [Symbol.asyncIterator]: (): Rows => {
        let rows: Promise<Rows> | undefined;
        const start = async (): Promise<Rows> => {
          const { readLogs } = await import("./read-logs.ts");
          return readLogs(target, options, scope, await run(clusters));
        };
        return {
          next: async () => (await (rows ??= start())).next(),
          // One that was never asked for a row has nothing to end.
          return: async () => (await rows)?.return() ?? { done: true, value: undefined },
          throw: async (error) => {
            await (await rows)?.return();
            throw error;
          },
        };
      },
    }),
  };
  return Object.freeze(api);
});
