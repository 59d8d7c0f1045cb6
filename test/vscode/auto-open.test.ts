import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { Saved } from "../../src/protocol/saved.ts";
import { type Cluster, startCluster } from "../cluster/server.ts";
import { desk, type EdgePanel, type EdgeSession, Uri, ViewColumn } from "./edge.ts";
import { told } from "./stage.ts";

vi.mock("vscode", () => import("./edge.ts"));
vi.setConfig({ testTimeout: 60_000 });

const until = (look: () => boolean): Promise<void> =>
  vi.waitFor(() => expect(look()).toBe(true), { timeout: 30_000, interval: 10 });

let sessions = 0;
const session = (more: Partial<EdgeSession> = {}): EdgeSession => ({
  id: String((sessions += 1)),
  type: "pwa-node",
  configuration: { name: "Launch web (dev)" },
  workspaceFolder: { name: "shop", uri: new Uri("/code/shop") },
  ...more,
});

const titles = (): ReadonlyArray<string> =>
  desk.panels.filter(({ disposed }) => !disposed).map(({ title }) => title);
const shows = (...wanted: ReadonlyArray<string>): Promise<void> =>
  vi.waitFor(() => expect(titles()).toEqual(wanted), { timeout: 30_000, interval: 10 });
/** What messages said, apart from the log. */
const said = (): ReadonlyArray<string> =>
  desk.log.flatMap((line) => (line.startsWith("shown ") ? [line.slice("shown ".length)] : []));

/** A rule for every session that opens a pod. */
const rule = (pod: string, more: object = {}) => ({
  when: { configuration: "*" },
  open: { context: "admin", namespace: "default", pod },
  ...more,
});

let cluster: Cluster;
let deactivate: () => Promise<void>;

const activate = async (): Promise<void> => {
  const extension = await import("../../src/extension.ts");
  await extension.activate(desk.context());
  deactivate = extension.deactivate;
};

beforeEach(async () => {
  cluster = await startCluster();
  desk.reset();
  desk.settings.set("kubeconfig", cluster.kubeconfigPath);
  await activate();
});
afterEach(async () => {
  await deactivate();
  await cluster.close();
});

/** What the view of a panel keeps of it over a reload. */
const stateOf = async (panel: EdgePanel): Promise<Saved> => {
  panel.says({ _tag: "Ready" });
  const { ofDebug, own, target } = (await told(panel, "Showing")).shown;
  return {
    target,
    cluster: "admin",
    options: { lineLimit: 100, timestamps: "utc", follow: true, wrap: true },
    previous: false,
    own,
    ...(ofDebug === undefined ? {} : { ofDebug }),
    filter: { text: "", context: 0 },
    run: 1,
    row: 0,
    offset: 0,
    follow: true,
  };
};

const openByHand = (pod: string): Promise<unknown> =>
  desk.run("podlog.openLogs", { context: "admin", namespace: "default", pod, container: "app" });

