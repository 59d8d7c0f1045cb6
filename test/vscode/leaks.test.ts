import { setTimeout } from "node:timers/promises";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { afterAll, beforeAll, expect, it, vi } from "vitest";
import { type Cluster, startCluster } from "../cluster/server.ts";
import { desk, EventEmitter, type EdgePanel } from "./edge.ts";
import { acknowledge, until } from "./stage.ts";

vi.mock("vscode", () => import("./edge.ts"));

// `npm run soak` goes round more often.
const rounds = Number(process.env["PODLOG_LEAK_ROUNDS"] ?? 20);
vi.setConfig({ testTimeout: 60_000 + rounds * 3_000 });

setFlagsFromString("--expose-gc");
const collect = runInNewContext("gc") as () => void;

const so = (look: () => boolean): Promise<true> => until(() => (look() ? true : undefined));

let cluster: Cluster;
beforeAll(async () => {
  cluster = await startCluster();
});
afterAll(() => cluster.close());

const says = (panel: EdgePanel, text: string): boolean =>
  panel.posted.some((message) => {
    const rows = (message as { readonly rows?: { readonly text: Uint8Array } }).rows;
    return rows !== undefined && Buffer.from(rows.text).includes(text);
  });

/** Bytes on the heap and in buffers, once what nobody holds is gone. */
const memory = async (): Promise<number> => {
  // What has a finalizer goes in a second turn.
  for (let i = 0; i < 5; i += 1) {
    collect();
    await new Promise((done) => {
      setImmediate(done);
    });
  }
  const { arrayBuffers, heapUsed } = process.memoryUsage();
  return heapUsed + arrayBuffers;
};

/** What a round must leave as it found it; kept connections of short requests go by themselves (10 s). */
const held = () => ({
  follows: cluster.counters.open.follow,
  watches: cluster.counters.open.watch,
  timers: process.getActiveResourcesInfo().filter((kind) => kind === "Timeout").length,
  listeners: EventEmitter.listening,
});

/** Whether anything is held more often than it was. */
const exceeds = (after: ReturnType<typeof held>, before: ReturnType<typeof held>): boolean =>
  after.follows > before.follows ||
  after.watches > before.watches ||
  after.timers > before.timers ||
  after.listeners > before.listeners;

it(`leaves nothing behind after ${rounds} panels and as many looks into the tree (P6)`, async () => {
  desk.reset();
  desk.settings.set("kubeconfig", cluster.kubeconfigPath);
  cluster.world
    .pod({ name: "web" })
    .container()
    .lines(Array.from({ length: 2000 }, (_, i) => `line ${i} ${"x".repeat(100)}`));
  const extension = await import("../../src/extension.ts");
  await extension.activate(desk.context());
  const view = desk.trees.get("podlog.clusters");
  if (view === undefined) throw new Error("No tree");

  const round = async (): Promise<void> => {
    const context = await view.find("admin");
    const namespace = await view.find("default", context);
    await view.children(namespace);
    await so(() => cluster.counters.open.watch > 0);
    await desk.run("podlog.openLogs", {
      context: "admin",
      namespace: "default",
      pod: "web",
      container: "app",
      newPanel: true,
    });
    const panel = await until(() => desk.panels[0]);
    panel.says({ _tag: "Ready" });
    await so(() => {
      acknowledge(panel);
      return says(panel, "line 1999");
    });
    panel.dispose();
    desk.panels.length = 0;
    view.collapse(namespace);
    view.collapse(context);
    await so(() => cluster.counters.open.follow === 0 && cluster.counters.open.watch === 0);
  };

  // The first rounds load and compile.
  for (let i = 0; i < 10; i += 1) await round();
  const before = held();
  const start = await memory();
  for (let i = 0; i < rounds; i += 1) await round();
  // What waits for a moment goes by itself. Each look is between two timers of this wait, which would count.
  for (let look = 0; look < 300 && exceeds(held(), before); look += 1) await setTimeout(50);
  expect(exceeds(held(), before), JSON.stringify({ before, after: held() })).toBe(false);
  // About 50 kB, which end with the rounds (what is compiled and cached); one panel that stays is 600 kB.
  expect(((await memory()) - start) / rounds).toBeLessThan(200_000);

  await extension.deactivate();
  await so(() => cluster.counters.connections === 0);
  expect([desk.commands.size, EventEmitter.listening]).toEqual([0, 0]);
});
