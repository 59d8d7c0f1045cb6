import * as Context from "effect/Context";
import * as Effect from "effect/Effect";
import * as Layer from "effect/Layer";
import * as Result from "effect/Result";
import type * as Scope from "effect/Scope";
import * as Stream from "effect/Stream";
import type { ConfigError, KubeError } from "../domain/errors.ts";
import { isoOfInstant, type Instant } from "../domain/instant.ts";
import type { PodEvent, PodView } from "../domain/pod.ts";
import type { WorkloadKind } from "../domain/target.ts";
import type { WorkloadView } from "../domain/workload.ts";
import { makeAccess } from "./access.ts";
import { accessReview, readReview, type Deed } from "./access-review.ts";
import { makeConnections, pieces, silenceMs } from "./http.ts";
import { at, instant, member, optional, text } from "./json.ts";
import { makeKubeconfigFiles } from "./kubeconfig-files.ts";
import { anything, listAll } from "./lists.ts";
import { podReader } from "./pod-view.ts";
import type { ConsentToRun, KubeconfigSettings } from "./ports.ts";
import { makeRequests, segment, type Question, type Reader } from "./requests.ts";
import { watchList, watchListByPage, type ListEvent, type ListPage } from "./watch.ts";
import { getWorkload, listAllWorkloads, listWorkloads, watchWorkload } from "./workloads.ts";

/** A context of the kubeconfig, without its secrets. */
export interface ContextInfo {
  readonly name: string;
  readonly cluster: string;
  /** The API server's address; empty when the kubeconfig does not hold the cluster. */
  readonly server: string;
  readonly user?: string;
  readonly namespace: string;
  readonly current: boolean;
  /** The server's certificate is not verified (`insecure-skip-tls-verify`). */
  readonly insecure: boolean;
}

/** Which part of a container's log is asked for; `timestamps=true` is always sent. */
export interface LogQuery {
  readonly container: string;
  readonly follow?: boolean;
  /** Entries of the log file, parts of long lines counted each. */
  readonly tailLines?: number;
  /** The log of the instance before the current one. */
  readonly previous?: boolean;
  /** Bytes, timestamps counted. */
  readonly limitBytes?: number;
  /** The API server cuts it to the second. */
  readonly sinceTime?: Instant;
  /** The pod's node, so that an error can name it; not sent. */
  readonly node?: string;
}

export type { Deed };
export type { ListEvent, ListPage } from "./watch.ts";

