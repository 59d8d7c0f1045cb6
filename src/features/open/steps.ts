import * as Effect from "effect/Effect";
import { type ContextInfo, Kube } from "../../kubernetes/kube.ts";
import type { Walk } from "../../vscode/quick-picks.ts";
import { contextChoices, named, namespaceChoices } from "./choices.ts";
import { askFetched } from "./walk.ts";

export { contextNamed } from "../../kubernetes/context-named.ts";

/** Asks for a context; the only one is taken without asking. */
export const askContext = Effect.fnUntraced(function* (walk: Walk, title: string, back: boolean) {
  const kube = yield* Kube;
  return yield* askFetched(
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
});

/** Asks for a namespace of a context, which is contacted now and not before (O5). */
export const askNamespace = Effect.fnUntraced(function* (
  walk: Walk,
  title: string,
  context: ContextInfo,
  back: boolean,
) {
  const kube = yield* Kube;
  return yield* askFetched(
    walk,
    {
      title,
      placeholder: `Choose a namespace of ${context.name}`,
      loading: `Asking ${context.name} for its namespaces…`,
      fetch: Effect.map(kube.namespaces(context.name), (names) =>
        namespaceChoices(names, context.namespace),
      ),
      typed: named("Namespace"),
    },
    back,
  );
});
