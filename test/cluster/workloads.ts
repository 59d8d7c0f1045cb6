import { seconds } from "./clock.ts";
import { cronJobs, daemonSets, jobs, services, statefulSets } from "./kinds.ts";
import type { Strings } from "./objects.ts";
import type { Pod } from "./pod.ts";
import { applied, podLabels, selectorOf, templateObject, Workload } from "./workload.ts";
import type { WorkloadDeclaration } from "./workload.ts";
import type { World } from "./world.ts";

/** A StatefulSet: its pods are NAME-0, NAME-1, …, each replaced under its own name. */
export class StatefulSet extends Workload {
  readonly declaration: WorkloadDeclaration & { readonly replicas?: number };
  replicas: number;
  readonly #revision: string;

  constructor(world: World, declaration: WorkloadDeclaration & { readonly replicas?: number }) {
    super(world, statefulSets, declaration);
    this.declaration = declaration;
    this.replicas = declaration.replicas ?? 1;
    this.#revision = `${this.name}-${world.ids.suffix(10)}`;
    this.show();
    for (let at = 0; at < this.replicas; at += 1) this.#make(at);
  }

  /** Deletes the pod of a number and makes the next one of its name: another uid, another log. */
  replace(at: number): Pod {
    this.pods.find(({ name }) => name === `${this.name}-${String(at)}`)?.delete();
    return this.#make(at);
  }

  #make(at: number): Pod {
    const name = `${this.name}-${String(at)}`;
    return this.makePod(name, this.declaration.template ?? {}, {
      generateName: `${this.name}-`,
      labels: {
        ...podLabels(this.declaration),
        "apps.kubernetes.io/pod-index": String(at),
        "controller-revision-hash": this.#revision,
        "statefulset.kubernetes.io/pod-name": name,
      },
    });
  }

  protected body(): ReturnType<Workload["body"]> {
    const template = templateObject(this.declaration.template ?? {}, podLabels(this.declaration));
    const count = this.pods.length;
    return {
      labels: this.declaration.labels,
      annotations: applied(statefulSets, this.declaration, { replicas: this.replicas, template }),
      sections: {
        spec: {
          replicas: this.replicas,
          selector: selectorOf(this.declaration),
          template,
          serviceName: this.name,
          podManagementPolicy: "OrderedReady",
          updateStrategy: { type: "RollingUpdate", rollingUpdate: { partition: 0 } },
          revisionHistoryLimit: 10,
          persistentVolumeClaimRetentionPolicy: { whenDeleted: "Retain", whenScaled: "Retain" },
        },
        status: {
          observedGeneration: this.generation,
          replicas: count,
          readyReplicas: this.ready === 0 ? undefined : this.ready,
          currentReplicas: count === 0 ? undefined : count,
          updatedReplicas: count === 0 ? undefined : count,
          currentRevision: this.#revision,
          updateRevision: this.#revision,
          collisionCount: 0,
          availableReplicas: this.ready,
        },
      },
    };
  }
}

/** A DaemonSet: a pod on each node it is declared for. */
export class DaemonSet extends Workload {
  readonly declaration: WorkloadDeclaration & { readonly nodes?: readonly string[] };

  constructor(
    world: World,
    declaration: WorkloadDeclaration & { readonly nodes?: readonly string[] },
  ) {
    super(world, daemonSets, declaration);
    this.declaration = declaration;
    this.show();
    const hash = world.ids.suffix(10);
    for (const node of declaration.nodes ?? [undefined]) {
      this.makePod(`${this.name}-${world.ids.suffix(5)}`, declaration.template ?? {}, {
        generateName: `${this.name}-`,
        labels: {
          ...podLabels(declaration),
          "controller-revision-hash": hash,
          "pod-template-generation": "1",
        },
        ...(node === undefined ? {} : { node }),
      });
    }
  }

  protected body(): ReturnType<Workload["body"]> {
    const template = templateObject(this.declaration.template ?? {}, podLabels(this.declaration));
    const count = this.pods.length;
    const { ready } = this;
    return {
      labels: this.declaration.labels,
      annotations: {
        "deprecated.daemonset.template.generation": "1",
        ...applied(daemonSets, this.declaration, { template }),
      },
      sections: {
        spec: {
          selector: selectorOf(this.declaration),
          template,
          updateStrategy: {
            type: "RollingUpdate",
            rollingUpdate: { maxUnavailable: 1, maxSurge: 0 },
          },
          revisionHistoryLimit: 10,
        },
        status: {
          currentNumberScheduled: count,
          numberMisscheduled: 0,
          desiredNumberScheduled: count,
          numberReady: ready,
          observedGeneration: this.generation,
          updatedNumberScheduled: count === 0 ? undefined : count,
          numberAvailable: ready === 0 ? undefined : ready,
          numberUnavailable: count === ready ? undefined : count - ready,
        },
      },
    };
  }
}

/** A Job with one pod; it is complete when that has completed, failed when that has failed. */
export class Job extends Workload {
  readonly declaration: WorkloadDeclaration;
  readonly #cronJob: CronJob | undefined;
  #completedAt: bigint | undefined;

