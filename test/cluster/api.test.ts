import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { ManualClock } from "./clock.ts";
import { field, listAt, textAt } from "./fields.ts";
import { startCluster } from "./server.ts";
import type { Cluster } from "./server.ts";
import { send } from "./wire/send.ts";

let clock: ManualClock;
let cluster: Cluster;

beforeEach(async () => {
  clock = new ManualClock();
  cluster = await startCluster({ clock });
});

afterEach(() => cluster.close());

const ask = async (path: string, as = "admin", accept?: string) => {
  const answer = await send(cluster, `GET ${path}`, { token: cluster.tokens[as], accept }).closed;
  const body = Buffer.concat(answer.chunks).toString();
  const json: unknown = body.startsWith("{") ? JSON.parse(body) : body;
  return { code: Number(answer.statusLine.split(" ")[1]), json, answer };
};

const names = (list: unknown): unknown[] =>
  listAt(list, "items").map((item) => textAt(item, "metadata", "name"));

const watch = async (query: string) => {
  const wire = send(cluster, `GET /api/v1/namespaces/default/pods?watch=1${query}`, {
    token: cluster.tokens["admin"],
  });
  while (wire.now().statusLine === "") await cluster.settled();
  await cluster.settled();
  const events = () => wire.now().chunks.map((chunk): unknown => JSON.parse(chunk.toString()));
  return {
    ...wire,
    types: () =>
      events().map((event) =>
        `${textAt(event, "type") ?? ""} ${textAt(event, "object", "metadata", "name") ?? ""}`.trim(),
      ),
    last: () => events().at(-1),
  };
};

describe("lists", () => {
  it("come in pages of one version, whatever happens meanwhile", async () => {
    for (const name of ["a", "b", "c", "d", "e"]) cluster.world.pod({ name });
    const first = await ask("/api/v1/pods?limit=2");
    expect(names(first.json)).toEqual(["a", "b"]);
    expect(field(first.json, "metadata", "remainingItemCount")).toBe(3);
    cluster.world.findPod("default", "d")?.delete();
    cluster.world.pod({ name: "cc" });
    const token = textAt(first.json, "metadata", "continue") ?? "";
    const second = await ask(`/api/v1/pods?limit=9&continue=${token}`);
    expect(names(second.json)).toEqual(["c", "d", "e"]);
    expect(field(second.json, "metadata", "continue")).toBeUndefined();
    expect(names((await ask("/api/v1/pods")).json)).toEqual(["a", "b", "c", "cc", "e"]);
  });

  it("answer 410 to a page of a forgotten version", async () => {
    for (const name of ["a", "b"]) cluster.world.pod({ name });
    const token = textAt((await ask("/api/v1/pods?limit=1")).json, "metadata", "continue") ?? "";
    cluster.world.pod({ name: "c" });
    cluster.world.store.compact();
    const { code, json } = await ask(`/api/v1/pods?limit=1&continue=${token}`);
    expect([code, textAt(json, "reason")]).toEqual([410, "Expired"]);
  });

  it.each([
    ["app=web", ["w1", "w2"]],
    ["app==web,tier!=back", ["w1"]],
    ["app in (web, db),tier", ["d1", "w2"]],
    ["app notin (web)", ["d1", "n1"]],
    ["!app", ["n1"]],
    ["tier", ["d1", "w2"]],
  ])("fit the selector %s", async (selector, expected) => {
    cluster.world.pod({ name: "w1", labels: { app: "web" } });
    cluster.world.pod({ name: "w2", labels: { app: "web", tier: "back" } });
    cluster.world.pod({ name: "d1", labels: { app: "db", tier: "back" } });
    cluster.world.pod({ name: "n1" });
    const { json } = await ask(
      `/api/v1/namespaces/default/pods?labelSelector=${encodeURIComponent(selector)}`,
    );
    expect(names(json)).toEqual(expected);
  });

  it.each([
    ["app===", "unable to parse requirement: found '=', expected: identifier"],
    ["app in web", "unable to parse requirement: found 'web', expected: '('"],
    ["app=web,,", "unable to parse requirement: found ',', expected: identifier after ','"],
    ["(", "unable to parse requirement: found '(', expected: !, identifier, or 'end of string'"],
  ])("answer 400 to the selector %s", async (selector, message) => {
    const { code, json } = await ask(`/api/v1/pods?labelSelector=${encodeURIComponent(selector)}`);
    expect([code, textAt(json, "message")]).toEqual([400, message]);
  });

  it("fit a field selector", async () => {
    for (const name of ["a", "b"]) cluster.world.pod({ name });
    expect(names((await ask("/api/v1/pods?fieldSelector=metadata.name%3Db")).json)).toEqual(["b"]);
    expect((await ask("/api/v1/pods?fieldSelector=spec.color%3Dred")).code).toBe(400);
  });

  it("are tables for those who ask for them, with the columns of kubectl", async () => {
    const pod = cluster.world.pod({ name: "web" });
    pod.container().exit({ code: 1 }).backOff("10s", "web_default").start();
    clock.advance(65_000);
    const { json } = await ask(
      "/api/v1/namespaces/default/pods",
      "admin",
      "application/json;as=Table;v=v1;g=meta.k8s.io,application/json",
    );
    const shown = listAt(json, "columnDefinitions")
      .filter((column) => field(column, "priority") === 0)
      .map((column) => textAt(column, "name"));
    expect(shown).toEqual(["Name", "Ready", "Status", "Restarts", "Age"]);
    expect(listAt(listAt(json, "rows")[0], "cells").slice(0, 5)).toEqual([
      "web",
      "1/1",
      "Running",
      "1 (65s ago)",
      "65s",
    ]);
  });
});

