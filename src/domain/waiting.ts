import type { Explanation } from "./explanation.ts";
import { clockOfInstant } from "./instant.ts";
import type { ContainerView, PodEvent, PodView, Termination } from "./pod.ts";

type Waiting = Omit<Explanation, "remedies" | "advice"> & { readonly advice?: string };

const byItself = "The first line appears here when it comes.";

const because = (waiting: Waiting): Explanation => ({ advice: byItself, remedies: [], ...waiting });

const why = (words: string | undefined): { readonly why?: string } =>
  words === undefined ? {} : { why: words };

const newest = (
  events: ReadonlyArray<PodEvent>,
  fits: (event: PodEvent) => boolean,
): PodEvent | undefined => events.findLast(fits);

const imageWords: ReadonlyMap<string, string> = new Map([
  ["ErrImagePull", "the node can't pull it"],
  ["ImagePullBackOff", "the node can't pull it and tries again later"],
  ["ErrImageNeverPull", "it is not on the node, and the pod says that it is never to be pulled"],
  ["InvalidImageName", "its name is not valid"],
  ["ImageInspectError", "the node can't read it"],
  ["RegistryUnavailable", "its registry does not answer"],
  ["SignatureValidationFailed", "its signature is not accepted"],
]);

const imageAdvice = (reason: string): string =>
  reason === "ErrImageNeverPull"
    ? "Load the image on the node, or change imagePullPolicy."
    : "Check the image's name and tag, and that the node may pull from its registry.";

/** Why an image can't be used, by the kubelet's word; undefined for a word about something else. */
export const imageTrouble = (reason: string): string | undefined => imageWords.get(reason);

/** `ConfigMap "settings"` in the kubelet's words for one that is missing; undefined when they are about something else. */
export const missingObject = (words: string): string | undefined => {
  const key = /couldn't find key (\S+) in (ConfigMap|Secret) \S*?([^/\s]+)$/mu.exec(words);
  if (key !== null) return `key "${key[1]}" of the ${key[2]} "${key[3]}"`;
  const object = /\b(configmap|secret) "([^"]+)" not found/iu.exec(words);
  if (object === null) return undefined;
  return `${/^secret/iu.test(object[1] ?? "") ? "Secret" : "ConfigMap"} "${object[2]}"`;
};

const ended = (end: Termination): string => {
  const code = end.exitCode === 0 ? "" : ` with code ${end.exitCode}`;
  const reason =
    end.reason === undefined || end.reason === "Error" || end.reason === "Completed"
      ? ""
      : ` (${end.reason})`;
  const at = end.finishedAt === undefined ? "" : ` at ${clockOfInstant(end.finishedAt)}`;
  return `ended${code}${reason}${at}`;
};

/** How long the node waits before the next start, in seconds, as the kubelet says it: `10s`, `1m20s`, `5m0s`. */
const backOffOf = (message: string | undefined): number | undefined => {
  const match = /^back-off (?:(\d+)m)?(\d+)s /u.exec(message ?? "");
  return match === null ? undefined : Number(match[1] ?? 0) * 60 + Number(match[2]);
};

const crashing = (
  container: ContainerView,
  message: string | undefined,
): Pick<Explanation, "goesOnAt"> => {
  const seconds = backOffOf(message);
  const end = container.lastTermination?.finishedAt;
  return seconds === undefined || end === undefined
    ? {}
    : { goesOnAt: (end.seconds + seconds) * 1000 };
};

const creating = (who: string, events: ReadonlyArray<PodEvent>, image: string): Explanation => {
  const warning = newest(events, (event) => event.type === "Warning");
  const last = newest(events, () => true);
  if (last?.reason === "Pulling")
    return because({ sentence: `No logs yet: the node is pulling the image "${image}".` });
  const missing = warning === undefined ? undefined : missingObject(warning.message);
  if (missing !== undefined && warning !== undefined)
    return because({
      sentence: `No logs yet: the ${missing} is missing.`,
      why: warning.message,
      advice: "Create it: the container then starts by itself within two minutes.",
    });
  return because({
    sentence: `No logs yet: the node is creating ${who}.`,
    ...why(
      warning === undefined
        ? "It prepares the network, the volumes and the image."
        : `${warning.reason}: ${warning.message}`,
    ),
  });
};

const waitingFor = (
  container: ContainerView,
  who: string,
  reason: string,
  message: string | undefined,
  events: ReadonlyArray<PodEvent>,
): Explanation => {
  const image = imageTrouble(reason);
  if (image !== undefined)
    return because({
      sentence: `No logs yet: the image "${container.image}" of ${who} can't be used (${reason}).`,
      word: reason,
      why: message ?? `The image can't be used: ${image}.`,
      advice: imageAdvice(reason),
    });
  switch (reason) {
    case "ContainerCreating":
    case "PodInitializing":
      return { ...creating(who, events, container.image), word: reason };
    case "CreateContainerConfigError": {
      const warning = newest(events, (event) => event.type === "Warning");
      const words = message ?? warning?.message ?? "";
      const missing = missingObject(words);
      return because({
        sentence:
          missing === undefined
            ? `No logs yet: the configuration of ${who} is not complete (${reason}).`
            : `No logs yet: the ${missing} is missing.`,
        ...why(words === "" ? undefined : words),
        word: reason,
        advice:
          missing === undefined
            ? "Correct what the message names."
            : "Create it: the container then starts by itself.",
      });
    }
    case "CrashLoopBackOff": {
      const end = container.lastTermination;
      return because({
        sentence: `No logs now: ${who} keeps crashing, and the node waits before it starts it again (CrashLoopBackOff).`,
        why: `${
          end === undefined ? "It ended" : `It ${ended(end)}`
        }, after ${container.restartCount} ${container.restartCount === 1 ? "restart" : "restarts"}.`,
        advice: "The previous log tells what happened before it ended.",
        word: reason,
        ...crashing(container, message),
      });
    }
    default:
      return because({
        sentence: `No logs yet: the node can't start ${who} (${reason}).`,
        word: reason,
        ...why(message ?? newest(events, (event) => event.type === "Warning")?.message),
        advice: "Correct what the message names.",
      });
  }
};

