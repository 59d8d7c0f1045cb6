import { chmodSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { type Cluster, startCluster } from "../cluster/server.ts";
import { desk, type EdgePanel } from "./edge.ts";
import { until } from "./stage.ts";

vi.mock("vscode", () => import("./edge.ts"));

/** Every secret of these kubeconfigs has this in it, and nothing else has. */
const secret = "S3cr3t";

/** Bytes as their text: what is posted is searched as it would be read. */
const readable = (_key: string, value: unknown): unknown =>
  value instanceof Uint8Array ? Buffer.from(value).toString("utf8") : value;

const textOf = (panel: EdgePanel): string => JSON.stringify(panel.posted, readable);

let cluster: Cluster;
let place: string;
let shown: Array<unknown>;

const program = (name: string, source: string): string => {
  const file = join(place, name);
  writeFileSync(file, `#!${process.execPath}\n${source}`);
  chmodSync(file, 0o755);
  return file;
};

const exec = (command: string) => ({
  exec: {
    apiVersion: "client.authentication.k8s.io/v1",
    command,
    env: [{ name: "LOGIN", value: `${secret}-variable` }],
    interactiveMode: "Never",
  },
});

/** Users who log in, or try to, in every way there is. */
const users = (): Readonly<Record<string, object>> => ({
  "token-good": { token: cluster.renewToken("admin", `${secret}-token`) },
  "token-bad": { token: `${secret}-wrong` },
  basic: { username: "jane", password: `${secret}-password` },
  "key-broken": {
    "client-certificate-data": Buffer.from(`${secret}-certificate`).toString("base64"),
    "client-key-data": Buffer.from(`${secret}-key`).toString("base64"),
  },
  oidc: {
    "auth-provider": {
      name: "oidc",
      config: {
        "idp-issuer-url": "http://127.0.0.1:1",
        "client-id": "podlog",
        "client-secret": `${secret}-client`,
        "refresh-token": `${secret}-refresh`,
      },
    },
  },
  "plugin-good": exec(
    program(
      "good",
      `console.error("${secret}-complaint");
       console.log(JSON.stringify({ apiVersion: "client.authentication.k8s.io/v1", kind: "ExecCredential", status: { token: "${secret}-token" } }));`,
    ),
  ),
  "plugin-fails": exec(
    program("fails", `console.error("${secret}-complaint"); process.exitCode = 1;`),
  ),
  "plugin-junk": exec(program("junk", `console.log("token: ${secret}-printed");`)),
  "plugin-missing": exec(join(place, "missing")),
});

beforeAll(async () => {
  cluster = await startCluster();
  place = mkdtempSync(join(tmpdir(), "podlog-test-"));
});
afterAll(async () => {
  await cluster.close();
  rmSync(place, { recursive: true, force: true });
});
beforeEach(() => {
  desk.reset();
  shown = [];
  desk.answers = (question) => {
    shown.push(question);
    return "Run";
  };
});

/** All that left the extension: what it logged, posted, showed, asked, stored and copied. */
const everythingWritten = (): string =>
  JSON.stringify(
    [
      desk.log,
      desk.panels.map((panel) => [panel.title, panel.webview.html, panel.posted]),
      shown,
      desk.executed,
      [...desk.contextKeys],
      [...desk.stored],
      desk.clipboard,
    ],
    readable,
  );

describe("secrets of a kubeconfig", () => {
  let end: () => Promise<void> = async () => undefined;
  afterEach(() => end());

  it("are in nothing that Podlog writes, shows, posts or keeps, however a login ends (K5)", async () => {
    const all = users();
    const file = join(place, "config");
    writeFileSync(
      file,
      JSON.stringify({
        clusters: [
          {
            name: "k",
            cluster: {
              server: cluster.url,
              "certificate-authority-data": Buffer.from(cluster.caPem).toString("base64"),
            },
          },
        ],
        users: Object.entries(all).map(([name, user]) => ({ name, user })),
        contexts: Object.keys(all).map((name) => ({ name, context: { cluster: "k", user: name } })),
      }),
    );
    desk.settings.set("kubeconfig", file);
    cluster.world.pod({ name: "web" }).container().lines(["hello"]);
    const extension = await import("../../src/extension.ts");
    await extension.activate(desk.context());
    end = extension.deactivate;

    const view = desk.trees.get("podlog.clusters");
    if (view === undefined) throw new Error("No tree");
    for (const name of Object.keys(all)) {
      for (const node of await view.children(await view.find(name))) {
        const { description, label, tooltip } = await view.item(node);
        shown.push(label, description, tooltip);
      }
      await desk.run("podlog.openLogs", {
        context: name,
        namespace: "default",
        pod: "web",
        container: "app",
        newPanel: true,
      });
      const panel = await until(() => desk.panels.at(-1));
      panel.says({ _tag: "Ready" });
      await until(() => (/hello|sentence/u.test(textOf(panel)) ? true : undefined));
    }

    // All ways were gone: two users read the log, the others were told why not.
    expect(desk.panels.filter((panel) => textOf(panel).includes("hello"))).toHaveLength(2);
    expect(shown).toContainEqual(expect.stringContaining("Run"));
    expect(everythingWritten()).toContain("plugin-good");
    expect(everythingWritten()).not.toContain(secret);
  });
});
