import { rmSync, writeFileSync } from "node:fs";
import { afterEach, describe, expect, it } from "vitest";
import type { Pod } from "../cluster/pod.ts";
import type { World } from "../cluster/world.ts";
import { sharedServer } from "./harness/shared.ts";
import { logPanel, seesTabs } from "./log-panel.ts";
import { podLogs } from "./pod-logs.ts";
import { openUnlisted } from "./scenes.ts";
import { patience, setStage } from "./stage.ts";

const stage = setStage(async () => sharedServer());

describe("the palette", () => {
  /** Enter in the open quick pick, once its first row is this. */
  const enter = async (first: string): Promise<void> => {
    const { vscode } = stage();
    await expect.poll(async () => (await vscode.choices())[0], patience).toBe(first);
    await vscode.page.keyboard.press("Enter");
  };
  const pods: Array<Pod> = [];
  const pod = (...[declaration]: Parameters<World["pod"]>): Pod => {
    const declared = stage().cluster.world.pod(declaration);
    pods.push(declared);
    return declared;
  };
  afterEach(() => {
    for (const declared of pods.splice(0)) declared.remove();
  });

  it("shows by What Is Failing? and Enter why the worst pod died (O10)", async () => {
    const { vscode } = stage();
    const app = pod({
      name: "aching",
      containers: [{ name: "app" }, { name: "proxy" }],
    }).container();
    app.lines(["reading the whole file", "asking for more memory"]);
    app.restart({ code: 137, reason: "OOMKilled" });
    app.lines(Array.from({ length: 200 }, (_, i) => `again ${i}`));
    await vscode.runCommand("Podlog: What Is Failing?");
    await expect.poll(async () => (await vscode.choices())[0], patience).toBe("aching/app");
    const row = vscode.page.locator(".quick-input-list .monaco-list-row").first();
    expect(await row.innerText()).toContain("exit 137 (OOMKilled: out of memory)");
    await vscode.screenshot("what-is-failing");
    await enter("aching/app");
    const panel = logPanel(vscode);
    await panel.sees("asking for more memory");
    await panel.sees("again 0");
    const rows = await panel.rows();
    const at = rows.findIndex((text) => /restarted · exit 137 · OOMKilled/.test(text));
    expect(rows.slice(at - 2, at)).toEqual(["reading the whole file", "asking for more memory"]);
    expect(rows[at + 1]).toBe("again 0");
    expect(rows).not.toContain("again 199");
    const focused = await panel.list.getAttribute("aria-activedescendant");
    expect(await vscode.panelFrame().locator(`#${focused}`).textContent()).toContain("exit 137");
    await vscode.screenshot("moment-of-death");
  });

  it("looks by a key in all namespaces (O10)", async () => {
    const { vscode } = stage();
    pod({ name: "afar", namespace: "elsewhere" }).container().exit({ code: 1 }).backOff();
    await vscode.runCommand("Podlog: What Is Failing?");
    await vscode.asks("Enter opens the log where it died");
    expect(await vscode.choices()).not.toContain("afar");
    await vscode.page.keyboard.press("Alt+a");
    await expect.poll(() => vscode.choices(), patience).toContain("afar");
  });

  it("reaches a log by Enter, Enter, Enter where nothing was opened before (O1)", async () => {
    const { vscode } = stage();
    pod({ name: "zealous" }).container().exit({ code: 1, reason: "Error" }).backOff();
    await vscode.runCommand("Podlog: Open Logs…");
    // What the test before opened is offered first: it is taken off the list.
    const recent = vscode.page.locator(".quick-input-list .monaco-list-row").first();
    await recent.filter({ hasText: "aching" }).hover();
    await recent.locator(".quick-input-list-entry-action-bar .action-label").click();
    await enter("admin");
    await enter("default");
    await enter("zealous");
    await logPanel(vscode).state(/./);
    await seesTabs(vscode, "Logs: admin · zealous/app");
  });

  it("filters by what is typed, goes back by its button, and offers the containers of a pod (O1, C1)", async () => {
    const { vscode } = stage();
    pod({
      name: "crowded",
      annotations: { "kubectl.kubernetes.io/default-container": "proxy" },
      initContainers: [{ name: "setup" }],
      containers: [{ name: "app" }, { name: "proxy" }],
    });
    await vscode.runCommand("Podlog: Open Logs…");
    await vscode.pick("admin");
    await vscode.pick("default");
    await vscode.asks("Choose a workload or a pod of default");
    await vscode.type("crow");
    await expect.poll(() => vscode.choices(), patience).toEqual(["crowded"]);
    await vscode.pick("crowded");
    const containers = ["proxy", "app", "setup", "All Containers"];
    await expect.poll(() => vscode.choices(), patience).toEqual(containers);
    const descriptions = vscode.page.locator(".quick-input-list .label-description");
    expect((await descriptions.allInnerTexts()).map((text) => text.split(" · ")[0])).toEqual(
      expect.arrayContaining(["default", "init", "as one log"]),
    );
    await vscode.page.locator(".quick-input-titlebar .codicon-quick-input-back").click();
    await vscode.asks("Choose a workload or a pod of default");
    await vscode.pick("crowded");
    await expect.poll(() => vscode.choices(), patience).toEqual(containers);
    await vscode.pick("All Containers");
    await seesTabs(vscode, "Logs: admin · crowded");
  });

  it.each([
    ["kubectl logs pasted -n default --tail=2 | grep error", 2],
    ["kubectl logs pasted \\\n  -n default \\\n  --tail=2", 2],
    ['[FIRING] KubePodCrashLooping pod="pasted" severity=critical', 3],
  ])("understands what is pasted: %s (O11)", async (text, lines) => {
    const { vscode } = stage();
    pod({ name: "pasted" }).container().lines(["1", "2", "what was meant"]);
    await vscode.runCommand("Podlog: Open Logs…");
    await vscode.asks("Choose a context");
    await vscode.type(text);
    await vscode.pick("pasted");
    const panel = logPanel(vscode);
    await panel.sees("what was meant");
    await expect.poll(panel.rows, patience).toHaveLength(lines);
  });

  it("opens a pod by its name where nothing may be listed (K4)", async () => {
    const { vscode } = stage();
    pod({ name: "unlisted" }).container().lines(["seen all the same"]);
    await openUnlisted(vscode, "logs-only", "unlisted");
    await logPanel(vscode).sees("seen all the same");
    await seesTabs(vscode, "Logs: logs-only · unlisted");
  });
});

