import { rm } from "node:fs/promises";
import { createInterface } from "node:readline";
import { endGroup } from "./processes.mjs";

/**
 * Told of process groups and folders on standard input, one a line; at its end, which is the end
 * of whoever started them, ends the groups and removes the folders.
 */
const groups = new Set();
const folders = new Set();

// A group has its own session; only these could reach the watchdog, and it must outlive them.
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(signal, () => {});

for await (const line of createInterface({ input: process.stdin })) {
  const space = line.indexOf(" ");
  const what = line.slice(0, space);
  const name = line.slice(space + 1);
  if (what === "group") groups.add(Number(name));
  if (what === "gone") groups.delete(Number(name));
  if (what === "folder") folders.add(name);
}
await Promise.all([...groups].map(endGroup));
await Promise.all(
  [...folders].map((folder) => rm(folder, { recursive: true, force: true, maxRetries: 5 })),
);
