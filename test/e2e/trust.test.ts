import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Cluster, startCluster } from "../cluster/server.ts";
import { type Server, startServer } from "./harness/server.ts";
import { openVSCode, type VSCode } from "./harness/vscode.ts";
import { logPanel } from "./log-panel.ts";
import { patience } from "./stage.ts";

let cluster: Cluster;
let server: Server;
let vscode: VSCode;
let place: string;

/** What a folder of a stranger may bring: a kubeconfig of its own, and in it a program to run. */
const strangers = (ran: string): Readonly<Record<string, string>> => {
  const program = join(place, "login");
  writeFileSync(program, `#!/bin/sh\necho ran > '${ran}'\n`);
  chmodSync(program, 0o755);
  return {
    kubeconfig: JSON.stringify({
      "current-context": "strangers",
      clusters: [{ name: "k", cluster: { server: cluster.url } }],
      users: [
        {
          name: "u",
          user: { exec: { apiVersion: "client.authentication.k8s.io/v1", command: program } },
        },
      ],
      contexts: [{ name: "strangers", context: { cluster: "k", user: "u" } }],
    }),
  };
};

beforeAll(async () => {
  cluster = await startCluster();
  cluster.world.pod({ name: "web" }).container().lines(["the shop is open"]);
  place = mkdtempSync(join(tmpdir(), "podlog-test-"));
  server = await startServer({ trustEverything: false });
  server.useKubeconfig(readFileSync(cluster.kubeconfigPath, "utf8"));
  vscode = await openVSCode(server, {
    files: strangers(join(place, "ran")),
    settings: { "podlog.kubeconfig": "${workspaceFolder}/kubeconfig" },
  });
});

afterAll(async () => {
  await vscode?.close();
  await server?.end();
  await cluster?.close();
  rmSync(place, { recursive: true, force: true });
});

describe("a folder that nobody trusts (K5)", () => {
  it("has no say in which kubeconfig is read or what is run; the user's own clusters are there", async () => {
    await vscode.page.getByText("Restricted Mode").first().waitFor(patience);
    vscode.setSettings({ "podlog.kubeconfig": join(vscode.workspace, "kubeconfig") });

    await vscode.openTree();
    await vscode.treeRow("admin").waitFor(patience);
    expect(await vscode.treeRow("strangers").count()).toBe(0);
    await vscode.runCommand("Podlog: Open Logs…");
    for (const label of ["admin", "default", "web"]) await vscode.pick(label);
    await logPanel(vscode).sees("the shop is open");
    expect(existsSync(join(place, "ran"))).toBe(false);
  });
});
