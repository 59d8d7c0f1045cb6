import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { commandIds } from "../../src/commands.ts";
import { hashOfText } from "../../src/protocol/saved.ts";
import type { Options } from "../../src/protocol/shown.ts";
import type { Action } from "../../src/protocol/to-host.ts";
import { type Cluster, startCluster } from "../cluster/server.ts";
import { desk, type EdgePanel, Uri, ViewColumn } from "./edge.ts";
import { onePanel, posted, texts, tree, until } from "./stage.ts";

vi.mock("vscode", () => import("./edge.ts"));

/** The whole extension, from its entry on, at the edge of VS Code and over HTTPS to the test cluster. */
const load = async () => import("../../src/extension.ts");

const manifest: {
  readonly contributes: {
    readonly commands: ReadonlyArray<{ readonly command: string }>;
    readonly keybindings: ReadonlyArray<{ readonly command: string; readonly when: string }>;
  };
} = JSON.parse(readFileSync(join(import.meta.dirname, "../../package.json"), "utf8"));

const lastSeq = (panel: EdgePanel): number => posted(panel).at(-1)?.seq ?? 0;

let cluster: Cluster;

beforeAll(async () => {
  cluster = await startCluster();
});
afterAll(() => cluster.close());

beforeEach(() => {
  desk.reset();
  desk.settings.set("kubeconfig", cluster.kubeconfigPath);
});

