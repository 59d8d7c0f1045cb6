import * as Effect from "effect/Effect";
import type { KubeError } from "../../domain/errors.ts";
import { pickedPods, type Target } from "../../domain/target.ts";
import { type ContextInfo, Kube } from "../../kubernetes/kube.ts";
import { Panels } from "../../panel/panels.ts";
import type { Choice, Walk } from "../../vscode/quick-picks.ts";
import { type OpenArgument, readArgument } from "./argument.ts";
import {
  type Chosen,
  type ChosenContainer,
  containerChoices,
  named,
  workloadAndPodChoices,
} from "./choices.ts";
import { askContext, askNamespace, contextNamed } from "./steps.ts";
import { askFetched, reached, walkFrom } from "./walk.ts";

const title = "Open Logs";

/** How far a walk has come; `done` when nothing is left to ask. */
interface Place {
  readonly context?: ContextInfo;
  readonly namespace?: string;
  readonly chosen?: Chosen;
  /** Absent: all containers. */
  readonly container?: string;
  readonly done: boolean;
}

/** What there is to choose in a namespace: what may be listed of it, and fails only where nothing may. */
const workloadsAndPods = Effect.fnUntraced(function* (
  context: string,
  namespace: string,
): Effect.fn.Return<ReadonlyArray<Choice<Chosen>>, KubeError, Kube> {
  const kube = yield* Kube;
  const [pods, workloads] = yield* Effect.all(
    [
      Effect.result(kube.pods(context, namespace)),
      Effect.result(kube.workloads(context, namespace)),
    ],
    { concurrency: 2 },
  );
  const found = workloads._tag === "Success" ? workloads.success : [];
  if (pods._tag === "Success") return workloadAndPodChoices(found, pods.success);
  return found.length === 0 ? yield* Effect.fail(pods.failure) : workloadAndPodChoices(found, []);
});

const podNamed = (text: string): Choice<Chosen> | undefined => {
  const choice = named("Pod")(text);
  return choice === undefined
    ? undefined
    : { ...choice, value: { _tag: "Pod", name: choice.value } };
};

/** Whether nothing is to be asked of what was chosen. */
const isWhole = ({ chosen, container }: Pick<Place, "chosen" | "container">): boolean =>
  chosen !== undefined && (chosen._tag !== "Pod" || container !== undefined);

/** The next question of a walk, or its answer where it has but one. */
const nextStep = Effect.fnUntraced(function* (walk: Walk, place: Place, back: boolean) {
  const kube = yield* Kube;
  const { chosen, context, namespace } = place;
  if (context === undefined)
    return reached(yield* askContext(walk, title, back), (value): Place => ({
      ...place,
      context: value,
      done: namespace !== undefined && isWhole(place),
    }));
  if (namespace === undefined)
    return reached(yield* askNamespace(walk, title, context, back), (value): Place => ({
      ...place,
      namespace: value,
      done: isWhole(place),
    }));
  if (chosen?._tag !== "Pod") {
    const reply = yield* askFetched<Chosen>(
      walk,
      {
        title,
        placeholder: `Choose a workload or a pod of ${namespace}`,
        loading: `Asking ${context.name} for the workloads and pods of ${namespace}…`,
        fetch: Effect.provideService(workloadsAndPods(context.name, namespace), Kube, kube),
        typed: podNamed,
      },
      back,
    );
    return reached(reply, (value): Place => ({
      ...place,
      chosen: value,
      done: value._tag !== "Pod",
    }));
  }
  const reply = yield* askFetched<ChosenContainer>(
    walk,
    {
      title,
      placeholder: `Choose a container of ${chosen.name}`,
      loading: `Asking ${context.name} for the containers of ${chosen.name}…`,
      fetch: (chosen.view === undefined
        ? kube.pod(context.name, namespace, chosen.name)
        : Effect.succeed(chosen.view)
      ).pipe(
        Effect.map(containerChoices),
        // Who may not read the pod may still read its log: the panel tells what stands in the way (K4).
        Effect.catch(() =>
          Effect.succeed([{ label: chosen.name, value: { _tag: "All" as const } }]),
        ),
      ),
      takeOnly: true,
    },
    back,
  );
  return reached(reply, (value): Place => ({
    ...place,
    done: true,
    ...(value._tag === "All" ? {} : { container: value.name }),
  }));
});

const targetOf = ({ chosen, container, context, namespace }: Place): Target | undefined => {
  if (context === undefined || namespace === undefined || chosen === undefined) return undefined;
  const where = {
    context: context.name,
    namespace,
    ...(container === undefined ? {} : { container }),
  };
  switch (chosen._tag) {
    case "Pod":
      return { _tag: "Pod", ...where, pod: chosen.name };
    case "Pods":
      return pickedPods(where, chosen.names);
    case "Workload":
      return { _tag: "Workload", ...where, kind: chosen.kind, name: chosen.name };
  }
};

const chosenBy = ({ pod, pods, workload }: OpenArgument): Chosen | undefined => {
  if (workload !== undefined) return { _tag: "Workload", ...workload };
  if (pods !== undefined) return { _tag: "Pods", names: pods };
  return pod === undefined ? undefined : { _tag: "Pod", name: pod };
};

/**
 * Opens logs from wherever `argument` leaves off: context, namespace, workload or pod, and a pod's container, each
 * asked for in one quick pick that leads back as well (O1, C1).
 */
export const openLogs = Effect.fnUntraced(function* (argument: unknown) {
  const panels = yield* Panels;
  const asked = readArgument(argument);
  if (asked === undefined)
    return yield* Effect.logWarning("podlog.openLogs: its argument is not understood");

  const { container, context: name, namespace, newPanel = false } = asked;
  const chosen = chosenBy(asked);
  const given = {
    ...(chosen === undefined ? {} : { chosen }),
    ...(container === undefined ? {} : { container }),
  };
  const start: Place = {
    ...(name === undefined ? {} : { context: yield* contextNamed(name) }),
    ...(namespace === undefined ? {} : { namespace }),
    ...given,
    done: name !== undefined && namespace !== undefined && isWhole(given),
  };
  const place = yield* walkFrom(start, nextStep);
  const target = place === undefined ? undefined : targetOf(place);
  if (place?.context === undefined || target === undefined) return;
  yield* panels.open({
    target,
    cluster: { context: place.context.name, server: place.context.server },
    newPanel,
    beside: false,
    preserveFocus: false,
  });
});
