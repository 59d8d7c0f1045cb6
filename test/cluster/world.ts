import { realClock, seconds } from "./clock.ts";
import type { Clock } from "./clock.ts";
import { Identities } from "./identity.ts";
import { namespaces, nodes, pods } from "./kinds.ts";
import { withManagers } from "./managed-fields.ts";
import type { Strings } from "./objects.ts";
import { Events } from "./pod-events.ts";
import type { EventSource, PodEvent } from "./pod-events.ts";
import { podObject } from "./pod-object.ts";
import { Pod } from "./pod.ts";
import type { PodDeclaration } from "./pod.ts";
import { Store } from "./store.ts";

/** What a node's kubelet does differently. */
export interface NodeBehaviour {
  /** Offset from UTC in minutes that its runtime writes into the logs. */
  readonly zone?: number;
  /** A virtual kubelet that prints no stamps, whatever it is asked. */
  readonly withoutTimestamps?: boolean;
  /** A kubelet that prints a stamp before every part of a long line (#77603). */
  readonly stampParts?: boolean;
}

/** How a world begins. */
export interface WorldOptions {
  /** The machine's clock if left out. */
  readonly clock?: Clock;
  /** Worlds of one seed make the same ids. */
  readonly seed?: string;
  /** The first node's name. */
  readonly node?: string;
}

/** A declared cluster: its objects, and what its nodes do. Every answer of the server is computed from it. */
export class World {
  readonly clock: Clock;
  readonly ids: Identities;
  readonly store = new Store();
  readonly events: Events;
  readonly #pods = new Map<string, Pod>();
  readonly #nodes = new Map<string, NodeBehaviour & { readonly ip: string }>();
  #addresses = 1;

  constructor(options: WorldOptions = {}) {
    this.clock = options.clock ?? realClock();
    this.ids = new Identities(options.seed ?? "podlog");
    this.events = new Events(this.store, this.clock, this.ids);
    this.node(options.node ?? "node-1");
    for (const name of ["default", "kube-node-lease", "kube-public", "kube-system"]) {
      this.namespace(name, { applied: false });
    }
  }

  /** Declares a namespace; one that is there stays as it is. */
  namespace(
    name: string,
    more: { readonly labels?: Strings; readonly applied?: boolean } = {},
  ): this {
    if (this.store.get(namespaces, undefined, name) !== undefined) return this;
    const applied = {
      apiVersion: "v1",
      kind: "Namespace",
      metadata: { annotations: {}, name },
    };
    this.store.put(
      namespaces,
      withManagers(
        {
          metadata: {
            name,
            uid: this.ids.uid(),
            resourceVersion: "",
            creationTimestamp: seconds(this.clock.now()),
            labels: { "kubernetes.io/metadata.name": name, ...more.labels },
            annotations:
              more.applied === false
                ? undefined
                : {
                    "kubectl.kubernetes.io/last-applied-configuration": `${JSON.stringify(applied)}\n`,
                  },
          },
          spec: { finalizers: ["kubernetes"] },
          status: { phase: "Active" },
        },
        [
          {
            manager: more.applied === false ? "kube-apiserver" : "kubectl-client-side-apply",
            apiVersion: "v1",
            sections: ["metadata"],
          },
        ],
        this.clock.now(),
      ),
    );
    return this;
  }

  /** Declares a node, or changes how one behaves. */
  node(name: string, behaviour: NodeBehaviour = {}): this {
    const before = this.#nodes.get(name);
    this.#nodes.set(name, {
      ...behaviour,
      ip: before?.ip ?? `192.0.2.${String(this.#nodes.size + 2)}`,
    });
    if (before === undefined) {
      this.store.put(nodes, {
        metadata: {
          name,
          uid: this.ids.uid(),
          resourceVersion: "",
          creationTimestamp: seconds(this.clock.now()),
          labels: { "kubernetes.io/hostname": name, "kubernetes.io/os": "linux" },
        },
        spec: {},
        status: {
          conditions: [{ type: "Ready", status: "True", reason: "KubeletReady" }],
          nodeInfo: { kubeletVersion: "v1.36.2", containerRuntimeVersion: "containerd://2.1.4" },
        },
      });
    }
    return this;
  }

  /** The node goes, its pods stay behind. */
  removeNode(name: string): this {
    this.#nodes.delete(name);
    this.store.remove(nodes, undefined, name);
    return this;
  }

  /** How a node's kubelet behaves; undefined if there is no such node. */
  kubelet(node: string): (NodeBehaviour & { readonly ip: string }) | undefined {
    return this.#nodes.get(node);
  }

  /** Deletes a namespace in which there is nothing. */
  deleteNamespace(name: string): this {
    this.store.remove(namespaces, undefined, name);
    return this;
  }

  /** Declares a pod, and its namespace with it. */
  pod(declaration: PodDeclaration): Pod {
    const namespace = declaration.namespace ?? "default";
    this.namespace(namespace);
    const there = this.findPod(namespace, declaration.name);
    if (there !== undefined)
      throw new Error(`pod ${namespace}/${declaration.name} is there already`);
    const firstNode = () => this.#nodes.keys().next().value ?? "node-1";
    return new Pod(declaration, {
      clock: this.clock,
      ids: this.ids,
      firstNode,
      zone: () => this.#nodes.get(declaration.node ?? firstNode())?.zone ?? 0,
      changed: () => undefined,
      hostIP: (node) => this.#nodes.get(node)?.ip ?? "192.0.2.2",
      podIP: () => {
        this.#addresses += 1;
        return `10.244.${String(this.#addresses >> 8)}.${String(this.#addresses & 255)}`;
      },
      publish: (pod, what) => {
        this.#publish(pod, what);
      },
      event: (pod: Pod, event: PodEvent, source: EventSource) => {
        this.events.record(pod, event, source);
      },
    });
  }

  /** Deletes a pod and declares one in its place under the same name, as a StatefulSet does: another uid, other logs. */
  replace(pod: Pod, changes: Partial<PodDeclaration> = {}): Pod {
    pod.delete();
    return this.pod({ ...pod.declaration, ...changes });
  }

  /** A pod that is there. */
  findPod(namespace: string, name: string): Pod | undefined {
    return this.#pods.get(`${namespace}/${name}`);
  }

  /** All pods that are there, in the order of their declaration. */
  get pods(): readonly Pod[] {
    return [...this.#pods.values()];
  }

  #publish(pod: Pod, what: "changed" | "gone"): void {
    const at = `${pod.namespace}/${pod.name}`;
    if (what === "gone") {
      this.#pods.delete(at);
      this.store.remove(pods, pod.namespace, pod.name);
      return;
    }
    this.#pods.set(at, pod);
    this.store.put(
      pods,
      withManagers(
        podObject(pod),
        [
          {
            manager:
              pod.declaration.owner === undefined
                ? "kubectl-client-side-apply"
                : "kube-controller-manager",
            apiVersion: "v1",
            sections: ["metadata", "spec"],
          },
          // Before it, the scheduler writes one condition.
          {
            manager: pod.startedAt === undefined ? "kube-scheduler" : "kubelet",
            apiVersion: "v1",
            sections: ["status"],
            status: true,
          },
        ],
        this.clock.now(),
      ),
    );
  }
}
