import * as Effect from "effect/Effect";
import { takeRefused, takesOlder } from "./intake.ts";
import type { Parts } from "./parts.ts";
import type { Running } from "./running.ts";
import type { Viewing } from "./viewing.ts";

/** The memory for a panel's rows. */
export interface Memory {
  /** Empties the display, and nothing else. */
  readonly empty: Effect.Effect<void>;
  /** Doubles the limit, and gives it in bytes; what waited for it comes. */
  readonly raise: Effect.Effect<number>;
  /**
   * Asks for older lines where they can stand above the first row. Where older ones wait for memory already, `offer` is
   * run instead: once for each limit (S11).
   */
  readonly older: (offer: Effect.Effect<void>) => Effect.Effect<void>;
}

/** The memory for the rows of a panel that is `running`; `taken` is run after each change of them. */
export const makeMemory = (
  viewing: Viewing,
  { taken }: Pick<Parts, "taken">,
  running: Pick<Running, "older">,
): Memory => {
  const { reading } = viewing;
  let offeredAt = 0;
  return {
    empty: Effect.suspend(() => {
      reading.store.clear();
      reading.list.grow();
      viewing.change({ cleared: reading.store.lines, refused: [] });
      return taken;
    }),
    raise: Effect.suspend(() => {
      const { refused, store } = reading;
      store.raise(store.maxBytes * 2);
      takeRefused(reading);
      viewing.tell();
      return taken.pipe(
        Effect.andThen(refused.length > 0 ? running.older : Effect.void),
        Effect.as(store.maxBytes),
      );
    }),
    older: (offer) =>
      Effect.suspend(() => {
        if (takesOlder(reading)) return running.older;
        const { refused, store } = reading;
        if (refused.length === 0 || offeredAt === store.maxBytes) return Effect.void;
        offeredAt = store.maxBytes;
        return offer;
      }),
  };
};