describe("when a debug session starts (O6)", () => {
  it("the pod of a rule opens beside the editor, and the focus stays where it is", async () => {
    cluster.world.pod({ name: "web" }).container().lines(["ready"]);
    desk.settings.set("autoOpen", [
      { when: { configuration: "Attach*" }, open: { context: "admin", pod: "other" } },
      {
        when: { type: "node", folder: "*/shop", configuration: "Launch*" },
        open: rule("web").open,
      },
    ]);
    desk.debug(session());
    await shows("Logs: admin · web");
    expect(desk.panels[0]?.show).toEqual({
      viewColumn: ViewColumn.Beside,
      preserveFocus: true,
    });
    await until(() => cluster.counters.open.follow === 1);
  });

  it("of a pod the container that its annotation names is taken, since nobody is asked (C1)", async () => {
    cluster.world.pod({
      name: "annotated",
      annotations: { "kubectl.kubernetes.io/default-container": "app" },
      containers: [{ name: "proxy" }, { name: "app" }],
    });
    desk.settings.set("autoOpen", [rule("annotated")]);
    desk.debug(session());
    await shows("Logs: admin · annotated/app");
  });

  it("nothing happens without rules, nor for a session that another one started", async () => {
    for (const name of ["child", "later"]) cluster.world.pod({ name });
    desk.debug(session());
    desk.settings.set("autoOpen", []);
    desk.debug(session());
    const only = (configuration: string, pod: string) => ({
      when: { configuration },
      open: { context: "admin", namespace: "default", pod },
      waitSeconds: 0,
    });
    desk.settings.set("autoOpen", [only("child", "child"), only("Launch*", "later")]);
    desk.debug(session({ parentSession: session(), configuration: { name: "child" } }));
    expect(cluster.counters.total).toBe(0);
    // What opens nothing takes no time that could be waited for: a panel of it would stand before this one.
    desk.debug(session());
    await until(() => titles().length > 0);
    expect(titles()).toEqual(["Logs: admin · later"]);
  });

  it("variables stand for the folder that is debugged and for settings", async () => {
    cluster.world.pod({ name: "shop-1" });
    desk.settings.set("shop.namespace", "default");
    desk.settings.set("shop.replica", 1);
    desk.settings.set("autoOpen", [
      {
        when: { folder: "shop" },
        open: {
          context: "admin",
          namespace: "${config:shop.namespace}",
          pod: "${workspaceFolderBasename}-${config:shop.replica}",
        },
      },
    ]);
    desk.debug(session());
    await shows("Logs: admin · shop-1");
  });

  it("a workload and a selector open as one log each, in the kubeconfig's current context and its namespace", async () => {
    cluster.world.pod({ name: "cart-1", labels: { app: "cart" } });
    desk.settings.set("autoOpen", [
      { when: { type: "*" }, open: { selector: "app=cart" } },
      {
        when: { type: "*" },
        open: { context: "admin", kind: "Deployment", name: "absent", container: "app" },
        waitSeconds: 0,
      },
    ]);
    desk.debug(session());
    await until(() => titles().length === 2);
    expect([...titles()].sort()).toEqual([
      "Logs: admin · Deployment absent/app",
      "Logs: admin · app=cart",
    ]);
  });

  it("a pod is waited for, and opened when it comes", async () => {
    desk.settings.set("autoOpen", [rule("late")]);
    desk.debug(session());
    await until(() => cluster.counters.open.watch === 1);
    expect(titles()).toEqual([]);
    cluster.world.pod({ name: "late" });
    await shows("Logs: admin · late");
    await until(() => cluster.counters.open.watch === 1);
  });

  it("the wait ends with the session, and with its time is told, with the way to open it all the same", async () => {
    desk.settings.set("autoOpen", [rule("never-1")]);
    const end = desk.debug(session());
    await until(() => cluster.counters.open.watch === 1);
    end();
    await until(() => cluster.counters.open.watch === 0);
    expect(said()).toEqual([]);

    desk.settings.set("autoOpen", [rule("never-2", { waitSeconds: 1 })]);
    desk.answers = () => "Open Anyway";
    desk.debug(session());
    await shows("Logs: admin · never-2");
    expect(said()).toEqual([
      'In 1 s there was no sign of the pod "never-2" in the namespace "default" of the context "admin", which podlog.autoOpen[0] opens.',
    ]);
  });

  it("no panel of a person is used, nor is the rule's own by a person", async () => {
    for (const name of ["mine", "ruled", "else"]) cluster.world.pod({ name });
    await openByHand("mine");
    desk.settings.set("autoOpen", [rule("mine"), rule("ruled")]);
    desk.debug(session());
    await until(() => titles().length === 3);
    expect([...titles()].sort()).toEqual([
      "Logs: admin · mine",
      "Logs: admin · mine/app",
      "Logs: admin · ruled",
    ]);
    await openByHand("else");
    await openByHand("ruled");
    expect([...titles()].sort()).toEqual([
      "Logs: admin · mine",
      "Logs: admin · ruled",
      "Logs: admin · ruled/app",
    ]);
    // Debugged again, the rules find their panels.
    desk.settings.set("autoOpen", [rule("ruled")]);
    desk.debug(session());
    cluster.world.pod({ name: "last" });
    desk.settings.set("autoOpen", [rule("last")]);
    desk.debug(session());
    await until(() => titles().includes("Logs: admin · last"));
    expect(titles()).toHaveLength(4);
  });

  it("the panel closes with the last session that it is for, where its rule says so", async () => {
    for (const name of ["kept", "closed"]) cluster.world.pod({ name });
    desk.settings.set("autoOpen", [rule("kept"), rule("closed", { closeAtEnd: true })]);
    const first = desk.debug(session());
    await until(() => titles().length === 2);
    desk.settings.set("autoOpen", [rule("closed", { closeAtEnd: true }), rule("sign")]);
    cluster.world.pod({ name: "sign" });
    const second = desk.debug(session());
    await until(() => titles().includes("Logs: admin · sign"));
    first();
    second();
    await until(() => !titles().includes("Logs: admin · closed"));
    expect([...titles()].sort()).toEqual(["Logs: admin · kept", "Logs: admin · sign"]);
    await until(() => cluster.counters.open.follow === 2);
  });

  it("a panel of a session that comes back with its window is still no person's; one that closes with it does not come back", async () => {
    for (const name of ["kept", "closed", "mine"]) cluster.world.pod({ name });
    desk.settings.set("autoOpen", [rule("kept"), rule("closed", { closeAtEnd: true })]);
    desk.debug(session());
    await until(() => titles().length === 2);
    // VS Code keeps those that somebody fills when they come back.
    const filled = desk.panels.filter(({ viewType }) => desk.serializers.has(viewType));
    expect(filled.map(({ title }) => title)).toEqual(["Logs: admin · kept"]);
    const kept = await Promise.all(filled.map(stateOf));
    await deactivate();
    desk.panels.length = 0;
    await activate();
    for (const state of kept) await desk.restore(state);
    await shows("Logs: admin · kept");
    await openByHand("mine");
    await openByHand("kept");
    expect(titles()).toEqual(["Logs: admin · kept", "Logs: admin · kept/app"]);
    // Debugged again, the rule finds its panel.
    desk.settings.set("autoOpen", [rule("kept"), rule("closed")]);
    desk.debug(session());
    await until(() => titles().includes("Logs: admin · closed"));
    expect(titles()).toHaveLength(3);
  });

  it.each([
    [{ when: {}, open: { pod: "a" } }, /podlog\.autoOpen\[0\]\.when: Expected at least one of/],
    [{ when: { type: "*" }, open: {} }, /podlog\.autoOpen\[0\]\.open: Expected either pod, or/],
    [
      { when: { type: "*" }, open: { pod: "a", selector: "b" } },
      /podlog\.autoOpen\[0\]\.open: Expected either pod, or/,
    ],
    [{ when: { type: "*" }, opne: { pod: "a" } }, /podlog\.autoOpen\[0\]\.opne: is not known here/],
    [rule("a", { waitSeconds: -1 }), /podlog\.autoOpen\[0\]\.waitSeconds: /],
    [rule("My App"), /podlog\.autoOpen\[0\]\.open\.pod: "My App" can't be the name/],
    [rule("${env:POD}"), /podlog\.autoOpen\[0\]\.open\.pod: \$\{env:POD\} is not known/],
    [rule("${config:none}"), /\$\{config:none\} has no value: the setting is not set/],
    ["on", /podlog\.autoOpen\[0\]: Expected object/],
  ])("a rule that is wrong says so once, and the others count: %j", async (wrong, sentence) => {
    cluster.world.pod({ name: "right" });
    desk.settings.set("autoOpen", [wrong, rule("right")]);
    desk.answers = () => "Open Settings";
    desk.debug(session());
    await shows("Logs: admin · right");
    await until(() => desk.executed.length > 0);
    cluster.world.pod({ name: "next" });
    desk.settings.set("autoOpen", [wrong, rule("next")]);
    desk.debug(session());
    await shows("Logs: admin · right", "Logs: admin · next");
    expect(said()).toEqual([expect.stringMatching(sentence)]);
    expect(desk.executed).toEqual([["workbench.action.openSettings", "podlog.autoOpen"]]);
  });
});

describe("rules of a workspace's settings (O6, K5)", () => {
  const question =
    'The settings of this workspace open the logs of the pod "asked" in the namespace "default" of the context "admin" when "Launch web (dev)" is debugged. Allow it?';

  beforeEach(() => {
    cluster.world.pod({ name: "asked" });
    desk.workspaceSettings.set("autoOpen", [rule("asked")]);
  });

  /** Waits for a panel of a rule of the user's, which comes after whatever a rule of the workspace does at once. */
  const afterwards = async (name: string): Promise<void> => {
    cluster.world.pod({ name });
    desk.settings.set("autoOpen", [rule(name)]);
    desk.debug(session());
    await until(() => titles().includes(`Logs: admin · ${name}`));
    desk.settings.set("autoOpen", []);
  };

  it("are asked about once, and the answer is kept", async () => {
    desk.answers = () => "Always Open";
    desk.debug(session());
    await shows("Logs: admin · asked");
    // In another window, another time.
    await deactivate();
    desk.panels.length = 0;
    await activate();
    desk.debug(session());
    await shows("Logs: admin · asked");
    expect(said()).toEqual([question]);
  });

  it("are carried out once, though VS Code tells them as the folder's and as the workspace's", async () => {
    desk.answers = () => "Always Open";
    desk.workspaceSettings.set("autoOpen", [rule("absent", { waitSeconds: 1 })]);
    desk.debug(session());
    await until(() => said().some((text) => text.startsWith("In 1 s there was no sign of")));
    await afterwards("user-1");
    expect(said()).toHaveLength(2);
  });

  it("open nothing where that is refused, nor ask again", async () => {
    desk.answers = () => "Never";
    desk.debug(session());
    await until(() => desk.stored.size > 0);
    await afterwards("user-2");
    expect(said()).toEqual([question]);
    expect(titles()).toEqual(["Logs: admin · user-2"]);
  });

  it("are not asked about again in this window where nobody answered", async () => {
    desk.debug(session());
    await until(() => said().length > 0);
    await afterwards("user-3");
    expect(said()).toEqual([question]);
    expect(titles()).toEqual(["Logs: admin · user-3"]);
  });

  it("that were refused, or not answered, are asked about again once the user has that forgotten", async () => {
    desk.answers = (text) => (text === question ? "Never" : undefined);
    desk.debug(session());
    await until(() => desk.stored.size > 0);
    await afterwards("user-5");
    await desk.run("podlog.forgetPermissions");
    desk.answers = () => undefined;
    desk.debug(session());
    await until(() => said().filter((one) => one === question).length === 2);
    await desk.run("podlog.forgetPermissions");
    desk.answers = () => "Always Open";
    desk.debug(session());
    await until(() => titles().includes("Logs: admin · asked"));
    expect(said()).toEqual([
      question,
      expect.stringMatching(/^1 answer is forgotten\. Podlog asks again when/),
      question,
      expect.stringMatching(/^There is nothing to forget/),
      question,
    ]);
  });

  it("are asked about anew where they open something else", async () => {
    desk.answers = () => "Always Open";
    desk.debug(session());
    await shows("Logs: admin · asked");
    cluster.world.pod({ name: "other" });
    desk.workspaceSettings.set("autoOpen", [rule("other")]);
    desk.debug(session());
    await shows("Logs: admin · asked", "Logs: admin · other");
    expect(said()).toHaveLength(2);
  });

  it("do not count in a workspace that is not trusted, nor do the user's open anything there", async () => {
    desk.trusted = false;
    desk.settings.set("autoOpen", [rule("asked")]);
    desk.debug(session());
    await until(() => desk.trustAsked > 0);
    desk.trusted = true;
    desk.workspaceSettings.clear();
    await afterwards("user-4");
    expect(said()).toEqual([]);
    expect(titles()).toEqual(["Logs: admin · user-4"]);
  });
});
