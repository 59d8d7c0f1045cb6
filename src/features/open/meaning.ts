import * as Effect from "effect/Effect";
import type { KubeError } from "../../domain/errors.ts";
import { explain } from "../../domain/explain.ts";
import type { Wanted } from "../../domain/kubectl-logs.ts";
import type { Link } from "../../domain/link.ts";
import { readPasted } from "../../domain/pasted.ts";
import type { PodView } from "../../domain/pod.ts";
import { sinceWords } from "../../domain/since.ts";
import { targetLabel } from "../../domain/target.ts";
import { type ContextInfo, Kube } from "../../kubernetes/kube.ts";
import { linkSentence } from "../../text/link-words.ts";
import { formatCount } from "../../text/time.ts";
import { filtersRows, type Hint, type Row, rowTo } from "../../vscode/quick-pick-rows.ts";
import type { Question } from "../../vscode/quick-picks.ts";
import { podChoice } from "./choices.ts";
import { type Place, placeOf, placeOfTarget, targetOf } from "./place.ts";

/** What the text in the field of a question means (O11). */
export type Meaning = Required<Pick<Question<Place>, "typed" | "lookUp">>;

const refusal = (why: string): Hint => ({ label: why, key: "refusal", icon: "error" });

const notInKubeconfig = (name: string): Hint =>
  refusal(`The context "${name}" is not in the kubeconfig.`);

const noContext = refusal(
  "The kubeconfig has no current context: choose a context first, then paste this.",
);

/** Which context is meant where none is named: the one of the walk, else the kubeconfig's current one. */
const contextHere = (place: Place, infos: ReadonlyArray<ContextInfo>): ContextInfo | undefined => {
  const [only, ...others] = infos;
  return (
    place.context ??
    infos.find(({ current }) => current) ??
    (others.length === 0 ? only : undefined)
  );
};

/** A place that was pasted, as a row that says what it is and what of it is not followed. */
const placeRow = (place: Place, notes: ReadonlyArray<string>): Row<Place> => {
  const { context, lineLimit, namespace = "", previous, since } = place;
  const target = targetOf(place);
  const details = [
    ...(previous ? ["previous"] : []),
    ...(lineLimit === undefined
      ? []
      : [lineLimit === "all" ? "all lines" : `${formatCount(lineLimit)} lines`]),
    ...(since === undefined ? [] : [sinceWords(since)]),
  ];
  return {
    label: target === undefined ? "" : targetLabel(target),
    key: "pasted",
    description: [namespace, context?.name ?? "", ...details].join(" · "),
    ...(notes.length === 0 ? {} : { detail: notes.join(" ") }),
    icon: "arrow-right",
    value: place,
  };
};

const wantedRow = (wanted: Wanted, place: Place, infos: ReadonlyArray<ContextInfo>): Row<Place> => {
  const { container, lineLimit, notes, since, thing } = wanted;
  const named = wanted.context;
  const context =
    named === undefined ? contextHere(place, infos) : infos.find(({ name }) => name === named);
  if (context === undefined) return named === undefined ? noContext : notInKubeconfig(named);
  const here = place.context?.name === context.name ? place.namespace : undefined;
  return placeRow(
    placeOf({
      previous: place.previous || wanted.previous,
      context,
      // As kubectl takes it.
      namespace: wanted.namespace ?? here ?? context.namespace,
      chosen: thing,
      ...(container === undefined ? {} : { container }),
      ...(lineLimit === undefined ? {} : { lineLimit }),
      ...(since === undefined ? {} : { since }),
    }),
    notes,
  );
};

const linkRow = (link: Link, place: Place, infos: ReadonlyArray<ContextInfo>): Row<Place> => {
  const { since, target } = link;
  const context = infos.find(({ name }) => name === target.context);
  if (context === undefined) return notInKubeconfig(target.context);
  const previous = place.previous || link.previous;
  const more = { previous, ...(since === undefined ? {} : { since }) };
  return placeRow(placeOfTarget(target, context, more), []);
};

