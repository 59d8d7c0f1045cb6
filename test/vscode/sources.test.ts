import { beforeAll, describe, expect, it, vi } from "vitest";
import type { Saved } from "../../src/protocol/saved.ts";
import { Deployment } from "../cluster/deployment.ts";
import { desk, type EdgePanel } from "./edge.ts";
import { patience, posted, setStage, texts, told } from "./stage.ts";

vi.mock("vscode", () => import("./edge.ts"));

const stage = setStage();

/** Opens a Deployment of `replicas` pods with two lines each; its view stands at the end and acknowledges nothing. */
const openDeployment = async (name: string, replicas: number): Promise<EdgePanel> => {
  const web = new Deployment(stage.cluster.world, { name, namespace: "shop", replicas });
  for (const pod of web.pods) pod.container().lines(["one", "two"]);
  const workload = { kind: "Deployment", name };
  await desk.run("podlog.openLogs", { context: "admin", namespace: "shop", workload });
  const panel = desk.panels.at(-1);
  if (panel === undefined) throw new Error("No panel");
  panel.says({ _tag: "Ready" });
  return panel;
};

describe("the sources of a panel", () => {
  it("are told with what each has come to while their list is open (C5)", async () => {
    const panel = await openDeployment("told", 2);
    const { shown } = await told(panel, "Showing", ({ shown }) => shown.sources.length === 2);
    expect(shown.sources).toMatchObject([
      { id: 0, container: "app", node: expect.any(String), image: expect.any(String), restarts: 0 },
      { id: 1, container: "app" },
    ]);
    panel.says({ _tag: "SourcesWanted", wanted: true });
    const { sources } = await told(panel, "SourcesAre", (message) =>
      message.sources.every(({ lines }) => lines === 2),
    );
    expect(sources.map(({ state }) => state)).toEqual(["Streaming", "Streaming"]);
  });

  it("of one pod say where they run, too, and how often they were restarted", async () => {
    const containers = [{ name: "app" }, { name: "proxy", image: "proxy:2" }];
    const pod = stage.cluster.world.pod({
      name: "pair",
      namespace: "shop",
      node: "node-7",
      containers,
    });
    const walk = desk.run("podlog.openLogs", { context: "admin", namespace: "shop", pod: "pair" });
    await vi.waitFor(() => expect(desk.picks[0]?.labels).toContain("All Containers"), patience);
    desk.picks[0]?.choose("All Containers");
    await walk;
    desk.panels[0]?.says({ _tag: "Ready" });
    const [panel] = desk.panels;
    if (panel === undefined) throw new Error("No panel");
    pod.container("app").exit({ code: 1, reason: "Error" }).start();
    await told(panel, "Showing", ({ shown }) => shown.sources[0]?.restarts === 1);
    const { shown } = await told(panel, "Showing");
    expect(shown.sources).toMatchObject([
      { container: "app", node: "node-7", restarts: 1 },
      { container: "proxy", node: "node-7", image: "proxy:2", restarts: 0 },
    ]);
  });

  it("hide at a word, and each can be opened in a panel of its own", async () => {
    const panel = await openDeployment("split", 2);
    const { shown } = await told(panel, "Showing", ({ shown }) => shown.sources.length === 2);
    const [first, second] = shown.sources;
    await vi.waitFor(async () => expect((await told(panel, "Beat")).lines).toBe(4), patience);
    const name = `${first?.pod}/app`;
    panel.says({ _tag: "ShowSources", change: { _tag: "Hide", name }, near: 0 });
    const view = await told(panel, "ViewIs", ({ rows }) => rows?.count === 2);
    expect(view.rows?.sources).toEqual([1, 1]);
    panel.says({ _tag: "Do", action: { _tag: "OpenSource", source: 1 } });
    await vi.waitFor(() => expect(desk.panels).toHaveLength(2), patience);
    expect(desk.panels[1]?.title).toBe(`Logs: admin · ${second?.pod}/app`);
  });

  it("beyond the limit are listed, and read when the user wants them (C7)", async () => {
    desk.set("maxFollows", 2);
    const panel = await openDeployment("many", 4);
    const { shown } = await told(panel, "Showing", ({ shown }) => shown.sources.length === 4);
    const left = shown.sources.filter(({ unfollowed }) => unfollowed);
    expect(left).toHaveLength(2);
    await vi.waitFor(() => expect(stage.cluster.counters.open.follow).toBe(2), patience);
    const [wanted] = left;
    panel.says({ _tag: "Do", action: { _tag: "FollowSource", source: wanted?.id ?? -1 } });
    await vi.waitFor(() => expect(stage.cluster.counters.open.follow).toBe(3), patience);
    await told(
      panel,
      "Showing",
      ({ shown }) => shown.sources.filter((one) => one.unfollowed).length === 1,
    );
    panel.says({ _tag: "SourcesWanted", wanted: true });
    const report = await told(
      panel,
      "SourcesAre",
      ({ sources }) => sources.filter(({ lines }) => lines === 2).length === 3,
    );
    expect(report.sources[wanted?.id ?? -1]).toMatchObject({ lines: 2, state: "Streaming" });
  });
});

