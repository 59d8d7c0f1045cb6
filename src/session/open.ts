import * as Clock from "effect/Clock";
import * as Effect from "effect/Effect";
import * as FiberHandle from "effect/FiberHandle";
import * as Queue from "effect/Queue";
import type * as Scope from "effect/Scope";
import * as Stream from "effect/Stream";
import type { Done } from "effect/Cause";
import { SessionError, type KubeError } from "../domain/errors.ts";
import { explain } from "../domain/explain.ts";
import { instantFromMillis } from "../domain/instant.ts";
import type { PodView } from "../domain/pod.ts";
import { sinceInstant } from "../domain/since.ts";
import type { ConnectionState, SourceElement } from "../domain/source.ts";
import type { Target } from "../domain/target.ts";
import { explainNoPods } from "../domain/workload.ts";
import { Kube } from "../kubernetes/kube.ts";
import { bundles } from "./bundles.ts";
import { combined } from "./connection.ts";
import { sourceLabels } from "./labels.ts";
import { makeManyPods } from "./many-pods.ts";
import type { Merged } from "./merge.ts";
import { named, nameOf } from "./named.ts";
import { withFewOpenings } from "./openings.ts";
import { makeOrder } from "./order.ts";
import { watchTarget, type Sight } from "./pods.ts";
import type { Session, SessionElement, SessionOptions } from "./session.ts";
import { makeSources, type Source } from "./sources.ts";

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

/**
 * Opens a target and begins to read at once, before anybody asks for the batches; the scope ends it, and every
 * connection with it. The sources come and go with the target's pods and containers; one that fails leaves the
 * others alone, unless its error concerns all, or none is left of a pod. Their rows are put into one order.
 */
