import type { SourceRef } from "../domain/source.ts";

/** A name that is so short (characters) is never cut: there is nothing to win. */
const shortName = 12;
/** The end of a name that is shown has at least so many characters. */
const leastEnd = 4;

/** The ends of a name that may stand for it, from each of its hyphens on, shortest first. */
const endsOf = (name: string): ReadonlyArray<string> => {
  const ends: Array<string> = [];
  for (let at = name.lastIndexOf("-"); at > 0; at = name.lastIndexOf("-", at - 1))
    if (name.length - at - 1 >= leastEnd) ends.push(name.slice(at + 1));
  return ends;
};

/**
 * What tells each source of a list from the others, in as few characters as that takes, in the order of `refs`:
 * `…6d4f9 app`, the end of the pod's name that no other has, and its container.
 */
export const sourceLabels = (refs: ReadonlyArray<SourceRef>): ReadonlyArray<string> => {
  const pods = new Set(refs.map(({ pod }) => pod));
  const times = new Map<string, number>();
  for (const pod of pods) for (const end of endsOf(pod)) times.set(end, (times.get(end) ?? 0) + 1);
  const short = (pod: string): string => {
    const end =
      pod.length <= shortName ? undefined : endsOf(pod).find((one) => times.get(one) === 1);
    return end === undefined ? pod : `…${end}`;
  };
  return refs.map(({ container, pod }) => `${short(pod)} ${container}`);
};
