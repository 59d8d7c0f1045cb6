import { createServer } from "node:http";
import { connect, type AddressInfo } from "node:net";
import { expect, it, layer } from "@effect/vitest";
import * as Effect from "effect/Effect";
import { Kube } from "../../src/kubernetes/kube.ts";
import { kubeFrom, TestCluster, textOf } from "./cluster-kube.ts";
import { environment, folder } from "./files.ts";

/** A proxy as kubectl uses one: it is asked to CONNECT, and passes bytes on, or answers with `refusal`. */
const proxy = (refusal?: number) =>
  Effect.acquireRelease(
    Effect.promise(async () => {
      const asked: Array<string> = [];
      const server = createServer();
      server.on("connect", (message, socket) => {
        asked.push(message.url ?? "");
        socket.on("error", () => undefined);
        if (refusal !== undefined) {
          socket.end(`HTTP/1.1 ${refusal} No\r\n\r\n`);
          return;
        }
        // Every name is this machine's: what is behind a proxy is its own affair.
        const port = /:(\d+)$/u.exec(message.url ?? "")?.[1];
        const through = connect(Number(port), "127.0.0.1", () => {
          socket.write("HTTP/1.1 200 Connection established\r\n\r\n");
          through.pipe(socket).pipe(through);
        });
        through.on("error", () => socket.destroy());
      });
      await new Promise<void>((resolve) => {
        server.listen(0, "127.0.0.1", resolve);
      });
      return { asked, address: `127.0.0.1:${(server.address() as AddressInfo).port}`, server };
    }),
    ({ server }) =>
      Effect.sync(() => {
        server.close();
        server.closeAllConnections();
      }),
  );

const ask = <A, E>(cluster: object, question: Effect.Effect<A, E, Kube>) =>
  Effect.gen(function* () {
    const { url, caPem, tokens } = yield* TestCluster;
    const place = yield* folder;
    const file = place.write("config", {
      clusters: [
        {
          name: "k",
          cluster: {
            server: url,
            "certificate-authority-data": Buffer.from(caPem).toString("base64"),
            ...cluster,
          },
        },
      ],
      users: [{ name: "u", user: { token: tokens["admin"] } }],
      contexts: [{ name: "c", context: { cluster: "k", user: "u" } }],
    });
    return yield* Effect.provide(question, kubeFrom(file));
  });

const through = (cluster: object) =>
  ask(
    cluster,
    Effect.flatMap(Kube, (kube) => kube.namespaces("c")),
  );