/** The init container or sidecar before `container` that has not done its part. */
const blocking = (pod: PodView, container: ContainerView): ContainerView | undefined => {
  if (container.kind === "ephemeral" || (container.kind === "container" && pod.initialized))
    return undefined;
  for (const before of pod.containers) {
    if (before.name === container.name || before.kind === "container") return undefined;
    const done =
      before.kind === "sidecar"
        ? before.started
        : before.state._tag === "Terminated" && before.state.exitCode === 0;
    if (!done) return before;
  }
  return undefined;
};

const behind = (first: ContainerView, events: ReadonlyArray<PodEvent>): Explanation => {
  const kind = first.kind === "sidecar" ? "sidecar" : "init container";
  const who = `the ${kind} "${first.name}"`;
  switch (first.state._tag) {
    case "Running":
      return because({
        sentence: `No logs yet: ${who} is still ${first.kind === "sidecar" ? "starting" : "running"}.`,
        why: "The containers of a pod start when its init containers are done.",
        advice: `Look at the log of "${first.name}", or wait.`,
      });
    case "Terminated":
      return because({
        sentence: `No logs yet: ${who} failed.`,
        why: `It ${ended(first.state)}; the containers start only when it succeeds.`,
        advice: `Look at the log of "${first.name}".`,
      });
    case "Waiting": {
      const { reason, message } = first.state;
      if (reason === "CrashLoopBackOff")
        return because({
          sentence: `No logs yet: ${who} keeps failing (CrashLoopBackOff).`,
          why:
            first.lastTermination === undefined
              ? "The containers start only when it succeeds."
              : `It ${ended(first.lastTermination)}; the containers start only when it succeeds.`,
          advice: `Look at the log of "${first.name}".`,
          word: reason,
          ...crashing(first, message),
        });
      return waitingFor(first, who, reason ?? "ContainerCreating", message, events);
    }
    case "Unknown":
      return because({ sentence: `No logs yet: ${who} has not started.` });
  }
};

/**
 * Why a container has shown no line yet, in plain words, from its pod's status and events (oldest first);
 * undefined when the pod has no such container.
 */
export const explainWaiting = (
  pod: PodView,
  container: string,
  events: ReadonlyArray<PodEvent> = [],
): Explanation | undefined => {
  const view = pod.containers.find(({ name }) => name === container);
  if (view === undefined) return undefined;
  const who = `the container "${container}"`;
  const { state } = view;
  if (state._tag === "Running")
    return because({
      sentence: "No output so far.",
      ...why(
        state.startedAt === undefined
          ? undefined
          : `The container has been running since ${clockOfInstant(state.startedAt)} and has written nothing.`,
      ),
    });
  if (state._tag === "Terminated")
    return because({
      sentence: "The container wrote nothing.",
      why: `It ${ended(state)}.`,
      advice: "Nothing more comes from it.",
    });
  if (pod.phase === "Failed" || (pod.reason === "Evicted" && pod.phase !== "Running"))
    return because({
      sentence: `No logs: the pod failed before ${who} started${
        pod.reason === undefined ? "" : ` (${pod.reason})`
      }.`,
      ...why(pod.message),
      advice: "Open the pod that took its place.",
    });
  if (pod.deletionAt !== undefined)
    return because({
      sentence: `No logs: the pod is being deleted before ${who} started.`,
      advice: "Open the pod that takes its place.",
    });
  if (pod.node === undefined) {
    if (pod.schedulingGated)
      return because({
        sentence: "No logs yet: a scheduling gate holds the pod back (SchedulingGated).",
        why: "Something in the cluster has to lift the gate before a node is chosen.",
        word: "SchedulingGated",
      });
    const scheduler = newest(events, (event) => event.reason === "FailedScheduling")?.message;
    return because({
      sentence: "No logs yet: the pod waits for a node.",
      ...why(pod.unschedulable ?? scheduler),
      ...(pod.unschedulable === undefined
        ? {}
        : {
            advice:
              "It starts by itself as soon as a node fits; the message says what none of them has.",
          }),
    });
  }
  const first = blocking(pod, view);
  if (first !== undefined) return behind(first, events);
  return state._tag === "Waiting"
    ? waitingFor(view, who, state.reason ?? "ContainerCreating", state.message, events)
    : because({
        sentence: `No logs yet: ${onNode(pod.node)} has not taken up the pod.`,
        ...why(newest(events, (event) => event.type === "Warning")?.message),
      });
};

const onNode = (node: string): string => `the node "${node}"`;
