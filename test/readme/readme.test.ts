import { execFileSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { commandsTable, settingsTable, withTables, type Manifest } from "./tables.ts";

const readme = readFileSync("README.md", "utf8");
const manifest = JSON.parse(readFileSync("package.json", "utf8")) as Manifest & {
  readonly scripts: Readonly<Record<string, string>>;
};

const between = (name: string): string =>
  new RegExp(`<!-- ${name} -->\\s*([\\s\\S]*?)\\s*<!-- /${name} -->`).exec(readme)?.[1] ?? "";

describe("the README", () => {
  it("lists the commands that package.json contributes (npm run readme writes them)", () => {
    expect(between("commands")).toBe(commandsTable(manifest));
  });

  it("lists the settings that package.json contributes (npm run readme writes them)", () => {
    expect(between("settings")).toBe(settingsTable(manifest));
  });

  it("names only npm scripts that exist", () => {
    const named = [...readme.matchAll(/npm (?:run )?(?:-s )?([a-z][\w:-]*)/g)].map(
      (match) => match[1],
    );
    const known = new Set([...Object.keys(manifest.scripts), "ci", "install"]);
    expect(named.filter((name) => name !== undefined && !known.has(name))).toEqual([]);
  });

  it("links only to files that are there", () => {
    const files = [...readme.matchAll(/\]\((?!https?:|#)([^)#]+)/g)].map((match) => match[1] ?? "");
    expect(files.filter((file) => !existsSync(file))).toEqual([]);
  });

  it("names only folders and files of the project that are there, as the test cluster's does", () => {
    const cluster = readFileSync("test/cluster/README.md", "utf8");
    const own = cluster.slice(cluster.indexOf("## What is where"));
    const named = [
      ...[...readme.matchAll(/`((?:src|test|webview)(?:\/[\w./-]+)?)`/g)].map(
        ([, path = ""]) => path,
      ),
      ...[...own.matchAll(/`([\w-]+\.ts)`/g)].map(([, file = ""]) => `test/cluster/${file}`),
    ];
    expect(named.length).toBeGreaterThan(50);
    expect(named.filter((path) => !existsSync(path))).toEqual([]);
  });

  it("gets its tables written between their marks, whatever stood there", () => {
    const text = withTables("a <!-- commands -->what was<!-- /commands --> b", manifest);
    expect(text).toContain(commandsTable(manifest));
    expect(text).not.toContain("what was");
  });

  it("is written by a script that runs without a build", () => {
    const folder = mkdtempSync(join(tmpdir(), "podlog-readme-"));
    try {
      writeFileSync(join(folder, "package.json"), JSON.stringify(manifest));
      writeFileSync(join(folder, "README.md"), "<!-- settings --><!-- /settings -->");
      execFileSync(process.execPath, [join(process.cwd(), "test/readme/write.ts")], {
        cwd: folder,
      });
      expect(readFileSync(join(folder, "README.md"), "utf8")).toContain(settingsTable(manifest));
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});
