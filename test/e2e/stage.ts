import { readFileSync } from "node:fs";
import { afterAll, afterEach, beforeAll, expect } from "vitest";
import type { Container } from "../cluster/container.ts";
import { type Cluster, startCluster } from "../cluster/server.ts";
import type { Server } from "./harness/server.ts";
import { openVSCode, type VSCode } from "./harness/vscode.ts";

/** How long something may take on a busy machine, in ms. */
export const patience = { timeout: 30_000, interval: 100 };

/** A cluster with two pods, a VS Code that knows it, and a window of it: there once the tests of a file run. */
export interface Stage {
  readonly cluster: Cluster;
  readonly server: Server;
  readonly vscode: VSCode;
  /** The containers of the pod `web`. */
  readonly app: Container;
  readonly proxy: Container;
  /** The container of the pod `worker`. */
  readonly worker: Container;
  /** The text of the cluster's kubeconfig. */
  readonly kubeconfig: () => string;
  /** Walks the palette to a pod. */
  readonly openFromPalette: (...way: ReadonlyArray<string>) => Promise<void>;
}

/** Sets the stage for a file of tests; after each of them all panels are closed, and with them every log. */
export const setStage = (startServer: () => Promise<Server>): (() => Stage) => {
  let stage: Stage | undefined;
  const there = (): Stage => {
    if (stage === undefined) throw new Error("The stage is set when the tests run.");
    return stage;
  };

  beforeAll(async () => {
    const cluster = await startCluster();
    const containers = [{ name: "app" }, { name: "proxy" }];
    const web = cluster.world.pod({ name: "web", containers });
    const worker = cluster.world.pod({ name: "worker" }).container();
    const server = await startServer();
    const kubeconfig = () => readFileSync(cluster.kubeconfigPath, "utf8");
    server.useKubeconfig(kubeconfig());
    const vscode = await openVSCode(server);
    await vscode.page.context().grantPermissions(["clipboard-read", "clipboard-write"]);
    stage = {
      cluster,
      server,
      vscode,
      app: web.container("app"),
      proxy: web.container("proxy"),
      worker,
      kubeconfig,
      openFromPalette: async (...way) => {
        await vscode.runCommand("Podlog: Open Logs…");
        for (const label of way) await vscode.pick(label);
      },
    };
  });

  afterAll(async () => {
    await stage?.vscode.close();
    await stage?.cluster.close();
  });

  afterEach(async () => {
    const { cluster, vscode } = there();
    await vscode.page.keyboard.press("Escape");
    await vscode.closeAllEditors();
    await expect.poll(() => cluster.counters.open.follow, patience).toBe(0);
  });

  return there;
};
