import type { DeclaredWorld, Names } from "./declared-world.ts";
import type { LogDetail } from "./form.ts";

/** A question, asked of any declared world, in the recording's name. */
export interface Question {
  readonly user: "admin" | "nologs" | "bad-token" | "nobody";
  readonly request: string;
  readonly body?: object;
  readonly detail?: LogDetail;
}

/** When it is asked: at first, after the second pods have come, after the restart, after the deletion. */
export type Hour = "first" | "second" | "restarted" | "deleted";

const review = (names: Names): object => ({
  apiVersion: "authorization.k8s.io/v1",
  kind: "SelfSubjectAccessReview",
  spec: {
    resourceAttributes: {
      namespace: names.namespace,
      verb: "get",
      resource: "pods",
      subresource: "log",
    },
  },
});

/** Every recorded short answer, as a question to a world of these names. */
export const questions = (
  names: Names,
): Readonly<Record<string, Question & { readonly hour: Hour }>> => {
  const inside = `/namespaces/${names.namespace}`;
  const get = (
    path: string,
    hour: Hour = "first",
    more: Partial<Question> = {},
  ): Question & { readonly hour: Hour } => ({
    user: "admin",
    request: `GET ${path}`,
    hour,
    ...more,
  });
  const pod = (name: string, hour?: Hour) => get(`/api/v1${inside}/pods/${name}`, hour);
  const log = (name: string, query: string, hour?: Hour, more?: Partial<Question>) =>
    get(`/api/v1${inside}/pods/${name}/log?container=${names.container}${query}`, hour, more);
  const text = { detail: "text" } as const;
  return {
    "access-review-allowed": {
      user: "admin",
      request: "POST /apis/authorization.k8s.io/v1/selfsubjectaccessreviews",
      body: review(names),
      hour: "first",
    },
    "access-review-denied": {
      user: "nologs",
      request: "POST /apis/authorization.k8s.io/v1/selfsubjectaccessreviews",
      body: review(names),
      hour: "first",
    },
    "cronjobs-dev": get(`/apis/batch/v1${inside}/cronjobs`),
    "daemonsets-dev": get(`/apis/apps/v1${inside}/daemonsets`),
    "deployments-dev": get(`/apis/apps/v1${inside}/deployments`),
    "events-dev": get(`/api/v1${inside}/events?limit=10`),
    "jobs-dev": get(`/apis/batch/v1${inside}/jobs`),
    "list-forbidden": get(`/api/v1${inside}/secrets`, "first", { user: "nologs" }),
    "log-after-deletion": log(names.leaver, "", "deleted"),
    "log-anonymous": log(names.chatty, "", "first", { user: "nobody" }),
    "log-both-since": log(names.chatty, "&sinceTime=2020-01-01T00%3A00%3A00Z&sinceSeconds=5"),
    "log-completed": log(names.done, "&timestamps=true", "second", text),
    "log-container-required": get(`/api/v1${inside}/pods/${names.multi}/log`),
    "log-container-unknown": get(`/api/v1${inside}/pods/${names.chatty}/log?container=nope`),
    "log-crasher-now": log(names.crasher, "&timestamps=true", "first", text),
    "log-forbidden": log(names.chatty, "", "first", { user: "nologs" }),
    "log-limit-bytes": log(names.chatty, "&limitBytes=100&timestamps=true", "first", {
      detail: "size",
    }),
    "log-long-lines-tail2": log(names.longline, "&timestamps=true&tailLines=2", "second", text),
    "log-long-lines": log(names.longline, "&timestamps=true", "second", text),
    "log-multi-init": get(
      `/api/v1${inside}/pods/${names.multi}/log?container=${names.init}&timestamps=true`,
      "first",
      text,
    ),
    "log-namespace-missing": get(`/api/v1/namespaces/nope/pods/x/log?container=${names.container}`),
    "log-odd-bytes": log(names.odd, "&timestamps=true", "second", text),
    "log-pod-missing": log("nope", ""),
    "log-previous-after-restart": log(
      names.oneshot,
      "&previous=true&timestamps=true",
      "restarted",
      text,
    ),
    "log-previous-none": log(names.chatty, "&previous=true"),
    "log-previous": log(names.crasher, "&previous=true&timestamps=true", "first", text),
    "log-since-future": log(names.chatty, "&sinceTime=2099-01-01T00%3A00%3A00Z"),
    "log-stderr-tail": log(names.chatty, "&stream=Stderr&tailLines=3"),
    "log-stderr": log(names.chatty, "&stream=Stderr&timestamps=true&limitBytes=2000"),
    "log-tail-negative": log(names.chatty, "&tailLines=-1"),
    "log-tail-text": log(names.chatty, "&tailLines=abc"),
    "log-tail0": log(names.chatty, "&tailLines=0"),
    "log-tail5-timestamps": log(names.chatty, "&tailLines=5&timestamps=true"),
    "log-tail5": log(names.chatty, "&tailLines=5"),
    "log-unauthorized": log(names.chatty, "", "first", { user: "bad-token" }),
    "log-unscheduled": log(names.unscheduled, ""),
    "log-waiting-creating": log(names.waiting, ""),
    "log-waiting-image-never": log(names.neverStarted, ""),
    "log-waiting-image-pull": log(names.pullFails, ""),
    "log-waiting-init": log(names.initWaiting, ""),
    namespaces: get("/api/v1/namespaces"),
    "not-found-path": get("/apis/example.com/v1/things"),
    "pod-after-deletion": pod(names.leaver, "deleted"),
    "pod-chatty": pod(names.chatty),
    "pod-completed": pod(names.done, "second"),
    "pod-crasher": pod(names.crasher),
    "pod-init-waiting": pod(names.initWaiting),
    "pod-missing": pod("nope"),
    "pod-multi": pod(names.multi),
    "pod-never-started": pod(names.neverStarted),
    "pod-pull-fails": pod(names.pullFails),
    "pod-restarted": pod(names.oneshot, "restarted"),
    "pod-unscheduled": pod(names.unscheduled),
    "pod-waiting": pod(names.waiting),
    "pods-dev": get(`/api/v1${inside}/pods`),
    "pods-limit": get(`/api/v1${inside}/pods?limit=3`),
    "pods-selector-bad": get(`/api/v1${inside}/pods?labelSelector=app%3D%3D%3D`),
    "pods-selector": get(
      `/api/v1${inside}/pods?labelSelector=app%20in%20%28${names.web}%2C${names.chatty}%29`,
    ),
    "replicasets-dev": get(`/apis/apps/v1${inside}/replicasets`),
    "statefulsets-dev": get(`/apis/apps/v1${inside}/statefulsets`),
    version: get("/version"),
  };
};

