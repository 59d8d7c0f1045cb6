import { describe, expect, it } from "@effect/vitest";
import * as Effect from "effect/Effect";
import * as TestClock from "effect/testing/TestClock";
import { instantFromMillis } from "../../../src/domain/instant.ts";
import type { ContainerView, PodView, Termination } from "../../../src/domain/pod.ts";
import {
  containersOf,
  listed,
  makeNamespacePods,
} from "../../../src/features/tree/namespace-pods.ts";
import type { Node, PodNode } from "../../../src/features/tree/nodes.ts";
import { containerRow, podRow } from "../../../src/features/tree/pod-rows.ts";
import { makeRowsNow } from "../../../src/features/tree/rows-now.ts";
import { container, pod } from "../pods.ts";

const now = instantFromMillis(Date.UTC(2026, 0, 1, 12));
const minutesAgo = (minutes: number) => ({ ...now, seconds: now.seconds - minutes * 60 });

const nodeOf = (view: PodView): PodNode => {
  const info = {
    name: "prod",
    cluster: "prod",
    server: "https://prod",
    namespace: "shop",
    current: true,
    insecure: false,
  };
  const state = makeNamespacePods({
    _tag: "Namespace",
    id: "c/shop",
    context: { _tag: "Context", id: "c", info },
    name: "shop",
    place: "plain",
  });
  listed(state, [view]);
  const found = state.pods.get(view.name);
  if (found === undefined) throw new Error(`No ${view.name}`);
  return found;
};

const end = (more: Partial<Termination>): Termination => ({
  exitCode: 1,
  reason: "Error",
  finishedAt: minutesAgo(3),
  ...more,
});
const crashing = (more: Partial<ContainerView>): PodView =>
  pod("p", {
    ready: false,
    containers: [
      container("app", {
        ready: false,
        restartCount: 3,
        state: { _tag: "Waiting", reason: "CrashLoopBackOff" },
        ...more,
      }),
    ],
  });
const over = (phase: string, last: Termination): PodView =>
  pod("p", {
    phase,
    ready: false,
    containers: [container("app", { ready: false, state: { _tag: "Terminated", ...last } })],
  });

describe("a pod's row (O4)", () => {
  it.each<readonly [PodView, icon: string, description: string]>([
    [pod("p"), "pass-filled", "Running"],
    [pod("p", { ready: false }), "circle-large-outline", "Running"],
    [crashing({}), "error", "CrashLoopBackOff · 3 restarts"],
    [
      crashing({ lastTermination: end({}), restartCount: 1_024 }),
      "error",
      "CrashLoopBackOff · exit 1, 3 min ago · 1,024 restarts",
    ],
    [
      crashing({ lastTermination: end({ exitCode: 137, reason: "OOMKilled" }) }),
      "error",
      "CrashLoopBackOff · OOMKilled, 3 min ago · 3 restarts",
    ],
    [
      pod("p", {
        containers: [
          container("proxy", {
            restartCount: 1,
            lastTermination: end({ finishedAt: minutesAgo(9) }),
          }),
          container("app", {
            restartCount: 1,
            lastTermination: end({ exitCode: 137, reason: "OOMKilled", finishedAt: minutesAgo(0) }),
          }),
        ],
      }),
      "pass-filled",
      "Running · OOMKilled, just now · 2 restarts",
    ],
    [over("Succeeded", end({ exitCode: 0, reason: "Completed" })), "pass", "Completed · 3 min ago"],
    [over("Failed", end({ exitCode: 2 })), "error", "Error · exit 2, 3 min ago"],
    [
      over("Failed", end({ exitCode: 137, reason: "OOMKilled", finishedAt: minutesAgo(150) })),
      "error",
      "OOMKilled · 2 h ago",
    ],
    [
      pod("p", { phase: "Failed", ready: false, reason: "Evicted", containers: [] }),
      "error",
      "Evicted",
    ],
    [
      pod("p", {
        containers: [
          container("migrate", {
            kind: "init",
            state: { _tag: "Terminated", ...end({ exitCode: 0, reason: "Completed" }) },
          }),
          container("app"),
        ],
      }),
      "pass-filled",
      "Running",
    ],
  ])(
    "tells its state by icon and words, with how and when it ended: %#",
    (view, icon, description) => {
      // Only what was started before has a previous log to open.
      const kind = description.includes("restart") ? "pod.restarted" : "pod";
      expect(podRow(nodeOf(view), now)).toMatchObject({ icon, description, kind });
    },
  );

  it.each<readonly [PodView, ReadonlyArray<string>]>([
    [
      crashing({
        lastTermination: end({ exitCode: 137, reason: "OOMKilled", startedAt: minutesAgo(4) }),
      }),
      [
        "p",
        "Status: CrashLoopBackOff",
        "Keeps crashing: exit 137 (OOMKilled: out of memory), 1 min after its start.",
        "Last end: exit 137 (OOMKilled: out of memory), 2026-01-01T11:57:00.000Z",
        "Restarts: 3",
      ],
    ],
    [
      pod("p", {
        phase: "Pending",
        ready: false,
        node: "node-1",
        containers: [
          container("app", {
            ready: false,
            state: {
              _tag: "Waiting",
              reason: "CreateContainerConfigError",
              message: 'configmap "settings" not found',
            },
          }),
          container("proxy"),
        ],
      }),
      [
        "p",
        "Status: CreateContainerConfigError",
        'app: The ConfigMap "settings" is missing.',
        "Node: node-1",
      ],
    ],
    [
      pod("p", {
        phase: "Pending",
        ready: false,
        containers: [],
        createdAt: now,
        unschedulable: "0/3 nodes are available: 3 Insufficient memory.",
      }),
      ["p", "Status: Pending", "0/3 nodes are available: 3 Insufficient memory."],
    ],
  ])("says in its hover what is the matter: %#", (view, lines) => {
    expect(podRow(nodeOf(view), now).tooltip?.split("\n")).toEqual(lines);
  });

  it("says of a pod that no node takes that it is no ordinary wait", () => {
    const unschedulable = "0/3 nodes are available: 3 Insufficient memory.";
    const view = pod("p", { phase: "Pending", ready: false, containers: [], unschedulable });
    expect(podRow(nodeOf(view), now)).toMatchObject({
      icon: "error",
      description: "Pending · unschedulable",
    });
  });
});

