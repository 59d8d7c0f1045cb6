import { seconds } from "./clock.ts";
import type { Container, ContainerState, Terminated } from "./container.ts";
import { goJson } from "./go-json.ts";
import { unlessEmpty } from "./objects.ts";
import type { KubeObject } from "./objects.ts";
import type { Pod } from "./pod.ts";

const SERVICE_ACCOUNT = "/var/run/secrets/kubernetes.io/serviceaccount";

/** The pod as the API server stores it: spec with its defaults, status as the kubelet reported it last. */
export const podObject = (pod: Pod): KubeObject => ({
  metadata: {
    name: pod.name,
    generateName: pod.declaration.generateName,
    namespace: pod.namespace,
    uid: pod.uid,
    resourceVersion: "",
    generation: pod.generation,
    creationTimestamp: seconds(pod.createdAt),
    ...(pod.deletion === undefined
      ? {}
      : {
          deletionTimestamp: seconds(pod.deletion.at),
          deletionGracePeriodSeconds: pod.deletion.graceSeconds,
        }),
    labels: unlessEmpty(pod.labels),
    annotations: unlessEmpty(annotations(pod)),
    ownerReferences: pod.declaration.owner === undefined ? undefined : [pod.declaration.owner],
  },
  spec: podSpec(pod),
  status: podStatus(pod),
});

/** What `kubectl apply` leaves behind on objects that no controller made. */
const annotations = (pod: Pod): Readonly<Record<string, string>> | undefined => {
  const { declaration } = pod;
  if (declaration.owner !== undefined) return declaration.annotations;
  const applied = {
    apiVersion: "v1",
    kind: "Pod",
    metadata: {
      annotations: declaration.annotations ?? {},
      labels: declaration.labels,
      name: pod.name,
      namespace: pod.namespace,
    },
    spec: {
      containers: (declaration.containers ?? [{ name: "app" }]).map(declaredContainer),
      initContainers: declaration.initContainers?.map(declaredContainer),
      nodeSelector: declaration.nodeSelector,
      restartPolicy: declaration.restartPolicy,
      terminationGracePeriodSeconds: declaration.terminationGracePeriodSeconds,
      volumes: declaration.volumes?.map(({ name, configMap }) => ({
        configMap: { name: configMap },
        name,
      })),
    },
  };
  return {
    ...declaration.annotations,
    "kubectl.kubernetes.io/last-applied-configuration": `${goJson(applied)}\n`,
  };
};

const declaredContainer = (container: Container["declaration"]): object => ({
  args: container.args,
  command: container.command,
  image: image(container),
  imagePullPolicy: container.imagePullPolicy,
  name: container.name,
  restartPolicy: container.restartPolicy,
  volumeMounts: container.volumeMounts?.map(({ name, mountPath }) => ({ mountPath, name })),
});

/** The image a container runs; one of its own name if the declaration says nothing. */
const image = (container: Container["declaration"]): string =>
  container.image ?? `registry.example/${container.name}:1.0`;

const containerSpec =
  (pod: Pod) =>
  (container: Container["declaration"]): object => ({
    name: container.name,
    image: image(container),
    command: container.command,
    args: container.args,
    ports: container.ports?.map(({ name, containerPort }) => ({
      name,
      containerPort,
      protocol: "TCP",
    })),
    resources: {},
    restartPolicy: container.restartPolicy,
    volumeMounts: [
      ...(container.volumeMounts ?? []).map(({ name, mountPath }) => ({ name, mountPath })),
      ...(pod.serviceAccountVolume === undefined
        ? []
        : [{ name: pod.serviceAccountVolume, readOnly: true, mountPath: SERVICE_ACCOUNT }]),
    ],
    terminationMessagePath: "/dev/termination-log",
    terminationMessagePolicy: "File",
    imagePullPolicy: container.imagePullPolicy ?? "IfNotPresent",
  });

