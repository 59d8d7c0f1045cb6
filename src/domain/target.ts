import * as Schema from "effect/Schema";

const name = Schema.String.check(Schema.isMinLength(1), Schema.isMaxLength(253));

/** The kinds of workload whose pods can be opened as one log. */
export const WorkloadKind = Schema.Literals([
  "Deployment",
  "StatefulSet",
  "DaemonSet",
  "ReplicaSet",
  "Job",
  "CronJob",
  "Service",
]);
export type WorkloadKind = typeof WorkloadKind.Type;

/** Pods that can be picked by hand for one log. */
const mostPicked = 500;

/** The names of pods that were picked by hand. */
export const PickedPods = Schema.Array(name).check(
  Schema.isMinLength(1),
  Schema.isMaxLength(mostPicked),
);

/** What a user asked to see: one pod (all its containers, or the one named), several, a workload, or what a selector matches. */
export const Target = Schema.Union([
  Schema.TaggedStruct("Pod", {
    context: name,
    namespace: name,
    pod: name,
    /** Absent: all containers of the pod. */
    container: Schema.optionalKey(name),
  }),
  Schema.TaggedStruct("Pods", {
    context: name,
    namespace: name,
    /** In no order; see `pickedPods`. */
    pods: PickedPods,
    /** A container name, or a pattern with `*`; absent: all. */
    container: Schema.optionalKey(name),
  }),
  Schema.TaggedStruct("Workload", {
    context: name,
    namespace: name,
    kind: WorkloadKind,
    name,
    container: Schema.optionalKey(name),
  }),
  Schema.TaggedStruct("Selector", {
    context: name,
    namespace: name,
    /** As `kubectl -l` takes it, equality and set-based forms. */
    selector: Schema.String.check(Schema.isMinLength(1), Schema.isMaxLength(4096)),
    container: Schema.optionalKey(name),
  }),
]);
export type Target = typeof Target.Type;
export type PodTarget = Extract<Target, { readonly _tag: "Pod" }>;

/** Pods that were picked by hand as a target: one alone is a target like any other pod. */
export const pickedPods = (
  place: Pick<Target, "context" | "namespace" | "container">,
  pods: ReadonlyArray<string>,
): Target => {
  const [first = "", ...others] = new Set(pods);
  return others.length === 0
    ? { _tag: "Pod", ...place, pod: first }
    : { _tag: "Pods", ...place, pods: [first, ...others] };
};

/** What is shown in one short phrase, its container aside: `web-6d4f9`, `web-6d4f9 and 2 more`, `Deployment web`, `app=web`. */
export const targetName = (target: Target): string => {
  switch (target._tag) {
    case "Pod":
      return target.pod;
    case "Pods": {
      const [first = "", second = "", ...others] = target.pods;
      if (second === "") return first;
      return others.length === 0
        ? `${first} and ${second}`
        : `${first} and ${others.length + 1} more`;
    }
    case "Workload":
      return `${target.kind} ${target.name}`;
    case "Selector":
      return target.selector;
  }
};

/** The same with its container: `web-6d4f9/app`, `Deployment web/app-*`. */
export const targetLabel = (target: Target): string =>
  target.container === undefined ? targetName(target) : `${targetName(target)}/${target.container}`;

const keyParts = (target: Target): ReadonlyArray<unknown> => {
  switch (target._tag) {
    case "Pod":
      return [target.pod];
    case "Pods":
      return [...new Set(target.pods)].sort();
    case "Workload":
      return [target.kind, target.name];
    case "Selector":
      return [target.selector];
  }
};

/** A key that is equal for equal targets only; parts are encoded, so that `a-b`/`c` and `a`/`b-c` differ. */
export const targetKey = (target: Target): string =>
  JSON.stringify([
    target._tag,
    target.context,
    target.namespace,
    target.container ?? null,
    ...keyParts(target),
  ]);

/** How many lines of the past are asked for, per source (S10). */
export const LineLimit = Schema.Union([
  Schema.Number.check(Schema.isInt(), Schema.isBetween({ minimum: 1, maximum: 10_000_000 })),
  Schema.Literal("all"),
]);
export type LineLimit = typeof LineLimit.Type;
