import { describe, expect, it } from "@effect/vitest";
import * as Schema from "effect/Schema";
import { sourceLabels } from "../../src/session/labels.ts";

const labels = (...pods: ReadonlyArray<string>): ReadonlyArray<string> =>
  sourceLabels(pods.map((pod) => ({ context: "prod", namespace: "shop", pod, container: "app" })));

describe("the labels of sources", () => {
  it("are the ends of the names that no other pod has", () => {
    expect(labels("web-6c5d4b-6d4f9", "web-6c5d4b-xk2p8")).toEqual(["…6d4f9 app", "…xk2p8 app"]);
  });

  it("are as long as it takes", () => {
    expect(labels("web-6c5d4b-6d4f9", "api-77f9ab-6d4f9")).toEqual([
      "…6c5d4b-6d4f9 app",
      "…77f9ab-6d4f9 app",
    ]);
  });

  it("are whole where names are short, or have no end of their own", () => {
    expect(labels("db-0", "db-1", "postgresql-primary-0", "postgresql-primary-1")).toEqual([
      "db-0 app",
      "db-1 app",
      "…primary-0 app",
      "…primary-1 app",
    ]);
    expect(labels("a-very-long-name-b-c", "x-a-very-long-name-b-c")[0]).toBe(
      "a-very-long-name-b-c app",
    );
  });

  it("are counted where a pod comes again under the name of one that went", () => {
    const refs = ["1", "1", "2", "3", "2"].map((uid, i) => ({
      context: "prod",
      namespace: "shop",
      pod: "postgresql-primary-0",
      container: i === 1 || i === 4 ? "backup" : "app",
      uid,
    }));
    expect(sourceLabels(refs)).toEqual([
      "…primary-0 app",
      "…primary-0 backup",
      "…primary-0 #2 app",
      "…primary-0 #3 app",
      "…primary-0 #2 backup",
    ]);
  });

  it.prop(
    "are never the same for two pods, nor does one change when another pod of its name comes",
    [Schema.Array(Schema.Array(Schema.Literals(["web", "api", "6d4f9", "xk2p8", "0", "1"])))],
    ([names]) => {
      const refs = names.map((parts, uid) => ({
        context: "prod",
        namespace: "shop",
        pod: ["p", ...parts].join("-"),
        container: "app",
        uid: `${uid}`,
      }));
      const all = sourceLabels(refs);
      expect(new Set(all).size).toBe(refs.length);
      const [again] = refs;
      if (again === undefined) return;
      expect(sourceLabels([...refs, { ...again, uid: "later" }]).slice(0, -1)).toEqual(all);
    },
    { arbitrary: { runs: 500, seed: "labels" } },
  );
});
