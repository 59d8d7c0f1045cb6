import type { ContainerView, PodView, Termination } from "./pod.ts";

/** How much a pod's state should worry a person, from best to worst. */
export type PodSeverity = "ok" | "done" | "waiting" | "failing";

/** The state of a pod, or of a container, in one word: a pod's as `kubectl get pods` shows it under STATUS. */
export interface PodStatus {
  readonly reason: string;
  readonly severity: PodSeverity;
}

/** Whether a pod itself has ended: none of its containers runs, and none is started again. */
export const isOver = ({ phase }: PodView): boolean => phase === "Succeeded" || phase === "Failed";

const endReason = (end: Termination): string =>
  end.reason ?? (end.signal === undefined ? `ExitCode:${end.exitCode}` : `Signal:${end.signal}`);

/** What the init containers make of the word; undefined when they are all done. */
const initReason = (inits: ReadonlyArray<ContainerView>): string | undefined => {
  for (const [i, { state, kind, started }] of inits.entries()) {
    if (state._tag === "Terminated" && state.exitCode === 0) continue;
    if (kind === "sidecar" && started) continue;
    if (state._tag === "Terminated") return `Init:${endReason(state)}`;
    if (
      state._tag === "Waiting" &&
      state.reason !== undefined &&
      state.reason !== "PodInitializing"
    )
      return `Init:${state.reason}`;
    if (state._tag === "Unknown") return undefined;
    return `Init:${i}/${inits.length}`;
  }
  return undefined;
};

/** What the containers make of the word; undefined when they have nothing to say. */
const containersReason = (pod: PodView, before: string): string => {
  let reason = before;
  let running = false;
  for (const { state, ready } of pod.containers
    .filter(({ kind }) => kind === "container")
    .toReversed()) {
    if (state._tag === "Waiting" && state.reason !== undefined) reason = state.reason;
    else if (state._tag === "Terminated") reason = endReason(state);
    else if (state._tag === "Running" && ready) running = true;
  }
  return reason === "Completed" && running ? (pod.ready ? "Running" : "NotReady") : reason;
};

/** The word under STATUS (Kubernetes 1.33, `pkg/printers/internalversion/printers.go`, printPod). */
const statusReason = (pod: PodView): string => {
  if (pod.deletionAt !== undefined && pod.reason === "NodeLost") return "Unknown";
  if (pod.deletionAt !== undefined && !isOver(pod)) return "Terminating";
  const first = pod.schedulingGated ? "SchedulingGated" : (pod.reason ?? pod.phase);
  const init = initReason(
    pod.containers.filter(({ kind }) => kind === "init" || kind === "sidecar"),
  );
  return init !== undefined && !pod.initialized ? init : containersReason(pod, init ?? first);
};

const calm =
  /^(?:Pending|ContainerCreating|PodInitializing|SchedulingGated|Terminating|NotReady|Init:\d+\/\d+)$/u;

/** A pod's state in the word that kubectl shows, and how bad it is. */
export const podStatus = (pod: PodView): PodStatus => {
  const reason = statusReason(pod);
  if (reason === "Running") return { reason, severity: pod.ready ? "ok" : "waiting" };
  if (reason === "Completed" || reason === "Succeeded") return { reason, severity: "done" };
  return {
    reason,
    severity: calm.test(reason) && pod.unschedulable === undefined ? "waiting" : "failing",
  };
};

/** What one container of a pod does, in Kubernetes' own words, and how bad it is. */
export const containerStatus = ({ ready, state }: ContainerView): PodStatus => {
  switch (state._tag) {
    case "Running":
      return { reason: "Running", severity: ready ? "ok" : "waiting" };
    case "Waiting": {
      const reason = state.reason ?? "Waiting";
      return {
        reason,
        severity: reason === "Waiting" || calm.test(reason) ? "waiting" : "failing",
      };
    }
    case "Terminated": {
      const failed = state.exitCode !== 0;
      return {
        reason: state.reason ?? (failed ? `ExitCode:${state.exitCode}` : "Completed"),
        severity: failed ? "failing" : "done",
      };
    }
    case "Unknown":
      return { reason: "Pending", severity: "waiting" };
  }
};
