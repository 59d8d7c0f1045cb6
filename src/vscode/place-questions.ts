import * as Effect from "effect/Effect";
import { Kube, type ContextInfo } from "../kubernetes/kube.ts";
import { askFetched, type FetchedQuestion, offered } from "./fetched-questions.ts";
import { type Row, rowTo, underHeading } from "./quick-pick-rows.ts";
import type { Walk } from "./quick-picks.ts";
import { contextChoices, named, namespaceChoices } from "./place-rows.ts";

/** What a question of a walk has besides what it offers; `P`: the place that an answer leads to. */
export interface Asking<P> extends Pick<
  FetchedQuestion<P>,
  "title" | "first" | "typed" | "lookUp"
> {
  readonly back: boolean;
}

/** Rows under a heading of their own, where others stand before them. */
const behind = <A>(
  first: ReadonlyArray<unknown> = [],
  under: string,
  rows: ReadonlyArray<Row<A>>,
): ReadonlyArray<Row<A>> => (first.length === 0 ? rows : underHeading(under, rows));

/** Asks for a context; the only one is taken without asking. */
export const askContext = Effect.fnUntraced(function* <P>(
  walk: Walk,
  { back, ...asking }: Asking<P>,
  to: (context: ContextInfo) => P,
) {
  const kube = yield* Kube;
  return yield* askFetched(
    walk,
    {
      ...asking,
      placeholder:
        asking.lookUp === undefined
          ? "Choose a context"
          : "Choose a context, or paste a pod, a kubectl line or an alert",
      loading: "Reading the kubeconfig…",
      offers: offered(
        Effect.map(kube.contexts, (infos) =>
          behind(
            asking.first,
            "Contexts",
            contextChoices(infos).map((row) => rowTo(row, to)),
          ),
        ),
      ),
      takeOnly: true,
    },
    back,
  );
});

/** Asks for a namespace of a context, which is contacted now and not before (O5). */
export const askNamespace = Effect.fnUntraced(function* <P>(
  walk: Walk,
  { back, typed, ...asking }: Asking<P>,
  context: ContextInfo,
  to: (namespace: string) => P,
) {
  const kube = yield* Kube;
  return yield* askFetched(
    walk,
    {
      ...asking,
      placeholder: `Choose a namespace of ${context.name}`,
      loading: `Asking ${context.name} for its namespaces…`,
      offers: offered(
        Effect.map(kube.namespaces(context.name), (names) =>
          behind(
            asking.first,
            "Namespaces",
            namespaceChoices(names, context.namespace).map((row) => rowTo(row, to)),
          ),
        ),
      ),
      typed: (text, rows) => [
        ...named("Namespace")(text, rows).map((row) => rowTo(row, to)),
        ...(typed?.(text, rows) ?? []),
      ],
    },
    back,
  );
});
