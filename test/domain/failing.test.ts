import { describe, expect, it } from "@effect/vitest";
import { compareFailing, failingAmong, failingOf } from "../../src/domain/failing.ts";
import { instantFromMillis, type Instant } from "../../src/domain/instant.ts";
import type { ContainerState, ContainerView, PodView } from "../../src/domain/pod.ts";
import { readPod } from "../../src/kubernetes/pod-view.ts";
import { recordings } from "../cluster/conformance/recordings.ts";
import { container, pod } from "./pods.ts";

const now: Instant = instantFromMillis(Date.parse("2026-01-02T12:00:00Z"));
const ago = (seconds: number): Instant => ({ seconds: now.seconds - seconds, nanos: 0 });
const minutes = 60;
const hours = 3600;
const days = 86_400;

interface End {
  readonly code: number;
  readonly reason?: string;
  /** Seconds ago, and how long it had run. */
  readonly at: number;
  readonly life?: number;
  readonly message?: string;
}

const end = ({ at, code, life, message, reason }: End) => ({
  exitCode: code,
  finishedAt: ago(at),
  ...(life === undefined ? {} : { startedAt: ago(at + life) }),
  ...(reason === undefined ? {} : { reason }),
  ...(message === undefined ? {} : { message }),
});
const dead = (of: End): ContainerState => ({ _tag: "Terminated", ...end(of) });
const running = (since: number): ContainerState => ({ _tag: "Running", startedAt: ago(since) });
const waiting = (reason?: string, message?: string): ContainerState => ({
  _tag: "Waiting",
  ...(reason === undefined ? {} : { reason }),
  ...(message === undefined ? {} : { message }),
});
const app = (state: ContainerState, more: Partial<ContainerView> = {}): ContainerView =>
  container("app", state, more);
const init = (state: ContainerState, more: Partial<ContainerView> = {}): ContainerView =>
  container("setup", state, { kind: "init", ...more });
const served = { ready: true, started: true };

const row = (
  name: string,
  rank: number,
  sentence: string,
  fields: Partial<PodView>,
  ...containers: ReadonlyArray<ContainerView>
) => ({ name, rank, sentence, view: pod({ createdAt: ago(10 * days), ...fields, containers }) });

const pending = { phase: "Pending", readyChangedAt: ago(5 * minutes) };

