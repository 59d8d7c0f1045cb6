import { describe, expect, it } from "vitest";
import { containerChoices, workloadAndPodChoices } from "../../../src/features/open/choices.ts";
import { instantFromMillis } from "../../../src/domain/instant.ts";
import type { WorkloadView } from "../../../src/domain/workload.ts";
import type { ContextInfo } from "../../../src/kubernetes/kube.ts";
import { contextChoices, named, namespaceChoices } from "../../../src/vscode/place-rows.ts";
import { container, pod } from "../pods.ts";

const now = instantFromMillis(Date.parse("2026-01-02T12:00:00Z"));
const ago = (seconds: number) => ({ seconds: now.seconds - seconds, nanos: 0 });

const context = (name: string, current = false): ContextInfo => ({
  name,
  cluster: name,
  server: `https://${name}`,
  namespace: "default",
  current,
  insecure: false,
});

const workload = (
  kind: WorkloadView["kind"],
  name: string,
  more: Partial<WorkloadView> = {},
): WorkloadView => ({ kind, namespace: "shop", name, uid: `uid-${name}`, ...more });

describe("the choices of the walk", () => {
  it("offer the current context first, the others as the kubeconfig has them", () => {
    expect(
      contextChoices([context("b"), context("a"), context("now", true)]).map(
        ({ description, label }) => [label, description],
      ),
    ).toEqual([
      ["now", "current · https://now"],
      ["b", "https://b"],
      ["a", "https://a"],
    ]);
  });

  it("offer the namespace of the context first", () => {
    expect(namespaceChoices(["a", "mine", "z"], "mine").map(({ label }) => label)).toEqual([
      "mine",
      "a",
      "z",
    ]);
  });

  it("offer what fails first, then workloads with their kind and counts, pods by name, Services", () => {
    const of = (name: string) => ({
      owner: { kind: "StatefulSet", name, uid: `uid-${name}` },
    });
    const crashing = {
      ready: false,
      containers: [
        container("app", {
          ready: false,
          restartCount: 2,
          state: { _tag: "Waiting" as const, reason: "CrashLoopBackOff" },
        }),
      ],
    };
    const choices = workloadAndPodChoices(
      [
        workload("StatefulSet", "db", { desired: 1 }),
        workload("StatefulSet", "queue", { desired: 2 }),
        workload("CronJob", "backup"),
        workload("Service", "web"),
      ],
      [
        pod("web"),
        pod("queue-1", { ...of("queue"), ...crashing }),
        pod("queue-0", of("queue")),
        pod("db-0", of("db")),
        pod("cold", { ready: false, containers: [container("app", { ready: false })] }),
      ],
      now,
    );
    expect(choices.map(({ description, label, under }) => [under, label, description])).toEqual([
      ["Failing", "queue", "StatefulSet · 1/2 · CrashLoopBackOff"],
      [undefined, "queue-1", "CrashLoopBackOff · 2 restarts"],
      ["Workloads", "db", "StatefulSet · 1/1"],
      [undefined, "backup", "CronJob"],
      ["Pods", "cold", "not ready"],
      [undefined, "db-0", "Running"],
      [undefined, "queue-0", "Running"],
      [undefined, "web", "Running"],
      ["Services", "web", "Service"],
    ]);
    expect(choices[0]?.value).toEqual({ _tag: "Workload", kind: "StatefulSet", name: "queue" });
  });

  it("offer of what fails the worst and freshest first, what was evicted long ago last", () => {
    const evicted = (seconds: number) => ({
      phase: "Failed",
      reason: "Evicted",
      ready: false,
      readyChangedAt: ago(seconds),
    });
    const crashed = (seconds: number) => ({
      ready: false,
      containers: [
        container("app", {
          ready: false,
          state: { _tag: "Waiting" as const, reason: "CrashLoopBackOff" },
          lastTermination: { exitCode: 1, finishedAt: ago(seconds) },
        }),
      ],
    });
    const of = (name: string) => ({ owner: { kind: "StatefulSet", name, uid: `uid-${name}` } });
    const choices = workloadAndPodChoices(
      [workload("StatefulSet", "a", { desired: 1 }), workload("StatefulSet", "b", { desired: 1 })],
      [
        pod("a-0", { ...of("a"), ...crashed(7_200) }),
        pod("b-0", { ...of("b"), ...crashed(60) }),
        pod("c-old", evicted(9 * 86_400)),
        pod("d-new", evicted(60)),
      ],
      now,
    );
    expect(choices.map(({ label }) => label)).toEqual(["b", "a", "b-0", "d-new", "a-0", "c-old"]);
  });

  it("say of each container what it does, at a glance", () => {
    const waiting = { _tag: "Waiting" as const, reason: "CrashLoopBackOff" };
    const choices = containerChoices(
      pod("web", {
        containers: [
          container("app", { state: waiting, ready: false, restartCount: 3 }),
          container("proxy", { ready: false }),
        ],
      }),
    );
    expect(choices.map(({ description, icon }) => [icon, description])).toEqual([
      ["error", "CrashLoopBackOff · 3 restarts · app:1"],
      ["circle-large-outline", "not ready · proxy:1"],
      [undefined, "as one log"],
    ]);
  });

  it("offer the default container first, then those that serve, each other kind marked, all of them last (C1)", () => {
    const choices = containerChoices(
      pod("web", {
        defaultContainer: "app",
        containers: [
          container("migrate", { kind: "init" }),
          container("proxy", { kind: "sidecar" }),
          container("metrics"),
          container("app"),
          container("debugger", { kind: "ephemeral" }),
        ],
      }),
    );
    expect(choices.map(({ description, label }) => [label, description])).toEqual([
      ["app", "default · Running · app:1"],
      ["metrics", "Running · metrics:1"],
      ["proxy", "sidecar · Running · proxy:1"],
      ["migrate", "init · Running · migrate:1"],
      ["debugger", "ephemeral · Running · debugger:1"],
      ["All Containers", "as one log"],
    ]);
    expect(choices[0]?.value).toEqual({ _tag: "One", name: "app" });
    expect(choices.at(-1)?.value).toEqual({ _tag: "All" });
  });

  it("offer a pod's only container alone", () => {
    expect(containerChoices(pod("web")).map(({ label }) => label)).toEqual(["app"]);
  });

  it.each([
    ["web-6d4f9", true],
    ["a.b-c", true],
    ["x", true],
    ["Web", false],
    ["-web", false],
    ["web/app", false],
    ["", false],
    ["a".repeat(254), false],
  ])("take the typed text %j as a name: %j", (text, is) => {
    expect(named("Pod")(text).length > 0).toBe(is);
  });

  it.each([
    ["web-9", true],
    ["web", false],
    ["WB1", false],
    ["rnng", false],
    ["web-1-and-more", true],
  ])("take %j for a name beside a row that it might filter: %j", (text, is) => {
    const rows = [{ label: "web-1", description: "Running" }];
    expect(named("Pod")(text.toLowerCase(), rows).length > 0).toBe(is);
  });
});
