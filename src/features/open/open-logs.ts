import * as Clock from "effect/Clock";
import * as Effect from "effect/Effect";
import * as Stream from "effect/Stream";
import { heirsOf } from "../../domain/heirs.ts";
import { instantFromMillis } from "../../domain/instant.ts";
import type { PodView } from "../../domain/pod.ts";
import { clusterOf, contextNamed } from "../../kubernetes/context-named.ts";
import { type ContextInfo, Kube } from "../../kubernetes/kube.ts";
import { Panels } from "../../panel/panels.ts";
import { named } from "../../vscode/place-rows.ts";
import { askFetched, type Reply, walkFrom } from "../../vscode/fetched-questions.ts";
import {
  type Choice,
  type Hint,
  type Offer,
  type Row,
  rowTo,
  underHeading,
} from "../../vscode/quick-pick-rows.ts";
import type { Walk } from "../../vscode/quick-picks.ts";
import { Recents } from "../../vscode/recents.ts";
import { type OpenArgument, readArgument } from "./argument.ts";
import { containerChoices, heirChoice, recentChoice, workloadAndPodChoices } from "./choices.ts";
import { makeMeaning, type Meaning } from "./meaning.ts";
import { namespaceLists } from "./offers.ts";
import { type Place, placeOf, placeOfTarget, startOf, targetOf } from "./place.ts";
import { askContext, askNamespace } from "../../vscode/place-questions.ts";

/** What a command that opens logs asks of its walk. */
interface Wish {
  readonly title: string;
  /** Taken for what the command's argument does not say. */
  readonly usual: OpenArgument;
}

/** The walks of the commands that open logs. */
export const wishes = {
  open: { title: "Open Logs", usual: {} },
  previous: { title: "Open Previous Logs", usual: { previous: true } },
  newPanel: { title: "Open Logs in New Panel", usual: { newPanel: true } },
} as const satisfies Readonly<Record<string, Wish>>;

/** Where a walk stands, and what each of its questions is asked with. */
interface Standing {
  readonly walk: Walk;
  readonly place: Place;
  readonly title: string;
  readonly back: boolean;
  readonly meaning: Meaning;
  readonly infos: ReadonlyArray<ContextInfo>;
  /** Nothing has been asked yet. */
  readonly first: boolean;
}

/** The targets that were opened lately and may be what is wanted now; of a context that is gone, none. */
const recentRows = Effect.fnUntraced(function* ({ infos, place }: Standing) {
  const recents = yield* Recents;
  if (place.previous || place.chosen !== undefined) return [];
  const rows = (yield* recents.all).flatMap((recent): ReadonlyArray<Row<Place>> => {
    const { server, target } = recent;
    const context = infos.find((info) => info.name === target.context && info.server === server);
    if (context === undefined) return [];
    if (place.context !== undefined && place.context.name !== context.name) return [];
    if (place.namespace !== undefined && place.namespace !== target.namespace) return [];
    const row = rowTo(recentChoice(target), () =>
      placeOfTarget(target, context, { previous: false }),
    );
    return [
      { ...row, remove: { tooltip: "Remove from the Recent Ones", run: recents.remove(recent) } },
    ];
  });
  return underHeading("Recent", rows);
});

const now = Effect.map(Clock.currentTimeMillis, instantFromMillis);

const nothingPrevious = (what: string): Hint => ({
  label: `No container of ${what} has a previous instance`,
  icon: "info",
  always: true,
});

const askWhat = Effect.fnUntraced(function* (
  { back, meaning, place, title, walk }: Standing,
  first: ReadonlyArray<Row<Place>>,
  context: ContextInfo,
  namespace: string,
) {
  const kube = yield* Kube;
  const to = (chosen: Place["chosen"]): Place =>
    placeOf({ ...place, ...(chosen === undefined ? {} : { chosen }) });
  const severalOf = (pods: ReadonlyArray<PodView>): ReadonlyArray<Row<Place>> =>
    pods.length < 2
      ? []
      : [
          {
            label: "Several Pods…",
            description: "as one log",
            icon: "checklist",
            value: { ...place, several: pods },
            under: " ",
          },
        ];
  return yield* askFetched<Place>(
    walk,
    {
      title,
      placeholder: `Choose a workload or a pod of ${namespace}`,
      loading: `Asking ${context.name} for the workloads and pods of ${namespace}…`,
      first,
      offers: namespaceLists(kube, context.name, namespace).pipe(
        Stream.mapEffect(({ note, partial, pods, workloads }) =>
          Effect.map(now, (at) => {
            const found = workloadAndPodChoices(workloads, pods, at, place);
            const rows = found.map((row) => rowTo(row, to));
            const nothing = place.previous && rows.length === 0 && !partial;
            return {
              rows: nothing ? [nothingPrevious(namespace)] : [...rows, ...severalOf(pods)],
              busy: partial,
              ...(note === undefined ? {} : { prompt: note }),
            };
          }),
        ),
      ),
      ...meaning,
      typed: (text, rows) => [
        ...named("Pod")(text, rows).map((row) => rowTo(row, (name) => to({ _tag: "Pod", name }))),
        ...meaning.typed(text, rows),
      ],
    },
    back,
  );
});

