import type { Instant } from "./instant.ts";

/** Which list of the pod a container stands in; a sidecar is an init container that restarts always. */
export type ContainerKind = "container" | "init" | "sidecar" | "ephemeral";

/** How one run of a container ended. */
export interface Termination {
  readonly containerID?: string;
  readonly exitCode: number;
  /** The signal that ended it, where the runtime tells one apart from the exit code. */
  readonly signal?: number;
  readonly reason?: string;
  readonly message?: string;
  readonly startedAt?: Instant;
  readonly finishedAt?: Instant;
}

/** What a container does now, as the pod's status tells it. */
export type ContainerState =
  | { readonly _tag: "Running"; readonly startedAt?: Instant }
  | { readonly _tag: "Waiting"; readonly reason?: string; readonly message?: string }
  | ({ readonly _tag: "Terminated" } & Termination)
  /** The status does not name the container yet. */
  | { readonly _tag: "Unknown" };

/** One container of a pod as its spec and status describe it. */
export interface ContainerView {
  readonly name: string;
  readonly kind: ContainerKind;
  readonly image: string;
  readonly state: ContainerState;
  /** `containerd://…` of the current instance; absent before the first. */
  readonly containerID?: string;
  readonly restartCount: number;
  readonly ready: boolean;
  /** Its startup probe has passed; what lets the next init container start after a sidecar. */
  readonly started: boolean;
  readonly lastTermination?: Termination;
}

/** Who controls an object: the owner reference with `controller: true`. */
export interface OwnerView {
  readonly kind: string;
  readonly name: string;
  readonly uid: string;
}

/** A pod, reduced to what Podlog decides by. */
export interface PodView {
  readonly namespace: string;
  readonly name: string;
  readonly uid: string;
  readonly resourceVersion: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly owner?: OwnerView;
  readonly node?: string;
  /** Pending, Running, Succeeded, Failed, Unknown. */
  readonly phase: string;
  /** `Evicted`, `NodeLost`, … when the pod itself says why. */
  readonly reason?: string;
  readonly message?: string;
  readonly createdAt?: Instant;
  readonly deletionAt?: Instant;
  /** Why others have it go (Kubernetes 1.26): the node is drained or lost, a pod that counts more needs its place. */
  readonly evictedFor?: string;
  /** Why the scheduler has not placed it, from the condition PodScheduled=False. */
  readonly unschedulable?: string;
  /** A scheduling gate holds it: the condition PodScheduled has the reason SchedulingGated (Kubernetes 1.27). */
  readonly schedulingGated: boolean;
  /** The condition Initialized is true: all init containers are done. */
  readonly initialized: boolean;
  readonly ready: boolean;
  /** When the condition Ready last changed. */
  readonly readyChangedAt?: Instant;
  /** Init containers and sidecars in the order they start, then containers, then ephemeral ones, each as the spec lists them. */
  readonly containers: ReadonlyArray<ContainerView>;
  /** From `kubectl.kubernetes.io/default-container`, when it names a container of the pod. */
  readonly defaultContainer?: string;
}

/** What the cluster told about a pod, one event of it. */
export interface PodEvent {
  readonly reason: string;
  readonly message: string;
  /** `Normal` or `Warning`. */
  readonly type: string;
  readonly at?: Instant;
}
