import * as Effect from "effect/Effect";
import * as Layer from "effect/Layer";
import * as Stream from "effect/Stream";
import { Kube } from "../../src/kubernetes/kube.ts";
import { ConsentToRun, KubeconfigSettings } from "../../src/kubernetes/ports.ts";
import type { Cluster } from "../cluster/server.ts";

/** Clusters by the kubeconfig of a test cluster. */
export const kubeOf = (cluster: Pick<Cluster, "kubeconfigPath">): Layer.Layer<Kube> =>
  Kube.layer.pipe(
    Layer.provide(
      Layer.mergeAll(
        Layer.succeed(ConsentToRun, { mayRun: () => Effect.succeed(true) }),
        Layer.succeed(KubeconfigSettings, {
          path: Effect.succeed(cluster.kubeconfigPath),
          changes: Stream.empty,
        }),
      ),
    ),
  );
