import * as Clock from "effect/Clock";
import * as Effect from "effect/Effect";
import * as FiberHandle from "effect/FiberHandle";
import * as FiberMap from "effect/FiberMap";
import * as Queue from "effect/Queue";
import type * as Scope from "effect/Scope";
import * as Stream from "effect/Stream";
import type { Done } from "effect/Cause";
import { SessionError, type KubeError } from "../domain/errors.ts";
import type { PodView } from "../domain/pod.ts";
import type { ConnectionState, SourceElement, SourceId, SourceRef } from "../domain/source.ts";
import type { LineLimit, Target } from "../domain/target.ts";
import { Kube } from "../kubernetes/kube.ts";
import { readSource, type SourceOptions, type SourceSignal } from "../source/source.ts";
import { combined } from "./connection.ts";
import { watchTarget, type Sight } from "./pods.ts";
import type { Session, SessionElement, SessionSource } from "./session.ts";

/** How many lines more each source is asked for when the user reaches the top. */
const olderLines = 1000;
/** How often (ms) the clock is looked at, and which leap of it means that the machine slept. */
const lookMs = 5_000;
const sleptMs = 15_000;

/** Errors that no source of the target will escape: the session ends with the first source that meets one. */
const concernsAll = (error: KubeError): boolean => {
  switch (error._tag) {
    case "NotLoggedIn":
    case "Forbidden":
    case "CredentialPluginFailed":
    case "CertificateRejected":
    case "ContextUnknown":
    case "KubeconfigMissing":
    case "KubeconfigEmpty":
    case "KubeconfigBroken":
    case "NotSupported":
      return true;
    default:
      return false;
  }
};

/** Whether a second state says nothing that the first did not. */
const sameWord = (a: ConnectionState, b: ConnectionState | undefined): boolean =>
  a === b || (a._tag === b?._tag && (a._tag === "Connecting" || a._tag === "Streaming"));

/** A source that was started. */
interface Started {
  readonly info: SessionSource;
  readonly signals: Queue.Queue<SourceSignal>;
  state: ConnectionState;
  /** Its stream has not ended. */
  live: boolean;
}

/**
 * Opens a target and begins to read at once, before anybody asks for the batches; the scope ends it, and every
 * connection with it. The sources come and go with the target's pods and containers; one that fails leaves the
 * others alone, unless its error concerns all, or none is left.
 */
