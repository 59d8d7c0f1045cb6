import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { type Cluster, startCluster } from "../cluster/server.ts";
import { type Server, startServer } from "./harness/server.ts";
import { openVSCode, type VSCode } from "./harness/vscode.ts";
import { logPanel, seesTabs } from "./log-panel.ts";
import { patience } from "./stage.ts";

let cluster: Cluster;
let server: Server;
let vscode: VSCode;

/** A program to debug that runs until it is stopped, and a rule that opens a pod with it. */
const files = {
  "shop.js": "setInterval(() => {}, 1000);\n",
  ".vscode/launch.json": JSON.stringify({
    version: "0.2.0",
    configurations: [
      {
        name: "Run the shop",
        type: "node",
        request: "launch",
        program: "${workspaceFolder}/shop.js",
        console: "internalConsole",
        internalConsoleOptions: "neverOpen",
      },
    ],
  }),
};
const rule = {
  when: { configuration: "Run *", type: "node" },
  open: { context: "admin", namespace: "${config:shop.namespace}", pod: "web" },
  closeAtEnd: true,
};
const settings = { "shop.namespace": "default", "podlog.autoOpen": [rule] };

beforeAll(async () => {
  cluster = await startCluster();
  cluster.world.pod({ name: "web" }).container().lines(["the shop is open"]);
  server = await startServer({ beside: [join(import.meta.dirname, "kubernetes-tools")] });
  server.useKubeconfig(readFileSync(cluster.kubeconfigPath, "utf8"));
  vscode = await openVSCode(server, { files, settings });
  await vscode.page.context().grantPermissions(["clipboard-read", "clipboard-write"]);
});

afterAll(async () => {
  await vscode?.close();
  await server?.end();
  await cluster?.close();
});

afterEach(async () => {
  await vscode.page.keyboard.press("Escape");
  await vscode.closeAllEditors();
  await expect.poll(() => cluster.counters.open.follow, patience).toBe(0);
});

const tabs = (...titles: ReadonlyArray<string>) => seesTabs(vscode, ...titles);

/** The tab of `shop.js`, whose extension stands apart. */
const tab = "shop";

describe("a debug session in a window where Podlog was not active (O6)", () => {
  let changes = 0;
  /** Changes the rules, and waits until the window has them: its title is set by the same file. */
  const useRules = async (...rules: ReadonlyArray<object>): Promise<void> => {
    const title = `rules, change ${++changes}`;
    vscode.setSettings({ "podlog.autoOpen": rules, "window.title": title });
    await expect.poll(() => vscode.page.title(), patience).toContain(title);
  };
  /** Starts the session, where these panels are open. */
  const start = async (...panels: ReadonlyArray<string>): Promise<void> => {
    await vscode.openPalette("shop.js");
    await vscode.pick("shop.js");
    await tabs(tab, ...panels);
    await vscode.runCommand("Debug: Start Debugging");
    await vscode.page.locator(".debug-toolbar").waitFor(patience);
  };
  const stop = async (): Promise<void> => {
    await vscode.runCommand("Debug: Stop");
    await vscode.page.locator(".debug-toolbar").waitFor({ ...patience, state: "hidden" });
  };

  it("opens the pod of a workspace's rule once that is allowed, beside the file that keeps the focus, until it ends", async () => {
    await start();
    const toast = vscode.page.locator(".notification-toast", {
      hasText: 'open the logs of the pod "web" in the namespace "default" of the context "admin"',
    });
    await toast.getByText("Always Open").click(patience);
    await tabs(tab, "Logs: admin · web");
    await logPanel(vscode).sees("the shop is open");
    const group = vscode.page.locator(".editor-group-container.active .tab.active .label-name");
    expect(await group.allInnerTexts()).toEqual([tab]);
    await stop();
    await tabs(tab);
    await expect.poll(() => cluster.counters.open.follow, patience).toBe(0);
  });

  it("leaves a rule that is wrong alone, and the editor of the settings says what is wrong with it", async () => {
    await useRules({ when: { configuration: "Run *" }, open: { namespace: "default" } });
    await start();
    await expect
      .poll(() => vscode.notifications(), patience)
      .toContain(
        "A rule opens nothing: podlog.autoOpen[0].open: Expected either pod, or kind and name, or selector",
      );
    await stop();
    await vscode.openPalette("settings.json");
    await vscode.pick("settings.json");
    await vscode.runCommand("Problems: Focus on Problems View");
    await vscode.page
      .locator(".markers-panel .monaco-list-row", {
        hasText: "Name either a pod, or a kind and a name, or a selector.",
      })
      .waitFor(patience);
    await vscode.runCommand("View: Hide Panel");
    await useRules(rule);
  });

  it("asks no second time", async () => {
    await start();
    await tabs(tab, "Logs: admin · web");
    expect((await vscode.notifications()).filter((text) => text.includes("logs"))).toEqual([]);
    await stop();
    await tabs(tab);
  });

  it("finds the panel that an earlier one left open, over a reload too; no person takes it (P5)", async () => {
    await useRules({ ...rule, closeAtEnd: false });
    await start();
    await tabs(tab, "Logs: admin · web");
    await logPanel(vscode).sees("the shop is open");
    await vscode.reload();
    await tabs(tab, "Logs: admin · web");
    await logPanel(vscode).sees("the shop is open");
    await vscode.runCommand("View: Focus Last Editor Group");
    await vscode.runCommand("Podlog: Open Logs…");
    for (const label of ["admin", "default", "web"]) await vscode.pick(label);
    await tabs(tab, "Logs: admin · web", "Logs: admin · web/app");
    await logPanel(vscode).sees("the shop is open");
    await vscode.runCommand("View: Focus First Editor Group");
    await useRules(rule);
    await start("Logs: admin · web", "Logs: admin · web/app");
    // It comes before the person's, and goes with the session, as the rule says by now.
    const inFront = vscode.page.locator(".editor-group-container .tab.active .label-name");
    await expect.poll(() => inFront.allInnerTexts(), patience).toEqual([tab, "Logs: admin · web"]);
    await stop();
    await tabs(tab, "Logs: admin · web/app");
  });

  /** Has another tab lie over the panel. */
  const cover = async (): Promise<void> => {
    await tabs(tab, "Logs: admin · web");
    await vscode.runCommand("View: Focus Last Editor Group");
    await vscode.openPalette("shop.js");
    await vscode.pick("shop.js");
    await tabs(tab, "Logs: admin · web", tab);
  };

  it("takes its panel along from behind another tab", async () => {
    await start();
    await cover();
    await stop();
    await tabs(tab, tab);
  });

  it("takes it along when its window is reloaded, too", async () => {
    await start();
    await cover();
    await vscode.reload();
    await tabs(tab, tab);
  });
});