/** A pod template's spec, as Deployments, Jobs and the like carry it: no volumes of the admission, no node. */
export const templateSpec = (template: {
  readonly initContainers?: readonly Container["declaration"][] | undefined;
  readonly containers: readonly Container["declaration"][];
  readonly restartPolicy?: string | undefined;
  readonly terminationGracePeriodSeconds?: number | undefined;
}): object => ({
  initContainers: template.initContainers?.map(templateContainer),
  containers: template.containers.map(templateContainer),
  restartPolicy: template.restartPolicy ?? "Always",
  terminationGracePeriodSeconds: template.terminationGracePeriodSeconds ?? 30,
  dnsPolicy: "ClusterFirst",
  securityContext: {},
  schedulerName: "default-scheduler",
});

const templateContainer = (container: Container["declaration"]): object => ({
  name: container.name,
  image: image(container),
  command: container.command,
  args: container.args,
  resources: {},
  restartPolicy: container.restartPolicy,
  terminationMessagePath: "/dev/termination-log",
  terminationMessagePolicy: "File",
  imagePullPolicy: container.imagePullPolicy ?? "IfNotPresent",
});

const podSpec = (pod: Pod): object => {
  const { declaration } = pod;
  const spec = containerSpec(pod);
  const byRole = (role: Container["role"]) =>
    pod.containers.filter((container) => container.role === role);
  const init = byRole("init");
  const ephemeral = byRole("ephemeral");
  return {
    volumes: [
      ...(declaration.volumes ?? []).map(({ name, configMap }) => ({
        name,
        configMap: { name: configMap, defaultMode: 420 },
      })),
      ...(pod.serviceAccountVolume === undefined
        ? []
        : [{ name: pod.serviceAccountVolume, projected: projected() }]),
    ],
    initContainers:
      init.length === 0 ? undefined : init.map((container) => spec(container.declaration)),
    containers: byRole("main").map((container) => spec(container.declaration)),
    ephemeralContainers:
      ephemeral.length === 0
        ? undefined
        : ephemeral.map((container) => spec(container.declaration)),
    restartPolicy: declaration.restartPolicy ?? "Always",
    terminationGracePeriodSeconds: declaration.terminationGracePeriodSeconds ?? 30,
    dnsPolicy: "ClusterFirst",
    nodeSelector: declaration.nodeSelector,
    serviceAccountName: "default",
    serviceAccount: "default",
    nodeName: pod.node,
    securityContext: {},
    schedulerName: "default-scheduler",
    tolerations: ["not-ready", "unreachable"].map((taint) => ({
      key: `node.kubernetes.io/${taint}`,
      operator: "Exists",
      effect: "NoExecute",
      tolerationSeconds: 300,
    })),
    priority: 0,
    enableServiceLinks: true,
    preemptionPolicy: "PreemptLowerPriority",
  };
};

const projected = (): object => ({
  sources: [
    { serviceAccountToken: { expirationSeconds: 3607, path: "token" } },
    { configMap: { name: "kube-root-ca.crt", items: [{ key: "ca.crt", path: "ca.crt" }] } },
    {
      downwardAPI: {
        items: [
          {
            path: "namespace",
            fieldRef: { apiVersion: "v1", fieldPath: "metadata.namespace" },
          },
        ],
      },
    },
    {
      configMap: {
        name: "openshift-service-ca.crt",
        items: [{ key: "service-ca.crt", path: "service-ca.crt" }],
      },
    },
  ],
  defaultMode: 420,
});

const podStatus = (pod: Pod): object => {
  if (pod.evicted !== undefined) {
    return {
      observedGeneration: pod.observedGeneration,
      phase: "Failed",
      message: pod.evicted,
      reason: "Evicted",
      startTime: pod.startedAt === undefined ? undefined : seconds(pod.startedAt),
      qosClass: "BestEffort",
      conditions: conditions(pod),
    };
  }
  const scheduled = pod.startedAt !== undefined;
  const list = conditions(pod);
  const of = (role: Container["role"]) => {
    const statuses = pod.containers.filter((container) => container.role === role);
    // The kubelet sorts the statuses of containers by name, not those of init containers.
    if (role !== "init") statuses.sort((a, b) => (a.name < b.name ? -1 : 1));
    return statuses.length === 0 || !scheduled
      ? undefined
      : statuses.map((container) => containerStatus(pod, container));
  };
  return {
    observedGeneration: scheduled ? pod.observedGeneration : undefined,
    phase: pod.phase,
    conditions: list.length === 0 ? undefined : list,
    ...(scheduled ? addresses(pod) : {}),
    startTime: pod.startedAt === undefined ? undefined : seconds(pod.startedAt),
    initContainerStatuses: of("init"),
    containerStatuses: of("main"),
    qosClass: "BestEffort",
    ephemeralContainerStatuses: of("ephemeral"),
    resources: scheduled
      ? pod.resynced
        ? { limits: { memory: "9007199254740988Ki" } }
        : {}
      : undefined,
  };
};

