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

/** What a user asked to see: one pod (all its containers, or the one named), a workload, or what a selector matches. */
export const Target = Schema.Union([
  Schema.TaggedStruct("Pod", {
    context: name,
    namespace: name,
    pod: name,
    /** Absent: all containers of the pod. */
    container: Schema.optionalKey(name),
  }),
  Schema.TaggedStruct("Workload", {
    context: name,
    namespace: name,
    kind: WorkloadKind,
    name,
    /** A container name, or a pattern with `*`; absent: all. */
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

/** The target in one short phrase: `web-6d4f9/app`, `Deployment web`, `app=web`. */
export const targetLabel = (target: Target): string => {
  const base =
    target._tag === "Pod"
      ? target.pod
      : target._tag === "Workload"
        ? `${target.kind} ${target.name}`
        : target.selector;
  return target.container === undefined ? base : `${base}/${target.container}`;
};

/** A key that is equal for equal targets only; parts are encoded, so that `a-b`/`c` and `a`/`b-c` differ. */
export const targetKey = (target: Target): string =>
  JSON.stringify(
    target._tag === "Pod"
      ? ["Pod", target.context, target.namespace, target.pod, target.container ?? null]
      : target._tag === "Workload"
        ? [target.kind, target.context, target.namespace, target.name, target.container ?? null]
        : ["Selector", target.context, target.namespace, target.selector, target.container ?? null],
  );

/** How many lines of the past are asked for, per source (S10). */
export const LineLimit = Schema.Union([
  Schema.Number.check(Schema.isInt(), Schema.isBetween({ minimum: 1, maximum: 10_000_000 })),
  Schema.Literal("all"),
]);
export type LineLimit = typeof LineLimit.Type;
