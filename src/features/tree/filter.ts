import { podStatus } from "../../domain/pod-state.ts";
import type { PodNode, WorkloadNode } from "./nodes.ts";

/** What is left of workloads and pods: every word that was typed is in the name, kind or status. */
export interface TreeFilter {
  /** As it was typed; empty: nothing is left out. */
  readonly text: string;
  readonly ofNamespace: (
    nodes: ReadonlyArray<WorkloadNode | PodNode>,
  ) => ReadonlyArray<WorkloadNode | PodNode>;
  /** The pods of a workload: all of one that passes itself, else those that pass. */
  readonly ofWorkload: (
    workload: WorkloadNode,
    pods: ReadonlyArray<PodNode>,
  ) => ReadonlyArray<PodNode>;
}

/** Makes a filter of what a person typed, case aside. */
export const makeFilter = (text: string): TreeFilter => {
  const words = text
    .toLowerCase()
    .split(/\s+/u)
    .filter((word) => word !== "");
  const passes = (...parts: ReadonlyArray<string>): boolean => {
    const whole = parts.join(" ").toLowerCase();
    return words.every((word) => whole.includes(word));
  };
  const podPasses = ({ name, pod }: PodNode): boolean => passes(name, podStatus(pod).reason);
  const workloadPasses = ({ name, status, view }: WorkloadNode): boolean =>
    passes(view.kind, name, status.reason);
  return {
    text: words.join(" "),
    ofNamespace: (nodes) =>
      words.length === 0
        ? nodes
        : nodes.filter((node) =>
            node._tag === "Pod"
              ? podPasses(node)
              : workloadPasses(node) || [...node.pods.values()].some(podPasses),
          ),
    ofWorkload: (workload, pods) =>
      words.length === 0 || workloadPasses(workload) ? pods : pods.filter(podPasses),
  };
};
