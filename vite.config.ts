import { builtinModules } from "node:module";
import solid from "vite-plugin-solid";
import type { Plugin } from "vite";
import { defineConfig } from "vitest/config";
import { playwright } from "@vitest/browser-playwright";

const getter =
  /Object\.defineProperty\(exports,"([\w$]+)",\{enumerable:!0,get:function\(\)\{return ([\w$.]+)\}\}\)[,;]/g;

/**
 * Rolldown writes a getter of 76 bytes for each name that a chunk shares with others, which was a quarter of what
 * activation loads: here they become one table for each chunk.
 */
const exportsInTables: Plugin = {
  name: "podlog:exports-in-tables",
  applyToEnvironment: ({ name }) => name === "extension",
  generateBundle: (_options, bundle) => {
    for (const chunk of Object.values(bundle)) {
      if (chunk.type !== "chunk") continue;
      const names = [...chunk.code.matchAll(getter)].map(
        ([, name, value]) => `${name}:()=>${value}`,
      );
      const define = "([e,t])=>Object.defineProperty(exports,e,{enumerable:!0,get:t})";
      // On a line behind all others, so that source maps stay true.
      const table = `\nObject.entries({${names.join()}}).forEach(${define});\n`;
      if (names.length > 2) chunk.code = chunk.code.replace(getter, "") + table;
    }
  },
};

/** One config: the webview, the extension with its worker, and the test projects. */
export default defineConfig({
  // Without a relative base codicon.css asks for /codicon.ttf, a 404 that no test notices.
  base: "./",
  plugins: [solid(), exportsInTables],
  publicDir: false,
  builder: {},
  environments: {
    client: {
      build: {
        outDir: "dist/webview",
        target: "chrome120",
        modulePreload: false,
        cssCodeSplit: false,
        rolldownOptions: {
          input: "webview/main.tsx",
          output: {
            // One file that is no module: a page of VS Code begins with it some 40 ms sooner.
            format: "iife",
            entryFileNames: "main.js",
            assetFileNames: "[name][extname]",
          },
        },
      },
    },
    extension: {
      consumer: "server",
      resolve: {
        noExternal: true,
        external: ["vscode"],
        conditions: ["node", "import", "module", "default"],
      },
      build: {
        outDir: "dist/extension",
        target: "node22",
        minify: true,
        emptyOutDir: true,
        rolldownOptions: {
          input: { extension: "src/extension.ts", "search-worker": "src/search/worker.ts" },
          platform: "node",
          external: ["vscode", ...builtinModules, /^node:/],
          output: { format: "cjs", entryFileNames: "[name].cjs", chunkFileNames: "[name].cjs" },
        },
      },
    },
  },
  test: {
    // Else vite-plugin-solid sets jsdom for the whole run, which is not installed.
    environment: "node",
    projects: [
      {
        extends: true,
        test: {
          name: "node",
          environment: "node",
          include: ["test/**/*.test.ts"],
          exclude: ["test/e2e/**", "test/browser/**"],
          // Kubectl's preferences of whoever runs the tests may forbid their login programs.
          env: { KUBERC: "off" },
        },
      },
      {
        extends: true,
        test: {
          name: "webview",
          environment: "happy-dom",
          include: ["test/webview/**/*.test.tsx"],
        },
      },
      {
        extends: true,
        // Found only while the tests run, they would make Vite reload the page in the middle of one.
        optimizeDeps: { include: ["axe-core", "effect/Schema", "solid-js", "solid-js/web"] },
        test: {
          name: "chromium",
          include: ["test/browser/**/*.test.tsx"],
          browser: {
            enabled: true,
            headless: true,
            screenshotFailures: false,
            provider: playwright({
              launchOptions: {
                executablePath: process.env["CHROMIUM"] ?? "/usr/bin/chromium",
                args: [
                  "--no-sandbox",
                  "--disable-gpu",
                  "--disable-quic",
                  "--no-first-run",
                  "--disable-background-networking",
                  "--disable-component-update",
                  "--disable-sync",
                ],
              },
            }),
            instances: [{ browser: "chromium" }],
          },
        },
      },
      {
        extends: true,
        test: {
          name: "e2e",
          environment: "node",
          include: ["test/e2e/**/*.test.ts"],
          globalSetup: ["test/e2e/harness/global-setup.ts"],
          // One VS Code for all files, and two cores: one after the other.
          fileParallelism: false,
          testTimeout: 60_000,
          hookTimeout: 120_000,
        },
      },
    ],
  },
});
