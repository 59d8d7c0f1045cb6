import * as Cause from "effect/Cause";
import type * as Context from "effect/Context";
import * as Effect from "effect/Effect";
import * as Exit from "effect/Exit";
import * as Fiber from "effect/Fiber";
import * as Queue from "effect/Queue";
import type * as Scope from "effect/Scope";
import * as Stream from "effect/Stream";
import type { SessionError } from "../../domain/errors.ts";
import { explain } from "../../domain/explain.ts";
import type { Explanation } from "../../domain/explanation.ts";
import { instantFromMillis } from "../../domain/instant.ts";
import type { Since } from "../../domain/since.ts";
import type { SourceId } from "../../domain/source.ts";
import type { Target } from "../../domain/target.ts";
import { withDefaultContainer } from "../../kubernetes/default-container.ts";
import type { Kube } from "../../kubernetes/kube.ts";
import { openSession } from "../../session/open.ts";
import type { SessionElement, SessionSource } from "../../session/session.ts";
import { readReadOptions, readTarget } from "./check.ts";
import { type Backlog, makeBacklog } from "./rows.ts";
import type { PodlogError, PodlogReadOptions, PodlogRow, PodlogSource } from "./types.ts";

/** Lines of the past where the caller names no limit. */
const usualLimit = 1000;
const sinceOf = (since: number | Date): Since =>
  typeof since === "number"
    ? { _tag: "Ago", seconds: since }
    : { _tag: "At", at: instantFromMillis(Math.max(0, since.getTime())) };

/** What may wait for a caller who is slow, in bytes. */
const maxBytes = 64_000_000;
/** Rows decoded at a time. */
const stride = 1000;

class ReadError extends Error implements PodlogError {
  override readonly name = "PodlogError";
  readonly code: string;
  readonly advice: string;
  constructor(code: string, { advice, sentence }: Explanation) {
    super(sentence);
    this.code = code;
    this.advice = advice;
  }
}

const readError = ({ cause }: SessionError): ReadError => new ReadError(cause._tag, explain(cause));

/** Whose the rows are that concern the whole log. */
const ofNone: PodlogSource = { pod: "", container: "" };

/** Takes what a session gives. */
interface Feed {
  /** Puts the rows of a batch into the backlog. */
  readonly take: (batch: ReadonlyArray<SessionElement>) => void;
  /** Why there is nothing to read, as far as no source has come. */
  readonly nothing: () => Explanation | undefined;
}

/** Puts what a session gives into a backlog. */
const makeFeed = (backlog: Backlog): Feed => {
  let waiting: Explanation | undefined;
  const sources = new Map<SourceId, PodlogSource>();
  const unread = new Set<SourceId>();
  const meet = ({ followed, id, ref: { container, pod } }: SessionSource): void => {
    // One object for all rows of a source.
    const source = sources.get(id) ?? { pod, container };
    sources.set(id, source);
    if (followed) unread.delete(id);
    else if (!unread.has(id)) {
      unread.add(id);
      backlog.note(source, "This log is not read: as many as are read at a time are read already");
    }
  };
  return {
    take: (batch) => {
      for (const part of batch) {
        if (part._tag === "Sources") for (const source of part.sources) meet(source);
        if (part._tag === "Connection")
          waiting = part.state._tag === "Waiting" ? part.state.why : undefined;
        if (part._tag === "Source") backlog.push(sources.get(part.source) ?? ofNone, part.element);
      }
    },
    nothing: () => (sources.size === 0 ? waiting : undefined),
  };
};

const aborted = (signal: AbortSignal): Effect.Effect<void> =>
  Effect.callback((resume) => {
    const abort = (): void => resume(Effect.void);
    if (signal.aborted) return abort();
    signal.addEventListener("abort", abort, { once: true });
    return Effect.sync(() => signal.removeEventListener("abort", abort));
  });