/** What the engine may ask of clusters. An empty namespace means all of them. */
export class Kube extends Context.Service<
  Kube,
  {
    /** The contexts of the kubeconfig in its order, read afresh when its files changed. */
    readonly contexts: Effect.Effect<ReadonlyArray<ContextInfo>, ConfigError>;
    /** One element each time the kubeconfig has something new to say. */
    readonly configChanges: Stream.Stream<void>;
    readonly namespaces: (context: string) => Effect.Effect<ReadonlyArray<string>, KubeError>;
    /** Their names, kept true: heals itself, and fails only with what trying again can't help. */
    readonly watchNamespaces: (context: string) => Stream.Stream<ListEvent<string>, KubeError>;
    /** The pods of a namespace that a label selector matches; absent: all. */
    readonly pods: (
      context: string,
      namespace: string,
      selector?: string,
    ) => Effect.Effect<ReadonlyArray<PodView>, KubeError>;
    /** The same, kept true: heals itself, and fails only with what trying again can't help. */
    readonly watchPods: (
      context: string,
      namespace: string,
      selector?: string,
    ) => Stream.Stream<ListEvent<PodView>, KubeError>;
    /** The same, which tells of many pods as the pages of their list come. */
    readonly watchPodsByPage: (
      context: string,
      namespace: string,
    ) => Stream.Stream<ListEvent<PodView> | ListPage<PodView>, KubeError>;
    /** One pod, kept true the same way, without watching its whole namespace; an empty list where it is not there. */
    readonly watchPod: (
      context: string,
      namespace: string,
      name: string,
    ) => Stream.Stream<ListEvent<PodView>, KubeError>;
    readonly pod: (
      context: string,
      namespace: string,
      name: string,
    ) => Effect.Effect<PodView, KubeError>;
    /** One workload; ObjectGone where it is not there. */
    readonly workload: (
      context: string,
      namespace: string,
      kind: WorkloadKind,
      name: string,
    ) => Effect.Effect<WorkloadView, KubeError>;
    /** The same, kept true: an empty list where it is not there; another of its name has another uid. */
    readonly watchWorkload: (
      context: string,
      namespace: string,
      kind: WorkloadKind,
      name: string,
    ) => Stream.Stream<ListEvent<WorkloadView>, KubeError>;
    /** The workloads of one kind that a label selector matches; absent: all. */
    readonly workloadsOfKind: (
      context: string,
      namespace: string,
      kind: WorkloadKind,
      selector?: string,
    ) => Effect.Effect<ReadonlyArray<WorkloadView>, KubeError>;
    /**
     * All workloads that can be opened, by kind and name. ReplicaSets of a Deployment and Services without a selector
     * are left out; so are kinds that the user may not list, unless there is no other.
     */
    readonly workloads: (
      context: string,
      namespace: string,
    ) => Effect.Effect<ReadonlyArray<WorkloadView>, KubeError>;
    /** What the cluster told about a pod lately, oldest first. */
    readonly podEvents: (
      context: string,
      namespace: string,
      uid: string,
    ) => Effect.Effect<ReadonlyArray<PodEvent>, KubeError>;
    /** Whether the user may do something (SelfSubjectAccessReview). */
    readonly mayI: (context: string, deed: Deed) => Effect.Effect<boolean, KubeError>;
    /**
     * Opens a log; the scope closes the socket. The head of a 200 is in when the Effect succeeds. The body
     * ends cleanly only where the server ended it; cut short it fails with ConnectionCut; without `follow`,
     * 30 s of silence fail it with TimedOut.
     */
    readonly log: (
      context: string,
      namespace: string,
      pod: string,
      query: LogQuery,
    ) => Effect.Effect<
      { readonly body: Stream.Stream<Uint8Array, KubeError> },
      KubeError,
      Scope.Scope
    >;
  }
>()("podlog/Kube") {
  /** Clusters as the kubeconfig on this machine names them, over node:https. */
  static readonly layer: Layer.Layer<Kube, never, ConsentToRun | KubeconfigSettings> = Layer.effect(
    Kube,
    Effect.suspend(() => make),
  );
}

const podsPath = (namespace: string) =>
  namespace === ""
    ? Effect.succeed("/api/v1/pods")
    : Effect.map(segment(namespace), (ns) => `/api/v1/namespaces/${ns}/pods`);

const namespacesQuestion = (context: string): Question => ({
  context,
  path: "/api/v1/namespaces",
  kind: "short",
  verb: "list",
  resource: "namespaces",
});

const nameReader: Reader<string> = (json) =>
  Result.fromNullishOr(text(at(json, "metadata", "name")), () => "an object without a name");

const logParameters = (query: LogQuery): ReadonlyArray<readonly [string, string]> => {
  const parameters: Array<readonly [string, string]> = [
    ["container", query.container],
    ["timestamps", "true"],
  ];
  if (query.follow === true) parameters.push(["follow", "true"]);
  if (query.previous === true) parameters.push(["previous", "true"]);
  if (query.tailLines !== undefined) parameters.push(["tailLines", String(query.tailLines)]);
  if (query.limitBytes !== undefined) parameters.push(["limitBytes", String(query.limitBytes)]);
  if (query.sinceTime !== undefined)
    parameters.push(["sinceTime", isoOfInstant(query.sinceTime).replace(/\.\d+Z$/u, "Z")]);
  return parameters;
};

