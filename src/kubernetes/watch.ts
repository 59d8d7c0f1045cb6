import * as Clock from "effect/Clock";
import * as Effect from "effect/Effect";
import * as Queue from "effect/Queue";
import * as Random from "effect/Random";
import * as Result from "effect/Result";
import * as Stream from "effect/Stream";
import { NotKubernetes, ResourceExpired, nextStep, type KubeError } from "../domain/errors.ts";
import { statusError } from "./answers.ts";
import { pieces } from "./http.ts";
import { at, member, optional, text, type Json } from "./json.ts";
import { listAll } from "./lists.ts";
import type { Question, Reader, Requests } from "./requests.ts";

/** What a list that stays true tells. */
export type ListEvent<A> =
  /** All there are now: at the start, and whenever the thread was lost. Compare by uid. */
  | { readonly _tag: "Listed"; readonly items: ReadonlyArray<A> }
  /** One that is new or changed. */
  | { readonly _tag: "Changed"; readonly item: A }
  /** One that is no longer there, or no longer selected. */
  | { readonly _tag: "Removed"; readonly item: A }
  /** Out of touch until the next `Listed`; tried again at `retryAt` (Unix ms). */
  | { readonly _tag: "Lost"; readonly error: KubeError; readonly retryAt: number };

/** Some of a list that is still being read, before the whole of it is `Listed`. */
export interface ListPage<A> {
  readonly _tag: "Page";
  readonly items: ReadonlyArray<A>;
}

/** One event of a watch takes at most this many bytes; etcd refuses objects of more than 1.5 MB. */
const maxEventBytes = 8_000_000;
/** Silence (ms) after which a watch is opened anew: bookmarks come about once a minute. */
const silenceMs = 120_000;
/** A watch that stood this long (ms) was healthy: the next failure begins with short pauses again. */
const healthyMs = 60_000;

const bytesOfLine = (parts: ReadonlyArray<Uint8Array>): string =>
  parts.length === 1
    ? Buffer.from(
        parts[0]?.buffer ?? new ArrayBuffer(0),
        parts[0]?.byteOffset,
        parts[0]?.length,
      ).toString()
    : Buffer.concat(parts).toString();

/** Joins pieces of a body into its lines; what stands after the last line break is no line. */
const lines = (server: string) => {
  let held: Array<Uint8Array> = [];
  let bytes = 0;
  return (piece: Uint8Array): Effect.Effect<ReadonlyArray<string>, NotKubernetes> => {
    const found: Array<string> = [];
    let from = 0;
    for (let to = piece.indexOf(10); to >= 0; to = piece.indexOf(10, from)) {
      held.push(piece.subarray(from, to));
      found.push(bytesOfLine(held));
      held = [];
      bytes = 0;
      from = to + 1;
    }
    if (from < piece.length) {
      held.push(piece.subarray(from));
      bytes += piece.length - from;
    }
    return bytes > maxEventBytes
      ? Effect.fail(new NotKubernetes({ server, what: "an event without an end" }))
      : Effect.succeed(found);
  };
};

/** One watch from a version on: hands each event to `tell` and gives the version that the next watch starts from. */
const watchOnce = <A>(
  requests: Requests,
  question: Question,
  item: Reader<A>,
  version: string,
  tell: (event: ListEvent<A>) => Effect.Effect<unknown>,
): Effect.Effect<string, KubeError> =>
  Effect.scoped(
    Effect.gen(function* () {
      const seconds = yield* Random.nextIntBetween(240, 301);
      const { access, asked, answer } = yield* requests.open({
        ...question,
        kind: "long",
        verb: "watch",
        query: [
          ...(question.query ?? []),
          ["watch", "true"],
          ["allowWatchBookmarks", "true"],
          ["resourceVersion", version],
          ["timeoutSeconds", String(seconds)],
        ],
      });
      let reached = version;
      const split = lines(access.server);
      const odd = (what: string, cause?: unknown) =>
        new NotKubernetes({ server: access.server, what, ...optional("cause", cause) });
      const take = (line: string): Effect.Effect<void, KubeError> =>
        Effect.gen(function* () {
          if (line.trim() === "") return;
          const event = yield* Effect.try({
            try: (): Json => JSON.parse(line),
            catch: (cause) => odd("an event that is not JSON", cause),
          });
          const object = member(event, "object");
          const type = member(event, "type");
          if (type === "ERROR") {
            const now = yield* Clock.currentTimeMillis;
            return yield* Effect.fail(
              member(object, "reason") === "Expired"
                ? new ResourceExpired({})
                : statusError(asked, object, now),
            );
          }
          reached = text(at(object, "metadata", "resourceVersion")) ?? reached;
          if (type !== "ADDED" && type !== "MODIFIED" && type !== "DELETED") return;
          const read = item(object);
          if (Result.isFailure(read)) return yield* odd(read.failure);
          yield* tell({ _tag: type === "DELETED" ? "Removed" : "Changed", item: read.success });
        });
      yield* pieces(access, answer, silenceMs).pipe(
        // Silence is no trouble yet: the next watch will tell.
        Stream.catchTag("TimedOut", () => Stream.empty),
        Stream.runForEach((piece) =>
          Effect.flatMap(split(piece), (found) => Effect.forEach(found, take, { discard: true })),
        ),
      );
      return reached;
    }),
  );

