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

/** Of each source which of the pods of its name that the list has had is its own, from 1: a StatefulSet's come again. */
export const podOrdinals = (refs: ReadonlyArray<SourceRef>): ReadonlyArray<number> => {
  const known = new Map<string, Array<string | undefined>>();
  return refs.map(({ pod, uid }) => {
    const uids = known.get(pod) ?? [];
    known.set(pod, uids);
    const at = uids.indexOf(uid);
    return at < 0 ? uids.push(uid) : at + 1;
  });
};

/** A pod's name among others of the same name: `db-0`, `db-0 #2`. */
export const withOrdinal = (pod: string, ordinal: number): string =>
  ordinal === 1 ? pod : `${pod} #${ordinal}`;

/**
 * What tells each source of a list from the others, in as few characters as that takes, in the order of `refs`:
 * `…6d4f9 app`, the end of the pod's name that no other name has, and its container.
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
  const ordinals = podOrdinals(refs);
  return refs.map(
    ({ container, pod }, i) => `${withOrdinal(short(pod), ordinals[i] ?? 1)} ${container}`,
  );
};
