import { readFileSync } from "node:fs";
import { join } from "node:path";
import * as Result from "effect/Result";
import { describe, expect, it } from "vitest";
import {
  isFor,
  readRule,
  type Rule,
  type SessionFacts,
  targetOf,
  usualWait,
  wantedBy,
} from "../../../src/features/debug/rules.ts";

const session: SessionFacts = {
  configuration: "Launch web (dev)",
  type: "pwa-node",
  folder: { name: "shop", path: "/code/services/shop" },
};

const rule = (when: Rule["when"], open: Rule["open"] = { pod: "web" }): Rule => ({ when, open });

describe("which debug sessions a rule is for (O6)", () => {
  it.each<[Rule["when"], boolean]>([
    [{ configuration: "Launch web (dev)" }, true],
    [{ configuration: "Launch*" }, true],
    [{ configuration: "launch*" }, false],
    [{ configuration: "Launch" }, false],
    [{ type: "node" }, true],
    [{ type: "pwa-node" }, true],
    [{ type: "*" }, true],
    [{ type: "go" }, false],
    [{ folder: "shop" }, true],
    [{ folder: "*/services/*" }, true],
    [{ folder: "services" }, false],
    [{ configuration: "Launch*", type: "node", folder: "sh*" }, true],
    [{ configuration: "Launch*", type: "go", folder: "sh*" }, false],
  ])("%j: %s", (when, fits) => {
    expect(isFor(rule(when), session)).toBe(fits);
  });

  it("one that names a folder is not for a session of none", () => {
    const { configuration, type } = session;
    expect(isFor(rule({ folder: "*" }), { configuration, type })).toBe(false);
    expect(isFor(rule({ type: "node" }), { configuration, type })).toBe(true);
  });
});

describe("what a rule opens (O6)", () => {
  const settings = new Map<string, unknown>([
    ["shop.namespace", "blue"],
    ["shop.replica", 2],
    ["shop.labels", { app: "web" }],
    ["shop.sly", "${config:shop.namespace}"],
  ]);
  const wanted = (open: Rule["open"], folder: string | undefined = "shop") =>
    Result.merge(
      wantedBy(rule({ type: "*" }, open), { folder, setting: (key) => settings.get(key) }),
    );

  it("has its variables resolved, once", () => {
    expect(
      wanted({
        context: "dev-${config:shop.namespace}",
        namespace: "${config:shop.namespace}",
        kind: "StatefulSet",
        name: "${workspaceFolderBasename}-${config:shop.replica}",
      }),
    ).toEqual({ context: "dev-blue", namespace: "blue", kind: "StatefulSet", name: "shop-2" });
    expect(wanted({ selector: "app=${config:shop.sly}" })).toEqual({
      selector: "app=${config:shop.namespace}",
    });
  });

  it.each<[Rule["open"], string]>([
    [
      { pod: "${config:shop.none}" },
      "open.pod: ${config:shop.none} has no value: the setting is not set",
    ],
    [
      { pod: "${config:shop.labels}" },
      "open.pod: ${config:shop.labels} has no value: the setting is no text",
    ],
    [
      { selector: "a=${file}" },
      "open.selector: ${file} is not known, only ${workspaceFolderBasename} and ${config:…} are",
    ],
    [
      { pod: "${}" },
      "open.pod: ${} is not known, only ${workspaceFolderBasename} and ${config:…} are",
    ],
    [{ pod: "Web" }, 'open.pod: "Web" can\'t be the name of anything in a cluster'],
    [
      { pod: "web", namespace: "a.b" },
      'open.namespace: "a.b" can\'t be the name of anything in a cluster',
    ],
  ])("is refused where a value of it is wrong: %j", (open, fault) => {
    expect(wanted(open)).toBe(fault);
  });

  it("has no folder where none is open", () => {
    const read = wantedBy(rule({ type: "*" }, { pod: "${workspaceFolderBasename}" }), {
      folder: undefined,
      setting: () => undefined,
    });
    expect(Result.merge(read)).toBe(
      "open.pod: ${workspaceFolderBasename} has no value: no folder is open",
    );
  });

  it("is a pod, a workload or a selector", () => {
    const place = { context: "dev", namespace: "shop" };
    expect(targetOf({ pod: "web-1", container: "app" }, place)).toEqual({
      _tag: "Pod",
      ...place,
      pod: "web-1",
      container: "app",
    });
    expect(targetOf({ kind: "Job", name: "nightly" }, place)).toEqual({
      _tag: "Workload",
      ...place,
      kind: "Job",
      name: "nightly",
    });
    expect(targetOf({ selector: "app=web" }, place)).toEqual({
      _tag: "Selector",
      ...place,
      selector: "app=web",
    });
  });
});

