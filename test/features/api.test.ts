import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import type { PodlogApi, PodlogRow } from "../../src/features/api/types.ts";
import { type Cluster, startCluster } from "../cluster/server.ts";
import { Deployment } from "../cluster/deployment.ts";
import { Job } from "../cluster/workloads.ts";
import { desk } from "../vscode/edge.ts";

vi.mock("vscode", () => import("../vscode/edge.ts"));

// The world here is real: client-node alone takes seconds to load on a busy machine.
vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

let cluster: Cluster;
let podlog: PodlogApi;
let deactivate: () => Promise<void>;

beforeAll(async () => {
  cluster = await startCluster();
});
afterAll(() => cluster.close());

beforeEach(async () => {
  desk.reset();
  desk.settings.set("kubeconfig", cluster.kubeconfigPath);
  const extension = await import("../../src/extension.ts");
  podlog = await extension.activate(desk.context());
  deactivate = extension.deactivate;
});
afterEach(() => deactivate());

const place = { context: "admin", namespace: "default" };
const target = (pod: string, context = "admin") => ({ ...place, context, pod });

/** No connection is left that a reading of logs needs. */
const allEnded = (): Promise<void> =>
  vi.waitFor(
    () => {
      expect(cluster.counters.open).toMatchObject({ follow: 0, log: 0, watch: 0 });
    },
    { timeout: 10_000, interval: 10 },
  );

const take = async (rows: AsyncIterable<PodlogRow>, count: number) => {
  const taken: Array<PodlogRow> = [];
  for await (const row of rows) if (taken.push(row) === count) break;
  return taken;
};

const failureOf = async (rows: AsyncIterable<PodlogRow>): Promise<unknown> => {
  try {
    await take(rows, Infinity);
  } catch (error) {
    return error;
  }
  return undefined;
};

