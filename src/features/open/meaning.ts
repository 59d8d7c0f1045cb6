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
import type { Hint, Row } from "../../vscode/quick-pick-rows.ts";
import type { Question } from "../../vscode/quick-picks.ts";
import { type Place, placeOf, placeOfTarget, targetOf } from "./place.ts";
import { type Known, rowsOf, type Sought, soughtBy, unfoundRows } from "./sought.ts";

/** What the text in the field of a question means (O11). */
export type Meaning = Required<Pick<Question<Place>, "typed" | "lookUp">>;

const refusal = (why: string): Hint => ({ label: why, key: "refusal", icon: "error" });

const notInKubeconfig = (name: string): Hint =>
  refusal(`The context "${name}" is not in the kubeconfig.`);

const noContext = refusal(
  "The kubeconfig has no current context: choose a context first, then paste this.",
);

const chooseFirst = ({ name }: ContextInfo): Hint =>
  refusal(`This is of the context "${name}": choose that first, then paste this.`);

const nothingIn = ({ name }: ContextInfo): Hint => ({
  ...refusal(`No pod that "${name}" shows is named by this text.`),
  detail: "Of a pod of another cluster, choose its context first, then paste the text there.",
});

/** Which context is meant where none is named: the one of the walk, else the kubeconfig's current one. */
const contextHere = (place: Place, infos: ReadonlyArray<ContextInfo>): ContextInfo | undefined => {
  const [only, ...others] = infos;
  return (
    place.context ??
    infos.find(({ current }) => current) ??
    (others.length === 0 ? only : undefined)
  );
};

/**
 * The context of the cluster that an alert names, by its own name, its cluster's, or the end of the names that cloud
 * providers give (`arn:…:cluster/prod`, `gke_…_prod`): a pod of the same name elsewhere is not the one meant.
 */
const contextCalled = (
  cluster: string | undefined,
  infos: ReadonlyArray<ContextInfo>,
): ContextInfo | undefined =>
  cluster === undefined
    ? undefined
    : (infos.find(({ name }) => name === cluster) ??
      infos.find((info) => info.cluster === cluster) ??
      infos.find(({ name }) => name.endsWith(`/${cluster}`) || name.endsWith(`_${cluster}`)));

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

/** The pods of all namespaces of a context; where they may not be listed, those of one. */
const podsOf = (
  kube: Kube["Service"],
  context: string,
  namespace: string,
): Effect.Effect<ReadonlyArray<PodView>, KubeError> =>
  Effect.catchTag(kube.pods(context, ""), "Forbidden", () => kube.pods(context, namespace));

/**
 * Makes what tells the meaning of texts in one walk: by themselves, or by the pods of a context that they may name,
 * which are asked for once.
 */
export const makeMeaning = Effect.map(Kube, (kube) => {
  let known: Known | undefined;

  const look = (context: ContextInfo, namespace: string): Effect.Effect<Known, KubeError> =>
    known?.context.name === context.name && known.namespace === namespace
      ? Effect.succeed(known)
      : Effect.map(podsOf(kube, context.name, namespace), (pods) => {
          known = { context, namespace, pods };
          return known;
        });

  const find = (
    place: Place,
    infos: ReadonlyArray<ContextInfo>,
    sought: Sought,
  ): Effect.Effect<ReadonlyArray<Row<Place>>> => {
    const { labels, single } = sought;
    const context = contextHere(place, infos);
    const called = place.context ?? contextCalled(labels.cluster, infos);
    // No other cluster is asked before it is chosen.
    if (called !== undefined && called.name !== context?.name) {
      const rows = unfoundRows(place, sought, called);
      return Effect.succeed(rows.length > 0 ? rows : [chooseFirst(called)]);
    }
    if (context === undefined) return Effect.succeed([noContext]);
    const namespace = labels.namespace ?? place.namespace ?? context.namespace;
    const unfound = unfoundRows(place, sought, context);
    return look(context, namespace).pipe(
      Effect.map((all) => {
        const rows = rowsOf(place, sought, all);
        return rows.length > 0 || single ? rows : [nothingIn(context)];
      }),
      Effect.catch((error) =>
        Effect.succeed(
          // What may not be listed can still be named.
          error._tag === "Forbidden" && (single || unfound.length > 0)
            ? unfound
            : [refusal(explain(error).sentence)],
        ),
      ),
    );
  };

  return (place: Place, infos: ReadonlyArray<ContextInfo>): Meaning => ({
    typed: (text) => typedRows(text, place, infos),
    lookUp: {
      wants: (text, rows) => soughtBy(text, rows).names.size > 0,
      hint: "Looking for the pod…",
      find: (text, rows) => find(place, infos, soughtBy(text, rows)),
    },
  });
});
