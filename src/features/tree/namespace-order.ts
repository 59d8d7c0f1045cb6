import type { NamespaceChoice } from "../../vscode/namespace-choices.ts";

/** Namespaces as the tree shows them: pinned ones first in the order of their pinning, hidden ones apart. */
export const arranged = (
  names: ReadonlyArray<string>,
  { hidden, pinned }: NamespaceChoice,
): {
  readonly pinned: ReadonlyArray<string>;
  readonly others: ReadonlyArray<string>;
  readonly hidden: ReadonlyArray<string>;
} => {
  const known = new Set(names);
  const apart = new Set(hidden);
  const first = pinned.filter((name) => known.has(name));
  const taken = new Set(first);
  return {
    pinned: first,
    others: names.filter((name) => !taken.has(name) && !apart.has(name)),
    hidden: names.filter((name) => !taken.has(name) && apart.has(name)),
  };
};

/** What a person can do to a namespace's place. */
export type Placing = "pin" | "unpin" | "hide" | "show";

/** The choice after one more wish: a pinned namespace is never hidden, and the other way round. */
export const placed = (
  { hidden, pinned }: NamespaceChoice,
  name: string,
  placing: Placing,
): NamespaceChoice => {
  const rest = {
    pinned: pinned.filter((one) => one !== name),
    hidden: hidden.filter((one) => one !== name),
  };
  switch (placing) {
    case "pin":
      return { ...rest, pinned: [...rest.pinned, name] };
    case "hide":
      return { ...rest, hidden: [...rest.hidden, name] };
    case "unpin":
    case "show":
      return rest;
  }
};
