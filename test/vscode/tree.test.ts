import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { hostname, tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it, vi } from "vitest";
import { Deployment } from "../cluster/deployment.ts";
import { desk, type EdgePanel } from "./edge.ts";
import {
  labels,
  onePanel,
  patience,
  posted,
  setStage,
  shown,
  start,
  texts,
  told,
  tree,
  until,
} from "./stage.ts";

vi.mock("vscode", () => import("./edge.ts"));

const stage = setStage();
const place = mkdtempSync(join(tmpdir(), "podlog-test-"));
afterAll(() => rmSync(place, { recursive: true, force: true }));

describe("a context whose server is not verified (insecure-skip-tls-verify)", () => {
  it("says so in the tree, and in its panels, which follow the kubeconfig (K1, K2)", async () => {
    const { caPem, tokens, url, world } = stage.cluster;
    const file = join(place, "config");
    const write = (verification: object): void =>
      writeFileSync(
        file,
        JSON.stringify({
          clusters: [{ name: "k", cluster: { server: url, ...verification } }],
          users: [{ name: "u", user: { token: tokens["admin"] } }],
          contexts: [{ name: "loose", context: { cluster: "k", user: "u" } }],
        }),
      );
    write({ "insecure-skip-tls-verify": true });
    const open = async (context: string): Promise<EdgePanel> => {
      await desk.run("podlog.openLogs", {
        context,
        pod: "web",
        namespace: "default",
        container: "app",
      });
      const panel = await until(() => desk.panels.find(({ title }) => title.includes(context)));
      panel.says({ _tag: "Ready" });
      return panel;
    };
    const isTold = (panel: EdgePanel, insecure: boolean) =>
      told(panel, "Showing", ({ shown }) => (shown.insecure ?? false) === insecure);
    world.pod({ name: "web" });
    const verified = await open("admin");
    await isTold(verified, false);
    desk.set("kubeconfig", file);
    const { description, tooltip } = await tree().item(await tree().find("loose"));
    expect(description).toBe("certificate not verified");
    expect(tooltip).toContain(`${url} (its certificate is not verified)`);
    const loose = await open("loose");
    await isTold(loose, true);
    write({ "certificate-authority-data": Buffer.from(caPem).toString("base64") });
    await isTold(loose, false);
    write({ "insecure-skip-tls-verify": true });
    await isTold(loose, true);
    // Its context is gone from the kubeconfig, and its log goes on.
    await isTold(verified, false);
  });
});

describe("a problem in the tree (K3, O5)", () => {
  it("has what can be done about it below: ask again, open the kubeconfig", async () => {
    const [, ...below] = await tree().children(await tree().find("unreachable"));
    const rows = await Promise.all(below.map((node) => tree().item(node)));
    expect(rows.map(({ label }) => label)).toEqual(["Retry", "Open Kubeconfig"]);
    await desk.run(rows[1]?.command?.command ?? "", below[1]);
    expect(desk.documents).toEqual([stage.cluster.kubeconfigPath]);
  });

  it("has the command that logs in, to be run in a terminal", async () => {
    const [, , logIn] = await tree().children(await tree().find("bad-token"));
    const { command, description, label } = await tree().item(logIn);
    expect([label, description]).toEqual([
      "Run Login Command",
      `kubectl get pods --kubeconfig ${stage.cluster.kubeconfigPath} --context bad-token`,
    ]);
    await desk.run(command?.command ?? "", logIn);
    expect(desk.ran).toEqual([description]);
  });

  it("has it in a panel too, which runs no command but the one that it was told of (K3, K6)", async () => {
    await desk.run("podlog.openLogs", {
      context: "bad-token",
      namespace: "default",
      pod: "web",
      container: "app",
    });
    const panel = await until(() => desk.panels[0]);
    panel.says({ _tag: "Ready" });
    const logIn = await until(() =>
      posted(panel)
        .flatMap((message) => (message._tag === "Problem" ? (message.problem?.remedies ?? []) : []))
        .find((remedy) => remedy._tag === "LogIn"),
    );
    const press = (remedy: unknown) =>
      panel.says({ _tag: "Do", action: { _tag: "Remedy", remedy } });
    press({ ...logIn, command: "rm -rf ~" });
    press(logIn);
    await until(() => desk.ran[0]);
    expect(desk.ran).toEqual([logIn.command]);
  });

  it("has the line that checks a missing right, to be copied", async () => {
    const context = await tree().find("logs-only");
    const [, , copy] = await tree().children(await tree().find("default", context));
    const { command, description, label } = await tree().item(copy);
    expect([label, description]).toEqual([
      "Copy Command",
      `kubectl auth can-i list pods -n default --kubeconfig ${stage.cluster.kubeconfigPath} --context logs-only`,
    ]);
    await desk.run(command?.command ?? "", copy);
    expect(desk.clipboard).toBe(description);
  });
});

