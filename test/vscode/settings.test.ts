import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it, vi } from "vitest";

vi.mock("vscode", () => import("./edge.ts"));
const { readSettings, settings } = await import("../../src/vscode/settings.ts");
const { readRemembered } = await import("../../src/vscode/preferences.ts");

interface Property {
  readonly default: unknown;
  readonly markdownDescription: string;
  readonly order: number;
  readonly enum?: ReadonlyArray<string>;
  readonly enumDescriptions?: ReadonlyArray<string>;
  readonly minimum?: number;
  readonly maximum?: number;
}

const manifest: {
  readonly contributes: {
    readonly configuration: ReadonlyArray<{
      readonly title: string;
      readonly order: number;
      readonly properties: Readonly<Record<string, Property>>;
    }>;
  };
} = JSON.parse(readFileSync(join(import.meta.dirname, "../../package.json"), "utf8"));

const sections = manifest.contributes.configuration;
const contributed = new Map(
  sections
    .flatMap(({ properties }) => Object.entries(properties))
    .map(([name, property]) => [name.replace("podlog.", ""), property]),
);

describe("the settings", () => {
  it("that are read are all in package.json, with the same defaults", () => {
    for (const [key, { standard }] of Object.entries(settings))
      expect([key, contributed.get(key)?.default]).toEqual([key, standard]);
  });

  it("are described and stand in titled sections, each in an order of its own", () => {
    const inOrder = sections.map(({ properties }) =>
      Object.values(properties).map(({ order }) => order),
    );
    for (const orders of [sections.map(({ order }) => order), ...inOrder])
      expect(orders).toEqual(orders.map((_, i) => i + 1));
    for (const { title } of sections) expect(title).toMatch(/^[A-Z][a-z ]+$/);
    for (const property of contributed.values())
      expect(property.markdownDescription.length).toBeGreaterThan(20);
  });

  it("accept what package.json offers, to the bounds and not beyond", () => {
    for (const word of contributed.get("timestamps")?.enum ?? [])
      expect(settings.timestamps.accepts(word)).toBe(true);
    const { maximum = 0, minimum = 0 } = contributed.get("maxMemory") ?? {};
    expect([minimum - 1, minimum, maximum, maximum + 1].map(settings.maxMemory.accepts)).toEqual([
      false,
      true,
      true,
      false,
    ]);
  });

  it.each([
    ["lineLimit", "all", "all"],
    ["lineLimit", 50, 50],
    ["lineLimit", 0, 1000],
    ["lineLimit", 2.5, 1000],
    ["lineLimit", "everything", 1000],
    ["timestamps", "relative", "relative"],
    ["timestamps", "stardate", "utc"],
    ["follow", false, false],
    ["follow", "yes", true],
    ["wrap", null, true],
    ["labels", "off", "off"],
    ["labels", 12, 12],
    ["labels", 3, "auto"],
    ["maxMemory", -1, 256],
    ["maxFollows", 200, 200],
    ["maxFollows", 0, 50],
    ["maxOpenings", 101, 8],
    ["kubeconfig", 7, ""],
  ] as const)("%s set to %j counts as %j", (key, value, counts) => {
    expect(readSettings((name) => (name === key ? value : undefined))[key]).toBe(counts);
  });
});

describe("what is remembered for a cluster", () => {
  it("is read as far as it is valid, whatever an older version stored", () => {
    expect(readRemembered({ follow: false, lineLimit: "all", wrap: 3, timestamps: "x" })).toEqual({
      follow: false,
      lineLimit: "all",
    });
  });

  it.each([
    [900, { sinceSeconds: 900 }],
    [0, {}],
    [1.5, {}],
    ["900", {}],
  ])("begins a log %j seconds ago, where that is a time (S10, T3)", (sinceSeconds, counts) => {
    expect(readRemembered({ sinceSeconds })).toEqual(counts);
  });

  it.each([undefined, null, 7, "text", []])("is nothing where %j is stored", (stored) => {
    expect(readRemembered(stored)).toEqual({});
  });
});
