import { expect, layer } from "@effect/vitest";
import * as Effect from "effect/Effect";
import { Kube } from "../../src/kubernetes/kube.ts";
import { askAt, TestCluster } from "./cluster-kube.ts";
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
