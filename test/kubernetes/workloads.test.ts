import { expect, layer } from "@effect/vitest";
import * as Effect from "effect/Effect";
import * as Queue from "effect/Queue";
import * as Stream from "effect/Stream";
import type { WorkloadView } from "../../src/domain/workload.ts";
import { Kube, type ListEvent } from "../../src/kubernetes/kube.ts";
import { Deployment } from "../cluster/deployment.ts";
import { CronJob, DaemonSet, declareService, Job, StatefulSet } from "../cluster/workloads.ts";
import { clusterKube, TestCluster } from "./cluster-kube.ts";

const declareDeployment = (...parts: ConstructorParameters<typeof Deployment>) =>
  new Deployment(...parts);
const declareStatefulSet = (...parts: ConstructorParameters<typeof StatefulSet>) =>
  new StatefulSet(...parts);
const declareDaemonSet = (...parts: ConstructorParameters<typeof DaemonSet>) =>
  new DaemonSet(...parts);

layer(clusterKube())("workloads", (it) => {
  it.effect("are listed by kind and name, with what they want and what is ready", () =>
    Effect.gen(function* () {
      const kube = yield* Kube;
      const { world } = yield* TestCluster;
      const namespace = "list";
      declareDeployment(world, { name: "web", namespace, replicas: 3 });
      declareDeployment(world, { name: "api", namespace, template: { stage: "pending" } });
      declareStatefulSet(world, { name: "db", namespace, replicas: 2 });
      declareDaemonSet(world, { name: "agent", namespace });
      new CronJob(world, { name: "backup", namespace, schedule: "0 3 * * *" }).run();
      new Job(world, { name: "report", namespace }).container().exit({ code: 0 });
      declareService(world, { name: "web", namespace, selector: { app: "web" } });
      declareService(world, { name: "outside", namespace, selector: {} });
      const found = yield* kube.workloads("admin", namespace);
      expect(found.map(({ desired, kind, name, ready }) => [kind, name, desired, ready])).toEqual([
        ["Deployment", "api", 1, 0],
        ["Deployment", "web", 3, 3],
        ["StatefulSet", "db", 2, 2],
        ["DaemonSet", "agent", 1, 1],
        ["CronJob", "backup", undefined, undefined],
        ["Job", expect.stringMatching(/^backup-\d+$/u), 1, 0],
        ["Job", "report", 1, 1],
        ["Service", "web", undefined, undefined],
      ]);
      expect(found.find(({ kind }) => kind === "Job")?.owner).toMatchObject({
        kind: "CronJob",
        name: "backup",
      });
    }),
  );

  it.effect("are selected as kubectl would, expressions included", () =>
    Effect.gen(function* () {
      const kube = yield* Kube;
      const { world } = yield* TestCluster;
      declareDeployment(world, {
        name: "set-based",
        selector: {
          matchLabels: { app: "web" },
          matchExpressions: [
            { key: "tier", operator: "In", values: ["front", "edge"] },
            { key: "track", operator: "NotIn", values: ["canary"] },
            { key: "team", operator: "Exists" },
            { key: "legacy", operator: "DoesNotExist" },
          ],
        },
      });
      const { selector } = yield* kube.workload("admin", "default", "Deployment", "set-based");
      expect(selector).toBe("app=web,tier in (front,edge),track notin (canary),team,!legacy");
    }),
  );

  it.effect("that are not there are told by their kind and name", () =>
    Effect.gen(function* () {
      const kube = yield* Kube;
      const error = yield* Effect.flip(kube.workload("admin", "default", "CronJob", "none"));
      expect(error).toMatchObject({ _tag: "ObjectGone", kind: "CronJob", name: "none" });
    }),
  );

  it.effect("are those of the kinds that the user may list; none at all is an error", () =>
    Effect.gen(function* () {
      const kube = yield* Kube;
      const { faults, world } = yield* TestCluster;
      const namespace = "rights";
      declareDeployment(world, { name: "web", namespace });
      declareStatefulSet(world, { name: "db", namespace });
      const fault = faults.on(
        { kind: "list", namespace, resource: "statefulsets", times: Infinity },
        {
          type: "status",
          error: { code: 403, reason: "Forbidden", message: "statefulsets.apps is forbidden" },
        },
      );
      const found = yield* kube.workloads("admin", namespace);
      expect(found.map(({ name }) => name)).toEqual(["web"]);
      fault.remove();
      const error = yield* Effect.flip(kube.workloads("logs-only", namespace));
      expect(error).toMatchObject({ _tag: "Forbidden", verb: "list" });
    }),
  );
});

layer(clusterKube())("workloads of a whole cluster", (it) => {
  it.effect("are asked for by an empty namespace", () =>
    Effect.gen(function* () {
      const kube = yield* Kube;
      const { world } = yield* TestCluster;
      declareDeployment(world, { name: "web", namespace: "a" });
      declareDeployment(world, { name: "web", namespace: "b" });
      const found = yield* kube.workloadsOfKind("admin", "", "Deployment");
      expect(found.map(({ namespace }) => namespace)).toEqual(["a", "b"]);
      expect(found.every(({ selector }) => selector === "app=web")).toBe(true);
      const selected = yield* kube.workloadsOfKind("admin", "", "ReplicaSet", "app=none");
      expect(selected).toEqual([]);
    }),
  );

  it.effect("of one name are watched: changed, deleted, made anew with another uid", () =>
    Effect.gen(function* () {
      const kube = yield* Kube;
      const { world } = yield* TestCluster;
      const namespace = "watched";
      const events = yield* Queue.unbounded<ListEvent<WorkloadView>>();
      declareDeployment(world, { name: "other", namespace });
      yield* Effect.forkScoped(
        Stream.runForEach(kube.watchWorkload("admin", namespace, "Job", "report"), (event) =>
          Queue.offer(events, event),
        ),
      );
      const until = (fits: (event: ListEvent<WorkloadView>) => boolean) =>
        Effect.repeat(Queue.take(events), { until: fits });
      expect(yield* Queue.take(events)).toEqual({ _tag: "Listed", items: [] });
      const job = new Job(world, { name: "report", namespace });
      yield* until((event) => event._tag === "Changed" && event.item.uid === job.uid);
      job.container().exit({ code: 0 });
      yield* until((event) => event._tag === "Changed" && event.item.over === true);
      job.delete();
      yield* until(({ _tag }) => _tag === "Removed");
      const again = new Job(world, { name: "report", namespace });
      yield* until((event) => event._tag === "Changed" && event.item.uid === again.uid);
    }),
  );
});
