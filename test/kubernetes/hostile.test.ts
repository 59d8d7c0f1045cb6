import { expect, layer } from "@effect/vitest";
import * as Effect from "effect/Effect";
import { explain } from "../../src/domain/explain.ts";
import { Kube } from "../../src/kubernetes/kube.ts";
import type { Fault } from "../cluster/faults.ts";
import { clusterKube, TestCluster } from "./cluster-kube.ts";

const json = (body: string): Fault => ({
  type: "answer",
  code: 200,
  contentType: "application/json",
  body,
});

const pod = (fields: string): string =>
  `{"kind":"PodList","metadata":{"resourceVersion":"1"},"items":[${fields}]}`;

/** What a server sent for a list of pods, and what Podlog says that it sent. */
const rows: ReadonlyArray<readonly [sent: string, fault: Fault, what: string]> = [
  ["no JSON", json("{"), "JSON that can't be read"],
  ["nothing", json(""), "JSON that can't be read"],
  ["a number", json("7"), "an answer that is not a list"],
  ["null", json("null"), "an answer that is not a list"],
  ["items that are none", json('{"items":{}}'), "an answer that is not a list"],
  ["an item that is null", json(pod("null")), "a pod without a name"],
  ["an item without a name", json(pod('{"metadata":{"uid":"u"}}')), "a pod without a name"],
  [
    "names of another kind",
    json(pod('{"metadata":{"name":[],"namespace":{},"uid":3}}')),
    "a pod without a name",
  ],
  ["very deep JSON", json("[".repeat(200_000)), "JSON that can't be read"],
  [
    "an endless list",
    json('{"metadata":{"continue":"again"},"items":[]}'),
    "a list that never ends",
  ],
  [
    "a Content-Length of 2 GB",
    { type: "claims", length: 2_000_000_000, body: "{" },
    "an answer of more than 64 MB",
  ],
  ["a flood of headers", { type: "headerFlood", lines: 5_000 }, "headers that are too long"],
  [
    "an endless body",
    { type: "endless", contentType: "application/json", chunk: " ".repeat(65_536) },
    "an answer of more than 64 MB",
  ],
  [
    "plain bytes",
    { type: "bytes", bytes: "\u0000\u0001\u0002\r\n\r\n" },
    "something that does not speak HTTP",
  ],
];

layer(clusterKube())("A server that sends", (it) => {
  it.effect.each(rows)("%s gets a typed error, and the next request works", ([, fault, what]) =>
    Effect.gen(function* () {
      const cluster = yield* TestCluster;
      const kube = yield* Kube;
      const set = cluster.faults.on({ kind: "list", resource: "pods", times: Infinity }, fault);
      const error = yield* Effect.flip(kube.pods("admin", "default"));
      expect(error).toMatchObject({ _tag: "NotKubernetes", what });
      expect(explain(error).why).toContain(what);
      set.remove();
      expect(yield* kube.pods("admin", "default")).toEqual([]);
    }),
  );

  it.effect("a refusal without an end is judged by what came", () =>
    Effect.gen(function* () {
      const cluster = yield* TestCluster;
      const kube = yield* Kube;
      cluster.faults.on(
        { kind: "get", name: "p" },
        { type: "answer", code: 503, contentType: "text/plain", body: "x".repeat(1_000_000) },
      );
      const error = yield* Effect.flip(kube.pod("admin", "default", "p"));
      expect(error).toMatchObject({ _tag: "Gateway", status: 503 });
      expect((error.details ?? "").length).toBeLessThan(5_000);
    }),
  );

  it.effect("a pod whose parts are all of another kind still gives a pod", () =>
    Effect.gen(function* () {
      const cluster = yield* TestCluster;
      const kube = yield* Kube;
      cluster.faults.on(
        { kind: "get", name: "odd" },
        json(
          '{"metadata":{"name":"odd","namespace":"default","uid":"u","labels":7,"ownerReferences":[null,{"controller":true}],"creationTimestamp":"yesterday"},"spec":{"containers":[null,{"name":"app","image":[]},{}],"initContainers":"x"},"status":{"conditions":[null,3],"containerStatuses":[{"name":"app","state":{"terminated":7,"running":{"startedAt":"2026-99-99T00:00:00Z"}},"restartCount":1e300}]}}',
        ),
      );
      expect(yield* kube.pod("admin", "default", "odd")).toEqual({
        namespace: "default",
        name: "odd",
        uid: "u",
        resourceVersion: "",
        labels: {},
        phase: "Unknown",
        schedulingGated: false,
        initialized: false,
        ready: false,
        containers: [
          {
            name: "app",
            kind: "container",
            image: "",
            state: { _tag: "Running" },
            restartCount: 0,
            ready: false,
            started: false,
          },
        ],
      });
    }),
  );
});