const askSeveral = Effect.fnUntraced(function* (
  { place, title, walk }: Standing,
  pods: ReadonlyArray<PodView>,
): Effect.fn.Return<Reply<Place>> {
  const answer = yield* walk.askMany({
    title,
    placeholder: "Tick the pods whose logs are to be one",
    back: true,
    offer: {
      rows: workloadAndPodChoices([], pods, yield* now, place).map((row) =>
        rowTo(row, (chosen) => (chosen._tag === "Pod" ? chosen.name : "")),
      ),
    },
  });
  return answer._tag === "Chosen"
    ? {
        ...answer,
        asked: true,
        value: placeOf({ ...place, chosen: { _tag: "Pods", names: answer.value } }),
      }
    : answer;
});

const askContainer = Effect.fnUntraced(function* (
  { back, meaning, place, title, walk }: Standing,
  context: ContextInfo,
  namespace: string,
  pod: { readonly name: string; readonly view?: PodView },
) {
  const kube = yield* Kube;
  const to = (container: Place["container"]): Place =>
    placeOf({ ...place, ...(container === undefined ? {} : { container }) });
  const itself: Choice<Place> = { label: pod.name, value: to({ _tag: "All" }) };
  /** What runs in the place of a pod that is gone: names are copied from what is no longer true. */
  const goneOffer = Effect.map(kube.pods(context.name, namespace), (pods): Offer<Place> => {
    const heirs = heirsOf(new Set([pod.name]), pods).map((heir) =>
      rowTo(heirChoice(heir, "what runs in its place"), (chosen) => placeOf({ ...place, chosen })),
    );
    return heirs.length === 0
      ? { rows: [itself] }
      : {
          prompt: `There is no pod ${pod.name} in ${namespace} any more.`,
          rows: [...heirs, { ...itself, description: "opens all the same" }],
        };
  });
  return yield* askFetched<Place>(
    walk,
    {
      title,
      placeholder: `Choose a container of ${pod.name}`,
      loading: `Asking ${context.name} for the containers of ${pod.name}…`,
      offers: Stream.fromEffect(
        (pod.view === undefined
          ? kube.pod(context.name, namespace, pod.name)
          : Effect.succeed(pod.view)
        ).pipe(
          Effect.map((view): Offer<Place> => {
            const rows = containerChoices(view, place);
            return {
              rows:
                rows.length === 0 ? [nothingPrevious(pod.name)] : rows.map((row) => rowTo(row, to)),
            };
          }),
          Effect.catchTag("PodGone", () => goneOffer),
          // Who may not read the pod may still read its log: the panel tells what stands in the way (K4).
          Effect.catch(() => Effect.succeed({ rows: [itself] })),
        ),
      ),
      takeOnly: true,
      ...meaning,
    },
    back,
  );
});

/** The next question of a walk, or its answer where it has but one. */
const ask = Effect.fnUntraced(function* (standing: Standing) {
  const { back, infos, meaning, place, title, walk } = standing;
  const { chosen, context, namespace, several } = place;
  const recent = standing.first ? yield* recentRows(standing) : [];
  const asking = { title, back, ...meaning, first: recent };
  if (context === undefined) {
    // The only context is no question: what was opened lately stands before the next one.
    const { first: _, ...alone } = asking;
    return yield* askContext(walk, infos.length === 1 ? alone : asking, (value) =>
      placeOf({ ...place, context: value }),
    );
  }
  if (namespace === undefined)
    return yield* askNamespace(walk, asking, context, (value) =>
      placeOf({ ...place, namespace: value }),
    );
  if (chosen?._tag === "Pod") return yield* askContainer(standing, context, namespace, chosen);
  return several === undefined
    ? yield* askWhat(standing, recent, context, namespace)
    : yield* askSeveral(standing, several);
});

/**
 * Opens logs from wherever `argument` leaves off: context, namespace, workload or pod, and a pod's container, each
 * asked for in one quick pick that leads back as well, takes what is pasted, and offers what was opened lately (O1, C1,
 * O11).
 */
export const openLogs = Effect.fnUntraced(function* (wish: Wish, argument: unknown) {
  const kube = yield* Kube;
  const asked = yield* readArgument(argument);
  const wanted = { ...wish.usual, ...asked };
  const { context: name, newPanel = false } = wanted;
  const meaningAt = yield* makeMeaning;

  const start = startOf(wanted, name === undefined ? undefined : yield* contextNamed(name));
  const place = yield* walkFrom(start, (walk, here: Place, passed) =>
    Effect.gen(function* () {
      // What is wrong with the kubeconfig is told where its contexts are asked for.
      const infos = yield* Effect.orElseSucceed(kube.contexts, () => []);
      return yield* ask({
        walk,
        place: here,
        title: wish.title,
        back: passed > 0,
        meaning: meaningAt(here, infos),
        infos,
        first: passed === 0,
      });
    }),
  );
  const target = place === undefined ? undefined : targetOf(place);
  if (place?.context === undefined || target === undefined) return;
  const { lineLimit, previous, since } = place;
  const cluster = clusterOf(place.context);
  const limits = {
    ...(lineLimit === undefined ? {} : { lineLimit }),
    ...(since === undefined ? {} : { since }),
  };
  yield* (yield* Panels).open({
    target,
    cluster,
    newPanel,
    beside: false,
    preserveFocus: false,
    begin: { previous, ...(Object.keys(limits).length === 0 ? {} : { options: limits }) },
  });
  yield* (yield* Recents).add(cluster, target);
});
