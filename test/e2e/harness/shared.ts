import { inject } from "vitest";
import { serverAt } from "./server.ts";
import type { Server } from "./server.ts";

declare module "vitest" {
  export interface ProvidedContext {
    /** The one VS Code that all end-to-end test files share, one after the other. */
    readonly vscode: { readonly url: string; readonly kubeconfig: string };
  }
}

/** The VS Code that all test files share; only its pages and its kubeconfig belong to a test. */
export function sharedServer(): Server {
  const { url, kubeconfig } = inject("vscode");
  return serverAt(url, kubeconfig, () => Promise.resolve());
}
