import { beforeAll, describe, expect, it } from "vitest";
import { Deployment } from "../cluster/deployment.ts";
import { sharedServer } from "./harness/shared.ts";
import { logPanel } from "./log-panel.ts";
import { patience, setStage } from "./stage.ts";

const stage = setStage(async () => sharedServer());

let web: Deployment;

beforeAll(() => {
  web = new Deployment(stage().cluster.world, {
    name: "front",
    namespace: "shop",
    replicas: 3,
    template: { containers: [{ name: "app", image: "front:1" }] },
  });
  for (const pod of web.pods) pod.container().lines([`${pod.name} is up`]);
});

describe("a Deployment", () => {
  it("opens from the tree: lines of all its pods, each with its label", async () => {
    const { vscode } = stage();
    await vscode.openTree();
    await vscode.expand("admin");
    await vscode.expand("shop");
    await vscode.treeRow("front").filter({ hasText: "Deployment · 3/3" }).waitFor(patience);
    await vscode.inlineAction("front", "Open Logs");
    const panel = logPanel(vscode);
    for (const { name } of web.pods) await panel.sees(`${name} is up`);
    expect(await vscode.tabs()).toEqual(["Logs: admin · Deployment front"]);
    const labels = await vscode.panelFrame().locator(".rows [role=option] .label").allInnerTexts();
    expect(new Set(labels.filter((label) => label !== "")).size).toBe(3);
  });

  it("is followed through a rollout: that each old pod went, and the new ones' first lines", async () => {
    const { openFromPalette, vscode } = stage();
    await openFromPalette("admin", "shop");
    await expect.poll(() => vscode.choices(), patience).toContain("front");
    await vscode.screenshot("workloads");
    await vscode.pick("front");
    const panel = logPanel(vscode);
    const old = web.pods.map(({ name }) => name);
    for (const name of old) await panel.sees(`${name} is up`);
    web.rollout({ containers: [{ name: "app", image: "front:2" }] }).finish();
    const fresh = web.pods.filter(({ name }) => !old.includes(name));
    expect(fresh).toHaveLength(3);
    for (const pod of fresh) pod.container().lines([`${pod.name} is up`]);
    for (const { name } of fresh) await panel.sees(`${name} is up`);
    await expect
      .poll(async () => (await panel.rows()).filter((row) => row.includes("front:2")), patience)
      .toHaveLength(3);
    const rows = await panel.rows();
    for (const name of old)
      expect(rows.filter((row) => row.startsWith(`${name} deleted`))).toHaveLength(1);
    await vscode.screenshot("rollout");
  });
});

describe("a label selector", () => {
  it("opens after it was checked, with the pods that match", async () => {
    const { vscode } = stage();
    await vscode.runCommand("Podlog: Open Logs by Label Selector…");
    await vscode.pick("admin");
    await vscode.pick("shop");
    await vscode.choices();
    await vscode.type("app===");
    const entry = vscode.page.locator(".quick-input-list .monaco-list-row").first();
    await entry.filter({ hasText: "unable to parse requirement" }).waitFor(patience);
    await vscode.type("app in (front)");
    await entry.filter({ hasText: "3 pods match now" }).waitFor(patience);
    await vscode.screenshot("selector");
    await vscode.pick("app in (front)");
    const panel = logPanel(vscode);
    for (const { name } of web.pods) await panel.sees(`${name} is up`);
    expect(await vscode.tabs()).toEqual(["Logs: admin · app in (front)"]);
  });
});
