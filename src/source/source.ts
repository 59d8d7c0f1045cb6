import * as Cause from "effect/Cause";
import * as Clock from "effect/Clock";
import * as Effect from "effect/Effect";
import * as FiberMap from "effect/FiberMap";
import * as Option from "effect/Option";
import * as Queue from "effect/Queue";
import * as Random from "effect/Random";
import * as Stream from "effect/Stream";
import { SourceError, TimedOut, type KubeError } from "../domain/errors.ts";
import type { Instant } from "../domain/instant.ts";
import type { LineBlock } from "../domain/line.ts";
import type { PodView } from "../domain/pod.ts";
import type { SourceElement, SourceRef } from "../domain/source.ts";
import type { LineLimit } from "../domain/target.ts";
import { Kube, type LogQuery } from "../kubernetes/kube.ts";
import type { Command } from "../resume/commands.ts";
import type { Event } from "../resume/events.ts";
import { initial, step } from "../resume/machine.ts";
import { mayHaveOlder, readsOlder } from "../resume/older.ts";
import { connectionOf } from "./connection.ts";
import { makeLineReader, type LineReader } from "./lines.ts";
import { makeSteadyClock } from "./steady-clock.ts";

/** What others tell a source while it reads. */
export type SourceSignal =
  /** The pod as its watch shows it now. */
  | { readonly _tag: "Pod"; readonly pod: PodView }
  /** Skips the wait for the next try. */
  | { readonly _tag: "RetryNow" }
  /** The user stands at the top and wants about this many lines more (S11). */
  | { readonly _tag: "Older"; readonly lines: number }
  /** The machine slept: open connections are suspect. */
  | { readonly _tag: "Wake" };

/** All that a wish for older lines brings has been given; `more`: the log may have more. */
export interface OlderRead {
  readonly _tag: "OlderRead";
  readonly more: boolean;
}

/** An answer has come before anything can be shown: the source is at work on what it will show first. */
export interface AtWork {
  readonly _tag: "AtWork";
}

export interface SourceOptions {
  readonly limit: LineLimit;
  /** Begin with the first line of this moment or later instead (S10). */
  readonly since?: Instant;
  /** The instance before the current one, to its end, and nothing else (C6). */
  readonly previous?: boolean;
  /** Whether `Pod` signals come at every change of the pod; if not, the source asks by itself. */
  readonly watched: boolean;
  /** Go on with another pod of the same name when this one has gone (a StatefulSet's). */
  readonly waitForNewPod: boolean;
}

/** How long (ms) a log may take to begin, or to go on where it is not followed. */
const patienceMs = 10_000;

type CommandOf<Tag extends Command["_tag"]> = Extract<Command, { readonly _tag: Tag }>;

/** What stood after the last line break, where there was anything. */
const restOf = (reader: LineReader): { readonly rest?: LineBlock } => {
  const rest = reader.rest();
  return rest.count === 0 ? {} : { rest };
};

/** How reading ended: with an error, or cleanly. */
const errorOf = <R>(
  reading: Effect.Effect<void, KubeError, R>,
): Effect.Effect<{ readonly error?: KubeError }, never, R> =>
  Effect.match(reading, { onSuccess: () => ({}), onFailure: (error) => ({ error }) });

/** Whether a request was answered, and not refused. */
const isAnswer = (event: Event): boolean =>
  event._tag === "FollowOpened" ||
  (event._tag === "PodAnswer" && event.number !== undefined) ||
  (event._tag === "LogAnswer" && event.error === undefined);

/**
 * One container of a pod as a stream, instance after instance: the lines of its log in order, each once, with
 * markers where that can't be known, dividers between instances, and the state of the connection. It reconnects for
 * ever; it ends when nothing more can come, and fails, after its last line, with what only the user can help.
 * The socket is read whatever becomes of the elements: they wait in memory, never in the connection (D8).
 */