describe("readLogs", () => {
  it("gives a line's text, time to the nanosecond, source and level", async () => {
    const app = cluster.world.pod({ name: "rows" }).container();
    const ts = BigInt(Date.parse("2026-03-01T10:30:45Z")) * 1_000_000n + 123_456_789n;
    app.write("ERROR café 日本\n", { ts });
    app.write(Uint8Array.from([0x61, 0xff, 0x62, 0x0a]), { ts });
    const source = { pod: "rows", container: "app" };
    const time = "2026-03-01T10:30:45.123456789Z";
    expect(await take(podlog.readLogs(target("rows")), 2)).toEqual([
      { kind: "line", text: "ERROR café 日本", time, source, level: "error" },
      { kind: "line", text: "a\uFFFDb", time, source },
    ]);
  });

  it("goes on with what comes, and ends its connections when the loop is left", async () => {
    const app = cluster.world.pod({ name: "live" }).container();
    app.lines(["one"]);
    const texts: Array<string> = [];
    for await (const { text } of podlog.readLogs(target("live"))) {
      texts.push(text);
      if (text === "one") app.lines(["two"]);
      if (text === "two") break;
      expect(cluster.counters.open.watch).toBe(1);
    }
    expect(texts).toEqual(["one", "two"]);
    await allEnded();
  });

  it("ends its connections when the loop throws", async () => {
    cluster.world.pod({ name: "throwing" }).container().lines(["one"]);
    const loop = async (): Promise<void> => {
      for await (const { text } of podlog.readLogs(target("throwing"))) throw new Error(text);
    };
    await expect(loop()).rejects.toThrow("one");
    await allEnded();
  });

  it("can be left while it waits for a row", async () => {
    cluster.world.pod({ name: "quiet" });
    const rows = podlog.readLogs(target("quiet"))[Symbol.asyncIterator]();
    const waiting = rows.next();
    await vi.waitFor(() => expect(cluster.counters.open.follow).toBe(1), 10_000);
    await rows.return?.();
    expect(await waiting).toEqual({ done: true, value: undefined });
    await allEnded();
    expect(await rows.next()).toMatchObject({ done: true });
  });

  it("gives each row once to a caller who asks for several at a time", async () => {
    const texts = Array.from({ length: 3_000 }, (_, i) => `line ${i}`);
    cluster.world.pod({ name: "eager" }).container().lines(texts);
    const log = podlog.readLogs(target("eager"), { lineLimit: texts.length });
    const rows = log[Symbol.asyncIterator]();
    const taken = await Promise.all(texts.map(() => rows.next()));
    expect(taken.map(({ value }) => value?.text)).toEqual(texts);
    const waiting = [rows.next(), rows.next()];
    await rows.return?.();
    expect(await Promise.all(waiting)).toMatchObject([{ done: true }, { done: true }]);
    await allEnded();
  });

  it("is read by two at a time, of whom one leaves amid the backlog", async () => {
    const texts = Array.from({ length: 3_000 }, (_, i) => `line ${i} ${"x".repeat(500)}`);
    cluster.world.pod({ name: "shared" }).container().lines(texts);
    const log = podlog.readLogs(target("shared"), { lineLimit: texts.length });
    const [all, few] = await Promise.all([take(log, texts.length), take(log, 3)]);
    expect(all.map(({ text }) => text)).toEqual(texts);
    expect(few.map(({ text }) => text)).toEqual(texts.slice(0, 3));
    await allEnded();
  });

  it("is over once it was left or has failed", async () => {
    cluster.world.pod({ name: "over" }).container().lines(["one"]);
    const left = podlog.readLogs(target("over"))[Symbol.asyncIterator]();
    await left.return?.();
    expect(await left.next()).toEqual({ done: true, value: undefined });
    for (const where of [target("over", "elsewhere"), target("")]) {
      const failed = podlog.readLogs(where)[Symbol.asyncIterator]();
      await expect(failed.next()).rejects.toThrow();
      expect(await failed.next()).toEqual({ done: true, value: undefined });
      expect(await failed.return?.()).toEqual({ done: true, value: undefined });
    }
    await allEnded();
  });

  it("asks the cluster for nothing before the first row is wanted", async () => {
    cluster.world.pod({ name: "unasked" });
    await cluster.settled();
    const before = cluster.counters.total;
    const rows = podlog.readLogs(target("unasked"))[Symbol.asyncIterator]();
    expect(await rows.return?.()).toEqual({ done: true, value: undefined });
    await cluster.settled();
    expect(cluster.counters.total).toBe(before);
  });

  it("fails with the signal's reason, and ends its connections though nobody waits for a row", async () => {
    cluster.world.pod({ name: "aborted" }).container().lines(["one", "two"]);
    const controller = new AbortController();
    const { signal } = controller;
    const rows = podlog.readLogs(target("aborted"), { signal })[Symbol.asyncIterator]();
    expect(await rows.next()).toMatchObject({ value: { text: "one" } });
    const reason = new Error("enough");
    controller.abort(reason);
    await allEnded();
    await expect(rows.next()).rejects.toBe(reason);
  });

  it("fails with the signal's reason while it waits, and at once where it has fired before", async () => {
    cluster.world.pod({ name: "aborted-waiting" });
    const controller = new AbortController();
    const { signal } = controller;
    const failure = failureOf(podlog.readLogs(target("aborted-waiting"), { signal }));
    await vi.waitFor(() => expect(cluster.counters.open.follow).toBe(1), 10_000);
    controller.abort();
    expect(await failure).toBe(signal.reason);
    await allEnded();
    const before = cluster.counters.total;
    expect(await failureOf(podlog.readLogs(target("aborted-waiting"), { signal }))).toBe(
      signal.reason,
    );
    expect(cluster.counters.total).toBe(before);
  });

  it("ends with the extension", async () => {
    cluster.world.pod({ name: "deactivated" }).container().lines(["one"]);
    const rows = podlog.readLogs(target("deactivated"))[Symbol.asyncIterator]();
    expect(await rows.next()).toMatchObject({ value: { text: "one" } });
    const waiting = rows.next();
    await deactivate();
    expect(await waiting).toMatchObject({ done: true });
    await allEnded();
  });

  it("reads a dead instance to its end, then says how it ended, then reads the next", async () => {
    const app = cluster.world.pod({ name: "restarting" }).container();
    app.lines(["A1"]);
    const texts: Array<string> = [];
    for await (const { kind, text } of podlog.readLogs(target("restarting"))) {
      texts.push(kind === "line" ? text : `${kind}: ${text.replace(/ · [\d:]+$/, "")}`);
      if (text === "A1") app.exit({ code: 137, reason: "OOMKilled" }).start().lines(["B1"]);
      if (text === "B1") break;
    }
    expect(texts).toEqual(["A1", "divider: restarted · exit 137 · OOMKilled", "B1"]);
  });

  it("ends by itself when all containers of a pod are read to their ends", async () => {
    const pod = cluster.world.pod({
      name: "completed",
      restartPolicy: "Never",
      containers: [{ name: "first" }, { name: "second" }],
    });
    pod.container("first").lines(["first"]);
    pod.container("second").lines(["second"]);
    pod.container("first").exit();
    pod.container("second").exit();
    const rows = await take(podlog.readLogs(target("completed")), Infinity);
    const of = (name: string) =>
      rows.filter(({ source }) => source.container === name).map(({ kind, text }) => [kind, text]);
    for (const name of ["first", "second"])
      expect(of(name)).toEqual([
        ["line", name],
        ["divider", expect.stringContaining(`${name} exited · exit 0`)],
      ]);
    await allEnded();
  });

  it("takes the container that the pod's annotation names, unless told otherwise (C1)", async () => {
    const pod = cluster.world.pod({
      name: "annotated",
      annotations: { "kubectl.kubernetes.io/default-container": "app" },
      containers: [{ name: "proxy" }, { name: "app" }],
      restartPolicy: "Never",
    });
    for (const name of ["proxy", "app"]) pod.container(name).lines([name]).exit();
    const read = async (more: object) =>
      (await take(podlog.readLogs({ ...target("annotated"), ...more }), Infinity))
        .filter(({ kind }) => kind === "line")
        .map(({ text }) => text);
    expect(await read({})).toEqual(["app"]);
    expect(await read({ container: "proxy" })).toEqual(["proxy"]);
    expect(await read({ container: "*" })).toEqual(["proxy", "app"]);
    await podlog.open(target("annotated"));
    expect(desk.panels.map(({ title }) => title)).toEqual(["Logs: admin · annotated/app"]);
  });

  it("takes a container, a line limit and the previous instance", async () => {
    const pod = cluster.world.pod({
      name: "chosen",
      containers: [{ name: "app" }, { name: "proxy" }],
    });
    const app = pod.container("app");
    app.lines(["A1", "A2", "A3"]).exit({ code: 1 }).start().lines(["B1", "B2"]);
    const chosen = { ...target("chosen"), container: "app" };
    expect(await take(podlog.readLogs(chosen, { lineLimit: 1 }), 1)).toMatchObject([
      { text: "B2" },
    ]);
    const previous = await take(
      podlog.readLogs(chosen, { lineLimit: 2, previous: true }),
      Infinity,
    );
    expect(previous.filter(({ kind }) => kind === "line").map(({ text }) => text)).toEqual([
      "A2",
      "A3",
    ]);
  });

  it("begins at a moment where it is told one (S10)", async () => {
    const app = cluster.world.pod({ name: "since" }).container();
    const started = Date.now();
    const at = (seconds: number): bigint => BigInt(started + seconds * 1000) * 1_000_000n;
    app.lines(["before"], { ts: at(10) }).lines(["after"], { ts: at(20) });
    const since = new Date(started + 15_000);
    expect(await take(podlog.readLogs(target("since"), { since }), 1)).toMatchObject([
      { text: "after" },
    ]);
  });

  it("reads the pods of a workload and of a selector, those that come later too", async () => {
    const shop = new Deployment(cluster.world, { name: "shop", replicas: 1 });
    shop.pods[0]?.container().lines(["from the first"]);
    for (const where of [
      { ...place, kind: "Deployment" as const, name: "shop" },
      { ...place, selector: "app=shop" },
    ]) {
      shop.scale(1);
      const texts: Array<string> = [];
      for await (const { kind, source, text } of podlog.readLogs(where)) {
        if (kind !== "line") continue;
        expect(shop.pods.map(({ name }) => name)).toContain(source.pod);
        texts.push(text);
        if (text === "from the first") {
          shop.scale(2);
          shop.pods[1]?.container().lines(["from the second"]);
        }
        if (text === "from the second") break;
      }
      expect(texts).toEqual(["from the first", "from the second"]);
      await allEnded();
    }
  });

  it("reads several pods, and no others", async () => {
    for (const name of ["picked-a", "picked-b", "picked-c"])
      cluster.world
        .pod({ name })
        .container()
        .lines([`from ${name}`]);
    const rows = podlog.readLogs({
      context: "admin",
      namespace: "default",
      pods: ["picked-a", "picked-c"],
    });
    expect((await take(rows, 2)).map(({ text }) => text).toSorted()).toEqual([
      "from picked-a",
      "from picked-c",
    ]);
    await allEnded();
  });

  it("says of a row whose it is, and of one that is nobody's that it is", async () => {
    cluster.world.pod({ name: "there" }).container().lines(["here"]);
    const rows = podlog.readLogs({ context: "admin", namespace: "default", pods: ["there", "no"] });
    expect(await take(rows, 2)).toMatchObject([
      { kind: "divider", text: "no is not there", source: { pod: "", container: "" } },
      { kind: "line", text: "here", source: { pod: "there", container: "app" } },
    ]);
    await allEnded();
  });

  it("ends by itself when a Job is over", async () => {
    const job = new Job(cluster.world, { name: "done" });
    job.container().lines(["J1"]).exit({ code: 0 });
    const rows = await take(
      podlog.readLogs({ context: "admin", namespace: "default", kind: "Job", name: "done" }),
      Infinity,
    );
    expect(rows.filter(({ kind }) => kind === "line").map(({ text }) => text)).toEqual(["J1"]);
    await allEnded();
  });

  it.each([
    ["a pod", (pod: string) => target(pod)],
    ["a container", (pod: string) => ({ ...target(pod), container: "app" })],
    ["a selector", (pod: string) => ({ ...place, selector: `run=${pod}` })],
  ])("fails where %s has no previous instance (C6)", async (what, whose) => {
    const name = `fresh-${what.replace(" ", "-")}`;
    cluster.world
      .pod({ name, labels: { run: name } })
      .container()
      .lines(["current"]);
    const failure = await failureOf(podlog.readLogs(whose(name), { previous: true }));
    expect(failure).toMatchObject({
      name: "PodlogError",
      code: "PreviousNotFound",
      message: expect.stringMatching(/previous (?:instance|log)/),
    });
    await allEnded();
  });

  it("reads anew at every iteration", async () => {
    cluster.world.pod({ name: "twice" }).container().lines(["one"]);
    const rows = podlog.readLogs(target("twice"));
    expect(await take(rows, 1)).toEqual(await take(rows, 1));
  });

  it.each([
    [
      "a user who may not read logs",
      target("reads", "nologs"),
      {
        code: "Forbidden",
        message: expect.stringMatching(
          /^Can't read logs in "default": user ".+" may not get pods\/log\.$/,
        ),
        advice: expect.stringContaining("Ask for a role"),
      },
    ],
    [
      "no such pod",
      target("nowhere"),
      { code: "PodGone", message: `The pod "nowhere" is not in "default" any more.` },
    ],
    [
      "no such context",
      target("reads", "elsewhere"),
      { code: "ContextUnknown", message: `The context "elsewhere" is not in the kubeconfig.` },
    ],
  ])("fails with the sentence for a person: %s", async (_what, where, expected) => {
    cluster.world.pod({ name: "reads" }).container().lines(["secret"]);
    const failure = await failureOf(podlog.readLogs(where));
    expect(failure).toBeInstanceOf(Error);
    expect(failure).toMatchObject({ name: "PodlogError", ...expected });
    await allEnded();
    cluster.world.findPod("default", "reads")?.remove();
  });
});

