import { basename, join } from "node:path";
import { environment, node24, root } from "../run/install.mjs";
import { output } from "../run/processes.mjs";
import { measureClicks } from "./clicks.ts";
import type { Group, Measured } from "./entry.ts";

const script = join(import.meta.dirname, "require-time.ts");
const edge = join(import.meta.dirname, "edge");
const extension = join(root, "dist", "extension", "extension.cjs");

/** How often each is required, each time in a process of its own; the least counts. */
const runs = 11;

/** What activation loads, what it costs beside the one module that nothing can do without, and what a click takes. */
export const startGroup: Group = {
  entries: [
    { name: "start.eager-bytes", unit: "bytes", budget: { atMost: 100_000 } },
    { name: "start.require-ms", unit: "× node:https", budget: { atMost: 2 } },
    { name: "start.click-to-line", unit: "ms", budget: { atMost: 400 } },
    { name: "start.click-to-new-panel", unit: "ms more", budget: { atMost: 150 } },
  ],
  measure,
};

async function* measure(wanted: ReadonlySet<string>): AsyncGenerator<Measured> {
  if (wanted.has("start.eager-bytes")) yield await measureBytes();
  if (wanted.has("start.require-ms")) yield await measureRequire();
  if ([...wanted].some((name) => name.startsWith("start.click"))) yield* measureClicks(wanted);
}

async function measureBytes(): Promise<Measured> {
  const loaded = await required(extension);
  return {
    name: "start.eager-bytes",
    value: loaded.files.reduce((sum, file) => sum + file.bytes, 0),
    note: loaded.files.map(({ path, bytes }) => `${basename(path)} ${bytes}`).join(", "),
  };
}

async function measureRequire(): Promise<Measured> {
  let ours = Infinity;
  let bare = Infinity;
  for (let run = 0; run < runs; run += 1) {
    // In turn, so that a busy moment of the machine falls on both.
    bare = Math.min(bare, (await required("node:https")).ms);
    ours = Math.min(ours, (await required(extension)).ms);
  }
  return {
    name: "start.require-ms",
    value: ours / bare,
    note: `${ours.toFixed(1)} ms against ${bare.toFixed(1)} ms, least of ${runs}`,
  };
}

interface Required {
  readonly ms: number;
  readonly files: ReadonlyArray<{ readonly path: string; readonly bytes: number }>;
}

async function required(specifier: string): Promise<Required> {
  const env = environment({ NODE_PATH: edge });
  const answer = JSON.parse(await output(node24, [script, specifier], { env })) as Required;
  return { ...answer, files: answer.files.filter(({ path }) => !path.startsWith(edge)) };
}
