import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { ManualClock } from "./clock.ts";
import type { Container } from "./container.ts";
import { Faults } from "./faults.ts";
import type { Fault } from "./faults.ts";
import { startCluster } from "./server.ts";
import type { Cluster } from "./server.ts";
import { send } from "./wire/send.ts";

let clock: ManualClock;
let cluster: Cluster;
let app: Container;

beforeEach(async () => {
  clock = new ManualClock();
  cluster = await startCluster({ clock });
  app = cluster.world.pod({ name: "web" }).container();
  app.lines(["0123456789", "abcdefghij"]);
});

afterEach(() => cluster.close());

const log = (query = "") =>
  send(cluster, `GET /api/v1/namespaces/default/pods/web/log?container=app${query}`, {
    token: cluster.tokens["admin"],
  });

const opened = async (query: string) => {
  const wire = log(`&follow=true${query}`);
  while (wire.now().statusLine === "") await cluster.settled();
  await cluster.settled();
  return { ...wire, text: () => Buffer.concat(wire.now().chunks).toString() };
};

const answered = async (fault: Fault) => {
  cluster.faults.on({ kind: "log" }, fault);
  const answer = await log().closed;
  return { ...answer, body: Buffer.concat(answer.chunks).toString() };
};

describe("bodies that do not come whole", () => {
  it.each([0, 1, 11, 15, 21])("are cut at byte %i, without their end", async (at) => {
    const { body, ending } = await answered({ type: "cut", at });
    expect([body, ending]).toEqual(["0123456789\nabcdefghij\n".slice(0, at), "cut"]);
  });

  it.each([0, 11, 15])("end cleanly at byte %i", async (at) => {
    const { body, ending, statusLine } = await answered({ type: "end", at });
    expect([statusLine, body, ending]).toEqual([
      "HTTP/1.1 200 OK",
      "0123456789\nabcdefghij\n".slice(0, at),
      "clean",
    ]);
  });

  it("stall, and go on when they are let", async () => {
    cluster.faults.on({ kind: "follow" }, { type: "stall", at: 15 });
    const wire = await opened("");
    app.lines(["later"]);
    await cluster.settled();
    expect(wire.text()).toBe("0123456789\nabcd");
    for (const answer of cluster.open("follow")) answer.resume();
    await cluster.settled();
    expect(wire.text()).toBe("0123456789\nabcdefghij\nlater\n");
    wire.hangUp();
  });

  it("come slowly, by the cluster's clock", async () => {
    cluster.faults.on({ kind: "follow" }, { type: "slow", bytes: 16, ms: 1000 });
    const wire = await opened("");
    const sizes = new Set([wire.text().length]);
    for (let second = 0; wire.text() !== "0123456789\nabcdefghij\n"; second += 1) {
      clock.advance(1000);
      await cluster.settled();
      sizes.add(wire.text().length);
      if (second > 1000) throw new Error("it never came");
    }
    expect(sizes.size).toBeGreaterThan(1);
    wire.hangUp();
  });
});

describe("streams in the test's hand", () => {
  it("are cut, ended and stalled", async () => {
    const [cut, ended, stalled] = [await opened(""), await opened(""), await opened("")];
    const answers = cluster.open("follow");
    answers[0]?.cut();
    answers[1]?.end();
    answers[2]?.stall();
    app.lines(["more"]);
    expect((await cut.closed).ending).toBe("cut");
    expect((await ended.closed).ending).toBe("clean");
    await cluster.settled();
    expect(stalled.text()).toBe("0123456789\nabcdefghij\n");
    expect(cluster.counters.open.follow).toBe(1);
    stalled.hangUp();
    await cluster.settled();
    expect(cluster.counters.open.follow).toBe(0);
    expect(cluster.counters.connections).toBe(0);
  });
});

