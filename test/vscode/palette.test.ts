import { beforeAll, describe, expect, it, vi } from "vitest";
import { decodeToWebview } from "../../src/protocol/to-webview.ts";
import { StatefulSet } from "../cluster/workloads.ts";
import { desk, type EdgePanel, type EdgePick } from "./edge.ts";
import { described, setStage, shown, start, texts, until } from "./stage.ts";

vi.mock("vscode", () => import("./edge.ts"));

const active = (pick: EdgePick): string | undefined => pick.activeItems[0]?.label;

const titles = (): ReadonlyArray<string> => desk.panels.map(({ title }) => title);

/** Begins the view of a panel, which takes each beat, and waits until these rows have come. */
const reads = async (panel: EdgePanel, ...wanted: ReadonlyArray<string>): Promise<void> => {
  panel.says({ _tag: "Ready" });
  await until(() => {
    const seq = panel.posted.map(decodeToWebview).at(-1)?.seq;
    if (seq !== undefined) panel.says({ _tag: "Ack", seq });
    return wanted.every((text) => texts(panel).includes(text)) ? true : undefined;
  });
};

const stage = setStage();

describe("Open Logs… (O1)", () => {
  it("reaches a log by Enter, Enter, Enter: the current context and namespace, and what fails", async () => {
    const app = stage.cluster.world.pod({ name: "aching" }).container();
    stage.cluster.world.pod({ name: "able" });
    app.exit({ code: 1, reason: "Error" }).backOff();
    const { pick, walk } = await start("podlog.openLogs");
    await shown(pick, "admin");
    pick.enter();
    await shown(pick, "default");
    expect(active(pick)).toBe("default");
    pick.enter();
    await shown(pick, "aching");
    pick.enter();
    await walk;
    expect(titles()).toEqual(["Logs: admin · aching/app"]);
    for (const pod of stage.cluster.world.pods) pod.remove();
  });

  it("offers what was opened lately first, until it is taken off the list", async () => {
    stage.cluster.world.pod({ name: "lately", namespace: "past" });
    stage.cluster.world.pod({ name: "before", namespace: "past" });
    const open = (pod: string) =>
      desk.run("podlog.openLogs", { context: "admin", namespace: "past", pod, container: "app" });
    await open("before");
    await open("lately");
    await open("before");
    await open("lately");
    const { pick, walk } = await start("podlog.openLogs");
    await shown(pick, "admin");
    expect(pick.labels.slice(0, 3)).toEqual(["lately/app", "before/app", "admin"]);
    expect(described(pick, "lately/app")).toBe("past · admin");
    pick.pressOn("lately/app", "Remove from the Recent Ones");
    expect(pick.labels.slice(0, 2)).toEqual(["before/app", "admin"]);
    expect(active(pick)).toBe("before/app");
    await until(() =>
      JSON.stringify(desk.stored.get("recents")).includes("lately") ? undefined : true,
    );
    for (const panel of desk.panels) panel.dispose();
    pick.enter();
    await walk;
    expect(titles().at(-1)).toBe("Logs: admin · before/app");
  });

  it("offers nothing of a context that is gone, or that is another cluster now", async () => {
    const target = { _tag: "Pod", namespace: "past", pod: "web", container: "app" };
    desk.stored.set("recents", [
      { server: "https://elsewhere", target: { ...target, context: "admin" } },
      { server: "https://elsewhere", target: { ...target, context: "gone" } },
      { server: stage.cluster.url, target: { ...target, context: "gone" } },
      "nonsense",
    ]);
    const { pick } = await start("podlog.openLogs");
    await shown(pick, "admin");
    expect(pick.labels[0]).toBe("admin");
    pick.escape();
  });

  it("keeps ten of them", async () => {
    for (let i = 0; i < 12; i++)
      await desk.run("podlog.openLogs", {
        context: "admin",
        namespace: "past",
        pod: `pod-${i}`,
        container: "app",
      });
    const { pick } = await start("podlog.openLogs", { context: "admin", namespace: "past" });
    await until(() => (pick.labels.length > 9 ? true : undefined));
    const recent = pick.labels.filter((label) => label.startsWith("pod-"));
    expect(recent).toEqual(Array.from({ length: 10 }, (_, i) => `pod-${11 - i}/app`));
    pick.escape();
  });

  it("shows what becomes of pods while it asks, and leaves the keyboard where it is", async () => {
    const calm = stage.cluster.world.pod({ name: "calm", namespace: "live" });
    stage.cluster.world.pod({ name: "placid", namespace: "live" });
    const { pick } = await start("podlog.openLogs", { context: "admin", namespace: "live" });
    await shown(pick, "placid");
    expect(pick.items).toContainEqual(
      expect.objectContaining({
        label: "calm",
        iconPath: expect.objectContaining({ id: "pass-filled" }),
      }),
    );
    pick.activeItems = pick.items.filter(({ label }) => label === "placid");
    calm.container().exit({ code: 1, reason: "Error" }).backOff();
    await until(() =>
      described(pick, "calm")?.startsWith("CrashLoopBackOff") === true ? true : undefined,
    );
    expect(pick.labels[0]).toBe("calm");
    expect(active(pick)).toBe("placid");
    pick.escape();
    await until(() => (stage.cluster.counters.open.watch === 0 ? true : undefined));
  });

  it("keeps what is typed for a question while its rows are still fetched", async () => {
    stage.cluster.world.pod({ name: "prompt", namespace: "typed" });
    stage.cluster.faults.on(
      { kind: "list", namespace: "typed", resource: "pods" },
      { type: "late", ms: 400 },
    );
    const { pick, walk } = await start("podlog.openLogs", { context: "admin", namespace: "typed" });
    await until(() => (pick.busy && pick.shown ? true : undefined));
    pick.type("absent-1");
    await shown(pick, "absent-1");
    expect(pick.value).toBe("absent-1");
    pick.choose("absent-1");
    await walk;
    expect(titles()).toEqual(["Logs: admin · absent-1"]);
  });

  it("takes several pods that are ticked, as one log", async () => {
    for (const name of ["red", "green", "blue"])
      stage.cluster.world
        .pod({ name, namespace: "ticked" })
        .container()
        .lines([`from ${name}`]);
    const { pick, walk } = await start("podlog.openLogs", {
      context: "admin",
      namespace: "ticked",
    });
    await shown(pick, "Several Pods…");
    pick.choose("Several Pods…");
    await until(() => (pick.canSelectMany ? true : undefined));
    expect(pick.labels).toEqual(["blue", "green", "red"]);
    pick.back();
    await shown(pick, "Several Pods…");
    expect(pick.canSelectMany).toBe(false);
    pick.choose("Several Pods…");
    await until(() => (pick.canSelectMany ? true : undefined));
    pick.tick("blue", "red");
    pick.enter();
    await walk;
    const panel = await until(() => desk.panels[0]);
    expect(panel.title).toBe("Logs: admin · blue and red");
    await reads(panel, "from blue", "from red");
  });

  it("shows a label that looks like an icon as it is", async () => {
    desk.stored.set("recents", []);
    stage.cluster.world.pod({ name: "plain", namespace: "icons" });
    const { pick } = await start("podlog.openLogs");
    await shown(pick, "admin");
    pick.type("kubectl logs '$(zap)'");
    await until(() => pick.items.find(({ label }) => label.includes(String.raw`\$(zap)`)));
    pick.escape();
  });
});