interface JsonSchema {
  readonly properties: Readonly<Record<string, JsonSchema>>;
  readonly required: ReadonlyArray<string>;
  readonly enum: ReadonlyArray<string>;
  readonly default: unknown;
  readonly minimum: number;
  readonly maximum: number;
  readonly markdownDescription: string;
  readonly defaultSnippets: ReadonlyArray<{ readonly body: unknown }>;
}

describe("the schema of podlog.autoOpen in package.json", () => {
  const root = join(import.meta.dirname, "../../..");
  const manifest: {
    readonly contributes: {
      readonly configuration: ReadonlyArray<{
        readonly properties: Readonly<Record<string, { readonly items: JsonSchema }>>;
      }>;
    };
  } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
  const schema = manifest.contributes.configuration
    .flatMap(({ properties }) => Object.entries(properties))
    .find(([name]) => name === "podlog.autoOpen")?.[1].items;

  /** Whether a rule is valid with one more value in it. */
  const takes = (part: "when" | "open" | undefined, key: string, value: unknown): boolean => {
    const base = { when: { type: "*" }, open: { pod: "web" } };
    const changed =
      part === undefined
        ? { ...base, [key]: value }
        : {
            ...base,
            [part]: { ...(key === "type" || key === "pod" ? {} : base[part]), [key]: value },
          };
    const read = readRule("rule", changed);
    // With `name` beside `pod` a rule opens two things: what is told of the key itself counts here.
    return (
      Result.isSuccess(read) || !new RegExp(`rule\\.?${part ?? ""}\\.${key}:`).test(read.failure)
    );
  };

  it("has the very keys that are read, each described", () => {
    expect(Object.keys(schema?.properties ?? {})).toEqual([
      "when",
      "open",
      "waitSeconds",
      "closeAtEnd",
    ]);
    for (const part of ["when", "open"] as const) {
      const known = Object.entries(schema?.properties[part]?.properties ?? {});
      expect(known.length).toBeGreaterThan(2);
      for (const [key, { enum: words, markdownDescription }] of known) {
        expect(markdownDescription).toMatch(/\.$/);
        expect([key, takes(part, key, words?.[0] ?? "x")]).toEqual([key, true]);
        expect([key, takes(part, key, 7)]).toEqual([key, false]);
      }
      expect(takes(part, "misspelt", "x")).toBe(false);
    }
  });

  it("says the wait that counts where a rule names none", () => {
    expect(schema?.properties["waitSeconds"]?.default).toBe(usualWait);
  });

  it("takes what is taken, to the bounds and not beyond", () => {
    const { maximum = 0, minimum = 0 } = schema?.properties["waitSeconds"] ?? {};
    expect(
      [minimum - 1, minimum, maximum, maximum + 1].map((seconds) =>
        takes(undefined, "waitSeconds", seconds),
      ),
    ).toEqual([false, true, true, false]);
    for (const kind of schema?.properties["open"]?.properties["kind"]?.enum ?? [])
      expect(takes("open", "kind", kind)).toBe(true);
    expect(takes("open", "kind", "Secret")).toBe(false);
  });

  it("offers snippets that are rules", () => {
    for (const { body } of schema?.defaultSnippets ?? []) {
      // What VS Code inserts: a text behind `^` as it stands there, placeholders by what they hold.
      const typed: unknown = JSON.parse(JSON.stringify(body), (_key, value: unknown) => {
        if (typeof value !== "string") return value;
        if (value.startsWith("^"))
          return JSON.parse(value.slice(1).replaceAll(String.raw`\$`, "$"));
        return value.replaceAll(/\$\{\d:([^}]*)\}/g, "$1").replaceAll(/\$\{\d\}/g, "x");
      });
      expect(Result.merge(readRule("rule", typed))).toEqual(typed);
    }
    expect(schema?.defaultSnippets.length).toBeGreaterThan(0);
  });

  it("has the README's examples, which are rules", () => {
    const readme = readFileSync(join(root, "README.md"), "utf8");
    const examples = [...readme.matchAll(/```jsonc?\n([\s\S]*?)```/g)].map(([, text = ""]) => text);
    const rules = examples
      .filter((text) => text.includes("podlog.autoOpen"))
      .flatMap((text) => JSON.parse(text)["podlog.autoOpen"]);
    expect(rules.length).toBeGreaterThan(2);
    for (const one of rules) expect(Result.merge(readRule("rule", one))).toEqual(one);
  });
});
