import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { ManualClock } from "./clock.ts";
import { Deployment } from "./deployment.ts";
import { field, listAt, textAt } from "./fields.ts";
import { labelsFit } from "./selectors.ts";
import { startCluster } from "./server.ts";
import type { Cluster } from "./server.ts";
import { send } from "./wire/send.ts";
import { CronJob, DaemonSet, declareService, Job, StatefulSet } from "./workloads.ts";

let cluster: Cluster;

beforeEach(async () => {
  cluster = await startCluster({ clock: new ManualClock() });
});

afterEach(() => cluster.close());

const ask = async (path: string, as = "admin", accept?: string) => {
  const answer = await send(cluster, `GET ${path}`, { token: cluster.tokens[as], accept }).closed;
  const body = Buffer.concat(answer.chunks).toString();
  const json: unknown = body.startsWith("{") ? JSON.parse(body) : body;
  return { code: Number(answer.statusLine.split(" ")[1]), json, answer };
};

const names = (list: unknown): unknown[] =>
  listAt(list, "items").map((item) => textAt(item, "metadata", "name"));

describe("workloads", () => {
  const statusOf = async (path: string) => field((await ask(path)).json, "status");

  it("own their pods through ReplicaSets, and are rolled out one by one", async () => {
    const web = new Deployment(cluster.world, { name: "web", replicas: 3 });
    const before = web.pods.map(({ name }) => name);
    const rollout = web.rollout({ containers: [{ name: "app", image: "app:2" }] });
    rollout.step();
    expect(web.pods).toHaveLength(3);
    expect(web.pods.filter(({ name }) => before.includes(name))).toHaveLength(2);
    rollout.finish();
    expect(web.pods.filter(({ name }) => before.includes(name))).toHaveLength(0);
    const sets = await ask("/apis/apps/v1/namespaces/default/replicasets");
    const replicas = listAt(sets.json, "items").map((set) => field(set, "status", "replicas"));
    expect(new Set(replicas)).toEqual(new Set([0, 3]));
    const selector = field(
      (await ask("/apis/apps/v1/namespaces/default/deployments/web")).json,
      "spec",
      "selector",
    ) as Parameters<typeof labelsFit>[0];
    for (const { declaration } of web.pods) {
      expect(labelsFit(selector, declaration.labels ?? {})).toBe(true);
    }
  });

  it("replace a StatefulSet's pod under its name", async () => {
    const db = new StatefulSet(cluster.world, { name: "db", replicas: 2 });
    const before = db.pods[1]?.uid;
    expect(db.replace(1).name).toBe("db-1");
    expect(db.pods.find(({ name }) => name === "db-1")?.uid).not.toBe(before);
    expect(await statusOf("/apis/apps/v1/namespaces/default/statefulsets/db")).toMatchObject({
      replicas: 2,
      readyReplicas: 2,
    });
  });

  it("complete or fail with their pods", async () => {
    const good = new Job(cluster.world, { name: "good" });
    const bad = new Job(cluster.world, { name: "bad" });
    good.container().exit();
    bad.container().exit({ code: 1 });
    const conditions = async (name: string) =>
      listAt(await statusOf(`/apis/batch/v1/namespaces/default/jobs/${name}`), "conditions").map(
        (condition) => textAt(condition, "type"),
      );
    expect(await conditions("good")).toContain("Complete");
    expect(await conditions("bad")).toContain("Failed");
  });

  it("come in every kind", async () => {
    const agent = new DaemonSet(cluster.world, { name: "agent" });
    const cron = new CronJob(cluster.world, { name: "nightly", schedule: "0 3 * * *" });
    const run = cron.run();
    declareService(cluster.world, { name: "web", selector: { app: "web" } });
    expect(run.reference.kind).toBe("Job");
    expect(agent.pods.map(({ node }) => node)).toEqual(["node-1"]);
    for (const path of [
      "/apis/apps/v1/daemonsets",
      "/apis/batch/v1/cronjobs",
      "/apis/batch/v1/jobs",
      "/api/v1/services",
      "/api/v1/nodes",
    ]) {
      expect(names((await ask(path)).json), path).toHaveLength(1);
    }
  });
});

describe("what happens to pods", () => {
  const reason = async (name: string) => {
    const { json } = await ask(
      `/api/v1/namespaces/default/pods/${name}`,
      "admin",
      "application/json;as=Table;v=v1;g=meta.k8s.io",
    );
    return listAt(listAt(json, "rows")[0], "cells")[2];
  };

  it("is told by their status, step by step", async () => {
    const pod = cluster.world.pod({
      name: "slow",
      stage: "pending",
      initContainers: [{ name: "first", state: "running" }],
    });
    expect(await reason("slow")).toBe("Pending");
    pod.schedule();
    expect(await reason("slow")).toBe("Init:0/1");
    pod.start();
    pod.container("first").exit();
    expect(await reason("slow")).toBe("PodInitializing");
    pod.container().wait("ErrImagePull", "not found");
    expect(await reason("slow")).toBe("ErrImagePull");
    pod.container().start();
    expect(await reason("slow")).toBe("Running");
    pod.container().exit({ code: 137, reason: "OOMKilled" });
    expect(await reason("slow")).toBe("OOMKilled");
    pod.container().backOff().start();
    pod.terminate();
    expect(await reason("slow")).toBe("Terminating");
    pod.delete();
    expect((await ask("/api/v1/namespaces/default/pods/slow")).code).toBe(404);
  });

  it("is an eviction: the pod stays, its logs are gone", async () => {
    const pod = cluster.world.pod({ name: "web" });
    pod.container().lines(["hello"]);
    pod.evict();
    expect(await reason("web")).toBe("Evicted");
    const { code, json } = await ask("/api/v1/namespaces/default/pods/web/log");
    expect([code, textAt(json, "message")]).toEqual([
      404,
      "the server could not find the requested resource ( pods/log web)",
    ]);
  });

  it("is a node that goes", async () => {
    cluster.world.pod({ name: "web" });
    cluster.world.removeNode("node-1");
    const { code, json } = await ask("/api/v1/namespaces/default/pods/web/log");
    expect([code, textAt(json, "message"), textAt(json, "details", "kind")]).toEqual([
      404,
      'nodes "node-1" not found',
      "nodes",
    ]);
  });

  it("is told by events, counted where they repeat", async () => {
    const app = cluster.world.pod({ name: "web" }).container();
    for (let n = 0; n < 3; n += 1) app.exit({ code: 1 }).backOff().start();
    const { json } = await ask(
      "/api/v1/namespaces/default/events?fieldSelector=involvedObject.name%3Dweb,reason%3DBackOff",
    );
    expect(listAt(json, "items").map((event) => field(event, "count"))).toEqual([3]);
  });

  it("is an ephemeral container that is added", async () => {
    const pod = cluster.world.pod({ name: "web" });
    pod.debug({ name: "shell" }).lines(["$ ps"]);
    const { json } = await ask("/api/v1/namespaces/default/pods/web");
    expect(
      listAt(json, "status", "ephemeralContainerStatuses").map((status) => textAt(status, "name")),
    ).toEqual(["shell"]);
    expect((await ask("/api/v1/namespaces/default/pods/web/log?container=shell")).json).toBe(
      "$ ps\n",
    );
  });
});