export const readSource = (
  ref: SourceRef,
  options: SourceOptions,
  signals: Queue.Dequeue<SourceSignal>,
): Stream.Stream<SourceElement | OlderRead | AtWork, SourceError, Kube> =>
  Stream.callback<SourceElement | OlderRead | AtWork, SourceError, Kube>((queue) =>
    Effect.gen(function* () {
      const kube = yield* Kube;
      const clock = yield* Clock.Clock;
      const activities = yield* FiberMap.make<number, void, never>();
      const run = yield* FiberMap.runtime(activities)();

      let state = initial({
        container: ref.container,
        limit: options.limit,
        ...(options.since === undefined ? {} : { since: options.since }),
        view: options.previous === true ? "previous" : "current",
        waitForNewPod: options.waitForNewPod,
        watched: options.watched,
        ...(ref.uid === undefined ? {} : { uid: ref.uid }),
      });
      let node: string | undefined;
      let busy = false;
      let wished = false;
      const waiting: Array<Event> = [];

      const { now, toMachine } = makeSteadyClock(clock);

      /** Tells the machine and carries out what it wants; an event that comes meanwhile waits its turn. */
      const tell = (event: Event): void => {
        waiting.push(event);
        if (busy) return;
        busy = true;
        for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
          const made = step(state, next);
          state = made.state;
          carryOut(made.commands);
          if (isAnswer(next) && state.shown?._tag === "Connecting") emit({ _tag: "AtWork" });
        }
        busy = false;
        if (!wished || readsOlder(state)) return;
        wished = false;
        emit({ _tag: "OlderRead", more: mayHaveOlder(state) });
      };

      const emit = (element: SourceElement | OlderRead | AtWork): void => {
        Queue.offerUnsafe(queue, element);
      };

      const carryOut = (commands: ReadonlyArray<Command>): void => {
        /** Elements for the top, in their own order. */
        let older: Array<SourceElement> = [];
        const flushOlder = (): void => {
          // Each of them goes above all that is there, so the lowest goes first.
          for (const element of older.toReversed()) emit(element);
          older = [];
        };
        const place = (element: SourceElement, isOlder: boolean): void => {
          if (isOlder) older.push(element);
          else {
            flushOlder();
            emit(element);
          }
        };
        for (const command of commands) {
          switch (command._tag) {
            case "Rows":
              place({ _tag: "Lines", block: command.block, older: command.older }, command.older);
              break;
            case "Marker":
              place(
                { _tag: "Marker", marker: command.marker, older: command.older },
                command.older,
              );
              break;
            case "Divider":
              place(
                { _tag: "Divider", divider: command.divider, older: command.older },
                command.older,
              );
              break;
            case "State":
              emit({ _tag: "State", state: connectionOf(command.state, ref, toMachine) });
              break;
            case "GetPod":
              run(command.number, getPod(command.number));
              break;
            case "GetLog":
              run(command.number, getLog(command));
              break;
            case "OpenFollow":
              run(command.number, follow(command));
              break;
            case "SetTimer":
              run(command.number, timer(command));
              break;
            case "AbortFollow":
            case "Abandon":
              abandon(command.number);
              break;
            case "Fail":
              flushOlder();
              emit({ _tag: "State", state: { _tag: "Disconnected", error: command.error } });
              Queue.failCauseUnsafe(
                queue,
                Cause.fail(
                  new SourceError({ source: `${ref.pod}/${ref.container}`, cause: command.error }),
                ),
              );
              break;
            case "Done":
              flushOlder();
              emit({ _tag: "State", state: { _tag: "Ended", why: command.why } });
              Queue.endUnsafe(queue);
              break;
          }
        }
        flushOlder();
      };

      const abandon = (number: number): void => {
        const fiber = FiberMap.getUnsafe(activities, number);
        // Not awaited: it may be the very fiber that told.
        if (Option.isSome(fiber)) fiber.value.interruptUnsafe();
      };

      const timer = ({ number, ms, jitter }: CommandOf<"SetTimer">): Effect.Effect<void> =>
        Random.next.pipe(
          Effect.flatMap((random) => Effect.sleep(ms + jitter * random)),
          Effect.map(() => tell({ _tag: "TimerFired", at: now(), number })),
        );

      const seen = (pod: PodView): PodView => {
        node = pod.node;
        return pod;
      };

      const getPod = (number: number): Effect.Effect<void> =>
        Effect.match(kube.pod(ref.context, ref.namespace, ref.pod), {
          onSuccess: (pod) => tell({ _tag: "PodAnswer", at: now(), number, pod: seen(pod) }),
          onFailure: (error) => tell({ _tag: "PodFailed", at: now(), number, error }),
        });

      const tooLate = Effect.matchEffect(kube.contexts, {
        onSuccess: (contexts) =>
          Effect.fail(
            new TimedOut({
              server: contexts.find(({ name }) => name === ref.context)?.server ?? ref.context,
              afterMs: patienceMs,
            }),
          ),
        onFailure: Effect.fail,
      });

      const open = (query: Omit<LogQuery, "container" | "node">) =>
        kube.log(ref.context, ref.namespace, ref.pod, {
          ...query,
          container: ref.container,
          ...(node === undefined ? {} : { node }),
        });

      const getLog = ({
        number,
        tail,
        limitBytes,
        since,
        previous,
      }: CommandOf<"GetLog">): Effect.Effect<void> =>
        Effect.gen(function* () {
          const reader = makeLineReader();
          const blocks: Array<LineBlock> = [];
          let heard = now();
          const read = Effect.gen(function* () {
            const { body } = yield* open({
              previous,
              ...(tail === undefined ? {} : { tailLines: tail }),
              ...(limitBytes === undefined ? {} : { limitBytes }),
              ...(since === undefined ? {} : { sinceTime: { seconds: since, nanos: 0 } }),
            });
            yield* Stream.runForEachArray(body, (chunks) =>
              Effect.sync(() => {
                heard = now();
                blocks.push(...reader.push(chunks));
              }),
            );
          });
          // One sleeper for the whole answer: a timer for each piece would cost more than reading it.
          const silence = Effect.gen(function* () {
            for (let left = patienceMs; left > 0; left = heard + patienceMs - now())
              yield* Effect.sleep(left);
            return yield* tooLate;
          });
          const error = yield* errorOf(Effect.raceFirst(Effect.scoped(read), silence));
          tell({ _tag: "LogAnswer", at: now(), number, blocks, ...restOf(reader), ...error });
        });

      const follow = ({ number, tail }: CommandOf<"OpenFollow">): Effect.Effect<void> =>
        Effect.gen(function* () {
          const reader = makeLineReader();
          const read = Effect.gen(function* () {
            const { body } = yield* open({
              follow: true,
              ...(tail === undefined ? {} : { tailLines: tail }),
            }).pipe(Effect.timeoutOrElse({ duration: patienceMs, orElse: () => tooLate }));
            tell({ _tag: "FollowOpened", at: now(), number });
            yield* Stream.runForEachArray(body, (chunks) =>
              Effect.sync(() => {
                for (const block of reader.push(chunks))
                  tell({ _tag: "FollowData", at: now(), number, block });
              }),
            );
          });
          const error = yield* errorOf(Effect.scoped(read));
          tell({ _tag: "FollowClosed", at: now(), number, ...restOf(reader), ...error });
        });

      const heed = (signal: SourceSignal): void => {
        switch (signal._tag) {
          case "Pod":
            return tell({ _tag: "PodAnswer", at: now(), pod: seen(signal.pod) });
          case "RetryNow":
            return tell({ _tag: "RetryNow", at: now() });
          case "Older":
            wished = true;
            return tell({ _tag: "OlderAsked", at: now(), lines: signal.lines });
          case "Wake":
            return tell({ _tag: "Wake", at: now() });
        }
      };

      tell({ _tag: "Start", at: now() });
      yield* Effect.forkScoped(Effect.forever(Effect.map(Queue.take(signals), heed)));
      // A defect in any activity is the stream's.
      yield* FiberMap.join(activities);
    }),
  );
