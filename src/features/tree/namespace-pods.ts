import type { Explanation } from "../../domain/explain.ts";
import type { ContainerView, PodView } from "../../domain/pod.ts";
import { type ContainerNode, type NamespaceNode, nodeId, type PodNode } from "./nodes.ts";

/** The pods of one namespace as the tree shows them, kept true by what a watch tells. */
export interface NamespacePods {
  readonly node: NamespaceNode;
  readonly pods: Map<string, PodNode>;
  /** Nothing is known about them yet. */
  loading: boolean;
  /** The tree has them in it, so that it must be told of changes. */
  shown: boolean;
  /** Why nothing is known, or nothing new will be. */
  problem: Explanation | undefined;
}

/** A namespace whose pods have not been asked for. */
export const makeNamespacePods = (node: NamespaceNode): NamespacePods => ({
  node,
  pods: new Map(),
  loading: true,
  shown: false,
  problem: undefined,
});

/** What must be drawn again after a change: the namespace when pods came or went, else the pods that changed. */
export type Redraw = ReadonlyArray<NamespaceNode | PodNode>;

const podNode = (namespace: NamespaceNode, pod: PodView): PodNode => ({
  _tag: "Pod",
  // By name, not by uid: a pod of a StatefulSet that is replaced stays where the reader has it.
  id: nodeId(namespace.id, pod.name),
  namespace,
  name: pod.name,
  pod,
  containers: new Map(),
});

/** Takes in all pods there are. */
export const listed = (state: NamespacePods, pods: ReadonlyArray<PodView>): Redraw => {
  const names = new Set(pods.map(({ name }) => name));
  for (const name of state.pods.keys()) if (!names.has(name)) state.pods.delete(name);
  for (const pod of pods) changed(state, pod);
  state.loading = false;
  state.problem = undefined;
  delete state.node.lost;
  return [state.node];
};

/** Takes in a pod that is new or changed. */
export const changed = (state: NamespacePods, pod: PodView): Redraw => {
  const known = state.pods.get(pod.name);
  if (known === undefined) {
    state.pods.set(pod.name, podNode(state.node, pod));
    return [state.node];
  }
  known.pod = pod;
  return [known];
};

/** Takes in that a pod is gone; one that has already been replaced under its name stays. */
export const removed = (state: NamespacePods, pod: PodView): Redraw => {
  if (state.pods.get(pod.name)?.pod.uid !== pod.uid) return [];
  state.pods.delete(pod.name);
  return [state.node];
};

/** Takes in that the thread was lost: what is known stays, and says that it is old. */
export const lost = (state: NamespacePods, why: Explanation): Redraw => {
  if (state.loading || state.problem !== undefined) state.problem = why;
  else state.node.lost = why;
  state.loading = false;
  return [state.node];
};

/** Takes in that nothing more will be told until somebody acts. */
export const ended = (state: NamespacePods, why: Explanation): Redraw => {
  state.loading = false;
  state.problem = why;
  return [state.node];
};

/** The pods in the order of their names. */
export const sortedPods = (state: NamespacePods): ReadonlyArray<PodNode> =>
  [...state.pods.values()].sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0));

/** The containers of a pod, in its order. */
export const containersOf = (pod: PodNode): ReadonlyArray<ContainerNode> =>
  pod.pod.containers.map((container: ContainerView) => {
    const known = pod.containers.get(container.name);
    if (known !== undefined) {
      known.container = container;
      return known;
    }
    const { name } = container;
    const node: ContainerNode = {
      _tag: "Container",
      id: nodeId(pod.id, name),
      pod,
      name,
      container,
    };
    pod.containers.set(name, node);
    return node;
  });
