import { failingOf } from "../../domain/failing.ts";
import { compareInstants, millisBetween, type Instant } from "../../domain/instant.ts";
import { containerStatus, podStatus } from "../../domain/pod-state.ts";
import type { ContainerView, PodView, Termination } from "../../domain/pod.ts";
import { endWords } from "../../domain/termination.ts";
import { formatCount, formatRelative, formatUtc } from "../../text/time.ts";
import { severityIcons } from "../../vscode/severity-icons.ts";
import type { TreeRow } from "../../vscode/trees.ts";
import type { ContainerNode, Node, PodNode } from "./nodes.ts";

/** Parts of a row's description, in one. */
export const joined = (...parts: ReadonlyArray<string | undefined>): string =>
  parts.filter((part) => part !== undefined && part !== "").join(" · ");

/** How a container ended the last time, be it over or running again. */
const lastEnd = ({ lastTermination, state }: ContainerView): Termination | undefined =>
  state._tag === "Terminated" ? state : lastTermination;

/** The last end among a pod's containers; that init containers end well is no news. */
const lastEndOf = ({ containers }: PodView): Termination | undefined =>
  containers
    .flatMap((container) => {
      const end = lastEnd(container);
      return end === undefined || (container.kind === "init" && end.exitCode === 0) ? [] : [end];
    })
    .reduce<Termination | undefined>(
      (last, next) =>
        last?.finishedAt === undefined ||
        (next.finishedAt !== undefined && compareInstants(next.finishedAt, last.finishedAt) > 0)
          ? next
          : last,
      undefined,
    );

const minute = 60_000;

/** `OOMKilled, 3 min ago`: how and when, beside a state that may say how already. Seconds would never be still. */
const endNote = (end: Termination | undefined, state: string, now: Instant): string => {
  if (end === undefined) return "";
  const { exitCode, finishedAt, reason } = end;
  const word =
    reason === undefined || reason === "Error" || reason === "Completed"
      ? `exit ${exitCode}`
      : reason;
  const said = word === state || (exitCode === 0 && /^(?:Completed|Succeeded)$/u.test(state));
  const when =
    finishedAt === undefined
      ? ""
      : millisBetween(finishedAt, now) < minute
        ? "just now"
        : formatRelative(finishedAt, now);
  return [said ? "" : word, when].filter((part) => part !== "").join(", ");
};

const restarts = (count: number): string | undefined =>
  count === 0 ? undefined : count === 1 ? "1 restart" : `${formatCount(count)} restarts`;

/** The lines of a tooltip that tell of what was. */
const pastLines = (end: Termination | undefined, count: number): ReadonlyArray<string> => [
  ...(end === undefined
    ? []
    : [
        `Last end: ${endWords(end)}${end.finishedAt === undefined ? "" : `, ${formatUtc(end.finishedAt)}`}`,
      ]),
  ...(count === 0 ? [] : [`Restarts: ${formatCount(count)}`]),
];

/** How a pod looks at a moment: its state, how and when it last ended, how often it restarted; its hover says why. */
export const podRow = ({ id, name, pod }: PodNode, now: Instant): TreeRow => {
  const status = podStatus(pod);
  const count = pod.containers.reduce((sum, { restartCount }) => sum + restartCount, 0);
  const end = lastEndOf(pod);
  const failing = failingOf(pod, now).map(({ container, sentence }) =>
    container === undefined || pod.containers.length === 1 ? sentence : `${container}: ${sentence}`,
  );
  return {
    id,
    label: name,
    ...severityIcons[status.severity],
    description: joined(
      status.reason,
      pod.unschedulable === undefined ? undefined : "unschedulable",
      endNote(end, status.reason, now),
      restarts(count),
    ),
    tooltip: [
      name,
      `Status: ${status.reason}`,
      ...(failing.length > 0
        ? failing
        : [pod.message, pod.unschedulable].filter((line) => line !== undefined)),
      ...(pod.node === undefined ? [] : [`Node: ${pod.node}`]),
      ...pastLines(end, count),
    ].join("\n"),
    kind: count === 0 ? "pod" : "pod.restarted",
    expandable: true,
  };
};

/** How a container looks at a moment; a click opens its log, since there is nothing below it. */
export const containerRow = (node: ContainerNode, now: Instant): TreeRow => {
  const { container, id, name, pod } = node;
  const { image, kind, restartCount } = container;
  const status = containerStatus(container);
  const end = lastEnd(container);
  const failing = failingOf(pod.pod, now).filter((one) => one.container === name);
  return {
    id,
    label: name,
    ...severityIcons[status.severity],
    description: joined(
      kind === "container" ? undefined : kind,
      status.reason,
      endNote(end, status.reason, now),
      restarts(restartCount),
    ),
    tooltip: [
      kind === "container" ? name : `${name} (${kind})`,
      `Status: ${status.reason}`,
      ...failing.map(({ sentence }) => sentence),
      `Image: ${image}`,
      ...pastLines(end, restartCount),
    ].join("\n"),
    kind: restartCount === 0 ? "container" : "container.restarted",
    expandable: false,
    command: { id: "podlog.tree.openLogs", title: "Open Logs" },
  };
};

/** Whether a node's row says how long ago something was. */
export const tellsAge = (node: Node): boolean =>
  (node._tag === "Pod" && lastEndOf(node.pod)?.finishedAt !== undefined) ||
  (node._tag === "Container" && lastEnd(node.container)?.finishedAt !== undefined);
