import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Cluster, startCluster } from "../cluster/server.ts";
import { type Server, startServer } from "./harness/server.ts";
import { openVSCode, type VSCode } from "./harness/vscode.ts";
import { seesTabs } from "./log-panel.ts";
import { seesRow } from "./scenes.ts";

const patience = { timeout: 30_000, interval: 100 };

let cluster: Cluster;
let server: Server;
let vscode: VSCode;

beforeAll(async () => {
  cluster = await startCluster();
  cluster.world.pod({ name: "web" }).container().lines(["WARN for the neighbour", "and more"]);
  server = await startServer({ beside: [join(import.meta.dirname, "neighbour")] });
  server.useKubeconfig(readFileSync(cluster.kubeconfigPath, "utf8"));
  vscode = await openVSCode(server);
});

afterAll(async () => {
  await vscode?.close();
  await server?.end();
  await cluster?.close();
});

const told = (text: string) => expect.poll(() => vscode.notifications(), patience).toContain(text);

describe("another extension", () => {
  it("reads a pod's rows, and leaves no connection behind (O7)", async () => {
    await vscode.runCommand("Neighbour: Read a Row");
    await told("web/app line warn: WARN for the neighbour");
    await expect
      .poll(() => cluster.counters.open, patience)
      .toMatchObject({ follow: 0, log: 0, watch: 0 });
    expect(cluster.counters.requests.follow).toBe(1);
  });

  it("is told in a sentence why nothing can be read", async () => {
    await vscode.runCommand("Neighbour: Read as Nobody");
    await told(
      'PodlogError: Can\'t read logs in "default": user "nologs-user" may not get pods/log.',
    );
  });

  it("opens a panel by a command, and is told where an argument is not valid (O7)", async () => {
    await vscode.runCommand("Neighbour: Open by Command");
    await seesRow(vscode, "and more");
    await seesTabs(vscode, "Logs: admin · web/app");
    await expect
      .poll(async () => (await vscode.notifications()).join("\n"), patience)
      .toMatch(/^podlog\.openLogs: argument\.container: Expected string/m);
  });

  it("opens a panel (O7)", async () => {
    await vscode.runCommand("Neighbour: Open Logs");
    await seesRow(vscode, "and more");
    await seesTabs(vscode, "Logs: admin · web");
  });
});