describe("Open Previous Logs… and Open Logs in New Panel…", () => {
  it("offers what has a previous instance, with how it ended, and opens that", async () => {
    const containers = [{ name: "app" }, { name: "proxy" }, { name: "calm" }];
    const pod = stage.cluster.world.pod({ name: "again", namespace: "former", containers });
    stage.cluster.world.pod({ name: "once", namespace: "former" });
    const set = new StatefulSet(stage.cluster.world, { name: "db", namespace: "former" });
    set.container().restart({ code: 1 });
    pod.container("proxy").restart({ code: 0 });
    pod.container("app").lines(["last words"]).restart({ code: 137, reason: "OOMKilled" });
    pod.container("app").lines(["new words"]);
    const argument = { context: "admin", namespace: "former" };
    const { pick, walk } = await start("podlog.openPreviousLogs", argument);
    await shown(pick, "again");
    expect(pick.labels).toEqual(["db", "again", "db-0", "Several Pods…"]);
    pick.choose("again");
    await shown(pick, "proxy");
    expect(pick.labels).toEqual(["app", "proxy", "All Containers"]);
    expect(described(pick, "app")).toBe("exit 137 (OOMKilled: out of memory)");
    pick.choose("app");
    await walk;
    const panel = await until(() => desk.panels[0]);
    await reads(panel, "last words");
    expect(texts(panel)).not.toContain("new words");
  });

  it("says so where nothing has one", async () => {
    stage.cluster.world.pod({ name: "fresh", namespace: "youth" });
    const { pick } = await start("podlog.openPreviousLogs", {
      context: "admin",
      namespace: "youth",
    });
    await shown(pick, "No container of youth has a previous instance");
    pick.enter();
    expect(pick.shown).toBe(true);
    pick.escape();
    const named = await start("podlog.openPreviousLogs", {
      context: "admin",
      namespace: "youth",
      pod: "fresh",
    });
    await shown(named.pick, "No container of fresh has a previous instance");
    named.pick.escape();
  });

  it("opens a panel of its own", async () => {
    stage.cluster.world.pod({ name: "beside", namespace: "own" });
    const argument = { context: "admin", namespace: "own", pod: "beside", container: "app" };
    await desk.run("podlog.openLogs", argument);
    await desk.run("podlog.openLogsInNewPanel", argument);
    expect(titles()).toHaveLength(2);
  });
});