describe("where names may not be listed (K4)", () => {
  it("has a way on below the problem: a namespace and a pod are given by name", async () => {
    const { world } = stage.cluster;
    world.pod({ name: "known", namespace: "vault" }).container().lines(["behind the door"]);
    const context = await tree().find("logs-only");
    const namespace = await tree().find("default", context);
    for (const node of [context, namespace]) {
      const below = await tree().children(node);
      expect((await tree().item(below.at(-1))).label).toBe("Open Logs by Name…");
    }
    const byName = (await tree().children(context)).at(-1);
    const { command } = await tree().item(byName);
    const { pick, walk } = await start(command?.command ?? "", byName);
    for (const name of ["vault", "known"]) {
      // The question before is gone with its text.
      await until(() => (pick.value === "" && pick.labels.includes("Retry") ? true : undefined));
      pick.type(name);
      await shown(pick, name);
      pick.choose(name);
    }
    await walk;
    expect((await onePanel()).title).toBe("Logs: logs-only · known");
  });
});

describe("a context and a namespace in the tree", () => {
  it("lead to what fails there, and to the logs of what is chosen or selected there", async () => {
    const { world } = stage.cluster;
    world.pod({ name: "loop", namespace: "yard" }).container().exit({ code: 2 }).backOff();
    const context = await tree().find("admin");
    await vi.waitFor(async () => expect(await labels(context)).toContain("yard"), patience);
    const yard = await tree().find("yard", context);
    const failing = await start("podlog.tree.whatIsFailing", yard);
    await shown(failing.pick, "loop");
    failing.pick.escape();
    const logs = await start("podlog.tree.openLogsIn", yard);
    await shown(logs.pick, "loop");
    logs.pick.choose("loop");
    await logs.walk;
    expect((await onePanel()).title).toBe("Logs: admin · loop/app");
    const selector = await start("podlog.tree.openLogsBySelectorIn", context);
    await shown(selector.pick, "yard");
    selector.pick.escape();
  });
});

