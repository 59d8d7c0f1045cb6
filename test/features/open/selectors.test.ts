import { describe, expect, it } from "vitest";
import { labelChoices, matching, refused } from "../../../src/features/open/selectors.ts";
import { pod } from "../pods.ts";

describe("the labels that are offered as selectors", () => {
  it("are those of the most pods first, each with how many it has", () => {
    const choices = labelChoices([
      pod("web-1", { labels: { app: "web", tier: "front" } }),
      pod("web-2", { labels: { app: "web", tier: "front" } }),
      pod("api-1", { labels: { app: "api", tier: "front" } }),
    ]);
    expect(choices.map(({ description, value }) => [value, description])).toEqual([
      ["tier=front", "3 pods"],
      ["app=web", "2 pods"],
      ["app=api", "1 pod"],
    ]);
  });

  it("are none that tell single pods or revisions apart", () => {
    const labels = {
      "pod-template-hash": "6d4f",
      "controller-revision-hash": "1",
      "statefulset.kubernetes.io/pod-name": "db-0",
      "batch.kubernetes.io/job-name": "backup-28",
    };
    expect(labelChoices([pod("one", { labels })])).toEqual([]);
  });
});

describe("a typed selector", () => {
  it.each([
    [["web-1"], "1 pod matches now", "web-1"],
    [["c", "a", "b"], "3 pods match now", "a, b, c"],
    [["g", "f", "e", "d", "c", "b", "a"], "7 pods match now", "a, b, c, d, e and 2 more"],
    [
      Array.from({ length: 1_234 }, (_, i) => `web-${String(i).padStart(4, "0")}`),
      "1,234 pods match now",
      "web-0000, web-0001, web-0002, web-0003, web-0004 and 1,229 more",
    ],
  ])("says how many pods match now: %#", (names, description, detail) => {
    expect(
      matching(
        "app=web",
        names.map((name) => pod(name)),
      ),
    ).toMatchObject({ value: "app=web", description, detail });
  });

  it("may be opened where none matches yet", () => {
    expect(matching("app=web", [])).toMatchObject({
      value: "app=web",
      description: "no pod matches now",
    });
  });

  it("can't be opened where the API server refuses it", () => {
    expect(refused("app===", "found '='")).not.toHaveProperty("value");
  });
});