describe("What is pasted (O11)", () => {
  beforeAll(() => {
    stage.cluster.world.pod({ name: "pasted-1", namespace: "clip", containers: [{ name: "app" }] });
    stage.cluster.world.pod({ name: "twin-0", namespace: "clip" });
    stage.cluster.world.pod({ name: "twin-0", namespace: "clap" });
    expect(new StatefulSet(stage.cluster.world, { name: "store", namespace: "clip" }).name).toBe(
      "store",
    );
    const containers = [{ name: "app" }, { name: "proxy" }];
    stage.cluster.world.pod({ name: "double", namespace: "clip", containers });
  });

  /** Pastes into the first question, chooses the row of a label, and gives the title of what opens. */
  const paste = async (text: string, label: string): Promise<string | undefined> => {
    const { pick, walk } = await start("podlog.openLogs");
    await shown(pick, "admin");
    pick.type(text);
    await shown(pick, label);
    pick.choose(label);
    await walk;
    return titles().at(-1);
  };

  it.each([
    ["clip/pasted-1", "pasted-1", "Logs: admin · pasted-1/app"],
    ["kubectl logs -f sts/store -n clip", "StatefulSet store", "Logs: admin · StatefulSet store"],
    ["store-0", "store-0", "Logs: admin · store-0/app"],
    [
      "kubectl logs pasted-1 -n clip --context admin-cert -c app | less",
      "pasted-1/app",
      "Logs: admin-cert · pasted-1/app",
    ],
    ["kubectl logs -l app=none -n clip --all-containers", "app=none", "Logs: admin · app=none"],
    [
      "vscode://podlog.podlog/open?context=admin&namespace=clip&pod=pasted-1&container=app",
      "pasted-1/app",
      "Logs: admin · pasted-1/app",
    ],
    ["pasted-1", "pasted-1", "Logs: admin · pasted-1/app"],
    [
      '[FIRING] KubePodCrashLooping pod="pasted-1" severity=critical',
      "pasted-1",
      "Logs: admin · pasted-1/app",
    ],
    // The pod is gone, its StatefulSet is not.
    [
      '[FIRING] KubePodCrashLooping pod="store-7" namespace="clip"',
      "StatefulSet store",
      "Logs: admin · StatefulSet store",
    ],
    // What looks like a label is none.
    ["A pod: crashed, it is pasted-1, again", "pasted-1", "Logs: admin · pasted-1/app"],
    ["stern store -n clip --tail 50", "StatefulSet store", "Logs: admin · StatefulSet store"],
    // Which of the containers is told by the alert.
    ['{pod="double",namespace="clip",container="proxy"}', "double", "Logs: admin · double/proxy"],
    [
      'KubeDeploymentReplicasMismatch{deployment="empty",namespace="clip"}',
      "Deployment empty",
      "Logs: admin · Deployment empty",
    ],
  ])("%s opens what it means", async (text, label, title) => {
    expect(await paste(text, label)).toBe(title);
  });

  it("goes by the namespace that a line names, where pods of two have the name", async () => {
    const { pick } = await start("podlog.openLogs");
    await shown(pick, "admin");
    pick.type("Back-off restarting twin-0 in namespace clip");
    await shown(pick, "twin-0");
    expect(pick.items.filter(({ label }) => label === "twin-0")).toMatchObject([
      { description: "clip · admin · Running" },
      { description: "clap · admin · Running" },
    ]);
    pick.escape();
  });

  it.each([
    ["kubectl logs pasted-1 --context nowhere", 'The context "nowhere" is not in the kubeconfig.'],
    ["kubectl logs node/one", "node is no kind whose logs Podlog can open."],
    ["vscode://podlog.podlog/open?context=admin", "The link does not say what its namespace is."],
    ["everything is on fire in the cluster", 'No pod that "admin" shows is named by this text.'],
  ])("%s is told to lead nowhere", async (text, sentence) => {
    const { pick } = await start("podlog.openLogs");
    await shown(pick, "admin");
    pick.type(text);
    await shown(pick, sentence);
    pick.choose(sentence);
    expect(desk.panels).toEqual([]);
    pick.escape();
  });

  it("goes by the cluster that an alert names, and asks none for that", async () => {
    const { pick, walk } = await start("podlog.openLogs");
    await shown(pick, "admin");
    await stage.cluster.settled();
    const asked = stage.cluster.counters.total;
    pick.type('Crash in {cluster="admin-cert"} of pasted-1');
    await shown(pick, 'This is of the context "admin-cert": choose that first, then paste this.');
    pick.type('{cluster="admin-cert",namespace="clip",pod="pasted-1"}');
    await shown(pick, "pasted-1");
    expect(described(pick, "pasted-1")).toBe("Pod by its name · clip · admin-cert");
    expect(stage.cluster.counters.total).toBe(asked);
    pick.choose("pasted-1");
    await walk;
    expect(titles()).toEqual(["Logs: admin-cert · pasted-1/app"]);
  });

  it("offers each pod of a group of alerts, and what runs in the place of one that is gone", async () => {
    const { pick } = await start("podlog.openLogs");
    await shown(pick, "admin");
    pick.type('[FIRING:2] {pod="store-7",namespace="clip"} {pod="double",namespace="clip"}');
    await shown(pick, "double");
    expect(pick.labels.slice(0, 2)).toEqual(["double", "StatefulSet store"]);
    pick.escape();
  });

  it("offers what runs in the place of a pod that is gone, where a line names it", async () => {
    const { pick, walk } = await start("podlog.openLogs");
    await shown(pick, "admin");
    pick.type("kubectl logs store-7 -n clip");
    await shown(pick, "store-7");
    pick.choose("store-7");
    await shown(pick, "StatefulSet store");
    expect(pick.prompt).toBe("There is no pod store-7 in clip any more.");
    expect(pick.labels).toEqual(["StatefulSet store", "store-7"]);
    pick.enter();
    await walk;
    expect(titles()).toEqual(["Logs: admin · StatefulSet store"]);
  });

  it("is hinted at where the walk begins", async () => {
    const { pick } = await start("podlog.openLogs");
    await shown(pick, "admin");
    expect(pick.placeholder).toBe("Choose a context, or paste a pod, a kubectl line or an alert");
    pick.escape();
  });

  it("says of a text without a pod what to do about another cluster's", async () => {
    const { pick } = await start("podlog.openLogs");
    await shown(pick, "admin");
    pick.type("everything is on fire in the cluster");
    const label = 'No pod that "admin" shows is named by this text.';
    await shown(pick, label);
    expect(pick.items.find((item) => item.label === label)).toMatchObject({
      detail: "Of a pod of another cluster, choose its context first, then paste the text there.",
    });
    pick.escape();
  });

  it("says what of a line is not followed", async () => {
    const { pick } = await start("podlog.openLogs");
    await shown(pick, "admin");
    pick.type("kubectl logs pasted-1 -n clip --token abc");
    await shown(pick, "pasted-1");
    expect(pick.items.find(({ label }) => label === "pasted-1")).toMatchObject({
      detail: "--token is not followed: Podlog goes by its own kubeconfig.",
    });
    pick.escape();
  });

  it("asks no cluster about what is typed to filter", async () => {
    const { pick } = await start("podlog.openLogs");
    await shown(pick, "admin");
    await stage.cluster.settled();
    const asked = stage.cluster.counters.total;
    pick.type("admin-c");
    expect(pick.busy).toBe(false);
    await stage.cluster.settled();
    expect(stage.cluster.counters.total).toBe(asked);
    pick.escape();
  });
});

