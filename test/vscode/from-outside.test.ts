import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { printLink } from "../../src/domain/link.ts";
import type { Target } from "../../src/domain/target.ts";
import { decodeToWebview } from "../../src/protocol/to-webview.ts";
import { type Cluster, startCluster } from "../cluster/server.ts";
import { desk, type EdgePanel } from "./edge.ts";

vi.mock("vscode", () => import("./edge.ts"));
vi.setConfig({ testTimeout: 60_000 });

const until = <A>(look: () => A | undefined | false): Promise<A> =>
  vi.waitFor(
    () => {
      const found = look();
      if (found === undefined || found === false) throw new Error("not yet");
      return found;
    },
    { timeout: 30_000, interval: 10 },
  );

/** What messages said, apart from the log. */
const said = (): ReadonlyArray<string> =>
  desk.log.flatMap((line) => (line.startsWith("shown ") ? [line.slice("shown ".length)] : []));
const details = (): ReadonlyArray<string> =>
  desk.log.flatMap((line) => (line.startsWith("detail ") ? [line.slice("detail ".length)] : []));

const titles = (): ReadonlyArray<string> => desk.panels.map(({ title }) => title);

/** What a panel shows now. */
const shownIn = (panel: EdgePanel) =>
  panel.posted
    .map(decodeToWebview)
    .flatMap((one) => (one._tag === "Showing" ? [one.shown] : []))
    .at(-1);

let cluster: Cluster;
let deactivate: () => Promise<void>;

beforeEach(async () => {
  desk.reset();
  cluster = await startCluster();
  desk.settings.set("kubeconfig", cluster.kubeconfigPath);
  const extension = await import("../../src/extension.ts");
  await extension.activate(desk.context());
  deactivate = extension.deactivate;
});
afterEach(async () => {
  await deactivate();
  await cluster.close();
});

const web: Target = { _tag: "Pod", context: "admin", namespace: "default", pod: "web" };

