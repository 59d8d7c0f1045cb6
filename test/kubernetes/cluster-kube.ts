import { vi } from "@effect/vitest";
import * as Context from "effect/Context";
import * as Effect from "effect/Effect";
import * as Layer from "effect/Layer";
import type * as Scope from "effect/Scope";
import * as Stream from "effect/Stream";
import { Kube } from "../../src/kubernetes/kube.ts";
import { ConsentToRun, KubeconfigSettings, type PluginToRun } from "../../src/kubernetes/ports.ts";
import { folder } from "./files.ts";
import { startCluster, type Cluster, type ClusterOptions } from "../cluster/server.ts";

// The first request loads client-node, thousands of files: seconds on a busy machine.
vi.setConfig({ testTimeout: 60_000 });

/** The cluster that a test talks to. */
export class TestCluster extends Context.Service<TestCluster, Cluster>()("test/TestCluster") {
  /** A cluster of its own over real HTTPS, closed at the end. */
  static readonly layer = (options: ClusterOptions = {}): Layer.Layer<TestCluster> =>
    Layer.effect(
      TestCluster,
      Effect.acquireRelease(
        Effect.promise(() => startCluster(options)),
        (cluster) => Effect.promise(() => cluster.close()),
      ),
    );
}

/** The engine's cluster room over one kubeconfig file; the path undefined: as kubectl finds it. */
export const kubeFrom = (
  path: string | undefined,
  mayRun: (plugin: PluginToRun) => boolean = () => true,
): Layer.Layer<Kube> =>
  Kube.layer.pipe(
    Layer.provide(
      Layer.mergeAll(
        Layer.succeed(KubeconfigSettings, { path: Effect.succeed(path), changes: Stream.never }),
        Layer.succeed(ConsentToRun, { mayRun: (plugin) => Effect.sync(() => mayRun(plugin)) }),
      ),
    ),
  );

/** A test cluster, and the engine's cluster room over its kubeconfig. */
export const clusterKube = (options: ClusterOptions = {}): Layer.Layer<Kube | TestCluster> =>
  Layer.effectContext(
    Effect.gen(function* () {
      const cluster = yield* TestCluster;
      return Context.add(
        yield* Layer.build(kubeFrom(cluster.kubeconfigPath)),
        TestCluster,
        cluster,
      );
    }),
  ).pipe(Layer.provide(TestCluster.layer(options)));

/** All of a body as text. */
export const textOf = <E>(body: Stream.Stream<Uint8Array, E>): Effect.Effect<string, E> =>
  Stream.mkString(Stream.decodeText(body));

/** Asks the test cluster as its admin, or as `user`, in the context `c` whose cluster entry says `cluster` besides. */
export const askAt = <A, E, R>(
  cluster: object,
  question: Effect.Effect<A, E, R>,
  user?: object,
): Effect.Effect<A, E, Exclude<R, Kube> | Scope.Scope | TestCluster> =>
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
      users: [{ name: "u", user: user ?? { token: tokens["admin"] } }],
      contexts: [{ name: "c", context: { cluster: "k", user: "u" } }],
    });
    return yield* Effect.provide(question, kubeFrom(file));
  });
