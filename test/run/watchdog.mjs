import { rm } from "node:fs/promises";
import { createInterface } from "node:readline";
import { endGroup } from "./processes.mjs";

/**
 * Told of process groups and paths on standard input, one a line; at its end, which is the end
 * of whoever started them, ends the groups and removes the paths.
 */
const groups = new Set();
const paths = new Set();

// A group has its own session; only these could reach the watchdog, and it must outlive them.
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(signal, () => {});

for await (const line of createInterface({ input: process.stdin })) {
  const space = line.indexOf(" ");
  const what = line.slice(0, space);
  const name = line.slice(space + 1);
  if (what === "group") groups.add(Number(name));
  if (what === "gone") groups.delete(Number(name));
  if (what === "path") paths.add(name);
}
await Promise.all([...groups].map(endGroup));
await Promise.all(
  [...paths].map((path) => rm(path, { recursive: true, force: true, maxRetries: 5 })),
);
