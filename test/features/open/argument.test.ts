import { describe, expect, it } from "vitest";
import { readArgument, readSelectorArgument } from "../../../src/features/open/argument.ts";

describe("the argument of podlog.openLogs", () => {
  it.each([[undefined], [null]])("may be missing: %j", (argument) => {
    expect(readArgument(argument)).toEqual({});
  });

  it("says how far the walk is done", () => {
    expect(readArgument({ context: "prod", namespace: "shop", newPanel: true })).toEqual({
      context: "prod",
      namespace: "shop",
      newPanel: true,
    });
  });

  it("may name a workload", () => {
    const workload = { kind: "Deployment", name: "web" };
    expect(readArgument({ context: "prod", namespace: "shop", workload })).toMatchObject({
      workload,
    });
  });

  it("may name several pods", () => {
    const pods = ["web-a", "web-b"];
    expect(readArgument({ context: "prod", namespace: "shop", pods })).toMatchObject({ pods });
  });

  it.each([
    ["prod"],
    [7],
    [{ context: 7 }],
    [{ pod: "" }],
    [{ pods: [] }],
    [{ pods: "web-a" }],
    [{ pods: ["web-a", ""] }],
    [{ newPanel: "yes" }],
    [{ workload: { kind: "Pod", name: "web" } }],
  ])("is refused as a whole where it is none: %j", (argument) => {
    expect(readArgument(argument)).toBeUndefined();
  });
});

describe("the argument of podlog.openLogsBySelector", () => {
  it("says how far the walk is done, to the selector", () => {
    expect(readSelectorArgument(undefined)).toEqual({});
    expect(readSelectorArgument({ context: "prod", selector: "app in (web,api)" })).toEqual({
      context: "prod",
      selector: "app in (web,api)",
    });
  });

  it("is refused as a whole where it is none", () => {
    expect(readSelectorArgument({ selector: "" })).toBeUndefined();
  });
});
