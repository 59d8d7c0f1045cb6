import { readFileSync } from "node:fs";
import { expect, layer } from "@effect/vitest";
import * as Effect from "effect/Effect";
import { Kube } from "../../src/kubernetes/kube.ts";
import { askAt, TestCluster } from "./cluster-kube.ts";
import { environment, folder } from "./files.ts";
import { httpProxy } from "./proxies.ts";

const namespaces = Effect.flatMap(Kube, (kube) => kube.namespaces("c"));
const without = { "certificate-authority-data": undefined };

// Node reads what the machine trusts once: this file has a process of its own.
layer(TestCluster.layer())("A server that no authority of the kubeconfig signs (K1)", (it) => {
  it.effect("is trusted where the machine trusts it, also behind a proxy", () =>
    Effect.gen(function* () {
      const { caPem, kubeconfigPath } = yield* TestCluster;
      const place = yield* folder;
      yield* environment({ SSL_CERT_FILE: place.write("trusted.pem", caPem) });
      expect(yield* askAt(without, namespaces)).toContain("default");
      const { address } = yield* httpProxy();
      const behind = { ...without, "proxy-url": `http://${address}` };
      expect(yield* askAt(behind, namespaces)).toContain("default");
      const text = readFileSync(kubeconfigPath, "utf8");
      const entry = (key: string) => new RegExp(`${key}: (\\S+)`, "u").exec(text)?.[1];
      const certified = {
        "client-certificate-data": entry("client-certificate-data"),
        "client-key-data": entry("client-key-data"),
      };
      expect(yield* askAt(without, namespaces, certified)).toContain("default");
    }),
  );
});
