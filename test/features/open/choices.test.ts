import { describe, expect, it } from "vitest";
import {
  byName,
  containerChoices,
  contextChoices,
  namespaceChoices,
  podChoices,
} from "../../../src/features/open/choices.ts";
import type { ContextInfo } from "../../../src/kubernetes/kube.ts";
import { container, pod } from "../pods.ts";

const context = (name: string, current = false): ContextInfo => ({
  name,
  cluster: name,
  server: `https://${name}`,
  namespace: "default",
  current,
  insecure: false,
});

describe("the choices of the walk", () => {
  it("offer the current context first, the others as the kubeconfig has them", () => {
    expect(
      contextChoices([context("b"), context("a"), context("now", true)]).map(
        ({ description, label }) => [label, description],
      ),
    ).toEqual([
      ["now", "current · https://now"],
      ["b", "https://b"],
      ["a", "https://a"],
    ]);
  });

  it("offer the namespace of the context first", () => {
    expect(namespaceChoices(["a", "mine", "z"], "mine").map(({ label }) => label)).toEqual([
      "mine",
      "a",
      "z",
    ]);
  });

  it("offer pods by name, with what they are doing", () => {
    const choices = podChoices([
      pod("web", { containers: [container("app", { restartCount: 2 })] }),
      pod("api"),
    ]);
    expect(choices.map(({ description, label }) => [label, description])).toEqual([
      ["api", "Running"],
      ["web", "Running · 2 restarts"],
    ]);
  });

  it("offer the default container first, then those that serve, each other kind marked (C1)", () => {
    const choices = containerChoices(
      pod("web", {
        defaultContainer: "app",
        containers: [
          container("migrate", { kind: "init" }),
          container("proxy", { kind: "sidecar" }),
          container("metrics"),
          container("app"),
          container("debugger", { kind: "ephemeral" }),
        ],
      }),
    );
    expect(choices.map(({ description, label }) => [label, description])).toEqual([
      ["app", "default · app:1"],
      ["metrics", "metrics:1"],
      ["proxy", "sidecar · proxy:1"],
      ["migrate", "init · migrate:1"],
      ["debugger", "ephemeral · debugger:1"],
    ]);
  });

  it.each([
    ["web-6d4f9", true],
    ["a.b-c", true],
    ["x", true],
    ["Web", false],
    ["-web", false],
    ["web/app", false],
    ["", false],
    ["a".repeat(254), false],
  ])("take the typed text %j as a name: %j", (text, is) => {
    expect(byName("Pod")(text) !== undefined).toBe(is);
  });
});
