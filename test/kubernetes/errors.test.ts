import { expect, layer } from "@effect/vitest";
import * as Effect from "effect/Effect";
import { nextStep, type KubeError, type NextStep } from "../../src/domain/errors.ts";
import { explain } from "../../src/domain/explain.ts";
import { Kube } from "../../src/kubernetes/kube.ts";
import { Faults, type Fault } from "../cluster/faults.ts";
import type { Cluster } from "../cluster/server.ts";
import { clusterKube, TestCluster, textOf } from "./cluster-kube.ts";

interface Row {
  /** What the server sent or did. */
  readonly sent: string;
  readonly context?: string;
  /** Prepares the cluster for a request for the log of the container `app` of the pod `name`. */
  readonly given?: (cluster: Cluster, name: string) => void;
  readonly previous?: boolean;
  readonly tag: KubeError["_tag"];
  readonly sentence: (name: string, cluster: Cluster) => string;
  readonly next: NextStep;
}

const answers =
  (fault: Fault | ((name: string) => Fault)) =>
  (cluster: Cluster, name: string): void => {
    cluster.world.pod({ name });
    cluster.faults.on(
      { kind: "log", name, times: Infinity },
      typeof fault === "function" ? fault(name) : fault,
    );
  };

const running = (cluster: Cluster, name: string): void => {
  cluster.world.pod({ name });
};

const status = (code: number, message: string, reason: string, kind?: string, name?: string) =>
  answers({
    type: "status",
    error: {
      code,
      message,
      reason,
      ...(kind === undefined || name === undefined ? {} : { details: { kind, name } }),
    },
  });