export const openSession = (
  target: Target,
  options: SessionOptions,
): Effect.Effect<Session, never, Kube | Scope.Scope> =>
  Effect.gen(function* () {
    const clock = yield* Clock.Clock;
    const kube = yield* Kube;
    // One moment for all, those too that are read later because there were too many.
    const beginning = {
      limit: options.limit,
      ...(options.since === undefined
        ? {}
        : {
            since: sinceInstant(options.since, instantFromMillis(clock.currentTimeMillisUnsafe())),
          }),
    };
    const elements = yield* Queue.unbounded<ReadonlyArray<SessionElement>, Done>();
    const watching = yield* FiberHandle.make<void, never>();
    let failure: SessionError | undefined;
    /** The state while there is no source. */
    let own: ConnectionState = { _tag: "Connecting" };
    let said: ConnectionState | undefined;
    let listed = "";
    let containers = "";
    let gone = false;
    let watchFailed = false;

    const emit = (element: SessionElement): void => {
      Queue.offerUnsafe(elements, [element]);
    };

    /** What a source gives, as it is shown: a row of words says whose it is. */
    const ofSource = ({ element, source }: Merged): SessionElement => {
      const all = sources.all();
      const ref = element._tag === "Lines" ? undefined : all[source]?.ref;
      const of = ref === undefined ? undefined : nameOf(target, ref, all);
      return { _tag: "Source", source, element: named(element, of) };
    };

    const order = yield* makeOrder((merged) => {
      for (const bundle of bundles(merged, ofSource)) Queue.offerUnsafe(elements, bundle);
    });

    const sayConnection = (): void => {
      const states = sources.all().flatMap(({ stage, state }) => (stage === "listed" ? [] : state));
      const state = states.length === 0 ? own : combined(states);
      if (sameWord(state, said)) return;
      said = state;
      emit({ _tag: "Connection", state });
    };

    const saySources = (): void => {
      const all = sources.all();
      const labels =
        target._tag === "Pod"
          ? all.map(({ ref }) => ref.container)
          : sourceLabels(all.map(({ ref }) => ref));
      const shown = all.map(({ facts, id, ref, stage }, i) => ({
        id,
        ref,
        label: labels[i] ?? "",
        followed: stage !== "listed",
        ...facts,
      }));
      const text = JSON.stringify(shown);
      if (text === listed) return;
      listed = text;
      emit({ _tag: "Sources", sources: shown });
    };

    /** What is in hand still goes out; then the batches fail. */
    const fail = (cause: KubeError): void => {
      order.flush();
      failure ??= new SessionError({ cause });
      Queue.endUnsafe(elements);
      sources.stop();
    };

    const place = (source: Source, element: SourceElement): void => {
      if (element._tag === "State") {
        emit({ _tag: "Source", source: source.id, element });
        order.take(source.id, element);
        source.state = element.state;
        sayConnection();
      } else if (element.older) emit(ofSource({ source: source.id, element }));
      else order.take(source.id, element);
    };

    const ended = (source: Source, error: KubeError | undefined): void => {
      order.leave(source.id);
      many?.ended(source);
      if (error !== undefined && concernsAll(error)) fail(error);
      else if (many !== undefined) {
        // A pod that went before it was read is no trouble of the others.
        if (error?._tag === "PodGone") source.state = { _tag: "Ended", why: "pod deleted" };
        sayConnection();
      } else if (!sources.anyReading()) {
        order.flush();
        if (error === undefined) emit({ _tag: "Finished" });
        else fail(error);
      }
    };

    const sources = yield* makeSources(
      yield* withFewOpenings(kube, options.openings ?? 8),
      options.follows ?? 50,
      {
        begins: ({ how, id }, opening) =>
          order.join(id, { whole: how.limit === "all" || how.since !== undefined, opening }),
        changed: () => {
          saySources();
          sayConnection();
        },
        gave: (source, element) => {
          for (const one of many === undefined ? [element] : many.gave(source, element))
            place(source, one);
        },
        ended,
      },
    );
    const many =
      target._tag === "Pod"
        ? undefined
        : makeManyPods(target, { ...beginning, previous: options.previous }, sources, place);

    const showContainers = (pod: PodView): void => {
      const text = JSON.stringify(pod.containers);
      if (text === containers) return;
      containers = text;
      emit({ _tag: "Containers", containers: pod.containers });
    };

    /** Reads these containers of a pod, as far as they are not read yet. */
    const readAll = (
      pod: string,
      wanted: ReadonlyArray<string>,
      how: { readonly watched: boolean; readonly waitForNewPod: boolean },
    ): void => {
      const { context, namespace } = target;
      const opening = sources.all().length === 0;
      for (const container of wanted) {
        if (sources.all().some(({ ref }) => ref.container === container)) continue;
        sources.add({
          ref: { context, namespace, pod, container },
          how: { ...beginning, previous: options.previous, ...how },
          opening,
          facts: {},
        });
      }
      sources.fill();
      saySources();
    };

    const see = (sight: Sight): void => {
      switch (sight._tag) {
        case "Pod": {
          const { pod, wanted, watched } = sight;
          // A pod of the same name that comes again says so by its containers.
          if (gone) containers = "";
          gone = false;
          showContainers(pod);
          sources.signal({ _tag: "Pod", pod });
          return readAll(pod.name, wanted, { watched, waitForNewPod: comesAgain(pod) });
        }
        case "Unseen":
          return readAll(sight.pod, sight.wanted, { watched: false, waitForNewPod: true });
        case "Gone":
          if (!gone) emit({ _tag: "Gone", what: "pod" });
          gone = true;
          return;
        case "Pods":
          own = { _tag: "Waiting", why: explainNoPods(target) };
          many?.see(sight);
          saySources();
          return sayConnection();
        case "Lost":
          own = {
            _tag: "Reconnecting",
            attempt: sight.attempt,
            at: sight.at,
            error: sight.error,
          };
          return sayConnection();
      }
    };

    const watch = Effect.suspend(() => {
      watchFailed = false;
      return Stream.runForEach(watchTarget(target, options.previous), (sight) =>
        Effect.sync(() => see(sight)),
      );
    }).pipe(
      Effect.catch((error) =>
        Effect.sync(() => {
          watchFailed = true;
          // With sources at work, their own requests tell whether they can go on.
          if (!sources.anyReading()) fail(error);
          else if (many !== undefined) tellUnseen(error);
        }),
      ),
      Effect.provideService(Kube, kube),
    );

    const tellUnseen = (error: KubeError): void =>
      emit({
        _tag: "Source",
        source: -1,
        element: {
          _tag: "Marker",
          marker: { _tag: "PodsUnseen", why: explain(error).sentence },
          older: false,
        },
      });

    const watchClock = Effect.gen(function* () {
      let last = clock.currentTimeMillisUnsafe();
      while (true) {
        yield* Effect.sleep(lookMs);
        const now = clock.currentTimeMillisUnsafe();
        if (now - last > sleptMs) sources.signal({ _tag: "Wake" });
        last = now;
      }
    });

    sayConnection();
    yield* FiberHandle.run(watching, watch);
    yield* Effect.forkScoped(watchClock);

    return {
      batches: Stream.fromQueue(elements).pipe(
        // Last but for the error: a failure that passed through would take the group in hand with it.
        Stream.groupedWithin(64, "100 millis"),
        Stream.map((group) => group.flat()),
        Stream.concat(
          Stream.suspend(() => (failure === undefined ? Stream.empty : Stream.fail(failure))),
        ),
      ),
      retryNow: Effect.suspend(() => {
        sources.signal({ _tag: "RetryNow" });
        const idle = sources.all().length === 0 || watchFailed;
        return idle && failure === undefined
          ? Effect.asVoid(FiberHandle.run(watching, watch))
          : Effect.void;
      }),
      older: Effect.sync(() => sources.signal({ _tag: "Older", lines: olderLines })),
      follow: (source) => Effect.sync(() => sources.follow(source)),
    };
  });

/** Whether another pod may come under the same name: a StatefulSet's does, and one that a person made may. */
const comesAgain = (pod: PodView): boolean =>
  pod.owner === undefined || pod.owner.kind === "StatefulSet";
