import { chmodSync, rmSync, writeFileSync } from "node:fs";
import { delimiter } from "node:path";
import { describe, expect, it } from "@effect/vitest";
import * as Effect from "effect/Effect";
import * as Layer from "effect/Layer";
import * as Stream from "effect/Stream";
import * as TestClock from "effect/testing/TestClock";
import { explain } from "../../src/domain/explain.ts";
import { Kube } from "../../src/kubernetes/kube.ts";
import { kubeconfigPaths, readKubeconfig } from "../../src/kubernetes/kubeconfig.ts";
import { kubeFrom } from "./cluster-kube.ts";
import { environment, folder } from "./files.ts";

const config = (name: string, more: object = {}) => ({
  apiVersion: "v1",
  kind: "Config",
  "current-context": name,
  clusters: [{ name, cluster: { server: `https://${name}.example` } }],
  users: [{ name, user: { token: name } }],
  contexts: [{ name, context: { cluster: name, user: name } }],
  ...more,
});

const readAll = (...paths: ReadonlyArray<string>) => readKubeconfig({ paths, standard: true });

/** The contexts as the engine tells them, over one file. */
const contextsOf = (path: string | undefined) =>
  Effect.flatMap(Kube, (kube) => kube.contexts).pipe(Effect.provide(kubeFrom(path)));

describe("Where the kubeconfig is", () => {
  it.effect(
    "the setting wins, a list too, with ~ for the home folder; then KUBECONFIG; then ~/.kube/config",
    () =>
      Effect.gen(function* () {
        const place = yield* folder;
        yield* environment({
          HOME: place.path(),
          KUBECONFIG: ["/a", "", "/b", "/a"].join(delimiter),
        });
        expect(kubeconfigPaths("~/mine")).toEqual({ paths: [place.path("mine")], standard: false });
        expect(kubeconfigPaths(["~/mine", " /theirs", ""].join(delimiter))).toEqual({
          paths: [place.path("mine"), "/theirs"],
          standard: false,
        });
        expect(kubeconfigPaths(" ")).toEqual({ paths: ["/a", "/b"], standard: true });
        yield* environment({ KUBECONFIG: undefined });
        expect(kubeconfigPaths(undefined)).toEqual({
          paths: [place.path(".kube", "config")],
          standard: true,
        });
      }),
  );
});

describe("Files of a kubeconfig", () => {
  it.effect("merge as kubectl merges them: missing ones skipped, of equal names the first", () =>
    Effect.gen(function* () {
      const place = yield* folder;
      const merged = yield* readAll(
        place.path("missing"),
        place.write("one/config", config("a")),
        place.write(
          "two/config",
          config("b", {
            clusters: [
              { name: "a", cluster: { server: "https://other.example" } },
              { name: "b", cluster: { server: "https://b.example" } },
            ],
            users: [
              { name: "a", user: { token: "other" } },
              { name: "b", user: {} },
            ],
          }),
        ),
      );
      expect([...merged.contexts.keys()]).toEqual(["a", "b"]);
      expect(merged.currentContext).toBe("a");
      expect(merged.clusters.get("a")?.server).toBe("https://a.example");
      expect(merged.users.get("a")?.token).toBe("a");
      expect(merged.users.has("b")).toBe(true);
    }),
  );

  it.effect("start their relative paths at their own folder", () =>
    Effect.gen(function* () {
      const place = yield* folder;
      const read = yield* readAll(
        place.write("deep/er/config", {
          clusters: [
            { name: "c", cluster: { server: "https://c", "certificate-authority": "../ca.pem" } },
          ],
          users: [
            {
              name: "u",
              user: {
                "client-certificate": "u.pem",
                "client-key": "/abs/u.key",
                tokenFile: "token",
                exec: { apiVersion: "client.authentication.k8s.io/v1", command: "./bin/login" },
              },
            },
            {
              name: "on-path",
              user: { exec: { apiVersion: "client.authentication.k8s.io/v1", command: "login" } },
            },
          ],
          contexts: [{ name: "x", context: { cluster: "c", user: "u" } }],
        }),
      );
      expect(read.clusters.get("c")?.caFile).toBe(place.path("deep", "ca.pem"));
      expect(read.users.get("u")).toMatchObject({
        certFile: place.path("deep", "er", "u.pem"),
        keyFile: "/abs/u.key",
        tokenFile: place.path("deep", "er", "token"),
        plugin: { command: place.path("deep", "er", "bin", "login") },
      });
      expect(read.users.get("on-path")?.plugin?.command).toBe("login");
    }),
  );

  it.effect("of which an entry is odd leave that entry out and keep the others", () =>
    Effect.gen(function* () {
      const place = yield* folder;
      const read = yield* readAll(
        place.write(
          "config",
          config("good", {
            contexts: [
              null,
              7,
              {},
              { name: 3 },
              { name: "bare" },
              { name: "good", context: { cluster: "good" } },
            ],
            clusters: [
              { name: "no-server", cluster: {} },
              { name: "number", cluster: { server: 7 } },
            ],
            users: "none",
          }),
        ),
      );
      expect([...read.contexts.keys()]).toEqual(["bare", "good"]);
      expect(read.clusters.size).toBe(0);
    }),
  );
});

