import { millisBetween } from "./instant.ts";
import type { Termination } from "./pod.ts";

/** What signals mean to one who does not know their numbers; a shell's exit code for one is 128 and its number. */
const signalWords: ReadonlyMap<number, string> = new Map([
  [6, "aborted"],
  [7, "bus error"],
  [8, "arithmetic error"],
  [9, "killed"],
  [11, "segmentation fault"],
  [15, "told to stop"],
]);

/** The kubelet's and the runtime's own words for an end, with what they mean. */
const reasonWords: ReadonlyMap<string, string> = new Map([
  ["OOMKilled", "out of memory"],
  ["ContainerCannotRun", "its command can't be started"],
  ["StartError", "its command can't be started"],
  ["ContainerStatusUnknown", "its node lost it"],
  ["DeadlineExceeded", "its time was up"],
]);

const codeWords = ({ exitCode, signal }: Termination): string | undefined => {
  if (exitCode === 126) return "its command can't be run";
  if (exitCode === 127) return "its command was not found";
  return signalWords.get(signal ?? exitCode - 128);
};

/** How an instance ended, in few words: `exit 137 (OOMKilled: out of memory)`, `exit 139 (segmentation fault)`, `exit 3`. */
export const endWords = (end: Termination): string => {
  const { exitCode, reason } = end;
  const own = reason === "Error" || reason === "Completed" ? undefined : reason;
  const meaning = (own === undefined ? undefined : reasonWords.get(own)) ?? codeWords(end);
  const words = [own, meaning].filter((part) => part !== undefined).join(": ");
  return words === "" ? `exit ${exitCode}` : `exit ${exitCode} (${words})`;
};

/** How long the instance ran, in ms; undefined where its status does not say. */
export const lifeOf = ({ finishedAt, startedAt }: Termination): number | undefined =>
  startedAt === undefined || finishedAt === undefined
    ? undefined
    : Math.max(0, millisBetween(startedAt, finishedAt));

const mostWords = 160;

/**
 * The last line of what a program or a cluster said that is not empty, without control characters and tricks of
 * reading direction, cut to 160 characters; undefined where there is none.
 */
export const lastWords = (message: string | undefined): string | undefined => {
  const line = message
    ?.split("\n")
    .map((one) => one.replace(/[\p{Cc}\p{Cf}]+/gu, " ").trim())
    .findLast((one) => one !== "");
  return line === undefined || line.length <= mostWords ? line : `${line.slice(0, mostWords - 1)}…`;
};