export const openSession = (
  target: Target,
  options: { readonly limit: LineLimit; readonly previous: boolean },
): Effect.Effect<Session, never, Kube | Scope.Scope> =>
  Effect.gen(function* () {
    const clock = yield* Clock.Clock;
    const elements = yield* Queue.unbounded<SessionElement, Done>();
    const reading = yield* FiberMap.make<SourceId, void, never>();
    const watching = yield* FiberHandle.make<void, never>();
    const started = new Map<string, Started>();
    let failure: SessionError | undefined;
    /** The state while there is no source. */
    let own: ConnectionState = { _tag: "Connecting" };
    let said: ConnectionState | undefined;
    let containers = "";
    let gone = false;

    const emit = (element: SessionElement): void => {
      Queue.offerUnsafe(elements, element);
    };

    const all = (): ReadonlyArray<Started> => [...started.values()];

    const sayConnection = (): void => {
      const states = all().map(({ state }) => state);
      const state = states.length === 0 ? own : combined(states);
      if (sameWord(state, said)) return;
      said = state;
      emit({ _tag: "Connection", state });
    };

    /** What is in hand still goes out; then the batches fail. */
    const fail = (cause: KubeError): Effect.Effect<void> =>
      Effect.suspend(() => {
        failure ??= new SessionError({ cause });
        Queue.endUnsafe(elements);
        return FiberMap.clear(reading);
      });

    const take = (source: Started, element: SourceElement): void => {
      emit({ _tag: "Source", source: source.info.id, element });
      if (element._tag !== "State") return;
      source.state = element.state;
      sayConnection();
    };

    const read = (source: Started, how: SourceOptions): Effect.Effect<void, never, Kube> =>
      readSource(source.info.ref, how, source.signals).pipe(
        Stream.runForEachArray((taken) =>
          Effect.sync(() => {
            for (const element of taken) take(source, element);
          }),
        ),
        Effect.ensuring(
          Effect.sync(() => {
            source.live = false;
          }),
        ),
        Effect.andThen(
          Effect.sync(() => {
            if (!all().some(({ live }) => live)) emit({ _tag: "Finished" });
          }),
        ),
        Effect.catchTag("SourceError", ({ cause }) =>
          concernsAll(cause) || !all().some(({ live }) => live) ? fail(cause) : Effect.void,
        ),
      );

    const start = (key: string, ref: SourceRef, label: string, how: SourceOptions) =>
      Effect.gen(function* () {
        const source: Started = {
          info: { id: started.size, ref, label },
          signals: yield* Queue.unbounded<SourceSignal>(),
          state: { _tag: "Connecting" },
          live: true,
        };
        started.set(key, source);
        emit({ _tag: "Sources", sources: all().map(({ info }) => info) });
        sayConnection();
        yield* FiberMap.run(reading, source.info.id, read(source, how));
      });

    const signal = (one: SourceSignal, to: ReadonlyArray<Started> = all()): void => {
      for (const { live, signals } of to) if (live) Queue.offerUnsafe(signals, one);
    };

    const showContainers = (pod: PodView): void => {
      const text = JSON.stringify(pod.containers);
      if (text === containers) return;
      containers = text;
      emit({ _tag: "Containers", containers: pod.containers });
    };

    const see = (sight: Sight): Effect.Effect<void, never, Kube> =>
      Effect.gen(function* () {
        switch (sight._tag) {
          case "Pod": {
            const { pod, wanted, watched } = sight;
            // A pod of the same name that comes again says so by its containers.
            if (gone) containers = "";
            gone = false;
            showContainers(pod);
            const known = all().filter(({ info }) => info.ref.pod === pod.name);
            signal({ _tag: "Pod", pod }, known);
            for (const container of wanted) {
              const key = JSON.stringify([pod.name, container]);
              if (started.has(key)) continue;
              const ref = {
                context: target.context,
                namespace: target.namespace,
                pod: pod.name,
                container,
              };
              yield* start(key, ref, container, {
                limit: options.limit,
                previous: options.previous,
                watched,
                waitForNewPod: comesAgain(pod),
              });
            }
            return;
          }
          case "Unseen":
            for (const container of sight.wanted)
              yield* start(
                JSON.stringify([sight.pod, container]),
                {
                  context: target.context,
                  namespace: target.namespace,
                  pod: sight.pod,
                  container,
                },
                container,
                {
                  limit: options.limit,
                  previous: options.previous,
                  watched: false,
                  waitForNewPod: true,
                },
              );
            return;
          case "Gone":
            if (!gone) emit({ _tag: "Gone", what: "pod" });
            gone = true;
            return;
          case "Lost":
            own = {
              _tag: "Reconnecting",
              attempt: sight.attempt,
              at: sight.at,
              error: sight.error,
            };
            sayConnection();
            return;
        }
      });

    const watch = watchTarget(target, options.previous).pipe(
      Stream.runForEach(see),
      // With sources at work, their own requests tell whether they can go on.
      Effect.catch((error) => (started.size === 0 ? fail(error) : Effect.void)),
    );

    const watchClock = Effect.gen(function* () {
      let last = clock.currentTimeMillisUnsafe();
      while (true) {
        yield* Effect.sleep(lookMs);
        const now = clock.currentTimeMillisUnsafe();
        if (now - last > sleptMs) signal({ _tag: "Wake" });
        last = now;
      }
    });

    sayConnection();
    yield* FiberHandle.run(watching, watch);
    yield* Effect.forkScoped(watchClock);
    const kube = yield* Kube;

    return {
      batches: Stream.fromQueue(elements).pipe(
        // Last but for the error: a failure that passed through would take the group in hand with it.
        Stream.groupedWithin(64, "100 millis"),
        Stream.concat(
          Stream.suspend(() => (failure === undefined ? Stream.empty : Stream.fail(failure))),
        ),
      ),
      retryNow: Effect.suspend(() => {
        signal({ _tag: "RetryNow" });
        return started.size === 0 && failure === undefined
          ? Effect.asVoid(FiberHandle.run(watching, Effect.provideService(watch, Kube, kube)))
          : Effect.void;
      }),
      older: Effect.sync(() => signal({ _tag: "Older", lines: olderLines })),
    };
  });

/** Whether another pod may come under the same name: a StatefulSet's does, and one that a person made may. */
const comesAgain = (pod: PodView): boolean =>
  pod.owner === undefined || pod.owner.kind === "StatefulSet";
