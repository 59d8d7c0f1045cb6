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

const over = { done: true, value: undefined } as const;

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
        // Without rows: it is over, or nothing was there to begin.
        let rows: Promise<Rows | undefined> | undefined;
        const leave = async (): Promise<IteratorReturnResult<undefined>> =>
          (await (rows ??= Promise.resolve(undefined)))?.return() ?? over;
        const start = async (): Promise<Rows> => {
          try {
            const { readLogs } = await import("./read-logs.ts");
            return readLogs(target, options, scope, await run(clusters));
          } catch (error) {
            rows = Promise.resolve(undefined);
            throw error;
          }
        };
        return {
          next: async () => (await (rows ??= start()))?.next() ?? over,
          return: leave,
          throw: async (error) => {
            await leave();
            throw error;
          },
        };
      },
    }),
  };
  return Object.freeze(api);
});