describe("the extension", () => {
  let ends: Array<() => Promise<void>> = [];
  const activate = async (): Promise<void> => {
    const extension = await load();
    await extension.activate(desk.context());
    ends.push(extension.deactivate);
  };
  afterEach(async () => {
    for (const end of ends) await end();
    ends = [];
  });

  it("registers and carries out exactly the commands that package.json has", async () => {
    await activate();
    const contributed = manifest.contributes.commands.map(({ command }) => command);
    expect([...desk.commands.keys()].sort()).toEqual([...contributed].sort());
    expect([...commandIds].sort()).toEqual([...contributed].sort());
  });

  it("refuses an argument that is not valid, and tells its caller where the fault is (O7)", async () => {
    await activate();
    const refusals: ReadonlyArray<readonly [string, unknown, RegExp]> = [
      ["podlog.openLogs", { pod: 7 }, /^podlog\.openLogs: argument\.pod: Expected string/],
      ["podlog.openPreviousLogs", "web", /^podlog\.openPreviousLogs: argument: Expected object/],
      ["podlog.openLogsInNewPanel", { pood: "a" }, /argument\.pood: is not known here/],
      ["podlog.openLogsBySelector", { selector: "" }, /argument\.selector: /],
      ["podlog.tree.openLogs", { pod: "web" }, /argument: Expected a row of the view Clusters/],
      ["podlog.tree.copyName", undefined, /argument: Expected a row of the view Clusters/],
    ];
    for (const [id, argument, fault] of refusals) {
      const call = desk.run(id, argument);
      // oxlint-disable-next-line eslint/no-await-in-loop
      await expect(call).rejects.toThrow(TypeError);
      // oxlint-disable-next-line eslint/no-await-in-loop
      await expect(call).rejects.toThrow(fault);
    }
    expect(desk.panels).toEqual([]);
    expect(desk.picks).toEqual([]);
  });

  it("contacts no cluster and reads no kubeconfig when it starts (O5)", async () => {
    await cluster.settled();
    const before = cluster.counters.total;
    await activate();
    expect(cluster.counters.total).toBe(before);
    expect(desk.log.filter((line) => line.startsWith("error"))).toEqual([]);
  });

  it("leaves nothing behind when it ends (P6)", async () => {
    await activate();
    const view = tree();
    await (await load()).deactivate();
    ends = [];
    expect(desk.commands.size).toBe(0);
    expect(view.disposed).toBe(true);
  });

  it("opens a container that is named: lines come, and go on coming", async () => {
    const app = cluster.world.pod({ name: "web" }).container();
    app.lines(["one", "two"]);
    await activate();
    await desk.run("podlog.openLogs", {
      context: "admin",
      namespace: "default",
      pod: "web",
      container: "app",
    });
    const panel = await onePanel();
    expect(panel.title).toBe("Logs: admin · web/app");
    panel.says({ _tag: "Ready" });
    await until(() => (texts(panel).includes("two") ? true : undefined));
    panel.says({ _tag: "Ack", seq: lastSeq(panel) });
    app.lines(["three"]);
    await until(() => (texts(panel).includes("three") ? true : undefined));
    expect(texts(panel)).toEqual(["one", "two", "three"]);
    panel.dispose();
    await until(() => (cluster.counters.open.follow === 0 ? true : undefined));
  });

  it("walks from the palette to a pod, back and forth (O1, C1)", async () => {
    cluster.world.pod({ name: "walked", containers: [{ name: "app" }, { name: "proxy" }] });
    await activate();
    const walk = desk.run("podlog.openLogs");
    const pick = await until(() => desk.picks[0]);
    await until(() => (pick.labels.includes("admin") ? true : undefined));
    expect(pick.labels[0]).toBe("admin");
    pick.choose("admin");
    await until(() => (pick.labels.includes("default") ? true : undefined));
    pick.back();
    await until(() => (pick.labels.includes("admin") ? true : undefined));
    expect(pick.buttons).toEqual([]);
    pick.choose("admin");
    await until(() => (pick.labels.includes("default") ? true : undefined));
    pick.choose("default");
    await until(() => (pick.labels.includes("walked") ? true : undefined));
    pick.choose("walked");
    await until(() => (pick.labels.includes("proxy") ? true : undefined));
    expect(pick.labels).toEqual(["app", "proxy", "All Containers"]);
    pick.choose("proxy");
    await walk;
    expect((await onePanel()).title).toBe("Logs: admin · walked/proxy");
    expect(pick.shown).toBe(false);
  });

  it("leaves everything as it was when the walk is left", async () => {
    await activate();
    const walk = desk.run("podlog.openLogs");
    const pick = await until(() => desk.picks[0]);
    await until(() => (pick.labels.includes("admin") ? true : undefined));
    pick.escape();
    await walk;
    expect(desk.panels).toEqual([]);
  });

  it("finds the panel of the same target, takes the cluster's panel over for another, and makes one of its own where asked (P1, P2, P3)", async () => {
    cluster.world.pod({ name: "first" });
    cluster.world.pod({ name: "second" });
    await activate();
    const open = (pod: string, newPanel = false, context = "admin") =>
      desk.run("podlog.openLogs", {
        context,
        namespace: "default",
        pod,
        container: "app",
        newPanel,
      });
    await open("first");
    await open("first");
    expect(desk.panels.map(({ title }) => title)).toEqual(["Logs: admin · first/app"]);
    await open("second");
    expect(desk.panels.map(({ title }) => title)).toEqual(["Logs: admin · second/app"]);
    await open("second", true);
    expect(desk.panels).toHaveLength(2);
    await open("first");
    expect(desk.panels.map(({ title }) => title)).toEqual([
      "Logs: admin · first/app",
      "Logs: admin · second/app",
    ]);
    await open("first", false, "admin-cert");
    expect(desk.panels[2]).toMatchObject({
      title: "Logs: admin-cert · first/app",
      iconPath: {
        light: { path: expect.stringContaining("tab-light.svg") },
        dark: { path: expect.stringContaining("tab-dark.svg") },
      },
      show: { viewColumn: ViewColumn.Active, preserveFocus: false },
    });
    expect(desk.panels).toHaveLength(3);
    for (const panel of desk.panels) panel.dispose();
    await until(() => (cluster.counters.open.follow === 0 ? true : undefined));
  });

  it("shows contexts, namespaces, pods and containers, live, and opens from there (O3, O4, O5)", async () => {
    const pod = cluster.world.pod({ name: "leaf", namespace: "grove" });
    await activate();
    await cluster.settled();
    const before = cluster.counters.total;
    const context = await tree().find("admin");
    expect(cluster.counters.total).toBe(before);
    const namespace = await tree().find("grove", context);
    const node = await tree().find("leaf", namespace);
    expect(await tree().item(node)).toMatchObject({ contextValue: "pod", description: "Running" });
    expect(
      await Promise.all((await tree().children(node)).map((one) => tree().item(one))),
    ).toMatchObject([{ label: "app", contextValue: "container" }]);

    let redrawn: unknown;
    tree().provider.onDidChangeTreeData?.((nodes) => {
      redrawn = nodes;
    });
    pod.container().exit({ code: 1, reason: "Error" }).backOff();
    await until(() => redrawn);
    await vi.waitFor(async () => {
      expect((await tree().item(node)).description).toMatch(/CrashLoopBackOff/);
    });

    await desk.run("podlog.tree.openLogs", node);
    expect((await onePanel()).title).toBe("Logs: admin · leaf/app");
    await desk.run("podlog.tree.copyName", node);
    expect(desk.clipboard).toBe("leaf");

    expect(cluster.counters.open.watch).toBeGreaterThan(0);
    tree().collapse(context);
    desk.panels[0]?.dispose();
    await until(() => (cluster.counters.open.watch === 0 ? true : undefined));
  });

  it("says in the tree why a context can't be reached, and asks again (O5)", async () => {
    await activate();
    const context = await tree().find("unreachable");
    const [problem, retry] = await tree().children(context);
    const item = await tree().item(problem);
    expect(item.contextValue).toBe("problem");
    expect(item.label.length).toBeGreaterThan(10);
    let redrawn: unknown;
    tree().provider.onDidChangeTreeData?.((nodes) => {
      redrawn = nodes;
    });
    expect((await tree().item(retry)).command).toMatchObject({ arguments: [retry] });
    await desk.run("podlog.tree.retry", retry);
    expect(await until(() => redrawn)).toEqual([context]);
  });

  it("offers the welcome where there is no kubeconfig, and the clusters once there is one", async () => {
    desk.settings.set("kubeconfig", "/nowhere/config");
    await activate();
    expect(await tree().children()).toEqual([]);
    expect(desk.contextKeys.get("podlog.clusters")).toBe("noKubeconfig");
    let redrawn = false;
    tree().provider.onDidChangeTreeData?.(() => {
      redrawn = true;
    });
    desk.set("kubeconfig", cluster.kubeconfigPath);
    await until(() => (redrawn ? true : undefined));
    expect(await tree().children()).not.toEqual([]);
    expect(desk.contextKeys.get("podlog.clusters")).toBe("ready");
  });

  it("offers another welcome where the kubeconfig names no contexts", async () => {
    const folder = mkdtempSync(join(tmpdir(), "podlog-empty-"));
    const file = join(folder, "config");
    writeFileSync(file, "apiVersion: v1\nkind: Config\n");
    desk.settings.set("kubeconfig", file);
    await activate();
    expect(await tree().children()).toEqual([]);
    expect(desk.contextKeys.get("podlog.clusters")).toBe("noContexts");
    rmSync(folder, { recursive: true });
  });

  it("empties the display only after asking, and never the log", async () => {
    const app = cluster.world.pod({ name: "cleared" }).container();
    app.lines(["old"]);
    await activate();
    await desk.run("podlog.openLogs", {
      context: "admin",
      namespace: "default",
      pod: "cleared",
      container: "app",
    });
    const panel = await onePanel();
    panel.says({ _tag: "Ready" });
    await until(() => (texts(panel).includes("old") ? true : undefined));
    panel.says({ _tag: "Ack", seq: lastSeq(panel) });

    desk.answers = () => "Cancel";
    await desk.run("podlog.panel.clear");
    desk.answers = (question) => (question.includes("Clear the display?") ? "Clear" : undefined);
    await desk.run("podlog.panel.clear");
    const beat = await until(() =>
      posted(panel).find((one) => one._tag === "Beat" && one.end > 0 && one.first === one.end),
    );
    expect(beat).toBeDefined();
    await until(() => posted(panel).find((one) => one._tag === "Said"));
    expect(cluster.counters.requests.follow).toBeGreaterThan(0);
    panel.says({ _tag: "Ack", seq: lastSeq(panel) });
    panel.says({ _tag: "Do", action: { _tag: "Refresh" } });
    await until(() =>
      texts(panel).filter((text) => text === "old").length === 2 ? true : undefined,
    );
  });

  it("remembers what was chosen for a cluster, in its next panel (T3)", async () => {
    cluster.world.pod({ name: "chosen" });
    await activate();
    const open = () =>
      desk.run("podlog.openLogs", {
        context: "admin",
        namespace: "default",
        pod: "chosen",
        container: "app",
      });
    await open();
    const panel = await onePanel();
    panel.says({ _tag: "Ready" });
    panel.says({ _tag: "Do", action: { _tag: "SetTimestamps", timestamps: "off" } });
    await until(() =>
      posted(panel).some((one) => one._tag === "Showing" && one.shown.options.timestamps === "off")
        ? true
        : undefined,
    );
    panel.dispose();
    await open();
    const next = await until(() => desk.panels[1]);
    next.says({ _tag: "Ready" });
    const showing = await until(() => posted(next).find((one) => one._tag === "Showing"));
    expect(showing).toMatchObject({ shown: { options: { timestamps: "off", lineLimit: 1000 } } });
  });

  it("begins at a time in place of the line limit, and the next panel as long ago (S10, T3)", async () => {
    cluster.world.pod({ name: "begun" });
    await activate();
    const open = async (nth: number) => {
      await desk.run("podlog.openLogs", {
        context: "admin",
        namespace: "default",
        pod: "begun",
        container: "app",
      });
      const panel = await until(() => desk.panels[nth]);
      panel.says({ _tag: "Ready" });
      await until(() => posted(panel).find((one) => one._tag === "Showing"));
      return panel;
    };
    const options = (panel: EdgePanel) =>
      posted(panel).flatMap((one) => (one._tag === "Showing" ? [one.shown.options] : []));
    const chosen = (panel: EdgePanel, action: Action, fits: (options: Options) => boolean) => {
      panel.says({ _tag: "Do", action });
      return until(() => options(panel).findLast(fits));
    };
    const ago = { _tag: "Ago", seconds: 900 } as const;
    const at = { _tag: "At", at: { seconds: 1_764_066_600, nanos: 0 } } as const;

    const first = await open(0);
    await chosen(first, { _tag: "SetSince", since: ago }, ({ since }) => since?._tag === "Ago");
    await chosen(first, { _tag: "SetSince", since: at }, ({ since }) => since?._tag === "At");
    first.dispose();
    const second = await open(1);
    expect(options(second)[0]).toMatchObject({ since: ago, lineLimit: 1000 });
    const limited = await chosen(
      second,
      { _tag: "SetLineLimit", limit: 50 },
      ({ lineLimit }) => lineLimit === 50,
    );
    expect(limited).not.toHaveProperty("since");
    second.dispose();
    const third = await open(2);
    expect(options(third)[0]).not.toHaveProperty("since");
    expect(options(third)[0]).toMatchObject({ lineLimit: 50 });
  });

  it("lets its keys rest while a field of the panel has the focus (T4)", async () => {
    const ofPanels = manifest.contributes.keybindings.filter(({ command }) =>
      command.startsWith("podlog.panel."),
    );
    expect(ofPanels.length).toBeGreaterThan(10);
    // There are panels of two types (O6).
    expect(JSON.stringify(manifest)).not.toMatch(/activeWebviewPanelId [!=]=/u);
    for (const { when } of ofPanels)
      expect(when).toMatch(
        /^activeWebviewPanelId =~ \/\^podlog\\\.logs\/ && !podlog\.fieldFocus && !inputFocus(?: && podlog\.selection)?$/,
      );
    cluster.world.pod({ name: "typed" });
    await activate();
    await desk.run("podlog.openLogs", {
      context: "admin",
      namespace: "default",
      pod: "typed",
      container: "app",
    });
    const panel = await onePanel();
    expect(panel.viewType).toBe("podlog.logs");
    panel.says({ _tag: "FieldFocus", focused: true });
    await until(() => (desk.contextKeys.get("podlog.fieldFocus") === true ? true : undefined));
    panel.becomes(false);
    await until(() => (desk.contextKeys.get("podlog.fieldFocus") === false ? true : undefined));
  });

  it("keeps a hidden panel's lines and shows them again without asking the cluster (P4)", async () => {
    const app = cluster.world.pod({ name: "hidden" }).container();
    app.lines(["one"]);
    await activate();
    await desk.run("podlog.openLogs", {
      context: "admin",
      namespace: "default",
      pod: "hidden",
      container: "app",
    });
    const panel = await onePanel();
    panel.says({ _tag: "Ready" });
    await until(() => (texts(panel).includes("one") ? true : undefined));
    panel.becomes(false);
    const asked = cluster.counters.requests.follow;
    const before = panel.posted.length;
    app.lines(["two"]);
    await cluster.settled();
    expect(panel.posted).toHaveLength(before);
    panel.becomes(true);
    panel.says({ _tag: "Ready" });
    await until(() => (texts(panel).includes("two") ? true : undefined));
    expect(cluster.counters.requests.follow).toBe(asked);
  });

  /** Opens a container's log in a panel whose view has begun. */
  const openPanel = async (pod: string): Promise<EdgePanel> => {
    await desk.run("podlog.openLogs", {
      context: "admin",
      namespace: "default",
      pod,
      container: "app",
    });
    const panel = await onePanel();
    panel.says({ _tag: "Ready" });
    return panel;
  };
  const said = (panel: EdgePanel): ReadonlyArray<string> =>
    posted(panel).flatMap((one) => (one._tag === "Said" ? [one.text] : []));

  it("copies all lines, and the part that is selected, without escape sequences (X1, X2)", async () => {
    const app = cluster.world.pod({ name: "copied" }).container();
    app.lines(["one", "\u001b[31mtwo\u001b[0m", "three"]);
    await activate();
    const panel = await openPanel("copied");
    panel.says({ _tag: "Do", action: { _tag: "SetTimestamps", timestamps: "off" } });
    await until(() => (texts(panel).includes("three") ? true : undefined));
    await desk.run("podlog.panel.copyAll");
    await until(() => (said(panel).includes("3 lines copied") ? true : undefined));
    expect(desk.clipboard).toBe("one\ntwo\nthree");
    panel.says({
      _tag: "Do",
      action: {
        _tag: "CopyRows",
        from: 0,
        to: 1,
        fromAt: 1,
        toAt: 2,
        timestamps: false,
        raw: false,
      },
    });
    await until(() => (said(panel).includes("2 lines copied") ? true : undefined));
    expect(desk.clipboard).toBe("ne\ntw");
    panel.says({
      _tag: "Do",
      action: { _tag: "CopyRows", from: 1, to: 1, timestamps: true, raw: true },
    });
    await until(() => (said(panel).includes("1 line copied") ? true : undefined));
    expect(desk.clipboard).toMatch(/^\d{4}-\d\d-\d\dT[\d:.]+Z /);
    expect(desk.clipboard.slice(25)).toBe("\u001b[31mtwo\u001b[0m");
  });

  it("exports to the file that is chosen, under the name of pod, container and moment (X3)", async () => {
    const app = cluster.world.pod({ name: "exported" }).container();
    app.lines(["one", "two"]);
    await activate();
    const panel = await openPanel("exported");
    panel.says({ _tag: "Do", action: { _tag: "SetTimestamps", timestamps: "off" } });
    await until(() => (texts(panel).includes("two") ? true : undefined));
    const folder = mkdtempSync(join(tmpdir(), "podlog-export-"));
    let offered = "";
    desk.savesTo = (name) => {
      offered = name;
      return new Uri(join(folder, "mine.jsonl"));
    };
    await desk.run("podlog.panel.export");
    expect(offered).toMatch(/^exported-app-\d{4}-\d\d-\d\d-\d{6}\.log$/);
    const lines = readFileSync(join(folder, "mine.jsonl"), "utf8").trimEnd().split("\n");
    expect(lines.map((line) => JSON.parse(line))).toMatchObject([
      { source: "app", text: "one" },
      { source: "app", text: "two" },
    ]);
    expect(said(panel)).toContain("2 lines exported to mine.jsonl");
    rmSync(folder, { recursive: true });
  });

  it("goes to the next error, and gives the text of a row as far as it is asked for", async () => {
    const app = cluster.world.pod({ name: "erring" }).container();
    app.lines(["INFO a", "ERROR b", "INFO c"]);
    await activate();
    const panel = await openPanel("erring");
    await until(() => (texts(panel).includes("INFO c") ? true : undefined));
    await desk.run("podlog.panel.nextError");
    await until(() =>
      posted(panel).find((one) => one._tag === "Perform" && one.what === "nextError"),
    );
    panel.says({ _tag: "ErrorGo", step: 1, from: 2 });
    const go = await until(() => posted(panel).find((one) => one._tag === "Go"));
    expect(go).toMatchObject({ row: 1, position: 1 });
    panel.says({ _tag: "NeedText", row: 1, maxBytes: 5 });
    const text = await until(() => posted(panel).find((one) => one._tag === "TextOf"));
    expect(text).toMatchObject({ row: 1, rest: 2 });
  });

  it("folds and unfolds without moving the user, and tells it as another view of the same rows (V9)", async () => {
    const app = cluster.world.pod({ name: "folded" }).container();
    app.lines(["ERROR boom", "    at a.b(C.java:1)", "    at a.c(C.java:2)", "INFO on"]);
    await activate();
    const panel = await openPanel("folded");
    await until(() => (texts(panel).includes("INFO on") ? true : undefined));
    const views = () => posted(panel).filter((one) => one._tag === "ViewIs");
    panel.says({ _tag: "Fold", row: 1, folded: true });
    const folded = await until(() => views()[1]);
    expect(folded).toMatchObject({ run: views()[0]?.run, at: { row: 0 }, foldAll: false });
    expect(folded.end - folded.first).toBe(2);
    panel.says({ _tag: "FoldAll", folded: false, near: 3 });
    const unfolded = await until(() => views()[2]);
    expect(unfolded).toMatchObject({ first: 0, end: 4, at: { row: 3, position: 3 } });
  });

  it("brings a panel back after a reload with its target, its settings and its place (P5)", async () => {
    const app = cluster.world.pod({ name: "restored" }).container();
    app.lines(Array.from({ length: 50 }, (_, i) => `row ${i}`));
    await activate();
    const panel = await openPanel("restored");
    await until(() => (texts(panel).includes("row 49") ? true : undefined));
    const first = posted(panel);
    const rows = first.flatMap((one) =>
      "rows" in one && one.rows !== undefined ? [one.rows] : [],
    );
    const run = first.flatMap((one) => (one._tag === "ViewIs" ? [one.run] : []))[0] ?? 0;
    const state = {
      target: {
        _tag: "Pod",
        context: "admin",
        namespace: "default",
        pod: "restored",
        container: "app",
      },
      cluster: "admin",
      options: { lineLimit: 100, timestamps: "local", follow: true, wrap: false },
      previous: false,
      filter: { text: "", context: 2 },
      run,
      row: 20,
      offset: 3,
      follow: false,
      anchor: {
        pod: "restored",
        container: "app",
        seconds: rows[0]?.seconds[20],
        nanos: rows[0]?.nanos[20],
        hash: hashOfText(Buffer.from("row 20")),
      },
    };
    for (const end of ends) await end();
    ends = [];
    desk.panels.length = 0;
    await activate();
    const back = await desk.restore(state);
    expect(back.title).toBe("Logs: admin · restored/app");
    expect(back.webview.options).toMatchObject({ enableScripts: true });
    back.says({ _tag: "Ready", at: { run, row: 20 } });
    const showing = await until(() => posted(back).find((one) => one._tag === "Showing"));
    expect(showing).toMatchObject({ shown: { options: state.options, target: state.target } });
    expect(posted(back).find((one) => one._tag === "FilterIs")).toMatchObject(state.filter);
    const began = posted(back).find((one) => one._tag === "ViewIs");
    expect(began).not.toHaveProperty("at");
    expect(began?._tag === "ViewIs" && began.run).not.toBe(run);
    const go = await until(() => posted(back).find((one) => one._tag === "Go"));
    expect(go).toMatchObject({ row: 20, position: 20, offset: 3 });
  });

  it("closes a panel that comes back without knowing what it showed", async () => {
    await activate();
    const back = await desk.restore(undefined);
    expect(back.disposed).toBe(true);
  });

  it("drops a message that is none, and says so in the log only (K6, K8)", async () => {
    cluster.world.pod({ name: "odd" });
    await activate();
    await desk.run("podlog.openLogs", {
      context: "admin",
      namespace: "default",
      pod: "odd",
      container: "app",
    });
    const panel = await onePanel();
    panel.says({ _tag: "Do", action: { _tag: "RunProgram", command: "rm" } });
    await until(() => desk.log.find((line) => line.includes("not understood")));
    panel.says({ _tag: "Ready" });
    await until(() => posted(panel).find((one) => one._tag === "Showing"));
  });

  it("writes a page that may run its own script and nothing else (K6)", async () => {
    cluster.world.pod({ name: "paged" });
    await activate();
    await desk.run("podlog.openLogs", {
      context: "admin",
      namespace: "default",
      pod: "paged",
      container: "app",
    });
    const { options, webview } = await onePanel();
    expect(webview.html).toMatch(
      /content="default-src 'none'; style-src 'nonce-([A-Za-z0-9+/=]{24})'; font-src https:\/\/csp\.test; script-src 'nonce-\1'"/,
    );
    const [, nonce] = /nonce-([^']*)/.exec(webview.html) ?? [];
    const loaded = webview.html.match(/<[^>]*(?:src|href)=[^>]*>/g) ?? [];
    expect(loaded).toHaveLength(2);
    for (const [i, name] of ["style.css", "main.js"].entries()) {
      expect(loaded[i]).toContain(`nonce="${nonce}"`);
      expect(loaded[i]).toContain(`/webview/extension/dist/webview/${name}"`);
    }
    expect(webview.html).not.toMatch(/paged|default-src \*|unsafe/);
    expect(options).toMatchObject({
      enableScripts: true,
      localResourceRoots: [{ path: "/extension/dist/webview" }],
    });
  });
});
