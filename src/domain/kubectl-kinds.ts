import type { WorkloadKind } from "./target.ts";

/** A kind whose logs can be opened, by what kubectl calls it. */
export type LoggedKind = WorkloadKind | "Pod";

/** For each kind its API group (empty: core), and its short name. */
const kinds: Readonly<Record<LoggedKind, { readonly group: string; readonly short?: string }>> = {
  Pod: { group: "", short: "po" },
  Deployment: { group: "apps", short: "deploy" },
  StatefulSet: { group: "apps", short: "sts" },
  DaemonSet: { group: "apps", short: "ds" },
  ReplicaSet: { group: "apps", short: "rs" },
  Job: { group: "batch" },
  CronJob: { group: "batch", short: "cj" },
  Service: { group: "", short: "svc" },
};

const byWord = new Map<string, LoggedKind>();
for (const kind of Object.keys(kinds) as ReadonlyArray<LoggedKind>) {
  const word = kind.toLowerCase();
  for (const name of [word, `${word}s`, kinds[kind].short ?? word]) byWord.set(name, kind);
}

/**
 * The kind that kubectl's word for a resource means: singular, plural or short, in any case, with its group or its
 * version and group behind it (`deploy`, `deployments.apps`, `deployment.v1.apps`); undefined for any other.
 */
export const kindOfWord = (word: string): LoggedKind | undefined => {
  const [name = "", ...rest] = word.toLowerCase().split(".");
  const kind = byWord.get(name);
  if (kind === undefined || rest.length === 0) return kind;
  const group = /^v\d/u.test(rest[0] ?? "") ? rest.slice(1) : rest;
  return group.join(".") === kinds[kind].group ? kind : undefined;
};