  constructor(world: World, declaration: WorkloadDeclaration, cronJob?: CronJob) {
    super(world, jobs, declaration);
    this.declaration = declaration;
    this.#cronJob = cronJob;
    this.show();
    this.makePod(
      `${this.name}-${world.ids.suffix(5)}`,
      { restartPolicy: "Never", ...declaration.template },
      { generateName: `${this.name}-`, labels: this.#labels },
    );
  }

  get #labels(): Strings {
    return {
      ...this.declaration.template?.labels,
      "batch.kubernetes.io/controller-uid": this.uid,
      "batch.kubernetes.io/job-name": this.name,
      "controller-uid": this.uid,
      "job-name": this.name,
    };
  }

  protected body(): ReturnType<Workload["body"]> {
    const template = templateObject(
      { restartPolicy: "Never", ...this.declaration.template },
      this.#labels,
    );
    const phase = this.pods[0]?.phase;
    const over = phase === "Succeeded" || phase === "Failed";
    if (over) this.#completedAt ??= this.world.clock.now();
    const at = this.#completedAt === undefined ? undefined : seconds(this.#completedAt);
    const condition = (type: string, reason: string, message: string) => ({
      type,
      status: "True",
      lastProbeTime: at,
      lastTransitionTime: at,
      reason,
      message,
    });
    const done = ["CompletionsReached", "Reached expected number of succeeded pods"] as const;
    const failed = ["BackoffLimitExceeded", "Job has reached the specified backoff limit"] as const;
    return {
      labels: { ...this.#labels, ...this.declaration.labels },
      annotations:
        this.#cronJob === undefined
          ? applied(jobs, this.declaration, { template })
          : { "batch.kubernetes.io/cronjob-scheduled-timestamp": seconds(this.createdAt) },
      owner: this.#cronJob?.reference,
      sections: {
        spec: {
          parallelism: 1,
          completions: 1,
          backoffLimit: 6,
          selector: { matchLabels: { "batch.kubernetes.io/controller-uid": this.uid } },
          manualSelector: false,
          template,
          completionMode: "NonIndexed",
          suspend: false,
          podReplacementPolicy: "TerminatingOrFailed",
        },
        status: {
          conditions: !over
            ? undefined
            : phase === "Succeeded"
              ? [condition("SuccessCriteriaMet", ...done), condition("Complete", ...done)]
              : [condition("FailureTarget", ...failed), condition("Failed", ...failed)],
          startTime: seconds(this.createdAt),
          completionTime: phase === "Succeeded" ? at : undefined,
          active: over || phase === undefined ? undefined : 1,
          succeeded: phase === "Succeeded" ? 1 : undefined,
          failed: phase === "Failed" ? 1 : undefined,
          terminating: 0,
          uncountedTerminatedPods: {},
          ready: this.ready,
        },
      },
    };
  }
}

/** A CronJob; it runs when the script says so. */
export class CronJob extends Workload {
  readonly declaration: WorkloadDeclaration & { readonly schedule: string };
  readonly #runs: Job[] = [];

  constructor(world: World, declaration: WorkloadDeclaration & { readonly schedule: string }) {
    super(world, cronJobs, declaration);
    this.declaration = declaration;
    this.show();
  }

  /** Its time has come: makes the next Job. */
  run(): Job {
    const { clock } = this.world;
    const minute = clock.now() / 60_000_000_000n;
    const job = new Job(
      this.world,
      {
        name: `${this.name}-${String(minute + BigInt(this.#runs.length))}`,
        namespace: this.namespace,
        ...(this.declaration.template === undefined ? {} : { template: this.declaration.template }),
      },
      this,
    );
    this.#runs.push(job);
    this.publish();
    return job;
  }

  protected body(): ReturnType<Workload["body"]> {
    const template = templateObject(
      { restartPolicy: "Never", ...this.declaration.template },
      this.declaration.template?.labels ?? {},
    );
    const last = this.#runs.at(-1);
    return {
      labels: this.declaration.labels,
      annotations: applied(cronJobs, this.declaration, { schedule: this.declaration.schedule }),
      sections: {
        spec: {
          schedule: this.declaration.schedule,
          concurrencyPolicy: "Allow",
          suspend: false,
          jobTemplate: { metadata: {}, spec: { template } },
          successfulJobsHistoryLimit: 3,
          failedJobsHistoryLimit: 1,
        },
        status: { lastScheduleTime: last === undefined ? undefined : seconds(last.createdAt) },
      },
    };
  }
}

/** A Service as a manifest declares it. */
export interface ServiceDeclaration {
  readonly name: string;
  readonly namespace?: string;
  readonly labels?: Strings;
  readonly selector: Strings;
  readonly port?: number;
}

/** Declares a Service. */
export const declareService = (world: World, declaration: ServiceDeclaration): void => {
  const { name, selector, port = 80 } = declaration;
  const clusterIP = `10.96.0.${String(1 + world.ids.number(254))}`;
  world.namespace(declaration.namespace ?? "default");
  world.store.put(services, {
    metadata: {
      name,
      namespace: declaration.namespace ?? "default",
      uid: world.ids.uid(),
      resourceVersion: "",
      creationTimestamp: seconds(world.clock.now()),
      labels: declaration.labels,
    },
    spec: {
      ports: [{ protocol: "TCP", port, targetPort: port }],
      selector,
      clusterIP,
      clusterIPs: [clusterIP],
      type: "ClusterIP",
      sessionAffinity: "None",
      ipFamilies: ["IPv4"],
      ipFamilyPolicy: "SingleStack",
      internalTrafficPolicy: "Cluster",
    },
    status: { loadBalancer: {} },
  });
};
