import type { Explanation, Remedy } from "../../domain/explanation.ts";
import type { ContainerView, PodView } from "../../domain/pod.ts";
import type { WorkloadView } from "../../domain/workload.ts";
import type { WorkloadStatus } from "../../domain/workload-pods.ts";
import type { ContextInfo } from "../../kubernetes/kube.ts";

/** A context of the kubeconfig. Nodes are the same objects as long as the thing is the same; `info`, `view` and `pod` move on. */
export interface ContextNode {
  readonly _tag: "Context";
  readonly id: string;
  info: ContextInfo;
  /** Why its namespaces are not live at the moment; absent while they are. */
  lost?: Explanation;
}

/** The namespaces of a context that a person hid. */
export interface HiddenNode {
  readonly _tag: "Hidden";
  readonly id: string;
  readonly context: ContextNode;
  names: ReadonlyArray<string>;
}

export interface NamespaceNode {
  readonly _tag: "Namespace";
  readonly id: string;
  readonly context: ContextNode;
  readonly name: string;
  place: "pinned" | "plain" | "hidden";
  /** Why its pods are not live at the moment; absent while they are. */
  lost?: Explanation;
}

export interface WorkloadNode {
  readonly _tag: "Workload";
  readonly id: string;
  readonly namespace: NamespaceNode;
  readonly name: string;
  view: WorkloadView;
  status: WorkloadStatus;
  /** A container of its pods has restarted: there are previous logs. */
  restarted: boolean;
  /** Its pods by their names. */
  readonly pods: Map<string, PodNode>;
}

export interface PodNode {
  readonly _tag: "Pod";
  readonly id: string;
  readonly namespace: NamespaceNode;
  /** What it stands under; undefined for a pod of no workload, which stands under its namespace. */
  workload: WorkloadNode | undefined;
  readonly name: string;
  pod: PodView;
  readonly containers: Map<string, ContainerNode>;
}

export interface ContainerNode {
  readonly _tag: "Container";
  readonly id: string;
  readonly pod: PodNode;
  readonly name: string;
  container: ContainerView;
}

/** Why there is nothing (or not all) under a node. */
export interface ProblemNode {
  readonly _tag: "Problem";
  readonly id: string;
  readonly why: Explanation;
}

/** A row under a problem that does something about it. */
export interface RemedyNode {
  readonly _tag: "Remedy";
  readonly id: string;
  readonly remedy: Remedy;
  /** The node that is asked about; absent: the whole tree. */
  readonly under: ContextNode | NamespaceNode | undefined;
}

/** A row that leads to what may be read though it may not be listed: its name is typed (K4). */
export interface ByNameNode {
  readonly _tag: "ByName";
  readonly id: string;
  readonly under: ContextNode | NamespaceNode;
}

/** A row that only says something. */
export interface NoteNode {
  readonly _tag: "Note";
  readonly id: string;
  readonly text: string;
}

/** What the tree is made of: contexts, their namespaces, workloads, pods, containers. */
export type Node =
  | ContextNode
  | HiddenNode
  | NamespaceNode
  | WorkloadNode
  | PodNode
  | ContainerNode
  | ProblemNode
  | RemedyNode
  | ByNameNode
  | NoteNode;

/** An id that is equal for equal parts only. */
export const nodeId = (...parts: ReadonlyArray<string>): string => JSON.stringify(parts);