const make = Effect.gen(function* () {
  const files = yield* makeKubeconfigFiles;
  const requests = makeRequests(yield* makeAccess(files), yield* makeConnections);

  const podsQuestion = (context: string, namespace: string, selector: string | undefined) =>
    Effect.map(podsPath(namespace), (path) => ({
      context,
      path,
      kind: "short" as const,
      verb: "list",
      resource: "pods",
      ...optional("namespace", namespace === "" ? undefined : namespace),
      query:
        selector === undefined || selector === "" ? [] : [["labelSelector", selector] as const],
    }));

  return Kube.of({
    contexts: Effect.map(files.current, (config) =>
      [...config.contexts.values()].map((context) => {
        const cluster = config.clusters.get(context.cluster);
        return {
          name: context.name,
          cluster: context.cluster,
          // A name and a password in it are no one's to see.
          server: cluster?.server.replace(/^([^/]*\/\/)[^/]*@/u, "$1") ?? "",
          ...optional("user", context.user),
          namespace: context.namespace ?? "default",
          current: context.name === config.currentContext,
          insecure: cluster?.insecure ?? false,
        };
      }),
    ),
    configChanges: files.changes,
    namespaces: (context) =>
      Effect.map(listAll(requests, namespacesQuestion(context), nameReader), ({ items }) => items),
    watchNamespaces: (context) => watchList(requests, namespacesQuestion(context), nameReader),
    pods: (context, namespace, selector) =>
      podsQuestion(context, namespace, selector).pipe(
        Effect.flatMap((question) => listAll(requests, question, podReader)),
        Effect.map(({ items }) => items),
      ),
    watchPods: (context, namespace, selector) =>
      Stream.unwrap(
        Effect.map(podsQuestion(context, namespace, selector), (question) =>
          watchList(requests, question, podReader),
        ),
      ),
    watchPodsByPage: (context, namespace) =>
      Stream.unwrap(
        Effect.map(podsQuestion(context, namespace, undefined), (question) =>
          watchListByPage(requests, question, podReader),
        ),
      ),
    watchPod: (context, namespace, name) =>
      Stream.unwrap(
        Effect.map(podsQuestion(context, namespace, undefined), (question) =>
          watchList(
            requests,
            { ...question, name, query: [["fieldSelector", `metadata.name=${name}`]] },
            podReader,
          ),
        ),
      ),
    pod: (context, namespace, name) =>
      Effect.gen(function* () {
        const path = `${yield* podsPath(namespace)}/${yield* segment(name)}`;
        return yield* requests.json(
          { context, path, kind: "short", verb: "get", resource: "pods", namespace, name },
          podReader,
        );
      }),
    workload: (...asked) => getWorkload(requests, ...asked),
    watchWorkload: (...asked) => watchWorkload(requests, ...asked),
    workloadsOfKind: (...asked) => listWorkloads(requests, ...asked),
    workloads: (...asked) => listAllWorkloads(requests, ...asked),
    podEvents: (context, namespace, uid) =>
      Effect.gen(function* () {
        const { items } = yield* listAll(
          requests,
          {
            context,
            path: `/api/v1/namespaces/${yield* segment(namespace)}/events`,
            kind: "short",
            verb: "list",
            resource: "events",
            namespace,
            query: [["fieldSelector", `involvedObject.uid=${uid}`]],
          },
          anything,
        );
        return items
          .map((item) => ({
            reason: text(member(item, "reason")) ?? "",
            message: text(member(item, "message")) ?? "",
            type: text(member(item, "type")) ?? "Normal",
            ...optional(
              "at",
              // Events of the newer API have no lastTimestamp, only a time of their own or of their series.
              instant(at(item, "series", "lastObservedTime")) ??
                instant(member(item, "lastTimestamp")) ??
                instant(member(item, "eventTime")) ??
                instant(at(item, "metadata", "creationTimestamp")),
            ),
          }))
          .sort((a, b) => (a.at?.seconds ?? 0) - (b.at?.seconds ?? 0));
      }),
    mayI: (context, deed) => requests.json(accessReview(context, deed), readReview),
    log: (context, namespace, pod, query) =>
      Effect.gen(function* () {
        const { access, answer } = yield* requests.open({
          context,
          path: `/api/v1/namespaces/${yield* segment(namespace)}/pods/${yield* segment(pod)}/log`,
          kind: "long",
          verb: "get",
          resource: "pods/log",
          namespace,
          name: pod,
          container: query.container,
          ...optional("node", query.node),
          query: logParameters(query),
        });
        return {
          body: pieces(access, answer, query.follow === true ? undefined : silenceMs),
        };
      }),
  });
});
