import { createReadStream, existsSync, mkdtempSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { extname, join, normalize } from "node:path";
import type { CDPSession, Page } from "playwright-core";
import { build } from "vite";
import solid from "vite-plugin-solid";
import { openBrowser } from "../e2e/harness/browser.ts";
import { root } from "../run/install.mjs";
import { removeAtEnd } from "../run/processes.mjs";

/** The lists that have a page: the shipped webview over a scripted host, and the two that others have. */
export type ListKind = "podlog" | "solid-virtual" | "virtua";

/** A page with one list on it, in a Chromium of its own. */
export interface ListPage {
  readonly page: Page;
  /** Lets the list have so many rows, and waits until it shows the last one it can. */
  readonly grow: (end: number) => Promise<void>;
  /** Lets it grow by so many rows a second; 0 ends it. */
  readonly flood: (perSecond: number) => Promise<void>;
  /** The positions of the rows that are in its document. */
  readonly positions: () => Promise<ReadonlyArray<number>>;
  /** Bytes in use after a collection of garbage: on the heap, in buffers, and by the document's nodes. */
  readonly heap: () => Promise<{
    readonly heap: number;
    readonly buffers: number;
    readonly nodes: number;
  }>;
  /** Seconds that the page's main thread has worked so far. */
  readonly worked: () => Promise<number>;
}

const types: Readonly<Record<string, string>> = {
  ".css": "text/css",
  ".html": "text/html",
  ".js": "text/javascript",
  ".ttf": "font/ttf",
};

const kinds: ReadonlyArray<ListKind> = ["podlog", "solid-virtual", "virtua"];

/** Colours and fonts stand in the variables of a theme; sizes are those of the lists that are compared. */
const html = (kind: ListKind): string => `<!doctype html>
<html lang="en" style="--vscode-editor-font-size: 14px; --vscode-editor-font-family: monospace">
<head>
<meta charset="utf-8">
<title>${kind}</title>
<link rel="stylesheet" href="${kind === "podlog" ? "/webview/style.css" : "/bench/style.css"}">
</head>
<body>
<div id="app"></div>
<script type="module" src="/bench/${kind}.js"></script>
${kind === "podlog" ? '<script type="module" src="/webview/main.js"></script>' : ""}
</body>
</html>
`;

/** Builds what is on the pages beside the shipped webview; gives the folder. */
async function buildPages(): Promise<string> {
  const outDir = removeAtEnd(mkdtempSync(join(tmpdir(), "podlog-pages-")));
  const entry = (name: string): string => join(import.meta.dirname, "page", name);
  await build({
    configFile: false,
    root,
    logLevel: "silent",
    plugins: [solid()],
    publicDir: false,
    build: {
      outDir,
      target: "chrome120",
      modulePreload: false,
      cssCodeSplit: false,
      rolldownOptions: {
        input: {
          podlog: entry("podlog.ts"),
          "host-worker": entry("host-worker.ts"),
          "solid-virtual": entry("solid-virtual.tsx"),
          virtua: entry("virtua.tsx"),
        },
        output: {
          entryFileNames: "[name].js",
          chunkFileNames: "[name].js",
          assetFileNames: "style[extname]",
        },
      },
    },
  });
  return outDir;
}

/** Builds and serves the pages for as long as they are used; `use` is given a way to open one of them. */
export async function* withPages<A>(
  use: (
    open: <B>(kind: ListKind, on: (list: ListPage) => Promise<B>) => Promise<B>,
  ) => AsyncIterable<A>,
): AsyncGenerator<A> {
  const folders: Readonly<Record<string, string>> = {
    "/bench/": await buildPages(),
    "/webview/": join(root, "dist", "webview"),
  };
  const server = createServer((request, response) => {
    const path = normalize(new URL(request.url ?? "/", "http://localhost").pathname);
    const kind = kinds.find((one) => path === `/${one}`);
    if (kind !== undefined) {
      response.setHeader("content-type", "text/html");
      response.end(html(kind));
      return;
    }
    const [prefix, folder] = Object.entries(folders).find(([one]) => path.startsWith(one)) ?? [];
    const file = folder === undefined ? "" : join(folder, path.slice(prefix?.length));
    if (!existsSync(file)) {
      response.statusCode = 404;
      response.end();
      return;
    }
    response.setHeader("content-type", types[extname(file)] ?? "application/octet-stream");
    createReadStream(file).pipe(response);
  });
  await new Promise<void>((resolve) => {
    server.listen(0, "127.0.0.1", resolve);
  });
  const { port } = server.address() as AddressInfo;
  try {
    yield* use(async (kind, on) => {
      const browser = await openBrowser();
      try {
        await browser.page.goto(`http://127.0.0.1:${port}/${kind}`);
        await browser.page.waitForFunction(() => window.podlogGrow !== undefined);
        return await on(await listPage(browser.page));
      } finally {
        await browser.close();
      }
    });
  } finally {
    server.close();
    server.closeAllConnections();
  }
}

async function listPage(page: Page): Promise<ListPage> {
  const devtools = await page.context().newCDPSession(page);
  await devtools.send("Performance.enable");
  const positions = (): Promise<ReadonlyArray<number>> =>
    page.evaluate(() =>
      [...document.querySelectorAll(".rows .words")].flatMap(({ textContent }) => {
        const found = /^#(\d+) /u.exec(textContent)?.[1];
        return found === undefined ? [] : [Number(found)];
      }),
    );
  return {
    page,
    positions,
    grow: async (end) => {
      await page.evaluate((rows) => window.podlogGrow?.(rows), end);
      // A list of these rows that cannot reach its end rests somewhere before.
      let last = -1;
      for (let rested = 0; rested < 10 && last < end - 1;) {
        await page.waitForTimeout(100);
        const now = Math.max(-1, ...(await positions()));
        rested = now === last ? rested + 1 : 0;
        last = now;
      }
    },
    flood: (perSecond) => page.evaluate((rows) => window.podlogFlood?.(rows), perSecond),
    heap: () => heapOf(devtools),
    worked: async () => {
      const { metrics } = await devtools.send("Performance.getMetrics");
      return metrics.find(({ name }) => name === "TaskDuration")?.value ?? 0;
    },
  };
}

async function heapOf(devtools: CDPSession): ReturnType<ListPage["heap"]> {
  // Twice: what is let go of by a finalizer is there until the next.
  await devtools.send("HeapProfiler.collectGarbage");
  await devtools.send("HeapProfiler.collectGarbage");
  const used = await devtools.send("Runtime.getHeapUsage");
  return {
    heap: used.usedSize,
    buffers: used.backingStorageSize,
    nodes: used.embedderHeapUsedSize,
  };
}
