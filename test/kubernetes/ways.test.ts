import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { expect, it, layer } from "@effect/vitest";
import * as Effect from "effect/Effect";
import { Kube } from "../../src/kubernetes/kube.ts";
import { askAt, kubeFrom, TestCluster } from "./cluster-kube.ts";
import { folder } from "./files.ts";
import { httpProxy } from "./proxies.ts";

const through = (cluster: object) =>
  askAt(
    cluster,
    Effect.flatMap(Kube, (kube) => kube.namespaces("c")),
  );

layer(TestCluster.layer())("The way to a server (K1)", (it) => {
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
      const { address } = yield* httpProxy();
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
