import * as Schema from "effect/Schema";
import { describe, expect, it } from "@effect/vitest";
import { type FramePath, framePath } from "../../src/domain/frame-path.ts";
import { folderOf, mapped, pathMapping } from "../../src/domain/path-mapping.ts";

const read = (path: string): FramePath => {
  const found = framePath(path);
  if (found === undefined) throw new Error(`${path} is no path`);
  return found;
};

const mappings = (pairs: Readonly<Record<string, string>>) =>
  Object.entries(pairs).flatMap(([container, folder]) => pathMapping(container, folder) ?? []);

/** Where a path is by some mappings. */
const mappedTo = (path: string, pairs: Readonly<Record<string, string>>): string | undefined => {
  const found = mapped(read(path), mappings(pairs));
  return found && [found.folder, ...found.below].join("/");
};

describe("a path mapping (V10)", () => {
  const shop = {
    "/app": "/w/web",
    "/app/lib/": "/w/lib",
    "C:\\src": "/w/net",
    "acme.io/x": "/w/x",
  };

  it.each([
    ["/app/src/x.js", "/w/web/src/x.js"],
    ["/app/lib/x.js", "/w/lib/x.js"],
    ["/app/library/x.js", "/w/web/library/x.js"],
    ["//app/./src//x.js", "/w/web/src/x.js"],
    ["C:\\src\\a\\X.cs", "/w/net/a/X.cs"],
    ["acme.io/x/main.go", "/w/x/main.go"],
    ["/application/x.js", undefined],
    ["app/src/x.js", undefined],
    ["/app", undefined],
    ["/other/x.js", undefined],
  ])("puts %s at %s", (path, at) => {
    expect(mappedTo(path, shop)).toBe(at);
  });

  it("may map all there is", () => {
    expect(mappedTo("/src/x.js", { "/": "/w" })).toBe("/w/src/x.js");
    expect(mappedTo("src/x.js", { "/": "/w" })).toBeUndefined();
  });

  it.each([
    "/app/../etc/passwd",
    "/app/src/../../etc/passwd",
    "/app/..\\..\\etc/x",
    "/app/c:/x.js",
  ])("is never left by %s", (path) => {
    expect(mappedTo(path, shop)).toBeUndefined();
  });

  it.prop(
    "leads nowhere but into its folder",
    [Schema.Array(Schema.Literals(["/", "..", ".", "app", "\\", "C:", "x.js", "a", "\0"]))],
    ([pieces]) => {
      const path = framePath(`/app/${pieces.join("")}`);
      const found = path && mapped(path, mappings(shop));
      for (const part of found?.below ?? []) expect(part).toMatch(/^(?!\.{1,2}$)[^/\\:\0]+$/u);
    },
    { arbitrary: { runs: 500, seed: "mapping" } },
  );
});

describe("the folder of a mapping (V10)", () => {
  const web = { name: "web", path: "/w/my web" };
  const all = [web, { name: "lib", path: "/other/lib" }];

  it.each([
    ["${workspaceFolder}", "/w/my web"],
    ["${workspaceFolder}/services/a", "/w/my web/services/a"],
    ["${workspaceFolder:lib}/src", "/other/lib/src"],
    ["/code/${workspaceFolderBasename}", "/code/my web"],
    ["services/a", "/w/my web/services/a"],
    ["C:\\code\\web\\", "/C:/code/web"],
    ["${workspaceFolder}/../lib/", "/w/lib"],
    ["${workspaceFolder:none}/src", undefined],
    ["${env:HOME}/src", undefined],
    ["", undefined],
  ])("%s is %s", (template, path) => {
    expect(folderOf(template, web, all)).toBe(path);
  });

  it("has no variables of a workspace where none is open", () => {
    expect(folderOf("${workspaceFolder}/a", undefined, [])).toBeUndefined();
    expect(folderOf("a", undefined, [])).toBeUndefined();
    expect(folderOf("/a", undefined, [])).toBe("/a");
  });
});
