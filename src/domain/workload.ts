import type { Explanation } from "./explanation.ts";
import type { OwnerView } from "./pod.ts";
import { targetName, type Target, type WorkloadKind } from "./target.ts";

/** A workload, reduced to what Podlog decides and shows. */
export interface WorkloadView {
  readonly kind: WorkloadKind;
  readonly namespace: string;
  readonly name: string;
  readonly uid: string;
  /**
   * Its pods as `kubectl -l` would select them; absent where it selects none (a Service without a selector). Only the
   * owner tells whether a pod that it selects is one of its own, and for a CronJob it selects the pods of all Jobs.
   */
  readonly selector?: string;
  /** How many pods it wants (a Job: completions), and has ready (a Job: succeeded); absent where it does not say. */
  readonly desired?: number;
  readonly ready?: number;
  /** A Job that has completed or failed for good: no pod of it comes any more. */
  readonly over?: boolean;
  /** The Deployment of a ReplicaSet, the CronJob of a Job. */
  readonly owner?: OwnerView;
}

/** Why a target shows nothing. */
export type Nothing =
  | { readonly _tag: "NoPods" }
  /** None of its containers fits; there are these. */
  | { readonly _tag: "NoContainer"; readonly choices: ReadonlyArray<string> }
  | { readonly _tag: "NoPrevious" }
  | { readonly _tag: "Deleted" };

const noPods = (target: Target): string => {
  switch (target._tag) {
    case "Pod":
      return `The pod ${target.pod} is not there now.`;
    case "Pods":
      return `None of these ${target.pods.length} pods is there now: ${targetName(target)}.`;
    case "Workload":
      return `${targetName(target)} has no pods now.`;
    case "Selector":
      return `No pod in "${target.namespace}" has the labels ${target.selector}.`;
  }
};

const pods = "Pods that come appear here by themselves, from their first line.";

/** Why a target shows nothing, and what would. */
export const explainNothing = (target: Target, nothing: Nothing): Explanation => {
  switch (nothing._tag) {
    case "NoPods":
      return { sentence: noPods(target), advice: pods, remedies: [] };
    case "NoContainer":
      return {
        sentence: `No container of ${targetName(target)} is called ${target.container ?? "so"}.`,
        why: `There ${nothing.choices.length === 1 ? "is" : "are"} ${nothing.choices.join(", ")}.`,
        advice: "Choose another container.",
        remedies: [{ _tag: "PickContainer", choices: nothing.choices }],
      };
    case "NoPrevious":
      return {
        sentence: `No container of ${targetName(target)} has a previous instance.`,
        advice: "Turn Previous off to see the current ones.",
        remedies: [],
      };
    case "Deleted":
      return {
        sentence: `${targetName(target)} was deleted.`,
        advice: "Should one of this name come, its pods appear here by themselves.",
        remedies: [],
      };
  }
};
