import { execFileSync, spawn } from "node:child_process";
import type { ChildProcess } from "node:child_process";
import { randomUUID } from "node:crypto";
import { existsSync, readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { afterEach, expect, it, vi } from "vitest";
import { root } from "../run/install.mjs";

/** Everything that a start under test starts has this in its environment. */
const marker = `PODLOG_TEST_RUN=${randomUUID()}`;

/** How long a test may take, in ms: a start takes 2 s on an idle machine and 30 s on a busy one. */
const patience = 180_000;

let started: ChildProcess | undefined;

afterEach(() => {
  started?.kill("SIGKILL");
  for (const { pid } of marked()) process.kill(pid, "SIGKILL");
});

/** Starts `npm start` and resolves, with what it printed, when VS Code's address is there. */
async function npmStart(...options: ReadonlyArray<string>): Promise<string> {
  const [name = "", value] = marker.split("=");
  const env = { ...process.env, [name]: value };
  const args = ["start", "--", "--no-open", "--port", "0", ...options];
  const child = spawn("npm", args, {
    cwd: root,
    env,
    stdio: ["ignore", "pipe", "inherit"],
    detached: true,
  });
  started = child;
  let text = "";
  child.stdout.setEncoding("utf8").on("data", (more: string) => (text += more));
  await vi.waitFor(() => expect(text).toMatch(/http:\/\/127\.0\.0\.1:\d+/), {
    timeout: 120_000,
    interval: 100,
  });
  return text;
}

interface Running {
  readonly pid: number;
  /** The command line, then the environment. */
  readonly text: string;
}

/** The processes that have the marker in their environment. */
function marked(): ReadonlyArray<Running> {
  return running().filter(({ text }) => text.includes(marker));
}

function running(): ReadonlyArray<Running> {
  if (existsSync("/proc/self/environ")) {
    return readdirSync("/proc")
      .filter((name) => /^\d+$/.test(name))
      .map((name) => ({
        pid: Number(name),
        text: `${read(name, "cmdline")}${read(name, "environ")}`,
      }));
  }
  return execFileSync("ps", ["axeww", "-o", "pid=,command="], { encoding: "utf8" })
    .split("\n")
    .map((line) => ({ pid: Number.parseInt(line, 10), text: line.replace(/^ *\d+ /, "") }));
}

function read(pid: string, what: "cmdline" | "environ"): string {
  try {
    return readFileSync(join("/proc", pid, what), "utf8").replaceAll("\0", " ");
  } catch {
    // Gone since it was listed.
    return "";
  }
}

/** The process that runs start.mjs, below npm and perhaps a shell. */
function launcher(): number {
  const found = marked().find(({ text }) => /^\S*node test\/run\/start\.mjs /.test(text));
  if (found === undefined) throw new Error("The launcher does not run.");
  return found.pid;
}

async function nothingIsLeft(): Promise<void> {
  await vi.waitFor(() => expect(marked()).toEqual([]), { timeout: 20_000, interval: 100 });
}

it(
  "leaves no process when the starter is killed with SIGKILL",
  async () => {
    await npmStart();
    expect(marked().length).toBeGreaterThan(3);
    process.kill(launcher(), "SIGKILL");
    await nothingIsLeft();
  },
  patience,
);

it(
  "leaves no process when npm alone is killed with SIGKILL",
  async () => {
    await npmStart();
    started?.kill("SIGKILL");
    await nothingIsLeft();
  },
  patience,
);

// A terminal signals the whole group in its foreground: npm, the shell and the starter.
it.each([
  ["Ctrl+C", "SIGINT"],
  ["a closed terminal", "SIGHUP"],
] as const)(
  "leaves no process after %s",
  async (_what, signal) => {
    await npmStart();
    const npm = started?.pid ?? 0;
    expect(npm).toBeGreaterThan(0);
    process.kill(-npm, signal);
    await nothingIsLeft();
  },
  patience,
);