/** What a text means by itself, without asking a cluster. */
const typedRows = (
  text: string,
  place: Place,
  infos: ReadonlyArray<ContextInfo>,
): ReadonlyArray<Row<Place>> => {
  const pasted = readPasted(text);
  switch (pasted?._tag) {
    case "Wanted":
      return [wantedRow(pasted.wanted, place, infos)];
    case "Link":
      return [linkRow(pasted.link, place, infos)];
    case "LinkUnreadable":
      return [refusal(linkSentence(pasted.error))];
    case "Refused":
      return [refusal(pasted.why)];
    case "Name":
    case "Text":
    case undefined:
      return [];
  }
};

/** The names that a text may have a pod's among; none where it means something else, or is a filter of the rows. */
const namesIn = (text: string, rows: ReadonlyArray<Row<unknown>>): ReadonlySet<string> => {
  const pasted = readPasted(text);
  if (pasted?._tag === "Text") return pasted.words;
  return new Set(pasted?._tag === "Name" && !filtersRows(text, rows) ? [pasted.name] : []);
};

/** The pods of all namespaces of a context; where they may not be listed, those of one. */
const podsOf = (
  kube: Kube["Service"],
  context: string,
  namespace: string,
): Effect.Effect<ReadonlyArray<PodView>, KubeError> =>
  Effect.catchTag(kube.pods(context, ""), "Forbidden", () => kube.pods(context, namespace));

/** What is left of names that no pod has: of a single one, where nothing else asks for it, the pod all the same (K4). */
const unfound = (
  place: Place,
  context: ContextInfo,
  names: ReadonlySet<string>,
): ReadonlyArray<Row<Place>> => {
  const [name = "", ...others] = names;
  if (others.length > 0)
    return [refusal(`No pod that "${context.name}" shows is named by this text.`)];
  if (place.context !== undefined) return [];
  const { namespace } = context;
  const chosen = { _tag: "Pod", name } as const;
  return [
    {
      label: name,
      key: "pasted",
      description: `Pod by its name · ${namespace} · ${context.name}`,
      value: placeOf({ previous: place.previous, context, namespace, chosen }),
    },
  ];
};

/**
 * Makes what tells the meaning of texts in one walk: by themselves, or by the pods of a context that they may name,
 * which are asked for once.
 */
export const makeMeaning = Effect.map(Kube, (kube) => {
  let known: { readonly context: string; readonly pods: ReadonlyArray<PodView> } | undefined;

  const find = (
    place: Place,
    infos: ReadonlyArray<ContextInfo>,
    names: ReadonlySet<string>,
  ): Effect.Effect<ReadonlyArray<Row<Place>>> =>
    Effect.gen(function* () {
      const context = contextHere(place, infos);
      if (context === undefined) return [noContext];
      const namespace = place.namespace ?? context.namespace;
      const pods =
        known?.context === context.name ? known.pods : yield* podsOf(kube, context.name, namespace);
      known = { context: context.name, pods };
      // Of pods of one name, that of a namespace which the text names too.
      const found = pods
        .filter(({ name }) => names.has(name))
        .sort((a, b) => Number(names.has(b.namespace)) - Number(names.has(a.namespace)));
      const rows = found.map((pod) =>
        rowTo(podChoice(pod, `${pod.namespace} · ${context.name}`), (chosen) =>
          placeOf({ previous: place.previous, context, namespace: pod.namespace, chosen }),
        ),
      );
      return rows.length > 0 ? rows : unfound(place, context, names);
    }).pipe(Effect.catch((error) => Effect.succeed([refusal(explain(error).sentence)])));

  return (place: Place, infos: ReadonlyArray<ContextInfo>): Meaning => ({
    typed: (text) => typedRows(text, place, infos),
    lookUp: {
      wants: (text, rows) => namesIn(text, rows).size > 0,
      hint: "Looking for the pod…",
      find: (text, rows) => find(place, infos, namesIn(text, rows)),
    },
  });
});