describe("the containers of a workload (C2)", () => {
  it("are on offer, of all its pods; another one shows in the same panel", async () => {
    const template = { containers: [{ name: "app" }, { name: "proxy" }] };
    const web = new Deployment(stage.cluster.world, {
      name: "two",
      namespace: "shop",
      replicas: 2,
      template,
    });
    for (const pod of web.pods)
      for (const container of pod.containers) container.lines([`hello from ${container.name}`]);
    const workload = { kind: "Deployment", name: "two" };
    await desk.run("podlog.openLogs", { context: "admin", namespace: "shop", workload });
    const [panel] = desk.panels;
    if (panel === undefined) throw new Error("No panel");
    panel.says({ _tag: "Ready" });
    await told(
      panel,
      "Showing",
      ({ shown }) => shown.containers.length === 2 && shown.sources.length === 4,
    );
    panel.says({ _tag: "Do", action: { _tag: "SetContainer", container: "proxy" } });
    const { shown } = await told(panel, "Showing", ({ shown }) => shown.sources.length === 2);
    expect(shown.sources.map(({ container }) => container)).toEqual(["proxy", "proxy"]);
    expect(shown.containers.map(({ name }) => name)).toEqual(["app", "proxy"]);
    expect(panel.title).toBe("Logs: admin · Deployment two/proxy");
    const offered: Array<unknown> = [];
    desk.answers = (_, items) => {
      offered.push(...(items ?? []));
      return "All Containers";
    };
    await desk.run("podlog.panel.selectContainer");
    expect(offered).toEqual([
      { label: "app", description: "" },
      { label: "proxy", description: "shown now" },
      { label: "All Containers", description: "" },
    ]);
    await told(panel, "Showing", (message) => message.shown.sources.length === 4);
    expect(panel.title).toBe("Logs: admin · Deployment two");
  });
});

describe("a workload that is deleted while it is shown (P7)", () => {
  it("leaves its lines and a row that says so, and stays gone as its pods go after it", async () => {
    const web = new Deployment(stage.cluster.world, {
      name: "doomed",
      namespace: "shop",
      replicas: 2,
    });
    for (const pod of web.pods) pod.container().lines(["one", "two"]);
    const workload = { kind: "Deployment", name: "doomed" };
    await desk.run("podlog.openLogs", { context: "admin", namespace: "shop", workload });
    const [panel] = desk.panels;
    if (panel === undefined) throw new Error("No panel");
    panel.says({ _tag: "Ready" });
    await vi.waitFor(async () => expect((await told(panel, "Beat")).lines).toBe(4), patience);
    panel.says({ _tag: "SourcesWanted", wanted: true });
    web.delete();
    await told(panel, "SourcesAre", ({ sources }) =>
      sources.every(({ state }) => state === "Ended"),
    );
    const { shown } = await told(panel, "Showing", (message) => message.shown.gone);
    expect(shown.containers.map(({ name }) => name)).toEqual(["app"]);
    panel.says({ _tag: "Ack", seq: posted(panel).at(-1)?.seq });
    await vi.waitFor(
      () => expect(texts(panel).some((text) => text.startsWith("Deployment doomed"))).toBe(true),
      patience,
    );
    expect((await told(panel, "Beat")).lines).toBe(4);
  });
});

describe("a panel of its own (P2)", () => {
  const open = (pod: string): Promise<unknown> =>
    desk.run("podlog.openLogs", { context: "admin", namespace: "shop", pod, container: "app" });

  beforeAll(() => {
    for (const name of ["red", "green", "blue"])
      stage.cluster.world.pod({ name, namespace: "shop" });
  });

  it("is one that was pinned: the next log opens beside it, until it is let go", async () => {
    await open("red");
    const [red] = desk.panels;
    await desk.run("podlog.panel.pin");
    expect(desk.contextKeys.get("podlog.pinned")).toBe(true);
    await open("green");
    expect(desk.panels.map(({ title }) => title)).toEqual([
      "Logs: admin · red/app",
      "Logs: admin · green/app",
    ]);
    expect(desk.contextKeys.get("podlog.pinned")).toBe(false);
    red?.becomes(true);
    await vi.waitFor(() => expect(desk.contextKeys.get("podlog.pinned")).toBe(true), patience);
    await desk.run("podlog.panel.unpin");
    expect(desk.contextKeys.get("podlog.pinned")).toBe(false);
    await open("blue");
    expect(desk.panels.map(({ title }) => title)).toEqual([
      "Logs: admin · blue/app",
      "Logs: admin · green/app",
    ]);
  });

  it("stays its own over a reload, whichever comes back first", async () => {
    const saved = (pod: string, own: boolean): Saved => ({
      target: { _tag: "Pod", context: "admin", namespace: "shop", pod, container: "app" },
      cluster: "admin",
      options: { lineLimit: 100, timestamps: "utc", follow: true, wrap: true },
      previous: false,
      own,
      filter: { text: "", context: 0 },
      run: 1,
      row: 0,
      offset: 0,
      follow: true,
    });
    await desk.restore(saved("red", true));
    await desk.restore(saved("green", false));
    await open("blue");
    expect(desk.panels.map(({ title }) => title)).toEqual([
      "Logs: admin · red/app",
      "Logs: admin · blue/app",
    ]);
  });
});
