import { execFile, execFileSync, spawn } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { Deployment } from "./deployment.ts";
import { Faults } from "./faults.ts";
import { startCluster } from "./server.ts";
import type { Cluster } from "./server.ts";

const present = (() => {
  try {
    execFileSync("kubectl", ["version", "--client"], { stdio: "ignore" });
    return true;
  } catch {
    return false;
  }
})();

describe.skipIf(!present)(
  present ? "kubectl" : "kubectl (skipped: it is not installed here)",
  () => {
    let cluster: Cluster;
    let home: string;
    let shop: Deployment;

    beforeAll(async () => {
      cluster = await startCluster();
      home = await mkdtemp(path.join(tmpdir(), "podlog-kubectl-"));
      const pod = cluster.world.pod({
        name: "web",
        labels: { app: "web" },
        initContainers: [{ name: "setup", state: "running" }],
        containers: [{ name: "app" }, { name: "sidecar" }],
      });
      pod.container("setup").lines(["prepared"]).exit();
      pod.container("app").start().lines(["hello", "world"]);
      pod.container("sidecar").start().lines(["beside"]);
      shop = new Deployment(cluster.world, { name: "shop", replicas: 2 });
    });

    afterAll(async () => {
      await cluster.close();
      await rm(home, { recursive: true, force: true });
    });

    const options = (context: string) =>
      ["--kubeconfig", cluster.kubeconfigPath, "--context", context] as const;
    const env = () => ({ ...process.env, HOME: home, KUBECACHEDIR: path.join(home, "cache") });

    const kubectl = (line: string, context = "admin") =>
      new Promise<{ readonly out: string; readonly err: string }>((resolve) => {
        const child = execFile(
          "kubectl",
          [...options(context), ...line.split(" ")],
          { env: env() },
          (_error, out, err) => {
            resolve({ out, err });
          },
        );
        // It asks for a user name where it has none.
        child.stdin?.end();
      });

    it("lists pods as a table, wide, as names and as YAML", async () => {
      expect((await kubectl("get pods web --no-headers")).out).toMatch(
        /^web +2\/2 +Running +0 +\d+s\n$/u,
      );
      expect((await kubectl("get po -o wide")).out).toContain("node-1");
      const names = shop.pods.map(({ name }) => `pod/${name}`).toSorted();
      expect((await kubectl("get pods -l app=shop -o name")).out.trim().split("\n")).toEqual(names);
      expect((await kubectl("get pod web -o yaml")).out).toContain("kind: Pod");
    });

    it("lists workloads by their short names, and all of a namespace", async () => {
      expect((await kubectl("get deploy --no-headers")).out).toMatch(/^shop +2\/2 +2 +2 /u);
      expect((await kubectl("get rs -o name")).out).toMatch(/^replicaset\.apps\/shop-/u);
      expect((await kubectl("get all -A")).out).toContain("deployment.apps/shop");
      expect((await kubectl("get ev -A")).out).toContain("Successfully assigned default/web");
    });

    it("reads logs: of a container, of all, of a Deployment, with stamps", async () => {
      expect((await kubectl("logs web -c app --tail=1")).out).toBe("world\n");
      // In no order of its own: kubectl asks container by container out of a map.
      const all = (await kubectl("logs web --all-containers")).out.split("\n");
      expect(new Set(all)).toEqual(new Set(["prepared", "hello", "world", "beside", ""]));
      expect((await kubectl("logs web -c setup --timestamps")).out).toMatch(/Z prepared\n$/u);
      expect((await kubectl("logs deploy/shop")).out).toBe("");
      expect((await kubectl("logs web -c app --limit-bytes=3")).out).toBe("hel");
    });

    it("reads the log of an instance that has ended", async () => {
      const app = cluster.world.pod({ name: "again" }).container();
      app.lines(["first life"]).restart().lines(["second life"]);
      expect((await kubectl("logs again --previous")).out).toBe("first life\n");
      expect((await kubectl("logs again")).out).toBe("second life\n");
      expect((await kubectl("logs web -c app --previous")).err).toContain(
        'previous terminated container "app" in pod "web" not found',
      );
    });

    it("follows a log to the end of its container", async () => {
      const app = cluster.world.pod({ name: "short" }).container();
      app.lines(["one"]);
      const reading = kubectl("logs -f short");
      while (cluster.counters.open.follow === 0) await cluster.settled();
      app.lines(["two"]).exit();
      expect((await reading).out).toBe("one\ntwo\n");
    });

    it("watches pods come and go", async () => {
      const child = spawn(
        "kubectl",
        [...options("admin"), ..."get pods -w -l app=guest --no-headers".split(" ")],
        { env: env() },
      );
      let out = "";
      child.stdout.on("data", (data: Buffer) => {
        out += data.toString();
      });
      const before = cluster.counters.requests.watch;
      while (cluster.counters.requests.watch === before) await cluster.settled();
      cluster.world.pod({ name: "guest", labels: { app: "guest" } }).delete();
      while (!out.includes("Terminating")) await cluster.settled();
      child.kill();
      expect(out).toMatch(/guest +0\/1 +Pending/u);
      expect(out).toMatch(/guest +1\/1 +Running/u);
    });

    it("asks what a user may do", async () => {
      expect((await kubectl("auth can-i get pods --subresource=log")).out).toBe("yes\n");
      expect((await kubectl("auth can-i get pods --subresource=log", "nologs")).out).toBe("no\n");
    });

    it.each([
      ["nologs", "logs web -c app", 'User "nologs-user" cannot get resource "pods/log"'],
      ["bad-token", "get pods", "You must be logged in to the server"],
      ["wrong-ca", "get pods", "certificate signed by unknown authority"],
      ["unreachable", "get pods", "was refused"],
      ["admin", "logs nothing", 'pods "nothing" not found'],
      ["admin", "logs web -c nope", "container nope is not valid for pod web"],
      ["admin", "get gadgets", 'the server doesn\'t have a resource type "gadgets"'],
    ])("tells %s's error of `%s`", async (context, line, message) => {
      expect((await kubectl(line, context)).err).toContain(message);
    });

    it("tells the kubelet's errors", async () => {
      cluster.faults.on({ kind: "log" }, Faults.kubeletUnreachable());
      expect((await kubectl("logs web -c app")).err).toContain("connection refused");
      cluster.faults.on({ kind: "log" }, Faults.logsDisabled("web"));
      expect((await kubectl("logs web -c app")).err).toContain(
        "the server does not allow this method on the requested resource",
      );
    });

    it("is let in by a client's certificate, and told who it is", async () => {
      expect((await kubectl("get pods web -o name", "admin-cert")).out).toBe("pod/web\n");
    });
  },
);
