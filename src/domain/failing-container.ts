import {
  type Found,
  hour,
  lately,
  minute,
  quoted,
  sentences,
  since,
  starts,
  within,
} from "./failing-found.ts";
import { compareInstants, type Instant } from "./instant.ts";
import type { ContainerView, PodView, Termination } from "./pod.ts";
import { endWords, lifeOf } from "./termination.ts";
import { pullTrouble } from "./image-pull.ts";
import { imageTrouble, missingObject } from "./waiting.ts";

/** The kubelet forgets earlier crashes of a container that has run for ten minutes (twice its longest back-off). */
const forgivenMs = 10 * minute;

const seconds = (ms: number): string =>
  ms < minute ? `${Math.floor(ms / 1000)} s` : `${Math.floor(ms / minute)} min`;

/** `exit 1, 4 s after its start`. */
const death = (end: Termination): string => {
  const life = lifeOf(end);
  return life === undefined || life >= hour
    ? endWords(end)
    : `${endWords(end)}, ${seconds(life)} after its start`;
};

/**
 * What may have ended a container from outside while its pod lives on; undefined where the status says why. The kubelet
 * ends one whose liveness probe fails, with no word of it in the status.
 */
const endedBy = ({ exitCode, reason, signal }: Termination): string | undefined =>
  (reason === undefined || reason === "Error") && [9, 15].includes(signal ?? exitCode - 128)
    ? "Its liveness probe may have failed."
    : undefined;

const blame = (container: ContainerView): Pick<Found, "container" | "restarts"> => ({
  container: container.name,
  restarts: container.restartCount,
});

/** An init container that does not end well keeps the others from starting. */
const keeps = ({ kind }: ContainerView): string | undefined =>
  kind === "init" ? "The pod's other containers wait for it." : undefined;

const loopWords = (end: Termination | undefined): ReadonlyArray<string | undefined> => {
  if (end === undefined) return ["Keeps crashing."];
  return end.exitCode === 0
    ? [`Keeps ending by itself: ${death(end)}.`, "What is to go on must not end."]
    : [`Keeps crashing: ${death(end)}.`, endedBy(end)];
};

const crashing = (
  container: ContainerView,
  end: Termination | undefined,
  rest?: string,
): Found => ({
  ...blame(container),
  kind: "down",
  ...since(end?.finishedAt),
  reason: "CrashLoopBackOff",
  sentence: sentences(...loopWords(end), quoted(end?.message, "It said"), rest, keeps(container)),
  died: end !== undefined,
});

/** Why a container that waits does not start; undefined while that is as it should be. */
const waits = (pod: PodView, container: ContainerView, now: Instant): Found | undefined => {
  const { image, lastTermination, state } = container;
  if (state._tag !== "Waiting") return undefined;
  const reason = state.reason ?? "ContainerCreating";
  if (reason === "PodInitializing") return undefined;
  if (reason === "CrashLoopBackOff") return crashing(container, lastTermination);
  const began = lastTermination?.finishedAt ?? pod.readyChangedAt ?? pod.createdAt;
  const found = {
    ...blame(container),
    ...since(began),
    reason,
    died: lastTermination !== undefined,
  };
  if (reason === "ContainerCreating")
    return starts(began, now)
      ? undefined
      : {
          ...found,
          kind: "unready",
          sentence: sentences(
            "The node has not created it yet: it waits for a volume, the network or its image.",
            keeps(container),
          ),
        };
  const trouble = imageTrouble(reason);
  if (trouble !== undefined) {
    const cause = /pull|registry/iu.test(reason) ? pullTrouble(state.message, image) : undefined;
    return {
      ...found,
      kind: "down",
      sentence: sentences(
        // What is read first is what fits.
        cause === undefined
          ? `Its image "${image}" can't be used: ${trouble}.`
          : `${cause}: "${image}".`,
        quoted(state.message, "The node says"),
        keeps(container),
      ),
    };
  }
  const missing = missingObject(state.message ?? "");
  return {
    ...found,
    kind: "down",
    sentence: sentences(
      missing === undefined ? "The node can't start it." : `The ${missing} is missing.`,
      missing === undefined ? quoted(state.message, "The node says") : undefined,
      keeps(container),
    ),
  };
};

const ended = (pod: PodView, container: ContainerView, now: Instant): Found | undefined => {
  const { state } = container;
  if (state._tag !== "Terminated" || state.exitCode === 0) return undefined;
  const over = pod.phase === "Failed";
  if (over && !lately(state.finishedAt ?? pod.readyChangedAt, now)) return undefined;
  return {
    ...blame(container),
    kind: over ? "over" : "down",
    ...since(state.finishedAt),
    reason: state.reason ?? `ExitCode:${state.exitCode}`,
    sentence: sentences(
      over ? `Failed for good: ${death(state)}.` : `Died: ${death(state)}.`,
      quoted(state.message, "It said"),
      ...(over ? [] : [endedBy(state), keeps(container)]),
    ),
    died: true,
  };
};

/** Whether a container that runs will crash again soon, as far as its last runs tell. */
const loops = (startedAt: Instant | undefined, container: ContainerView, now: Instant): boolean => {
  const { lastTermination: end, restartCount } = container;
  if (end === undefined || restartCount < 2 || !within(startedAt, now, forgivenMs)) return false;
  const life = lifeOf(end);
  return life !== undefined && life < forgivenMs;
};

const runs = (pod: PodView, container: ContainerView, now: Instant): Found | undefined => {
  const { kind, lastTermination: end, ready, started, state } = container;
  if (state._tag !== "Running") return undefined;
  const { startedAt } = state;
  if (end !== undefined && loops(startedAt, container, now))
    return crashing(container, end, "It runs again just now.");
  if (kind === "init")
    return starts(startedAt, now)
      ? undefined
      : {
          ...blame(container),
          kind: "unready",
          ...since(startedAt),
          reason: "Init",
          sentence: "It is still running, and the pod's other containers wait for it.",
          died: end !== undefined,
        };
  if (!ready) {
    const { readyChangedAt } = pod;
    // Once it was ready, there is nothing to be patient about.
    const lost =
      readyChangedAt !== undefined &&
      startedAt !== undefined &&
      compareInstants(readyChangedAt, startedAt) > 0;
    const began = lost ? readyChangedAt : startedAt;
    if (!lost && starts(startedAt, now)) return undefined;
    return {
      ...blame(container),
      kind: "unready",
      ...since(began),
      reason: "NotReady",
      sentence: sentences(
        started
          ? "It runs but is not ready: its readiness probe does not pass."
          : "It runs but is not ready: its startup probe has not passed.",
        end !== undefined && lately(end.finishedAt, now)
          ? `Its last run ended with ${endWords(end)}.`
          : undefined,
      ),
      died: end !== undefined,
    };
  }
  if (end === undefined || !lately(end.finishedAt, now)) return undefined;
  return {
    ...blame(container),
    kind: "restarted",
    ...since(end.finishedAt),
    reason: end.reason ?? `ExitCode:${end.exitCode}`,
    sentence: sentences(
      end.exitCode === 0
        ? "It ended by itself and was started again; it runs now."
        : `It died and runs again: ${death(end)}.`,
      endedBy(end),
      quoted(end.message, "It said"),
    ),
    died: true,
  };
};

/** What is the matter with one container of a pod, by its status at `now`; undefined where nothing is. */
export const failingContainer = (
  pod: PodView,
  container: ContainerView,
  now: Instant,
): Found | undefined =>
  container.kind === "ephemeral"
    ? undefined
    : (waits(pod, container, now) ?? ended(pod, container, now) ?? runs(pod, container, now));
