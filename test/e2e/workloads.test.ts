import { beforeAll, describe, expect, it } from "vitest";
import { Deployment } from "../cluster/deployment.ts";
import type { Pod } from "../cluster/pod.ts";
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
    await vscode.treeRow("front").filter({ hasText: "3/3 · Deployment" }).waitFor(patience);
    await vscode.inlineAction("front", "Open Logs");
    const panel = logPanel(vscode);
    for (const { name } of web.pods) await panel.sees(`${name} is up`);
    expect(await vscode.tabs()).toEqual(["Logs: admin · Deployment front"]);
    const labels = await vscode.panelFrame().locator(".rows [role=option] .label").allInnerTexts();
    expect(new Set(labels.filter((label) => label !== "")).size).toBe(3);
  });

  it("marks a line that came after later ones of another pod (S2)", async () => {
    const { cluster, openFromPalette, vscode } = stage();
    await openFromPalette("admin", "shop", "front");
    const panel = logPanel(vscode);
    const [ahead, behind] = web.pods;
    for (const { name } of web.pods) await panel.sees(`${name} is up`);
    const now = cluster.world.clock.now();
    ahead?.container().lines(["of a clock that is ahead"], { ts: now + 4_000_000_000n });
    await panel.sees("of a clock that is ahead");
    behind?.container().lines(["of a clock that is right"], { ts: now });
    await panel.sees("of a clock that is right");
    const late = vscode.panelFrame().locator(".rows [role=option]:has(.late)");
    expect(await late.locator(".text").allInnerTexts()).toEqual(["of a clock that is right"]);
    expect(await late.locator(".time").getAttribute("title")).toContain("Came late");
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

describe("the sources of a Deployment (C5)", () => {
  it("are hidden by the pointer or the keyboard, go on collecting, and open in a panel of their own", async () => {
    const { openFromPalette, vscode } = stage();
    await openFromPalette("admin", "shop", "front");
    const panel = logPanel(vscode);
    const [first, second, third] = web.pods;
    for (const { name } of web.pods) await panel.sees(`${name} is up`);
    await panel.button("Sources").click();
    const sources = vscode.panelFrame().getByRole("grid", { name: "Sources" });
    const row = (pod: Pod | undefined) =>
      sources.getByRole("row").filter({ hasText: `${pod?.name.slice(-5)}/app` });
    await row(first)
      .filter({ hasText: /Streaming.*1 line/ })
      .waitFor(patience);

    await row(first).hover();
    await row(first).getByRole("button", { name: "Hide" }).click();
    await panel.seesNot(`${first?.name} is up`);
    await panel.sees(`${second?.name} is up`);
    expect(await vscode.panelFrame().locator("footer .lines").textContent()).toBe("2 of 3 lines");
    first?.container().lines(["unseen, but collected"]);
    await row(first).filter({ hasText: "2 lines" }).waitFor(patience);
    expect(await panel.rows()).not.toContain("unseen, but collected");

    await row(second).click();
    await vscode.page.keyboard.press("Enter");
    await panel.seesNot(`${third?.name} is up`);
    await panel.sees(`${second?.name} is up`);
    await vscode.panelFrame().getByRole("button", { name: "Show all", exact: true }).click();
    await panel.sees("unseen, but collected");
    await panel.sees(`${third?.name} is up`);

    await row(third).click();
    await vscode.page.keyboard.press("Shift+Enter");
    await expect
      .poll(() => vscode.tabs(), patience)
      .toEqual(["Logs: admin · Deployment front", `Logs: admin · ${third?.name}/app`]);
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

describe("the tree (O3, O4)", () => {
  it("pins a namespace, filters, and tells of a crash-loop under what is expanded", async () => {
    const { cluster, vscode } = stage();
    const rows = vscode.page.locator(".sidebar .pane-body .monaco-list-row");
    const shown = () => rows.locator(".label-name").allInnerTexts();
    const [crashing, going] = web.pods;
    cluster.world.pod({ name: "lonely", namespace: "shop" });
    await vscode.openTree();
    await vscode.expand("admin");
    await vscode.inlineAction("shop", "Pin Namespace");
    await expect.poll(async () => (await shown()).slice(0, 2), patience).toEqual(["admin", "shop"]);

    await vscode.expand("shop");
    await vscode.expand("front");
    await vscode.treeRow("lonely").waitFor(patience);
    await vscode.runCommand("Podlog: Filter Workloads and Pods…");
    await vscode.type("front");
    await vscode.page.keyboard.press("Enter");
    await expect
      .poll(async () => (await shown()).slice(0, 6), patience)
      .toEqual(["admin", "shop", "front", ...web.pods.map(({ name }) => name).sort()]);

    crashing?.container().exit({ code: 1, reason: "Error" }).backOff();
    const row = rows.filter({ hasText: crashing?.name ?? "" });
    await row.filter({ hasText: "CrashLoopBackOff" }).waitFor(patience);
    await vscode.treeRow("front").filter({ hasText: "2/3 · CrashLoopBackOff" }).waitFor(patience);
    await vscode.screenshot("tree");
    going?.remove();
    await expect.poll(shown, patience).not.toContain(going?.name);
    expect((await shown()).slice(0, 3)).toEqual(["admin", "shop", "front"]);

    await vscode.runCommand("Podlog: Clear Filter");
    await vscode.treeRow("lonely").waitFor(patience);
    await row.waitFor(patience);
    await vscode.inlineAction("shop", "Unpin Namespace");
    await expect.poll(async () => (await shown())[1], patience).not.toBe("shop");
  });
});
