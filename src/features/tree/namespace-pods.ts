import type { Explanation } from "../../domain/explanation.ts";
import type { ContainerView, PodView } from "../../domain/pod.ts";
import type { WorkloadView } from "../../domain/workload.ts";
import { workloadsOfPod, workloadStatus } from "../../domain/workload-pods.ts";
import {
  type ContainerNode,
  type NamespaceNode,
  nodeId,
  type PodNode,
  type WorkloadNode,
} from "./nodes.ts";

/** The workloads and pods of one namespace as the tree shows them, kept true by what a watch and lists tell. */
export interface NamespacePods {
  readonly node: NamespaceNode;
  readonly pods: Map<string, PodNode>;
  /** By kind and name, in the order of the tree. */
  workloads: ReadonlyMap<string, WorkloadNode>;
  /** The workloads that a pod belongs to, its controller first. */
  ownersOf: (pod: PodView) => ReadonlyArray<WorkloadView>;
  /** Nothing is known about them yet. */
  loading: boolean;
  /** The tree has them in it, so that it must be told of changes. */
  shown: boolean;
  /** Why nothing is known, or nothing new will be. */
  problem: Explanation | undefined;
  /** Nothing more will be told until somebody asks again. */
  ended: boolean;
  /** The pods may not be listed; who knows one may still read its log (K4). */
  forbidden: boolean;
}

/** A namespace whose pods have not been asked for. */
export const makeNamespacePods = (node: NamespaceNode): NamespacePods => ({
  node,
  pods: new Map(),
  workloads: new Map(),
  ownersOf: () => [],
  loading: true,
  shown: false,
  problem: undefined,
  ended: false,
  forbidden: false,
});

/** What must be drawn again after a change: what pods came to or went from, else the nodes that changed. */
export type Redraw = ReadonlyArray<NamespaceNode | WorkloadNode | PodNode>;

const keyOf = ({ kind, name }: WorkloadView): string => nodeId(kind, name);

/** Judges a workload by its pods; tells whether it looks different now. */
const judge = (workload: WorkloadNode): boolean => {
  const { restarted, status: before } = workload;
  const pods = [...workload.pods.values()].map(({ pod }) => pod);
  const now = workloadStatus(workload.view, pods);
  workload.status = now;
  workload.restarted = pods.some(({ containers }) =>
    containers.some(({ restartCount }) => restartCount > 0),
  );
  return (
    before.severity !== now.severity ||
    before.reason !== now.reason ||
    before.counts !== now.counts ||
    restarted !== workload.restarted
  );
};

/** Puts a pod under the topmost of its workloads; gives where it came from, went to, or changed. */
const place = (state: NamespacePods, node: PodNode): ReadonlySet<WorkloadNode | NamespaceNode> => {
  const owner = state.ownersOf(node.pod).at(-1);
  const workload = owner === undefined ? undefined : state.workloads.get(keyOf(owner));
  const touched = new Set([node.workload ?? state.node, workload ?? state.node]);
  if (workload === node.workload) return touched;
  node.workload?.pods.delete(node.name);
  workload?.pods.set(node.name, node);
  node.workload = workload;
  return touched;
};

/** Takes in all pods there are. */
export const listed = (state: NamespacePods, pods: ReadonlyArray<PodView>): Redraw => {
  const names = new Set(pods.map(({ name }) => name));
  for (const [name, node] of state.pods)
    if (!names.has(name)) {
      state.pods.delete(name);
      node.workload?.pods.delete(name);
    }
  for (const pod of pods) {
    const node = state.pods.get(pod.name) ?? podNode(state.node, pod);
    node.pod = pod;
    state.pods.set(pod.name, node);
    place(state, node);
  }
  for (const workload of state.workloads.values()) judge(workload);
  state.loading = false;
  state.problem = undefined;
  delete state.node.lost;
  return [state.node];
};

const podNode = (namespace: NamespaceNode, pod: PodView): PodNode => ({
  _tag: "Pod",
  // By name, not by uid: a pod of a StatefulSet that is replaced stays where the reader has it.
  id: nodeId(namespace.id, pod.name),
  namespace,
  workload: undefined,
  name: pod.name,
  pod,
  containers: new Map(),
});

