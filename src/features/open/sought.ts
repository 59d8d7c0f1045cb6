import type { AlertLabels } from "../../domain/alert-labels.ts";
import { heirsOf } from "../../domain/heirs.ts";
import { readPasted } from "../../domain/pasted.ts";
import type { PodView } from "../../domain/pod.ts";
import type { ContextInfo } from "../../kubernetes/kube.ts";
import { filtersRows, type Row, rowTo } from "../../vscode/quick-pick-rows.ts";
import { type Chosen, heirChoice, podChoice } from "./choices.ts";
import { type Place, placeOf } from "./place.ts";

/** What is looked for among the pods of a context. */
export interface Sought {
  readonly names: ReadonlySet<string>;
  readonly labels: AlertLabels;
  /** One name alone: it may be of a pod that can't be listed. */
  readonly single: boolean;
}

const nothing: Sought = { names: new Set(), labels: { pods: [] }, single: false };

/** What a text may name; nothing where it means something else, or is a filter of the rows. */
export const soughtBy = (text: string, rows: ReadonlyArray<Row<unknown>>): Sought => {
  const pasted = filtersRows(text, rows) ? undefined : readPasted(text);
  if (pasted?._tag === "Text") {
    return { names: pasted.words, labels: pasted.labels, single: false };
  }
  if (pasted?._tag !== "Name") return nothing;
  // A pod's address begins with its name: `web-0.web.shop.svc`.
  const { name } = pasted;
  return { ...nothing, names: new Set([name, name.replace(/\..*$/u, "")]), single: true };
};

/** Pods by which a text is understood, of one context. */
export interface Known {
  readonly context: ContextInfo;
  readonly namespace: string;
  readonly pods: ReadonlyArray<PodView>;
}

/** The pods that a text names; of several, that of a namespace which the text names too. */
const podRows = (
  place: Place,
  sought: Sought,
  { context, pods }: Known,
): ReadonlyArray<Row<Place>> => {
  const { labels, names } = sought;
  const named = ({ namespace }: PodView): boolean =>
    labels.namespace === undefined ? names.has(namespace) : labels.namespace === namespace;
  return pods
    .filter(({ name }) => names.has(name))
    .sort((a, b) => Number(named(b)) - Number(named(a)))
    .map((pod) => {
      const { containers, namespace } = pod;
      const container = containers.find(({ name }) => name === labels.container);
      return rowTo(podChoice(pod, `${namespace} · ${context.name}`), (chosen) =>
        placeOf({
          previous: place.previous,
          context,
          namespace,
          chosen,
          ...(container === undefined ? {} : { container: { _tag: "One", name: container.name } }),
        }),
      );
    });
};

/** What stands for pods that are gone, or is named itself: workloads that have pods now. */
const heirRows = (place: Place, { labels, names }: Sought, { context, pods }: Known) =>
  heirsOf(names, pods)
    .filter(({ namespace }) => labels.namespace === undefined || labels.namespace === namespace)
    .map((heir): Row<Place> => {
      const { namespace } = heir;
      const gone = names.has(heir.name) ? "" : " · the pod is gone: what runs in its place";
      return rowTo(heirChoice(heir, `${namespace} · ${context.name}${gone}`), (chosen) =>
        placeOf({ previous: place.previous, context, namespace, chosen }),
      );
    });

/** What a text names without any of it being found: it opens all the same, where it is sure what is meant (K4). */
export const unfoundRows = (
  place: Place,
  sought: Sought,
  context: ContextInfo,
): ReadonlyArray<Row<Place>> => {
  const { labels, names, single } = sought;
  const [word = ""] = names;
  // A name alone is offered as such by the questions for a namespace and a pod.
  if (single && place.context !== undefined) return [];
  const pods = single ? [word] : labels.pods;
  const namespace = labels.namespace ?? place.namespace ?? context.namespace;
  const to = (chosen: Chosen): Place =>
    placeOf({ previous: place.previous, context, namespace, chosen });
  const where = `by its name · ${namespace} · ${context.name}`;
  if (pods.length > 0)
    return pods.map((name) => ({
      label: name,
      key: `pasted/${name}`,
      description: `Pod ${where}`,
      value: to({ _tag: "Pod", name }),
    }));
  const { workload } = labels;
  if (workload === undefined) return [];
  const { kind, name } = workload;
  return [
    {
      label: `${kind} ${name}`,
      key: "pasted",
      description: where,
      value: to({ _tag: "Workload", kind, name }),
    },
  ];
};

/** What a text means by the pods of a context: what an alert calls its pods, else whatever it names. */
export const rowsOf = (place: Place, sought: Sought, known: Known): ReadonlyArray<Row<Place>> => {
  const { context, pods } = known;
  const unfound = unfoundRows(place, sought, context);
  const labelled = new Set(sought.labels.pods);
  const gone = new Set(labelled);
  for (const { name } of pods) gone.delete(name);
  const called = podRows(place, { ...sought, names: labelled }, known);
  const heirs = heirRows(place, { ...sought, names: gone }, known);
  if (called.length > 0) return [...called, ...heirs];
  if (heirs.length > 0) return [...heirs, ...unfound];
  const found = podRows(place, sought, known);
  return found.length > 0
    ? [...found, ...(labelled.size > 0 ? unfound : [])]
    : [...heirRows(place, sought, known), ...unfound];
};
