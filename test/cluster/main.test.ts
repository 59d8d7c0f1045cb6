import { spawn } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { createInterface } from "node:readline";
import { describe, expect, it } from "vitest";
import type { Cluster } from "./server.ts";
import { send } from "./wire/send.ts";

const main = path.join(import.meta.dirname, "main.ts");

const start = async (...options: readonly string[]) => {
  const child = spawn(process.execPath, [main, ...options], { stdio: ["pipe", "pipe", "pipe"] });
  const ended = new Promise<number | null>((resolve) => {
    child.once("exit", resolve);
  });
  const lines: string[] = [];
  const reader = createInterface(child.stdout);
  await new Promise<void>((resolve) => {
    reader.on("line", (line) => {
      lines.push(line);
      resolve();
    });
    child.once("exit", () => {
      resolve();
    });
  });
  const said = JSON.parse(lines[0] ?? "{}") as {
    readonly kubeconfig: string;
    readonly contexts: readonly string[];
    readonly server: string;
  };
  return { child, ended, lines, said };
};

/** What the kubeconfig says of a context's cluster and user. */
const credentials = (file: string): Pick<Cluster, "port" | "caPem" | "tokens"> => {
  const text = readFileSync(file, "utf8");
  const ca = /certificate-authority-data: (\S+)/u.exec(text)?.[1] ?? "";
  return {
    port: Number(/https:\/\/127\.0\.0\.1:(\d+)/u.exec(text)?.[1]),
    caPem: Buffer.from(ca, "base64").toString(),
    tokens: { admin: /token: (\S+)/u.exec(text)?.[1] ?? "" },
  };
};

describe("npm run cluster", () => {
  it("prints one line, shows ten pods or more that write, and leaves nothing behind on SIGTERM", async () => {
    const { child, ended, lines, said } = await start();
    expect(said.contexts).toContain("admin");
    const access = credentials(said.kubeconfig);
    const ask = async (target: string) => {
      const { chunks } = await send(access, `GET ${target}`, { token: access.tokens["admin"] })
        .closed;
      return Buffer.concat(chunks).toString();
    };
    const list = JSON.parse(await ask("/api/v1/pods")) as {
      readonly items: readonly { readonly metadata: { readonly namespace: string } }[];
    };
    expect(list.items.length).toBeGreaterThanOrEqual(10);
    expect(new Set(list.items.map(({ metadata }) => metadata.namespace)).size).toBeGreaterThan(2);
    expect(await ask("/api/v1/namespaces/platform/pods/notifier/log")).toContain("INFO notify");
    const follow = send(
      access,
      "GET /api/v1/namespaces/shop/pods/postgres-0/log?follow=true&tailLines=0",
      { token: access.tokens["admin"] },
    );
    while (follow.now().chunks.length === 0)
      await new Promise((resolve) => setTimeout(resolve, 20));
    child.kill("SIGTERM");
    expect(await ended).toBe(0);
    expect(lines).toHaveLength(1);
    expect(existsSync(path.dirname(said.kubeconfig))).toBe(false);
  });

  it("ends with its parent when told so", async () => {
    const { child, ended, said } = await start("--world", "empty", "--with-parent");
    expect(existsSync(said.kubeconfig)).toBe(true);
    child.stdin.end();
    expect(await ended).toBe(0);
    expect(existsSync(said.kubeconfig)).toBe(false);
  });

  it("says what it does not understand", async () => {
    const child = spawn(process.execPath, [main, "--world", "flat"], {
      stdio: ["ignore", "ignore", "pipe"],
    });
    let said = "";
    child.stderr.on("data", (data: Buffer) => {
      said += data.toString();
    });
    const code = await new Promise((resolve) => {
      child.once("close", resolve);
    });
    expect([code, said]).toEqual([1, expect.stringContaining("--world demo|empty")]);
  });
});
