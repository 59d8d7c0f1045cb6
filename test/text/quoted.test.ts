import { describe, expect, it } from "vitest";
import { quoted } from "../../src/text/quoted.ts";
import { targetPhrase } from "../../src/text/target-phrase.ts";

describe("a text from outside in a sentence", () => {
  it("stands in quotes, as it is", () => {
    expect(quoted("web-6d4f9")).toBe('"web-6d4f9"');
    expect(quoted("arn:aws:eks:eu-west-1:1:cluster/x")).toBe('"arn:aws:eks:eu-west-1:1:cluster/x"');
  });

  it("shows what would act unseen, and stays on its line", () => {
    expect(quoted("a\nb\tc\u202ed")).toMatch(/^"a.b c.d"$/u);
    expect(quoted("a\nb\tc\u202ed")).not.toMatch(/[\n\t\u202e]/u);
  });

  it("is cut where it is long, between characters", () => {
    const long = quoted("🙂".repeat(500));
    expect(Array.from(long)).toHaveLength(103);
    expect(long.isWellFormed()).toBe(true);
    expect(long.endsWith('…"')).toBe(true);
  });

  it("makes no link of a notification", () => {
    expect(quoted("[Retry](command:workbench.action.quit)")).not.toMatch(/\]\(/);
  });
});

describe("a target in a question", () => {
  const place = { context: "dev", namespace: "shop" };

  it.each([
    [
      { _tag: "Pod", ...place, pod: "web" },
      'the pod "web" in the namespace "shop" of the context "dev"',
    ],
    [
      { _tag: "Pod", ...place, pod: "web", container: "app" },
      'the pod "web", container "app", in the namespace "shop" of the context "dev"',
    ],
    [
      { _tag: "Pods", ...place, pods: ["a", "b", "c", "d", "e", "f", "g"] },
      'the pods "a", "b", "c", "d", "e" and 2 more in the namespace "shop" of the context "dev"',
    ],
    [
      { _tag: "Workload", ...place, kind: "Deployment", name: "web" },
      'the Deployment "web" in the namespace "shop" of the context "dev"',
    ],
    [
      { _tag: "Selector", ...place, selector: "app=web" },
      'the pods with the labels "app=web" in the namespace "shop" of the context "dev"',
    ],
  ] as const)("is named with its place: %j", (target, phrase) => {
    expect(targetPhrase(target)).toBe(phrase);
  });
});
