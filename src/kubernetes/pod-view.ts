import * as Result from "effect/Result";
import type {
  ContainerKind,
  ContainerState,
  ContainerView,
  OwnerView,
  PodView,
  Termination,
} from "../domain/pod.ts";
import {
  at,
  elements,
  instant,
  member,
  optional,
  strings,
  text,
  whole,
  type Json,
} from "./json.ts";
import type { Reader } from "./requests.ts";

const termination = (json: Json): Termination => ({
  exitCode: whole(member(json, "exitCode")) ?? 0,
  ...optional("signal", whole(member(json, "signal")) || undefined),
  ...optional("containerID", text(member(json, "containerID"))),
  ...optional("reason", text(member(json, "reason"))),
  ...optional("message", text(member(json, "message"))),
  ...optional("startedAt", instant(member(json, "startedAt"))),
  ...optional("finishedAt", instant(member(json, "finishedAt"))),
});

const containerState = (json: Json): ContainerState => {
  const terminated = member(json, "terminated");
  if (typeof terminated === "object" && terminated !== null)
    return { _tag: "Terminated", ...termination(terminated) };
  const running = member(json, "running");
  if (typeof running === "object" && running !== null)
    return { _tag: "Running", ...optional("startedAt", instant(member(running, "startedAt"))) };
  const waiting = member(json, "waiting");
  if (typeof waiting === "object" && waiting !== null)
    return {
      _tag: "Waiting",
      ...optional("reason", text(member(waiting, "reason"))),
      ...optional("message", text(member(waiting, "message"))),
    };
  return { _tag: "Unknown" };
};

const containers = (
  pod: Json,
  specs: string,
  statuses: string,
  kindOf: (spec: Json) => ContainerKind,
): ReadonlyArray<ContainerView> => {
  const byName = new Map(
    elements(at(pod, "status", statuses)).map((status) => [text(member(status, "name")), status]),
  );
  return elements(at(pod, "spec", specs)).flatMap((spec): ReadonlyArray<ContainerView> => {
    const name = text(member(spec, "name"));
    if (name === undefined) return [];
    const status = byName.get(name);
    const ended = at(status, "lastState", "terminated");
    return [
      {
        name,
        kind: kindOf(spec),
        image: text(member(spec, "image")) ?? "",
        state: containerState(member(status, "state")),
        ...optional("containerID", text(member(status, "containerID"))),
        restartCount: whole(member(status, "restartCount")) ?? 0,
        ready: member(status, "ready") === true,
        started: member(status, "started") === true,
        ...optional(
          "lastTermination",
          typeof ended === "object" && ended !== null ? termination(ended) : undefined,
        ),
      },
    ];
  });
};

/** The owner reference with `controller: true`. */
export const controllerOf = (metadata: Json): OwnerView | undefined => {
  for (const reference of elements(member(metadata, "ownerReferences"))) {
    const kind = text(member(reference, "kind"));
    const name = text(member(reference, "name"));
    const uid = text(member(reference, "uid"));
    if (member(reference, "controller") === true && kind && name && uid) return { kind, name, uid };
  }
  return undefined;
};

/**
 * The pod that a JSON object of the API describes, or undefined when it can't be one: it has no name,
 * namespace or uid. Whatever else is missing or of another kind counts as absent.
 */
export const readPod = (json: Json): PodView | undefined => {
  const metadata = member(json, "metadata");
  const name = text(member(metadata, "name"));
  const namespace = text(member(metadata, "namespace"));
  const uid = text(member(metadata, "uid"));
  if (name === undefined || namespace === undefined || uid === undefined) return undefined;
  const conditions = elements(at(json, "status", "conditions"));
  const condition = (type: string): Json =>
    conditions.find((candidate) => member(candidate, "type") === type);
  const scheduled = condition("PodScheduled");
  const ready = condition("Ready");
  const disrupted = condition("DisruptionTarget");
  const all = [
    ...containers(json, "initContainers", "initContainerStatuses", (spec) =>
      member(spec, "restartPolicy") === "Always" ? "sidecar" : "init",
    ),
    ...containers(json, "containers", "containerStatuses", () => "container"),
    ...containers(json, "ephemeralContainers", "ephemeralContainerStatuses", () => "ephemeral"),
  ];
  const preferred = text(at(metadata, "annotations", "kubectl.kubernetes.io/default-container"));
  return {
    namespace,
    name,
    uid,
    resourceVersion: text(member(metadata, "resourceVersion")) ?? "",
    labels: strings(member(metadata, "labels")),
    ...optional("owner", controllerOf(metadata)),
    ...optional("node", text(at(json, "spec", "nodeName"))),
    phase: text(at(json, "status", "phase")) ?? "Unknown",
    ...optional("reason", text(at(json, "status", "reason"))),
    ...optional("message", text(at(json, "status", "message"))),
    ...optional("createdAt", instant(member(metadata, "creationTimestamp"))),
    ...optional("deletionAt", instant(member(metadata, "deletionTimestamp"))),
    ...optional(
      "evictedFor",
      member(disrupted, "status") === "True"
        ? (text(member(disrupted, "message")) ?? text(member(disrupted, "reason")))
        : undefined,
    ),
    ...optional(
      "unschedulable",
      member(scheduled, "status") === "False" ? text(member(scheduled, "message")) : undefined,
    ),
    schedulingGated: member(scheduled, "reason") === "SchedulingGated",
    initialized: member(condition("Initialized"), "status") === "True",
    ready: member(ready, "status") === "True",
    ...optional("readyChangedAt", instant(member(ready, "lastTransitionTime"))),
    containers: all,
    ...optional(
      "defaultContainer",
      all.some((container) => container.name === preferred) ? preferred : undefined,
    ),
  };
};

/** The pod that JSON describes; what can't be one must not be left out of a list, since its loss would go unseen. */
export const podReader: Reader<PodView> = (json) => {
  const pod = readPod(json);
  return pod === undefined ? Result.fail("a pod without a name") : Result.succeed(pod);
};
