import { beforeAll, describe, expect, it, vi } from "vitest";
import { Deployment } from "../cluster/deployment.ts";
import { CronJob, StatefulSet } from "../cluster/workloads.ts";
import { desk } from "./edge.ts";
import { described, onePanel, setStage, shown, texts, tree, until } from "./stage.ts";

vi.mock("vscode", () => import("./edge.ts"));

const stage = setStage();

describe("workloads", () => {
  it("are in the tree with their pods, live, and open as one log", async () => {
    const web = new Deployment(stage.cluster.world, {
      name: "web",
      namespace: "live",
      replicas: 2,
    });
    for (const pod of web.pods) pod.container().lines([`hello from ${pod.name}`]);
    stage.cluster.world.pod({ name: "alone", namespace: "live" });
    const namespace = await tree().find("live", await tree().find("admin"));
    const labels = async (): Promise<ReadonlyArray<string>> =>
      Promise.all(
        (await tree().children(namespace)).map(async (node) => (await tree().item(node)).label),
      );
    expect(await labels()).toEqual(["web", "alone"]);
    const node = await tree().find("web", namespace);
    expect(await tree().item(node)).toMatchObject({
      contextValue: "workload",
      description: "2/2 · Deployment",
    });
    expect(await tree().children(node)).toHaveLength(2);

    web.scale(3);
    await vi.waitFor(
      async () => {
        expect((await tree().item(node)).description).toBe("3/3 · Deployment");
      },
      { timeout: 30_000, interval: 100 },
    );
    expect(await tree().children(node)).toHaveLength(3);

    await desk.run("podlog.tree.openLogs", node);
    const panel = await onePanel();
    expect(panel.title).toBe("Logs: admin · Deployment web");
    panel.says({ _tag: "Ready" });
    await until(() =>
      texts(panel).filter((text) => text.startsWith("hello from")).length === 2 ? true : undefined,
    );
    await desk.run("podlog.tree.copyName", node);
    expect(desk.clipboard).toBe("web");
  });

  it("of a schedule hold the pods of all their runs", async () => {
    const backup = new CronJob(stage.cluster.world, {
      name: "backup",
      namespace: "nightly",
      schedule: "0 3 * * *",
    });
    backup.run();
    const namespace = await tree().find("nightly", await tree().find("admin"));
    const nodes = await tree().children(namespace);
    expect(await Promise.all(nodes.map((one) => tree().item(one)))).toMatchObject([
      { label: "backup", description: "CronJob" },
    ]);
    expect(await tree().children(nodes[0])).toHaveLength(1);
  });

  it("are in the palette, those that fail first", async () => {
    const calm = new StatefulSet(stage.cluster.world, { name: "calm", namespace: "mixed" });
    const bad = new StatefulSet(stage.cluster.world, { name: "zealous", namespace: "mixed" });
    bad.container().exit({ code: 1, reason: "Error" }).backOff();
    const walk = desk.run("podlog.openLogs", { context: "admin", namespace: "mixed" });
    const pick = await until(() => desk.picks[0]);
    await shown(pick, "calm");
    expect(pick.labels).toEqual(["zealous", "zealous-0", calm.name, "calm-0", "Several Pods…"]);
    expect(described(pick, "zealous")).toBe("StatefulSet · 0/1 · CrashLoopBackOff");
    pick.choose("zealous");
    await walk;
    expect((await onePanel()).title).toBe("Logs: admin · StatefulSet zealous");
  });

  it("open by their name where a caller names them", async () => {
    const { kind, name } = new StatefulSet(stage.cluster.world, {
      name: "named",
      namespace: "called",
    });
    await desk.run("podlog.openLogs", {
      context: "admin",
      namespace: "called",
      workload: { kind: kind.kind, name },
    });
    expect((await onePanel()).title).toBe("Logs: admin · StatefulSet named");
  });
});

describe("all containers of a pod", () => {
  it("open as one log from the palette (C1)", async () => {
    const containers = [{ name: "app" }, { name: "proxy" }];
    const pod = stage.cluster.world.pod({ name: "pair", namespace: "pairs", containers });
    pod.container("app").lines(["from app"]);
    pod.container("proxy").lines(["from proxy"]);
    const walk = desk.run("podlog.openLogs", {
      context: "admin",
      namespace: "pairs",
      pod: "pair",
    });
    const pick = await until(() => desk.picks[0]);
    await shown(pick, "proxy");
    expect(pick.labels).toEqual(["app", "proxy", "All Containers"]);
    pick.choose("All Containers");
    await walk;
    const panel = await onePanel();
    expect(panel.title).toBe("Logs: admin · pair");
    panel.says({ _tag: "Ready" });
    await until(() =>
      ["from app", "from proxy"].every((text) => texts(panel).includes(text)) ? true : undefined,
    );
  });
});

describe("a label selector", () => {
  beforeAll(() => {
    for (const name of ["one", "two"])
      stage.cluster.world.pod({ name, namespace: "labelled", labels: { app: "web", tier: name } });
  });
  const ask = async () => {
    const walk = desk.run("podlog.openLogsBySelector", { context: "admin", namespace: "labelled" });
    const pick = await until(() => desk.picks[0]);
    await shown(pick, "app=web");
    return { pick, walk };
  };

  it("is offered from the labels that pods have", async () => {
    const { pick, walk } = await ask();
    expect(pick.labels).toEqual(["app=web", "tier=one", "tier=two"]);
    pick.choose("app=web");
    await walk;
    expect((await onePanel()).title).toBe("Logs: admin · app=web");
  });

  it("is checked as typed: how many pods match now, or the API server's error (O2)", async () => {
    const { pick, walk } = await ask();
    pick.type("app===");
    expect(pick.labels[0]).toBe("app===");
    expect(described(pick, "app===")).toBe("Checking…");
    await until(() => (described(pick, "app===") === "not a label selector" ? true : undefined));
    expect(pick.items[0]).toMatchObject({
      detail: expect.stringContaining(
        "unable to parse requirement: found '=', expected: identifier",
      ),
    });
    pick.choose("app===");
    expect(desk.panels).toEqual([]);
    pick.type("app in (web),tier!=two");
    await until(() =>
      described(pick, "app in (web),tier!=two") === "1 pod matches now" ? true : undefined,
    );
    pick.choose("app in (web),tier!=two");
    await walk;
    expect((await onePanel()).title).toBe("Logs: admin · app in (web),tier!=two");
  });

  it.each(["-l tier=one", "kubectl get pods -n labelled -l tier=one -o wide"])(
    "is found in a line that holds one: %s (O11)",
    async (line) => {
      const { pick, walk } = await ask();
      pick.type(line);
      await until(() => (described(pick, "tier=one") === "1 pod matches now" ? true : undefined));
      pick.enter();
      await walk;
      expect((await onePanel()).title).toBe("Logs: admin · tier=one");
    },
  );

  it("of a line for another namespace is not taken for this one", async () => {
    const { pick } = await ask();
    const line = "kubectl logs -n elsewhere -l tier=one";
    pick.type(line);
    await until(() => (described(pick, line) === "not a label selector" ? true : undefined));
    pick.escape();
  });

  it("may be entered before it was looked up: it opens when it turns out to be one", async () => {
    const { pick, walk } = await ask();
    pick.type("tier=one");
    pick.type("tier in (two)");
    pick.choose("tier in (two)");
    expect(desk.panels).toEqual([]);
    await walk;
    expect((await onePanel()).title).toBe("Logs: admin · tier in (two)");
  });
});