const rows: ReadonlyArray<Row> = [
  {
    sent: "401 of the API server",
    context: "bad-token",
    given: running,
    tag: "NotLoggedIn",
    sentence: () => 'You are not logged in to "bad-token".',
    next: "stop",
  },
  {
    sent: "401 of the kubelet",
    given: answers((name) => Faults.nodeUnauthorized(name)),
    tag: "NodeAuth",
    sentence: () => `Can't read logs: node "node-7" does not accept the API server's credentials.`,
    next: "stop",
  },
  {
    sent: "403 for a user",
    context: "nologs",
    given: running,
    tag: "Forbidden",
    sentence: () => `Can't read logs in "default": user "nologs-user" may not get pods/log.`,
    next: "stop",
  },
  {
    sent: "403 for nobody",
    context: "anonymous",
    given: running,
    tag: "Forbidden",
    sentence: () => `Can't read logs in "default": user "system:anonymous" may not get pods/log.`,
    next: "stop",
  },
  {
    sent: "403 of the kubelet",
    given: answers((name) => Faults.nodeForbidden(name)),
    tag: "NodeAuth",
    sentence: () => `Can't read logs: node "node-7" does not accept the API server's credentials.`,
    next: "stop",
  },
  {
    sent: "404 for the pod",
    tag: "PodGone",
    sentence: (name) => `The pod "${name}" is not in "default" any more.`,
    next: "stop",
  },
  {
    sent: "404 for the node",
    given: status(404, 'nodes "node-7" not found', "NotFound", "nodes", "node-7"),
    tag: "NodeGone",
    sentence: () => 'The node "node-7", on which the pod ran, is gone.',
    next: "wait",
  },
  {
    sent: "404 of the kubelet",
    given: answers((name) => Faults.kubeletLacksPod(name)),
    tag: "KubeletUnknownPod",
    sentence: (name) => `The kubelet on node "node-7" does not know the pod "${name}".`,
    next: "retry",
  },
  {
    sent: "404 of something that is no API",
    given: answers({
      type: "answer",
      code: 404,
      contentType: "text/plain",
      body: "404 page not found\n",
    }),
    tag: "NotKubernetes",
    sentence: () => "The answer is not one of a Kubernetes API server.",
    next: "retry",
  },
  {
    sent: "400: a container must be named",
    given: status(
      400,
      "a container name must be specified for pod p, choose one of: [app side]",
      "BadRequest",
    ),
    tag: "ContainerRequired",
    sentence: (name) => `The pod "${name}" has several containers.`,
    next: "stop",
  },
  {
    sent: "400: no such container",
    given: (cluster, name) => {
      cluster.world.pod({ name, containers: [{ name: "other" }] });
    },
    tag: "ContainerUnknown",
    sentence: (name) => `The pod "${name}" has no container "app".`,
    next: "stop",
  },
  {
    sent: "400: ContainerCreating",
    given: (cluster, name) => {
      cluster.world.pod({
        name,
        containers: [{ name: "app", state: { reason: "ContainerCreating" } }],
      });
    },
    tag: "ContainerWaiting",
    sentence: () => 'No logs yet: the container "app" has not started.',
    next: "wait",
  },
  {
    sent: "400: the image can't be pulled",
    given: (cluster, name) => {
      cluster.world.pod({
        name,
        containers: [{ name: "app", state: { reason: "ImagePullBackOff" } }],
      });
    },
    tag: "ContainerWaiting",
    sentence: () => 'No logs yet: the container "app" has not started.',
    next: "wait",
  },
  {
    sent: "204: no node yet",
    given: (cluster, name) => {
      cluster.world.pod({ name, stage: "pending" });
    },
    tag: "PodUnscheduled",
    sentence: (name) => `No logs yet: the pod "${name}" waits for a node.`,
    next: "wait",
  },
  {
    sent: "400: no previous instance",
    given: running,
    previous: true,
    tag: "PreviousNotFound",
    sentence: () => 'There is no previous log of the container "app".',
    next: "stop",
  },
  {
    sent: "405 of the kubelet",
    given: answers((name) => Faults.logsDisabled(name)),
    tag: "LogsDisabledOnNode",
    sentence: () => 'Log access is disabled on node "node-7".',
    next: "stop",
  },
  {
    sent: "410",
    given: status(410, "The resourceVersion is too old", "Expired"),
    tag: "ResourceExpired",
    sentence: () => "The API server no longer knows the list that was read.",
    next: "retry",
  },
  {
    sent: "422",
    given: status(422, "PodLogOptions is invalid", "Invalid"),
    tag: "RequestInvalid",
    sentence: () => "The API server does not accept the request.",
    next: "stop",
  },
  {
    sent: "429 as plain text with Retry-After",
    given: answers(Faults.tooManyRequests(7)),
    tag: "Throttled",
    sentence: () => "The API server asks for fewer requests.",
    next: "retry",
  },
  ...(["refused", "timeout", "tls", "noAgent"] as const).map((cause): Row => ({
    sent: `500: the kubelet can't be reached (${cause})`,
    given: answers(Faults.kubeletUnreachable(cause)),
    tag: "KubeletUnreachable",
    sentence: () => `The API server can't reach the kubelet on node "node-7".`,
    next: "retry",
  })),
  {
    sent: "500: the kubelet's certificate is not trusted",
    given: answers(Faults.kubeletUnreachable("x509")),
    tag: "KubeletUnreachable",
    sentence: () => 'The API server does not trust the certificate of node "node-7".',
    next: "stop",
  },
  {
    sent: "500 with a message no rule knows",
    given: answers(Faults.internal("etcdserver: request timed out")),
    tag: "ServerSaid",
    sentence: () => "The API server could not answer (HTTP 500).",
    next: "retry",
  },
  ...([502, 503, 504] as const).map((code): Row => ({
    sent: `${code} with a page`,
    given: answers(Faults.gateway(code)),
    tag: "Gateway",
    sentence: () => `The API server is not available just now (HTTP ${code}).`,
    next: "retry",
  })),
  {
    sent: "a 200 that is a page for people",
    given: answers(Faults.loginPage()),
    tag: "NotKubernetes",
    sentence: () => "The answer is not one of a Kubernetes API server.",
    next: "retry",
  },
  {
    sent: "a redirect",
    given: answers({
      type: "answer",
      code: 302,
      contentType: "text/plain",
      body: "",
      headers: { Location: "https://login.example/?back=secret" },
    }),
    tag: "NotKubernetes",
    sentence: () => "The answer is not one of a Kubernetes API server.",
    next: "retry",
  },
  {
    sent: "418, which no rule knows",
    given: answers({ type: "answer", code: 418, contentType: "text/plain", body: "teapot" }),
    tag: "ServerSaid",
    sentence: () => "The API server could not answer (HTTP 418).",
    next: "retry",
  },
  {
    sent: "a connection closed before any answer",
    given: answers({ type: "reset" }),
    tag: "ConnectionCut",
    sentence: (_, cluster) => `The connection to ${cluster.url} was cut.`,
    next: "retry",
  },
  {
    sent: "bytes that are no HTTP",
    given: answers({ type: "bytes", bytes: "SSH-2.0-OpenSSH_9.9\r\n\r\n" }),
    tag: "NotKubernetes",
    sentence: () => "The answer is not one of a Kubernetes API server.",
    next: "retry",
  },
  {
    sent: "a certificate of a stranger",
    context: "wrong-ca",
    tag: "CertificateRejected",
    sentence: (_, cluster) =>
      `No secure connection to ${cluster.url}: its certificate is signed by an authority that the kubeconfig does not name.`,
    next: "stop",
  },
  {
    sent: "nothing: nobody listens",
    context: "unreachable",
    tag: "ConnectionRefused",
    sentence: () => "Nothing answers at https://127.0.0.1:1.",
    next: "retry",
  },
];