const addresses = (pod: Pod): object => ({
  hostIP: pod.hostIP,
  hostIPs: [{ ip: pod.hostIP }],
  ...(pod.hasNetwork ? { podIP: pod.podIP, podIPs: [{ ip: pod.podIP }] } : {}),
});

const conditions = (pod: Pod): object[] => {
  const list: object[] = [];
  const add = (type: string, met: boolean, reason?: string, message?: string) => {
    list.push({
      type,
      observedGeneration: pod.startedAt === undefined && met ? undefined : pod.observedGeneration,
      status: met ? "True" : "False",
      lastProbeTime: null,
      lastTransitionTime: seconds(pod.transition(type, met)),
      reason,
      message,
    });
  };
  if (pod.startedAt !== undefined) {
    const init = pod.containers.filter((container) => container.role === "init");
    const incomplete = init.filter((container) => !container.ready).map(({ name }) => name);
    const unready = pod.containers
      .filter((container) => container.role === "main" && !container.ready)
      .map(({ name }) => name);
    const over = { Succeeded: "PodCompleted", Failed: "PodFailed" }[pod.phase as string];
    add("PodReadyToStartContainers", pod.sandbox && over === undefined);
    if (incomplete.length > 0 && over === undefined) {
      add(
        "Initialized",
        false,
        "ContainersNotInitialized",
        `containers with incomplete status: [${incomplete.join(" ")}]`,
      );
    } else {
      add("Initialized", true, over === "PodCompleted" ? over : undefined);
    }
    for (const type of ["Ready", "ContainersReady"]) {
      if (over !== undefined) add(type, false, over);
      else if (unready.length === 0) add(type, true);
      else {
        add(
          type,
          false,
          "ContainersNotReady",
          `containers with unready status: [${unready.join(" ")}]`,
        );
      }
    }
  }
  if (pod.disruption !== undefined) {
    add("DisruptionTarget", true, pod.disruption.reason, pod.disruption.message);
  }
  if (pod.node !== undefined) add("PodScheduled", true);
  else if (pod.unschedulable !== undefined) {
    add("PodScheduled", false, "Unschedulable", pod.unschedulable);
  }
  return list;
};

const containerStatus = (pod: Pod, container: Container): object => {
  const ran = container.containerID !== undefined;
  return {
    name: container.name,
    state: state(container.state),
    lastState: container.lastState === undefined ? {} : state(container.lastState),
    ready: container.ready,
    restartCount: container.restartCount,
    image: image(container.declaration),
    imageID: container.imageID,
    containerID: container.containerID,
    started: container.running,
    resources: ran ? {} : undefined,
    volumeMounts: [
      ...(container.declaration.volumeMounts ?? []).map(({ name, mountPath }) => ({
        name,
        mountPath,
      })),
      ...(pod.serviceAccountVolume === undefined
        ? []
        : [
            {
              name: pod.serviceAccountVolume,
              mountPath: SERVICE_ACCOUNT,
              readOnly: true,
              recursiveReadOnly: "Disabled",
            },
          ]),
    ],
    user: ran ? { linux: { uid: 0, gid: 0, supplementalGroups: [0] } } : undefined,
  };
};

const state = (of: ContainerState): object => {
  switch (of.kind) {
    case "waiting":
      return { waiting: { reason: of.reason, message: of.message } };
    case "running":
      return { running: { startedAt: seconds(of.startedAt) } };
    case "terminated":
      return { terminated: terminated(of) };
  }
};

const terminated = (of: Terminated): object => ({
  exitCode: of.exitCode,
  signal: of.signal,
  reason: of.reason,
  message: of.message,
  startedAt: seconds(of.startedAt),
  finishedAt: seconds(of.finishedAt),
  containerID: of.containerID === "" ? undefined : of.containerID,
});