describe("watches", () => {
  it("begin with what is there, or after a version", async () => {
    cluster.world.pod({ name: "a" });
    const version = cluster.world.store.version;
    cluster.world.pod({ name: "b", stage: "pending" });
    const all = await watch("");
    const since = await watch(`&resourceVersion=${String(version)}`);
    expect(all.types()).toEqual(["ADDED a", "ADDED b"]);
    expect(since.types()).toEqual(["ADDED b"]);
    all.hangUp();
    since.hangUp();
  });

  it("see a pod come and go as its labels or its name fit", async () => {
    const wire = await watch("&labelSelector=app%3Dweb");
    cluster.world.pod({ name: "other" });
    const pod = cluster.world.pod({ name: "web", labels: { app: "web" } });
    pod.delete();
    await cluster.settled();
    expect(new Set(wire.types())).toEqual(new Set(["ADDED web", "MODIFIED web", "DELETED web"]));
    expect(wire.types().at(-1)).toBe("DELETED web");
    wire.hangUp();
  });

  it("bear a bookmark each minute and before their end, and end cleanly when their time is up", async () => {
    const wire = await watch("&allowWatchBookmarks=true&timeoutSeconds=70");
    clock.advance(60_000);
    await cluster.settled();
    expect(wire.types()).toEqual(["BOOKMARK"]);
    cluster.world.namespace("later");
    clock.advance(9000);
    await cluster.settled();
    expect(wire.types()).toEqual(["BOOKMARK", "BOOKMARK", "BOOKMARK"]);
    expect(textAt(wire.last(), "object", "metadata", "resourceVersion")).toBe(
      String(cluster.world.store.version),
    );
    clock.advance(1000);
    expect((await wire.closed).ending).toBe("clean");
  });

  it("say 410 inside a 200 when their version is forgotten", async () => {
    cluster.world.pod({ name: "a" });
    cluster.world.store.compact();
    const wire = await watch("&resourceVersion=201");
    const answer = await wire.closed;
    expect(answer.statusLine).toBe("HTTP/1.1 200 OK");
    expect([textAt(wire.last(), "type"), field(wire.last(), "object", "code")]).toEqual([
      "ERROR",
      410,
    ]);
  });

  it("say 410 as their status when a fault says so", async () => {
    cluster.faults.on(
      { kind: "watch" },
      { type: "status", error: { code: 410, reason: "Expired", message: "too old" } },
    );
    expect((await ask("/api/v1/pods?watch=1&resourceVersion=1")).code).toBe(410);
  });

  it("stream a list, and mark where it ends", async () => {
    cluster.world.pod({ name: "a" });
    const wire = await watch(
      "&sendInitialEvents=true&resourceVersionMatch=NotOlderThan&allowWatchBookmarks=true",
    );
    expect(wire.types()).toEqual(["ADDED a", "BOOKMARK"]);
    expect(
      field(wire.last(), "object", "metadata", "annotations", "k8s.io/initial-events-end"),
    ).toBe("true");
    wire.hangUp();
    await cluster.settled();
    expect(cluster.counters.open.watch).toBe(0);
  });
});