/**
 * The rows of a target, for one who takes them as they like. The session runs under `parent` on its own, so that its
 * connections end at once with the stream, the signal or the extension, whether or not anybody waits for a row.
 */
const rowsOf = (
  target: Target,
  { lineLimit = usualLimit, previous = false, signal, since }: PodlogReadOptions,
  parent: Scope.Scope,
): Stream.Stream<PodlogRow, ReadError, Kube> =>
  Stream.unwrap(
    Effect.gen(function* () {
      const backlog = makeBacklog(maxBytes);
      const news = yield* Queue.sliding<void, ReadError | Cause.Done>(1);
      const feed = makeFeed(backlog);
      const read = Effect.gen(function* () {
        const session = yield* openSession(yield* withDefaultContainer(target), {
          limit: lineLimit,
          previous,
          ...(since === undefined ? {} : { since: sinceOf(since) }),
        });
        yield* session.batches.pipe(
          Stream.takeUntil((batch) => batch.some(({ _tag }) => _tag === "Finished")),
          Stream.runForEach((batch) =>
            Effect.suspend(() => {
              feed.take(batch);
              return Queue.offer(news, undefined);
            }),
          ),
          Effect.mapError(readError),
        );
        const nothing = feed.nothing();
        // Where a log of the past is wanted there is none to wait for.
        if (previous && nothing !== undefined)
          return yield* Effect.fail(new ReadError("PreviousNotFound", nothing));
      }).pipe(Effect.scoped);
      const reading = yield* (
        signal === undefined ? read : Effect.raceFirst(read, aborted(signal))
      ).pipe(
        Effect.onExit((exit) =>
          Exit.isFailure(exit) && !Cause.hasInterruptsOnly(exit.cause)
            ? Queue.failCause(news, exit.cause)
            : Queue.end(news),
        ),
        Effect.forkIn(parent),
      );
      yield* Effect.addFinalizer(() => Fiber.interrupt(reading));

      const next = Effect.suspend(function more(): Effect.Effect<
        readonly [PodlogRow, ...Array<PodlogRow>],
        ReadError | Cause.Done
      > {
        const [first, ...others] = backlog.take(stride);
        return first === undefined
          ? Effect.flatMap(Queue.take(news), more)
          : Effect.succeed([first, ...others]);
      });
      return Stream.fromPull(Effect.succeed(next));
    }),
  );

/** An iterator that can be left while it waits for a row. */
export interface Rows {
  readonly next: () => Promise<IteratorResult<PodlogRow, undefined>>;
  readonly return: () => Promise<IteratorReturnResult<undefined>>;
  readonly throw: (error: unknown) => Promise<never>;
}

/** Checks the arguments of `readLogs` and gives an iterator that reads at its first `next`; throws a TypeError. */
export const readLogs = (
  target: unknown,
  options: unknown,
  parent: Scope.Scope,
  services: Context.Context<Kube>,
): Rows => {
  const wanted = readTarget("readLogs", target);
  const checked = readReadOptions(options);
  const { signal } = checked;
  const rows = Stream.toAsyncIterableWith(rowsOf(wanted, checked, parent), services)[
    Symbol.asyncIterator
  ]();
  const leave = async (): Promise<IteratorReturnResult<undefined>> => {
    await rows.return?.();
    return { done: true, value: undefined };
  };
  const take = async (): Promise<IteratorResult<PodlogRow, undefined>> => {
    const result = signal?.aborted === true ? await leave() : await rows.next();
    // What came before the signal is not given any more.
    if (signal?.aborted === true) {
      await leave();
      throw signal.reason;
    }
    return result;
  };
  let last: Promise<unknown> = Promise.resolve();
  return {
    // One after the other: the stream's own iterator would lose rows to who asks for several at once.
    next: () => {
      const taken = last.then(take);
      last = taken.catch(() => undefined);
      return taken;
    },
    return: leave,
    throw: async (error) => {
      await leave();
      throw error;
    },
  };
};
