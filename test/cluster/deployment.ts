import { seconds } from "./clock.ts";
import { deployments, replicaSets } from "./kinds.ts";
import type { Strings } from "./objects.ts";
import type { Pod } from "./pod.ts";
import { applied, podLabels, selectorOf, templateObject, Workload } from "./workload.ts";
import type { PodTemplate, WorkloadDeclaration } from "./workload.ts";
import type { World } from "./world.ts";

/** A Deployment as a manifest declares it. */
export interface DeploymentDeclaration extends WorkloadDeclaration {
  /** 1 if left out. */
  readonly replicas?: number;
}

/** One revision of a Deployment. */
class ReplicaSet extends Workload {
  readonly #of: Deployment;
  readonly #template: PodTemplate;
  readonly #hash: string;
  readonly revision: number;
  wanted = 0;

  constructor(of: Deployment, template: PodTemplate, revision: number) {
    const hash = of.world.ids.suffix(10);
    super(of.world, replicaSets, { name: `${of.name}-${hash}`, namespace: of.namespace });
    this.#of = of;
    this.#template = template;
    this.#hash = hash;
    this.revision = revision;
  }

  get #labels(): Strings {
    return { ...podLabels(this.#of.declaration), "pod-template-hash": this.#hash };
  }

  start(replicas: number): void {
    this.wanted = replicas;
    this.show();
    while (this.pods.length < replicas) this.add();
  }

  add(): Pod {
    this.wanted = Math.max(this.wanted, this.pods.length + 1);
    const pod = this.makePod(`${this.name}-${this.world.ids.suffix(5)}`, this.#template, {
      generateName: `${this.name}-`,
      labels: this.#labels,
    });
    this.publish();
    return pod;
  }

  drop(): void {
    const last = this.pods.at(-1);
    this.wanted = Math.max(0, this.pods.length - 1);
    this.generation += 1;
    last?.delete();
    this.publish();
  }

