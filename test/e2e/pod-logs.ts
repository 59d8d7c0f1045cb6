import { describe, expect, it } from "vitest";
import { logPanel, seesTabs } from "./log-panel.ts";
import { patience, type Stage } from "./stage.ts";

/** What a pod's logs do in a real VS Code, from opening to closing. */
export const podLogs = (stage: () => Stage): void => {
  describe("a pod's logs", () => {
    it("open from the palette, appear, and grow (O1, S1)", async () => {
      const { openFromPalette, vscode, worker } = stage();
      worker.lines(["worker one", "worker two"]);
      await openFromPalette("admin", "default", "worker");
      const panel = logPanel(vscode);
      await panel.sees("worker two");
      await panel.state(/^Streaming$/);
      await seesTabs(vscode, "Logs: admin · worker/app");
      worker.lines(["worker three"]);
      await panel.sees("worker three");
      const rows = await panel.rows();
      expect(rows.filter((row) => row.startsWith("worker "))).toEqual([
        "worker one",
        "worker two",
        "worker three",
      ]);
    });

    it("open from the tree, in the panel that the cluster has (O3, C1, P1)", async () => {
      const { proxy, vscode, worker } = stage();
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
      await seesTabs(vscode, "Logs: admin · web/proxy");
      await vscode.expand("web");
      await vscode.inlineAction("app", "Open Logs");
      await seesTabs(vscode, "Logs: admin · web/app");
    });

    it("switch to another container without closing the panel (C2)", async () => {
      const { app, cluster, openFromPalette, proxy, vscode } = stage();
      app.lines(["app speaks"]);
      proxy.lines(["proxy speaks"]);
      await openFromPalette("admin", "default", "web", "app");
      const panel = logPanel(vscode);
      await panel.sees("app speaks");
      await panel.container.selectOption("proxy");
      await panel.sees("proxy speaks");
      expect(await panel.rows()).not.toContain("app speaks");
      await seesTabs(vscode, "Logs: admin · web/proxy");
      await expect.poll(() => cluster.counters.open.follow, patience).toBe(1);
    });

    it("stay where the reader scrolls to, and come back to the end by the button (V3)", async () => {
      const { openFromPalette, vscode, worker } = stage();
      worker.lines(Array.from({ length: 200 }, (_, i) => `row ${i}`));
      await openFromPalette("admin", "default", "worker");
      const panel = logPanel(vscode);
      await panel.sees("row 199");
      await panel.list.hover();
      await vscode.page.mouse.wheel(0, -600);
      await panel.seesNot("row 199");
      const before = await panel.still();
      worker.lines(["while away 1", "while away 2"]);
      await panel.button(/2 new lines/).waitFor(patience);
      expect(await panel.rows()).toEqual(before);
      await panel.button(/2 new lines/).click();
      await panel.sees("while away 2");
      worker.lines(["after"]);
      await panel.sees("after");
    });

    it("go on after the server was gone, none of them twice (S4, S8)", async () => {
      const { cluster, openFromPalette, vscode, worker } = stage();
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

    it("end with their panel, at once (P6)", async () => {
      const { cluster, openFromPalette, vscode } = stage();
      await openFromPalette("admin", "default", "worker");
      await logPanel(vscode).state(/^Streaming$/);
      expect(cluster.counters.open.follow).toBe(1);
      await vscode.runCommand("View: Close Editor");
      await expect.poll(() => cluster.counters.open.follow, patience).toBe(0);
    });

    it("are there again, unfetched, when the panel was hidden (P4)", async () => {
      const { cluster, openFromPalette, vscode, worker } = stage();
      worker.lines(["before hiding"]);
      await openFromPalette("admin", "default", "worker");
      const panel = logPanel(vscode);
      await panel.sees("before hiding");
      await panel.state(/^Streaming$/);
      const asked = cluster.counters.requests.follow;
      await vscode.runCommand("File: New Untitled Text File");
      worker.lines(["while hidden"]);
      await vscode.runCommand("View: Close Editor");
      await logPanel(vscode).sees("while hidden");
      expect(cluster.counters.requests.follow).toBe(asked);
    });

    it("open with a client certificate as with a token (K1)", async () => {
      const { cluster, openFromPalette, vscode, worker } = stage();
      worker.lines(["by certificate"]);
      await openFromPalette("admin-cert", "default", "worker");
      const panel = logPanel(vscode);
      await panel.sees("by certificate");
      await panel.state(/^Streaming$/);
      expect(cluster.open("follow").map(({ user }) => user)).toEqual(["admin-cert-user"]);
    });

    it("can be cleared from the display, which asks first and leaves them where they are (S9)", async () => {
      const { openFromPalette, vscode, worker } = stage();
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
};
