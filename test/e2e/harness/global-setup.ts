import type { TestProject } from "vitest/node";
import { ensureBuilt } from "../../run/build.mjs";
import { endAll } from "../../run/processes.mjs";
import { startServer } from "./server.ts";
import "./shared.ts";

/** Builds the extension and starts the VS Code that all end-to-end test files share. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  await ensureBuilt();
  const { url, kubeconfig } = await startServer();
  project.provide("vscode", { url, kubeconfig });
  return endAll;
}