layer(TestCluster.layer())("The way to a server", (it) => {
  it.effect("leads through the proxy that the kubeconfig names", () =>
    Effect.gen(function* () {
      const { port } = yield* TestCluster;
      const { asked, address } = yield* proxy();
      expect(yield* through({ "proxy-url": `http://${address}` })).toContain("default");
      expect(asked).toEqual([`127.0.0.1:${port}`]);
    }),
  );

  it.effect("leads logs through the proxy as they are", () =>
    Effect.gen(function* () {
      const { world } = yield* TestCluster;
      const lines = Array.from({ length: 3000 }, (_, i) => `line ${i} ${"é".repeat(50)}`);
      world.pod({ name: "far" }).container().lines(lines);
      const log = Effect.scoped(
        Effect.gen(function* () {
          const kube = yield* Kube;
          const { body } = yield* kube.log("c", "default", "far", { container: "app" });
          return yield* textOf(body);
        }),
      );
      const straight = yield* ask({}, log);
      expect(straight.match(/line \d+ é{50}\n/gu)).toHaveLength(lines.length);
      const { asked, address } = yield* proxy();
      expect(yield* ask({ "proxy-url": `http://${address}` }, log)).toBe(straight);
      expect(asked).toHaveLength(1);
    }),
  );

  it.effect("leads through the proxy of the environment, but not to what it exempts", () =>
    Effect.gen(function* () {
      const { port } = yield* TestCluster;
      const { asked, address } = yield* proxy();
      const far = { server: `https://kube.example:${port}`, "tls-server-name": "localhost" };
      yield* environment({ HTTPS_PROXY: address, NO_PROXY: "other.example" });
      expect(yield* through(far)).toContain("default");
      expect(asked).toEqual([`kube.example:${port}`]);
      // Loopback never goes through one.
      expect(yield* through({})).toContain("default");
      expect(asked).toHaveLength(1);
      // What the kubeconfig says counts for more.
      const own = yield* proxy();
      yield* through({ ...far, "proxy-url": `http://${own.address}` });
      expect([asked.length, own.asked.length]).toEqual([1, 1]);
      yield* environment({ NO_PROXY: ".example" });
      expect((yield* Effect.flip(through(far)))._tag).toBe("HostNotFound");
    }),
  );

  it.effect("ends at a proxy that refuses or is not there, in the proxy's name", () =>
    Effect.gen(function* () {
      const { address } = yield* proxy(407);
      expect(yield* Effect.flip(through({ "proxy-url": `http://${address}` }))).toMatchObject({
        _tag: "ProxyFailed",
        proxy: address,
        reason: "Bad response: 407",
      });
      expect(yield* Effect.flip(through({ "proxy-url": "http://127.0.0.1:1" }))).toMatchObject({
        _tag: "ProxyFailed",
        proxy: "127.0.0.1:1",
        reason: "nothing answers there",
      });
    }),
  );

  it.effect("asks for the name that tls-server-name gives", () =>
    Effect.gen(function* () {
      expect(yield* through({ "tls-server-name": "localhost" })).toContain("default");
      expect(yield* Effect.flip(through({ "tls-server-name": "other.example" }))).toMatchObject({
        _tag: "CertificateRejected",
        reason: "its certificate belongs to another name than the address has",
      });
    }),
  );

  it.effect("does without the authority only where the kubeconfig says so", () =>
    Effect.gen(function* () {
      const without = { "certificate-authority-data": undefined };
      expect((yield* Effect.flip(through(without)))._tag).toBe("CertificateRejected");
      expect(yield* through({ ...without, "insecure-skip-tls-verify": true })).toContain("default");
    }),
  );

  it.effect("that speaks no TLS is none of Kubernetes", () =>
    Effect.gen(function* () {
      const { address } = yield* proxy();
      expect(yield* Effect.flip(through({ server: `https://${address}` }))).toMatchObject({
        _tag: "NotKubernetes",
        what: "something that does not speak TLS",
      });
    }),
  );
});

it.effect(
  "A server without TLS gets what the user's entry holds: a password, or as whom it acts",
  () =>
    Effect.gen(function* () {
      const heard: Array<NodeJS.Dict<Array<string>>> = [];
      const server = yield* Effect.acquireRelease(
        Effect.promise(async () => {
          const made = createServer((message, answer) => {
            heard.push(message.headersDistinct);
            answer.setHeader("content-type", "application/json").end('{"items":[]}');
          });
          await new Promise<void>((resolve) => {
            made.listen(0, "127.0.0.1", resolve);
          });
          return made;
        }),
        (made) =>
          Effect.sync(() => {
            made.close();
            made.closeAllConnections();
          }),
      );
      const place = yield* folder;
      const { port } = server.address() as AddressInfo;
      const file = place.write("config", {
        clusters: [{ name: "k", cluster: { server: `http://127.0.0.1:${port}` } }],
        users: [
          { name: "basic", user: { username: "jane", password: "pass" } },
          {
            name: "as",
            user: {
              token: "t",
              as: "joe",
              "as-groups": ["ops", "dev"],
              "as-uid": "u1",
              "as-user-extra": { "example.com/role (main)": ["a", "b"] },
            },
          },
        ],
        contexts: [
          { name: "basic", context: { cluster: "k", user: "basic" } },
          { name: "as", context: { cluster: "k", user: "as" } },
        ],
      });
      yield* Effect.gen(function* () {
        const kube = yield* Kube;
        yield* kube.namespaces("basic");
        yield* kube.namespaces("as");
      }).pipe(Effect.provide(kubeFrom(file)));
      expect(heard[0]?.["authorization"]).toEqual([
        `Basic ${Buffer.from("jane:pass").toString("base64")}`,
      ]);
      expect(heard[1]).toMatchObject({
        authorization: ["Bearer t"],
        "impersonate-user": ["joe"],
        "impersonate-group": ["ops", "dev"],
        "impersonate-uid": ["u1"],
        "impersonate-extra-example.com%2frole%20%28main%29": ["a", "b"],
      });
    }),
);