describe("a container's row (O3, O4)", () => {
  it("tells of itself alone, and opens its log by a click or Enter", () => {
    const [app, migrate] = containersOf(
      nodeOf(
        pod("p", {
          containers: [
            container("app", { restartCount: 1, lastTermination: end({}) }),
            container("migrate", {
              kind: "init",
              state: { _tag: "Terminated", ...end({ exitCode: 0, reason: "Completed" }) },
            }),
          ],
        }),
      ),
    );
    if (app === undefined || migrate === undefined) throw new Error("No containers");
    expect(containerRow(app, now)).toMatchObject({
      description: "Running · exit 1, 3 min ago · 1 restart",
      kind: "container.restarted",
      command: { id: "podlog.tree.openLogs" },
      tooltip: [
        "app",
        "Status: Running",
        "It died and runs again: exit 1.",
        "Image: app:1",
        "Last end: exit 1, 2026-01-01T11:57:00.000Z",
        "Restarts: 1",
      ].join("\n"),
    });
    expect(containerRow(migrate, now)).toMatchObject({
      description: "init · Completed · 3 min ago",
      kind: "container",
    });
  });
});

describe("rows that say how long ago something was", () => {
  it.effect("are drawn again once time has made them untrue, and no others are", () =>
    Effect.gen(function* () {
      const { keepTrue, row } = yield* makeRowsNow;
      const died = { lastTermination: end({ finishedAt: { seconds: 0, nanos: 0 } }) };
      const [restarted, calm, unseen] = [
        nodeOf(pod("p", { containers: [container("app", { restartCount: 1, ...died })] })),
        nodeOf(pod("calm")),
        nodeOf(pod("unseen", { containers: [container("app", { restartCount: 1, ...died })] })),
      ];
      const draw = (node: PodNode) => [node, ...containersOf(node)].map(row);
      draw(calm);
      expect(draw(restarted)[0]?.description).toBe("Running · exit 1, just now · 1 restart");
      const drawn: Array<ReadonlyArray<Node>> = [];
      yield* Effect.forkScoped(
        keepTrue(
          () => [restarted, calm, unseen],
          (nodes) => Effect.sync(() => void drawn.push(nodes)),
        ),
      );
      yield* TestClock.adjust("59 seconds");
      expect(drawn).toEqual([]);
      yield* TestClock.adjust("1 second");
      expect(drawn).toEqual([[restarted, ...containersOf(restarted)]]);
      expect(draw(restarted)[0]?.description).toBe("Running · exit 1, 1 min ago · 1 restart");
      yield* TestClock.adjust("59 seconds");
      expect(drawn).toHaveLength(1);
    }),
  );
});
