import { readFileSync } from "node:fs";
import { join } from "node:path";
import * as Effect from "effect/Effect";
import * as Result from "effect/Result";
import { describe, expect, it } from "vitest";
import type { ArgumentInvalid } from "../../../src/domain/faults.ts";
import * as argument from "../../../src/features/open/argument.ts";

/** What is read, or what is wrong with it. */
const outcome = <A>(reading: Effect.Effect<A, ArgumentInvalid>): A | ReadonlyArray<string> =>
  Result.merge(Effect.runSync(Effect.result(Effect.mapError(reading, ({ faults }) => faults))));

const readArgument = (value: unknown) => outcome(argument.readArgument(value));
const readSelectorArgument = (value: unknown) => outcome(argument.readSelectorArgument(value));

describe("the argument of podlog.openLogs", () => {
  it.each([[undefined], [null]])("may be missing: %j", (value) => {
    expect(readArgument(value)).toEqual({});
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

  it.each<[unknown, RegExp]>([
    ["prod", /^argument: Expected object/],
    [7, /^argument: Expected object/],
    [{ context: 7 }, /^argument\.context: Expected string/],
    [{ pod: "" }, /^argument\.pod: /],
    [{ pods: [] }, /^argument\.pods: /],
    [{ pods: "web-a" }, /^argument\.pods: /],
    [{ pods: ["web-a", ""] }, /^argument\.pods\.1: /],
    [{ newPanel: "yes" }, /^argument\.newPanel: Expected boolean/],
    [{ workload: { kind: "Pod", name: "web" } }, /^argument\.workload\.kind: /],
    [{ since: "yesterday" }, /^argument\.since: Expected a time ago, as in 15m/],
    [{ contaner: "app" }, /^argument\.contaner: is not known here/],
    [{ pod: "a", pods: ["b"] }, /^argument: Expected one of pod, pods, workload/],
  ])("is refused as a whole where it is none, with the place of the fault: %j", (value, fault) => {
    expect(readArgument(value)).toEqual([expect.stringMatching(fault)]);
  });
});

describe("the README", () => {
  const readme = readFileSync(join(import.meta.dirname, "../../../README.md"), "utf8");

  it.each([
    ["podlog.openLogs", argument.OpenArgument],
    ["podlog.openLogsBySelector", argument.SelectorArgument],
  ] as const)("tells every part of the argument of %s (O7)", (command, { fields }) => {
    const row = readme
      .split("\n")
      .find((line) => line.startsWith(`| \`${command}\``) && line.includes("`context`"));
    for (const key of Object.keys(fields)) expect(row).toContain(`\`${key}\``);
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
    expect(readSelectorArgument({ selector: "" })).toEqual([
      expect.stringMatching(/^argument\.selector: /),
    ]);
  });
});