describe("a link (O9)", () => {
  const dialog = () => vscode.page.locator(".monaco-dialog-box");
  const follow = async (link: string): Promise<void> => {
    await vscode.runCommand("Developer: Open URL");
    await vscode.type(link);
    await vscode.page.keyboard.press("Enter");
    // VS Code itself asks first, for any extension.
    await dialog().filter({ hasText: "Podlog" }).getByText("Open", { exact: true }).click(patience);
  };

  it("opens a log once its user has agreed to what it names", async () => {
    await follow("code-oss://podlog.podlog/open?context=admin&namespace=default&pod=web");
    const question = dialog().filter({
      hasText: 'Open the logs of the pod "web" in the namespace "default" of the context "admin"?',
    });
    await question.getByText(cluster.url).waitFor(patience);
    await question.getByText("Open", { exact: true }).click();
    await tabs("Logs: admin · web");
    await logPanel(vscode).sees("the shop is open");

    await vscode.runCommand("Podlog: Copy Link");
    await vscode.page.locator(".monaco-workbench").press("F1");
    await expect
      .poll(() => vscode.page.evaluate(() => navigator.clipboard.readText()), patience)
      .toMatch(/^[\w-]+:\/\/podlog\.podlog\/open\?context=admin&namespace=default&pod=web/);
  });

  it("to a context that is not there leads to the choice of another", async () => {
    await follow("code-oss://podlog.podlog/open?context=theirs&namespace=default&pod=web");
    await dialog()
      .filter({ hasText: 'The context "theirs" is not in your kubeconfig.' })
      .getByText("Choose a Context…")
      .click(patience);
    await vscode.pick("admin");
    await tabs("Logs: admin · web/app");
  });
});

describe("the tree of Microsoft's Kubernetes extension (O8)", () => {
  it("has the action on pods and Jobs, and on nothing else", async () => {
    await vscode.page
      .locator('.activitybar .action-label[aria-label^="Kubernetes"]')
      .first()
      .click();
    await vscode.treeRow("nightly").hover();
    const action = '.actions .action-label[aria-label*="Open Logs in Podlog"]';
    await vscode.treeRow("nightly").locator(action).waitFor(patience);
    await vscode.treeRow("password").hover();
    expect(await vscode.treeRow("password").locator(action).count()).toBe(0);
    await vscode.inlineAction("web", "Open Logs in Podlog");
    await tabs("Logs: admin · web/app");
    await logPanel(vscode).sees("the shop is open");
  });
});

describe("getting started", () => {
  it("is a walkthrough that says how to connect a cluster", async () => {
    await vscode.runCommand("Welcome: Open Walkthrough...");
    await vscode.pick("Get started with Podlog");
    await vscode.page.getByText("Podlog shows the clusters of your kubeconfig.").waitFor(patience);
    const steps = vscode.page.locator(".getting-started-step .step-title");
    expect(await steps.allInnerTexts()).toContain("Open a pod's logs");
    // Its page takes the focus while it loads, and with it the palette's field.
    await vscode.page.locator(".tab.active .tab-actions .action-label").click();
  });
});
