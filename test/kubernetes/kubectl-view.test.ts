import { readFileSync, writeFileSync } from "node:fs";
import { delimiter, join } from "node:path";
import { expect, it } from "@effect/vitest";
import * as Effect from "effect/Effect";
import { readKubeconfig } from "../../src/kubernetes/kubeconfig.ts";
import { folder, type Folder } from "./files.ts";
import { kubectl, kubectlVersion } from "./kubectl.ts";
import { kubeconfigs, ourView, theirView, type Kubeconfigs } from "./kubectl-view.ts";

/** What kubectl said, and which one: written anew by this test with `PODLOG_WRITE_KUBECTL_VIEWS=1`. */
const stored = join(import.meta.dirname, "kubectl-views.json");

interface Stored {
  readonly kubectl: string;
  readonly views: Readonly<Record<string, Parameters<typeof theirView>[0]>>;
}

const write = (place: Folder, { files, list }: Kubeconfigs): ReadonlyArray<string> => {
  for (const [name, content] of Object.entries(files)) place.write(name, content);
  return list.map((name) => place.path(name));
};

const asked = ["config", "view", "--minify", "--flatten", "--raw", "-o", "json"];

it.effect.each(kubeconfigs)("$is: read as kubectl reads it (K1)", (some) =>
  Effect.gen(function* () {
    const { views } = JSON.parse(readFileSync(stored, "utf8")) as Stored;
    const said = views[some.is];
    if (said === undefined) throw new Error(`kubectl was not asked about: ${some.is}`);
    const paths = write(yield* folder, some);
    expect(ourView(yield* readKubeconfig({ paths, standard: true }))).toEqual(theirView(said));
  }),
);

it.effect.runIf(kubectlVersion !== undefined)(
  "what is stored of kubectl is what it says here",
  () =>
    Effect.gen(function* () {
      const views: Record<string, unknown> = {};
      for (const some of kubeconfigs) {
        const paths = write(yield* folder, some);
        views[some.is] = JSON.parse(
          yield* Effect.promise(() => kubectl(asked, paths.join(delimiter))),
        ) as unknown;
      }
      if (process.env["PODLOG_WRITE_KUBECTL_VIEWS"] === "1")
        writeFileSync(stored, `${JSON.stringify({ kubectl: kubectlVersion, views }, null, 2)}\n`);
      expect(views).toEqual((JSON.parse(readFileSync(stored, "utf8")) as Stored).views);
    }),
);
