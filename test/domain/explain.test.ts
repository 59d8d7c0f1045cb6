import { describe, expect, it } from "@effect/vitest";
import * as Errors from "../../src/domain/errors.ts";
import type { KubeError } from "../../src/domain/errors.ts";
import { explain } from "../../src/domain/explain.ts";
import { explainWaiting } from "../../src/domain/waiting.ts";
import { container, ended, pod, runningSince, waiting } from "./pods.ts";

const server = "https://k.example";
const told = { details: "raw" };

/** One of each kind; the type asks for every tag. */
const each: { readonly [Tag in KubeError["_tag"]]: Extract<KubeError, { readonly _tag: Tag }> } = {
  KubeconfigMissing: new Errors.KubeconfigMissing({ ...told, paths: ["/a", "/b"] }),
  KubeconfigEmpty: new Errors.KubeconfigEmpty({ ...told, paths: ["/a"] }),
  KubeconfigBroken: new Errors.KubeconfigBroken({ ...told, path: "/a", reason: "bad indentation" }),
  ContextUnknown: new Errors.ContextUnknown({ ...told, context: "c", known: ["a"] }),
  NotSupported: new Errors.NotSupported({ ...told, context: "c", what: "as-groups" }),
  ConnectionRefused: new Errors.ConnectionRefused({ ...told, server }),
  HostNotFound: new Errors.HostNotFound({ ...told, server }),
  HostUnreachable: new Errors.HostUnreachable({ ...told, server }),
  ConnectionCut: new Errors.ConnectionCut({ ...told, server }),
  TimedOut: new Errors.TimedOut({ ...told, server, afterMs: 30_000 }),
  CertificateRejected: new Errors.CertificateRejected({
    ...told,
    server,
    reason: "its certificate has expired",
  }),
  ProxyFailed: new Errors.ProxyFailed({
    ...told,
    proxy: "p:3128",
    reason: "nothing answers there",
  }),
  NotLoggedIn: new Errors.NotLoggedIn({ ...told, context: "c", user: "u" }),
  CredentialPluginFailed: new Errors.CredentialPluginFailed({
    context: "c",
    ...told,
    command: "aws",
    reason: "it ended with code 1",
  }),
  Forbidden: new Errors.Forbidden({
    ...told,
    context: "c",
    user: "u",
    verb: "get",
    resource: "pods/log",
    namespace: "n",
  }),
  NodeAuth: new Errors.NodeAuth({ ...told, pod: "p" }),
  PodGone: new Errors.PodGone({ ...told, namespace: "n", pod: "p" }),
  NodeGone: new Errors.NodeGone({ ...told, node: "x" }),
  KubeletUnknownPod: new Errors.KubeletUnknownPod({ ...told, pod: "p" }),
  ObjectGone: new Errors.ObjectGone({ ...told, kind: "deployments", name: "d" }),
  NoSelector: new Errors.NoSelector({ ...told, kind: "Service", name: "s" }),
  ContainerRequired: new Errors.ContainerRequired({ ...told, pod: "p", choices: ["a"] }),
  ContainerUnknown: new Errors.ContainerUnknown({ ...told, pod: "p", container: "a" }),
  ContainerWaiting: new Errors.ContainerWaiting({
    ...told,
    pod: "p",
    container: "a",
    reason: "ContainerCreating",
  }),
  PodUnscheduled: new Errors.PodUnscheduled({ ...told, pod: "p" }),
  PreviousNotFound: new Errors.PreviousNotFound({ ...told, pod: "p", container: "a" }),
  LogsDisabledOnNode: new Errors.LogsDisabledOnNode({ ...told, pod: "p" }),
  Throttled: new Errors.Throttled({ ...told, retryAfterMs: 7_000 }),
  KubeletUnreachable: new Errors.KubeletUnreachable({ ...told, certificate: false }),
  Gateway: new Errors.Gateway({ ...told, status: 502 }),
  NotKubernetes: new Errors.NotKubernetes({ ...told, server, what: "a web page" }),
  ResourceExpired: new Errors.ResourceExpired(told),
  RequestInvalid: new Errors.RequestInvalid({ ...told, status: 422, message: "bad" }),
  ServerSaid: new Errors.ServerSaid({ ...told, status: 500, message: "bad" }),
};

