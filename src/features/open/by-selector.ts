import * as Effect from "effect/Effect";
import { explain } from "../../domain/explain.ts";
import { readSince } from "../../domain/link.ts";
import { readPasted } from "../../domain/pasted.ts";
import type { PodView } from "../../domain/pod.ts";
import { clusterOf, contextNamed } from "../../kubernetes/context-named.ts";
import { type ContextInfo, Kube } from "../../kubernetes/kube.ts";
import { Panels } from "../../panel/panels.ts";
import { askFetched, offered, walkFrom } from "../../vscode/fetched-questions.ts";
import { type Row, rowTo } from "../../vscode/quick-pick-rows.ts";
import type { Walk } from "../../vscode/quick-picks.ts";
import { Recents } from "../../vscode/recents.ts";
import { readSelectorArgument } from "./argument.ts";
import { labelChoices, matching, refused } from "./selectors.ts";
import { askContext, askNamespace } from "../../vscode/place-questions.ts";

const title = "Open Logs by Label Selector";

/** How far a walk has come; `done` when nothing is left to ask. */
interface Place {
  readonly context?: ContextInfo;
  readonly namespace?: string;
  readonly selector?: string;
  readonly done: boolean;
}

/** How far a walk has come with what it knows. */
const placeWith = (known: Omit<Place, "done">): Place => ({
  ...known,
  done: [known.context, known.namespace, known.selector].every((part) => part !== undefined),
});

/** The selector in a text: in that of a line which was pasted for this namespace, else all of it. */
const selectorIn = (text: string, namespace: string): string => {
  const pasted = readPasted(text);
  if (pasted?._tag !== "Wanted" || pasted.wanted.thing._tag !== "Selector") return text;
  const { namespace: named = namespace, thing } = pasted.wanted;
  return named === namespace ? thing.selector : text;
};

/** What a typed selector means, by asking the API server, whose grammar it is: how many pods match now, or its error. */
const lookUp =
  (kube: Kube["Service"], context: string, namespace: string) =>
  (text: string): Effect.Effect<ReadonlyArray<Row<string>>> =>
    kube.pods(context, namespace, text).pipe(
      Effect.map((pods) => [matching(text, pods)]),
      Effect.catchTag("RequestInvalid", ({ message }) => Effect.succeed([refused(text, message)])),
      // What else fails has nothing to do with the selector: the panel tells it, and goes on trying.
      Effect.catch((error) =>
        Effect.succeed([
          { label: text, icon: "warning", description: explain(error).sentence, value: text },
        ]),
      ),
    );

/** The next question of a walk, or its answer where it has but one. */
const nextStep = Effect.fnUntraced(function* (walk: Walk, place: Place, passed: number) {
  const kube = yield* Kube;
  const { context, namespace } = place;
  const asking = { title, back: passed > 0 };
  if (context === undefined)
    return yield* askContext(walk, asking, (value) => placeWith({ ...place, context: value }));
  if (namespace === undefined)
    return yield* askNamespace(walk, asking, context, (value) =>
      placeWith({ ...place, namespace: value }),
    );
  const none: ReadonlyArray<PodView> = [];
  const to = (selector: string): Place => placeWith({ ...place, selector });
  const find = lookUp(kube, context.name, namespace);
  return yield* askFetched<Place>(
    walk,
    {
      title,
      placeholder: "Type a selector, as in app=web,tier!=cache, or choose a label",
      loading: `Asking ${context.name} for the labels of the pods of ${namespace}…`,
      // Labels are only an offer: a selector can be typed without them.
      offers: offered(
        kube.pods(context.name, namespace).pipe(
          Effect.orElseSucceed(() => none),
          Effect.map((pods) => labelChoices(pods).map((row) => rowTo(row, to))),
        ),
      ),
      lookUp: {
        wants: () => true,
        hint: "Checking…",
        find: (text) =>
          Effect.map(find(selectorIn(text, namespace)), (rows) =>
            rows.map((row) => rowTo(row, to)),
          ),
      },
    },
    asking.back,
  );
});

/**
 * Opens the logs of all pods that a label selector matches, now and later (O2, C4): asks for what `argument` leaves
 * open, and checks the selector while it is typed.
 */
export const openLogsBySelector = Effect.fnUntraced(function* (argument: unknown) {
  const asked = yield* readSelectorArgument(argument);
  const {
    container,
    context: name,
    newPanel = false,
    previous = false,
    since: from,
    ...given
  } = asked;
  const start = placeWith({
    ...given,
    ...(name === undefined ? {} : { context: yield* contextNamed(name) }),
  });
  const place = yield* walkFrom(start, nextStep);
  if (place === undefined) return;
  const { context, namespace, selector } = place;
  if (context === undefined || namespace === undefined || selector === undefined) return;
  const since = readSince(from ?? "");
  const target = {
    _tag: "Selector",
    context: context.name,
    namespace,
    selector,
    ...(container === undefined ? {} : { container }),
  } as const;
  const cluster = clusterOf(context);
  yield* (yield* Panels).open({
    target,
    cluster,
    newPanel,
    beside: false,
    preserveFocus: false,
    begin: { previous, ...(since === undefined ? {} : { options: { since } }) },
  });
  yield* (yield* Recents).add(cluster, target);
});
