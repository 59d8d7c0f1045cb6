import { Container } from "./container.ts";
import type { ContainerDeclaration, ContainerHost, Exit, Role } from "./container.ts";
import type { EventSource, PodEvent } from "./pod-events.ts";
import type { OwnerReference, Strings } from "./objects.ts";

/** A pod as a manifest or a controller declares it, and how far it has come when the world first shows it. */
export interface PodDeclaration {
  readonly name: string;
  /** `default` if left out. */
  readonly namespace?: string;
  readonly generateName?: string;
  readonly labels?: Strings;
  readonly annotations?: Strings;
  readonly owner?: OwnerReference;
  /** One container `app` if left out. */
  readonly containers?: readonly ContainerDeclaration[];
  readonly initContainers?: readonly ContainerDeclaration[];
  readonly restartPolicy?: "Always" | "OnFailure" | "Never";
  readonly terminationGracePeriodSeconds?: number;
  readonly nodeSelector?: Strings;
  readonly volumes?: readonly { readonly name: string; readonly configMap: string }[];
  /** The node it runs on; the world's first if left out. */
  readonly node?: string;
  /** `running` (default): all has started. `scheduled`: it has a node, nothing runs. `pending`: it has no node. */
  readonly stage?: "running" | "scheduled" | "pending";
}

/** What a pod's phase says. */
export type Phase = "Pending" | "Running" | "Succeeded" | "Failed";

/** What the world gives a pod. */
export interface PodHost extends ContainerHost {
  readonly hostIP: (node: string) => string;
  readonly firstNode: () => string;
  readonly podIP: () => string;
  /** Stores the pod as it is now, or removes it. */
  readonly publish: (pod: Pod, what: "changed" | "gone") => void;
  readonly event: (pod: Pod, event: PodEvent, source: EventSource) => void;
}

/** A pod: what the node does with it, and what the API server knows of that. */
export class Pod {
  readonly name: string;
  readonly namespace: string;
  readonly uid: string;
  readonly declaration: PodDeclaration;
  labels: Strings | undefined;
  readonly containers: Container[] = [];
  readonly createdAt: bigint;
  readonly serviceAccountVolume: string | undefined;
  readonly podIP: string;
  readonly #host: PodHost;
  node: string | undefined;
  startedAt: bigint | undefined;
  generation = 1;
  observedGeneration = 1;
  deletion: { readonly at: bigint; readonly graceSeconds: number } | undefined;
  evicted: string | undefined;
  /** Why others have it go. */
  disruption: { readonly reason: string; readonly message: string } | undefined;
  unschedulable: string | undefined;
  /** The kubelet has looked at the pod a second time; from then on its status names a memory limit. */
  resynced = false;
  /** The pod's sandbox is up: images are pulled, and containers run in it. */
  sandbox = false;
  /** The pod is no more: the API server does not know it. */
  gone = false;
  #held = false;
  #batch = 0;
  readonly #transitions = new Map<string, { readonly met: boolean; readonly at: bigint }>();

  constructor(declaration: PodDeclaration, host: PodHost) {
    this.declaration = declaration;
    this.labels = declaration.labels;
    this.name = declaration.name;
    this.namespace = declaration.namespace ?? "default";
    this.uid = host.ids.uid();
    this.createdAt = host.clock.now();
    this.serviceAccountVolume = `kube-api-access-${host.ids.suffix(5)}`;
    this.podIP = host.podIP();
    this.#host = host;
    for (const init of declaration.initContainers ?? []) this.#add(init, "init");
    for (const main of declaration.containers ?? [{ name: "app" }]) this.#add(main, "main");
    this.#publish();
    const stage = declaration.stage ?? "running";
    if (stage === "pending") return;
    this.schedule(declaration.node);
    if (stage === "running") this.start();
  }

  get hostIP(): string {
    return this.#host.hostIP(this.node ?? "");
  }

  /** The address of the sandbox is known: it is told with the first container. */
  get hasNetwork(): boolean {
    return this.containers.some(
      ({ state, containerID }) =>
        containerID !== undefined ||
        (state.kind === "waiting" &&
          state.reason !== "ContainerCreating" &&
          state.reason !== "PodInitializing"),
    );
  }