podLogs(stage);

describe("keys in the panel (T4)", () => {
  it("do what the toolbar does", async () => {
    const { openFromPalette, vscode, worker } = stage();
    worker.lines(["by key"]);
    await openFromPalette("admin", "default", "worker");
    const panel = logPanel(vscode);
    await panel.sees("by key");
    await panel.list.click();
    await vscode.page.keyboard.press("Control+l");
    await expect.poll(() => vscode.choices(), patience).toEqual(["Clear", "Cancel"]);
    await vscode.pick("Clear");
    await panel.seesNot("by key");
    await panel.list.click();
    await vscode.page.keyboard.press("Control+r");
    await panel.sees("by key");
  });
});

describe("what stands in the way is said, with Retry, and Podlog goes on", () => {
  afterEach(() => {
    const { kubeconfig, server } = stage();
    server.useKubeconfig(kubeconfig());
  });

  /** Opens the palette's walk until it says the sentence: a file that is being written is given some time. */
  const paletteSays = async (sentence: RegExp): Promise<void> => {
    const { vscode } = stage();
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
    ["an empty kubeconfig", (file: string) => writeFileSync(file, ""), /names no contexts/],
    ["a broken kubeconfig", (file: string) => writeFileSync(file, "a: [b"), /can't be used/],
    ["a missing kubeconfig", (file: string) => rmSync(file), /There is no kubeconfig at/],
  ])("in the palette: %s", async (_what, spoil, sentence) => {
    const { kubeconfig, server, vscode } = stage();
    spoil(server.kubeconfig);
    await paletteSays(sentence);
    server.useKubeconfig(kubeconfig());
    await vscode.pick("Retry");
    await expect.poll(() => vscode.choices(), patience).toContain("admin");
  });

  it("in the tree: a broken kubeconfig", async () => {
    const { kubeconfig, server, vscode } = stage();
    await vscode.openTree();
    writeFileSync(server.kubeconfig, "a: [b");
    const row = vscode.page
      .locator(".sidebar .pane-body .monaco-list-row .label-name")
      .filter({ hasText: "The kubeconfig" })
      .first();
    await row.waitFor(patience);
    await vscode.treeRow("Retry").waitFor(patience);
    server.useKubeconfig(kubeconfig());
    await vscode.treeRow("admin").waitFor(patience);
  });

  it.each([
    ["a missing kubeconfig", (file: string) => rmSync(file), "No kubeconfig was found"],
    [
      "an empty kubeconfig",
      (file: string) => writeFileSync(file, ""),
      "The kubeconfig names no contexts",
    ],
  ])("in the tree: %s, with what to do about it", async (_what, spoil, sentence) => {
    const { kubeconfig, server, vscode } = stage();
    await vscode.openTree();
    spoil(server.kubeconfig);
    const welcome = vscode.page.locator(".sidebar .welcome-view-content");
    await welcome.filter({ hasText: sentence }).waitFor(patience);
    server.useKubeconfig(kubeconfig());
    await welcome.getByText("Retry").click();
    await vscode.treeRow("admin").waitFor(patience);
  });

  it("in the tree and in the palette: a refused connection (O5)", async () => {
    const { vscode } = stage();
    await vscode.openTree();
    await vscode.expand("unreachable");
    const row = vscode.page
      .locator(".sidebar .pane-body .monaco-list-row")
      .filter({ hasText: "Nothing answers at" });
    await row.waitFor(patience);
    await vscode.treeRow("Retry").click();
    await row.waitFor(patience);
    await vscode.runCommand("Podlog: Open Logs…");
    // Behind the recent logs it may be out of sight.
    await vscode.page.keyboard.type("unreachable");
    await vscode.pick("unreachable");
    await expect.poll(() => vscode.choices(), patience).toContain("Retry");
  });

  it("in the panel: a context that is gone from the kubeconfig, until it is back", async () => {
    const { kubeconfig, openFromPalette, server, vscode, worker } = stage();
    worker.lines(["kept"]);
    await openFromPalette("admin", "default", "worker");
    const panel = logPanel(vscode);
    await panel.sees("kept");
    server.useKubeconfig(kubeconfig().replaceAll(/\badmin\b/g, "renamed"));
    await panel.button("Refresh").click();
    await panel.problem(/^The context "admin" is not in the kubeconfig\.$/);
    server.useKubeconfig(kubeconfig());
    await panel.button("Retry").click();
    await panel.sees("kept");
  });

  it("and nothing that does not concern a stream: the file changes, and it goes on (K2)", async () => {
    const { cluster, kubeconfig, openFromPalette, server, vscode, worker } = stage();
    worker.lines(["before the change"]);
    await openFromPalette("admin", "default", "worker");
    const panel = logPanel(vscode);
    await panel.sees("before the change");
    await panel.state(/^Streaming$/);
    const asked = cluster.counters.requests.follow;
    await vscode.openTree();
    server.useKubeconfig(kubeconfig().replaceAll(/\bnologs\b/g, "changed"));
    await vscode.treeRow("changed").waitFor(patience);
    await vscode.treeRow("nologs").waitFor({ ...patience, state: "detached" });
    worker.lines(["after the change"]);
    await panel.sees("after the change");
    expect(cluster.counters.requests.follow).toBe(asked);
  });

  it("in the panel: a user who may not read logs, with the line that checks it (K3, P10)", async () => {
    const { openFromPalette, vscode } = stage();
    await openFromPalette("nologs", "default", "worker");
    const panel = logPanel(vscode);
    await panel.problem(/may not get pods\/log/);
    await panel.button("Copy Command").waitFor(patience);
    await panel.button("Retry").click();
    await panel.problem(/may not get pods\/log/);
  });
});