describe("What fails (O10)", () => {
  it.each([
    row(
      "crash-loops",
      0,
      "Keeps crashing: exit 1, 4 s after its start.",
      {},
      app(waiting("CrashLoopBackOff"), {
        restartCount: 14,
        lastTermination: end({ code: 1, reason: "Error", at: 90, life: 4 }),
      }),
    ),
    row(
      "crash-loops and said why",
      0,
      "Keeps crashing: exit 2, 1 s after its start. It said: panic: no route",
      {},
      app(waiting("CrashLoopBackOff"), {
        restartCount: 3,
        lastTermination: end({
          code: 2,
          at: 10,
          life: 1,
          message: "goroutine 1\npanic: no route\n\n",
        }),
      }),
    ),
    row(
      "crash-loops for want of memory",
      0,
      "Keeps crashing: exit 137 (OOMKilled: out of memory), 3 min after its start.",
      {},
      app(waiting("CrashLoopBackOff"), {
        restartCount: 3,
        lastTermination: end({ code: 137, reason: "OOMKilled", at: 10, life: 180 }),
      }),
    ),
    row(
      "crash-loops, and the status does not say how",
      0,
      "Keeps crashing.",
      {},
      app(waiting("CrashLoopBackOff")),
    ),
    row(
      "runs between two crashes",
      0,
      "Keeps crashing: exit 139 (segmentation fault), 20 s after its start. It runs again just now.",
      { ready: true },
      app(running(5), {
        ...served,
        restartCount: 2,
        lastTermination: end({ code: 139, reason: "Error", at: 30, life: 20 }),
      }),
    ),
    row(
      "is killed again and again, and not for want of memory",
      0,
      "Keeps crashing: exit 137 (killed), 40 s after its start. Its liveness probe may have failed.",
      {},
      app(waiting("CrashLoopBackOff"), {
        restartCount: 3,
        lastTermination: end({ code: 137, reason: "Error", at: 10, life: 40 }),
      }),
    ),
    row(
      "ends well again and again",
      0,
      "Keeps ending by itself: exit 0, 2 s after its start. What is to go on must not end.",
      {},
      app(waiting("CrashLoopBackOff"), {
        restartCount: 3,
        lastTermination: end({ code: 0, reason: "Completed", at: 10, life: 2 }),
      }),
    ),
    row(
      "has just died and waits to be started",
      0,
      "Died: exit 127 (its command was not found), 0 s after its start.",
      {},
      app(dead({ code: 127, reason: "Error", at: 2, life: 0 })),
    ),
    row(
      "died for good while its pod lives on",
      2,
      "Died: exit 255.",
      {},
      app(dead({ code: 255, reason: "Error", at: 5 * hours })),
      container("proxy", running(2 * days), served),
    ),
    row(
      "has an init container in a crash loop",
      0,
      "Keeps crashing: exit 1. The pod's other containers wait for it.",
      { ...pending, initialized: false },
      init(waiting("CrashLoopBackOff"), { lastTermination: end({ code: 1, at: 20 }) }),
      app(waiting("PodInitializing")),
    ),
    row(
      "has an init container that died",
      0,
      "Died: exit 1. The pod's other containers wait for it.",
      { ...pending, initialized: false },
      init(dead({ code: 1, at: 1 })),
      app(waiting("PodInitializing")),
    ),
    row(
      "has an init container that takes long",
      2,
      "It is still running, and the pod's other containers wait for it.",
      { ...pending, initialized: false },
      init(running(4 * minutes)),
      app(waiting("PodInitializing")),
    ),
    row(
      "has a sidecar that crash-loops",
      0,
      "Keeps crashing: exit 1.",
      { ...pending, initialized: false },
      container("mesh", waiting("CrashLoopBackOff"), {
        kind: "sidecar",
        lastTermination: end({ code: 1, at: 20 }),
      }),
      app(waiting("PodInitializing")),
    ),
    row(
      "can't pull its image",
      0,
      `The registry has no such image or tag: "registry.example/app:1". The node says: not found`,
      pending,
      app(waiting("ErrImagePull", "not found")),
    ),
    row(
      "can't pull its image since yesterday",
      4,
      `Its image "registry.example/app:1" can't be used: the node can't pull it and tries again later.`,
      { phase: "Pending", readyChangedAt: ago(30 * hours) },
      app(waiting("ImagePullBackOff")),
    ),
    row(
      "may not pull its image",
      0,
      `The registry does not let the node pull: "registry.example/app:1". The node says: Back-off pulling image "registry.example/app:1": ErrImagePull: failed to authorize: 401 Unauthorized`,
      pending,
      app(
        waiting(
          "ImagePullBackOff",
          'Back-off pulling image "registry.example/app:1": ErrImagePull: failed to authorize: 401 Unauthorized',
        ),
      ),
    ),
    row(
      "has an image name that is none",
      0,
      `Its image "registry.example/app:1" can't be used: its name is not valid.`,
      pending,
      app(waiting("InvalidImageName")),
    ),
    row(
      "lacks a ConfigMap",
      0,
      `The ConfigMap "settings" is missing.`,
      pending,
      app(waiting("CreateContainerConfigError", `configmap "settings" not found`)),
    ),
    row(
      "lacks a key of a Secret",
      0,
      `The key "token" of the Secret "keys" is missing.`,
      pending,
      app(waiting("CreateContainerConfigError", "couldn't find key token in Secret shop/keys")),
    ),
    row(
      "can't be created",
      0,
      "The node can't start it. The node says: context deadline exceeded",
      pending,
      app(waiting("CreateContainerError", "context deadline exceeded")),
    ),
    row(
      "can't be run",
      0,
      `The node can't start it. The node says: exec: "/srv": permission denied`,
      pending,
      app(waiting("RunContainerError", `exec: "/srv": permission denied`)),
    ),
    row(
      "is not created for long",
      2,
      "The node has not created it yet: it waits for a volume, the network or its image.",
      pending,
      app(waiting("ContainerCreating")),
    ),
    row(
      "fits on no node",
      2,
      "No node takes the pod: 0/3 nodes are available: 3 Insufficient memory.",
      {
        phase: "Pending",
        createdAt: ago(3 * minutes),
        unschedulable: "0/3 nodes are available: 3 Insufficient memory.",
        node: undefined as unknown as string,
      },
      app({ _tag: "Unknown" }),
    ),
    row(
      "has a node that does not take it up",
      2,
      'The node "node-1" has not taken the pod up: its kubelet may be down.',
      { phase: "Pending", createdAt: ago(3 * minutes) },
      app({ _tag: "Unknown" }),
    ),
    row(
      "has lost its readiness",
      2,
      "It runs but is not ready: its readiness probe does not pass.",
      { readyChangedAt: ago(10) },
      app(running(2 * days), { started: true }),
    ),
    row(
      "never was ready since an hour",
      4,
      "It runs but is not ready: its startup probe has not passed.",
      { readyChangedAt: ago(2 * hours) },
      app(running(90 * minutes)),
    ),
    row(
      "is not ready after it died",
      2,
      "It runs but is not ready: its readiness probe does not pass. Its last run ended with exit 1.",
      { readyChangedAt: ago(2 * minutes) },
      app(running(70), {
        started: true,
        restartCount: 1,
        lastTermination: end({ code: 1, at: 75, life: 3000 }),
      }),
    ),
    row(
      "waits for a readiness gate or its node",
      3,
      "Its containers were ready when last heard of, and the pod is not: its node may be out of touch, or a readiness gate is not passed.",
      { readyChangedAt: ago(20 * minutes) },
      app(running(2 * days), served),
    ),
    row(
      "was killed for memory a moment ago",
      3,
      "It died and runs again: exit 137 (OOMKilled: out of memory), 50 min after its start.",
      { ready: true },
      app(running(20), {
        ...served,
        restartCount: 1,
        lastTermination: end({ code: 137, reason: "OOMKilled", at: 25, life: 3000 }),
      }),
    ),
    row(
      "crashed once, and early: no loop yet",
      3,
      "It died and runs again: exit 1, 5 s after its start.",
      { ready: true },
      app(running(20), {
        ...served,
        restartCount: 1,
        lastTermination: end({ code: 1, reason: "Error", at: 25, life: 5 }),
      }),
    ),
    row(
      "was told to stop in the night",
      5,
      "It died and runs again: exit 143 (told to stop). Its liveness probe may have failed.",
      { ready: true },
      app(running(9 * hours), {
        ...served,
        restartCount: 1,
        lastTermination: end({ code: 143, reason: "Error", at: 9 * hours, life: 9 * days }),
      }),
    ),
    row(
      "ended by itself and was started again",
      3,
      "It ended by itself and was started again; it runs now.",
      { ready: true },
      app(running(20 * minutes), {
        ...served,
        restartCount: 1,
        lastTermination: end({ code: 0, reason: "Completed", at: 60, life: 60 }),
      }),
    ),
    row(
      "failed for good",
      1,
      "Failed for good: exit 1, 5 s after its start.",
      { phase: "Failed" },
      app(dead({ code: 1, reason: "Error", at: 60, life: 5 })),
    ),
    row(
      "was evicted",
      2,
      "The cluster ended the pod: The node was low on resource: memory.",
      {
        phase: "Failed",
        reason: "Evicted",
        message: "The node was low on resource: memory. ",
        readyChangedAt: ago(30 * minutes),
      },
      app(dead({ code: 137, reason: "Error", at: 1800 })),
    ),
    row(
      "was evicted, and another serves in its place",
      4,
      "The cluster ended the pod: The node was low on resource: memory.",
      {
        phase: "Failed",
        reason: "Evicted",
        message: "The node was low on resource: memory. ",
        readyChangedAt: ago(30 * minutes),
        owner: { kind: "ReplicaSet", name: "web-6d4f9", uid: "web-6d4f9" },
      },
      app(dead({ code: 137, reason: "Error", at: 1800 })),
    ),
    row(
      "was evicted in the middle of a Job",
      2,
      "The cluster ended the pod: The node was low on resource: memory.",
      {
        phase: "Failed",
        reason: "Evicted",
        message: "The node was low on resource: memory. ",
        readyChangedAt: ago(30 * minutes),
        owner: { kind: "Job", name: "report", uid: "report" },
      },
      app(dead({ code: 137, reason: "Error", at: 1800 })),
    ),
    row(
      "had to go for a pod that counts more",
      1,
      "The cluster ended the pod: default-scheduler: preempting to accommodate a higher priority pod",
      {
        phase: "Failed",
        evictedFor: "default-scheduler: preempting to accommodate a higher priority pod",
        readyChangedAt: ago(30),
      },
      app(dead({ code: 143, reason: "Error", at: 30 })),
    ),
    row(
      "had no more time",
      1,
      "The cluster ended the pod: Pod was active on the node longer than the specified deadline",
      {
        phase: "Failed",
        reason: "DeadlineExceeded",
        message: "Pod was active on the node longer than the specified deadline",
        readyChangedAt: ago(30),
      },
      app(dead({ code: 137, reason: "DeadlineExceeded", at: 30 })),
    ),
    row(
      "should be gone and is not",
      3,
      `It should be gone and is not: the node "node-1" may be down.`,
      { deletionAt: ago(30 * minutes) },
      app(running(9 * days)),
    ),
    row(
      "should be gone, has ended, and is held",
      3,
      "It should be gone and is not: its containers have ended, and a finalizer or a volume holds it.",
      { deletionAt: ago(30 * minutes) },
      app(dead({ code: 143, at: 1_900 })),
    ),
  ])("$name: rank $rank, $sentence", ({ rank, sentence, view }) => {
    expect(failingOf(view, now)).toMatchObject([{ rank, sentence }]);
  });

  it.each([
    row("runs well", 0, "", { ready: true }, app(running(9), served)),
    row("has done its work", 0, "", { phase: "Succeeded" }, app(dead({ code: 0, at: 60 }))),
    row(
      "has one container done and one that serves",
      0,
      "",
      { ready: true },
      app(dead({ code: 0, at: 60 })),
      container("proxy", running(60), served),
    ),
    row("has just been started", 0, "", { readyChangedAt: ago(20) }, app(running(15))),
    row(
      "is just being created",
      0,
      "",
      { phase: "Pending", readyChangedAt: ago(20) },
      app(waiting("ContainerCreating")),
    ),
    row(
      "has just been given a node",
      0,
      "",
      { phase: "Pending", createdAt: ago(3) },
      app({ _tag: "Unknown" }),
    ),
    row(
      "has just begun its init container",
      0,
      "",
      { ...pending, initialized: false },
      init(running(10)),
      app(waiting("PodInitializing")),
    ),
    row("is held back on purpose", 0, "", {
      phase: "Pending",
      schedulingGated: true,
      unschedulable: "Scheduling is blocked due to non-empty scheduling gates",
      node: undefined as unknown as string,
    }),
    row("is being deleted", 0, "", { deletionAt: ago(-20) }, app(dead({ code: 143, at: 1 }))),
    row("failed days ago", 0, "", { phase: "Failed" }, app(dead({ code: 1, at: 3 * days }))),
    row(
      "was evicted days ago",
      0,
      "",
      { phase: "Failed", reason: "Evicted", readyChangedAt: ago(3 * days) },
      app(dead({ code: 137, at: 3 * days })),
    ),
    row(
      "restarted days ago",
      0,
      "",
      { ready: true },
      app(running(3 * days), {
        ...served,
        restartCount: 40,
        lastTermination: end({ code: 1, at: 3 * days, life: 5 }),
      }),
    ),
    row(
      "had a debugger that failed",
      0,
      "",
      { ready: true },
      app(running(9), served),
      container("debugger", dead({ code: 1, at: 1 }), { kind: "ephemeral" }),
    ),
  ])("is nothing of a pod that $name", ({ view }) => {
    expect(failingOf(view, now)).toEqual([]);
  });

  it("blames each container of a pod by itself, and says which have a death to look at", () => {
    const view = pod({
      phase: "Pending",
      readyChangedAt: ago(5 * minutes),
      containers: [
        app(waiting("ImagePullBackOff")),
        container("proxy", waiting("CrashLoopBackOff"), {
          restartCount: 7,
          lastTermination: end({ code: 1, at: 20 }),
        }),
      ],
    });
    expect(failingOf(view, now)).toMatchObject([
      { container: "app", reason: "ImagePullBackOff", died: false, restarts: 0 },
      { container: "proxy", reason: "CrashLoopBackOff", died: true, restarts: 7 },
    ]);
  });

  it("stands in the order of how bad and how fresh it is, whatever order the pods come in", () => {
    const crashing = (name: string, at: number) =>
      pod({
        name,
        uid: name,
        containers: [
          app(waiting("CrashLoopBackOff"), { lastTermination: end({ code: 1, at, life: 1 }) }),
        ],
      });
    const restarted = (name: string, at: number) =>
      pod({
        name,
        uid: name,
        ready: true,
        containers: [
          app(running(at), { ...served, lastTermination: end({ code: 1, at, life: 9000 }) }),
        ],
      });
    const unready = (name: string, at: number) =>
      pod({
        name,
        uid: name,
        readyChangedAt: ago(at),
        containers: [app(running(9 * days), { started: true })],
      });
    const wanted = [
      crashing("a", 5),
      crashing("b", 120),
      crashing("a-older", 20 * minutes),
      unready("e", 60),
      unready("f", 30 * minutes),
      restarted("c", 5 * minutes),
      crashing("known", 9 * days),
      restarted("d", 40 * minutes),
      unready("forgotten", 20 * days),
    ];
    const names = wanted.map(({ name }) => name);
    for (const pods of [wanted, wanted.toReversed(), [...wanted.slice(4), ...wanted.slice(0, 4)]])
      expect(failingAmong(pods, now).map((one) => one.pod.name)).toEqual(names);
  });

  it("is ordered as a total order", () => {
    const all = failingAmong(
      Array.from({ length: 40 }, (_, i) =>
        pod({
          name: `p${i % 7}`,
          uid: `${i}`,
          namespace: `n${i % 3}`,
          readyChangedAt: ago(120 + (i % 4) * 900),
          containers: [
            app(running(2 * days), { started: true, restartCount: i % 2 }),
            app(waiting(i % 2 === 0 ? "CrashLoopBackOff" : "ErrImagePull")),
          ],
        }),
      ),
      now,
    );
    for (const a of all)
      for (const b of all)
        expect(Math.sign(compareFailing(a, b)) + Math.sign(compareFailing(b, a))).toBe(0);
  });
});

