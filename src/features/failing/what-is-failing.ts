import * as Clock from "effect/Clock";
import * as Effect from "effect/Effect";
import * as Schema from "effect/Schema";
import type * as EffectScope from "effect/Scope";
import * as Stream from "effect/Stream";
import type { KubeError } from "../../domain/errors.ts";
import { explain } from "../../domain/explain.ts";
import type { Failing } from "../../domain/failing.ts";
import { argumentReader } from "../../domain/faults.ts";
import { instantFromMillis, type Instant } from "../../domain/instant.ts";
import type { Target } from "../../domain/target.ts";
import { clusterOf, contextNamed } from "../../kubernetes/context-named.ts";
import { type ContextInfo, Kube } from "../../kubernetes/kube.ts";
import { wholeList } from "../../kubernetes/whole-list.ts";
import type { Beginning } from "../../panel/beginning.ts";
import { Panels } from "../../panel/panels.ts";
import { Commands } from "../../vscode/commands.ts";
import { askFetched, type Reply, walkFrom } from "../../vscode/fetched-questions.ts";
import { askContext, askNamespace } from "../../vscode/place-questions.ts";
import type { Choice } from "../../vscode/quick-pick-rows.ts";
import type { Offer, Walk } from "../../vscode/quick-picks.ts";
import { Recents } from "../../vscode/recents.ts";
import { failingOffer, type Scope, scopeWords } from "./rows.ts";

const name = Schema.String.check(Schema.isMinLength(1), Schema.isMaxLength(253));

/** What `podlog.whatIsFailing` can be told: where to look. */
export const FailingArgument = Schema.Struct({
  /** Absent: the kubeconfig's current one. */
  context: Schema.optionalKey(name),
  /** Absent: the one that the kubeconfig names for the context. */
  namespace: Schema.optionalKey(name),
  allNamespaces: Schema.optionalKey(Schema.Boolean),
});
export type FailingArgument = typeof FailingArgument.Type;

const readArgument = argumentReader<FailingArgument>(FailingArgument, {});

const title = "What Is Failing?";

/** How often (ms) it is said anew how long ago everything was. */
const agesMs = 10_000;

/** Where a walk stands: which context, where in it, and what was chosen. */
interface Place {
  readonly context?: ContextInfo;
  /** Empty: all. */
  readonly namespace?: string;
  /** The one namespace that is looked at where not all are; absent: that of the context. */
  readonly home?: string;
  /** The user looks elsewhere, and is asked where. */
  readonly asks?: "context" | "namespace";
  readonly failing?: Failing;
  readonly done: boolean;
}

/** What fails in a scope, live; the first part of a long list at once. */
const failingOffers = <A>(
  kube: Kube["Service"],
  scope: Scope,
  to: (failing: Failing) => A,
): Stream.Stream<Offer<A>, KubeError> => {
  const { context, namespace } = scope;
  const deed = { verb: "get", resource: "pods", subresource: "log" };
  const mayRead = Stream.fromEffect(
    kube.mayI(context, { ...deed, ...(namespace === "" ? {} : { namespace }) }).pipe(
      // Who can't be asked is not to blame anybody.
      Effect.orElseSucceed(() => true),
    ),
  );
  const unread = "You may not read logs here.";
  return wholeList(kube.watchPodsByPage(context, namespace)).pipe(
    Stream.zipLatest(Stream.concat(Stream.succeed(true), mayRead)),
    Stream.zipLatest(Stream.concat(Stream.succeed(undefined), Stream.tick(agesMs))),
    Stream.mapEffect(([[{ items, lost, partial }, may]]) =>
      Effect.map(Clock.currentTimeMillis, (now) => {
        const notes = [
          ...(lost === undefined ? [] : [`Out of touch: ${explain(lost).sentence}`]),
          ...(may ? [] : [unread]),
        ];
        return failingOffer(
          {
            pods: items,
            partial,
            ...(notes.length === 0 ? {} : { note: notes.join(" ") }),
          },
          scope,
          instantFromMillis(now),
          to,
        );
      }),
    ),
  );
};

/** While the list of one namespace is open, a key leads to all: see the keybindings of `package.json`. */
const withKey: Effect.Effect<void, never, Commands | EffectScope.Scope> = Effect.gen(function* () {
  const commands = yield* Commands;
  const tell = (open: boolean) => commands.setContext("podlog.failingInNamespace", open);
  yield* Effect.acquireRelease(tell(true), () => tell(false));
});