layer(clusterKube())("Each answer of a server becomes an error with its own words (K3)", (it) => {
  it.effect.each(rows.map((row, i) => ({ ...row, name: `pod-${i}` })))("$sent: $tag", (row) =>
    Effect.gen(function* () {
      const cluster = yield* TestCluster;
      const kube = yield* Kube;
      row.given?.(cluster, row.name);
      const error = yield* kube
        .log(row.context ?? "admin", "default", row.name, {
          container: "app",
          node: "node-7",
          ...(row.previous === undefined ? {} : { previous: row.previous }),
        })
        .pipe(
          Effect.flatMap(({ body }) => textOf(body)),
          Effect.scoped,
          Effect.flip,
        );
      expect(error._tag).toBe(row.tag);
      const told = explain(error);
      expect(told.sentence).toBe(row.sentence(row.name, cluster));
      expect(told.advice).not.toBe("");
      expect(told.remedies.length).toBeGreaterThan(0);
      expect(nextStep(error)).toBe(row.next);
    }),
  );

  it.effect(
    "keeps the page of a gateway out of its words, and only its text behind the details",
    () =>
      Effect.gen(function* () {
        const cluster = yield* TestCluster;
        const kube = yield* Kube;
        answers(Faults.gateway(502))(cluster, "gateway");
        const error = yield* Effect.flip(
          Effect.scoped(kube.log("admin", "default", "gateway", { container: "app" })),
        );
        expect(JSON.stringify({ ...explain(error), details: "" })).not.toContain("nginx");
        expect(error.details).toBe("HTTP 502: 502 Bad Gateway 502 Bad Gateway nginx");
      }),
  );

  it.effect("keeps what Retry-After asks for", () =>
    Effect.gen(function* () {
      const cluster = yield* TestCluster;
      const kube = yield* Kube;
      answers(Faults.tooManyRequests(7))(cluster, "throttled");
      const error = yield* Effect.flip(
        Effect.scoped(kube.log("admin", "default", "throttled", { container: "app" })),
      );
      expect(error).toMatchObject({ _tag: "Throttled", retryAfterMs: 7_000 });
      expect(explain(error).why).toBe("It is busy, and wants to be left alone for 7 s.");
    }),
  );

  it.effect("names the choices when a container must be named", () =>
    Effect.gen(function* () {
      const cluster = yield* TestCluster;
      const kube = yield* Kube;
      status(
        400,
        "a container name must be specified for pod p, choose one of: [app side]",
        "BadRequest",
      )(cluster, "several");
      const error = yield* Effect.flip(
        Effect.scoped(kube.log("admin", "default", "several", { container: "app" })),
      );
      expect(explain(error).remedies).toEqual([
        { _tag: "PickContainer", choices: ["app", "side"] },
      ]);
    }),
  );

  it.effect("names the rule that is missing, and the line that checks it", () =>
    Effect.gen(function* () {
      const { kubeconfigPath } = yield* TestCluster;
      const kube = yield* Kube;
      const log = yield* Effect.flip(
        Effect.scoped(kube.log("nologs", "default", "pod-0", { container: "app" })),
      );
      expect(explain(log).advice).toBe(
        'Ask for a role with the verb get on pods/log in "default", or check with the command below.',
      );
      expect(explain(log).remedies).toContainEqual({
        _tag: "CopyCommand",
        command: `kubectl auth can-i get pods --subresource=log -n default --kubeconfig ${kubeconfigPath} --context nologs`,
      });
      const list = yield* Effect.flip(kube.pods("logs-only", "default"));
      expect(explain(list).sentence).toBe(
        `Can't list pods in "default": user "logs-only-user" may not list pods.`,
      );
      expect(explain(list).remedies).toContainEqual({
        _tag: "CopyCommand",
        command: `kubectl auth can-i list pods -n default --kubeconfig ${kubeconfigPath} --context logs-only`,
      });
      expect(
        yield* kube.mayI("nologs", {
          verb: "get",
          resource: "pods",
          subresource: "log",
          namespace: "default",
        }),
      ).toBe(false);
      expect(
        yield* kube.mayI("nologs", { verb: "list", resource: "pods", namespace: "default" }),
      ).toBe(true);
    }),
  );

  it.effect("asks the server's access review before it blames a user", () =>
    Effect.gen(function* () {
      const cluster = yield* TestCluster;
      const kube = yield* Kube;
      const read = (context: string, pod: string) =>
        Effect.flip(Effect.scoped(kube.log(context, "default", pod, { container: "app" })));
      cluster.world.pod({ name: "unblamed" });
      const without = yield* read("nologs", "unblamed");
      expect(without).toMatchObject({ _tag: "Forbidden", reviewed: false });
      expect(explain(without).sentence).toContain("may not get pods/log");
      status(403, 'pods "blamed" is forbidden: denied by policy', "Forbidden")(cluster, "blamed");
      const refused = yield* read("admin", "blamed");
      expect(refused).toMatchObject({ _tag: "Forbidden", reviewed: true });
      expect(explain(refused).sentence).toContain("though its access review says that");
    }),
  );

  it.effect("refuses a name that would mean another path, without asking the server", () =>
    Effect.gen(function* () {
      const cluster = yield* TestCluster;
      const kube = yield* Kube;
      const before = JSON.stringify(cluster.counters.requests);
      for (const name of ["..", ".", "", "a/b", "a%2fb"]) {
        const error = yield* Effect.flip(kube.pod("admin", "default", name));
        expect(error._tag).toBe("RequestInvalid");
      }
      expect(JSON.stringify(cluster.counters.requests)).toBe(before);
    }),
  );
});
