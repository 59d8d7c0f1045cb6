import type { LinkUnreadable } from "../domain/link.ts";
import { quoted } from "./quoted.ts";

/** Why a link opens nothing, as a sentence; nothing in it is trusted. */
export const linkSentence = ({ why }: LinkUnreadable): string => {
  switch (why._tag) {
    case "Path":
      return `The link asks for ${quoted(why.path)}, which Podlog does not have.`;
    case "Unknown":
      return `The link has a part that Podlog does not know: ${quoted(why.parameter)}.`;
    case "Twice":
      return `The link says twice what its ${why.parameter} is.`;
    case "Missing":
      return `The link does not say what its ${why.parameter} is.`;
    case "Value":
      return `The link's ${why.parameter} can't be ${quoted(why.value)}.`;
    case "NoTarget":
      return "The link names no pod, workload or selector.";
    case "ManyTargets":
      return "The link names more than one of a pod, a workload and a selector.";
  }
};
