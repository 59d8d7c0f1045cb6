import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, describe, expect, it, vi } from "vitest";
import { desk, type EdgePanel } from "./edge.ts";
import {
  acknowledge,
  labels,
  patience,
  setStage,
  shown,
  start,
  texts,
  tree,
  until,
} from "./stage.ts";

vi.mock("vscode", () => import("./edge.ts"));

const stage = setStage();
const place = mkdtempSync(join(tmpdir(), "podlog-test-"));
afterAll(() => rmSync(place, { recursive: true, force: true }));
afterEach(() => {
  for (const pod of stage.cluster.world.pods) pod.remove();
});

/** Opens a pod's log in a panel of its own, and gives it once it has a line. */
const open = async (pod: string, line: string): Promise<EdgePanel> => {
  const before = desk.panels.length;
  stage.cluster.world.pod({ name: pod }).container().lines([line]);
  const place = { context: "admin", namespace: "default", pod, container: "app" };
  await desk.run("podlog.openLogs", { ...place, newPanel: true });
  const panel = await until(() => desk.panels[before]);
  panel.says({ _tag: "Ready" });
  await until(() => (texts(panel).includes(line) ? true : undefined));
  return panel;
};

const follows = (count: number): Promise<void> =>
  vi.waitFor(() => expect(stage.cluster.counters.open.follow).toBe(count), patience);

/** Has a pod write one more line, and waits until that is in its panel. */
const goesOn = async (pod: string, panel: EdgePanel, line: string): Promise<void> => {
  stage.cluster.world.pods
    .find(({ name }) => name === pod)
    ?.container()
    .lines([line]);
  await until(() => {
    acknowledge(panel);
    return texts(panel).includes(line) ? true : undefined;
  });
};

describe("panels at work", () => {
  it("are closed with their connections, and the others go on (P6)", async () => {
    const one = await open("one", "first of one");
    const two = await open("two", "first of two");
    await follows(2);
    const asked = stage.cluster.counters.requests.follow;
    one.dispose();
    await follows(1);
    await goesOn("two", two, "more of two");
    expect(stage.cluster.counters.requests.follow).toBe(asked);
    two.dispose();
    await follows(0);
  });

  it("stream on while the kubeconfig changes beside their context, and the tree shows the new one (K2)", async () => {
    const file = join(place, "config");
    const text = readFileSync(stage.cluster.kubeconfigPath, "utf8");
    writeFileSync(file, text);
    desk.set("kubeconfig", file);
    expect(await labels(undefined)).not.toContain("newcomer");
    const panel = await open("steady", "before");
    // Its lines may be there before it is followed.
    await follows(1);
    const asked = stage.cluster.counters.requests.follow;
    const [, contexts = ""] = /\ncontexts:\n([^]*?)(?=\n\S)/u.exec(text) ?? [];
    const [, indent = ""] = /^(\s*)-/u.exec(contexts) ?? [];
    const cluster = /cluster: (\S+)/u.exec(contexts)?.[1] ?? "";
    const more = `\ncontexts:\n${indent}- {name: newcomer, context: {cluster: ${cluster}}}\n`;
    writeFileSync(file, text.replace("\ncontexts:\n", more));
    await vi.waitFor(async () => expect(await labels(undefined)).toContain("newcomer"), patience);
    await goesOn("steady", panel, "after");
    expect(stage.cluster.counters.requests.follow).toBe(asked);
  });

  it("send nothing anywhere but to the clusters of the kubeconfig (K7)", async () => {
    const connect = vi.spyOn(Socket.prototype, "connect");
    await stage.reload();
    const context = await tree().find("admin");
    await labels(await tree().find("default", context));
    await open("quiet", "hello");
    const { pick } = await start("podlog.whatIsFailing");
    await shown(pick, "Nothing is failing in default");
    pick.escape();
    await desk.run("podlog.panel.copyLink");
    const to = connect.mock.calls.map((call) => {
      const first: unknown = call[0];
      const { host, port } = (Array.isArray(first) ? first[0] : first) as Record<string, unknown>;
      return `${String(host)}:${String(port)}`;
    });
    connect.mockRestore();
    expect(new Set(to)).toEqual(new Set([`127.0.0.1:${stage.cluster.port}`]));
  });

  it("tell the output channel what was asked and what became of it, at a level that the user sets (K8)", async () => {
    expect([...desk.channels]).toEqual([["Podlog", { log: true }]]);
    await open("told", "hello");
    await desk.run("podlog.openLogs", {
      context: "nologs",
      namespace: "default",
      pod: "told",
      container: "app",
    });
    await vi.waitFor(() => {
      for (const [context, outcome] of [
        ["admin", "200"],
        ["nologs", '"Forbidden"'],
      ])
        expect(desk.log).toContainEqual(
          expect.stringMatching(
            new RegExp(
              `^debug Asked \\{"context":"${context}","method":"GET","path":"/api/v1/namespaces/default/pods/told/log",.*"outcome":${outcome},"ms":\\d+\\}$`,
            ),
          ),
        );
    }, patience);
  });
});