describe("who may do what", () => {
  it.each([
    ["nologs", "/api/v1/namespaces/default/pods", 200],
    ["nologs", "/api/v1/namespaces/default/pods/web/log", 403],
    ["logs-only", "/api/v1/namespaces/default/pods/web/log", 200],
    ["logs-only", "/api/v1/namespaces/default/pods", 403],
    ["logs-only", "/api/v1/namespaces/default/pods/web", 403],
    ["logs-only", "/api/v1/namespaces/default/pods?watch=1", 403],
    ["logs-only", "/apis", 200],
    ["nobody", "/version", 200],
    ["nobody", "/apis", 403],
  ])("%s asks %s: %i", async (user, path, code) => {
    cluster.world.pod({ name: "web" });
    expect((await ask(path, user)).code).toBe(code);
  });

  it("words a refusal at the cluster's scope", async () => {
    const { json } = await ask("/api/v1/pods", "logs-only");
    expect(textAt(json, "message")).toBe(
      'pods is forbidden: User "logs-only-user" cannot list resource "pods" in API group "" at the cluster scope',
    );
  });
});

describe("credentials", () => {
  it("can be renewed: the old token is refused, what is open goes on", async () => {
    cluster.world.pod({ name: "web" }).container().lines(["one"]);
    const wire = send(cluster, "GET /api/v1/namespaces/default/pods/web/log?follow=1", {
      token: cluster.tokens["admin"],
    });
    while (wire.now().chunks.length === 0) await cluster.settled();
    const old = cluster.tokens["admin"];
    const fresh = cluster.renewToken("admin");
    const code = async (token: string | undefined) =>
      (await send(cluster, "GET /api/v1/pods", { token }).closed).statusLine.slice(9, 12);
    expect([await code(old), await code(fresh)]).toEqual(["401", "200"]);
    cluster.world.findPod("default", "web")?.container().lines(["two"]);
    await cluster.settled();
    expect(Buffer.concat(wire.now().chunks).toString()).toBe("one\ntwo\n");
    wire.hangUp();
  });

  it("may be lent: who may do all asks as another, with that one's rights", async () => {
    const as = async (headers: Readonly<Record<string, string>>) =>
      (
        await send(cluster, "GET /api/v1/namespaces/default/pods/web/log", {
          token: cluster.tokens["admin"],
          headers,
        }).closed
      ).statusLine.slice(9, 12);
    cluster.world.pod({ name: "web" });
    expect(await as({ "Impersonate-User": "nologs-user" })).toBe("403");
    expect(await as({ "Impersonate-User": "ann", "Impersonate-Group": "system:masters" })).toBe(
      "200",
    );
    expect(cluster.heard.map(({ user }) => user)).toEqual(["nologs-user", "ann"]);
    expect(cluster.heard.at(-1)?.headers["impersonate-group"]).toBe("system:masters");
  });
});

describe("discovery", () => {
  it("names every resource that is served, with its short names", async () => {
    const { json } = await ask("/api/v1");
    const pods = listAt(json, "resources").find((item) => textAt(item, "name") === "pods");
    expect(listAt(pods, "shortNames")).toEqual(["po"]);
    const groups = listAt((await ask("/apis")).json, "groups").map((group) =>
      textAt(group, "name"),
    );
    expect(groups).toEqual(["apps", "batch", "authorization.k8s.io"]);
    for (const path of ["/api", "/apis/apps", "/apis/apps/v1", "/apis/batch/v1"]) {
      expect((await ask(path)).code, path).toBe(200);
    }
    expect((await ask("/apis/nothing.example/v1")).code).toBe(404);
  });
});

describe("a base path", () => {
  it.each(["/k8s/clusters/c-1", "/k8s/clusters/c-1/"])(
    "%s leads to lists and logs",
    async (basePath) => {
      const behind = await startCluster({ clock, basePath });
      behind.world.pod({ name: "web" }).container().lines(["hello"]);
      expect(behind.url.endsWith(basePath)).toBe(true);
      const get = async (path: string) =>
        (await send(behind, `GET ${path}`, { token: behind.tokens["admin"] }).closed).statusLine;
      expect(await get("/k8s/clusters/c-1/api/v1/pods")).toBe("HTTP/1.1 200 OK");
      expect(await get("/k8s/clusters/c-1/api/v1/namespaces/default/pods/web/log")).toBe(
        "HTTP/1.1 200 OK",
      );
      expect(await get("/api/v1/pods")).toBe("HTTP/1.1 404 Not Found");
      await behind.close();
    },
  );
});
