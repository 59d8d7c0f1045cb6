import { describe, expect, it } from "vitest";
import {
  containerChoices,
  contextChoices,
  named,
  namespaceChoices,
  workloadAndPodChoices,
} from "../../../src/features/open/choices.ts";
import type { WorkloadView } from "../../../src/domain/workload.ts";
import type { ContextInfo } from "../../../src/kubernetes/kube.ts";
import { container, pod } from "../pods.ts";

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
      ],
    );
    expect(choices.map(({ description, label, under }) => [under, label, description])).toEqual([
      ["Failing", "queue", "StatefulSet · 1/2 · CrashLoopBackOff"],
      [undefined, "queue-1", "CrashLoopBackOff · 2 restarts"],
      ["Workloads", "db", "StatefulSet · 1/1"],
      [undefined, "backup", "CronJob"],
      ["Pods", "db-0", "Running"],
      [undefined, "queue-0", "Running"],
      [undefined, "web", "Running"],
      ["Services", "web", "Service"],
    ]);
    expect(choices[0]?.value).toEqual({ _tag: "Workload", kind: "StatefulSet", name: "queue" });
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
      ["app", "default · app:1"],
      ["metrics", "metrics:1"],
      ["proxy", "sidecar · proxy:1"],
      ["migrate", "init · migrate:1"],
      ["debugger", "ephemeral · debugger:1"],
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
