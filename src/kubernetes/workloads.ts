import * as Effect from "effect/Effect";
import * as Result from "effect/Result";
import * as Stream from "effect/Stream";
import { ObjectGone, type KubeError } from "../domain/errors.ts";
import type { WorkloadKind } from "../domain/target.ts";
import type { WorkloadView } from "../domain/workload.ts";
import { at, elements, member, optional, strings, text, whole, type Json } from "./json.ts";
import { listAll } from "./lists.ts";
import { controllerOf } from "./pod-view.ts";
import { segment, type Question, type Reader, type Requests } from "./requests.ts";
import { watchList, type ListEvent } from "./watch.ts";

/** Where the API keeps each kind. */
const places: Readonly<
  Record<WorkloadKind, { readonly group?: string; readonly resource: string }>
> = {
  Deployment: { group: "apps", resource: "deployments" },
  StatefulSet: { group: "apps", resource: "statefulsets" },
  DaemonSet: { group: "apps", resource: "daemonsets" },
  ReplicaSet: { group: "apps", resource: "replicasets" },
  Job: { group: "batch", resource: "jobs" },
  CronJob: { group: "batch", resource: "cronjobs" },
  Service: { resource: "services" },
};

const requirement = (expression: Json): string | undefined => {
  const key = text(member(expression, "key"));
  if (key === undefined) return undefined;
  const values = elements(member(expression, "values")).flatMap((value) =>
    typeof value === "string" ? [value] : [],
  );
  switch (member(expression, "operator")) {
    case "In":
      return `${key} in (${values.join(",")})`;
    case "NotIn":
      return `${key} notin (${values.join(",")})`;
    case "Exists":
      return key;
    case "DoesNotExist":
      return `!${key}`;
    default:
      return undefined;
  }
};

const equalities = (labels: Json): ReadonlyArray<string> =>
  Object.entries(strings(labels)).map(([key, value]) => `${key}=${value}`);

/**
 * A label selector (`matchLabels` and `matchExpressions`) as a list takes it; undefined where there is none, or where
 * a requirement can't be read: without it, the rest would select too much.
 */
const selectorText = (selector: Json): string | undefined => {
  const expressions = elements(member(selector, "matchExpressions")).map(requirement);
  const all = [...equalities(member(selector, "matchLabels")), ...expressions];
  return all.length === 0 || all.includes(undefined) ? undefined : all.join(",");
};

/** A CronJob selects nothing by itself; every pod of a Job has this label (`pkg/controller/job`, since 1.2). */
const ofJobs = "job-name";

const selectorOf = (kind: WorkloadKind, spec: Json): string | undefined => {
  switch (kind) {
    case "CronJob":
      return ofJobs;
    case "Service": {
      const all = equalities(member(spec, "selector"));
      return all.length === 0 ? undefined : all.join(",");
    }
    default:
      return selectorText(member(spec, "selector"));
  }
};

const countsOf = (kind: WorkloadKind, object: Json): Pick<WorkloadView, "desired" | "ready"> => {
  const spec = member(object, "spec");
  const status = member(object, "status");
  const count = (name: string): number => whole(member(status, name)) ?? 0;
  switch (kind) {
    case "Deployment":
    case "StatefulSet":
    case "ReplicaSet":
      return { desired: whole(member(spec, "replicas")) ?? 1, ready: count("readyReplicas") };
    case "DaemonSet":
      return { desired: count("desiredNumberScheduled"), ready: count("numberReady") };
    case "Job":
      return { desired: whole(member(spec, "completions")) ?? 1, ready: count("succeeded") };
    case "CronJob":
    case "Service":
      return {};
  }
};

/** A Job's end, for good (`pkg/apis/batch/types.go`). */
const isOver = (kind: WorkloadKind, object: Json): boolean =>
  kind === "Job" &&
  elements(at(object, "status", "conditions")).some((condition) => {
    const type = member(condition, "type");
    return (type === "Complete" || type === "Failed") && member(condition, "status") === "True";
  });

const workloadReader =
  (kind: WorkloadKind): Reader<WorkloadView> =>
  (json) => {
    const metadata = member(json, "metadata");
    const name = text(member(metadata, "name"));
    const namespace = text(member(metadata, "namespace"));
    const uid = text(member(metadata, "uid"));
    if (name === undefined || namespace === undefined || uid === undefined)
      return Result.fail(`a ${kind} without a name`);
    return Result.succeed({
      kind,
      namespace,
      name,
      uid,
      ...optional("selector", selectorOf(kind, member(json, "spec"))),
      ...countsOf(kind, json),
      ...optional("over", isOver(kind, json) || undefined),
      ...optional("owner", controllerOf(metadata)),
    });
  };

