import type { Target } from "../domain/target.ts";
import { quoted } from "./quoted.ts";

/** So many pods that were picked by hand are named. */
const mostPods = 5;

const what = (target: Target): string => {
  switch (target._tag) {
    case "Pod":
      return `the pod ${quoted(target.pod)}`;
    case "Pods": {
      const named = target.pods.slice(0, mostPods).map(quoted).join(", ");
      const more = target.pods.length - mostPods;
      return `the pods ${named}${more > 0 ? ` and ${more} more` : ""}`;
    }
    case "Workload":
      return `the ${target.kind} ${quoted(target.name)}`;
    case "Selector":
      return `the pods with the labels ${quoted(target.selector)}`;
  }
};

/**
 * What is to be opened and where, to be asked about; nothing in it is trusted: `the pod "web", container "app", in the
 * namespace "shop" of the context "dev"`.
 */
export const targetPhrase = (target: Target): string => {
  const { container, context, namespace } = target;
  const part = container === undefined ? "" : `, container ${quoted(container)},`;
  return `${what(target)}${part} in the namespace ${quoted(namespace)} of the context ${quoted(context)}`;
};