describe("a link (O9)", () => {
  it("opens what it names after a question that says what and where, and nothing is asked of the cluster before", async () => {
    cluster.world.pod({ name: "web" });
    await cluster.settled();
    const before = cluster.counters.total;
    let atQuestion = -1;
    desk.answers = () => {
      atQuestion = cluster.counters.total;
      return "Open";
    };
    desk.follow(
      printLink("vscode-test", { target: { ...web, container: "app" }, previous: false }),
    );
    await until(() => titles().length === 1);
    expect(titles()).toEqual(["Logs: admin · web/app"]);
    expect(atQuestion).toBe(before);
    // What was agreed to can be opened again without the link.
    await until(() => JSON.stringify(desk.stored.get("recents") ?? "").includes('"pod":"web"'));
    expect(said()).toEqual([
      'Open the logs of the pod "web", container "app", in the namespace "default" of the context "admin"?',
    ]);
    expect(details()).toEqual([
      `A link asks for it. Podlog will ask this cluster, as you:\n${cluster.url}`,
    ]);
  });

  it("opens nothing where the user does not agree", async () => {
    desk.follow(printLink("vscode-test", { target: web, previous: false }));
    await until(() => said().length > 0);
    await deactivate();
    expect(titles()).toEqual([]);
    expect(cluster.counters.total).toBe(0);
  });

  it("brings the previous instances, and a beginning that the next log does not inherit", async () => {
    cluster.world.pod({ name: "web" });
    desk.answers = () => "Open";
    desk.follow(
      printLink("vscode-test", {
        target: web,
        previous: true,
        since: { _tag: "Ago", seconds: 900 },
      }),
    );
    const panel = await until(() => desk.panels[0]);
    panel.says({ _tag: "Ready" });
    const shown = await until(() => {
      const now = shownIn(panel);
      return now?.options.since === undefined ? undefined : now;
    });
    expect(shown.previous).toBe(true);
    expect(shown.options.since).toEqual({ _tag: "Ago", seconds: 900 });
    expect(details()[0]).toContain(
      "The instances before the current ones.\nFrom then on: last 15 min.",
    );
    expect(JSON.stringify([...desk.stored])).not.toContain("sinceSeconds");
  });

  it("to a context that the kubeconfig does not have leads to the choice of another", async () => {
    cluster.world.pod({ name: "web" });
    desk.answers = () => "Choose a Context…";
    desk.follow(
      printLink("vscode-test", {
        target: { ...web, context: "theirs](command:quit)", container: "app" },
        previous: false,
        since: { _tag: "Ago", seconds: 900 },
      }),
    );
    const pick = await until(() => desk.picks[0]);
    await until(() => pick.labels.includes("admin"));
    expect(said()).toEqual(['The context "theirs] (command:quit)" is not in your kubeconfig.']);
    pick.choose("admin");
    await until(() => titles().length === 1);
    expect(titles()).toEqual(["Logs: admin · web/app"]);
    const panel = await until(() => desk.panels[0]);
    panel.says({ _tag: "Ready" });
    const begun = await until(() => shownIn(panel)?.options.since);
    expect(begun).toEqual({ _tag: "Ago", seconds: 900 });
  });

  it("of a selector leads there with all that it asks for", async () => {
    desk.answers = () => "Choose a Context…";
    const target = {
      _tag: "Selector",
      context: "theirs",
      namespace: "default",
      selector: "app in (web,cart)",
      container: "app*",
    } as const;
    const since = { _tag: "At", at: { seconds: 1_764_066_600, nanos: 5 } } as const;
    desk.follow(printLink("vscode-test", { target, previous: true, since }));
    const pick = await until(() => desk.picks[0]);
    await until(() => pick.labels.includes("admin"));
    pick.choose("admin");
    const panel = await until(() => desk.panels[0]);
    panel.says({ _tag: "Ready" });
    const shown = await until(() => shownIn(panel));
    expect(shown.target).toEqual({ ...target, context: "admin" });
    expect([shown.previous, shown.options.since]).toEqual([true, since]);
  });

  it("that is none is refused in words, and what it says is shown and not followed", async () => {
    desk.follow("vscode-test://podlog.podlog/open?context=admin&namespace=default&pod=..%2F..%2Fx");
    desk.follow("vscode-test://podlog.podlog/open?context=admin&command=workbench.action.quit");
    desk.follow("vscode-test://podlog.podlog/run?it=now");
    await until(() => said().length === 3);
    expect([...said()].sort()).toEqual([
      'The link asks for "/run", which Podlog does not have.',
      'The link has a part that Podlog does not know: "command".',
      "The link's pod can't be \"../../x\".",
    ]);
    expect(titles()).toEqual([]);
    expect(cluster.counters.total).toBe(0);
  });

  it("can't be followed while the kubeconfig can't be read, and that is said", async () => {
    desk.settings.set("kubeconfig", "/nowhere/config");
    desk.follow(printLink("vscode-test", { target: web, previous: false }));
    await until(() => said().length > 0);
    expect(said()[0]).toMatch(/^The link can't be followed: There is no kubeconfig at /);
  });

  it("is copied from the active panel, and from a line on, and leads back there", async () => {
    cluster.world.pod({ name: "web" });
    await desk.run("podlog.openLogs", {
      context: "admin",
      namespace: "default",
      pod: "web",
      container: "app",
    });
    const panel = await until(() => desk.panels[0]);
    panel.says({ _tag: "Ready" });
    await desk.run("podlog.panel.copyLink");
    const link =
      "vscode-test://podlog.podlog/open?context=admin&namespace=default&pod=web&container=app";
    expect(desk.clipboard).toBe(link);
    const at = { seconds: 1_764_066_600, nanos: 5 };
    panel.says({ _tag: "Do", action: { _tag: "CopyLink", since: { _tag: "At", at } } });
    await until(() => desk.clipboard.includes("&since="));
    expect(desk.clipboard).toBe(`${link}&since=2025-11-25T10%3A30%3A00.000000005Z`);
    desk.answers = () => "Open";
    desk.follow(desk.clipboard);
    await until(() => {
      const since = shownIn(panel)?.options.since;
      return since?._tag === "At" && since.at.nanos === 5;
    });
    expect(titles()).toEqual(["Logs: admin · web/app"]);
  });
});

describe("the tree of Microsoft's Kubernetes extension (O8)", () => {
  const node = { anything: "that only its own extension can read" };
  const command = "podlog.kubernetesTools.openLogs";

  /** That extension as it is, with what it says of a node, and of the kubeconfig it reads. */
  const install = (resource: unknown, kubeconfig: unknown): void => {
    const apis: Readonly<Record<string, unknown>> = {
      clusterexplorer: {
        resolveCommandTarget: (target: unknown) => (target === node ? resource : undefined),
      },
      ...(kubeconfig === undefined
        ? {}
        : { configuration: { getKubeconfigPath: () => kubeconfig } }),
    };
    desk.extensions.set("ms-kubernetes-tools.vscode-kubernetes-tools", {
      get: (component: string, version: string) =>
        version === "v1" && component in apis
          ? { available: true, api: apis[component] }
          : { available: false, reason: "version-unknown" },
    });
  };
  const resource = (kind: string, name: string, namespace: string | null = "default") => ({
    nodeType: "resource",
    name,
    namespace,
    resourceKind: { manifestKind: kind, abbreviation: kind.toLowerCase() },
    metadata: {},
  });
  const ours = () => ({ pathType: "host", hostPath: cluster.kubeconfigPath });

  it("gives the pod of a node, which opens in the current context", async () => {
    cluster.world.pod({ name: "web" });
    install(resource("Pod", "web"), ours());
    await desk.run(command, node);
    expect(titles()).toEqual(["Logs: admin · web/app"]);
  });

  it("gives a Job, which opens as one log, in the context's namespace where the node has none", async () => {
    install(resource("Job", "nightly", null), undefined);
    await desk.run(command, node);
    expect(titles()).toEqual(["Logs: admin · Job nightly"]);
  });

  it.each([
    ["a node of something else", () => install(resource("Secret", "password"), ours()), node],
    ["a node that is none of its own", () => install(resource("Pod", "web"), ours()), {}],
    ["no node", () => install(resource("Pod", "web"), ours()), undefined],
    ["an answer of another shape", () => install({ nodeType: "resource" }, ours()), node],
    [
      "an older extension",
      () => desk.extensions.set("ms-kubernetes-tools.vscode-kubernetes-tools", {}),
      node,
    ],
    ["no such extension", () => {}, node],
  ])("opens nothing for %s, and says so", async (_what, prepare, argument) => {
    prepare();
    await desk.run(command, argument);
    expect(said()).toEqual([expect.stringMatching(/does not say which pod or Job this is/)]);
    expect(titles()).toEqual([]);
  });

  it.each([
    ["another file", { pathType: "host", hostPath: "/elsewhere/config" }],
    ["a file inside WSL", { pathType: "wsl", wslPath: "~/.kube/config" }],
  ])("that shows the cluster of %s is not taken for ours", async (_what, kubeconfig) => {
    install(resource("Pod", "web"), kubeconfig);
    desk.answers = () => "Open Settings";
    await desk.run(command, node);
    expect(said()).toEqual([expect.stringMatching(/reads another kubeconfig than Podlog: "/)]);
    expect(desk.executed).toEqual([["workbench.action.openSettings", "podlog.kubeconfig"]]);
    expect(titles()).toEqual([]);
  });
});
