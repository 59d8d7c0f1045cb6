import * as Effect from "effect/Effect";
import type { PodTarget } from "../../domain/target.ts";
import { type ContextInfo, Kube } from "../../kubernetes/kube.ts";
import { Panels } from "../../panel/panels.ts";
import { QuickPicks, type Walk } from "../../vscode/quick-picks.ts";
import { readArgument } from "./argument.ts";
import {
  byName,
  type ChosenPod,
  containerChoices,
  contextChoices,
  namespaceChoices,
  podChoices,
} from "./choices.ts";
import { askFetched, type Reply } from "./walk.ts";

const title = "Open Logs";

/** How far a walk has come; `done` when nothing is left to ask. */
interface Place {
  readonly context?: ContextInfo;
  readonly namespace?: string;
  readonly pod?: ChosenPod;
  readonly container?: string;
  readonly done: boolean;
}

/** A context that the kubeconfig does not have: the panel will say so. */
const unknownContext = (name: string): ContextInfo => ({
  name,
  cluster: name,
  server: "",
  namespace: "default",
  current: false,
  insecure: false,
});

const reached = <A>(reply: Reply<A>, to: (value: A) => Place): Reply<Place> =>
  reply._tag === "Chosen" ? { ...reply, value: to(reply.value) } : reply;

/** The next question of a walk, or its answer where it has but one. */
const nextStep = Effect.fnUntraced(function* (walk: Walk, place: Place, back: boolean) {
  const kube = yield* Kube;
  const { context, namespace, pod } = place;
  if (context === undefined) {
    const reply = yield* askFetched(
      walk,
      {
        title,
        placeholder: "Choose a context",
        loading: "Reading the kubeconfig…",
        fetch: Effect.map(kube.contexts, contextChoices),
        takeOnly: true,
      },
      back,
    );
    return reached(reply, (value) => ({ ...place, context: value }));
  }
  if (namespace === undefined) {
    const reply = yield* askFetched(
      walk,
      {
        title,
        placeholder: `Choose a namespace of ${context.name}`,
        loading: `Asking ${context.name} for its namespaces…`,
        fetch: Effect.map(kube.namespaces(context.name), (names) =>
          namespaceChoices(names, context.namespace),
        ),
        typed: byName("Namespace"),
      },
      back,
    );
    return reached(reply, (value) => ({ ...place, namespace: value }));
  }
  if (pod === undefined) {
    const named = byName("Pod");
    const reply = yield* askFetched<ChosenPod>(
      walk,
      {
        title,
        placeholder: `Choose a pod of ${namespace}`,
        loading: `Asking ${context.name} for the pods of ${namespace}…`,
        fetch: Effect.map(kube.pods(context.name, namespace), podChoices),
        typed: (text) => {
          const choice = named(text);
          return choice === undefined ? undefined : { ...choice, value: { name: choice.value } };
        },
      },
      back,
    );
    return reached(reply, (value) => ({ ...place, pod: value }));
  }
  const reply = yield* askFetched<string | undefined>(
    walk,
    {
      title,
      placeholder: `Choose a container of ${pod.name}`,
      loading: `Asking ${context.name} for the containers of ${pod.name}…`,
      fetch: (pod.view === undefined
        ? kube.pod(context.name, namespace, pod.name)
        : Effect.succeed(pod.view)
      ).pipe(
        Effect.map(containerChoices),
        // Who may not read the pod may still read its log: the panel tells what stands in the way (K4).
        Effect.catch(() => Effect.succeed([{ label: pod.name, value: undefined }])),
      ),
      takeOnly: true,
    },
    back,
  );
  return reached(reply, (container) => ({
    ...place,
    done: true,
    ...(container === undefined ? {} : { container }),
  }));
});

/** Asks question after question, back and forth, until the walk is done; undefined when it was left. */
const walkFrom = Effect.fnUntraced(function* (start: Place) {
  if (start.done) return start;
  const walk = yield* (yield* QuickPicks).walk;
  const passed: Array<Place> = [];
  let place = start;
  while (!place.done) {
    const reply = yield* nextStep(walk, place, passed.length > 0);
    if (reply._tag === "Left") return undefined;
    if (reply._tag === "Back") {
      place = passed.pop() ?? place;
    } else {
      if (reply.asked) passed.push(place);
      place = reply.value;
    }
  }
  return place;
}, Effect.scoped);

/**
 * Opens a pod's logs from wherever `argument` leaves off: context, namespace, pod, container, each asked for in one
 * quick pick that leads back as well (O1, C1). A context is contacted when it has been chosen, not before (O5).
 */
export const openLogs = Effect.fnUntraced(function* (argument: unknown) {
  const kube = yield* Kube;
  const panels = yield* Panels;
  const asked = readArgument(argument);
  if (asked === undefined)
    return yield* Effect.logWarning("podlog.openLogs: its argument is not understood");

  const { container, context: name, namespace, newPanel = false, pod } = asked;
  const context =
    name === undefined
      ? undefined
      : yield* kube.contexts.pipe(
          Effect.map((infos) => infos.find((info) => info.name === name)),
          Effect.orElseSucceed(() => undefined),
          Effect.map((info) => info ?? unknownContext(name)),
        );
  const place = yield* walkFrom({
    ...(context === undefined ? {} : { context }),
    ...(namespace === undefined ? {} : { namespace }),
    ...(pod === undefined ? {} : { pod: { name: pod } }),
    ...(container === undefined ? {} : { container }),
    done:
      context !== undefined &&
      namespace !== undefined &&
      pod !== undefined &&
      container !== undefined,
  });
  if (place?.context === undefined || place.namespace === undefined || place.pod === undefined)
    return;

  const target: PodTarget = {
    _tag: "Pod",
    context: place.context.name,
    namespace: place.namespace,
    pod: place.pod.name,
    ...(place.container === undefined ? {} : { container: place.container }),
  };
  yield* panels.open({
    target,
    cluster: { context: place.context.name, server: place.context.server },
    newPanel,
    beside: false,
    preserveFocus: false,
  });
});
