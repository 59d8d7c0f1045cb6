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
import { sinceInstant } from "../domain/since.ts";
import { ofAll, type ConnectionState, type SourceElement } from "../domain/source.ts";
import type { Target } from "../domain/target.ts";
import { Kube } from "../kubernetes/kube.ts";
import { bundles } from "./bundles.ts";
import { combined } from "./connection.ts";
import { podOrdinals, sourceLabels } from "./labels.ts";
import { makeManyPods } from "./many-pods.ts";
import type { Merged } from "./merge.ts";
import { named, namesOf } from "./named.ts";
import { withFewOpenings } from "./openings.ts";
import { makeOnePod } from "./one-pod.ts";
import { makeOrder } from "./order.ts";
import type { Session, SessionElement, SessionOptions } from "./session.ts";
import type { Sight } from "./sight.ts";
import { makeSources, type Source } from "./sources.ts";
import type { Beginning } from "./target-pods.ts";
import { watchPod } from "./watch-pod.ts";
import { watchPods } from "./watch-pods.ts";

/** What protects the cluster unless told otherwise (C7): logs that are read at a time, and that are being opened. */
const mostFollows = 50;
const mostOpenings = 8;
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
    const elements = yield* Queue.unbounded<ReadonlyArray<SessionElement>, Done>();
    const watching = yield* FiberHandle.make<void, never>();
    let failure: SessionError | undefined;
    /** The state while there is no source. */
    let own: ConnectionState = { _tag: "Connecting" };
    let said: ConnectionState | undefined;
    let listed = "";
    let containers = "";
    let gone = false;
    let finished = false;
    let watchFailed = false;

    const emit = (element: SessionElement): void => {
      Queue.offerUnsafe(elements, [element]);
    };

    /** What a source gives, as it is shown: a row of words says whose it is. */
    const ofSource = ({ element, source }: Merged): SessionElement => {
      const all = sources.all();
      const ref = element._tag === "Lines" ? undefined : all[source]?.ref;
      const names = ref === undefined ? undefined : namesOf(target, ref, all);
      return { _tag: "Source", source, element: named(element, names) };
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
      const refs = all.map(({ ref }) => ref);
      const labels =
        target._tag === "Pod" ? refs.map(({ container }) => container) : sourceLabels(refs);
      const ordinals = podOrdinals(refs);
      const shown = all.map(({ facts, id, ref, stage }, i) => ({
        id,
        ref,
        label: labels[i] ?? "",
        ...(ordinals[i] === 1 ? {} : { ordinal: ordinals[i] }),
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
      } else if (element.older) order.takeOlder(source.id, element);
      else order.take(source.id, element);
    };

    const ended = (source: Source, error: KubeError | undefined): void => {
      pods.ended(source, error);
      order.leave(source.id);
      const last = target._tag === "Pod" && !sources.anyReading();
      if (error !== undefined && (last || concernsAll(error))) return fail(error);
      sayConnection();
      finish();
    };

    const finish = (): void => {
      if (finished || failure !== undefined || sources.anyReading() || !pods.complete()) return;
      finished = true;
      order.flush();
      emit({ _tag: "Finished" });
    };

    const { follows = mostFollows, openings = mostOpenings } = options;
    const sources = yield* makeSources(yield* withFewOpenings(kube, openings), follows, {
      begins: ({ how, id }, opening) =>
        order.join(id, { whole: how.limit === "all" || how.since !== undefined, opening }),
      changed: () => {
        saySources();
        sayConnection();
      },
      gave: (source, element) => {
        for (const one of pods.gave(source, element)) place(source, one);
      },
      works: ({ id }) => order.works(id),
      olderRead: ({ id }, more) => order.olderRead(id, more),
      ended,
    });

    const { limit, previous, since } = options;
    const beginning: Beginning = {
      limit,
      previous,
      // One moment for all, those too that are read later because there were too many.
      ...(since === undefined
        ? {}
        : { since: sinceInstant(since, instantFromMillis(clock.currentTimeMillisUnsafe())) }),
    };
    const tell = (element: SourceElement, source?: Source): void =>
      order.note(source?.id ?? ofAll, element);
    const pods =
      target._tag === "Pod"
        ? makeOnePod(target, beginning, sources)
        : makeManyPods(target, beginning, sources, { give: place, tell });

    const sayTarget = (): void => {
      if (pods.gone() && !gone) emit({ _tag: "Gone" });
      // One that comes again says so by its containers.
      if (gone && !pods.gone()) containers = "";
      gone = pods.gone();
      const choices = pods.containers();
      const text = JSON.stringify(choices);
      // Those that were there last stay on offer, while no pod is there and after its end.
      if (gone || choices.length === 0 || text === containers) return;
      containers = text;
      emit({ _tag: "Containers", containers: choices });
    };

    const see = (sight: Sight): void => {
      if (sight._tag === "Lost") {
        const { at, attempt, error } = sight;
        own = { _tag: "Reconnecting", attempt, at, error };
      } else {
        pods.see(sight);
        const why = pods.nothing();
        own = why === undefined ? { _tag: "Connecting" } : { _tag: "Waiting", why };
        sayTarget();
        saySources();
      }
      sayConnection();
      finish();
    };

    const watch = Effect.suspend(() => {
      watchFailed = false;
      const sights =
        target._tag === "Pod" ? watchPod(kube, target, previous) : watchPods(kube, target);
      return Stream.runForEach(sights, (sight) => Effect.sync(() => see(sight)));
    }).pipe(
      Effect.catch((error) =>
        Effect.sync(() => {
          watchFailed = true;
          // With sources at work, their own requests tell whether they can go on.
          if (!sources.anyReading()) fail(error);
          else if (target._tag !== "Pod")
            tell({
              _tag: "Marker",
              marker: { _tag: "PodsUnseen", why: explain(error).sentence },
              older: false,
            });
        }),
      ),
    );

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
      older: order.older((asked) => {
        const all = sources.all();
        const these = asked.flatMap((id) => all[id] ?? []);
        sources.signal({ _tag: "Older", lines: olderLines }, these);
      }),
      follow: (source) => Effect.sync(() => sources.follow(source)),
    };
  });