describe("The words of an error", () => {
  it("are its own", () => {
    const sentences = Object.values(each).map((error) => explain(error).sentence);
    expect(new Set(sentences).size).toBe(sentences.length);
  });

  it.each(Object.values(each).map((error) => [error._tag, error] as const))(
    "%s says what happened and what to do, plainly",
    (_, error) => {
      const { sentence, why, advice, remedies, details } = explain(error);
      for (const words of [sentence, advice, ...(why === undefined ? [] : [why])]) {
        expect(words).toMatch(/^[A-Z"].*[.d]$/su);
        expect(words).not.toMatch(/!|oops|successful|undefined|\[object/iu);
      }
      expect(sentence).not.toContain(error._tag);
      expect(remedies.length).toBeGreaterThan(0);
      expect(details).toBe("raw");
    },
  );

  it("ask for a container where one is wanted", () => {
    expect(explain(each.ContainerRequired).remedies).toEqual([
      { _tag: "PickContainer", choices: ["a"] },
    ]);
  });

  it("offer to be asked again about a login program, and no other way to run it, where the user said no (K5)", () => {
    const declined = explain(
      new Errors.CredentialPluginFailed({
        ...told,
        context: "c",
        command: "aws",
        reason: "it was not allowed to run",
        declined: true,
      }),
    );
    expect(declined.advice).toContain("Retry to be asked again");
    expect(declined.remedies.map(({ _tag }) => _tag)).toEqual(["Retry"]);
  });

  it("never offer to skip the check of a certificate", () => {
    expect(JSON.stringify(explain(each.CertificateRejected))).not.toMatch(/insecure|skip/iu);
  });
});

describe("The command under a refusal", () => {
  const command = (fields: Partial<ConstructorParameters<typeof Errors.Forbidden>[0]>) =>
    explain(
      new Errors.Forbidden({ context: "prod", verb: "list", resource: "pods", ...fields }),
    ).remedies.flatMap((remedy) => (remedy._tag === "CopyCommand" ? [remedy.command] : []));

  it.each([
    [{ namespace: "shop" }, "kubectl auth can-i list pods -n shop --context prod"],
    [
      { verb: "get", resource: "pods/log", namespace: "shop" },
      "kubectl auth can-i get pods --subresource=log -n shop --context prod",
    ],
    [{ resource: "namespaces" }, "kubectl auth can-i list namespaces --context prod"],
    [
      { resource: "deployments", group: "apps" },
      "kubectl auth can-i list deployments.apps --context prod",
    ],
    [
      { context: "it's; rm -rf ~" },
      String.raw`kubectl auth can-i list pods --context 'it'\''s; rm -rf ~'`,
    ],
    [{ context: "$(reboot)" }, "kubectl auth can-i list pods --context '$(reboot)'"],
  ])("for %o", (fields, expected) => {
    expect(command(fields)).toEqual([expected]);
  });
});

describe("Why there are no logs yet", () => {
  const app = (reason?: string, message?: string, more = {}) =>
    container("app", waiting(reason, message), more);
  const warning = (reason: string, message: string) => ({ type: "Warning", reason, message });
  const why = (
    view: Parameters<typeof explainWaiting>[0],
    events = [] as Parameters<typeof explainWaiting>[2],
  ) => {
    const found = explainWaiting(view, "app", events);
    return [found?.sentence, found?.why];
  };

  it("a node is waited for, in the scheduler's words", () => {
    const { node: _, ...free } = pod({ phase: "Pending", containers: [app()] });
    expect(why({ ...free, unschedulable: "0/3 nodes are available: 3 Insufficient cpu." })).toEqual(
      ["No logs yet: the pod waits for a node.", "0/3 nodes are available: 3 Insufficient cpu."],
    );
    expect(why(free, [warning("FailedScheduling", "0/3 nodes")])).toEqual([
      "No logs yet: the pod waits for a node.",
      "0/3 nodes",
    ]);
    expect(why({ ...free, schedulingGated: true })[0]).toBe(
      "No logs yet: a scheduling gate holds the pod back (SchedulingGated).",
    );
  });

  it.each(["ErrImagePull", "ImagePullBackOff", "ErrImageNeverPull"])(
    "an image is waited for (%s)",
    (reason) => {
      expect(why(pod({ containers: [app(reason, "not there")] }))).toEqual([
        `No logs yet: the image "registry.example/app:1" of the container "app" can't be used (${reason}).`,
        "not there",
      ]);
    },
  );

  it("an image is being pulled", () => {
    expect(
      why(pod({ containers: [app("ContainerCreating")] }), [
        { type: "Normal", reason: "Pulling", message: "Pulling image" },
      ]),
    ).toEqual(['No logs yet: the node is pulling the image "registry.example/app:1".', undefined]);
  });

  const behind = (state: Parameters<typeof container>[1], more = {}) =>
    pod({
      initialized: false,
      containers: [container("setup", state, { kind: "init", ...more }), app("PodInitializing")],
    });

  it("an init container still runs, fails, or waits itself", () => {
    expect(why(behind(runningSince))[0]).toBe(
      'No logs yet: the init container "setup" is still running.',
    );
    expect(why(behind(ended(2, "Error")))).toEqual([
      'No logs yet: the init container "setup" failed.',
      "It ended with code 2 at 10:31:02; the containers start only when it succeeds.",
    ]);
    expect(why(behind(waiting("CrashLoopBackOff")))[0]).toBe(
      'No logs yet: the init container "setup" keeps failing (CrashLoopBackOff).',
    );
    expect(why(behind(waiting("ErrImagePull", "denied")))[0]).toBe(
      'No logs yet: the image "registry.example/setup:1" of the init container "setup" can\'t be used (ErrImagePull).',
    );
    expect(why(behind(runningSince, { kind: "sidecar" }))[0]).toBe(
      'No logs yet: the sidecar "setup" is still starting.',
    );
  });

  it.each([
    ['configmap "settings" not found', 'the ConfigMap "settings" is missing'],
    ['secret "key" not found', 'the Secret "key" is missing'],
    [
      "couldn't find key COLOR in ConfigMap shop/settings",
      'the key "COLOR" of the ConfigMap "settings" is missing',
    ],
  ])("what the configuration needs is missing: %s", (message, missing) => {
    expect(why(pod({ containers: [app("CreateContainerConfigError", message)] }))).toEqual([
      `No logs yet: ${missing}.`,
      message,
    ]);
  });

  it("the container is being created, in the words of the newest warning", () => {
    const view = pod({ containers: [app("ContainerCreating")] });
    expect(why(view)[0]).toBe('No logs yet: the node is creating the container "app".');
    expect(
      why(view, [warning("Old", "old"), warning("FailedCreatePodSandBox", "no IP left")])[1],
    ).toBe("FailedCreatePodSandBox: no IP left");
    expect(
      why(view, [
        warning("FailedMount", 'MountVolume.SetUp failed for volume "v" : configmap "c" not found'),
      ])[0],
    ).toBe('No logs yet: the ConfigMap "c" is missing.');
  });

  it("it keeps crashing", () => {
    expect(
      why(
        pod({
          containers: [
            app("CrashLoopBackOff", "back-off 5m", {
              restartCount: 4,
              lastTermination: ended(137, "OOMKilled"),
            }),
          ],
        }),
      ),
    ).toEqual([
      'No logs now: the container "app" keeps crashing, and the node waits before it starts it again (CrashLoopBackOff).',
      "It ended with code 137 (OOMKilled) at 10:31:02, after 4 restarts.",
    ]);
  });

  it.each([
    ["back-off 10s restarting failed container=app pod=web_shop(1)", 10],
    ["back-off 1m20s restarting failed container=app pod=web_shop(1)", 80],
    ["back-off 5m0s restarting failed container=app pod=web_shop(1)", 300],
    ["waiting", undefined],
  ])("it keeps crashing, and the node says when it starts it again: %s", (message, seconds) => {
    const lastTermination = ended(1, "Error");
    const state = app("CrashLoopBackOff", message, { restartCount: 4, lastTermination });
    const told = explainWaiting(pod({ containers: [state] }), "app");
    const end = lastTermination.finishedAt?.seconds ?? 0;
    expect(told?.word).toBe("CrashLoopBackOff");
    expect(told?.goesOnAt).toBe(seconds === undefined ? undefined : (end + seconds) * 1000);
  });

  it("it runs and has written nothing, or ended without a word", () => {
    expect(why(pod({ containers: [container("app", runningSince)] }))).toEqual([
      "No output so far.",
      "The container has been running since 10:31:02 and has written nothing.",
    ]);
    expect(why(pod({ containers: [container("app", ended(0, "Completed"))] }))).toEqual([
      "The container wrote nothing.",
      "It ended at 10:31:02.",
    ]);
  });

  it("the pod failed or goes before it started", () => {
    expect(
      why(
        pod({ phase: "Failed", reason: "Evicted", message: "low on memory", containers: [app()] }),
      ),
    ).toEqual([
      'No logs: the pod failed before the container "app" started (Evicted).',
      "low on memory",
    ]);
    expect(
      why(pod({ deletionAt: { seconds: 1, nanos: 0 }, containers: [app("ContainerCreating")] }))[0],
    ).toBe('No logs: the pod is being deleted before the container "app" started.');
  });

  it("another word of the kubelet is kept as it is", () => {
    expect(why(pod({ containers: [app("RunContainerError", "no such file")] }))).toEqual([
      'No logs yet: the node can\'t start the container "app" (RunContainerError).',
      "no such file",
    ]);
  });

  it("nothing can be said of a container that the pod does not have", () => {
    expect(explainWaiting(pod(), "nope")).toBeUndefined();
  });
});