describe("the tree of clusters", () => {
  it("names the machine whose kubeconfig it shows, in a remote window", async () => {
    await tree().children();
    expect(tree().message).toBe("");
    desk.remoteName = "ssh-remote";
    await stage.reload();
    await tree().children();
    expect(tree().message).toBe(`Kubeconfig of ${hostname()}`);
    // Where there is nothing to show, the view's welcome takes the place.
    desk.set("kubeconfig", join(place, "nothing"));
    expect(await tree().children()).toEqual([]);
    expect(tree().message).toBe("");
  });

  it("shows namespaces as they come and go (O4)", async () => {
    const context = await tree().find("admin");
    expect(await labels(context)).toContain("default");
    stage.cluster.world.namespace("apple");
    await vi.waitFor(async () => expect(await labels(context)).toContain("apple"), patience);
    stage.cluster.world.deleteNamespace("apple");
    await vi.waitFor(async () => expect(await labels(context)).not.toContain("apple"), patience);
  });

  it("watches no longer what is gone while it is open: a namespace, a context of the kubeconfig", async () => {
    const { counters, kubeconfigPath, world } = stage.cluster;
    const watches = (count: number) =>
      vi.waitFor(() => expect(counters.open.watch).toBe(count), patience);
    world.pod({ name: "trout", namespace: "brook" });
    const context = await tree().find("admin");
    await vi.waitFor(async () => expect(await labels(context)).toContain("brook"), patience);
    await labels(await tree().find("brook", context));
    await watches(2);
    world.findPod("brook", "trout")?.delete();
    world.deleteNamespace("brook");
    await vi.waitFor(async () => expect(await labels(context)).not.toContain("brook"), patience);
    await watches(1);

    const other = join(place, "other");
    writeFileSync(other, readFileSync(kubeconfigPath, "utf8").replaceAll(/\badmin\b/gu, "renamed"));
    desk.set("kubeconfig", other);
    await vi.waitFor(async () => expect(await labels(undefined)).toContain("renamed"), patience);
    await watches(0);
  });

  it("puts a pinned namespace first and a hidden one away, and remembers it", async () => {
    for (const name of ["apple", "pear", "plum"]) stage.cluster.world.namespace(name);
    const context = await tree().find("admin");
    await vi.waitFor(async () => expect(await labels(context)).toContain("plum"), patience);
    await desk.run("podlog.tree.pinNamespace", await tree().find("plum", context));
    await desk.run("podlog.tree.hideNamespace", await tree().find("pear", context));
    const shown = await labels(context);
    expect([shown[0], shown.at(-1)]).toEqual(["plum", "1 hidden namespace"]);
    expect(shown).not.toContain("pear");
    const plum = await tree().item(await tree().find("plum", context));
    expect(plum.contextValue).toBe("namespace.pinned");

    const hidden = await tree().find("1 hidden namespace", context);
    expect(await labels(hidden)).toEqual(["pear"]);
    await stage.reload();
    const again = await tree().find("admin");
    expect((await labels(again))[0]).toBe("plum");
    const away = await tree().find("1 hidden namespace", again);
    await desk.run("podlog.tree.showNamespace", await tree().find("pear", away));
    await desk.run("podlog.tree.unpinNamespace", await tree().find("plum", again));
    expect(await labels(again)).toEqual([...(await labels(again))].sort());
  });

  it("shows only what passes the filter, and says so above its rows", async () => {
    const web = new Deployment(stage.cluster.world, {
      name: "web",
      namespace: "garden",
      replicas: 2,
    });
    stage.cluster.world.pod({ name: "lonely", namespace: "garden" });
    const context = await tree().find("admin");
    await vi.waitFor(async () => expect(await labels(context)).toContain("garden"), patience);
    const namespace = await tree().find("garden", context);
    await vi.waitFor(
      async () => expect(await labels(namespace)).toEqual(["web", "lonely"]),
      patience,
    );

    desk.types = () => "LONE";
    await desk.run("podlog.tree.filter");
    expect(await labels(namespace)).toEqual(["lonely"]);
    expect([tree().message, desk.contextKeys.get("podlog.treeFiltered")]).toEqual([
      'Filtered by "lone"',
      true,
    ]);
    // It filters as it is typed, and not any more where that is thought better of.
    desk.types = async (_title, value, typed) => {
      expect(value).toBe("lone");
      typed("web");
      await vi.waitFor(async () => expect(await labels(namespace)).toEqual(["web"]), patience);
      return undefined;
    };
    await desk.run("podlog.tree.filter");
    expect(await labels(namespace)).toEqual(["lonely"]);
    desk.types = () => "deployment web";
    await desk.run("podlog.tree.filter");
    expect(await labels(namespace)).toEqual(["web"]);
    expect(await labels(await tree().find("web", namespace))).toHaveLength(web.pods.length);
    desk.types = () => "nobody";
    await desk.run("podlog.tree.filter");
    expect(await labels(namespace)).toEqual(["Nothing here passes the filter"]);
    await desk.run("podlog.tree.clearFilter");
    expect(await labels(namespace)).toEqual(["web", "lonely"]);
    expect(tree().message).toBe("");
  });

  it("says on the context that it is out of touch, keeps what it knew, and heals by itself", async () => {
    const context = await tree().find("admin");
    const before = await labels(context);
    await stage.cluster.die();
    await vi.waitFor(
      async () => expect((await tree().item(context)).description).toMatch(/out of touch/u),
      patience,
    );
    expect(await labels(context)).toEqual(before);
    await stage.cluster.comeBack();
    await vi.waitFor(
      async () => expect((await tree().item(context)).description).not.toMatch(/out of touch/u),
      patience,
    );
  });

  it("asks again what went wrong when its node is opened again, and says no more of it while it is closed", async () => {
    const { faults, world } = stage.cluster;
    world.pod({ name: "rose", namespace: "hedge" });
    const context = await tree().find("admin");
    await vi.waitFor(async () => expect(await labels(context)).toContain("hedge"), patience);
    const namespace = await tree().find("hedge", context);
    const error = { code: 403, reason: "Forbidden", message: "no" };
    const fault = faults.on(
      { kind: "list", namespace: "hedge", times: Infinity },
      {
        type: "status",
        error,
      },
    );
    await vi.waitFor(
      async () => expect((await labels(namespace))[0]).toMatch(/^Can't list pods/u),
      patience,
    );
    fault.remove();
    expect((await labels(namespace))[0]).toMatch(/^Can't list pods/u);
    tree().collapse(namespace);
    await vi.waitFor(async () => expect(await labels(namespace)).toEqual(["rose"]), patience);

    const unreachable = await tree().find("unreachable");
    const about = async () => (await tree().item(unreachable)).description;
    expect(await labels(unreachable)).toContain("Retry");
    expect(await about()).toBe("out of touch");
    tree().collapse(unreachable);
    await vi.waitFor(async () => expect(await about()).toBe(""), patience);
    expect(await labels(unreachable)).toContain("Retry");
  });

  it("heals a namespace that was out of touch at the first look, whatever is opened meanwhile (O4, O5)", async () => {
    const { world } = stage.cluster;
    for (const namespace of ["lawn", "meadow"]) world.pod({ name: "rose", namespace });
    const context = await tree().find("admin");
    await vi.waitFor(async () => expect(await labels(context)).toContain("meadow"), patience);
    const lawn = await tree().find("lawn", context);
    await stage.cluster.die();
    await vi.waitFor(async () => expect(await labels(lawn)).toContain("Retry"), patience);
    expect(await tree().item(lawn)).toMatchObject({
      description: "out of touch",
      contextValue: "namespace.lost",
    });
    await labels(await tree().find("meadow", context));
    await stage.cluster.comeBack();
    await vi.waitFor(async () => expect(await labels(lawn)).toContain("rose"), patience);
    expect((await tree().item(lawn)).description).toBeUndefined();
  });

  it("opens the logs of a workload's previous instances (O3)", async () => {
    const { world } = stage.cluster;
    const vine = new Deployment(world, { name: "vine", namespace: "orchard", replicas: 2 });
    const [old] = vine.pods;
    old?.container().lines(["last words"]).restart({ code: 1, reason: "Error" });
    const context = await tree().find("admin");
    await vi.waitFor(async () => expect(await labels(context)).toContain("orchard"), patience);
    const node = await tree().find("vine", await tree().find("orchard", context));
    expect((await tree().item(node)).contextValue).toBe("workload.restarted");
    await desk.run("podlog.tree.openPreviousLogs", node);
    const panel = await onePanel();
    panel.says({ _tag: "Ready" });
    await until(() => (texts(panel).includes("last words") ? true : undefined));
    expect((await told(panel, "Showing")).shown.previous).toBe(true);
  });

  it("opens the log of a container's previous instance (O3)", async () => {
    const pod = stage.cluster.world.pod({ name: "again", namespace: "garden" });
    pod.container().lines(["last words"]);
    pod.container().exit({ code: 1, reason: "Error" });
    pod.container().start();
    const context = await tree().find("admin");
    await vi.waitFor(async () => expect(await labels(context)).toContain("garden"), patience);
    const node = await tree().find("again", await tree().find("garden", context));
    expect((await tree().item(node)).contextValue).toBe("pod.restarted");
    await desk.run("podlog.tree.openPreviousLogs", node);
    const panel = await onePanel();
    panel.says({ _tag: "Ready" });
    await until(() => (texts(panel).includes("last words") ? true : undefined));
  });
});