describe("The contexts", () => {
  it.effect("carry what a person chooses by, and no secret", () =>
    Effect.gen(function* () {
      const place = yield* folder;
      const file = place.write(
        "config",
        config("a", {
          clusters: [
            {
              name: "a",
              cluster: {
                server: "https://jane:hush@a.example/base/",
                "insecure-skip-tls-verify": true,
              },
            },
          ],
          contexts: [
            { name: "a", context: { cluster: "a", user: "a", namespace: "shop" } },
            { name: "lost", context: { cluster: "nowhere" } },
          ],
        }),
      );
      expect(yield* contextsOf(file)).toEqual([
        {
          name: "a",
          cluster: "a",
          server: "https://a.example/base/",
          user: "a",
          namespace: "shop",
          current: true,
          insecure: true,
        },
        {
          name: "lost",
          cluster: "nowhere",
          server: "",
          namespace: "default",
          current: false,
          insecure: false,
        },
      ]);
    }),
  );

  it.effect.each<readonly [string, string | Uint8Array | undefined, string, string]>([
    ["missing", undefined, "KubeconfigMissing", "There is no kubeconfig at FILE."],
    ["empty", "\n# nothing\n---\n", "KubeconfigEmpty", "The kubeconfig names no contexts: FILE."],
    [
      "without contexts",
      '{"apiVersion":"v1","kind":"Config"}',
      "KubeconfigEmpty",
      "The kubeconfig names no contexts: FILE.",
    ],
    ["broken", "contexts: [", "KubeconfigBroken", "The kubeconfig FILE can't be used."],
    ["a list", "- a\n- b\n", "KubeconfigBroken", "The kubeconfig FILE can't be used."],
    ["a sentence", "hello there", "KubeconfigBroken", "The kubeconfig FILE can't be used."],
    [
      "a pod",
      '{"kind":"Pod","apiVersion":"v1"}',
      "KubeconfigBroken",
      "The kubeconfig FILE can't be used.",
    ],
    [
      "of a later version",
      "apiVersion: v2",
      "KubeconfigBroken",
      "The kubeconfig FILE can't be used.",
    ],
    [
      "not written in UTF-8",
      Buffer.from("current-context: caf\u00e9\n", "latin1"),
      "KubeconfigBroken",
      "The kubeconfig FILE can't be used.",
    ],
  ])("of a kubeconfig that is %s fail with its own sentence", ([, content, tag, sentence]) =>
    Effect.gen(function* () {
      const place = yield* folder;
      const file = place.path("config");
      if (content !== undefined) writeFileSync(file, content);
      const error = yield* Effect.flip(contextsOf(file));
      expect(error._tag).toBe(tag);
      expect(explain(error).sentence).toBe(sentence.replace("FILE", file));
      expect(explain(error).remedies).toContainEqual({ _tag: "Retry" });
    }),
  );

  // Root may read everything.
  it.effect.skipIf(process.getuid?.() === 0)("of a file that may not be read say so", () =>
    Effect.gen(function* () {
      const file = (yield* folder).write("config", config("a"));
      chmodSync(file, 0);
      expect(explain(yield* Effect.flip(contextsOf(file))).why).toBe(
        "It may not be read (no permission).",
      );
    }),
  );

  it.effect("of a folder or a device fail at once", () =>
    Effect.gen(function* () {
      const place = yield* folder;
      for (const [file, why] of [
        [place.path(), "It is a folder."],
        ["/dev/zero", "It is no plain file."],
      ])
        expect(explain(yield* Effect.flip(contextsOf(file)))).toMatchObject({
          sentence: `The kubeconfig ${file} can't be used.`,
          why,
        });
    }),
  );
});

describe("A kubeconfig that changes on disk (K2)", () => {
  const later = JSON.stringify(config("later", { clusters: [], users: [] }));

  it.effect(
    "is read afresh; while it is being written the last good one holds, but not for ever",
    () =>
      Effect.gen(function* () {
        const place = yield* folder;
        const file = place.write("config", config("first"));
        yield* Effect.gen(function* () {
          const kube = yield* Kube;
          const names = Effect.map(kube.contexts, (contexts) => contexts.map(({ name }) => name));
          expect(yield* names).toEqual(["first"]);
          writeFileSync(file, "contexts: [{name: ");
          expect(yield* names).toEqual(["first"]);
          writeFileSync(file, "");
          expect(yield* names).toEqual(["first"]);
          writeFileSync(file, later);
          expect(yield* names).toEqual(["later"]);
          rmSync(file);
          expect(yield* names).toEqual(["later"]);
          yield* TestClock.adjust("5 seconds");
          expect((yield* Effect.flip(names))._tag).toBe("KubeconfigMissing");
          writeFileSync(file, later);
          expect(yield* names).toEqual(["later"]);
        }).pipe(Effect.provide(kubeFrom(file)));
      }),
  );

  it.effect("is told within a second to those who listen", () =>
    Effect.gen(function* () {
      const place = yield* folder;
      const file = place.write("config", config("first"));
      yield* Effect.gen(function* () {
        const kube = yield* Kube;
        const told = yield* Effect.forkChild(Stream.runHead(kube.configChanges));
        while (told.pollUnsafe() === undefined) {
          yield* Effect.promise(() => new Promise(setImmediate));
          yield* TestClock.adjust("1 second");
          if ((yield* kube.contexts)[0]?.name === "first") writeFileSync(file, later);
        }
        expect((yield* kube.contexts)[0]?.name).toBe("later");
      }).pipe(Effect.provide(Layer.fresh(kubeFrom(file))));
    }),
  );
});
