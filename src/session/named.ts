import type { SourceElement, SourceRef } from "../domain/source.ts";
import type { Target } from "../domain/target.ts";

/**
 * Whose a row is, by names that no other source of the list has and that hold for ever, unlike its label: of one pod
 * the container, where it has several; of many the pod, and the container where more than one of its is read.
 */
export const nameOf = (
  target: Target,
  ref: SourceRef,
  all: ReadonlyArray<{ readonly ref: SourceRef }>,
): string | undefined => {
  const several =
    all.filter((other) => other.ref.pod === ref.pod && other.ref.uid === ref.uid).length > 1;
  if (target._tag === "Pod") return several ? ref.container : undefined;
  return several ? `${ref.pod}/${ref.container}` : ref.pod;
};

/** An element of a source that says whose it is, where it is a row of words that do not say so themselves. */
export const named = (element: SourceElement, of: string | undefined): SourceElement => {
  if (of === undefined || element._tag === "Lines" || element._tag === "State") return element;
  if (element._tag === "Marker") return { ...element, marker: { ...element.marker, of } };
  return "pod" in element.divider ? element : { ...element, divider: { ...element.divider, of } };
};