  protected body(): ReturnType<Workload["body"]> {
    const selector = selectorOf(this.#of.declaration);
    const replicas = this.pods.length;
    return {
      labels: this.#labels,
      annotations: {
        "deployment.kubernetes.io/desired-replicas": String(this.#of.replicas),
        "deployment.kubernetes.io/max-replicas": String(
          this.#of.replicas + Math.ceil(this.#of.replicas / 4),
        ),
        "deployment.kubernetes.io/revision": String(this.revision),
      },
      owner: this.#of.reference,
      sections: {
        spec: {
          replicas: this.wanted,
          selector: {
            ...selector,
            matchLabels: { ...selector.matchLabels, "pod-template-hash": this.#hash },
          },
          template: templateObject(this.#template, this.#labels),
        },
        status: {
          replicas,
          fullyLabeledReplicas: replicas === 0 ? undefined : replicas,
          readyReplicas: this.ready === 0 ? undefined : this.ready,
          availableReplicas: this.ready === 0 ? undefined : this.ready,
          terminatingReplicas: 0,
          observedGeneration: this.generation,
        },
      },
    };
  }
}

/** A rollout under way: a step starts a new pod and then takes an old one down. */
export interface Rollout {
  /** False when nothing was left to do. */
  readonly step: () => boolean;
  readonly finish: () => void;
}

/** A Deployment with its ReplicaSets and their pods. */
export class Deployment extends Workload {
  readonly declaration: DeploymentDeclaration;
  replicas: number;
  #template: PodTemplate;
  readonly #sets: ReplicaSet[] = [];
  readonly #since: bigint;

  constructor(world: World, declaration: DeploymentDeclaration) {
    super(world, deployments, declaration);
    this.declaration = declaration;
    this.replicas = declaration.replicas ?? 1;
    this.#template = declaration.template ?? {};
    this.#since = world.clock.now();
    this.publish();
    this.#revise(this.replicas);
    this.publish();
    world.store.watch(replicaSets, ({ object }) => {
      if (object.metadata.ownerReferences?.some(({ uid }) => uid === this.uid) === true) {
        this.publish();
      }
    });
  }

  override get pods(): readonly Pod[] {
    return this.#sets.flatMap((set) => set.pods);
  }

  /** Sets the number of replicas; the newest go first. */
  scale(replicas: number): this {
    this.replicas = replicas;
    this.generation += 1;
    this.publish();
    const set = this.#current;
    while (set.pods.length < replicas) set.add();
    while (set.pods.length > replicas) set.drop();
    this.publish();
    return this;
  }

  /** Begins to replace the pods, one by one, by pods of a changed template. */
  rollout(changes: PodTemplate = {}): Rollout {
    const old = this.#current;
    this.#template = { ...this.#template, ...changes };
    this.generation += 1;
    const next = this.#revise(0);
    this.publish();
    const step = (): boolean => {
      if (next.pods.length < this.replicas) next.add();
      else if (old.pods.length === 0) return false;
      if (old.pods.length > 0) old.drop();
      this.publish();
      return true;
    };
    return {
      step,
      finish: () => {
        while (step());
      },
    };
  }

  override delete(): void {
    for (const set of this.#sets) set.delete();
    super.delete();
  }

  get #current(): ReplicaSet {
    const set = this.#sets.at(-1);
    if (set === undefined) throw new Error(`Deployment ${this.name} has no ReplicaSet`);
    return set;
  }

  #revise(replicas: number): ReplicaSet {
    const set = new ReplicaSet(this, this.#template, this.#sets.length + 1);
    this.#sets.push(set);
    set.start(replicas);
    return set;
  }

  protected body(): ReturnType<Workload["body"]> {
    const labels = podLabels(this.declaration);
    const template = templateObject(this.#template, labels);
    const current = this.#sets.at(-1);
    const total = this.pods.length;
    const ready = this.#sets.reduce((sum, set) => sum + set.ready, 0);
    const available = ready >= this.replicas;
    const since = seconds(this.#since);
    const updated = current?.pods.length ?? 0;
    const orNone = (count: number): number | undefined => (count === 0 ? undefined : count);
    return {
      labels: this.declaration.labels,
      annotations: {
        ...(current === undefined
          ? {}
          : { "deployment.kubernetes.io/revision": String(current.revision) }),
        ...applied(deployments, this.declaration, { replicas: this.replicas, template }),
      },
      sections: {
        spec: {
          replicas: this.replicas,
          selector: selectorOf(this.declaration),
          template,
          strategy: {
            type: "RollingUpdate",
            rollingUpdate: { maxUnavailable: "25%", maxSurge: "25%" },
          },
          revisionHistoryLimit: 10,
          progressDeadlineSeconds: 600,
        },
        status: {
          observedGeneration: this.generation,
          replicas: orNone(total),
          updatedReplicas: orNone(updated),
          readyReplicas: orNone(ready),
          availableReplicas: orNone(ready),
          unavailableReplicas: orNone(Math.max(0, this.replicas - ready)),
          terminatingReplicas: 0,
          conditions:
            current === undefined
              ? undefined
              : [
                  {
                    type: "Available",
                    status: available ? "True" : "False",
                    lastUpdateTime: since,
                    lastTransitionTime: since,
                    reason: available ? "MinimumReplicasAvailable" : "MinimumReplicasUnavailable",
                    message: available
                      ? "Deployment has minimum availability."
                      : "Deployment does not have minimum availability.",
                  },
                  {
                    type: "Progressing",
                    status: "True",
                    lastUpdateTime: since,
                    lastTransitionTime: since,
                    reason: available ? "NewReplicaSetAvailable" : "ReplicaSetUpdated",
                    message: available
                      ? `ReplicaSet "${current.name}" has successfully progressed.`
                      : `ReplicaSet "${current.name}" is progressing.`,
                  },
                ],
        },
      },
    };
  }
}