const questionFor = (
  context: string,
  namespace: string,
  kind: WorkloadKind,
): Effect.Effect<Question, KubeError> =>
  Effect.gen(function* () {
    const { group, resource } = places[kind];
    const root = group === undefined ? "/api/v1" : `/apis/${group}/v1`;
    const within = namespace === "" ? "" : `/namespaces/${yield* segment(namespace)}`;
    return {
      context,
      path: `${root}${within}/${resource}`,
      kind: "short" as const,
      verb: "list",
      resource,
      ...optional("group", group),
      ...optional("namespace", namespace === "" ? undefined : namespace),
    };
  });

/** One workload as it is now; ObjectGone where there is none of this name. */
export const getWorkload = (
  requests: Requests,
  context: string,
  namespace: string,
  kind: WorkloadKind,
  name: string,
): Effect.Effect<WorkloadView, KubeError> =>
  Effect.gen(function* () {
    const question = yield* questionFor(context, namespace, kind);
    return yield* requests.json(
      { ...question, path: `${question.path}/${yield* segment(name)}`, verb: "get", name },
      workloadReader(kind),
    );
  }).pipe(
    Effect.catchTag("ObjectGone", ({ cause, details }) =>
      Effect.fail(
        new ObjectGone({
          kind,
          name,
          namespace,
          ...optional("cause", cause),
          ...optional("details", details),
        }),
      ),
    ),
  );

/** One workload, kept true; an empty list where there is none of this name. */
export const watchWorkload = (
  requests: Requests,
  context: string,
  namespace: string,
  kind: WorkloadKind,
  name: string,
): Stream.Stream<ListEvent<WorkloadView>, KubeError> =>
  Stream.unwrap(
    Effect.map(questionFor(context, namespace, kind), (question) =>
      watchList(
        requests,
        { ...question, name, query: [["fieldSelector", `metadata.name=${name}`]] },
        workloadReader(kind),
      ),
    ),
  );

/** The workloads of one kind that a label selector matches; absent: all. */
export const listWorkloads = (
  requests: Requests,
  context: string,
  namespace: string,
  kind: WorkloadKind,
  selector?: string,
): Effect.Effect<ReadonlyArray<WorkloadView>, KubeError> =>
  questionFor(context, namespace, kind).pipe(
    Effect.flatMap((question) =>
      listAll(
        requests,
        {
          ...question,
          query: selector === undefined ? [] : [["labelSelector", selector] as const],
        },
        workloadReader(kind),
      ),
    ),
    Effect.map(({ items }) => items),
  );

/** The kinds in the order of a list for people. */
const kinds: ReadonlyArray<WorkloadKind> = [
  "Deployment",
  "StatefulSet",
  "DaemonSet",
  "ReplicaSet",
  "CronJob",
  "Job",
  "Service",
];

/**
 * All workloads of a namespace that can be opened: by kind, then by name. ReplicaSets of a Deployment and Services
 * without a selector are left out; so are kinds that the user may not list, unless there is no other.
 */
export const listAllWorkloads = (
  requests: Requests,
  context: string,
  namespace: string,
): Effect.Effect<ReadonlyArray<WorkloadView>, KubeError> =>
  Effect.gen(function* () {
    const answers = yield* Effect.forEach(
      kinds,
      (kind) => Effect.result(listWorkloads(requests, context, namespace, kind)),
      { concurrency: 4 },
    );
    const failed = answers.flatMap((answer) => (answer._tag === "Failure" ? [answer.failure] : []));
    const [first] = failed;
    const worse = failed.find(({ _tag }) => _tag !== "Forbidden");
    if (worse !== undefined) return yield* Effect.fail(worse);
    if (first !== undefined && failed.length === kinds.length) return yield* Effect.fail(first);
    return answers.flatMap((answer) =>
      answer._tag === "Failure"
        ? []
        : answer.success
            .filter(
              ({ kind, owner, selector }) =>
                selector !== undefined && (kind !== "ReplicaSet" || owner === undefined),
            )
            .toSorted((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0)),
    );
  });
