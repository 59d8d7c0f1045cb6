import { describe, expect, it } from "vitest";
import type { PodView } from "../../src/domain/pod.ts";
import type { WorkloadView } from "../../src/domain/workload.ts";
import { workloadsOfPod, workloadStatus } from "../../src/domain/workload-pods.ts";
import { container, pod } from "./pods.ts";

const workload = (
  kind: WorkloadView["kind"],
  name: string,
  more: Partial<WorkloadView> = {},
): WorkloadView => ({ kind, namespace: "shop", name, uid: `${kind}-${name}`, ...more });

const owned = (kind: string, name: string, more: Partial<PodView> = {}): PodView =>
  pod({ owner: { kind, name, uid: `${kind}-${name}` }, ...more });

const names = (workloads: ReadonlyArray<WorkloadView>): ReadonlyArray<string> =>
  workloads.map(({ kind, name }) => `${kind} ${name}`);

describe("the workloads that a pod belongs to", () => {
  const of = workloadsOfPod([
    workload("Deployment", "web"),
    workload("Deployment", "web-api"),
    workload("StatefulSet", "db"),
    workload("ReplicaSet", "lone-1"),
    workload("CronJob", "backup"),
    workload("Job", "backup-28", {
      owner: { kind: "CronJob", name: "backup", uid: "CronJob-backup" },
    }),
  ]);

  it.each([
    [owned("StatefulSet", "db"), ["StatefulSet db"]],
    [owned("ReplicaSet", "lone-1"), ["ReplicaSet lone-1"]],
    [owned("Job", "backup-28"), ["Job backup-28", "CronJob backup"]],
    [
      owned("ReplicaSet", "web-6d4f", { labels: { "pod-template-hash": "6d4f" } }),
      ["Deployment web"],
    ],
    [
      owned("ReplicaSet", "web-api-6d4f", { labels: { "pod-template-hash": "6d4f" } }),
      ["Deployment web-api"],
    ],
  ])("are its controller and that one's: %#", (one, expected) => {
    expect(names(of(one))).toEqual(expected);
  });

  it.each([
    ["nobody made it", pod()],
    ["a node made it", owned("Node", "node-1")],
    [
      "another StatefulSet of that name made it",
      owned("StatefulSet", "db", {
        owner: { kind: "StatefulSet", name: "db", uid: "another" },
      }),
    ],
    [
      "its ReplicaSet has no hash in its name",
      owned("ReplicaSet", "web-api", {
        labels: { "pod-template-hash": "6d4f" },
      }),
    ],
  ])("are none where %s", (_why, one) => {
    expect(of(one)).toEqual([]);
  });
});

describe("a workload's state", () => {
  const fine = pod({
    ready: true,
    containers: [container("app", { _tag: "Running" }, { ready: true })],
  });
  const crashing = pod({
    containers: [container("app", { _tag: "Waiting", reason: "CrashLoopBackOff" })],
  });
  const starting = pod({
    phase: "Pending",
    containers: [container("app", { _tag: "Waiting", reason: "ContainerCreating" })],
  });
  const evicted = pod({ phase: "Failed", reason: "Evicted", containers: [] });
  const failed = (seconds: number): PodView =>
    pod({
      phase: "Failed",
      createdAt: { seconds, nanos: 0 },
      containers: [container("app", { _tag: "Terminated", exitCode: 1, reason: "Error" })],
    });
  const done = (seconds: number): PodView =>
    pod({
      phase: "Succeeded",
      createdAt: { seconds, nanos: 0 },
      containers: [container("app", { _tag: "Terminated", exitCode: 0, reason: "Completed" })],
    });

  it.each<[string, WorkloadView, ReadonlyArray<PodView>, string, string, string | undefined]>([
    ["all ready", workload("Deployment", "w", { desired: 2 }), [fine, fine], "ok", "", "2/2"],
    [
      "one crashes",
      workload("Deployment", "w", { desired: 2 }),
      [fine, crashing],
      "failing",
      "CrashLoopBackOff",
      "1/2",
    ],
    [
      "one starts",
      workload("Deployment", "w", { desired: 2 }),
      [fine, starting],
      "waiting",
      "",
      "1/2",
    ],
    ["one too few", workload("Deployment", "w", { desired: 2 }), [fine], "waiting", "", "1/2"],
    ["none yet", workload("Deployment", "w", { desired: 2 }), [], "waiting", "", "0/2"],
    ["scaled to none", workload("Deployment", "w", { desired: 0 }), [], "done", "", "0/0"],
    [
      "an evicted one was replaced",
      workload("Deployment", "w", { desired: 1 }),
      [fine, evicted],
      "ok",
      "",
      "1/1",
    ],
    [
      "an evicted one is missing",
      workload("Deployment", "w", { desired: 2 }),
      [fine, evicted],
      "failing",
      "Evicted",
      "1/2",
    ],
    [
      "one is on its way out",
      workload("Deployment", "w", { desired: 1 }),
      [fine, pod({ deletionAt: { seconds: 1, nanos: 0 }, ready: true })],
      "ok",
      "",
      "1/1",
    ],
    [
      "the Job is done, after a failure",
      workload("Job", "j", { desired: 1 }),
      [failed(1), done(2)],
      "done",
      "",
      "1/1",
    ],
    [
      "the Job's pods were tidied away",
      workload("Job", "j", { desired: 1, ready: 1 }),
      [],
      "done",
      "",
      "1/1",
    ],
    ["the Job runs", workload("Job", "j", { desired: 1 }), [failed(1), fine], "ok", "", "0/1"],
    [
      "the Job failed",
      workload("Job", "j", { desired: 1 }),
      [failed(1)],
      "failing",
      "Error",
      "0/1",
    ],
    [
      "the last run failed",
      workload("CronJob", "c"),
      [failed(2), done(1)],
      "failing",
      "Error",
      undefined,
    ],
    [
      "the last run went well",
      workload("CronJob", "c"),
      [failed(1), done(2)],
      "done",
      "",
      undefined,
    ],
    ["it never ran", workload("CronJob", "c"), [], "done", "", undefined],
  ])("%s", (_what, one, pods, severity, reason, counts) => {
    expect(workloadStatus(one, pods)).toEqual({
      severity,
      reason,
      ...(counts === undefined ? {} : { counts }),
    });
  });
});
