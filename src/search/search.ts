import * as NodeWorker from "@effect/platform-node/NodeWorker";
import * as Cause from "effect/Cause";
import * as Duration from "effect/Duration";
import * as Effect from "effect/Effect";
import * as Queue from "effect/Queue";
import type * as Scope from "effect/Scope";
import * as Stream from "effect/Stream";
import type { SourceId } from "../domain/source.ts";
import type { Store } from "../store/store.ts";
import type { Filter } from "../text/filter.ts";
import { compileSearch, type FindQuery } from "../text/search.ts";
import type { Clock } from "../text/when.ts";
import { absoluteTimes } from "./absolute-times.ts";
import { ExpressionTooSlow, ExpressionWrong, SearchStopped } from "./errors.ts";
import {
  type Answer,
  type Found,
  type Passed,
  type ScanId,
  type Span,
  type ToWorker,
  type Wanted,
} from "./messages.ts";
import { looks, runThread, type Send } from "./thread.ts";

/** Why a scan cannot go on. */
export type ScanError = ExpressionTooSlow | SearchStopped;

/** Finds and filters over all rows of one store, in a thread of their own. */
export interface Search {
  /** To be run after each change of the store, so that scans go on with what came; costs next to nothing without any. */
  readonly changed: Effect.Effect<void>;
  /** Tells sources' names, which filters go by; to be run before the first rows of a source. */
  readonly name: (
    names: ReadonlyArray<readonly [source: SourceId, name: string]>,
  ) => Effect.Effect<void>;
  /**
   * The matches, outwards from the row `near`, and then of the rows that come: each element adjoins those before it,
   * above or below (`Matches` takes them in). It does not end by itself; interrupting it ends the scan at once.
   */
  readonly find: (
    query: FindQuery,
    near: number,
  ) => Stream.Stream<Found, ExpressionWrong | ScanError>;
  /** The rows that pass a filter, in the same manner (`FilteredView` takes them in). Its times are resolved now. */
  readonly filter: (filter: Filter, clock: Clock, near: number) => Stream.Stream<Passed, ScanError>;
}

/** One stream that somebody reads. */
interface Scan {
  readonly id: ScanId;
  readonly wanted: Wanted;
  readonly near: number;
  readonly take: (answer: Answer) => void;
  readonly fail: (error: ScanError) => void;
  /** What it has been given, from where another thread would go on. */
  seen?: Span;
}

const startOf = ({ id, wanted, near, seen }: Scan): ToWorker => ({
  _tag: "Start",
  id,
  wanted,
  near,
  ...(seen === undefined ? {} : { seen }),
});

const joined = (seen: Span | undefined, { from, to }: Span): Span => {
  if (seen === undefined || from > seen.to) return { from, to };
  return from === seen.to ? { from: seen.from, to } : { from, to: seen.to };
};

/**
 * The search of a store. Its thread starts with the first scan and ends with the scope. `worker` is the path of the
 * worker's script. A scan that does not get on for `patience` (2 seconds, if not given) fails with `ExpressionTooSlow`:
 * its thread is ended, and the other scans go on in another one.
 */
