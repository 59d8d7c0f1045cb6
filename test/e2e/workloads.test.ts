import { beforeAll, describe, expect, it } from "vitest";
import { Deployment } from "../cluster/deployment.ts";
import type { Pod } from "../cluster/pod.ts";
import { sharedServer } from "./harness/shared.ts";
import { logPanel, seesTabs } from "./log-panel.ts";
import { makeReader } from "./reader.ts";
import { patience, setStage } from "./stage.ts";

const stage = setStage(async () => sharedServer());

let web: Deployment;

/** The row that tells of a pod's end. */
const deleted = (name: string): unknown => expect.stringMatching(`^${name} deleted`);

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
  it("opens from the tree: lines of all its pods, each with its label (O3, C3, C4)", async () => {
    const { vscode } = stage();
    await vscode.openTree();
    await vscode.expand("admin");
    await vscode.expand("shop");
    await vscode.treeRow("front").filter({ hasText: "3/3 · Deployment" }).waitFor(patience);
    await vscode.inlineAction("front", "Open Logs");
    const panel = logPanel(vscode);
    for (const { name } of web.pods) await panel.sees(`${name} is up`);
    await seesTabs(vscode, "Logs: admin · Deployment front");
    const labels = vscode.panelFrame().locator(".rows [role=option] .label");
    const named = async () =>
      new Set((await labels.allInnerTexts()).filter((label) => label !== ""));
    await expect.poll(async () => (await named()).size, patience).toBe(3);
  });

  it("is followed through a rollout: each old pod's last lines, that it went, the new ones' first lines (C4)", async () => {
    const { openFromPalette, vscode } = stage();
    await openFromPalette("admin", "shop");
    await expect.poll(() => vscode.choices(), patience).toContain("front");
    await vscode.screenshot("workloads");
    await vscode.pick("front");
    const panel = logPanel(vscode);
    const old = web.pods;
    for (const { name } of old) await panel.sees(`${name} is up`);
    const rollout = web.rollout({ containers: [{ name: "app", image: "front:2" }] });
    const fresh: Array<Pod> = [];
    for (let step = 1; step <= old.length; step++) {
      const before = web.pods;
      for (const pod of before)
        if (old.includes(pod)) pod.container().lines([`${pod.name} serves ${step}`]);
      rollout.step();
      const come = web.pods.filter((pod) => !before.includes(pod));
      for (const pod of come) pod.container().lines([`${pod.name} is up`]);
      for (const { name } of come) await panel.sees(`${name} is up`);
      fresh.push(...come);
    }
    expect(fresh).toHaveLength(3);
    for (const { name } of old)
      await expect.poll(panel.rows, patience).toContainEqual(deleted(name));
    await vscode.screenshot("rollout");

    const rows = await panel.rows();
    const of = (name: string) => rows.filter((row) => row.startsWith(name));
    for (const [i, { name }] of old.toReversed().entries())
      expect(of(name)).toEqual([
        `${name} is up`,
        ...Array.from({ length: i + 1 }, (_, step) => `${name} serves ${step + 1}`),
        expect.stringMatching(`^${name} exited · exit 143`),
        deleted(name),
      ]);
    for (const { name } of fresh)
      expect(of(name).slice(0, 2)).toEqual([
        expect.stringMatching(`^${name} started on node-\\d+, image front:2`),
        `${name} is up`,
      ]);
    expect(await vscode.panelFrame().locator(".rows .row.marker, .rows .late").count()).toBe(0);
  });

  it("marks a line that came after later ones of another pod (S2)", async () => {
    const { cluster, openFromPalette, vscode } = stage();
    const clocks = { name: "clocks", namespace: "shop", replicas: 2 };
    const [ahead, right] = new Deployment(cluster.world, clocks).pods;
    await openFromPalette("admin", "shop", "clocks");
    const panel = logPanel(vscode);
    await panel.state(/Streaming/);
    const now = cluster.world.clock.now();
    ahead?.container().lines(["of a clock that is ahead"], { ts: now + 4_000_000_000n });
    await panel.sees("of a clock that is ahead");
    right?.container().lines(["of a clock that is right"], { ts: now });
    await panel.sees("of a clock that is right");
    const late = vscode.panelFrame().locator(".rows [role=option]:has(.late)");
    expect(await late.locator(".text").allInnerTexts()).toEqual(["of a clock that is right"]);
    expect(await late.locator(".time").getAttribute("title")).toContain("Came late");
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
    await vscode.panelFrame().locator("footer .lines").getByText("2 of 3 lines").waitFor(patience);
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
    await seesTabs(vscode, "Logs: admin · Deployment front", `Logs: admin · ${third?.name}/app`);
  });
});

describe("the limit of what one panel reads (C7)", () => {
  it("lists what is beyond it as not followed, each with a button that reads it too", async () => {
    const { cluster, openFromPalette, vscode } = stage();
    vscode.setSettings({ "podlog.maxFollows": 2 });
    // VS Code takes up a change of its settings within a second.
    await expect
      .poll(
        async () => {
          await vscode.closeAllEditors();
          await openFromPalette("admin", "shop", "front");
          await logPanel(vscode).state(/^Streaming$/);
          return vscode.panelFrame().locator("footer").innerText();
        },
        { timeout: 30_000, interval: 500 },
      )
      .toContain("2 of 3 followed");
    expect(cluster.counters.open.follow).toBe(2);
    const panel = logPanel(vscode);
    await panel.button("2 of 3 followed").click();
    const sources = vscode.panelFrame().getByRole("grid", { name: "Sources" });
    const beyond = sources.getByRole("row").filter({ hasText: "Not followed" });
    await expect.poll(() => beyond.count(), patience).toBe(1);
    await beyond.getByRole("button", { name: /^Follow/ }).click();
    for (const { name } of web.pods) await panel.sees(`${name} is up`);
    await expect.poll(() => cluster.counters.open.follow, patience).toBe(3);
    vscode.setSettings({ "podlog.maxFollows": 50 });
  });
});