describe("What fails in a recorded cluster", () => {
  const recorded = recordings();
  const podOf = (name: string): PodView => {
    const view = readPod(
      JSON.parse(Buffer.concat(recorded.get(name)?.answer.chunks ?? []).toString("utf8")),
    );
    if (view === undefined) throw new Error(`${name} is no pod`);
    return view;
  };
  const at = (time: string): Instant => instantFromMillis(Date.parse(`2026-11-22T${time}Z`));

  it.each([
    [
      "pod-crasher",
      "12:11:50",
      "Keeps crashing: exit 3, 5 s after its start. It runs again just now.",
    ],
    ["pod-restarted", "12:12:45", "Died: exit 3, 4 s after its start."],
    [
      "pod-never-started",
      "12:12:00",
      `Its image "localhost/does-not-exist:1" can't be used: it is not on the node, and the pod says that it is never to be pulled. The node says: Container image "localhost/does-not-exist:1" is not present with pull policy of Never`,
    ],
    [
      "pod-init-waiting",
      "12:12:00",
      "It is still running, and the pod's other containers wait for it.",
    ],
    [
      "pod-waiting",
      "12:12:00",
      "The node has not created it yet: it waits for a volume, the network or its image.",
    ],
  ])("of %s at %s: %s", (name, time, sentence) => {
    expect(failingOf(podOf(name), at(time))).toMatchObject([{ sentence }]);
  });

  it.each([["pod-chatty"], ["pod-multi"], ["pod-completed"]])("of %s is nothing", (name) => {
    expect(failingOf(podOf(name), at("12:15:00"))).toEqual([]);
  });

  it("that a pull fails is told with its cause first, and that no node fits with the scheduler's", () => {
    expect(failingOf(podOf("pod-pull-fails"), at("12:12:00"))[0]?.sentence).toMatch(
      /^The registry does not answer: "127\.0\.0\.1:9\/none:1"\. The node says: Back-off pulling image .*…$/,
    );
    expect(failingOf(podOf("pod-unscheduled"), at("12:12:00"))[0]?.sentence).toMatch(
      /^No node takes the pod: 0\/1 nodes are available/,
    );
  });
});
