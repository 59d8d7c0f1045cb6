import { expect, it } from "@effect/vitest";
import * as Effect from "effect/Effect";
import { readKubeconfig } from "../../src/kubernetes/kubeconfig.ts";
import { environment, folder } from "./files.ts";

const inPod = { KUBERNETES_SERVICE_HOST: "10.96.0.1", KUBERNETES_SERVICE_PORT: "443" };

it.effect("In a pod without a kubeconfig its service account is the one context there is", () =>
  Effect.gen(function* () {
    const place = yield* folder;
    yield* environment(inPod);
    const nowhere = { paths: [place.path("none")], standard: true };
    const account = place.path("account");
    place.write("account/token", "t");
    place.write("account/ca.crt", "pem");
    place.write("account/namespace", "shop\n");
    const read = yield* readKubeconfig(nowhere, account);
    expect(read.currentContext).toBe("in-cluster");
    expect(read.contexts.get("in-cluster")?.namespace).toBe("shop");
    expect(read.clusters.get("in-cluster")).toMatchObject({
      server: "https://10.96.0.1:443",
      caFile: place.path("account/ca.crt"),
      insecure: false,
    });
    expect(read.users.get("in-cluster")?.tokenFile).toBe(place.path("account/token"));
    yield* environment({ KUBERNETES_SERVICE_HOST: "fd00::1" });
    expect((yield* readKubeconfig(nowhere, account)).clusters.get("in-cluster")?.server).toBe(
      "https://[fd00::1]:443",
    );
  }),
);

it.effect("A kubeconfig goes first, and one that a setting names is missed even in a pod", () =>
  Effect.gen(function* () {
    const place = yield* folder;
    yield* environment(inPod);
    place.write("account/token", "t");
    const account = place.path("account");
    const file = place.write("config", { contexts: [{ name: "mine", context: {} }] });
    expect([
      ...(yield* readKubeconfig({ paths: [file], standard: true }, account)).contexts.keys(),
    ]).toEqual(["mine"]);
    const named = { paths: [place.path("none")], standard: false };
    expect((yield* Effect.flip(readKubeconfig(named, account)))._tag).toBe("KubeconfigMissing");
    yield* environment({ KUBERNETES_SERVICE_HOST: undefined });
    const standard = { ...named, standard: true };
    expect((yield* Effect.flip(readKubeconfig(standard, account)))._tag).toBe("KubeconfigMissing");
  }),
);
