import type { SourceElement, SourceRef } from "../domain/source.ts";
import type { Target } from "../domain/target.ts";
import { podOrdinals, withOrdinal } from "./labels.ts";

/** What rows of words call a source, and its pod, by names that no other of the list has and that hold for ever. */
export interface Names {
  readonly pod: string;
  /** Whose a row is: of one pod the container, where it has several; of many the pod, and where needed the container. */
  readonly source: string | undefined;
}

/** The names of a source among all of its list, unlike its label, which is short and may grow. */
export const namesOf = (
  target: Target,
  ref: SourceRef,
  all: ReadonlyArray<{ readonly ref: SourceRef }>,
): Names => {
  const refs = all.map((one) => one.ref);
  const several = refs.filter(({ pod, uid }) => pod === ref.pod && uid === ref.uid).length > 1;
  if (target._tag === "Pod") return { pod: ref.pod, source: several ? ref.container : undefined };
  const pod = withOrdinal(ref.pod, podOrdinals(refs)[refs.indexOf(ref)] ?? 1);
  return { pod, source: several ? `${pod}/${ref.container}` : pod };
};

/** An element of a source that says whose it is, where it is a row of words. */
export const named = (element: SourceElement, names: Names | undefined): SourceElement => {
  if (names === undefined || element._tag === "Lines" || element._tag === "State") return element;
  const { pod, source: of } = names;
  const whose = of === undefined ? {} : { of };
  if (element._tag === "Marker") return { ...element, marker: { ...element.marker, ...whose } };
  const { divider } = element;
  return { ...element, divider: "pod" in divider ? { ...divider, pod } : { ...divider, ...whose } };
};
