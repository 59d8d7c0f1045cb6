import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import type { Container } from "../cluster/container.ts";
import { type Cluster, startCluster } from "../cluster/server.ts";
import { type Server } from "./harness/server.ts";
import { sharedServer } from "./harness/shared.ts";
import { openVSCode, type VSCode } from "./harness/vscode.ts";
import { logPanel } from "./log-panel.ts";

const patience = { timeout: 30_000, interval: 100 };

let cluster: Cluster;
let server: Server;
let vscode: VSCode;
let app: Container;
let proxy: Container;
let worker: Container;

beforeAll(async () => {
  cluster = await startCluster();
  const web = cluster.world.pod({ name: "web", containers: [{ name: "app" }, { name: "proxy" }] });
  app = web.container("app");
  proxy = web.container("proxy");
  worker = cluster.world.pod({ name: "worker" }).container();
  server = sharedServer();
  server.useKubeconfig(kubeconfig());
  vscode = await openVSCode(server);
});

afterAll(async () => {
  await vscode?.close();
  await cluster?.close();
});

afterEach(async () => {
  // Whatever a test left open in the palette or the editor goes, and with it every log.
  await vscode.page.keyboard.press("Escape");
  await vscode.closeAllEditors();
  await expect.poll(() => cluster.counters.open.follow, patience).toBe(0);
});

const kubeconfig = (): string => readFileSync(cluster.kubeconfigPath, "utf8");

/** Walks the palette to a pod. */
const openFromPalette = async (...way: ReadonlyArray<string>): Promise<void> => {
  await vscode.runCommand("Podlog: Open Logs…");
  for (const label of way) await vscode.pick(label);
};

describe("a pod's logs", () => {
  it("open from the palette, appear, and grow", async () => {
    worker.lines(["worker one", "worker two"]);
    await openFromPalette("admin", "default", "worker");
    const panel = logPanel(vscode);
    await panel.sees("worker two");
    await panel.state(/^Streaming$/);
    expect(await vscode.tabs()).toEqual(["Logs: admin · worker/app"]);
    worker.lines(["worker three"]);
    await panel.sees("worker three");
    const rows = await panel.rows();
    expect(rows.filter((row) => row.startsWith("worker "))).toEqual([
      "worker one",
      "worker two",
      "worker three",
    ]);
  });

  it("open from the tree, in the panel that the cluster has", async () => {
    proxy.lines(["proxy one"]);
    worker.lines(["worker for the tree"]);
    await vscode.openTree();
    await vscode.expand("admin");
    await vscode.expand("default");
    await vscode.inlineAction("worker", "Open Logs");
    await logPanel(vscode).sees("worker for the tree");
    await vscode.inlineAction("web", "Open Logs");
    await vscode.pick("proxy");
    await logPanel(vscode).sees("proxy one");
    expect(await vscode.tabs()).toEqual(["Logs: admin · web/proxy"]);
    await vscode.expand("web");
    await vscode.inlineAction("app", "Open Logs");
    await expect.poll(() => vscode.tabs(), patience).toEqual(["Logs: admin · web/app"]);
  });

  it("switch to another container without closing the panel", async () => {
    app.lines(["app speaks"]);
    proxy.lines(["proxy speaks"]);
    await openFromPalette("admin", "default", "web", "app");
    const panel = logPanel(vscode);
    await panel.sees("app speaks");
    await panel.container.selectOption("proxy");
    await panel.sees("proxy speaks");
    expect(await panel.rows()).not.toContain("app speaks");
    expect(await vscode.tabs()).toEqual(["Logs: admin · web/proxy"]);
    await expect.poll(() => cluster.counters.open.follow, patience).toBe(1);
  });

  it("stay where the reader scrolls to, and come back to the end by the button", async () => {
    worker.lines(Array.from({ length: 200 }, (_, i) => `row ${i}`));
    await openFromPalette("admin", "default", "worker");
    const panel = logPanel(vscode);
    await panel.sees("row 199");
    await panel.list.hover();
    await vscode.page.mouse.wheel(0, -600);
    await panel.seesNot("row 199");
    const before = await panel.rows();
    worker.lines(["while away 1", "while away 2"]);
    await panel.button(/2 new lines/).waitFor(patience);
    expect(await panel.rows()).toEqual(before);
    await panel.button(/2 new lines/).click();
    await panel.sees("while away 2");
    worker.lines(["after"]);
    await panel.sees("after");
  });

  it("go on after the server was gone, none of them twice", async () => {
    worker.lines(["before the cut"]);
    await openFromPalette("admin", "default", "worker");
    const panel = logPanel(vscode);
    await panel.sees("before the cut");
    await cluster.die();
    await panel.state(/^Reconnecting/);
    expect(await panel.rows()).toContain("before the cut");
    worker.lines(["during the cut"]);
    await cluster.comeBack();
    await panel.sees("during the cut");
    await panel.state(/^Streaming$/);
    const rows = await panel.rows();
    expect(rows.filter((row) => row.endsWith("the cut"))).toEqual([
      "before the cut",
      "during the cut",
    ]);
  });

  it("end with their panel, at once", async () => {
    await openFromPalette("admin", "default", "worker");
    await logPanel(vscode).state(/^Streaming$/);
    expect(cluster.counters.open.follow).toBe(1);
    await vscode.runCommand("View: Close Editor");
    await expect.poll(() => cluster.counters.open.follow, patience).toBe(0);
  });

  it("are there again, unfetched, when the panel was hidden", async () => {
    worker.lines(["before hiding"]);
    await openFromPalette("admin", "default", "worker");
    const panel = logPanel(vscode);
    await panel.sees("before hiding");
    const asked = cluster.counters.requests.follow;
    await vscode.runCommand("File: New Untitled Text File");
    worker.lines(["while hidden"]);
    await vscode.runCommand("View: Close Editor");
    await logPanel(vscode).sees("while hidden");
    expect(cluster.counters.requests.follow).toBe(asked);
  });

  it("open with a client certificate as with a token", async () => {
    worker.lines(["by certificate"]);
    await openFromPalette("admin-cert", "default", "worker");
    await logPanel(vscode).sees("by certificate");
    expect(cluster.open("follow").map(({ user }) => user)).toEqual(["admin-cert-user"]);
  });

  it("can be cleared from the display, which asks first and leaves them where they are", async () => {
    worker.lines(["to be cleared"]);
    await openFromPalette("admin", "default", "worker");
    const panel = logPanel(vscode);
    await panel.sees("to be cleared");
    await panel.button("Clear").click();
    await vscode.pick("Clear");
    await panel.seesNot("to be cleared");
    await panel.button("Refresh").click();
    await panel.sees("to be cleared");
  });
});