describe("answers of a cluster in trouble", () => {
  it("are 429 in plain text, with the seconds to wait", async () => {
    const { statusLine, headers, body } = await answered(Faults.tooManyRequests(7));
    expect([statusLine, headers["Retry-After"], headers["Content-Type"], body]).toEqual([
      "HTTP/1.1 429 Too Many Requests",
      "7",
      "text/plain; charset=utf-8",
      "Too many requests, please try again later.\n",
    ]);
  });

  it.each([502, 503, 504] as const)("are %i as a page of HTML", async (code) => {
    const { statusLine, headers, body } = await answered(Faults.gateway(code));
    expect(statusLine).toContain(`HTTP/1.1 ${String(code)} `);
    expect(headers["Content-Type"]).toBe("text/html");
    expect(body).toContain("<html>");
  });

  it("are a page to log in, with 200", async () => {
    const { statusLine, body } = await answered(Faults.loginPage());
    expect(statusLine).toBe("HTTP/1.1 200 OK");
    expect(body).toContain("<!doctype html>");
  });

  it.each([
    ["refused", "connect: connection refused"],
    ["timeout", "i/o timeout"],
    ["tls", "tls: internal error"],
    ["x509", "x509: certificate signed by unknown authority"],
    ["noAgent", "No agent available"],
  ] as const)("are 500 where the kubelet is not reached: %s", async (cause, words) => {
    const { statusLine, body } = await answered(Faults.kubeletUnreachable(cause));
    const status = JSON.parse(body) as Record<string, unknown>;
    expect(statusLine).toBe("HTTP/1.1 500 Internal Server Error");
    expect(status["message"]).toContain(words);
    expect(status["reason"]).toBeUndefined();
  });

  it.each([
    [Faults.unauthorized(), 401, "Unauthorized", false],
    [
      Faults.nodeUnauthorized("web"),
      401,
      "the server has asked for the client to provide credentials ( pods/log web)",
      true,
    ],
    [
      Faults.nodeForbidden("web"),
      403,
      "Forbidden (user=kube-apiserver-kubelet-client, verb=get, resource=nodes, subresource(s)=[proxy]) ( pods/log web)",
      true,
    ],
    [
      Faults.kubeletLacksPod("web"),
      404,
      "the server could not find the requested resource ( pods/log web)",
      true,
    ],
    [
      Faults.logsDisabled("web"),
      405,
      "the server does not allow this method on the requested resource ( pods/log web)",
      true,
    ],
  ])("are a Status: %j", async (fault, code, message, ofKubelet) => {
    const status = JSON.parse((await answered(fault)).body) as Record<string, unknown>;
    expect([status["code"], status["message"]]).toEqual([code, message]);
    expect(status["details"] !== undefined).toBe(ofKubelet);
  });

  it("are a 200 with the kubelet's error behind the last line, also of a follow", async () => {
    const text = "failed to create fsnotify watcher: too many open files";
    cluster.faults.on({ kind: "follow" }, { type: "inBand", text });
    const wire = await opened("&timestamps=true");
    const { ending } = await wire.closed;
    expect(wire.text().split("\n").at(-1)).toBe(text);
    expect(ending).toBe("clean");
  });

  it("strike as often as they are told, and whom they are told", async () => {
    const set = cluster.faults.on(
      { kind: "log", name: "web", after: 1, times: 2 },
      Faults.gateway(502),
    );
    const codes: string[] = [];
    for (let n = 0; n < 4; n += 1) codes.push((await log().closed).statusLine.slice(9, 12));
    expect(codes).toEqual(["200", "502", "502", "200"]);
    expect(set.hits).toBe(2);
  });
});

describe("hostile answers", () => {
  it("are bytes that are no HTTP", async () => {
    cluster.faults.on({ kind: "log" }, { type: "bytes", bytes: "SSH-2.0-OpenSSH_9.9\r\n" });
    const wire = log();
    await cluster.settled();
    expect(wire.now().statusLine).not.toContain("HTTP");
    wire.hangUp();
  });

  it("are a length of 2 GB that never comes", async () => {
    cluster.faults.on({ kind: "log" }, { type: "claims", length: 2_147_483_648, body: "{" });
    const wire = log();
    while (wire.now().headers["Content-Length"] === undefined) await cluster.settled();
    expect(wire.now()).toMatchObject({
      ending: "open",
      headers: { "Content-Length": "2147483648" },
    });
    wire.hangUp();
  });

  it("are a flood of headers", async () => {
    cluster.faults.on({ kind: "log" }, { type: "headerFlood", lines: 5000 });
    const wire = log();
    while (Object.keys(wire.now().headers).length < 5000) await cluster.settled();
    wire.hangUp();
  });

  it("are a body that never ends", async () => {
    cluster.faults.on(
      { kind: "list" },
      { type: "endless", contentType: "application/json", chunk: '{"kind":"PodList","items":[' },
    );
    const wire = send(cluster, "GET /api/v1/pods", { token: cluster.tokens["admin"] });
    while (wire.now().chunks.length < 100) await cluster.settled();
    wire.hangUp();
    await cluster.settled();
    expect(cluster.counters.open.list).toBe(0);
  });

  it("are none at all, or a socket that closes", async () => {
    cluster.faults.on({ kind: "log" }, { type: "silence" });
    const silent = log();
    await cluster.settled();
    expect(cluster.counters.open.log).toBe(1);
    expect(silent.now().statusLine).toBe("");
    silent.hangUp();
    cluster.faults.on({ kind: "log" }, { type: "reset" });
    expect((await log().closed).statusLine).toBe("");
  });
});

describe("an API server that dies", () => {
  it("cuts every stream, refuses, and comes back on its port with its certificate", async () => {
    const wire = await opened("");
    await cluster.die();
    expect((await wire.closed).ending).toBe("cut");
    expect((await log().closed).statusLine).toBe("");
    app.lines(["meanwhile"]);
    await cluster.comeBack();
    const answer = await log("&tailLines=1").closed;
    expect(Buffer.concat(answer.chunks).toString()).toBe("meanwhile\n");
  });
});