describe("a label selector (O2, C4)", () => {
  it("opens after it was checked, with the pods that match", async () => {
    const { vscode } = stage();
    await vscode.runCommand("Podlog: Open Logs by Label Selector…");
    await vscode.pick("admin");
    await vscode.pick("shop");
    await vscode.asks("Type a selector");
    await vscode.type("app===");
    const entry = vscode.page.locator(".quick-input-list .monaco-list-row").first();
    await entry.filter({ hasText: "unable to parse requirement" }).waitFor(patience);
    await vscode.type("app in (front)");
    await entry.filter({ hasText: "3 pods match now" }).waitFor(patience);
    await vscode.screenshot("selector");
    await vscode.pick("app in (front)");
    const panel = logPanel(vscode);
    for (const { name } of web.pods) await panel.sees(`${name} is up`);
    await seesTabs(vscode, "Logs: admin · app in (front)");
  });
});

describe("the containers of a pod", () => {
  it("show as one log in order of time, one by one, and the previous instance under its badge (C2, C3, C6)", async () => {
    const { cluster, openFromPalette, vscode } = stage();
    const pod = cluster.world.pod({ name: "duo", containers: [{ name: "app" }, { name: "side" }] });
    const [app, side] = ["app", "side"].map((name) => pod.container(name));
    app?.lines(["first life"]).restart({ code: 2, reason: "Error" });
    const at = BigInt(Math.floor(Date.now() / 1000)) * 1_000_000_000n;
    app?.lines(["one"], { ts: at }).lines(["three"], { ts: at + 2n });
    side?.lines(["two"], { ts: at + 1n }).lines(["four"], { ts: at + 3n });
    await openFromPalette("admin", "default", "duo", "All Containers");
    const panel = logPanel(vscode);
    const told = async () =>
      (await panel.rows()).filter((text) => ["one", "two", "three", "four"].includes(text));
    await expect.poll(told, patience).toEqual(["one", "two", "three", "four"]);
    const labels = vscode.panelFrame().locator(".rows .row.line .label");
    const seen = async () => [...new Set(await labels.allInnerTexts())].sort();
    await expect.poll(seen, patience).toEqual(["app", "side"]);

    await panel.container.selectOption("app");
    await expect.poll(told, patience).toEqual(["one", "three"]);
    await panel.button("Previous instance").click();
    await panel.sees("first life");
    await panel.seesNot("one");
    const badge = vscode.panelFrame().locator(".badge").getByText("Previous", { exact: true });
    await badge.waitFor(patience);
    await panel.state(/^Ended$/);
    await panel.button("Previous instance").click();
    await panel.sees("three");
    await badge.waitFor({ ...patience, state: "detached" });
  });
});

describe("the menu of the tree (O3, P1, P2, P3)", () => {
  it("opens in a new panel, opens the previous log, copies the name; what is open is found again, what is pinned stays", async () => {
    const { cluster, openFromPalette, vscode } = stage();
    const again = cluster.world.pod({ name: "again" }).container();
    again.lines(["before"]).restart({ code: 1, reason: "Error" }).lines(["after"]);
    cluster.world.pod({ name: "other" }).container().lines(["the other"]);
    await vscode.openTree();
    await vscode.expand("admin");
    await vscode.expand("default");
    await vscode.menuAction("other", "Copy Name");
    await expect.poll(makeReader(stage).clipboard, patience).toBe("other");
    await vscode.expand("other");
    await vscode.treeRow("app").click();
    const panel = logPanel(vscode);
    await panel.sees("the other");
    await vscode.inlineAction("again", "Open Logs");
    await panel.sees("after");
    await seesTabs(vscode, "Logs: admin · again/app");
    await vscode.menuAction("again", "Open Previous Logs");
    await panel.sees("before");
    await seesTabs(vscode, "Logs: admin · again/app");

    await vscode.menuAction("other", "Open Logs in New Panel");
    await panel.sees("the other");
    const both = ["Logs: admin · again/app", "Logs: admin · other/app"];
    await seesTabs(vscode, ...both);
    await vscode.inlineAction("other", "Open Logs");
    await panel.sees("the other");
    await seesTabs(vscode, ...both);

    const certs = "Logs: admin-cert · other/app";
    await openFromPalette("admin-cert", "default", "other");
    await panel.sees("the other");
    await seesTabs(vscode, ...both, certs);
    await vscode.runCommand("Podlog: Pin Panel");
    await openFromPalette("admin-cert", "default", "again");
    await panel.sees("after");
    await seesTabs(vscode, ...both, certs, "Logs: admin-cert · again/app");
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
    await expect
      .poll(async () => (await shown()).slice(0, 6), patience)
      .toEqual(["admin", "shop", "front", ...web.pods.map(({ name }) => name).sort()]);
    await vscode.page.keyboard.press("Enter");
    await vscode.page.locator(".sidebar").getByText('Filtered by "front"').waitFor(patience);

    crashing?.container().exit({ code: 1, reason: "Error" }).backOff();
    const row = rows.filter({ hasText: crashing?.name ?? "" });
    await row.filter({ hasText: "CrashLoopBackOff · exit 1, just now" }).waitFor(patience);
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