describe("arguments that are not valid", () => {
  // SAFETY: what JavaScript callers can do, and types forbid.
  const wrong = (value: unknown) => value as ReturnType<typeof target>;
  const options = (value: unknown) => value as { readonly lineLimit?: number };

  const noBegin =
    "Podlog readLogs: options.since: Expected seconds, 1 to 316224000, or a valid Date";
  it.each([
    [undefined, undefined, "Podlog readLogs: target: Expected object"],
    [
      { context: "admin", namespace: "", pod: 3 },
      undefined,
      "Podlog readLogs: target.namespace: Expected a value with a length of at least 1; target.pod: Expected string",
    ],
    [
      { ...target("web"), conteiner: "app" },
      undefined,
      "Podlog readLogs: target.conteiner: is not known here",
    ],
    [
      target("web"),
      { lineLimit: 0 },
      "Podlog readLogs: options.lineLimit: Expected a value between 1 and 10000000",
    ],
    [
      { context: "admin", namespace: "default", kind: "Pod", name: "web" },
      undefined,
      /^Podlog readLogs: target\.kind: Expected "Deployment" \|/,
    ],
    [
      { ...target("web"), selector: "app=web" },
      undefined,
      "Podlog readLogs: target: Expected one of pod, pods, kind and name, selector",
    ],
    [
      { context: "admin", namespace: "default" },
      undefined,
      "Podlog readLogs: target: Expected one of pod, pods, kind and name, selector",
    ],
    [
      { context: "admin", namespace: "default", pods: [] },
      undefined,
      "Podlog readLogs: target.pods: Expected a value with a length of at least 1",
    ],
    [target("web"), { since: new Date(Number.NaN) }, noBegin],
    [target("web"), { since: "15m" }, noBegin],
    [target("web"), { since: -1 }, noBegin],
    [target("web"), { tail: 5 }, "Podlog readLogs: options.tail: is not known here"],
    [target("web"), { signal: {} }, "Podlog readLogs: options.signal: Expected an AbortSignal"],
  ])("are named with their place: %j %j", async (where, how, message) => {
    const failure = await failureOf(podlog.readLogs(wrong(where), options(how)));
    expect(failure).toBeInstanceOf(TypeError);
    expect(failure).toHaveProperty(
      "message",
      typeof message === "string" ? message : expect.stringMatching(message),
    );
  });

  it("open no panel", async () => {
    await expect(podlog.open(wrong({ pod: "web" }))).rejects.toThrow(
      "Podlog open: target.context: is missing; target.namespace: is missing",
    );
    const besides = { besides: true } as { readonly beside?: boolean };
    await expect(podlog.open(target("web"), besides)).rejects.toThrow(
      "Podlog open: options.besides: is not known here",
    );
    expect(desk.panels).toEqual([]);
  });
});

describe("open", () => {
  it("shows the logs in the panel of the context, or in one of their own", async () => {
    cluster.world.pod({ name: "one" });
    cluster.world.pod({ name: "two" });
    await podlog.open({ ...target("one"), container: "app" });
    await podlog.open(target("two"));
    expect(desk.panels.map(({ title }) => title)).toEqual(["Logs: admin · two"]);
    await podlog.open(target("one"), { newPanel: true, beside: true, preserveFocus: true });
    expect(desk.panels.map(({ title }) => title)).toEqual([
      "Logs: admin · two",
      "Logs: admin · one",
    ]);
    for (const panel of desk.panels) panel.dispose();
    await allEnded();
  });

  it("finds the panel that a command opened", async () => {
    cluster.world.pod({ name: "same" });
    const named = { ...target("same"), container: "app" };
    await desk.run("podlog.openLogs", named);
    await podlog.open(named);
    expect(desk.panels).toHaveLength(1);
  });
});