/** Takes in a pod that is new or changed. */
export const changed = (state: NamespacePods, pod: PodView): Redraw => {
  const known = state.pods.get(pod.name);
  if (known === undefined) {
    const node = podNode(state.node, pod);
    state.pods.set(pod.name, node);
    place(state, node);
    if (node.workload === undefined) return [state.node];
    judge(node.workload);
    return [node.workload];
  }
  const sameOwner = known.pod.owner?.uid === pod.owner?.uid;
  known.pod = pod;
  const touched = sameOwner ? undefined : place(state, known);
  const { workload } = known;
  const differs = workload !== undefined && judge(workload);
  if (touched !== undefined && touched.size > 1) return [state.node];
  // The workload's row tells of all its pods.
  return differs ? [workload, known] : [known];
};

/** Takes in that a pod is gone; one that has already been replaced under its name stays. */
export const removed = (state: NamespacePods, pod: PodView): Redraw => {
  const known = state.pods.get(pod.name);
  if (known === undefined || known.pod.uid !== pod.uid) return [];
  state.pods.delete(pod.name);
  const { workload } = known;
  if (workload === undefined) return [state.node];
  workload.pods.delete(pod.name);
  judge(workload);
  return [workload];
};

/** The kinds in the order of the tree; a Service has no pods but those of the others. */
const kinds: ReadonlyArray<WorkloadView["kind"]> = [
  "Deployment",
  "StatefulSet",
  "DaemonSet",
  "ReplicaSet",
  "CronJob",
  "Job",
];

/** What stands in the tree, in its order: no Services, and of a CronJob's Jobs only the pods. */
const inTree = (workloads: ReadonlyArray<WorkloadView>): ReadonlyArray<WorkloadView> => {
  const uids = new Set(workloads.map(({ uid }) => uid));
  return workloads
    .filter(({ kind, owner }) => kinds.includes(kind) && !(owner && uids.has(owner.uid)))
    .sort(
      (a, b) =>
        kinds.indexOf(a.kind) - kinds.indexOf(b.kind) ||
        (a.name < b.name ? -1 : a.name > b.name ? 1 : 0),
    );
};

/** Takes in all workloads there are. */
export const workloadsListed = (
  state: NamespacePods,
  views: ReadonlyArray<WorkloadView>,
): Redraw => {
  const before = [...state.workloads.keys()];
  const next = new Map<string, WorkloadNode>();
  for (const view of inTree(views)) {
    const key = keyOf(view);
    const node = state.workloads.get(key) ?? {
      _tag: "Workload",
      id: nodeId(state.node.id, view.kind, view.name),
      namespace: state.node,
      name: view.name,
      view,
      status: workloadStatus(view, []),
      restarted: false,
      pods: new Map(),
    };
    node.view = view;
    next.set(key, node);
  }
  state.workloads = next;
  state.ownersOf = workloadsOfPod(views);
  let moved = before.length !== next.size || [...next.keys()].some((key, i) => key !== before[i]);
  for (const pod of state.pods.values()) moved = place(state, pod).size > 1 || moved;
  const differ = [...next.values()].filter(judge);
  return moved ? [state.node] : differ;
};

/** Takes in that the thread was lost: what is known stays, and says that it is old; it heals by itself. */
export const lost = (state: NamespacePods, why: Explanation): Redraw => {
  if (state.loading || state.problem !== undefined) state.problem = why;
  state.node.lost = why;
  state.loading = false;
  return [state.node];
};

/** Takes in that nothing more will be told until somebody acts. */
export const ended = (state: NamespacePods, why: Explanation): Redraw => {
  state.loading = false;
  state.problem = why;
  state.ended = true;
  delete state.node.lost;
  return [state.node];
};

const byName = (pods: Iterable<PodNode>): ReadonlyArray<PodNode> =>
  [...pods].sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0));

/** What stands under a namespace: its workloads by kind and name, then the pods of none, by name. */
export const workloadsAndPods = (state: NamespacePods): ReadonlyArray<WorkloadNode | PodNode> => [
  ...state.workloads.values(),
  ...byName([...state.pods.values()].filter(({ workload }) => workload === undefined)),
];

/** The pods of a workload, by name. */
export const podsOf = (workload: WorkloadNode): ReadonlyArray<PodNode> =>
  byName(workload.pods.values());

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
