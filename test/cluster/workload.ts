import { seconds } from "./clock.ts";
import type { ContainerDeclaration } from "./container.ts";
import { apiVersion, pods } from "./kinds.ts";
import type { Kind } from "./kinds.ts";
import { withManagers } from "./managed-fields.ts";
import { unlessEmpty } from "./objects.ts";
import type { KubeObject, LabelSelector, OwnerReference, Strings } from "./objects.ts";
import { goJson } from "./go-json.ts";
import { templateSpec } from "./pod-object.ts";
import type { Pod, PodDeclaration } from "./pod.ts";
import type { World } from "./world.ts";

/** What the pods of a workload are made from. */
export interface PodTemplate {
  /** Besides those its workload's selector needs. */
  readonly labels?: Strings;
  readonly annotations?: Strings;
  /** One container `app` if left out. */
  readonly containers?: readonly ContainerDeclaration[];
  readonly initContainers?: readonly ContainerDeclaration[];
  readonly restartPolicy?: PodDeclaration["restartPolicy"];
  readonly terminationGracePeriodSeconds?: number;
  /** How far its pods have come when they are made. */
  readonly stage?: PodDeclaration["stage"];
}

/** What every workload's declaration has. */
export interface WorkloadDeclaration {
  readonly name: string;
  /** `default` if left out. */
  readonly namespace?: string;
  readonly labels?: Strings;
  readonly annotations?: Strings;
  /** `{app: name}` if left out. */
  readonly selector?: LabelSelector;
  readonly template?: PodTemplate;
}

/** A workload's object in the API: its spec as declared, its status as its pods make it. */
export abstract class Workload {
  readonly name: string;
  readonly namespace: string;
  readonly uid: string;
  readonly world: World;
  readonly kind: Kind;
  readonly createdAt: bigint;
  readonly #pods: Pod[] = [];
  #printed = "";
  #unwatch: (() => void) | undefined;
  generation = 1;

  constructor(
    world: World,
    kind: Kind,
    declaration: { readonly name: string; readonly namespace?: string },
  ) {
    this.world = world;
    this.kind = kind;
    this.name = declaration.name;
    this.namespace = declaration.namespace ?? "default";
    world.namespace(this.namespace);
    this.uid = world.ids.uid();
    this.createdAt = world.clock.now();
  }

  /** The pods it owns that are there, oldest first. */
  get pods(): readonly Pod[] {
    return this.#pods.filter((pod) => !pod.gone);
  }

  get ready(): number {
    return this.pods.filter((pod) => pod.deletion === undefined && isReady(pod)).length;
  }

  /** The only container of the pod's first, or the one named: a short way for a test that writes. */
  container(name?: string): ReturnType<Pod["container"]> {
    const [first] = this.pods;
    if (first === undefined) throw new Error(`${this.kind.kind} ${this.name} has no pod`);
    return first.container(name);
  }

  /** Labels, spec and status as they are now. */
  protected abstract body(): {
    readonly labels: Strings | undefined;
    readonly annotations: Strings | undefined;
    readonly owner?: OwnerReference | undefined;
    readonly sections: Readonly<Record<string, unknown>>;
  };

  /** As its pods name it. */
  get reference(): OwnerReference {
    return {
      apiVersion: apiVersion(this.kind),
      kind: this.kind.kind,
      name: this.name,
      uid: this.uid,
      controller: true,
      blockOwnerDeletion: true,
    };
  }

  /** Shows the workload, and again whenever its pods change what it says. */
  protected show(): void {
    this.publish();
    this.#unwatch ??= this.world.store.watch(pods, ({ object }) => {
      if (object.metadata.ownerReferences?.some(({ uid }) => uid === this.uid) === true) {
        this.publish();
      }
    });
  }

  publish(): void {
    const { labels, annotations, owner, sections } = this.body();
    const printed = JSON.stringify([labels, annotations, sections, this.generation]);
    if (printed === this.#printed) return;
    this.#printed = printed;
    const object: KubeObject = {
      metadata: {
        name: this.name,
        namespace: this.namespace,
        uid: this.uid,
        resourceVersion: "",
        generation: this.generation,
        creationTimestamp: seconds(this.createdAt),
        labels: unlessEmpty(labels),
        annotations: unlessEmpty(annotations),
        ownerReferences: owner === undefined ? undefined : [owner],
      },
      ...sections,
    };
    const version = apiVersion(this.kind);
    const applied = owner === undefined;
    this.world.store.put(
      this.kind,
      withManagers(
        object,
        [
          {
            manager: applied ? "kubectl-client-side-apply" : "kube-controller-manager",
            apiVersion: version,
            sections: ["metadata", "spec"],
          },
          {
            manager: "kube-controller-manager",
            apiVersion: version,
            sections: ["status"],
            status: true,
          },
        ],
        this.world.clock.now(),
      ),
    );
  }

  /** Makes a pod of the template under this name. */
  protected makePod(name: string, template: PodTemplate, more: Partial<PodDeclaration>): Pod {
    const pod = this.world.pod({
      name,
      namespace: this.namespace,
      owner: this.reference,
      ...podParts(template),
      ...more,
    });
    this.#pods.push(pod);
    // While it was made, the workload did not know it yet.
    this.publish();
    return pod;
  }

  /** Deletes it, and its pods with it. */
  delete(): void {
    this.#unwatch?.();
    for (const pod of this.pods) pod.delete();
    this.world.store.remove(this.kind, this.namespace, this.name);
  }
}

const isReady = (pod: Pod): boolean =>
  pod.phase === "Running" && pod.containers.every(({ role, ready }) => role !== "main" || ready);

const podParts = (template: PodTemplate): Partial<PodDeclaration> => ({
  containers: template.containers ?? [{ name: "app" }],
  ...(template.annotations === undefined ? {} : { annotations: template.annotations }),
  ...(template.initContainers === undefined ? {} : { initContainers: template.initContainers }),
  ...(template.restartPolicy === undefined ? {} : { restartPolicy: template.restartPolicy }),
  ...(template.terminationGracePeriodSeconds === undefined
    ? {}
    : { terminationGracePeriodSeconds: template.terminationGracePeriodSeconds }),
  ...(template.stage === undefined ? {} : { stage: template.stage }),
});

/** The template as the object of its workload shows it. */
export const templateObject = (template: PodTemplate, labels: Strings): object => ({
  metadata: { labels: unlessEmpty(labels), annotations: unlessEmpty(template.annotations) },
  spec: templateSpec({
    initContainers: template.initContainers,
    containers: template.containers ?? [{ name: "app" }],
    restartPolicy: template.restartPolicy,
    terminationGracePeriodSeconds: template.terminationGracePeriodSeconds,
  }),
});

/** What `kubectl apply` leaves on an object it made. */
export const applied = (kind: Kind, declaration: WorkloadDeclaration, spec: object): Strings => ({
  ...declaration.annotations,
  "kubectl.kubernetes.io/last-applied-configuration": `${goJson({
    apiVersion: apiVersion(kind),
    kind: kind.kind,
    metadata: {
      annotations: declaration.annotations ?? {},
      labels: declaration.labels,
      name: declaration.name,
      namespace: declaration.namespace ?? "default",
    },
    spec,
  })}\n`,
});

/** The selector of a declaration. */
export const selectorOf = (declaration: WorkloadDeclaration): LabelSelector =>
  declaration.selector ?? { matchLabels: { app: declaration.name } };

/** Labels of its pods: the selector's and the template's. */
export const podLabels = (declaration: WorkloadDeclaration): Strings => ({
  ...selectorOf(declaration).matchLabels,
  ...declaration.template?.labels,
});