export const makeSearch = (
  store: Store,
  options: { readonly worker: string; readonly patience?: Duration.Input },
): Effect.Effect<Search, never, Scope.Scope> =>
  Effect.gen(function* () {
    const scope = yield* Effect.scope;
    const patience = Duration.fromInputUnsafe(options.patience ?? "2 seconds");
    const scans = new Map<ScanId, Scan>();
    const names = new Map<SourceId, string>();
    let lastId = 0;
    let running = false;
    /** There while a thread listens. */
    let send: Send | undefined;
    /** The rows that the thread knows of. */
    let told: Span | undefined;
    /** Whether the thread has answered anything. */
    let heard = false;

    const tellRows = Effect.suspend(() => {
      const { first, end } = store;
      if (send === undefined || (told?.from === first && told.to === end)) return Effect.void;
      const newer = store.blocks(told?.to ?? first);
      const before = told?.from ?? first;
      const older = first < before ? store.blocks().filter((block) => block.first < before) : [];
      told = { from: first, to: end };
      return send({ _tag: "Rows", first, older, newer });
    });

    const forgetRows = Effect.suspend(() => {
      told = undefined;
      return send?.({ _tag: "Rows", first: store.end, older: [], newer: [] }) ?? Effect.void;
    });

    const ready = (to: Send): Effect.Effect<void> =>
      Effect.gen(function* () {
        send = to;
        told = undefined;
        heard = false;
        yield* to({ _tag: "Names", names: [...names] });
        yield* tellRows;
        for (const scan of scans.values()) yield* to(startOf(scan));
      });

    const answered = (answer: Answer): void => {
      heard = true;
      const scan = scans.get(answer.id);
      if (scan === undefined) return;
      scan.seen = joined(scan.seen, answer._tag === "Found" ? answer.found : answer.passed);
      scan.take(answer);
    };

    const failWith = (ended: Iterable<Scan | undefined>, error: ScanError): void => {
      for (const scan of ended) {
        if (scan === undefined) continue;
        scans.delete(scan.id);
        scan.fail(error);
      }
    };

    /** Runs one thread after another, as long as one is needed. */
    const run = Effect.gen(function* () {
      const pause = Duration.divideUnsafe(patience, looks);
      do {
        const end = yield* runThread({ path: options.worker, pause, ready, answered });
        send = undefined;
        if (end._tag === "Stuck") failWith([scans.get(end.scan)], new ExpressionTooSlow());
        else if (!heard) failWith(scans.values(), new SearchStopped({ cause: end.cause }));
        heard = false;
      } while (scans.size > 0);
      running = false;
    }).pipe(Effect.provide(NodeWorker.layerPlatform));

    const open = (scan: Scan): Effect.Effect<void> =>
      Effect.gen(function* () {
        scans.set(scan.id, scan);
        if (!running) {
          running = true;
          yield* Effect.forkIn(run, scope);
        } else if (send !== undefined) {
          yield* tellRows;
          yield* send(startOf(scan));
        }
      });

    const close = ({ id }: Scan): Effect.Effect<void> =>
      Effect.suspend(() =>
        scans.delete(id) && send !== undefined ? send({ _tag: "Stop", id }) : Effect.void,
      );

    const scan = <A>(
      wanted: Wanted,
      near: number,
      read: (answer: Answer) => A | undefined,
    ): Stream.Stream<A, ScanError> =>
      Stream.callback<A, ScanError>((queue) => {
        const take = (answer: Answer): void => {
          const value = read(answer);
          if (value !== undefined) Queue.offerUnsafe(queue, value);
        };
        const fail = (error: ScanError): void => {
          Queue.failCauseUnsafe(queue, Cause.fail(error));
        };
        const one: Scan = { id: ++lastId, wanted, near, take, fail };
        return Effect.acquireRelease(open(one), () => close(one));
      });

    return {
      changed: Effect.suspend(() => {
        if (scans.size > 0) return tellRows;
        // Nothing is sought: the thread need not hold on to rows that have been evicted or cleared.
        return told !== undefined && told.from !== store.first ? forgetRows : Effect.void;
      }),
      name: (added) =>
        Effect.suspend(() => {
          for (const [source, name] of added) names.set(source, name);
          return send === undefined ? Effect.void : send({ _tag: "Names", names: added });
        }),
      find: (query, near) => {
        const compiled = compileSearch(query);
        return compiled._tag === "Wrong"
          ? Stream.fail(new ExpressionWrong({ reason: compiled.reason }))
          : scan({ _tag: "Find", query }, near, (answer) =>
              answer._tag === "Found" ? answer.found : undefined,
            );
      },
      filter: (filter, clock, near) =>
        Stream.suspend(() =>
          scan({ _tag: "Filter", filter: absoluteTimes(filter, clock) }, near, (answer) =>
            answer._tag === "Passed" ? answer.passed : undefined,
          ),
        ),
    };
  });