/** What a scene's script moves. */
export interface Stage {
  readonly declared: DeclaredWorld;
  readonly scale: (replicas: number) => void;
  /** All that was written is read. */
  readonly settled: () => Promise<void>;
  readonly die: () => Promise<void>;
}

/** Long answers that are given at the same time, and what happens meanwhile. */
export interface Scene {
  readonly streams: Readonly<Record<string, Question>>;
  readonly script: (stage: Stage) => Promise<void>;
  /** We hang up after the script; the server ends the streams otherwise. */
  readonly hangUp?: boolean;
}

const nothing = (): Promise<void> => Promise.resolve();

const chatter =
  (lines: number): Scene["script"] =>
  async ({ declared, settled }) => {
    for (let at = 0; at < lines; at += 1) {
      declared.chatter();
      await settled();
    }
  };

const follow = (
  names: Names,
  pod: string,
  query: string,
  more: {
    readonly container?: string;
    readonly namespace?: string;
    readonly detail?: LogDetail;
  } = {},
): Question => ({
  user: "admin",
  request: `GET /api/v1/namespaces/${more.namespace ?? names.namespace}/pods/${pod}/log?container=${more.container ?? names.container}&follow=true${query}`,
  ...(more.detail === undefined ? {} : { detail: more.detail }),
});

const watch = (names: Names, query: string): Question => ({
  user: "admin",
  request: `GET /api/v1/namespaces/${names.namespace}/pods?watch=true${query}`,
});

/** The recorded streams of the first hour. */
export const firstScenes = (names: Names): readonly Scene[] => [
  {
    streams: {
      "follow-silent-pod": follow(names, names.bulk, "&tailLines=1&timestamps=true", {
        namespace: names.otherNamespace,
      }),
    },
    script: nothing,
    hangUp: true,
  },
  {
    streams: {
      "follow-chatty": follow(names, names.chatty, "&tailLines=5&timestamps=true"),
    },
    script: chatter(58),
    hangUp: true,
  },
  {
    streams: {
      "follow-all-sources-sidecar": follow(names, names.multi, "&tailLines=2&timestamps=true", {
        container: names.second,
      }),
    },
    script: async ({ declared, settled }) => {
      for (let at = 1; at <= 6; at += 1) {
        declared.tick(6 + at);
        await settled();
      }
    },
    hangUp: true,
  },
  {
    streams: {
      "watch-web-scale-up-and-down": watch(
        names,
        `&allowWatchBookmarks=true&labelSelector=app%3D${names.web}&resourceVersion=VERSION&timeoutSeconds=12`,
      ),
    },
    script: async ({ declared, scale, settled }) => {
      declared.clock.advance(1000);
      scale(4);
      await settled();
      declared.clock.advance(4000);
      scale(3);
      await settled();
      declared.clock.advance(7000);
    },
  },
  {
    streams: {
      "watch-streaming-list": watch(
        names,
        `&sendInitialEvents=true&resourceVersionMatch=NotOlderThan&allowWatchBookmarks=true&labelSelector=app%3D${names.chatty}&timeoutSeconds=3`,
      ),
    },
    script: ({ declared }) => {
      declared.clock.advance(3000);
      return nothing();
    },
  },
];

/** The recorded streams of the second hour, by what happens in them. */
export const laterScenes = (
  names: Names,
): Readonly<Record<"completed" | "restart" | "deletion" | "death", Scene>> => ({
  completed: {
    streams: {
      "follow-completed": follow(names, names.done, "&timestamps=true", { detail: "text" }),
    },
    script: nothing,
  },
  restart: {
    streams: {
      "follow-until-container-restarts": follow(names, names.oneshot, "&timestamps=true", {
        detail: "text",
      }),
    },
    script: ({ declared }) => {
      declared.pod(names.oneshot).container().exit({ code: 3 });
      return nothing();
    },
  },
  deletion: {
    streams: {
      "follow-until-pod-deleted": follow(names, names.leaver, "&tailLines=3&timestamps=true", {
        detail: "text",
      }),
      "watch-while-pod-is-deleted": watch(
        names,
        `&labelSelector=app%3D${names.leaver}&timeoutSeconds=10`,
      ),
    },
    script: async ({ declared, settled }) => {
      for (let line = 19; line <= 24; line += 1) {
        declared.leave(line);
        await settled();
      }
      declared.goodbye();
      await settled();
      declared.clock.advance(10_000);
    },
  },
  death: {
    streams: {
      "follow-until-api-server-is-killed": follow(
        names,
        names.chatty,
        "&tailLines=2&timestamps=true",
      ),
    },
    script: async (stage) => {
      await chatter(24)(stage);
      await stage.die();
    },
  },
});
