import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { importsOf, violations } from "./architecture.ts";

const root = join(import.meta.dirname, "..");

function sources(): ReadonlyMap<string, string> {
  const paths = ["src", "webview"].flatMap((top) =>
    readdirSync(join(root, top), { recursive: true, encoding: "utf8" }).map((path) =>
      [top, ...path.split(/[\\/]/)].join("/"),
    ),
  );
  return new Map(
    paths
      .filter((path) => /\.tsx?$/.test(path))
      .map((path) => [path, readFileSync(join(root, path), "utf8")]),
  );
}

describe("the rooms", () => {
  it("import only in the directions of the architecture", () => {
    const files = sources();
    expect(files.size).toBeGreaterThan(0);
    expect(violations(files)).toEqual([]);
  });
});

describe("the check of the rooms", () => {
  it.each([
    ["src/extension.ts", `import { x } from "./panel/panel.ts";`, "extension may not import panel"],
    ["src/main.ts", `import { x } from "../webview/main.tsx";`, "main may not import webview"],
    ["src/domain/a.ts", `import { x } from "../text/level.ts";`, "domain may not import text"],
    ["src/text/a.ts", `export * from "../store/store.ts";`, "text may not import store"],
    ["src/text/a.ts", `import type { X } from "../store/store.ts";`, "text may not import store"],
    [
      "src/store/a.ts",
      `const x = await import("../panel/panel.ts");`,
      "store may not import panel",
    ],
    ["src/resume/a.ts", `import "../kubernetes/http.ts";`, "resume may not import kubernetes"],
    [
      "src/source/a.ts",
      `import {\n  a,\n  type B,\n} from "../session/a.ts";`,
      "source may not import session",
    ],
    ["src/session/a.ts", `import { x } from "../store/store.ts";`, "session may not import store"],
    ["src/vscode/a.ts", `import { x } from "../panel/panel.ts";`, "vscode may not import panel"],
    [
      "src/panel/a.ts",
      `import { x } from "../kubernetes/kube.ts";`,
      "panel may not import kubernetes",
    ],
    ["src/panel/a.ts", `import { x } from "../features/open.ts";`, "panel may not import features"],
    [
      "src/features/tree.ts",
      `import { x } from "../store/store.ts";`,
      "features may not import store",
    ],
    ["src/features/tree.ts", `import { x } from "./open.ts";`, "features never import each other"],
    [
      "src/features/tree/a.ts",
      `import { x } from "../open/b.ts";`,
      "features never import each other",
    ],
    [
      "webview/app.tsx",
      `import { x } from "../src/store/store.ts";`,
      "webview may not import store",
    ],
    [
      "webview/list/row.tsx",
      `import { x } from "../../src/panel/a.ts";`,
      "webview may not import panel",
    ],
    [
      "src/panel/a.ts",
      `import { x } from "../../test/cluster/a.ts";`,
      "lies outside src and webview",
    ],
    [
      "src/panel/a.ts",
      `import * as vscode from "vscode";`,
      "only src/vscode imports vscode by value",
    ],
    [
      "src/panel/a.ts",
      `import { type Uri } from "vscode";`,
      "only src/vscode imports vscode by value",
    ],
    ["src/main.ts", `const vscode = require("vscode");`, "only src/vscode imports vscode by value"],
    [
      "webview/app.tsx",
      `import type { Uri } from "vscode";`,
      "only src/vscode imports vscode by value",
    ],
    [
      "src/source/a.ts",
      `import https from "node:https";`,
      "only src/kubernetes imports node:https",
    ],
    [
      "src/vscode/a.ts",
      `import type { V1Pod } from "@kubernetes/client-node";`,
      "only src/kubernetes imports @kubernetes/client-node",
    ],
    ["src/text/utils.ts", ``, "utils.ts does not say what it owns"],
    ["src/common/a.ts", ``, "common does not say what it owns"],
    ["webview/helpers/a.tsx", ``, "helpers does not say what it owns"],
  ])("in %s finds %s", (file, text, reason) => {
    expect(violations(new Map([[file, text]])).map((found) => found.reason)).toEqual([reason]);
  });

  it.each([
    ["src/extension.ts", `import { layers } from "./main.ts";`],
    [
      "src/main.ts",
      `import { x } from "./features/open.ts"; import { y } from "./store/store.ts";`,
    ],
    ["src/panel/a.ts", `import type * as vscode from "vscode";`],
    [
      "src/vscode/a.ts",
      `import * as vscode from "vscode"; import { Ports } from "../kubernetes/ports.ts";`,
    ],
    [
      "src/kubernetes/a.ts",
      `import https from "node:https"; await import("@kubernetes/client-node");`,
    ],
    [
      "src/features/tree/a.ts",
      `import { b } from "./b.ts"; import { p } from "../../panel/panels.ts";`,
    ],
    ["webview/app.tsx", `import { x } from "../src/protocol/rows.ts"; import "./app.css";`],
    ["src/panel/a.ts", `// import { x } from "../features/open.ts";\n/* import "vscode" */`],
    [
      "src/domain/a.ts",
      `const link = "https://a.example"; import * as Schema from "effect/Schema";`,
    ],
  ])("in %s allows %s", (file, text) => {
    expect(violations(new Map([[file, text]]))).toEqual([]);
  });

  it("tells every form of import apart", () => {
    const text = `
      import a from "a"; import type B from 'b'; import { type C, d } from "c";
      import * as e from "e"; import "f"; export { g } from "g"; export type { H } from "h";
      export * from "i"; const j = await import("j"); import type from "k"; const l = "l";
    `;
    expect(importsOf(text)).toEqual([
      { specifier: "a", typeOnly: false },
      { specifier: "b", typeOnly: true },
      { specifier: "c", typeOnly: false },
      { specifier: "e", typeOnly: false },
      { specifier: "f", typeOnly: false },
      { specifier: "g", typeOnly: false },
      { specifier: "h", typeOnly: true },
      { specifier: "i", typeOnly: false },
      { specifier: "k", typeOnly: false },
      { specifier: "j", typeOnly: false },
    ]);
  });
});
