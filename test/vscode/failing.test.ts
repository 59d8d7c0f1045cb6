import { afterEach, describe, expect, it, vi } from "vitest";
import { ManualClock } from "../cluster/clock.ts";
import { startCluster } from "../cluster/server.ts";
import { desk, type EdgePanel, type EdgePick } from "./edge.ts";
import { described, posted, setStage, shown, start, until } from "./stage.ts";

vi.mock("vscode", () => import("./edge.ts"));

interface Shown {
  readonly label: string;
  readonly description?: string;
  readonly detail?: string;
}

const row = (pick: EdgePick, label: string): Shown | undefined =>
  pick.items.find((one): one is Shown => one.label === label);

/** A view that takes each beat, asks for all rows there are, and waits for a message that fits. */
const takes = async <A>(panel: EdgePanel, find: () => A | undefined): Promise<A> => {
  panel.says({ _tag: "Ready" });
  let request = 0;
  return until(() => {
    const messages = posted(panel);
    const seq = messages.at(-1)?.seq;
    if (seq !== undefined) panel.says({ _tag: "Ack", seq });
    const beat = messages.findLast((one) => one._tag === "Beat");
    if (beat?._tag === "Beat" && beat.end > beat.first)
      panel.says({
        _tag: "Need",
        epoch: beat.epoch,
        first: beat.first,
        count: beat.end - beat.first,
        request: request++,
      });
    return find();
  });
};

/** An hour ago, so that what a test declares is no longer starting; its time is the cluster's alone. */
const clock = new ManualClock(new Date(Date.now() - 3_600_000).toISOString());
const stage = setStage(() => startCluster({ clock }));

afterEach(() => {
  for (const pod of stage.cluster.world.pods) pod.remove();
});

