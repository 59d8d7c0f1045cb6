import { type Found, lately, minute, quoted, since, starts } from "./failing-found.ts";
import { millisBetween, type Instant } from "./instant.ts";
import type { PodView } from "./pod.ts";
import { lastWords } from "./termination.ts";

/** Whether another pod takes the place of one that is ended: of what serves; a Job counts its tries. */
const isReplaced = ({ owner }: PodView): boolean => owner !== undefined && owner.kind !== "Job";

/** What is the matter with a pod as a whole; undefined where its containers tell. */
export const failingPod = (pod: PodView, now: Instant): Found | undefined => {
  const { containers, createdAt, deletionAt, node, phase, reason, unschedulable } = pod;
  const found = {
    restarts: containers.reduce((sum, { restartCount }) => sum + restartCount, 0),
    died: false,
  };
  if (deletionAt !== undefined) {
    // The time by which it should be gone.
    if (millisBetween(deletionAt, now) < minute) return undefined;
    return {
      ...found,
      kind: "unready",
      since: deletionAt,
      reason: reason === "NodeLost" ? "Unknown" : "Terminating",
      sentence: containers.every(({ state }) => state._tag === "Terminated")
        ? "It should be gone and is not: its containers have ended, and a finalizer or a volume holds it."
        : `It should be gone and is not: the node ${node === undefined ? "" : `"${node}" `}may be down.`,
    };
  }
  if (phase === "Failed") {
    const at = pod.readyChangedAt ?? createdAt;
    const why = pod.message ?? pod.evictedFor;
    if ((reason === undefined && pod.evictedFor === undefined) || !lately(at, now))
      return undefined;
    return {
      ...found,
      kind: isReplaced(pod) ? "restarted" : "over",
      ...since(at),
      reason: reason ?? "Evicted",
      sentence: quoted(why, "The cluster ended the pod") ?? "The cluster ended the pod.",
    };
  }
  if (unschedulable !== undefined && node === undefined && !pod.schedulingGated)
    return starts(createdAt, now)
      ? undefined
      : {
          ...found,
          kind: "unready",
          ...since(createdAt),
          reason: "Unschedulable",
          sentence: `No node takes the pod: ${lastWords(unschedulable) ?? "the scheduler does not say why"}`,
        };
  // The kubelet names the containers as soon as it has the pod.
  if (
    phase === "Pending" &&
    node !== undefined &&
    containers.every(({ state }) => state._tag === "Unknown")
  )
    return starts(createdAt, now)
      ? undefined
      : {
          ...found,
          kind: "unready",
          ...since(createdAt),
          reason: "Pending",
          sentence: `The node "${node}" has not taken the pod up: its kubelet may be down.`,
        };
  return undefined;
};

/** That a pod is not ready although its containers are; undefined where it is not so. */
export const notAgreed = (pod: PodView, now: Instant): Found | undefined => {
  const serving = pod.containers.filter(({ kind }) => kind === "container");
  if (pod.ready || pod.phase !== "Running" || serving.length === 0) return undefined;
  if (!serving.every(({ ready }) => ready) || starts(pod.readyChangedAt, now)) return undefined;
  return {
    kind: "unready",
    ...since(pod.readyChangedAt),
    reason: "NotReady",
    sentence:
      "Its containers were ready when last heard of, and the pod is not: its node may be out of touch, or a readiness gate is not passed.",
    restarts: 0,
    died: false,
  };
};
