import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { instant, ManualClock } from "./clock.ts";
import type { Container } from "./container.ts";
import { kubeletReads } from "./kubelet-model.ts";
import { pods } from "./kinds.ts";
import { send } from "./wire/send.ts";
import { startCluster } from "./server.ts";
import type { Cluster } from "./server.ts";
import { Random } from "./demo/random.ts";

const START = "2026-01-01T00:00:00Z";
const at = (ms: number): bigint => instant(START) + BigInt(ms) * 1_000_000n;

let cluster: Cluster;
let app: Container;

beforeEach(async () => {
  cluster = await startCluster({ clock: new ManualClock(START) });
  app = cluster.world.pod({ name: "web" }).container();
});

afterEach(() => cluster.close());

const log = (query: string, pod = "web") =>
  send(cluster, `GET /api/v1/namespaces/default/pods/${pod}/log?container=app${query}`, {
    token: cluster.tokens["admin"],
  });

const read = async (query: string): Promise<string> =>
  Buffer.concat((await log(query).closed).chunks).toString();

const follow = async (query = "") => {
  const wire = log(`&follow=true${query}`);
  const text = () => Buffer.concat(wire.now().chunks).toString();
  while (wire.now().statusLine === "") await cluster.settled();
  await cluster.settled();
  return { ...wire, text };
};

describe("tailLines, sinceTime and limitBytes", () => {
  it("counts parts of long lines as entries, and gives the first fragment a stamp of its own", async () => {
    app.write(`${"a".repeat(40_000)}\nend\n`, { ts: at(0) });
    const lines = (await read("&tailLines=3&timestamps=true")).split("\n");
    expect(lines[0]).toBe(`2026-01-01T00:00:00.000000000Z ${"a".repeat(16_384 + 7232)}`);
    expect(lines[1]).toBe("2026-01-01T00:00:00.000000000Z end");
  });

  it("takes the tail first and filters it by time then", async () => {
    for (let n = 1; n <= 10; n += 1) app.lines([`line ${String(n)}`], { ts: at(n * 1000) });
    expect(await read("&tailLines=3&sinceTime=2026-01-01T00:00:09Z")).toBe("line 9\nline 10\n");
    expect(await read("&tailLines=3&sinceTime=2026-01-01T00:00:02Z")).toBe(
      "line 8\nline 9\nline 10\n",
    );
  });

  it("floors sinceTime to the second", async () => {
    app.lines(["early"], { ts: at(500) }).lines(["late"], { ts: at(1500) });
    expect(await read("&sinceTime=2026-01-01T00:00:00.900000000Z")).toBe("early\nlate\n");
  });

  it("filters by time in a follow for ever, in file order", async () => {
    const wire = await follow("&sinceTime=2026-01-01T00:00:10Z");
    app.lines(["too old"], { ts: at(9999) }).lines(["new"], { ts: at(10_000) });
    app.lines(["old again"], { ts: at(5000) }).lines(["newer"], { ts: at(11_000) });
    await cluster.settled();
    expect(wire.text()).toBe("new\nnewer\n");
    wire.hangUp();
  });

  it("counts sinceSeconds back from the node's clock", async () => {
    app.lines(["early"], { ts: at(0) }).lines(["late"], { ts: at(58_000) });
    (cluster.world.clock as ManualClock).advance(60_000);
    expect(await read("&sinceSeconds=5")).toBe("late\n");
  });

  it("prints a line without a stamp where the filter falls between its parts", async () => {
    app.entry("first half, ", { partial: true, ts: at(0) }).entry("second half", { ts: at(5000) });
    expect(await read("&timestamps=true&sinceTime=2026-01-01T00:00:05Z")).toBe("second half\n");
  });

  it("ends a limited answer cleanly, also a follow", async () => {
    app.lines(["0123456789"]);
    const answer = await log("&follow=true&limitBytes=4").closed;
    expect([Buffer.concat(answer.chunks).toString(), answer.ending]).toEqual(["0123", "clean"]);
  });
});

describe("lines and their stamps", () => {
  it("joins a line of stderr into a part of stdout, as the kubelet does", async () => {
    app
      .entry("AAAA", { partial: true, ts: at(1) })
      .entry("err-line", { stream: "stderr", ts: at(2) })
      .entry("BBBB", { ts: at(3) });
    expect(await read("&timestamps=true")).toBe(
      "2026-01-01T00:00:00.001000000Z AAAAerr-line\n2026-01-01T00:00:00.003000000Z BBBB\n",
    );
  });

  it("keeps the node's zone, fixed in width", async () => {
    cluster.world.node("node-1", { zone: 120 });
    app.lines(["summer"], { ts: at(1500) });
    expect(await read("&timestamps=true")).toBe("2026-01-01T02:00:01.500000000+02:00 summer\n");
  });

  it("prints no stamps on a virtual kubelet that has none", async () => {
    cluster.world.node("node-1", { withoutTimestamps: true });
    app.lines(["bare"]);
    expect(await read("&timestamps=true")).toBe("bare\n");
  });

  it("prints a second stamp inside a long line on an old kubelet", async () => {
    cluster.world.node("node-1", { stampParts: true });
    app.write(`${"x".repeat(16_385)}\n`, { ts: at(0) });
    expect((await read("&timestamps=true")).match(/Z /gu)).toHaveLength(2);
  });

  it("waits with an unterminated line until the program ends it, or ends itself", async () => {
    const wire = await follow();
    app.write("half");
    await cluster.settled();
    expect(wire.text()).toBe("");
    app.write(" done\nlast words").exit();
    const answer = await wire.closed;
    expect([wire.text(), answer.ending]).toEqual(["half done\nlast words", "clean"]);
  });

  it("gives lines written at one instant different stamps, unless told otherwise", async () => {
    app.lines(["a", "b"]);
    const [a, b] = (await read("&timestamps=true")).split("\n").map((line) => line.slice(0, 30));
    expect(a).not.toBe(b);
  });
});