describe("What Is Failing? (O10)", () => {
  it("says plainly that nothing is, and what was looked at", async () => {
    stage.cluster.world.pod({ name: "calm" });
    const { pick } = await start("podlog.whatIsFailing");
    await shown(pick, "Nothing is failing in default");
    expect(row(pick, "Nothing is failing in default")?.detail).toMatch(/^1 pod was looked at/);
    expect(pick.prompt).toBe("Looked at 1 pod of default.");
    pick.enter();
    expect(pick.shown).toBe(true);
    pick.escape();
    await until(() => (stage.cluster.counters.open.watch === 0 ? true : undefined));
  });

  it("ranks what fails in the current namespace, each with its reason and a sentence, live", async () => {
    const { world } = stage.cluster;
    const loop = world.pod({ name: "loop" }).container();
    loop.exit({ code: 2, reason: "Error", message: "no route to the database" }).backOff();
    const pair = world.pod({ name: "pair", containers: [{ name: "app" }, { name: "proxy" }] });
    pair.container("proxy").restart({ code: 137, reason: "OOMKilled" });
    world.pod({ name: "calm" });
    world.pod({ name: "other", namespace: "elsewhere" }).container().exit({ code: 1 }).backOff();
    const { pick } = await start("podlog.whatIsFailing");
    await shown(pick, "loop");
    expect(pick.labels).toEqual([
      "loop",
      "pair/proxy",
      "Look in All Namespaces",
      "Look Elsewhere…",
    ]);
    expect(row(pick, "loop")).toMatchObject({
      description: expect.stringMatching(/^CrashLoopBackOff · (?:59 min|1 h) ago$/),
      detail: expect.stringMatching(/^Keeps crashing: exit 2.* It said: no route to the database$/),
    });
    expect(row(pick, "pair/proxy")?.detail).toMatch(
      /^It died and runs again: exit 137 \(OOMKilled/,
    );

    pick.activeItems = pick.items.filter(({ label }) => label === "pair/proxy");
    world.pod({ name: "later" }).container().exit({ code: 3 }).backOff();
    await shown(pick, "later");
    expect(pick.activeItems[0]?.label).toBe("pair/proxy");
    loop.start();
    pick.escape();
  });

  it("opens the log at the moment of death: the last lines, why, the next's first, a sibling's beside", async () => {
    const containers = [{ name: "app" }, { name: "proxy" }];
    const pod = stage.cluster.world.pod({ name: "fallen", containers });
    const app = pod.container("app");
    const proxy = pod.container("proxy");
    app.lines(["long before"]);
    proxy.lines(["long before"]);
    clock.advance(600_000);
    app.lines(["opening the file", "out of memory"]);
    clock.advance(1_000);
    proxy.lines(["upstream reset"]);
    clock.advance(1_000);
    app.restart({ code: 137, reason: "OOMKilled" });
    clock.advance(1_000);
    app.lines(["starting again"]);
    clock.advance(300_000);
    const { pick, walk } = await start("podlog.whatIsFailing");
    await shown(pick, "fallen/app");
    pick.enter();
    await walk;
    const panel = await until(() => desk.panels[0]);
    expect(panel.title).toBe("Logs: admin · fallen");
    const go = await takes(panel, () => posted(panel).find((one) => one._tag === "Go"));
    // Into the middle, with the keyboard on it.
    expect(go).not.toHaveProperty("offset");
    const rows = await takes(panel, () => {
      const found = posted(panel).findLast((one) => one._tag === "RowsAt");
      if (found?._tag !== "RowsAt") return undefined;
      const { ends, first, text } = found.rows;
      const all = ends.map((to, i) =>
        Buffer.from(text.subarray(i === 0 ? 0 : (ends[i - 1] ?? 0), to)).toString("utf8"),
      );
      return all.includes("starting again") ? { first, all } : undefined;
    });
    const at = go._tag === "Go" ? go.position - rows.first : -1;
    expect(rows.all[at]).toMatch(/restarted · exit 137 · OOMKilled/);
    const own = (part: ReadonlyArray<string>) => part.filter((text) => text !== "upstream reset");
    expect(own(rows.all.slice(0, at))).toEqual(["opening the file", "out of memory"]);
    expect(own(rows.all.slice(at + 1))).toEqual(["starting again"]);
    expect(rows.all).toContain("upstream reset");
    const showing = posted(panel).findLast((one) => one._tag === "Showing");
    expect(showing).toMatchObject({ shown: { options: { follow: false } } });

    // What was lent to this log is not the next one's.
    stage.cluster.world.pod({ name: "plain" });
    await desk.run("podlog.openLogs", {
      context: "admin",
      namespace: "default",
      pod: "plain",
      container: "app",
    });
    const next = await takes(panel, () =>
      posted(panel).findLast(
        (one) => one._tag === "Showing" && JSON.stringify(one.shown.target).includes("plain"),
      ),
    );
    expect(next).toMatchObject({ shown: { options: { follow: true, lineLimit: 1000 } } });
    expect(JSON.stringify(next)).not.toContain('"since"');
  });

  it("opens what never ran where its pod tells why", async () => {
    stage.cluster.world.pod({
      name: "unpulled",
      containers: [{ name: "app", state: { reason: "ImagePullBackOff", message: "not found" } }],
    });
    const { pick, walk } = await start("podlog.whatIsFailing");
    await shown(pick, "unpulled");
    pick.enter();
    await walk;
    const panel = await until(() => desk.panels[0]);
    const connection = await takes(panel, () =>
      posted(panel).find((one) => one._tag === "ConnectionIs" && one.connection._tag === "Waiting"),
    );
    expect(JSON.stringify(connection)).toContain("can't be used (ImagePullBackOff)");
  });

  it("looks in all namespaces, and in the one again, by its last row or its button", async () => {
    stage.cluster.world.pod({ name: "here" }).container().exit({ code: 1 }).backOff();
    stage.cluster.world
      .pod({ name: "there", namespace: "far" })
      .container()
      .exit({ code: 1 })
      .backOff();
    const { pick } = await start("podlog.whatIsFailing");
    await shown(pick, "here");
    expect(desk.contextKeys.get("podlog.failingInNamespace")).toBe(true);
    pick.choose("Look in All Namespaces");
    await shown(pick, "there");
    expect(desk.contextKeys.get("podlog.failingInNamespace")).toBe(false);
    expect(row(pick, "there")?.description).toMatch(/^far · CrashLoopBackOff/);
    pick.press("Look in default Only");
    await until(() => (pick.labels.includes("there") ? undefined : true));
    await shown(pick, "here");
    pick.press("Look in All Namespaces (Alt+A)");
    await shown(pick, "there");
    pick.back();
    await until(() => (pick.labels.includes("there") ? undefined : true));
    pick.escape();
    const all = await start("podlog.whatIsFailingInAllNamespaces");
    await shown(all.pick, "there");
    all.pick.escape();
  });

  it("comes back to the namespace that its caller named, without the key of the current context", async () => {
    stage.cluster.world
      .pod({ name: "there", namespace: "far" })
      .container()
      .exit({ code: 1 })
      .backOff();
    const { pick } = await start("podlog.whatIsFailing", {
      context: "admin-cert",
      namespace: "far",
    });
    await shown(pick, "there");
    expect(desk.contextKeys.get("podlog.failingInNamespace")).not.toBe(true);
    pick.press("Look in All Namespaces");
    await shown(pick, "Look in far Only");
    pick.choose("Look in far Only");
    await shown(pick, "Look in All Namespaces");
    expect(pick.title).toBe("What Is Failing? · far");
    pick.escape();
  });

  it("looks in another context and namespace, and leads back step by step", async () => {
    stage.cluster.world
      .pod({ name: "there", namespace: "far" })
      .container()
      .exit({ code: 1 })
      .backOff();
    const { pick, walk } = await start("podlog.whatIsFailing");
    await shown(pick, "Look Elsewhere…");
    pick.choose("Look Elsewhere…");
    await shown(pick, "admin-cert");
    pick.choose("admin-cert");
    await shown(pick, "far");
    expect(pick.labels.slice(0, 2)).toEqual(["All Namespaces", "default"]);
    pick.enter();
    await shown(pick, "there");
    expect(pick.title).toBe("What Is Failing? · all namespaces of admin-cert");
    pick.back();
    await shown(pick, "far");
    pick.choose("far");
    await shown(pick, "there");
    expect(pick.title).toBe("What Is Failing? · far");
    for (const row of ["far", "admin-cert", "Look Elsewhere…"]) {
      pick.back();
      await shown(pick, row);
    }
    expect(pick.title).toBe("What Is Failing? · default");
    pick.press("Look Elsewhere…");
    await shown(pick, "admin-cert");
    pick.choose("admin-cert");
    await shown(pick, "far");
    pick.choose("far");
    await shown(pick, "there");
    pick.choose("there");
    await walk;
    expect(desk.panels.at(-1)?.title).toBe("Logs: admin-cert · there/app");
  });

  it("leads on from where nothing may be listed: elsewhere, also to a namespace that is typed (K4)", async () => {
    const { pick } = await start("podlog.whatIsFailing", { context: "logs-only" });
    await shown(pick, "Copy Command");
    expect(pick.labels.slice(-2)).toEqual(["Look in All Namespaces", "Look Elsewhere…"]);
    pick.choose("Look Elsewhere…");
    await shown(pick, "logs-only");
    pick.choose("logs-only");
    await shown(pick, "Copy Command");
    pick.type("far");
    await shown(pick, "far");
    pick.choose("far");
    await until(() => (pick.title === "What Is Failing? · far" ? true : undefined));
    pick.escape();
  });

  it("offers to log in, in a terminal", async () => {
    const { pick } = await start("podlog.whatIsFailing", { context: "bad-token" });
    await shown(pick, "Run Login Command");
    pick.choose("Run Login Command");
    await until(() => desk.ran[0]);
    expect(desk.ran).toEqual([described(pick, "Run Login Command")]);
  });

  it("finds by its reason and its sentence too", async () => {
    stage.cluster.world.pod({ name: "here" }).container().exit({ code: 1 }).backOff();
    const { pick } = await start("podlog.whatIsFailing");
    await shown(pick, "here");
    expect([pick.matchOnDescription, pick.matchOnDetail]).toEqual([true, true]);
    pick.escape();
  });

  it("says whose pods may not be listed, and whose logs may not be read", async () => {
    stage.cluster.world.pod({ name: "here" }).container().exit({ code: 1 }).backOff();
    const closed = await start("podlog.whatIsFailing", { context: "logs-only" });
    await shown(closed.pick, "Copy Command");
    expect(closed.pick.labels[0]).toMatch(/^Can't list pods in "default": user ".*" may not list/);
    closed.pick.choose("Copy Command");
    await until(() => (desk.log.includes("status Command copied") ? true : undefined));
    const silent = await start("podlog.whatIsFailing", { context: "nologs" });
    await shown(silent.pick, "here");
    await until(() =>
      silent.pick.prompt?.endsWith("You may not read logs here.") === true ? true : undefined,
    );
    silent.pick.escape();
  });

  it("goes on where the server was away, and says that it is out of touch meanwhile", async () => {
    stage.cluster.world.pod({ name: "here" }).container().exit({ code: 1 }).backOff();
    const { pick } = await start("podlog.whatIsFailing");
    await shown(pick, "here");
    await stage.cluster.die();
    await until(() => (pick.prompt?.includes("Out of touch: ") === true ? true : undefined));
    expect(pick.labels).toContain("here");
    await stage.cluster.comeBack();
    stage.cluster.world.pod({ name: "later" }).container().exit({ code: 1 }).backOff();
    await shown(pick, "later");
    expect(pick.prompt).toBe("Looked at 2 pods of default.");
    pick.escape();
  });

  it("refuses an argument that is not valid, and tells its caller where the fault is (O7)", async () => {
    await expect(desk.run("podlog.whatIsFailing", { allNamespaces: "yes" })).rejects.toThrow(
      /^podlog\.whatIsFailing: argument\.allNamespaces: Expected boolean/,
    );
    expect(desk.picks).toEqual([]);
  });
});
