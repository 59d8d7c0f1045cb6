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

/** A server that tells about itself in one line of JSON, and how it is ended. */
type Running<A> = A & { readonly end: () => Promise<void> };

/** Starts the bench's API server in a process of its own. */
export const startApiServer = (): Promise<Running<Served>> => start("api-server.ts");

/** Starts a test cluster of 5,000 pods, so many of which change in a second, in a process of its own. */
export const startCrowd = (perSecond = 0): Promise<Running<{ readonly kubeconfig: string }>> =>
  start("crowd-server.ts", String(perSecond));

async function start<A>(script: string, ...args: ReadonlyArray<string>): Promise<Running<A>> {
  const { child, end } = startProcess(node24, [join(import.meta.dirname, script), ...args], {
    stdio: ["pipe", "pipe", "inherit"],
  });
  const served = JSON.parse(await firstLine(child.stdout)) as A;
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
