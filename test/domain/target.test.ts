import { describe, expect, it } from "@effect/vitest";
import { pickedPods, targetKey, targetLabel, type Target } from "../../src/domain/target.ts";

const place = { context: "prod", namespace: "shop" };

describe("several pods picked by hand", () => {
  it("are one target, each pod once; one alone is a pod like any other", () => {
    expect(pickedPods(place, ["web-a", "web-b", "web-a"])).toEqual({
      _tag: "Pods",
      ...place,
      pods: ["web-a", "web-b"],
    });
    expect(pickedPods({ ...place, container: "app" }, ["web-a", "web-a"])).toEqual({
      _tag: "Pod",
      ...place,
      pod: "web-a",
      container: "app",
    });
  });
});

describe("the words for a target", () => {
  it.each<readonly [Target, string]>([
    [{ _tag: "Pod", ...place, pod: "web-a", container: "app" }, "web-a/app"],
    [pickedPods(place, ["web-a", "web-b"]), "web-a and web-b"],
    [pickedPods({ ...place, container: "app-*" }, ["a", "b", "c"]), "a and 2 more/app-*"],
    [{ _tag: "Workload", ...place, kind: "Deployment", name: "web" }, "Deployment web"],
    [{ _tag: "Selector", ...place, selector: "app=web" }, "app=web"],
  ])("%j", (target, label) => {
    expect(targetLabel(target)).toBe(label);
  });
});

describe("the key of a target", () => {
  it("is equal for the same pods in another order, and for nothing else", () => {
    const key = targetKey(pickedPods(place, ["web-a", "web-b"]));
    expect(targetKey(pickedPods(place, ["web-b", "web-a", "web-b"]))).toBe(key);
    const others: ReadonlyArray<Target> = [
      pickedPods(place, ["web-a"]),
      pickedPods(place, ["web-a", "web-b", "web-c"]),
      pickedPods({ ...place, container: "app" }, ["web-a", "web-b"]),
      pickedPods({ ...place, namespace: "other" }, ["web-a", "web-b"]),
      { _tag: "Selector", ...place, selector: "web-a,web-b" },
    ];
    for (const other of others) expect(targetKey(other)).not.toBe(key);
  });
});