/** A pause (ms) before try number `attempt` (from 0): at random up to 0.5 s, 1 s, 2 s … 30 s, after what the server asked for. */
export const retryPause = (attempt: number, error?: KubeError): Effect.Effect<number> =>
  Effect.map(Random.next, (random) => {
    const asked = error?._tag === "Throttled" ? (error.retryAfterMs ?? 0) : 0;
    return Math.round(asked + random * Math.min(30_000, 500 * 2 ** Math.min(attempt, 10)));
  });

/**
 * Lists objects, each taken by `item`, and keeps the list true for ever: watches from the list's version, goes on where
 * a watch ended, lists anew when the server no longer knows the version (410, as a status or as an event) or when the
 * connection was lost, and fails only with an error that trying again can't help.
 */
export const watchList = <A>(
  requests: Requests,
  question: Question,
  item: Reader<A>,
): Stream.Stream<ListEvent<A>, KubeError> => watching(requests, question, item, () => []);

/** The same, which tells of a long list as its pages come. */
export const watchListByPage = <A>(
  requests: Requests,
  question: Question,
  item: Reader<A>,
): Stream.Stream<ListEvent<A> | ListPage<A>, KubeError> =>
  watching(requests, question, item, (items) => [{ _tag: "Page", items }]);

const watching = <A, More>(
  requests: Requests,
  question: Question,
  item: Reader<A>,
  ofPage: (items: ReadonlyArray<A>) => ReadonlyArray<More>,
): Stream.Stream<ListEvent<A> | More, KubeError> =>
  Stream.callback<ListEvent<A> | More, KubeError>(
    (queue) =>
      Effect.gen(function* () {
        const tell = (event: ListEvent<A>) => Queue.offer(queue, event);
        /** Lists, then watches until something fails. */
        const round = Effect.gen(function* () {
          const listed = yield* listAll(requests, question, item, (items) =>
            Queue.offerAll(queue, ofPage(items)),
          );
          yield* tell({ _tag: "Listed", items: listed.items });
          let version = listed.resourceVersion;
          for (let hasty = 0; ;) {
            const opened = yield* Clock.currentTimeMillis;
            version = yield* watchOnce(requests, question, item, version, tell);
            // A server that ends watches at once is not asked again without a pause.
            const short = (yield* Clock.currentTimeMillis) - opened < 1_000;
            if (short) yield* Effect.sleep(yield* retryPause(hasty));
            hasty = short ? hasty + 1 : 0;
          }
        });
        for (let attempt = 0; ; attempt++) {
          const began = yield* Clock.currentTimeMillis;
          const error = yield* Effect.flip(round);
          if (nextStep(error) === "stop") return yield* Queue.fail(queue, error);
          const now = yield* Clock.currentTimeMillis;
          if (now - began >= healthyMs) attempt = 0;
          // The first relist after a 410 is the protocol's own way; only one that repeats is trouble.
          const expected = error._tag === "ResourceExpired" && attempt === 0;
          const wait = expected ? 0 : yield* retryPause(attempt, error);
          if (!expected) yield* tell({ _tag: "Lost", error, retryAt: now + wait });
          yield* Effect.sleep(wait);
        }
      }),
    { bufferSize: 16, strategy: "suspend" },
  );
