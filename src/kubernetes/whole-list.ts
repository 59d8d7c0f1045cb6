import * as Effect from "effect/Effect";
import * as Queue from "effect/Queue";
import * as Stream from "effect/Stream";
import type { KubeError } from "../domain/errors.ts";
import type { ListEvent, ListPage } from "./watch.ts";

/** A list that is kept true, as a whole. */
export interface WholeList<A> {
  /** In no order. */
  readonly items: ReadonlyArray<A>;
  /** More of it is still being read. */
  readonly partial: boolean;
  /** Why it may not be true at the moment. */
  readonly lost?: KubeError;
}

/** How often (ms) a list that changes is told of at most; a long one less often, since it is told as a whole. */
const pauseMs = 250;
const pausePerItem = 0.25;

/**
 * The whole of a list after each change of it, four times a second at most, its first parts as they come. Fails as the list
 * does, after its last state; and where not even a first part can be had, although trying again may help.
 */
export const wholeList = <A extends { readonly uid: string }>(
  events: Stream.Stream<ListEvent<A> | ListPage<A>, KubeError>,
): Stream.Stream<WholeList<A>, KubeError> =>
  Stream.callback<WholeList<A>, KubeError>((queue) =>
    Effect.gen(function* () {
      const items = new Map<string, A>();
      const news = yield* Queue.sliding<void>(1);
      let partial = true;
      let lost: KubeError | undefined;

      const put = (found: ReadonlyArray<A>): void => {
        for (const item of found) items.set(item.uid, item);
      };
      const take = (event: ListEvent<A> | ListPage<A>): Effect.Effect<void, KubeError> => {
        switch (event._tag) {
          case "Page":
            put(event.items);
            break;
          case "Listed":
            items.clear();
            put(event.items);
            partial = false;
            lost = undefined;
            break;
          case "Changed":
            put([event.item]);
            break;
          case "Removed":
            items.delete(event.item.uid);
            break;
          case "Lost":
            if (partial && items.size === 0) return Effect.fail(event.error);
            lost = event.error;
        }
        return Effect.asVoid(Queue.offer(news, undefined));
      };
      const tell = Effect.sync(() => {
        Queue.offerUnsafe(queue, {
          items: [...items.values()],
          partial,
          ...(lost === undefined ? {} : { lost }),
        });
      });
      const tellLast = Effect.suspend(() => (partial && items.size === 0 ? Effect.void : tell));

      yield* Effect.forkScoped(
        Queue.take(news).pipe(
          Effect.andThen(tell),
          Effect.andThen(
            Effect.suspend(() =>
              Effect.sleep(partial ? pauseMs : Math.max(pauseMs, items.size * pausePerItem)),
            ),
          ),
          Effect.forever,
        ),
      );
      yield* Stream.runForEach(events, (event) => Effect.suspend(() => take(event))).pipe(
        Effect.catch((error) => Effect.andThen(tellLast, Queue.fail(queue, error))),
      );
    }),
  );