  get phase(): Phase {
    if (this.evicted !== undefined) return "Failed";
    const main = this.containers.filter(({ role }) => role === "main");
    if (main.every(({ containerID }) => containerID === undefined)) return "Pending";
    const policy = this.declaration.restartPolicy ?? "Always";
    const ended = main.every(({ state }) => state.kind === "terminated");
    if (!ended || (policy === "Always" && this.deletion === undefined)) return "Running";
    const failed = main.some(({ state }) => state.kind === "terminated" && state.exitCode !== 0);
    if (!failed) return "Succeeded";
    return policy === "OnFailure" && this.deletion === undefined ? "Running" : "Failed";
  }

  /** A container by name, of any kind; throws if there is none. The only one if no name is given. */
  container(name?: string): Container {
    const main = this.containers.filter(({ role }) => role === "main");
    const found =
      name === undefined ? main[0] : this.containers.find((container) => container.name === name);
    if (found === undefined) throw new Error(`pod ${this.name} has no container ${name ?? ""}`);
    return found;
  }

  /** The scheduler gives it a node, and the kubelet there takes notice. */
  schedule(node = this.#host.firstNode()): this {
    this.node = node;
    this.unschedulable = undefined;
    this.#host.event(
      this,
      {
        reason: "Scheduled",
        message: `Successfully assigned ${this.namespace}/${this.name} to ${node}`,
      },
      "scheduler",
    );
    this.#publish();
    this.startedAt = this.#host.clock.now();
    const init = this.containers.some(({ role }) => role === "init");
    for (const container of this.containers) {
      container.state = {
        kind: "waiting",
        reason: init ? "PodInitializing" : "ContainerCreating",
        message: undefined,
      };
    }
    this.#publish();
    return this;
  }

  /** The scheduler finds no node. */
  noNode(message: string): this {
    this.unschedulable = message;
    this.#host.event(this, { type: "Warning", reason: "FailedScheduling", message }, "scheduler");
    this.#publish();
    return this;
  }

  /** Starts all that is to run by the declaration: init containers first, each to its end, then the others. */
  start(): this {
    if (!this.sandbox) {
      this.sandbox = true;
      this.#publish();
    }
    for (const container of this.containers) {
      const declared =
        container.declaration.state ?? (container.role === "init" ? "completed" : "running");
      if (typeof declared === "object") {
        container.wait(declared.reason, declared.message);
        if (container.role === "init") return this;
        continue;
      }
      container.start();
      if (container.declaration.restartPolicy === "Always") continue;
      if (declared === "completed") container.exit();
      else if (container.role === "init") return this;
    }
    return this;
  }

  /** Gives it other labels, as `kubectl label` does. */
  label(labels: Strings): this {
    this.labels = labels;
    this.#publish();
    return this;
  }

  /** Adds an ephemeral container, as `kubectl debug` does, and starts it. */
  debug(declaration: ContainerDeclaration): Container {
    const container = this.#add(declaration, "ephemeral");
    this.generation += 1;
    this.#publish();
    return container.start();
  }

  /** The pod is asked to go: it still runs, and bears a deletion time. */
  terminate(graceSeconds = this.declaration.terminationGracePeriodSeconds ?? 30): this {
    if (this.deletion !== undefined) return this;
    this.deletion = {
      at: this.#host.clock.now() + BigInt(graceSeconds) * 1_000_000_000n,
      graceSeconds,
    };
    this.generation += 1;
    this.#publish();
    this.observedGeneration = this.generation;
    this.resynced = true;
    this.#publish();
    return this;
  }

  /** Deletes the pod: it is asked to go, its processes end with `exit`, and it is removed. Follows end cleanly. */
  delete(exit: Exit = { code: 143 }): void {
    this.terminate();
    this.together(() => {
      for (const container of this.containers) if (container.running) container.exit(exit);
    });
    this.remove();
  }

  /** The last of it: the API server forgets the pod, the node its logs. */
  remove(): void {
    if (this.gone) return;
    if (this.deletion !== undefined) {
      this.deletion = { at: this.#host.clock.now(), graceSeconds: 0 };
      this.#publish();
    }
    this.gone = true;
    for (const container of this.containers) {
      for (const log of container.logs.values()) log.finish();
    }
    this.#host.publish(this, "gone");
  }

  /** Others have it go, by the condition that says why: a drain, a lost node, a pod of a higher priority. */
  disrupt(
    reason:
      | "EvictionByEvictionAPI"
      | "DeletionByTaintManager"
      | "DeletionByPodGC"
      | "PreemptionByScheduler",
    message: string,
  ): this {
    this.disruption = { reason, message };
    return this.terminate();
  }

  /** The node runs short of something and kills the pod; its object stays as Failed, its logs are gone. */
  evict(
    message = "The node was low on resource: ephemeral-storage. Threshold quantity: 1Gi, available: 512Mi.",
  ): this {
    this.together(() => {
      for (const container of this.containers) {
        if (container.running) container.exit({ code: 137, reason: "Error" });
        container.logs.clear();
      }
      this.evicted = message;
    });
    this.#host.event(this, { type: "Warning", reason: "Evicted", message }, "kubelet");
    return this;
  }

  /** From now on the API server shows the pod as it is now, whatever the node does: its status lags. */
  holdStatus(): this {
    this.#held = true;
    return this;
  }

  /** The status catches up. */
  releaseStatus(): this {
    this.#held = false;
    this.#publish();
    return this;
  }

  /** Several changes, and one status for all of them. */
  together(changes: () => void): this {
    this.#batch += 1;
    try {
      changes();
    } finally {
      this.#batch -= 1;
    }
    this.#publish();
    return this;
  }

  /** When a condition last turned to what it is. */
  transition(type: string, met: boolean): bigint {
    const before = this.#transitions.get(type);
    if (before?.met === met) return before.at;
    const at = this.#host.clock.now();
    this.#transitions.set(type, { met, at });
    return at;
  }

  #add(declaration: ContainerDeclaration, role: Role): Container {
    const container = new Container(declaration, role, {
      clock: this.#host.clock,
      ids: this.#host.ids,
      zone: this.#host.zone,
      changed: (changed, what) => {
        if (what === "exited" && role === "main") this.resynced = true;
        this.#tell(changed, what);
        this.#publish();
      },
    });
    this.containers.push(container);
    return container;
  }

  #tell(container: Container, what: "started" | "exited" | "waiting" | "ready"): void {
    const field = { init: "initContainers", main: "containers", ephemeral: "ephemeralContainers" };
    const fieldPath = `spec.${field[container.role]}{${container.name}}`;
    const tell = (event: PodEvent) => {
      this.#host.event(this, { ...event, fieldPath }, "kubelet");
    };
    const { state } = container;
    const image = container.declaration.image ?? `registry.example/${container.name}:1.0`;
    if (what === "started") {
      tell({
        reason: "Pulled",
        message: `Container image "${image}" already present on machine and can be accessed by the pod`,
      });
      tell({ reason: "Created", message: "Container created" });
      tell({ reason: "Started", message: "Container started" });
      return;
    }
    if (state.kind !== "waiting") return;
    const warn = (reason: string, message: string) => {
      tell({ type: "Warning", reason, message });
    };
    switch (state.reason) {
      case "CrashLoopBackOff":
        warn(
          "BackOff",
          `Back-off restarting failed container ${container.name} in pod ${this.name}_${this.namespace}(${this.uid})`,
        );
        break;
      case "ImagePullBackOff":
        tell({ reason: "BackOff", message: `Back-off pulling image "${image}"` });
        break;
      case "ErrImagePull":
        warn("Failed", `Failed to pull image "${image}": ${state.message ?? ""}`);
        break;
      case "ErrImageNeverPull":
        warn("ErrImageNeverPull", state.message ?? "");
        break;
      case "CreateContainerConfigError":
        warn("Failed", `Error: ${state.message ?? ""}`);
        break;
      default:
        break;
    }
  }

  #publish(): void {
    if (this.#held || this.gone || this.#batch > 0) return;
    this.#host.publish(this, "changed");
  }
}