const askFailing = Effect.fnUntraced(function* (
  walk: Walk,
  place: Place,
  context: ContextInfo,
  {
    back,
    home,
    namespace,
  }: { readonly back: boolean } & Required<Pick<Place, "home" | "namespace">>,
): Effect.fn.Return<
  Reply<Place>,
  never,
  Effect.Services<ReturnType<typeof askFetched>> | Kube | Commands | EffectScope.Scope
> {
  const kube = yield* Kube;
  const all = namespace === "";
  const scope = { context: context.name, namespace };
  const words = all ? `Look in ${home} Only` : "Look in All Namespaces";
  // The key's command looks at the current context.
  const hasKey = !all && context.current;
  const nearby = {
    label: words,
    ...(hasKey ? { description: "Alt+A" } : {}),
    icon: all ? "symbol-namespace" : "globe",
    value: { ...place, namespace: all ? home : "" },
    under: " ",
    always: true,
  };
  const elsewhere = {
    label: "Look Elsewhere…",
    description: "another context or namespace",
    icon: "server-environment",
    value: { ...place, asks: "context" as const },
    always: true,
  };
  if (hasKey) yield* withKey;
  return yield* askFetched<Place>(
    walk,
    {
      title: `${title} · ${scopeWords(scope)}`,
      placeholder: "Enter opens the log where it died",
      loading: `Asking ${context.name} for the pods of ${scopeWords(scope)}…`,
      offers: failingOffers(kube, scope, (failing) => ({ ...place, failing, done: true })),
      last: [nearby, elsewhere],
      buttons: [
        {
          icon: nearby.icon,
          tooltip: hasKey ? `${words} (Alt+A)` : words,
          value: nearby.value,
        },
        { icon: elsewhere.icon, tooltip: elsewhere.label, value: elsewhere.value },
      ],
      searchDetails: true,
    },
    back,
  );
}, Effect.scoped);

const allNamespaces = (context: ContextInfo): Choice<Place> => ({
  label: "All Namespaces",
  icon: "globe",
  value: { context, namespace: "", done: false },
});

const ask = Effect.fnUntraced(function* (walk: Walk, place: Place, passed: number) {
  const kube = yield* Kube;
  const { asks, context } = place;
  const asking = { title, back: passed > 0 };
  if (asks === "namespace" && context !== undefined)
    return yield* askNamespace(
      walk,
      { ...asking, first: [allNamespaces(context)] },
      context,
      (home): Place => ({ context, home, done: false }),
    );
  if (asks === "context")
    return yield* askContext(walk, asking, (info): Place => ({
      context: info,
      asks: "namespace",
      done: false,
    }));
  if (context === undefined) {
    // What is wrong with the kubeconfig is told where its contexts are asked for.
    const infos = yield* Effect.orElseSucceed(kube.contexts, () => []);
    const current = infos.find((info) => info.current);
    const to = (info: ContextInfo): Place => ({ ...place, context: info });
    return current === undefined
      ? yield* askContext(walk, asking, to)
      : { _tag: "Chosen" as const, value: to(current), asked: false };
  }
  const home = place.home ?? context.namespace;
  const namespace = place.namespace ?? home;
  const back = passed > 0 || namespace === "";
  const reply = yield* askFailing(walk, place, context, { back, home, namespace });
  // Back leads from all namespaces to the one, also where the user began with all.
  return reply._tag === "Back" && passed === 0
    ? { _tag: "Chosen" as const, value: { ...place, namespace: home }, asked: false }
    : reply;
});

/** When a container last died, as its status tells. */
const deathOf = ({ container, died, pod }: Failing): Instant | undefined => {
  const view = died ? pod.containers.find((one) => one.name === container) : undefined;
  return view?.state._tag === "Terminated"
    ? view.state.finishedAt
    : view?.lastTermination?.finishedAt;
};

/** What is opened of something that fails: its pod with all containers, at the death of the one to blame. */
const openingOf = (
  failing: Failing,
  context: string,
): { readonly target: Target; readonly begin: Beginning } => {
  const { container, pod } = failing;
  const at = deathOf(failing);
  const [only, ...others] = pod.containers;
  return {
    target: {
      _tag: "Pod",
      context,
      namespace: pod.namespace,
      pod: pod.name,
      ...(only === undefined || others.length > 0 ? {} : { container: only.name }),
    },
    begin: {
      previous: false,
      ...(at === undefined || container === undefined
        ? {}
        : { anchor: { _tag: "LastDeath", container, at } }),
    },
  };
};

/**
 * Shows what fails in the current context, its namespace first, or elsewhere, ranked by how bad and how fresh it is, live; Enter opens
 * its log at the moment of death (O10).
 */
export const whatIsFailing = Effect.fnUntraced(function* (argument: unknown) {
  const { allNamespaces = false, context: named, namespace } = yield* readArgument(argument);
  const start: Place = {
    ...(named === undefined ? {} : { context: yield* contextNamed(named) }),
    ...(namespace === undefined ? {} : { home: namespace }),
    ...(allNamespaces ? { namespace: "" } : {}),
    done: false,
  };
  const place = yield* walkFrom(start, ask);
  if (place?.context === undefined || place.failing === undefined) return;
  const cluster = clusterOf(place.context);
  const { begin, target } = openingOf(place.failing, cluster.context);
  yield* (yield* Panels).open({
    target,
    cluster,
    newPanel: false,
    beside: false,
    preserveFocus: false,
    begin,
  });
  yield* (yield* Recents).add(cluster, target);
});
