import { join } from "node:path";
import { node24 } from "../run/install.mjs";
import { startProcess } from "../run/processes.mjs";

/** What the bench's API server (api-server.ts) says about itself. */
export interface Served {
  /** The file by which it is reached; its one context is `bench`. */
  readonly kubeconfig: string;
  readonly port: number;
  readonly caPem: string;
  /** A piece is what `bulk` pods send again and again. */
  readonly pieceBytes: number;
  readonly pieceLines: number;
}

/** Starts the bench's API server in a process of its own; `end` ends it. */
export async function startApiServer(): Promise<Served & { readonly end: () => Promise<void> }> {
  const { child, end } = startProcess(node24, [join(import.meta.dirname, "api-server.ts")], {
    stdio: ["pipe", "pipe", "inherit"],
  });
  const served = JSON.parse(await firstLine(child.stdout)) as Served;
  return { ...served, end };
}

async function firstLine(stream: NodeJS.ReadableStream | null): Promise<string> {
  let text = "";
  for await (const piece of stream ?? []) {
    text += String(piece);
    if (text.includes("\n")) break;
  }
  return text;
}
