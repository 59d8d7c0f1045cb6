import { describe, expect, it } from "@effect/vitest";
import type {
  ContainerKind,
  ContainerState,
  ContainerView,
  PodView,
} from "../../src/domain/pod.ts";
import { podStatus } from "../../src/domain/pod-state.ts";
import { container, ended, pod, runningSince, waiting } from "./pods.ts";

const row = (
  name: string,
  reason: string,
  severity: string,
  fields: Partial<PodView>,
  ...containers: ReadonlyArray<ContainerView>
) => ({ name, reason, severity, view: pod({ ...fields, containers }) });

const init = (
  state: ContainerState,
  more: Partial<ContainerView> = {},
  kind: ContainerKind = "init",
) => container("setup", state, { kind, ...more });

const app = (state: ContainerState, more: Partial<ContainerView> = {}) =>
  container("app", state, more);

describe("The word of a pod", () => {
  it.each([
    row("runs and is ready", "Running", "ok", { ready: true }, app(runningSince, { ready: true })),
    row("runs and is not ready", "Running", "waiting", {}, app(runningSince)),
    row("crashes", "CrashLoopBackOff", "failing", {}, app(waiting("CrashLoopBackOff"))),
    row("is done", "Completed", "done", { phase: "Succeeded" }, app(ended(0, "Completed"))),
    row("failed", "Error", "failing", { phase: "Failed" }, app(ended(1, "Error"))),
    row("was killed for memory", "OOMKilled", "failing", {}, app(ended(137, "OOMKilled"))),
    row("ended without a reason", "ExitCode:3", "failing", {}, app(ended(3))),
    row("ended by a signal", "Signal:9", "failing", {}, app({ ...ended(137), signal: 9 })),
    row("was evicted", "Evicted", "failing", { phase: "Failed", reason: "Evicted" }),
    row("waits for a node", "Pending", "waiting", { phase: "Pending" }, app({ _tag: "Unknown" })),
    row("fits on no node", "Pending", "failing", { phase: "Pending", unschedulable: "0/3" }),
    row("is held by a gate", "SchedulingGated", "waiting", {
      phase: "Pending",
      schedulingGated: true,
    }),
    row(
      "is being created",
      "ContainerCreating",
      "waiting",
      { phase: "Pending" },
      app(waiting("ContainerCreating")),
    ),
    row(
      "is being deleted",
      "Terminating",
      "waiting",
      { deletionAt: { seconds: 1, nanos: 0 } },
      app(runningSince),
    ),
    row(
      "is deleted and done",
      "Completed",
      "done",
      { phase: "Succeeded", deletionAt: { seconds: 1, nanos: 0 } },
      app(ended(0, "Completed")),
    ),
    row("was lost with its node", "Unknown", "failing", {
      reason: "NodeLost",
      deletionAt: { seconds: 1, nanos: 0 },
    }),
    row(
      "runs its first init container",
      "Init:0/2",
      "waiting",
      { phase: "Pending", initialized: false },
      init(runningSince),
      container("two", waiting("PodInitializing"), { kind: "init" }),
      app(waiting("PodInitializing")),
    ),
    row(
      "runs its second init container",
      "Init:1/2",
      "waiting",
      { phase: "Pending", initialized: false },
      init(ended(0)),
      container("two", runningSince, { kind: "init" }),
      app(waiting("PodInitializing")),
    ),
    row(
      "has a failing init container",
      "Init:Error",
      "failing",
      { phase: "Pending", initialized: false },
      init(ended(1, "Error")),
      app(waiting("PodInitializing")),
    ),
    row(
      "has an init container that ended without a reason",
      "Init:ExitCode:2",
      "failing",
      { phase: "Pending", initialized: false },
      init(ended(2)),
      app(waiting("PodInitializing")),
    ),
    row(
      "has an init container in a loop",
      "Init:CrashLoopBackOff",
      "failing",
      { phase: "Pending", initialized: false },
      init(waiting("CrashLoopBackOff")),
      app(waiting("PodInitializing")),
    ),
    row(
      "has a sidecar that runs",
      "Running",
      "ok",
      { ready: true },
      init(runningSince, { started: true }, "sidecar"),
      app(runningSince, { ready: true }),
    ),
    row(
      "has a sidecar that starts",
      "Init:0/1",
      "waiting",
      { phase: "Pending", initialized: false },
      init(runningSince, {}, "sidecar"),
      app(waiting("PodInitializing")),
    ),
    row(
      "has one container done and one ready",
      "Running",
      "ok",
      { ready: true },
      app(ended(0, "Completed")),
      container("side", runningSince, { ready: true }),
    ),
    row(
      "has one container done and one ready, but is not ready itself",
      "NotReady",
      "waiting",
      {},
      app(ended(0, "Completed")),
      container("side", runningSince, { ready: true }),
    ),
    row(
      "takes the word of its first container",
      "Error",
      "failing",
      {},
      app(ended(1, "Error")),
      container("side", waiting("CrashLoopBackOff")),
    ),
    row(
      "does not ask its ephemeral containers",
      "Running",
      "ok",
      { ready: true },
      app(runningSince, { ready: true }),
      container("debug", ended(1, "Error"), { kind: "ephemeral" }),
    ),
  ])("that $name is $reason", ({ view, reason, severity }) => {
    expect(podStatus(view)).toEqual({ reason, severity });
  });
});
