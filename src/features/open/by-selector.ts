import * as Effect from "effect/Effect";
import { explain } from "../../domain/explain.ts";
import type { PodView } from "../../domain/pod.ts";
import { contextNamed } from "../../kubernetes/context-named.ts";
import { type ContextInfo, Kube } from "../../kubernetes/kube.ts";
import { Panels } from "../../panel/panels.ts";
import type { Choice, Hint, Walk } from "../../vscode/quick-picks.ts";
import { readSelectorArgument } from "./argument.ts";
import { labelChoices, matching, refused } from "./selectors.ts";
import { askContext, askNamespace } from "./steps.ts";
import { askFetched, reached, walkFrom } from "./walk.ts";

const title = "Open Logs by Label Selector";

/** How far a walk has come; `done` when nothing is left to ask. */
interface Place {
  readonly context?: ContextInfo;
  readonly namespace?: string;
  readonly selector?: string;
  readonly done: boolean;
}

/** What a typed selector means, by asking the API server, whose grammar it is: how many pods match now, or its error. */
const lookUp =
  (kube: Kube["Service"], context: string, namespace: string) =>
  (text: string): Effect.Effect<ReadonlyArray<Choice<string> | Hint>> =>
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
const nextStep = Effect.fnUntraced(function* (walk: Walk, place: Place, back: boolean) {
  const kube = yield* Kube;
  const { context, namespace } = place;
  if (context === undefined)
    return reached(yield* askContext(walk, title, back), (value): Place => ({
      ...place,
      context: value,
    }));
  if (namespace === undefined)
    return reached(yield* askNamespace(walk, title, context, back), (value): Place => ({
      ...place,
      namespace: value,
      done: place.selector !== undefined,
    }));
  const none: ReadonlyArray<PodView> = [];
  const reply = yield* askFetched<string>(
    walk,
    {
      title,
      placeholder: "Type a selector, as in app=web,tier!=cache, or choose a label",
      loading: `Asking ${context.name} for the labels of the pods of ${namespace}…`,
      // Labels are only an offer: a selector can be typed without them.
      fetch: kube.pods(context.name, namespace).pipe(
        Effect.orElseSucceed(() => none),
        Effect.map(labelChoices),
      ),
      lookUp: lookUp(kube, context.name, namespace),
    },
    back,
  );
  return reached(reply, (value): Place => ({ ...place, selector: value, done: true }));
});

/**
 * Opens the logs of all pods that a label selector matches, now and later (O2, C4): asks for what `argument` leaves
 * open, and checks the selector while it is typed.
 */
export const openLogsBySelector = Effect.fnUntraced(function* (argument: unknown) {
  const panels = yield* Panels;
  const asked = readSelectorArgument(argument);
  if (asked === undefined)
    return yield* Effect.logWarning("podlog.openLogsBySelector: its argument is not understood");

  const { context: name, newPanel = false, ...given } = asked;
  const start: Place = {
    ...(name === undefined ? {} : { context: yield* contextNamed(name) }),
    ...(given.namespace === undefined ? {} : { namespace: given.namespace }),
    ...(given.selector === undefined ? {} : { selector: given.selector }),
    done: name !== undefined && given.namespace !== undefined && given.selector !== undefined,
  };
  const place = yield* walkFrom(start, nextStep);
  if (place === undefined) return;
  const { context, namespace, selector } = place;
  if (context === undefined || namespace === undefined || selector === undefined) return;
  yield* panels.open({
    target: { _tag: "Selector", context: context.name, namespace, selector },
    cluster: { context: context.name, server: context.server },
    newPanel,
    beside: false,
    preserveFocus: false,
  });
});