describe("Where nothing may be listed (K4)", () => {
  beforeAll(() => {
    stage.cluster.world.pod({ name: "secret-pod" }).container().lines(["a secret"]);
  });

  it.each([
    ["namespace by namespace", ["default", "secret-pod"]],
    ["at once, as namespace/pod", ["default/secret-pod"]],
  ])("a pod is reached by its name, %s", async (_how, names) => {
    const { pick, walk } = await start("podlog.openLogs", { context: "logs-only" });
    for (const name of names) {
      // The question before is gone with its text.
      await until(() => (pick.value === "" && pick.labels.includes("Retry") ? true : undefined));
      pick.type(name);
      const label = name.split("/").at(-1) ?? name;
      await shown(pick, label);
      pick.choose(label);
    }
    await walk;
    const panel = await until(() => desk.panels[0]);
    expect(panel.title).toBe("Logs: logs-only · secret-pod");
    await reads(panel, "a secret");
  });

  it("that a name can be typed is said, and what may not be listed is told once", async () => {
    const { pick } = await start("podlog.openLogs", {
      context: "logs-only",
      namespace: "default",
    });
    await shown(pick, "Retry");
    expect(pick.placeholder).toBe("Type a name, or choose what to do about it");
    const told = pick.labels.filter((label) => label.startsWith("Can't list pods"));
    expect(told).toHaveLength(1);
    pick.type("secret-pod");
    await until(() => (pick.busy ? undefined : true));
    expect(pick.labels.filter((label) => label.startsWith("Can't list pods"))).toEqual(told);
    pick.escape();
  });

  it("an alert with its pod and namespace opens by them", async () => {
    const { pick, walk } = await start("podlog.openLogs", { context: "logs-only" });
    await shown(pick, "Retry");
    pick.type('KubePodCrashLooping{pod="secret-pod",namespace="default"}');
    await shown(pick, "secret-pod");
    pick.choose("secret-pod");
    await walk;
    expect(titles()).toEqual(["Logs: logs-only · secret-pod"]);
  });

  it("is entered before it is looked up, and opens all the same", async () => {
    const { pick, walk } = await start("podlog.openLogs", {
      context: "logs-only",
      namespace: "default",
    });
    await shown(pick, "Retry");
    pick.type("secret-pod");
    pick.enter();
    await walk;
    expect(titles()).toEqual(["Logs: logs-only · secret-pod"]);
  });
});
