import { expect, it } from "@effect/vitest";
import * as Effect from "effect/Effect";
import { readKubeconfig } from "../../src/kubernetes/kubeconfig.ts";
import { makeRandom, type Random } from "../fuzz/random.ts";
import { folder } from "./files.ts";

interface Entry {
  readonly name: string;
  /** Which entry it is: no two are the same. */
  readonly mark: string;
}

interface File {
  readonly path: string;
  readonly missing: boolean;
  readonly current: string | undefined;
  readonly contexts: ReadonlyArray<Entry>;
  readonly clusters: ReadonlyArray<Entry>;
  readonly users: ReadonlyArray<Entry>;
}

/** Files that share names, in folders of their own, some of them missing and some named twice. */
const randomFiles = (random: Random): ReadonlyArray<File> => {
  let marks = 0;
  const entries = (): ReadonlyArray<Entry> =>
    Array.from({ length: random.int(0, 4) }, () => ({
      name: `n${random.int(1, 5)}`,
      mark: `m${(marks += 1)}`,
    }));
  const files = Array.from({ length: random.int(1, 5) }, (_, i) => ({
    path: `f${i}/config`,
    missing: random.chance(0.2),
    current: random.chance(0.5) ? `n${random.int(1, 5)}` : undefined,
    contexts: entries(),
    clusters: entries(),
    users: entries(),
  }));
  return random.chance(0.3) && files[0] !== undefined ? [...files, files[0]] : files;
};

const written = (file: File): object => ({
  ...(file.current === undefined ? {} : { "current-context": file.current }),
  contexts: file.contexts.map(({ name, mark }) => ({ name, context: { cluster: mark } })),
  clusters: file.clusters.map(({ name, mark }) => ({
    name,
    cluster: { server: `https://${mark}`, "certificate-authority": mark },
  })),
  users: file.users.map(({ name, mark }) => ({ name, user: { tokenFile: mark } })),
});

/** Of equal names the first in the list of files, and in a file the first of its entries. */
const firstOf = (files: ReadonlyArray<File>, kind: "contexts" | "clusters" | "users") => {
  const found = new Map<string, { readonly file: File; readonly mark: string }>();
  for (const file of files)
    for (const { name, mark } of file.missing ? [] : file[kind])
      if (!found.has(name)) found.set(name, { file, mark });
  return found;
};

const seeds = Array.from({ length: 100 }, (_, i) => i + 1);

it.effect(
  "Any list of files: of equal names the first stands whole, with the paths of its own file",
  () =>
    Effect.gen(function* () {
      for (const seed of seeds) {
        const files = randomFiles(makeRandom(seed));
        const place = yield* folder;
        for (const file of files) if (!file.missing) place.write(file.path, written(file));
        const read = yield* Effect.result(
          readKubeconfig({ paths: files.map(({ path }) => place.path(path)), standard: false }),
        );
        const contexts = firstOf(files, "contexts");
        const wanted = files.every(({ missing }) => missing)
          ? "KubeconfigMissing"
          : contexts.size === 0
            ? "KubeconfigEmpty"
            : {
                current: files.find(({ current, missing }) => !missing && current !== undefined)
                  ?.current,
                contexts: [...contexts].map(([name, { file, mark }]) => [
                  name,
                  place.path(file.path),
                  mark,
                ]),
                clusters: [...firstOf(files, "clusters")].map(([name, { file, mark }]) => [
                  name,
                  `https://${mark}`,
                  place.path(file.path, "..", mark),
                ]),
                users: [...firstOf(files, "users")].map(([name, { file, mark }]) => [
                  name,
                  place.path(file.path, "..", mark),
                ]),
              };
        expect(
          read._tag === "Failure"
            ? read.failure._tag
            : {
                current: read.success.currentContext,
                contexts: [...read.success.contexts.values()].map((one) => [
                  one.name,
                  one.kubeconfig,
                  one.cluster,
                ]),
                clusters: [...read.success.clusters.values()].map((one) => [
                  one.name,
                  one.server,
                  one.caFile,
                ]),
                users: [...read.success.users.values()].map((one) => [one.name, one.tokenFile]),
              },
          `seed ${seed}`,
        ).toEqual(wanted);
      }
    }),
);