describe("keys in the panel", () => {
  it("do what the toolbar does", async () => {
    worker.lines(["by key"]);
    await openFromPalette("admin", "default", "worker");
    const panel = logPanel(vscode);
    await panel.sees("by key");
    await panel.list.click();
    await vscode.page.keyboard.press("Control+l");
    expect(await vscode.choices()).toEqual(["Clear", "Cancel"]);
    await vscode.pick("Clear");
    await panel.seesNot("by key");
    await panel.list.click();
    await vscode.page.keyboard.press("Control+r");
    await panel.sees("by key");
  });
});

describe("what stands in the way is said, with Retry, and Podlog goes on", () => {
  afterEach(() => {
    server.useKubeconfig(kubeconfig());
  });

  /** Opens the palette's walk until it says the sentence: a file that is being written is given some time. */
  const paletteSays = async (sentence: RegExp): Promise<void> => {
    const first = vscode.page.locator(".quick-input-list .monaco-list-row").first();
    await expect
      .poll(
        async () => {
          await vscode.page.keyboard.press("Escape");
          await vscode.runCommand("Podlog: Open Logs…");
          await vscode.choices();
          return first.innerText();
        },
        { timeout: 30_000, interval: 1_000 },
      )
      .toMatch(sentence);
  };

  it.each([
    ["an empty kubeconfig", () => writeFileSync(server.kubeconfig, ""), /names no contexts/],
    ["a broken kubeconfig", () => writeFileSync(server.kubeconfig, "a: [b"), /can't be used/],
    ["a missing kubeconfig", () => rmSync(server.kubeconfig), /There is no kubeconfig at/],
  ])("in the palette: %s", async (_what, spoil, sentence) => {
    spoil();
    await paletteSays(sentence);
    server.useKubeconfig(kubeconfig());
    await vscode.pick("Retry");
    await expect.poll(() => vscode.choices(), patience).toContain("admin");
  });

  it.each([
    [
      "an empty kubeconfig",
      () => writeFileSync(server.kubeconfig, ""),
      "The kubeconfig names no contexts",
    ],
    ["a broken kubeconfig", () => writeFileSync(server.kubeconfig, "a: [b"), "The kubeconfig"],
  ])("in the tree: %s", async (_what, spoil, sentence) => {
    await vscode.openTree();
    spoil();
    const row = vscode.page
      .locator(".sidebar .pane-body .monaco-list-row .label-name")
      .filter({ hasText: sentence })
      .first();
    await row.waitFor(patience);
    await vscode.treeRow("Retry").waitFor(patience);
    server.useKubeconfig(kubeconfig());
    await vscode.treeRow("admin").waitFor(patience);
  });

  it("in the tree: a missing kubeconfig, with the way to set one", async () => {
    await vscode.openTree();
    rmSync(server.kubeconfig);
    const welcome = vscode.page.locator(".sidebar .welcome-view-content");
    await welcome.filter({ hasText: "No kubeconfig was found" }).waitFor(patience);
    server.useKubeconfig(kubeconfig());
    await welcome.getByText("Retry").click();
    await vscode.treeRow("admin").waitFor(patience);
  });

  it("in the tree and in the palette: a refused connection", async () => {
    await vscode.openTree();
    await vscode.expand("unreachable");
    const row = vscode.page
      .locator(".sidebar .pane-body .monaco-list-row")
      .filter({ hasText: "Nothing answers at" });
    await row.waitFor(patience);
    await vscode.treeRow("Retry").click();
    await row.waitFor(patience);
    await vscode.runCommand("Podlog: Open Logs…");
    await vscode.pick("unreachable");
    await expect.poll(() => vscode.choices(), patience).toContain("Retry");
  });

  it("in the panel: a context that is gone from the kubeconfig; the lines stay", async () => {
    worker.lines(["kept"]);
    await openFromPalette("admin", "default", "worker");
    const panel = logPanel(vscode);
    await panel.sees("kept");
    server.useKubeconfig(kubeconfig().replaceAll(/\badmin\b/g, "renamed"));
    await expect
      .poll(
        async () => {
          await panel.button("Refresh").click();
          return vscode.panelFrame().locator(".notice .sentence").allInnerTexts();
        },
        { timeout: 30_000, interval: 1_000 },
      )
      .toEqual([`The context "admin" is not in the kubeconfig.`]);
    server.useKubeconfig(kubeconfig());
    await panel.button("Retry").click();
    await panel.sees("kept");
  });

  it("in the panel: a user who may not read logs, with the line that checks it", async () => {
    await openFromPalette("nologs", "default", "worker");
    const panel = logPanel(vscode);
    await panel.problem(/may not get pods\/log/);
    await panel.button("Copy Command").waitFor(patience);
    await panel.button("Retry").click();
    await panel.problem(/may not get pods\/log/);
  });
});