describe("instances", () => {
  it("ends a follow with its instance and never goes on with the next", async () => {
    app.lines(["A1"]);
    const wire = await follow();
    app.lines(["A2"]).restart({ code: 3 }).lines(["B1"]);
    const answer = await wire.closed;
    expect([wire.text(), answer.ending]).toEqual(["A1\nA2\n", "clean"]);
    expect(await read("")).toBe("B1\n");
    expect(await read("&previous=true")).toBe("A1\nA2\n");
  });

  it("serves the dead instance while the container waits to be restarted", async () => {
    app.lines(["A1"]).exit({ code: 1 }).backOff();
    expect(await read("")).toBe("A1\n");
    expect(app.restartCount).toBe(0);
  });

  it("keeps one dead instance", async () => {
    app.lines(["A"]).restart().lines(["B"]).restart().lines(["C"]);
    expect(await read("&previous=true")).toBe("B\n");
  });

  it("answers 200 with an error in its body when the dead instance has been removed", async () => {
    const before = app.containerID ?? "";
    app.restart().removePrevious();
    const answer = await log("&previous=true").closed;
    expect(answer.statusLine).toBe("HTTP/1.1 200 OK");
    expect(Buffer.concat(answer.chunks).toString()).toBe(
      `unable to retrieve container logs for ${before}`,
    );
  });

  it("reads the next instance while the pod's status still shows the last", async () => {
    const pod = cluster.world.findPod("default", "web");
    pod?.holdStatus();
    app.lines(["A1"]).restart().lines(["B1"]);
    expect(await read("")).toBe("B1\n");
    const status = JSON.stringify(cluster.world.store.list(pods, "default"));
    expect(status).not.toContain(app.containerID);
    pod?.releaseStatus();
    expect(JSON.stringify(cluster.world.store.list(pods, "default"))).toContain(app.containerID);
  });

  it("knows another pod under the same name by another uid", async () => {
    const before = cluster.world.findPod("default", "web");
    app.lines(["old"]);
    const wire = await follow();
    if (before === undefined) throw new Error("no pod");
    const after = cluster.world.replace(before);
    after.container().lines(["new"]);
    expect((await wire.closed).ending).toBe("clean");
    expect(after.uid).not.toBe(before.uid);
    expect(await read("")).toBe("new\n");
  });
});

describe("four hours", () => {
  it("end a follow cleanly, however busy its container", async () => {
    const wire = await follow();
    const clock = cluster.world.clock as ManualClock;
    clock.advance(4 * 3_600_000 - 1);
    app.lines(["still here"]);
    await cluster.settled();
    expect([wire.text(), wire.now().ending]).toEqual(["still here\n", "open"]);
    clock.advance(1);
    expect((await wire.closed).ending).toBe("clean");
    expect(await read("")).toBe("still here\n");
  });
});

describe("rotation", () => {
  it("goes on in the new file, live, and never serves the old one again", async () => {
    app.lines(["A1"]);
    const wire = await follow();
    app.lines(["A2"]).rotate().lines(["A3"]);
    await cluster.settled();
    expect(wire.text()).toBe("A1\nA2\nA3\n");
    expect(await read("")).toBe("A3\n");
    wire.hangUp();
  });

  it("can be missed by a follow, which then stays silent until its end", async () => {
    app.lines(["A1"]);
    const wire = await follow();
    app.rotate({ follows: "missed" }).lines(["A2", "A3"]);
    await cluster.settled();
    expect(wire.text()).toBe("A1\n");
    expect(await read("")).toBe("A2\nA3\n");
    app.exit();
    expect((await wire.closed).ending).toBe("clean");
    expect(wire.text()).toBe("A1\n");
  });

  it("can lose what a follow had not read yet", async () => {
    app.lines(["A1"]);
    const wire = await follow();
    app.lines(["A2"]).rotate({ follows: "lost" }).lines(["A3"]);
    await cluster.settled();
    expect(wire.text()).toBe("A1\nA3\n");
    wire.hangUp();
  });
});

describe("any log, any question", () => {
  it("is read as the kubelet's own loop reads it", async () => {
    const random = new Random(7);
    for (let run = 0; run < 60; run += 1) {
      const pod = cluster.world.pod({ name: `run-${String(run)}` });
      const container = pod.container();
      const entries = Array.from({ length: random.between(0, 40) }, (_, n) => ({
        text: "é".repeat(random.between(0, 3)) + String(n),
        partial: random.oneIn(4),
        stream: random.oneIn(3) ? ("stderr" as const) : ("stdout" as const),
        ts: at(random.between(0, 20) * 250),
      }));
      for (const entry of entries) container.entry(entry.text, entry);
      const tail = random.oneIn(2) ? random.between(0, 45) : undefined;
      const since = random.oneIn(2) ? random.between(0, 5) : undefined;
      const limit = random.oneIn(3) ? random.between(1, 400) : undefined;
      const timestamps = random.oneIn(2);
      const query = [
        tail === undefined ? "" : `&tailLines=${String(tail)}`,
        since === undefined ? "" : `&sinceTime=2026-01-01T00:00:0${String(since)}.7Z`,
        limit === undefined ? "" : `&limitBytes=${String(limit)}`,
        timestamps ? "&timestamps=true" : "",
      ].join("");
      const answer = await log(query, pod.name).closed;
      expect(Buffer.concat(answer.chunks).toString("latin1"), query).toBe(
        kubeletReads(entries, {
          tail,
          since: since === undefined ? undefined : at(since * 1000),
          limit,
          timestamps,
        }).toString("latin1"),
      );
    }
  });
});
